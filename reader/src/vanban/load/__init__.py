"""From bytes to pieces: the format is told by the content, never by the name alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

from vanban.errors import EmptyFile, EncryptedFile, TooLarge, UnsupportedFormat
from vanban.load.base import MAX_BYTES, Loaded, Loader, Piece
from vanban.types import Source

__all__ = ["Loaded", "Piece", "load", "sniff"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
MARKDOWN = "text/markdown"
TEXT = "text/plain"

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def load(source: str | Path | bytes, *, name: str | None = None) -> Loaded:
    """Take a file apart. Raises errors of `vanban.errors`, each a Vietnamese sentence that says what to do."""
    path = None if isinstance(source, bytes) else Path(source)
    data = source if isinstance(source, bytes) else _bytes_of(Path(source))
    shown = name or (path.name if path else "văn bản")
    media_type = sniff(data, shown)
    parts = _loader(media_type)(data)
    if not any(piece.text.strip() for piece in parts.pieces):
        raise EmptyFile(f"Tệp «{shown}» không có chữ nào. Hãy kiểm tra lại tệp rồi gửi lại.")
    about = Source(
        name=shown,
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=parts.pages,
        ocr=parts.ocr,
        encoding=parts.encoding,
    )
    return Loaded(about, tuple(parts.pieces))


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"Tệp «{path.name}» lớn hơn 50 MB. Hãy tách tệp hoặc bỏ bớt hình ảnh rồi gửi lại.")
    return path.read_bytes()


def sniff(data: bytes, name: str) -> str:
    """The media type by content. Raises for what is empty, too large, protected, a program, or not read here."""
    if not data:
        raise EmptyFile(f"Tệp «{name}» rỗng (0 byte). Hãy kiểm tra lại tệp rồi gửi lại.")
    if len(data) > MAX_BYTES:
        raise TooLarge(f"Tệp «{name}» lớn hơn 50 MB. Hãy tách tệp hoặc bỏ bớt hình ảnh rồi gửi lại.")
    if data.startswith(_PROGRAMS):
        raise UnsupportedFormat(f"Tệp «{name}» là chương trình máy tính, không phải văn bản. Hãy chọn đúng tệp văn bản.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return DOCX
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(_OLE):
        _refuse_ole(data, name)
    if data.startswith((b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        raise UnsupportedFormat(f"Tệp «{name}» không phải .docx, .pdf, .txt hay .md. Hãy lưu văn bản thành .docx hoặc .pdf rồi gửi lại.")
    return MARKDOWN if name.lower().endswith((".md", ".markdown")) else TEXT


def _refuse_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFile(f"Tệp «{name}» được đặt mật khẩu. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại.")
    raise UnsupportedFormat(f"Tệp «{name}» ở định dạng Word cũ (.doc). Hãy mở bằng Word hoặc LibreOffice, lưu thành .docx rồi gửi lại.")


def _loader(media_type: str) -> Loader:
    # Imported here: lxml and pypdfium2 cost more than the whole of a small text file.
    if media_type == DOCX:
        from vanban.load.docx import load_docx

        return load_docx
    if media_type == PDF:
        from vanban.load.pdf import load_pdf

        return load_pdf
    from vanban.load.text import load_markdown, load_text

    return load_markdown if media_type == MARKDOWN else load_text
