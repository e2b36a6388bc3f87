"""By when a difficulty is to be answered, and which ones are alike. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from trienkhai.periods import working

ANSWER_DAYS = (
    (
        dt.date(2020, 1, 1),
        5,
        "Mặc định của hệ thống, theo mức trả lời ý kiến từ 02 đến 05 ngày làm việc của Nghị định 191/2026/NĐ-CP, Điều 24",
    ),
)
"""(valid from, working days, basis); the last row that holds on a day applies."""
ALIKE = 0.35
"""From this share of common words on two texts are shown as similar; whether they are the same is for a person to say."""
_PLAIN = "va cua cac cho co la o tai de khi con chua khong duoc do voi trong nay ve nen tu den nhung mot rat thi bi don vi"
EMPTY = frozenset(_PLAIN.split())
"""Words that say nothing about a trouble, folded."""


def answer_by(day: dt.date) -> dt.date:
    """The day by which what was raised on `day` is to be answered."""
    return working.after(day, next(days for since, days, _basis in reversed(ANSWER_DAYS) if since <= day))


def words(fold: str) -> frozenset[str]:
    """The words that count in a folded text."""
    plain = "".join(c if c.isalnum() else " " for c in fold)
    return frozenset(word for word in plain.split() if word not in EMPTY)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of words are, 0 to 1: common words by the smaller set, halved where one is much longer."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return (common / min(len(one), len(other)) + common / len(one | other)) / 2


def most_alike(fold: str, known: Iterable[tuple[int, str]], limit: int) -> list[int]:
    """The ids of the folded texts that are similar, most alike first."""
    wanted = words(fold)
    scored = [(likeness(wanted, words(other)), identity) for identity, other in known]
    return [identity for score, identity in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score >= ALIKE][:limit]
