"""From bytes to pieces: the format is told by the content, never by the name alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from vanban import collector
from vanban.errors import EmptyFile, TooLarge
from vanban.load.base import MAX_BYTES, WHOLE, Loaded, Loader, Parts, Piece, SlowLoader, Wanted
from vanban.load.kinds import LOADERS, SLOW, sniff
from vanban.types import Source

__all__ = ["Loaded", "Parts", "Piece", "head", "load", "sniff"]


def load(source: str | Path | bytes, *, name: str | None = None, tell: Callable[[int, int], None] | None = None) -> Loaded:
    """Take a file apart. Raises errors of `vanban.errors`, each a Vietnamese sentence that says what to do.

    `tell` is called with (pages done, pages in all) while pages are recognised.
    """
    path = None if isinstance(source, bytes) else Path(source)
    data = source if isinstance(source, bytes) else _bytes_of(Path(source))
    shown = name or (path.name if path else "văn bản")
    media_type = sniff(data, shown)
    parts = _parts(data, media_type, Wanted(tell=tell) if tell else WHOLE)
    _require_words(parts, shown)
    return _loaded(data, shown, media_type, parts)


def head(data: bytes, *, name: str) -> Loaded:
    """What stands at the head of a file, quickly: a scan of many pages costs half a page. A scan may show nothing there: no pieces then."""
    media_type = sniff(data, name)
    parts = _parts(data, media_type, Wanted(head=True))
    if media_type not in SLOW:
        _require_words(parts, name)
    return _loaded(data, name, media_type, parts)


def _require_words(parts: Parts, name: str) -> None:
    if not any(piece.text.strip() for piece in parts.pieces):
        raise EmptyFile(f"Tệp «{name}» không có chữ nào. Hãy kiểm tra lại tệp rồi gửi lại.")


def _loaded(data: bytes, name: str, media_type: str, parts: Parts) -> Loaded:
    about = Source(
        name=name,
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


def _parts(data: bytes, media_type: str, wanted: Wanted) -> Parts:
    # Imported when needed: lxml and pypdfium2 cost more than the whole of a small text file.
    module, function = LOADERS[media_type]
    loader = getattr(import_module(f"vanban.load.{module}"), function)
    if media_type in SLOW:
        return cast("SlowLoader", loader)(data, wanted)
    with collector.waiting():
        return cast("Loader", loader)(data)
