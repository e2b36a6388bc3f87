"""Everything read, shown on the document itself: a page of HTML without script, or a .docx with highlights and comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from vanban.errors import UnsupportedFormat
from vanban.outline import walk
from vanban.types import Block, Document, Task, Value

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROLES = {"lead": "chủ trì", "coordinate": "phối hợp", "execute": "thực hiện", "monitor": "theo dõi"}
KINDS = {"once": "một lần", "recurring": "định kỳ", "continuous": "thường xuyên", "conditional": "theo điều kiện"}
SEVERITIES = {"error": "lỗi", "warning": "cảnh báo", "note": "ghi chú"}
LEGEND = {
    "metadata": "thể thức (cơ quan, số, ngày, trích yếu, người ký, nơi nhận)",
    "outline": "đề mục",
    "task": "nhiệm vụ",
    "unit": "đơn vị và vai trò",
    "time": "thời hạn",
    "product": "sản phẩm",
    "citation": "văn bản viện dẫn",
    "term": "từ viết tắt được định nghĩa",
    "finding": "điểm cần xem",
}
_FIELDS = {
    "issuer": "cơ quan ban hành",
    "parent_issuer": "cơ quan chủ quản",
    "number": "số",
    "symbol": "ký hiệu",
    "place": "địa danh",
    "date": "ngày ban hành",
    "type": "tên loại",
    "title": "trích yếu",
    "urgency": "mức độ khẩn",
    "secrecy": "độ mật",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place and what was read there; `note` is a Vietnamese line for whoever points at it."""

    start: int
    end: int
    kind: str
    note: str
    level: str = ""


def annotate(document: Document, form: str = "html", *, original: bytes | None = None) -> bytes:
    """The document with everything read shown on it.

    Args:
        document: A reading.
        form: "html" or "docx".
        original: The bytes of the .docx that was read: the marks are then put onto it. Without it, or where its parts are not whole
            enough to be written again, the .docx is set anew from the reading.

    Raises:
        UnsupportedFormat: Another form.
    """
    if form == "html":
        return _html(document).encode()
    if form == "docx" and original is not None and document.source.media_type == DOCX:
        from vanban.writing.onto import onto

        shown = onto(original, document, marks(document))
        if shown is not None:
            return shown
    if form == "docx":
        from vanban.writing.commented import commented

        return commented(document, marks(document))
    raise UnsupportedFormat(f"Không biết dạng «{form}». Hãy chọn html hoặc docx.")


def save(document: Document, path: str | Path, *, original: bytes | None = None) -> None:
    """Write the shown document; the ending of the name chooses the form (.html, .docx). See `annotate` for `original`."""
    form = Path(path).suffix.lower().lstrip(".")
    Path(path).write_bytes(annotate(document, "html" if form == "htm" else form, original=original))


def marks(document: Document) -> tuple[Mark, ...]:
    """Every place that was read as something, in reading order, wider ones first."""
    found = [*_of_metadata(document), *_of_outline(document), *_of_tasks(document), *_of_citations(document)]
    found += [Mark(t.start, t.end, "term", f"«{t.term}» là {t.means}") for t in document.terms]
    found += [_of_finding(f.start, f.end, f.severity, f.message, f.rule, f.suggest) for f in document.findings]
    shown = (mark for mark in found if mark.end > mark.start)  # a blank number has no width
    return tuple(sorted(shown, key=lambda mark: (mark.start, -mark.end, mark.kind)))


def _of_metadata(document: Document) -> Iterator[Mark]:
    head = document.metadata
    for name, shown in _FIELDS.items():
        value: Value | None = getattr(head, name)
        if value is not None:
            yield Mark(value.start, value.end, "metadata", f"{shown}: {value.value or 'để trống'}")
    for signer in head.signers:
        for part, shown in ((signer.authority, "thẩm quyền ký"), (signer.role, "chức vụ người ký"), (signer.name, "người ký")):
            if part is not None:
                yield Mark(part.start, part.end, "metadata", f"{shown}: {part.value}")
    yield from (Mark(value.start, value.end, "metadata", "nơi nhận") for value in head.recipients)


def _of_outline(document: Document) -> Iterator[Mark]:
    for node, _ in walk(document.outline):
        yield Mark(node.start, node.start + len(node.label), "outline", f"mục {node.id}")


def _of_tasks(document: Document) -> Iterator[Mark]:
    for task in document.tasks:
        yield Mark(task.start, task.end, "task", f"nhiệm vụ {task.id}: {task.title}")
        for unit in task.units:
            yield Mark(unit.start, unit.end, "unit", f"{', '.join(unit.names)}: {ROLES[unit.role]} ({task.id})")
        for time in task.times:
            until = " → ".join(part or "…" for part in (time.from_, time.due)) if time.from_ or time.due else ""
            note = " ".join(part for part in (KINDS[time.kind], until, time.every and f"mỗi {time.every}", f"({task.id})") if part)
            yield Mark(time.start, time.end, "time", note)
        for product in task.products:
            yield Mark(product.start, product.end, "product", f"sản phẩm của {task.id}")


def _of_citations(document: Document) -> Iterator[Mark]:
    for cited in document.citations:
        parts = (cited.type or "văn bản", cited.number, cited.date, cited.issuer, cited.relation, cited.pinpoint)
        note = ", ".join(part for part in parts if part)
        yield from (Mark(place.start, place.end, "citation", note) for place in cited.mentions)


def _of_finding(start: int, end: int, level: str, message: str, rule: str, suggest: str | None) -> Mark:
    note = f"{SEVERITIES[level]}: {message} [{rule}]" + (f" — {suggest}" if suggest else "")
    return Mark(start, end if end > start else start + 1, "finding", note, level)


def cuts(found: Sequence[Mark], start: int, end: int) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """The stretch from `start` to `end` in pieces, each with the marks that lie over it; `found` in order of `start`."""
    inside = [mark for mark in found if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(m.start for m in inside if m.start > start), *(m.end for m in inside if m.end < end)})
    for begun, stop in pairwise(edges):
        yield begun, stop, tuple(mark for mark in inside if mark.start <= begun and mark.end >= stop)


def by_block(document: Document, found: Sequence[Mark]) -> dict[int, list[Mark]]:
    """For each block (by its index) the marks that touch it; linear in both."""
    out: dict[int, list[Mark]] = defaultdict(list)
    blocks = document.blocks
    at = 0
    for mark in sorted(found, key=lambda m: m.start):
        while at < len(blocks) and blocks[at].end <= mark.start and blocks[at].end < mark.end:
            at += 1
        index = at
        while index < len(blocks) and blocks[index].start < mark.end:
            out[index].append(mark)
            index += 1
    return out


_STYLE = """
body{font:16px/1.6 "Be Vietnam Pro","Noto Serif",serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:.8rem 0}td{border:1px solid #999;padding:.2rem .5rem;vertical-align:top}
.c{text-align:center}.r{text-align:right}.b{font-weight:600}.i{font-style:italic}.furniture{color:#666;font-size:.8em}
mark{background:none;color:inherit}
.metadata{background:#e8eaf6}.outline{font-weight:700;color:#1f4e8c}.task{border-left:3px solid #2e7d4f;background:#f3faf5}
.unit{background:#cfe8d6}.time{background:#fde9b8}.product{background:#e7dcf5}.citation{border-bottom:2px solid #1f4e8c}
.term{border-bottom:2px dotted #7a3e9d}.finding{text-decoration:underline wavy #6b7280 2px}
.warning{text-decoration-color:#a35a00}.error{text-decoration-color:#b3261e}
.legend{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;padding:.8rem;border:1px solid #ccc;font-size:.85rem;list-style:none}
h2{margin-top:2.5rem;font-size:1.1rem}ol.list{font-size:.9rem}a{color:#1f4e8c}
@media print{.legend{break-inside:avoid}}
""".strip()


def _html(document: Document) -> str:
    found = marks(document)
    per_block = by_block(document, found)
    body = "\n".join(_rows(document, per_block))
    legend = "".join(f'<li><mark class="{kind}">{escape(words)}</mark></li>' for kind, words in LEGEND.items())
    name = escape(document.source.name)
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}: những gì đã đọc</title><style>{_STYLE}</style></head><body><h1>{name}</h1>"
        f'<ul class="legend" aria-label="Chú giải">{legend}</ul>\n<main>\n{body}\n</main>\n{_lists(document)}</body></html>\n'
    )


def _rows(document: Document, per_block: dict[int, list[Mark]]) -> Iterator[str]:
    table, row, column = None, None, None
    for at, block in enumerate(document.blocks):
        if block.table != table:
            if table is not None:
                yield "</td></tr></table>"
            table, row, column = block.table, None, None
            if table is not None:
                yield "<table>"
        if table is not None and (block.row, block.column) != (row, column):
            yield _cell(block, row, column)
            row, column = block.row, block.column
        if block.end > block.start or table is None:
            yield _paragraph(document, at, per_block.get(at, []))
    if table is not None:
        yield "</td></tr></table>"


def _cell(block: Block, row: int | None, column: int | None) -> str:
    close = "" if row is None and column is None else "</td>"
    if block.row != row:
        close += "<tr>" if row is None else "</tr><tr>"
    spans = (f' rowspan="{block.row_span}"' if block.row_span > 1 else "") + (
        f' colspan="{block.column_span}"' if block.column_span > 1 else ""
    )
    return f"{close}<td{spans}>"


def _paragraph(document: Document, at: int, found: list[Mark]) -> str:
    block = document.blocks[at]
    looks = [name for name, on in (("b", block.bold or block.kind == "heading"), ("i", block.italic), ("c", block.align == "center")) if on]
    looks += [name for name, on in (("r", block.align == "right"), ("furniture", block.kind == "furniture")) if on]
    words = "".join(_piece(document.text[a:b], over, first=a) for a, b, over in cuts(found, block.start, block.end))
    return f'<p id="b{at}"{_classes(looks)}>{words}</p>'


def _classes(names: Sequence[str]) -> str:
    return f' class="{" ".join(names)}"' if names else ""


def _piece(words: str, over: tuple[Mark, ...], *, first: int) -> str:
    shown = escape(words)
    if not over:
        return shown
    kinds = list(dict.fromkeys([mark.kind for mark in over] + [mark.level for mark in over if mark.level]))
    notes = escape("\n".join(dict.fromkeys(mark.note for mark in over)), quote=True)
    anchor = next((f' id="p{mark.start}"' for mark in over if mark.kind == "finding" and mark.start == first), "")
    return f'<mark{_classes(kinds)} title="{notes}"{anchor}>{shown}</mark>'


def _lists(document: Document) -> str:
    """What was read, once more as lists for those who cannot point: tasks, citations, findings."""
    tasks = [f"<b>{escape(t.id)}</b> {escape(t.title)}{escape(_who_when(t))}" for t in document.tasks]
    cited = [escape(f"{c.text} ({len(c.mentions)} lần)") for c in document.citations]
    found = [
        f'<a href="#p{f.start}">{escape(SEVERITIES[f.severity])}</a>: {escape(f.message)} [{escape(f.rule)}]' for f in document.findings
    ]
    sections = (("Nhiệm vụ", tasks), ("Văn bản viện dẫn", cited), ("Điểm cần xem", found))
    out = []
    for head, items in sections:
        listed = "".join(f"<li>{item}</li>" for item in items)
        out.append(f'<section><h2>{head} ({len(items)})</h2><ol class="list">{listed}</ol></section>\n')
    return "".join(out)


def _who_when(task: Task) -> str:
    units = "; ".join(f"{', '.join(unit.names)} ({ROLES[unit.role]})" for unit in task.units)
    times = "; ".join(time.text for time in task.times)
    return "".join(f" — {part}" for part in (units, times) if part)
