"""Label lines: "Đơn vị thực hiện: …", "Thời hạn hoàn thành: …", alone on a line or several on one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vanban.data.tables import table


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One label with its value; `role` is a unit role, "time", "product" or "other"."""

    role: str
    start: int
    value_start: int
    value_end: int


@cache
def _roles() -> dict[str, str]:
    return {word: role for role, words in table("roles")["labels"].items() for word in words}


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_roles(), key=len, reverse=True)
    shapes = (
        [re.escape(word[0].upper() + word[1:]) for word in words]
        + [re.escape(word) for word in words]
        + [re.escape(word.upper()) for word in words]
    )
    return re.compile(
        r"(?:^|(?<=[;.(]\s)|(?<=\n)|(?<=^[-–+*•]\s)|(?<=^[-–+*•]))\s*(?P<label>" + "|".join(shapes) + r")\s*(?:\([^)]{0,40}\))?\s*:\s*",
        re.MULTILINE,
    )


def label_lines(text: str, start: int, end: int) -> Iterator[LabelLine]:
    """The labels of one block, each value reaching to the next label."""
    colon = text.find(":", start, min(end, start + 400))
    if colon < 0:
        return
    words = text[start:end]
    matches = list(_pattern().finditer(words))
    if not matches or (matches[0].start() > 3 and not _inline(words, matches)):
        return
    for at, match in enumerate(matches):
        stop = matches[at + 1].start() if at + 1 < len(matches) else len(words)
        value = words[match.end() : stop].rstrip(" ;.-–+(")
        yield LabelLine(
            _roles()[match["label"].lower()], start + match.start("label"), start + match.end(), start + match.end() + len(value)
        )


def _inline(words: str, matches: list[re.Match[str]]) -> bool:
    """Labels behind the task's own words count when they are plain labels of units or time, not a heading's colon."""
    first = _roles()[matches[0]["label"].lower()]
    return first in {"lead", "execute", "time"} and len(matches[0]["label"].split()) > 1 and len(words) - matches[0].start() < 400
