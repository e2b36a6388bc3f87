"""Cleaning: one normalised text, and for each piece the place where it stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from vanban.late import late
from vanban.load.base import Piece
from vanban.types import Block, Span

_SPACES = late(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_GONE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f"))
_LINE_BREAKS = late(r"[\r\n\x0b\x0c\u2028\u2029]+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00d0": "Đ", "\uf02d": "-", "\uf0b7": "•", "\u01c0": "|"})
# Translating each character costs more than all else here; most lines hold none that needs it.
_ODD = late(f"[{''.join(map(re.escape, map(chr, (*_GONE, *_HYPHENS))))}]")
_PAGE_NUMBER = late(r"^[-–—\s]*(?:[Tt]rang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*$")


def one_line(text: str) -> str:
    """NFC, ordinary spaces, no invisible characters, no line breaks, trimmed."""
    text = _LINE_BREAKS.sub(" ", unicodedata.normalize("NFC", text))
    if _ODD.search(text):
        text = text.translate(_GONE).translate(_HYPHENS)
    return _SPACES.sub(" ", text).strip()


def normalise(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The whole text, one block a line, and the blocks; empty pieces are dropped except table cells, whose place matters."""
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        words = one_line(piece.text)
        if not words and piece.kind != "cell":
            continue
        kind = "furniture" if piece.kind == "paragraph" and piece.page is not None and _PAGE_NUMBER.match(words) else piece.kind
        blocks.append(
            Block(
                start=at,
                end=at + len(words),
                kind=kind,
                part=piece.part,
                paragraph=piece.paragraph,
                table=piece.table,
                row=piece.row,
                column=piece.column,
                page=piece.page,
                box=piece.box,
                confidence=piece.confidence,
                row_span=piece.row_span,
                column_span=piece.column_span,
                bold=piece.bold,
                italic=piece.italic,
                align=piece.align,  # type: ignore[arg-type]
                label=piece.label,
                unsure=tuple(_unsure(piece, words, at)) if piece.unsure else (),
            )
        )
        lines.append(words)
        at += len(words) + 1
    return "\n".join(lines), tuple(blocks)


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
