"""What every loader gives: pieces of text in reading order, with the layout they had in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vanban.types import BlockKind, Source

MAX_BYTES = 50 * 1024 * 1024


@dataclass(slots=True)
class Piece:
    """One paragraph, or one paragraph of a table cell; fields as in `vanban.types.Block`."""

    text: str
    kind: BlockKind = "paragraph"
    part: str = "body"
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    row_span: int = 1
    column_span: int = 1
    bold: bool | None = None
    italic: bool | None = None
    align: str | None = None
    label: str | None = None
    unsure: tuple[tuple[int, int], ...] = ()
    """Where in `text` the words stand that were recognised with little confidence."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a loader took out of a file. `pages` is None where the format has none, `ocr` tells that characters were recognised."""

    pieces: list[Piece]
    pages: int | None = None
    encoding: str = "unicode"
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file taken apart, before any cleaning."""

    source: Source
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a file that is slow to take apart: the whole, or only its head.

    With `head`, a .pdf gives its first page (of a scan, the upper half), a .doc its bare words where catdoc is installed.
    `tell` is called with (pages done, pages in all) while pages are recognised.
    """

    head: bool = False
    tell: Callable[[int, int], None] | None = None


WHOLE = Wanted()


class Loader(Protocol):
    """One format: bytes in, parts out."""

    def __call__(self, data: bytes) -> Parts:
        """Take the file apart; raises errors of `vanban.errors`."""
        ...


class SlowLoader(Protocol):
    """One format that may be slow, told how much is wanted."""

    def __call__(self, data: bytes, wanted: Wanted = WHOLE) -> Parts:
        """As above."""
        ...
