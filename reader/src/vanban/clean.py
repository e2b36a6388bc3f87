"""Cleaning: one normalised text, and for each piece the place where it stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from vanban import aside
from vanban.late import late
from vanban.load.base import Piece
from vanban.types import Block, BlockKind, Span

_SPACES = late(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_GONE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f"))
_LINE_BREAKS = late(r"[\r\n\x0b\x0c\u2028\u2029]+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00d0": "Đ", "\uf02d": "-", "\uf0b7": "•", "\u01c0": "|"})
# Translating each character costs more than all else here; most lines hold none that needs it.
_ODD = late(f"[{''.join(map(re.escape, map(chr, (*_GONE, *_HYPHENS))))}]")
_UNEVEN = late(f"[\t\r\n\x0b\x0c\u2028\u2029\u00a0\u2000-\u200a\u202f\u205f\u3000{''.join(map(re.escape, map(chr, (*_GONE, *_HYPHENS))))}]")
_BATCH = 50
_PAGE_NUMBER = late(r"^[-–—\s]*(?:[Tt]rang\s*)?(?!(?:19|20)\d\d(?!\d))\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$")


def one_line(text: str) -> str:
    """NFC, ordinary spaces, no invisible characters, no line breaks, trimmed."""
    text = _LINE_BREAKS.sub(" ", unicodedata.normalize("NFC", text))
    if _ODD.search(text):
        # A mark may meet its letter again when what stood between them is gone.
        text = unicodedata.normalize("NFC", text.translate(_GONE).translate(_HYPHENS))
    return _SPACES.sub(" ", text).strip()


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """Each piece in one line. Whole batches are looked over at once: in most, nothing is to be done but to trim."""
    for begin in range(0, len(pieces), _BATCH):
        texts = [piece.text for piece in pieces[begin : begin + _BATCH]]
        whole = "\x1f".join(texts)
        if "  " in whole or _UNEVEN.search(whole) or not unicodedata.is_normalized("NFC", whole):
            yield from map(one_line, texts)
        else:
            yield from map(str.strip, texts)


def normalise(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The whole text, one block a line, and the blocks; empty pieces are dropped except table cells, whose place matters."""
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    pieces = list(pieces)
    for piece, words in zip(pieces, _lines(pieces), strict=True):
        if not words and piece.kind != "cell":
            continue
        kind: BlockKind = "furniture" if piece.kind == "paragraph" and piece.page is not None and _PAGE_NUMBER.match(words) else piece.kind
        blocks.append(_block(piece, kind, at, at + len(words), tuple(_unsure(piece, words, at)) if piece.unsure else ()))
        lines.append(words)
        at += len(words) + 1
    text = "\n".join(lines)
    return text, aside.marked(text, tuple(blocks))


class _Draft:
    """A block while it is filled. A frozen class fills its own fields ten times slower, and documents have very many blocks."""

    __slots__ = Block.__slots__  # the same fields, so that the one may become the other

    def __init__(self, piece: Piece, kind: BlockKind, start: int, end: int, unsure: tuple[Span, ...]) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.part = piece.part
        self.paragraph = piece.paragraph
        self.table = piece.table
        self.row = piece.row
        self.column = piece.column
        self.page = piece.page
        self.box = piece.box
        self.confidence = piece.confidence
        self.row_span = piece.row_span
        self.column_span = piece.column_span
        self.bold = piece.bold
        self.italic = piece.italic
        self.align = piece.align
        self.label = piece.label
        self.unsure = unsure


def _block(piece: Piece, kind: BlockKind, start: int, end: int, unsure: tuple[Span, ...]) -> Block:
    draft = _Draft(piece, kind, start, end, unsure)
    draft.__class__ = Block  # type: ignore[assignment]
    return cast("Block", draft)


def _unsure(piece: Piece, words: str, at: int) -> Iterator[Span]:
    """The doubtful words of a piece where they stand in the whole text; `words` is the piece as it was cleaned."""
    for start, end in piece.unsure:
        word = one_line(piece.text[start:end])
        here = words.find(word, len(one_line(piece.text[:start])))
        if here >= 0:
            yield Span(at + here, at + here + len(word))


def without_furniture(text: str, blocks: Sequence[Block]) -> str:
    """The text with spaces in the place of furniture: every offset stays, and nothing is read out of running heads."""
    bare = [block for block in blocks if block.kind == "furniture"]
    if not bare:
        return text
    out, at = [], 0
    for block in bare:
        out += [text[at : block.start], " " * (block.end - block.start)]
        at = block.end
    return "".join([*out, text[at:]])
