"""Whatever is read: every value quotes the text at its place, blocks make up the text, items nest, ids are unique."""

from __future__ import annotations

import html
from collections.abc import Iterator
from xml.sax.saxutils import escape

import pytest
import vanban
from docxmaker import cell, docx, p, row, table
from hypothesis import given, settings
from hypothesis import strategies as st
from vanban.types import Document, OutlineNode
from walking import objects

LABELS = ("", "", "I. ", "II. ", "1. ", "2.1. ", "a) ", "đ) ", "- ", "+ ", "Điều 1. ", "Chương II ", "Phụ lục 01 ", "IH. ", "l. ")
WORDS = """KẾ HOẠCH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
UBND TỈNH AN BÌNH
Số: 12/KH-SYT
Số: /QĐ-UBND
MẬT
An Bình, ngày 05 tháng 3 năm 2026
Tiêm phòng dại năm 2026
Căn cứ Luật Thú y số 79/2015/QH13 ngày 19 tháng 6 năm 2015;
Đơn vị chủ trì: Sở Y tế; Đơn vị phối hợp: Công an tỉnh
Thời gian thực hiện: Quý I/⁄2027
Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính báo cáo trước ngày 30/6/2026
hằng năm, trước ngày 15/11
theo Quyết định số 1§/QĐ-TTg (sau đây gọi là Quyết định này)
TỔ CHỨC THỰC HIỆN
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Lê Thị Hoa
Yêu cầu các đơn vị khẩn trương thực hiện./.
thường xuyên, liên tục
“1. Sửa đổi khoản 2 như sau”
2
| TT | Nhiệm vụ |""".splitlines()
LINES = st.builds(
    lambda label, parts, noise: label + " ".join(parts) + noise,
    st.sampled_from(LABELS),
    st.lists(st.sampled_from(WORDS), min_size=0, max_size=3),
    st.one_of(st.just(""), st.just("."), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)),
)
DOCUMENTS = st.lists(LINES, min_size=1, max_size=25)


def nested(nodes: tuple[OutlineNode, ...], start: int, end: int) -> Iterator[OutlineNode]:
    """Items that do not stand inside the item above them, or overlap the one before."""
    at = start
    for node in nodes:
        if not at <= node.start <= node.end <= end:
            yield node
        at = node.end
        yield from nested(node.children, node.start, node.end)


def check(document: Document) -> None:
    """All that must hold of a reading."""
    text = document.text
    reading = vanban.to_json(document)
    values = [value for value in objects(reading) if "start" in value]
    assert [value for value in values if not 0 <= value["start"] <= value["end"] <= len(text)] == []
    assert [value for value in values if "text" in value and text[value["start"] : value["end"]] != value["text"]] == []
    assert "\n".join(text[block.start : block.end] for block in document.blocks) == text
    assert list(nested(document.outline, 0, len(text))) == []
    for name in ("tasks", "citations"):
        ids = [item["id"] for item in reading[name]]
        assert len(ids) == len(set(ids))
    labels = [node["id"] for node in objects(reading["outline"])]
    assert len(labels) == len(set(labels))
    assert {task.outline_id for task in document.tasks} <= {None, *labels}


def as_html(lines: list[str]) -> bytes:
    cells = "".join(f"<tr><td>{html.escape(line)}</td><td rowspan=2>{html.escape(line)}</td></tr>" for line in lines[::3])
    return f"<html><body>{''.join(f'<p>{html.escape(line)}</p>' for line in lines)}<table>{cells}</table></body></html>".encode()


def as_docx(lines: list[str]) -> bytes:
    kept = [escape(line) for line in lines]
    rows = [row(cell(line, '<w:vMerge w:val="restart"/>'), cell(line, '<w:gridSpan w:val="2"/>')) for line in kept[::3]]
    return docx(
        "".join(map(p, kept)) + table(*rows), header1=p(kept[0]), footer1=p(kept[-1]), footnotes=f"<w:footnote>{p(kept[0])}</w:footnote>"
    )


FORMATS = {
    "txt": lambda lines: "\n".join(lines).encode(),
    "md": lambda lines: "\n\n".join(lines).encode(),
    "html": as_html,
    "docx": as_docx,
}


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, deadline=None)
@given(lines=DOCUMENTS)
def test_every_reading_keeps_its_places(kind: str, lines: list[str]) -> None:
    try:
        document = vanban.read(FORMATS[kind](lines), name=f"a.{kind}")
    except vanban.VanbanError:
        return
    check(document)


@settings(max_examples=60, deadline=None)
@given(lines=DOCUMENTS)
def test_recognised_pages_keep_their_places(lines: list[str]) -> None:
    from vanban import reading
    from vanban.load import Loaded, Piece
    from vanban.types import Source

    pieces = tuple(Piece(line, page=1 + at // 8, confidence=0.5, unsure=((0, len(line)),)) for at, line in enumerate(lines))
    whole = Loaded(Source("a.pdf", "application/pdf", "", pages=4, ocr=True), pieces)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading.load, "load", lambda *_, **__: whole)
        check(vanban.read(b""))
