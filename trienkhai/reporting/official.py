"""From a report's content to the official document: the plan's own outline, figures in tables, passages with their units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, Picture, SignatureBlock, Table

from trienkhai.core import emf, text
from trienkhai.core.emf import Bar
from trienkhai.plans.wording import period_words, plan_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trienkhai.reporting.models import Passage, Report
    from trienkhai.reporting.rollup import Figures
    from trienkhai.reporting.selectors import Content, TaskLine

POINTS = "abcdđeghiklmnopqrstuvxy"
"""Labels of points (Decree 30/2020, Annex I): the Vietnamese alphabet, no f j w z."""

LABEL = re.compile(r"^(?:[IVX]+|[A-HĐ]|\d{1,3}(?:\.\d{1,2})*|[a-eg-ik-vxyđ])\s?[.)]\s+")

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
Part: TypeAlias = Heading | Paragraph | Table | Picture


def document(content: Content) -> OfficialDocument:
    """The report in the form of Decree 30/2020; number and day stay blank: they are given when it is issued."""
    report = content.report
    return OfficialDocument(
        parent_issuer=report.parent_issuer or None,
        issuer=report.issuer,
        number=None,
        symbol=report.symbol,
        place=report.place or None,
        date=None,
        year_month=(report.as_of.year, report.as_of.month),
        type="báo cáo",
        title=report.title,
        body=tuple(_body(content)),
        recipients=tuple([line.strip() for line in report.recipients.splitlines() if line.strip()]),
        signer=_signer(report),
        annexes=(Annex("Phụ lục", "Kết quả theo nhánh đơn vị", (_branch_table(content),), landscape=True),),
    )


def _signer(report: Report) -> SignatureBlock:
    return SignatureBlock(authority=report.authority or None, role=report.signer_role, name=report.signer_name or None)


def _body(content: Content) -> Iterator[Part]:
    report = content.report
    yield Paragraph(
        f"Thực hiện {plan_name(content.plan)}, {content.unit.name} báo cáo kết quả {period_words(report.period)} như sau "
        f"(số liệu tính đến {text.day_words(report.as_of.date())}):"
    )
    yield Heading(1, "I.", "TÌNH HÌNH CHUNG")
    yield from _said(content, content.opening)
    yield Paragraph(_whole(content))
    yield Paragraph("Kết quả theo từng nhiệm vụ:")
    yield _task_table(content)
    yield from _chart(content)
    yield Paragraph("Kết quả theo nhánh đơn vị tại Phụ lục kèm theo.")
    yield Heading(1, "II.", "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ")
    yield from _tasks(content)
    yield Heading(1, "III.", "KHÓ KHĂN, VƯỚNG MẮC")
    yield from _difficulties(content)
    for at, line in enumerate(content.free):
        yield Heading(1, f"{ROMAN[3 + at]}.", line.part.title.upper())
        yield from _said(content, line.passages) if line.included else iter([Paragraph("Không có.")])
    yield Heading(1, f"{ROMAN[3 + len(content.free)]}.", "ĐỀ XUẤT, KIẾN NGHỊ")
    yield from _said(content, content.proposals) if content.proposals else iter([Paragraph("Không có.")])
    yield Paragraph(f"Trên đây là báo cáo kết quả thực hiện {plan_name(content.plan)}, {period_words(report.period)}./.")


def _said(content: Content, passages: list[Passage]) -> Iterator[Part]:
    """Passages of a part: what units said with who said it, what the office wrote as it is."""
    for passage in passages:
        if passage.included and passage.pk in content.source_names:
            yield from _paragraphs(f"- {_with_sources(content, passage)}")
        elif passage.included:
            yield from _paragraphs(_sentence(passage.text))


def _paragraphs(words: str) -> Iterator[Part]:
    """One paragraph for each line that somebody typed."""
    for line in words.splitlines():
        if line.strip():
            yield Paragraph(line.strip())


def _whole(content: Content) -> str:
    whole, units = content.sums.whole, text.number(content.unit_count)
    words = (
        f"Có {text.count_words(len(content.tasks))} nhiệm vụ giao cho {units} đơn vị, thành {text.number(whole.total)} việc. {_ways(whole)}"
    )
    if content.sums.coordination.total:
        words += f" Ngoài ra có {text.number(content.sums.coordination.total)} việc phối hợp, không tính vào số trên."
    return words


def _ways(figures: Figures) -> str:
    """Dated work in four ways, then continuous work; what a line has none of is left out."""
    words = ""
    if figures.dated:
        words += (
            f"Việc có thời hạn: {text.number(figures.dated)}, trong đó hoàn thành đúng hạn {text.number(figures.done_on_time)}; "
            f"hoàn thành quá hạn {text.number(figures.done_late)}; đang trong hạn {text.number(figures.open_in_time)}; "
            f"quá hạn chưa hoàn thành {text.number(figures.open_overdue)}. "
        )
    if figures.steady:
        words += f"Việc thường xuyên: {text.number(figures.steady)}, trong đó có minh chứng trong kỳ {text.number(figures.steady_done)}. "
    if figures.suspended:
        words += f"Việc đang tạm dừng: {text.number(figures.suspended)}. "
    return words + f"Có báo cáo trong kỳ: {text.number(figures.reported)}."


HEADS = ("Số việc", "Xong đúng hạn", "Xong quá hạn", "Trong hạn", "Quá hạn chưa xong", "Thường xuyên: có minh chứng", "Có báo cáo")
WIDTHS = (13, 13, 13, 15, 13, 19, 12)
WIDE = tuple(width * 3 // 2 for width in WIDTHS)
"""The same on a page that lies on its side."""
WAYS = ("Hoàn thành đúng hạn", "Hoàn thành quá hạn", "Đang trong hạn", "Quá hạn chưa hoàn thành")
MOST_BARS, NAME = 20, 34
NUMERIC = tuple(range(2, 2 + len(HEADS)))


def _cells(figures: Figures) -> tuple[str, ...]:
    counts = (
        figures.total,
        figures.done_on_time,
        figures.done_late,
        figures.open_in_time,
        figures.open_overdue,
    )
    steady = f"{text.number(figures.steady_done)}/{text.number(figures.steady)}" if figures.steady else "–"
    return (*(text.number(n) for n in counts), steady, text.number(figures.reported))


def _task_table(content: Content) -> Table:
    rows = [(line.task.key, line.brief, *_cells(line.figures)) for line in content.tasks]
    rows.append(("", "Cộng", *_cells(content.sums.whole)))
    return Table(("Mục", "Nhiệm vụ", *HEADS), tuple(rows), (16, 46, *WIDTHS), NUMERIC, summed=True)


def _chart(content: Content) -> Iterator[Part]:
    """Dated work of each task in four shades; none where no task has any."""
    shown = [line for line in content.tasks if line.figures.dated][:MOST_BARS]
    if not shown:
        return
    bars = [Bar(text.shortened(f"{line.task.key} {line.brief}", NAME), _four(line.figures)) for line in shown]
    data, height = emf.chart(bars, WAYS)
    yield Paragraph("Việc có thời hạn của từng nhiệm vụ theo tình trạng, số ở cuối thanh là tổng số việc:")
    yield Picture(data, "emf", 160, height, f"Biểu đồ thanh: {'; '.join(_in_words(bar) for bar in bars)}"[:1000])


def _four(figures: Figures) -> tuple[int, int, int, int]:
    return figures.done_on_time, figures.done_late, figures.open_in_time, figures.open_overdue


def _in_words(bar: Bar) -> str:
    return f"{bar.name}: " + ", ".join(f"{way.lower()} {text.number(n)}" for way, n in zip(WAYS, bar.parts, strict=True))


def _branch_table(content: Content) -> Table:
    rows = [(str(at), line.name, *_cells(line.figures)) for at, line in enumerate(content.branches, start=1)]
    rows.append(("", "Cộng", *_cells(content.sums.whole)))
    return Table(("TT", "Nhánh đơn vị", *HEADS), tuple(rows), (12, 92, *WIDE), NUMERIC, summed=True)


def _tasks(content: Content) -> Iterator[Part]:
    section = 0
    point = 0
    heading: str | None = None
    for line in content.tasks:
        if line.heading != heading:
            heading, section, point = line.heading, section + 1, 0
            yield Heading(2, f"{section}.", _sentence_case(line.heading) or "Nhiệm vụ khác")
        yield Heading(3, _point(point), line.short)
        point += 1
        yield from _results(content, line)


def _results(content: Content, line: TaskLine) -> Iterator[Part]:
    if not line.figures.total:
        yield Paragraph("Trong kỳ chưa có đơn vị nào được giao thực hiện nhiệm vụ này.")
        return
    yield Paragraph(_ways(line.figures))
    for passage in line.included:
        yield from _paragraphs(f"- {_with_sources(content, passage)}")


def _difficulties(content: Content) -> Iterator[Part]:
    none = True
    for line in content.tasks:
        for passage in line.difficulties:
            if passage.included:
                none = False
                yield from _paragraphs(f"- {_with_sources(content, passage)}")
    if none:
        yield Paragraph("Các đơn vị không nêu khó khăn, vướng mắc trong kỳ.")


def _with_sources(content: Content, passage: Passage) -> str:
    said = passage.text.strip().rstrip(".;")
    names = content.source_names.get(passage.pk, [])
    rest = passage.unit_count - len(names)
    if not names:
        return f"{said}."
    who = ", ".join(names) + (f" và {text.count_words(rest)} đơn vị khác" if rest > 0 else "")
    return f"{said} ({who})."


def _point(at: int) -> str:
    """a) … y), then aa), ab) …"""
    return (POINTS[at] if at < len(POINTS) else POINTS[at // len(POINTS) - 1] + POINTS[at % len(POINTS)]) + ")"


def _sentence(words: str) -> str:
    said = words.strip()
    return said if said.endswith((".", ";", ":", "!", "?")) else f"{said}."


def _sentence_case(words: str) -> str:
    """A heading of the plan without the label it had there; printed in capitals it becomes sentence case."""
    plain = LABEL.sub("", words.strip()).rstrip(".:")
    return plain[:1] + plain[1:].lower() if plain.isupper() else plain
