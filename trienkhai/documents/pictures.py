"""Pages of a file as they look: drawn on first demand, kept beside the file under its hash, gone with it.

Nothing here asks who looks: the selectors do. What is kept can be made again at any time; on a full disk there is no picture for a while.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trienkhai.core import files

if TYPE_CHECKING:
    from pathlib import Path

    from trienkhai.core.models import StoredFile

_MADE: Final = "pages.pdf"
_NAME: Final = re.compile(r"\d+-([\d.]+)x([\d.]+)\.(png|same)")
_UNPACKED: Final = {"image/png", "image/tiff"}
"""Kinds of picture that may have to be unpacked by a program before a page can be shown."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page to look at: where its bytes are, and its size in points, as the boxes of a reading count."""

    path: Path
    media_type: str
    width: float
    height: float


def of_page(stored: StoredFile, number: int) -> PagePicture | None:
    """The page `number` (from 1) of a file; None where it cannot be shown: no such page, damaged, or its pages are still to be made."""
    from vanban.errors import VanbanError

    known = _known(stored, number)
    if known is not None:
        return known
    try:
        return _drawn(stored, number)
    except (VanbanError, IndexError, FileNotFoundError):
        return None


def must_be_made(stored: StoredFile) -> bool:
    """Whether the pages of this picture have to be made first, which takes seconds and is work for the background."""
    from vanban.load.shown import needs_pages

    if stored.media_type not in _UNPACKED or _made(stored).exists():
        return False
    return needs_pages(files.load(stored))


def make(stored: StoredFile) -> None:
    """Make them. A second call finds them made. Raises the reader's own errors."""
    from vanban.load.shown import as_pages

    if must_be_made(stored):
        files.keep_derived(_made(stored), as_pages(files.load(stored)))


def _made(stored: StoredFile) -> Path:
    return files.derived_of(stored.sha256) / _MADE


def _known(stored: StoredFile, number: int) -> PagePicture | None:
    """What an earlier demand left; the size stands in the name, so that nothing has to be opened."""
    for path in files.derived_of(stored.sha256).glob(f"{number}-*"):
        found = _NAME.fullmatch(path.name)
        if found is not None:
            width, height, kind = found.groups()
            same = kind == "same"
            where, media_type = (files.path_of(stored.sha256), stored.media_type) if same else (path, "image/png")
            return PagePicture(where, media_type, float(width), float(height))
    return None


def _drawn(stored: StoredFile, number: int) -> PagePicture | None:
    from vanban.load.shown import shown_page

    made = _made(stored)
    if not made.exists() and must_be_made(stored):
        return None
    data = made.read_bytes() if made.exists() else files.load(stored)
    shown = shown_page(data, number)
    same = shown.data == data
    name = f"{number}-{shown.width:.2f}x{shown.height:.2f}.{'same' if same else 'png'}"
    if not files.keep_derived(files.derived_of(stored.sha256) / name, b"" if same else shown.data):
        return None
    return _known(stored, number)
