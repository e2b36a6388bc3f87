"""From bytes to pieces: the format is told by the content, never by the name alone."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import cast

from vanban.errors import EmptyFile, TooLarge
from vanban.load.base import MAX_BYTES, Loaded, Loader, Parts, Piece
from vanban.load.kinds import LOADERS, sniff
from vanban.types import Source

__all__ = ["Loaded", "Parts", "Piece", "load", "sniff"]


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


def _loader(media_type: str) -> Loader:
    # Imported when needed: lxml and pypdfium2 cost more than the whole of a small text file.
    module, function = LOADERS[media_type]
    return cast("Loader", getattr(import_module(f"vanban.load.{module}"), function))
