"""Words of a scan that the machine was not sure of, for somebody to compare with the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.documents.selectors.sheets import Places

AROUND = 28
DOUBTFUL_BLOCK: Final = 0.6
"""A block of less confidence in which no word was told is doubtful whole: readings of an earlier reader know no words."""


@dataclass(frozen=True, slots=True)
class UnsureWord:
    """A doubtful word with what stands around it; `part` and `sheet` say where the review shows it."""

    ref: str
    start: int
    end: int
    before: str
    words: str
    after: str
    part: int
    sheet: int | None


def unsure_words(result: dict[str, Any], part_starts: Sequence[int], places: Places) -> tuple[UnsureWord, ...]:
    """All of them in reading order; none where the file has a text of its own."""
    text = result["text"]
    found = []
    for number, (start, end, block) in enumerate(_spans(result["blocks"]), start=1):
        part = max((n for n, begin in enumerate(part_starts, start=1) if begin <= start), default=1)
        before = text[max(block["start"], start - AROUND) : start]
        after = text[end : min(block["end"], end + AROUND)]
        words = text[start:end] if end - start <= 2 * AROUND else f"{text[start : start + 2 * AROUND]}…"
        found.append(UnsureWord(f"c{number}", start, end, before, words, after, part, places.sheet_of(start, end)))
    return tuple(found)


def _spans(blocks: Sequence[dict[str, Any]]) -> list[tuple[int, int, dict[str, Any]]]:
    out = []
    for block in blocks:
        known = [(span["start"], span["end"], block) for span in block.get("unsure") or []]
        sure = block.get("confidence")
        whole = (
            [(block["start"], block["end"], block)] if sure is not None and sure < DOUBTFUL_BLOCK and block["end"] > block["start"] else []
        )
        out += known or whole
    return out
