"""Lines of a document that say again what stands elsewhere in it: its table of contents, and its translation line under line.

They stay in the text as furniture, so that no heading, task or title is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vanban.late import late
from vanban.load.sense import is_syllable
from vanban.types import Block

_CONTENTS = ("MỤC LỤC", "Mục lục")
_LEADERS = late(r"(?:\.{4,}|…{2,}|(?:\. ){4,})[\s.…]*\d{1,3}$")
_PAGE = late(r"[\s.…]*\d{1,3}$")
_LEAST_LINES = 3
_NEAR = 300
_TRANSLATED = ("SOCIALIST REPUBLIC OF VIET", "Socialist Republic of Viet", "Independence - Freedom")
_WORD = late(r"[^\W\d_]{3,}")
_FOREIGN_SHARE = 0.3


def marked(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with such lines as furniture; the same ones when there are none."""
    aside = set(_contents(text, blocks)) if any(name in text for name in _CONTENTS) or "....." in text or "……" in text else set()
    if any(words in text for words in _TRANSLATED):
        aside.update(_translation(text, blocks))
    return tuple(replace(b, kind="furniture") if at in aside else b for at, b in enumerate(blocks)) if aside else blocks


def _contents(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    """Lines with leaders and a page number, or lines under "MỤC LỤC" that come back as a heading below; with the name above them."""
    led = [
        at for at, b in enumerate(blocks) if b.kind in {"paragraph", "heading"} and _LEADERS.search(text, max(b.start, b.end - 40), b.end)
    ]
    if len(led) >= _LEAST_LINES:
        yield from led
    named = next((at for at, b in enumerate(blocks) if b.end - b.start < 12 and text[b.start : b.end].strip(" :.") in _CONTENTS), None)
    if named is None:
        return
    entries = [*_entries(text, blocks, named)]
    if entries or (len(led) >= _LEAST_LINES and led[0] > named):
        yield named
        yield from entries


def _entries(text: str, blocks: Sequence[Block], named: int) -> Iterator[int]:
    for at in range(named + 1, min(named + 1 + _NEAR, len(blocks))):
        block = blocks[at]
        words = _PAGE.sub("", text[block.start : block.end]).strip()
        if not words:
            continue
        if len(words) > 300 or text.find(f"\n{words}", block.end) < 0:
            return
        yield at


def _translation(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    """Lines in another language."""
    for at, block in enumerate(blocks):
        line = text[block.start : block.end]
        words = _WORD.findall(line) if line.isascii() or "’" in line else []
        if words and sum(not is_syllable(word.lower()) for word in words) >= _FOREIGN_SHARE * len(words):
            yield at
