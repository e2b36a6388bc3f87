"""One text in every format reads the same; wrong and harmful files are refused with a reason."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
from pathlib import Path

import pytest
from vanban import clean
from vanban.errors import DamagedFile, EmptyFile, EncryptedFile, MissingProgram, TooLarge, UnsupportedFormat, VanbanError
from vanban.load import Piece, load, ocr, programs
from vanban.load.doc import load_doc

TEXTS = [
    "KẾ HOẠCH",
    "1. Kiểm tra thư viện",
    "a) Sở Giáo dục và Đào tạo chủ trì",
    "- Báo cáo trước ngày 30/6",
    "TT",
    "Nhiệm vụ",
    "1",
    "Trồng rừng",
    "Hết",
]
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Không đọc</title><style>p{}</style></head><body>
<nav>Trang chủ</nav><h1>KẾ HOẠCH</h1><ol><li>Kiểm tra <b>thư viện</b></li></ol><ol type="a">
<li value="1"><span></span></li></ol>
<p>a) Sở Giáo dục và<!-- ghi chú --> Đào tạo chủ trì</p><ul><li>Báo cáo trước ngày 30/6</li></ul>
<table><tr><th>TT</th><th>Nhiệm vụ</th></tr><tr><td>1</td><td>Trồng rừng</td></tr></table><p style="display:none">ẩn</p><p>Hết</p>
<script>var x = "không";</script></body></html>"""


def rtf(words: str) -> str:
    """Words as .rtf writes them."""
    return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in words)


RTF = (
    r"{\rtf1\ansi\ansicpg1258{\fonttbl{\f0 Times New Roman;}{\f1 .VnTime;}}{\*\generator X;}{\header trang 1}"
    + rf"\pard\qc\b {rtf('KẾ HOẠCH')}\b0\par\pard{{\listtext 1.\tab}}{rtf('Kiểm tra thư viện')}\par"
    + rf"\pard {rtf('a) Sở Giáo dục và ')}{{\deleted bo}}{{\field{{\*\fldinst DATE}}{{\fldrslt {rtf('Đào tạo')}}}}}{rtf(' chủ trì')}\par"
    + rf"- {{\f1 B\'b8o c\'b8o}} {rtf('trước ngày')} 30/6\par"
    + rf"\trowd\cellx1000\cellx5000\intbl TT\cell {rtf('Nhiệm vụ')}\cell\row\trowd\cellx1000\cellx5000"
    + rf"\intbl 1\cell {rtf('Trồng rừng')}\cell\row"
    + rf"\pard {rtf('Hết')}\par}}"
)
MARKDOWN = """# KẾ HOẠCH

1. Kiểm tra **thư viện**

a) Sở Giáo dục và Đào tạo chủ trì

- Báo cáo trước ngày 30/6

| TT | Nhiệm vụ |
|---|---|
| 1 | Trồng rừng |

Hết
"""


def odt() -> bytes:
    """The text as .odt."""
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for key, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("fo", "xsl-fo-compatible"))
    )

    def cell(words: str) -> str:
        return f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"

    lists = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    )
    body = (
        "<text:h>KẾ HOẠCH</text:h><text:tracked-changes><text:p>đã bỏ</text:p></text:tracked-changes>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Kiểm tra <text:span>thư</text:span><text:s/>viện</text:p>'
        "<text:list><text:list-item><text:p>Sở Giáo dục và Đào tạo chủ trì</text:p></text:list-item>"
        "</text:list></text:list-item></text:list>"
        '<text:list text:style-name="L2"><text:list-item><text:p>Báo cáo trước ngày 30/6</text:p></text:list-item></text:list>'
        f"<table:table><table:table-row>{cell('TT')}{cell('Nhiệm vụ')}</table:table-row>"
        f"<table:table-row>{cell('1')}{cell('Trồng rừng')}</table:table-row></table:table><text:p>Hết</text:p>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{lists}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.html", PAGE.encode()), ("a.rtf", RTF.encode("latin-1")), ("a.md", MARKDOWN.encode()), ("a.odt", odt())],
)
def test_the_same_text_in_each_format_gives_the_same_pieces(name: str, data: bytes) -> None:
    read = load(data, name=name)
    assert [piece.text for piece in read.pieces] == TEXTS
    cells = [(p.table, p.row, p.column) for p in read.pieces if p.kind == "cell"]
    assert cells == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)]
    text, blocks = clean.normalise(read.pieces)
    assert [text[block.start : block.end] for block in blocks] == TEXTS


def test_spans_of_tables_in_pages_and_rtf() -> None:
    page = "<table><tr><td rowspan=2>Sở Y tế</td><td colspan=2>chung</td></tr><tr><td>a</td><td></td></tr></table>"
    places = [(p.text, p.row, p.column, p.row_span, p.column_span) for p in load(page.encode(), name="a.html").pieces]
    assert places == [("Sở Y tế", 0, 0, 2, 1), ("chung", 0, 1, 1, 2), ("a", 1, 1, 1, 1), ("", 1, 2, 1, 1)]
    source = r"{\rtf1\trowd\clvmgf\cellx100\cellx900\intbl A\cell B\cell\row"
    source += r"\trowd\clvmrg\cellx100\cellx500\cellx900\intbl\cell C\cell D\cell\row\pard x\par}"
    cells = [p for p in load(source.encode(), name="a.rtf").pieces if p.kind == "cell"]
    assert [(p.text, p.row, p.column, p.row_span, p.column_span) for p in cells] == [
        ("A", 0, 0, 2, 1),
        ("B", 0, 1, 1, 2),
        ("C", 1, 1, 1, 1),
        ("D", 1, 2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyFile, "rỗng"),
        (b"\n \r\n", EmptyFile, "rỗng"),
        (b"MZ\x90\x00" + b"\x00" * 99, UnsupportedFormat, "chương trình"),
        (b"\x7fELF" + b"\x00" * 99, UnsupportedFormat, "chương trình"),
        (b"GIF89a" + b"\x00" * 99, UnsupportedFormat, "GIF"),
        (b"Rar!\x1a\x07" + b"\x00" * 99, UnsupportedFormat, ".rar"),
        (b"Sach\x00\x01\x02\x03\x04rung" * 40, UnsupportedFormat, "không phải văn bản"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x00" * 600, UnsupportedFormat, "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, DamagedFile, "tải lên chưa hết"),
        (b"PK\x03\x04" + b"\x00" * 60, DamagedFile, "hỏng"),
        (b"{\\rtf1 " + b"{" * 2000, DamagedFile, "lồng"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, VanbanError, "."),
    ],
)
def test_bad_files_are_refused_with_a_reason(data: bytes, error: type[VanbanError], words: str) -> None:
    with pytest.raises(error, match=words):
        load(data, name="van-ban.docx")


def test_a_zip_of_files_and_a_locked_odt_are_named_as_such() -> None:
    plain, locked = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("ke-hoach.txt", "Kế hoạch")
    with pytest.raises(UnsupportedFormat, match="giải nén"):
        load(plain.getvalue(), name="a.docx")
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
        archive.writestr("content.xml", b"\x01\x02")
    with pytest.raises(EncryptedFile, match="mật khẩu"):
        load(locked.getvalue(), name="a.odt")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.txt"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    with pytest.raises(TooLarge, match="50 MB"):
        load(path)


def test_a_renamed_file_is_read_by_its_content() -> None:
    assert load(PAGE.encode(), name="a.txt").source.media_type == "text/html"
    assert load(odt(), name="a.docx").pieces[0].text == "KẾ HOẠCH"


def test_old_word_files_name_the_packages_when_no_program_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingProgram, match=r"apt install libreoffice-writer-nogui.*apt install catdoc"):
        load_doc(head + b"\xec\xa5" + b"\x00" * 900)
    with pytest.raises(EncryptedFile, match="mật khẩu"):
        load_doc(head + b"\xec\xa5" + b"\x00" * 8 + struct.pack("<H", 0x0100) + b"\x00" * 900)


def make_old_word_file(tmp_path: Path) -> None:
    """a.doc, written by LibreOffice."""
    source = tmp_path / "a.rtf"
    source.write_bytes(RTF.encode("latin-1"))
    office = shutil.which("soffice") or ""
    command = [
        office,
        f"-env:UserInstallation={(tmp_path / 'p').as_uri()}",
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    programs.run(command, seconds=120)


@pytest.mark.scale
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (apt install libreoffice-writer-nogui)")
def test_an_old_word_file_keeps_its_list_numbers(tmp_path: Path) -> None:
    make_old_word_file(tmp_path)
    read = load(tmp_path / "a.doc")
    assert read.source.media_type == "application/msword"
    assert [piece.text for piece in read.pieces][-5:] == TEXTS[-5:]


@pytest.mark.scale
@pytest.mark.skipif(shutil.which("catdoc") is None or shutil.which("soffice") is None, reason="catdoc or LibreOffice is not installed")
def test_without_libreoffice_an_old_word_file_still_gives_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_old_word_file(tmp_path)
    only = tmp_path / "bin"
    only.mkdir()
    (only / "catdoc").symlink_to(shutil.which("catdoc") or "")
    monkeypatch.setenv("PATH", str(only))
    words = " ".join(piece.text for piece in load(tmp_path / "a.doc").pieces)
    assert "trước ngày 30/6" in words
    assert "Trồng rừng" in words


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(DamagedFile, match="quá 1 giây"):
        programs.run(["sleep", "30"], seconds=0.5 + 0.5)


def test_a_scan_without_tesseract_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.available.cache_clear()
    monkeypatch.setenv("PATH", "/nonexistent")
    try:
        with pytest.raises(MissingProgram, match="apt install tesseract-ocr tesseract-ocr-vie"):
            load(b"\xff\xd8\xff\xe0" + b"\x00" * 99, name="anh.jpg")
    finally:
        ocr.available.cache_clear()


def test_pieces_are_plain_values() -> None:
    assert Piece("a") == Piece("a")


def test_heads_and_feet_of_pages_of_an_rtf_are_furniture() -> None:
    mark = rf"\pard {rtf('TUYỆT MẬT')}\par"
    edges = rf"{{\headerl {mark}}}{{\headerr {mark}}}{{\footer \pard 7\par}}{{\footerf {rtf('Bản in tháng 5')}}}"
    read = load(RTF.replace(r"{\header trang 1}", edges).encode("latin-1"), name="a.rtf")
    assert [(piece.text, piece.part) for piece in read.pieces if piece.kind == "furniture"] == [
        ("TUYỆT MẬT", "header"),
        ("Bản in tháng 5", "footer"),
    ]
    assert [piece.text for piece in read.pieces][:-2] == TEXTS


def test_page_headers_of_an_odt_are_furniture() -> None:
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "style", "text"))
    edges = "<style:header><text:p>TUYỆT MẬT</text:p></style:header><style:footer><text:p>7</text:p></style:footer>"
    page = f"<office:master-styles><style:master-page>{edges}</style:master-page></office:master-styles>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt())) as whole, zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", whole.read("content.xml"))
        archive.writestr("styles.xml", f"<office:document-styles {spaces}>{page}</office:document-styles>")
    read = load(out.getvalue(), name="a.odt")
    assert [(piece.text, piece.part) for piece in read.pieces if piece.kind == "furniture"] == [("TUYỆT MẬT", "header")]
    assert [piece.text for piece in read.pieces][:-1] == TEXTS


def test_tables_inside_tables_give_each_word_once_however_deep() -> None:
    page = "<table><tr><td>a" * 40 + "</table>" * 40
    assert [piece.text for piece in load(page.encode(), name="a.html").pieces if piece.text] == ["a"] * 40
    cell = "<table:table><table:table-row><table:table-cell><text:p>a</text:p>{}</table:table-cell></table:table-row></table:table>"
    words = ""
    for _ in range(12):
        words = cell.format(words)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt())) as whole, zipfile.ZipFile(out, "w") as archive:
        content = whole.read("content.xml").decode()
        archive.writestr("content.xml", content[: content.index("<text:h>")] + words + content[content.index("</office:text>") :])
    assert [piece.text for piece in load(out.getvalue(), name="a.odt").pieces] == ["a"] * 12


def test_an_empty_paragraph_parts_two_tables_of_an_rtf_and_numbers_without_words_stay() -> None:
    def row(*cells: str) -> str:
        edges = "".join(f"\\cellx{1000 * at}" for at in range(1, len(cells) + 1))
        return f"\\trowd{edges}" + "".join(f"\\pard\\intbl {words}\\cell" for words in cells) + "\\row"

    numbers = [row(f"{{\\listtext {at}.\\tab}}", words) for at, words in ((1, "mot"), (2, "hai"))]
    data = "{\\rtf1\\ansi " + "".join(numbers) + "\\pard\\par " + row("ba", "bon", "nam") + "\\pard het\\par}"
    found = [(piece.text, piece.table, piece.row, piece.column, piece.column_span) for piece in load(data.encode(), name="a.rtf").pieces]
    assert found == [
        ("1.", 0, 0, 0, 1), ("mot", 0, 0, 1, 1), ("2.", 0, 1, 0, 1), ("hai", 0, 1, 1, 1),
        ("ba", 1, 0, 0, 1), ("bon", 1, 0, 1, 1), ("nam", 1, 0, 2, 1), ("het", None, None, None, 1),
    ]  # fmt: skip
