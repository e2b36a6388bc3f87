"""The official writer: in the form of Decree 30/2020, and read back as it was written."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pypdfium2
import pytest
import vanban
from lxml import etree
from vanban.types import OutlineNode
from vanban.writing import measure
from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 1440 / 25.4
REPORT = OfficialDocument(
    parent_issuer="Ủy ban nhân dân tỉnh An Bình",
    issuer="Sở Giáo dục và Đào tạo",
    number="05",
    symbol="BC-SGDĐT",
    place="An Bình",
    date=dt.date(2026, 2, 6),
    year_month=(2026, 2),
    type="báo cáo",
    title="Kết quả xây dựng tủ sách lớp học và tổ chức ngày hội đọc sách trong các trường của tỉnh, quý I năm 2026",
    body=(
        Paragraph("Thực hiện chương trình công tác, Sở báo cáo như sau:"),
        Heading(1, "I.", "TÌNH HÌNH CHUNG"),
        Paragraph("Có 02 nhiệm vụ giao cho 12 đơn vị."),
        Table(("TT", "Đơn vị", "Số việc"), (("1", "Trường A & B <số 1>", "1.234"), ("2", "Trường C", "7")), (15, 115, 30), (2,)),
        Heading(1, "II.", "KẾT QUẢ THỰC HIỆN"),
        Heading(2, "1.", "Văn hóa đọc"),
        Heading(3, "a)", "Xây dựng tủ sách lớp học"),
        Paragraph("Các trường đã lập tủ sách ở mọi lớp."),
        Heading(3, "b)", "Tổ chức ngày hội đọc sách"),
        Paragraph("Đã tổ chức ở 11 trường."),
        Heading(2, "2.", "Trường học an toàn"),
        Paragraph("Trên đây là báo cáo của Sở"),
    ),
    recipients=("Ủy ban nhân dân tỉnh", "- Các trường;", "Lưu: VT, VP."),
    signer=SignatureBlock("KT. Giám đốc", "Phó Giám đốc", "Nguyễn Thị Minh"),
)


def tree(data: bytes, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


def paragraph(root: etree._Element, words: str) -> etree._Element:
    return next(p for p in root.iter(f"{W}p") if words in "".join(p.itertext()))


def look(node: etree._Element) -> tuple[int, str]:
    """Half-points and weight of a paragraph's first run."""
    of = node.find(f".//{W}rPr")
    weight = [name for tag, name in (("b", "bold"), ("i", "italic")) if of.find(f"{W}{tag}") is not None]
    return int(of.find(f"{W}sz").get(f"{W}val")), " ".join(weight) or "upright"


def flat(nodes: tuple[OutlineNode, ...]) -> list[tuple[str, str]]:
    return [item for node in nodes for item in [(node.id, node.heading), *flat(node.children)]]


def test_what_is_written_is_read_back() -> None:
    read = vanban.read(vanban.write(REPORT), name="bao-cao.docx")
    head = read.metadata
    values = [head.parent_issuer, head.issuer, head.number, head.symbol, head.place, head.date, head.type, head.title]
    assert [value and value.value for value in values] == [
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "05",
        "BC-SGDĐT",
        "An Bình",
        "2026-02-06",
        "báo cáo",
        REPORT.title,
    ]
    (signer,) = head.signers
    assert [part and part.value for part in (signer.authority, signer.role, signer.name)] == [
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Thị Minh",
    ]
    assert [value.value for value in head.recipients] == ["Ủy ban nhân dân tỉnh", "Các trường"]
    assert flat(read.outline) == [
        ("I", "TÌNH HÌNH CHUNG"),
        ("II", "KẾT QUẢ THỰC HIỆN"),
        ("II.1", "Văn hóa đọc"),
        ("II.1.a", "Xây dựng tủ sách lớp học"),
        ("II.1.b", "Tổ chức ngày hội đọc sách"),
        ("II.2", "Trường học an toàn"),
    ]
    assert [found for found in read.findings if found.severity == "error"] == []


def test_a_table_is_read_back_cell_by_cell() -> None:
    read = vanban.read(vanban.write(REPORT), name="bao-cao.docx")
    at = next(block.table for block in read.blocks if read.text[block.start : block.end] == "Số việc")
    cells = [(block.row, block.column, read.text[block.start : block.end]) for block in read.blocks if block.table == at]
    assert cells[3:6] == [(1, 0, "1"), (1, 1, "Trường A & B <số 1>"), (1, 2, "1.234")]


def test_blank_number_and_day_are_printed_blank() -> None:
    data = vanban.write(replace(REPORT, number=None, date=None))
    words = "".join(tree(data).itertext())
    assert re.search(r"Số: {5,}/BC-SGDĐT", words)
    assert re.search(r"An Bình, ngày {3,}tháng 02 năm 2026", words)
    head = vanban.read(data, name="x.docx").metadata
    assert (head.number.value, head.symbol.value, head.date.value) == (None, "BC-SGDĐT", "2026-02")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 2, 6), "ngày 06 tháng 02 năm 2026"),
        (dt.date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (dt.date(2026, 11, 24), "ngày 24 tháng 11 năm 2026"),
    ],
)
def test_days_and_months_take_the_zeros_of_the_decree(day: dt.date, words: str) -> None:
    assert f"An Bình, {words}" in "".join(tree(vanban.write(replace(REPORT, date=day))).itertext())


def test_the_page_is_that_of_annex_one() -> None:
    data = vanban.write(REPORT)
    section = tree(data).find(f".//{W}sectPr")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert [round(int(size.get(f"{W}{side}")) / MM) for side in "wh"] == [210, 297]
    top, bottom, left, right = (round(int(margins.get(f"{W}{side}")) / MM) for side in ("top", "bottom", "left", "right"))
    assert 20 <= top <= 25
    assert 20 <= bottom <= 25
    assert 30 <= left <= 35
    assert 15 <= right <= 20
    assert section.find(f"{W}titlePg") is not None
    names = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("word/header")]
    assert any("PAGE" in etree.tostring(tree(data, name), encoding="unicode") for name in names)
    fonts = {node.get(f"{W}ascii") for node in tree(data).iter(f"{W}rFonts")}
    assert fonts == {"Times New Roman"}


@pytest.mark.parametrize(
    ("words", "sizes", "weight"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (24, 26), "bold"),
        ("Độc lập - Tự do - Hạnh phúc", (26, 28), "bold"),
        ("ỦY BAN NHÂN DÂN TỈNH AN BÌNH", (24, 26), "upright"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", (24, 26), "bold"),
        ("Số: 05/BC-SGDĐT", (26, 26), "upright"),
        ("An Bình, ngày", (26, 28), "italic"),
        ("BÁO CÁO", (26, 28), "bold"),
        ("Kết quả xây dựng tủ sách", (26, 28), "bold"),
        ("II. KẾT QUẢ THỰC HIỆN", (26, 28), "bold"),
        ("1. Văn hóa đọc", (26, 28), "bold"),
        ("a) Xây dựng tủ sách", (26, 28), "upright"),
        ("Các trường đã lập", (26, 28), "upright"),
        ("KT. GIÁM ĐỐC", (26, 28), "bold"),
        ("Nguyễn Thị Minh", (26, 28), "bold"),
        ("Nơi nhận:", (24, 24), "bold italic"),
        ("- Các trường;", (22, 22), "upright"),
    ],
)
def test_each_part_looks_as_annex_one_says(words: str, sizes: tuple[int, int], weight: str) -> None:
    half_points, found = look(paragraph(tree(vanban.write(REPORT)), words))
    assert sizes[0] <= half_points <= sizes[1]
    assert found == weight


def test_the_ending_is_that_of_the_decree() -> None:
    words = ["".join(p.itertext()) for p in tree(vanban.write(REPORT)).iter(f"{W}p")]
    assert "Trên đây là báo cáo của Sở./." in words
    assert words[words.index("Nơi nhận:") : words.index("Nơi nhận:") + 4] == [
        "Nơi nhận:",
        "- Ủy ban nhân dân tỉnh;",
        "- Các trường;",
        "- Lưu: VT, VP.",
    ]


def test_a_table_repeats_its_heading_row_and_keeps_rows_whole() -> None:
    table = next(t for t in tree(vanban.write(REPORT)).iter(f"{W}tbl") if t.find(f".//{W}tblHeader") is not None)
    rows = table.findall(f"{W}tr")
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)


def test_characters_that_xml_refuses_do_not_break_the_file() -> None:
    odd = "Một\x00 hai\x0b ba\ufffe bốn\nnăm \U0001f4da"
    read = vanban.read(vanban.write(replace(REPORT, title=odd, body=(Paragraph(odd),))), name="x.docx")
    assert "Một hai ba bốn năm \U0001f4da./." in read.text


def test_optional_parts_may_be_missing() -> None:
    bare = replace(REPORT, parent_issuer=None, place=None, recipients=(), body=(), signer=SignatureBlock(None, "Giám đốc", None))
    read = vanban.read(vanban.write(bare), name="x.docx")
    assert (read.metadata.parent_issuer, read.metadata.issuer.value) == (None, "SỞ GIÁO DỤC VÀ ĐÀO TẠO")
    assert read.text.rstrip().endswith("GIÁM ĐỐC")


def test_a_long_line_wraps_evenly() -> None:
    words = "ỦY BAN NHÂN DÂN TỈNH AN BÌNH"
    assert measure.lines(words, 24, 66) == ["ỦY BAN NHÂN DÂN TỈNH AN", "BÌNH"]
    assert measure.lines(words, 24, measure.even(words, 24, 66)) == ["ỦY BAN NHÂN DÂN", "TỈNH AN BÌNH"]


def test_six_thousand_rows_take_less_than_three_seconds() -> None:
    rows = tuple((str(n), f"Trường tiểu học số {n}", str(n % 7)) for n in range(6000))
    began = perf_counter()
    data = vanban.write(replace(REPORT, body=(Table(REPORT.body[3].header, rows, (15, 115, 30), (2,)),)))
    assert perf_counter() - began < 3
    assert len(tree(data).findall(f".//{W}tr")) == 6004


@pytest.mark.scale
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (package libreoffice-writer)")
def test_a_word_processor_prints_it_with_numbered_pages(tmp_path: Path) -> None:
    rows = tuple((str(n), f"Trường tiểu học số {n}", "1") for n in range(1, 81))
    source = tmp_path / "bao-cao.docx"
    source.write_bytes(vanban.write(replace(REPORT, body=(Table(("TT", "Đơn vị", "Số việc"), rows, (15, 115, 30), (2,)), *REPORT.body))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "bao-cao.pdf")]
    assert len(pages) >= 3
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert pages[0].split()[0] != "1"
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    assert "Số việc" in pages[1]
