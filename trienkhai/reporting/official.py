"""From a report's content to the official document: the plan's own outline, figures in tables, passages with their units."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock, Table

from trienkhai.core import text
from trienkhai.reporting.letterhead import period_words, plan_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trienkhai.reporting.models import Passage, Report
    from trienkhai.reporting.rollup import Figures
    from trienkhai.reporting.selectors import Content, TaskLine

POINTS = "abcdđeghiklmnopqrstuvxy"
"""Labels of points (Decree 30/2020, Annex I): the Vietnamese alphabet, no f j w z."""

Part: TypeAlias = Heading | Paragraph | Table


def document(content: Content) -> OfficialDocument:
    """The report in the form of Decree 30/2020; number and day stay blank until the records clerk gives them."""
    report = content.report
    return OfficialDocument(
        parent_issuer=report.parent_issuer or None,
        issuer=report.issuer,
        number=report.printed_number or None,
        symbol=report.symbol,
        place=report.place or None,
        date=report.issued_on,
        year_month=(report.as_of.year, report.as_of.month),
        type="báo cáo",
        title=report.title,
        body=tuple(_body(content)),
        recipients=tuple([line.strip() for line in report.recipients.splitlines() if line.strip()]),
        signer=_signer(report),
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
    yield from _office(content.opening)
    yield Paragraph(_whole(content))
    yield Paragraph("Kết quả theo từng nhiệm vụ:")
    yield _task_table(content)
    yield Paragraph("Kết quả theo nhánh đơn vị:")
    yield _branch_table(content)
    yield Heading(1, "II.", "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ")
    yield from _tasks(content)
    yield Heading(1, "III.", "KHÓ KHĂN, VƯỚNG MẮC")
    yield from _difficulties(content)
    yield Heading(1, "IV.", "ĐỀ XUẤT, KIẾN NGHỊ")
    yield from _office(content.proposals) if content.proposals else iter([Paragraph("Không có.")])
    yield Paragraph(f"Trên đây là báo cáo kết quả thực hiện {plan_name(content.plan)}, {period_words(report.period)}./.")


def _office(passages: list[Passage]) -> Iterator[Part]:
    for passage in passages:
        if passage.included:
            yield from _paragraphs(_sentence(passage.text))


def _paragraphs(words: str) -> Iterator[Part]:
    """One paragraph for each line that somebody typed."""
    for line in words.splitlines():
        if line.strip():
            yield Paragraph(line.strip())


def _whole(content: Content) -> str:
    whole, units = content.sums.whole, text.number(content.unit_count)
    words = (
        f"Có {text.count_words(len(content.tasks))} nhiệm vụ giao cho {units} đơn vị, thành {text.number(whole.total)} việc. "
        f"{_four_ways(whole)}"
    )
    if content.sums.coordination.total:
        words += f" Ngoài ra có {text.number(content.sums.coordination.total)} việc phối hợp, không tính vào số trên."
    return words


def _four_ways(figures: Figures) -> str:
    return (
        f"Hoàn thành đúng hạn {text.number(figures.done_on_time)}; hoàn thành quá hạn {text.number(figures.done_late)}; "
        f"đang trong hạn {text.number(figures.open_in_time)}; quá hạn chưa hoàn thành {text.number(figures.open_overdue)}; "
        f"có báo cáo trong kỳ {text.number(figures.reported)}."
    )


HEADS = ("Số việc", "Đúng hạn", "Quá hạn", "Trong hạn", "Quá hạn chưa xong", "Có báo cáo")


def _cells(figures: Figures) -> tuple[str, ...]:
    counts = (
        figures.total,
        figures.done_on_time,
        figures.done_late,
        figures.open_in_time,
        figures.open_overdue,
        figures.reported,
    )
    return tuple(text.number(n) for n in counts)


def _task_table(content: Content) -> Table:
    rows = [(line.task.key, line.short, *_cells(line.figures)) for line in content.tasks]
    rows.append(("", "Cộng", *_cells(content.sums.whole)))
    return Table(header=("Mục", "Nhiệm vụ", *HEADS), rows=tuple(rows), widths=(13, 55, 15, 15, 15, 15, 18, 15), numeric=tuple(range(2, 8)))


def _branch_table(content: Content) -> Table:
    rows = [(str(at), line.name, *_cells(line.figures)) for at, line in enumerate(content.branches, start=1)]
    return Table(
        header=("TT", "Nhánh đơn vị", *HEADS), rows=tuple(rows), widths=(10, 58, 15, 15, 15, 15, 18, 15), numeric=tuple(range(2, 8))
    )


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
    yield Paragraph(f"Có {text.number(line.figures.total)} đơn vị phải thực hiện. {_four_ways(line.figures)}")
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
    rest = passage.source_count - len(names)
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
    """Headings printed in capitals become sentence case; others stay as they are."""
    plain = words.strip().rstrip(".:")
    return plain[:1] + plain[1:].lower() if plain.isupper() else plain
