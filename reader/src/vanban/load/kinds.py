"""What kind of file some bytes are, and which module reads it."""

from __future__ import annotations

from vanban.errors import DamagedFile, EmptyFile, EncryptedFile, TooLarge, UnsupportedFormat
from vanban.load.base import MAX_BYTES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
DOC = "application/msword"
PDF = "application/pdf"
RTF = "application/rtf"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"

LOADERS = {
    DOCX: ("docx", "load_docx"),
    ODT: ("odt", "load_odt"),
    DOC: ("doc", "load_doc"),
    PDF: ("pdf", "load_pdf"),
    RTF: ("rtf", "load_rtf"),
    HTML: ("html", "load_html"),
    MARKDOWN: ("text", "load_markdown"),
    TEXT: ("text", "load_text"),
    PNG: ("image", "load_image"),
    JPEG: ("image", "load_image"),
    TIFF: ("image", "load_image"),
}
SLOW = frozenset({DOC, PDF, PNG, JPEG, TIFF})
"""Kinds that may need another program for seconds; their loaders take `Wanted`."""

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PICTURES = {b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"II*\x00": TIFF, b"MM\x00*": TIFF}
_OTHERS = {
    b"GIF8": "ảnh GIF",
    b"RIFF": "ảnh hoặc âm thanh",
    b"7z\xbc\xaf\x27\x1c": "tệp nén .7z",
    b"Rar!": "tệp nén .rar",
    b"\x1f\x8b": "tệp nén .gz",
    b"ID3": "tệp âm thanh",
    b"SQLite format 3": "cơ sở dữ liệu",
    b"%!PS": "tệp PostScript",
}
_KNOWN = ".docx, .doc, .odt, .rtf, .pdf, .html, .md, .txt, .png, .jpg, .tif"
_ZIPPED = {
    "xl/": "bảng tính Excel (.xlsx)",
    "ppt/": "bản trình chiếu PowerPoint (.pptx)",
    "visio/": "bản vẽ Visio",
    "META-INF/container.xml": "sách điện tử .epub",
    "AndroidManifest.xml": "ứng dụng Android",
}


def sniff(data: bytes, name: str) -> str:
    """The media type by content. Raises for what is empty, too large, protected, a program, or not read here."""
    if not data.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise EmptyFile(f"Tệp «{name}» rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi gửi lại.")
    if len(data) > MAX_BYTES:
        raise TooLarge(f"Tệp «{name}» lớn hơn 50 MB. Hãy tách tệp hoặc bỏ bớt hình ảnh rồi gửi lại.")
    if data.startswith(_PROGRAMS):
        raise UnsupportedFormat(f"Tệp «{name}» là chương trình máy tính, không phải văn bản. Hãy chọn đúng tệp văn bản.")
    if data.startswith(_ZIP):
        return _zipped(data, name)
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(_OLE):
        return _ole(data, name)
    picture = next((kind for head, kind in _PICTURES.items() if data.startswith(head)), None)
    other = next((what for head, what in _OTHERS.items() if data.startswith(head)), None)
    if other is not None:
        raise UnsupportedFormat(f"Tệp «{name}» là {other}, không phải văn bản. Hãy gửi một trong các loại: {_KNOWN}.")
    return picture or _textual(data, name)


def _zipped(data: bytes, name: str) -> str:
    import io
    import zipfile

    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(f"Tệp «{name}» bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error
    if "word/document.xml" in names or any(each.startswith("word/") for each in names):
        return DOCX
    if "content.xml" in names:
        return ODT
    for head, what in _ZIPPED.items():
        if any(each.startswith(head) for each in names):
            raise UnsupportedFormat(f"Tệp «{name}» là {what}, không phải văn bản. Hãy gửi một trong các loại: {_KNOWN}.")
    raise UnsupportedFormat(f"Tệp «{name}» là tệp nén .zip. Hãy giải nén rồi gửi từng văn bản.")


def _ole(data: bytes, name: str) -> str:
    """A compound file of old Office, told by the names of its streams."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise EncryptedFile(f"Tệp «{name}» được đặt mật khẩu. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại.")
    if holds("WordDocument"):
        return DOC
    for stream, what in (
        ("Workbook", "bảng tính Excel cũ (.xls)"),
        ("Book", "bảng tính Excel cũ (.xls)"),
        ("PowerPoint", "bản trình chiếu cũ (.ppt)"),
    ):
        if holds(stream):
            raise UnsupportedFormat(f"Tệp «{name}» là {what}, không phải văn bản. Hãy gửi một trong các loại: {_KNOWN}.")
    raise DamagedFile(
        f"Tệp «{name}» có dạng Office cũ nhưng không thấy phần văn bản, có thể tải lên chưa hết. "
        "Hãy mở bằng Word, lưu thành .docx rồi gửi lại."
    )


def _textual(data: bytes, name: str) -> str:
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{\\rtf"):
        return RTF
    low = start.lower()
    if low.startswith((b"<!doctype html", b"<html")) or (b"<html" in low[:1500] and low.startswith(b"<")) or _fragment(low, name):
        return HTML
    return MARKDOWN if name.lower().endswith((".md", ".markdown")) else TEXT


def _fragment(low: bytes, name: str) -> bool:
    """A piece of a page without its head: tags from the first sign on, or a name that says so."""
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    return (named and b"<" in low) or low.startswith((b"<div", b"<p>", b"<p ", b"<table", b"<body", b"<meta", b"<!--"))
