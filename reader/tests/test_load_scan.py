"""Scans: recognition of pages, tables and mixed files; garbled text layers; red stamps. Real programs, no stand-ins."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from pdfmaker import Paper, pdf, png
from vanban.errors import EmptyFile, EncryptedFile, VanbanError
from vanban.load import head, load, ocr, programs
from vanban.load.base import Loaded
from vanban.load.pdf import picture_of
from vanban.load.raster import Picture, grey, levelled, strokes, wipe
from vanban.load.sense import is_syllable, sense

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(
        shutil.which("soffice") is None or not ocr.available(), reason="LibreOffice or tesseract with its Vietnamese data is not installed"
    ),
]
SENTENCE = "Sở Giáo dục và Đào tạo chủ trì kiểm tra thư viện các trường nội trú, báo cáo trước ngày 30 tháng 6 năm 2025."
ROWS = [("TT", "Nhiệm vụ", "Đơn vị"), ("1", "Trồng rừng phòng hộ", "Chi cục Kiểm lâm"), ("2", "Sửa đường vào trường", "Sở Xây dựng")]


def plan(path: Path) -> None:
    """A plan with a table."""
    made = Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Liberation Serif", Pt(14)
    made.add_paragraph("KẾ HOẠCH").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph(SENTENCE)
    table = made.add_table(0, 3, style="Table Grid")
    for words in ROWS:
        for cell, text in zip(table.add_row().cells, words, strict=True):
            cell.text = text
    made.add_paragraph("Nơi nhận:")
    made.save(str(path))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The plan as a .pdf with a text layer."""
    home = tmp_path_factory.mktemp("scan")
    plan(home / "a.docx")
    office = shutil.which("soffice") or ""
    profile = f"-env:UserInstallation={(home / 'p').as_uri()}"
    programs.run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(home), str(home / "a.docx")], seconds=120)
    return (home / "a.pdf").read_bytes()


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> bytes:
    """The same page as a picture."""
    document = pdfium.PdfDocument(printed)
    picture = picture_of(document[0])
    document.close()
    rows = [bytes(picture.pixels[at * picture.width : (at + 1) * picture.width]) for at in range(picture.height)]
    return png(picture.width, picture.height, rows)


def cells(read: Loaded) -> list[tuple[int | None, int | None, str]]:
    """The cells of a reading."""
    return [(piece.row, piece.column, piece.text) for piece in read.pieces if piece.kind == "cell"]


def test_a_picture_reads_as_the_page_it_shows(printed: bytes, scanned: bytes) -> None:
    text, picture = load(printed, name="a.pdf"), load(scanned, name="a.png")
    assert (text.source.ocr, picture.source.ocr) == (False, True)
    assert SENTENCE in [piece.text for piece in picture.pieces]
    assert cells(picture) == cells(text)
    assert cells(picture)[4] == (1, 1, "Trồng rừng phòng hộ")
    assert all(piece.confidence is not None and 0.5 < piece.confidence <= 1 for piece in picture.pieces if piece.text)
    assert all(piece.confidence is None for piece in text.pieces)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no program that makes a .jpg")
def test_a_jpg_reads_as_the_page_it_shows(tmp_path: Path, printed: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(printed)
    subprocess.run(
        ["pdftoppm", "-jpeg", "-jpegopt", "quality=95", "-gray", "-r", "200", "-singlefile", "a.pdf", "a"], cwd=tmp_path, check=True
    )
    text, picture = load(printed, name="a.pdf"), load(tmp_path / "a.jpg")
    assert picture.source.ocr
    assert picture.source.media_type == "image/jpeg"
    assert SENTENCE in [piece.text for piece in picture.pieces]
    # What .jpg takes away may cost a space between words, and no more.
    assert [(row, column, words.replace(" ", "")) for row, column, words in cells(picture)] == [
        (row, column, words.replace(" ", "")) for row, column, words in cells(text)
    ]


def test_coloured_ink_fades_and_black_stays() -> None:
    red, blue, black, white = b"\x20\x20\xe0\x00", b"\xe0\x40\x30\x00", b"\x10\x10\x10\x00", b"\xff\xff\xff\x00"
    picture = grey(4, 1, 16, memoryview(red + blue + black + white))
    assert picture.pixels[0] > 200
    assert picture.pixels[1] > 200
    assert picture.pixels[2] < 50
    assert picture.pixels[3] == 255


def test_ruling_lines_are_found_and_wiped_but_letters_are_not() -> None:
    width, height = 400, 300
    pixels = bytearray(b"\xff" * width * height)
    pixels[100 * width + 50 : 100 * width + 350] = b"\x00" * 300
    for row in range(20, 280):
        pixels[row * width + 200] = 0
    for row in range(150, 170):
        pixels[row * width + 60 : row * width + 64] = b"\x00" * 4
    picture = Picture(width, height, pixels)
    found = strokes(picture)
    assert sorted((line.level, round(line.at)) for line in found) == [(False, 200), (True, 100)]
    wipe(picture, found)
    assert picture.pixels.count(0) == 80


def test_a_page_that_lies_askew_is_turned_level() -> None:
    wide, high, slope = 600, 400, 0.05
    askew = Picture(wide, high, bytearray(b"\xff" * wide * high))
    for column in range(100, 500):
        for thick in (0, 1):
            askew.pixels[(150 + thick + round(slope * column)) * wide + column] = 0
    assert not strokes(askew)
    (line,) = strokes(levelled(askew, slope), uneven=True)
    assert line.level
    assert line.end - line.begin > 380
    words = [("Sở", 0.9, left, 140, left + 40, round(160 + slope * left)) for left in (100, 200, 300, 450)]
    assert round(ocr._slope([words] * 3), 2) == slope
    assert ocr._slope([words] * 2) == 0.0


def test_a_sound_text_layer_is_kept_and_a_garbled_one_is_not() -> None:
    fit, marked, count = sense(SENTENCE)
    assert (fit, count) == (1.0, 22)
    assert marked > 0.8
    garbled = "Sd Giao due va Dao tao chu tri kiem fra thu vicn cac trudng noi tm, bao cao trudc ngay 30 thdng 6 nam 2025"
    fit, marked, _ = sense(garbled)
    assert fit < 0.9
    assert marked < 0.5


@pytest.mark.parametrize("word", ["nghiêng", "Quyết", "gì", "giếng", "khuỷu", "thuở", "UBND", "ngoằn", "Đắk"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["trudng", "vicn", "wrong", "thdng", "nghjep", "strengths"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_a_short_page_without_a_picture_needs_no_recognition() -> None:
    read = load(pdf(Paper().words(85, 100, "Danh mục")), name="a.pdf")
    assert read.source.ocr is False


def scan_of_pages(tmp_path: Path, printed: bytes, count: int) -> bytes:
    """A .pdf whose pages are all the same picture, as a scanner makes it."""
    document = pdfium.PdfDocument(printed)
    bitmap = document[0].render(scale=200 / 72)
    out = pdfium.PdfDocument.new()
    for _ in range(count):
        image = pdfium.PdfImage.new(out)
        image.set_bitmap(bitmap)
        image.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page = out.new_page(595, 842)
        page.insert_obj(image)
        page.gen_content()
    out.save(tmp_path / "scan.pdf")
    out.close()
    document.close()
    return (tmp_path / "scan.pdf").read_bytes()


def test_the_head_of_a_scan_is_half_its_first_page_and_the_whole_tells_each_page(tmp_path: Path, printed: bytes) -> None:
    data = scan_of_pages(tmp_path, printed, 3)
    first = head(data, name="a.pdf")
    assert first.pieces[0].text == "KẾ HOẠCH"
    assert {piece.page for piece in first.pieces} == {1}
    told: list[tuple[int, int]] = []
    whole = load(data, name="a.pdf", tell=lambda done, count: told.append((done, count)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert {piece.page for piece in whole.pieces} == {1, 2, 3}


def test_the_head_of_a_blank_picture_is_nothing_while_the_whole_is_refused() -> None:
    blank = png(600, 800, [b"\xff" * 600] * 800)
    assert head(blank, name="a.png").pieces == ()
    with pytest.raises(EmptyFile):
        load(blank, name="a.png")


def tiff(pages: list[Picture], order: str = "<") -> bytes:
    """A .tif of several grey pages, not packed, as fax programs and scanners write them."""
    out = bytearray((b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 0))
    link = 4
    for page in pages:
        strip = len(out)
        out += page.pixels + b"\x00" * (len(page.pixels) % 2)
        struct.pack_into(f"{order}I", out, link, len(out))
        numbers = [
            *((256, 4, page.width), (257, 4, page.height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, strip)),
            *((277, 3, 1), (278, 4, page.height), (279, 4, len(page.pixels))),
        ]
        out += struct.pack(f"{order}H", len(numbers))
        for tag, kind, value in numbers:
            cell = struct.pack(f"{order}HH", value, 0) if kind == 3 else struct.pack(f"{order}I", value)
            out += struct.pack(f"{order}HHI", tag, kind, 1) + cell
        link = len(out)
        out += struct.pack(f"{order}I", 0)
    return bytes(out)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tif_of_several_pages_reads_as_the_pages_it_shows(printed: bytes, order: str) -> None:
    document = pdfium.PdfDocument(printed)
    picture = picture_of(document[0])
    document.close()
    data = tiff([picture, picture, picture], order)
    read = load(data, name="a.tif")
    assert (read.source.media_type, read.source.pages, read.source.ocr) == ("image/tiff", 3, True)
    assert [piece.text for piece in read.pieces].count(SENTENCE) == 3
    assert {piece.page for piece in read.pieces} == {1, 2, 3}
    first = head(data, name="a.tif")
    assert {piece.page for piece in first.pieces} == {1}
    assert first.pieces[0].text == "KẾ HOẠCH"


def test_a_damaged_tif_is_refused_with_a_reason(printed: bytes) -> None:
    document = pdfium.PdfDocument(printed)
    data = tiff([picture_of(document[0])])
    document.close()
    for cut in (data[:60], data[:-40], b"II*\x00" + b"\xff" * 400):
        with pytest.raises(VanbanError, match=r"hỏng|không"):
            load(cut, name="a.tif")


def exported(tmp_path: Path, **options: str) -> bytes:
    """The plan as a .pdf that LibreOffice exports with options."""
    plan(tmp_path / "a.docx")
    asked = json.dumps(
        {name: {"type": "boolean" if value in {"true", "false"} else "string", "value": value} for name, value in options.items()}
    )
    command = [shutil.which("soffice") or "", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless"]
    programs.run(
        [*command, "--convert-to", f"pdf:writer_pdf_Export:{asked}", "--outdir", str(tmp_path), str(tmp_path / "a.docx")], seconds=120
    )
    return (tmp_path / "a.pdf").read_bytes()


def test_a_pdf_locked_by_a_word_is_refused_and_one_that_only_forbids_copying_is_read(tmp_path: Path) -> None:
    locked = exported(tmp_path, EncryptFile="true", DocumentOpenPassword="mot hai ba")
    assert b"/Encrypt" in locked
    for look in (lambda: load(locked, name="a.pdf"), lambda: head(locked, name="a.pdf")):
        with pytest.raises(EncryptedFile, match="mật khẩu"):
            look()
    guarded = exported(tmp_path, RestrictPermissions="true", PermissionPassword="mot hai ba", EnableCopyingOfContent="false")
    assert b"/Encrypt" in guarded
    assert SENTENCE in [piece.text for piece in load(guarded, name="a.pdf").pieces]
