"""When somebody is reminded: rules as dated data, and the windows of days that follow from them. Pure.

A reason has a window of days, from the day it begins until the day before the next one: a day on which nothing ran is made up for, and what
was missed long ago is told once, by its present reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from trienkhai.periods import working
from trienkhai.plans.choices import ReminderKind


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of one owner: days before the due day, after it, of silence, without acknowledgement, before the unit above is told.

    Empty or zero means no such reminder. `escalate` has one number for each step up the line. `forget`: what is overdue longer is not
    reminded of any more. Letters go out between `opens` and `closes` ("07:30") on working days.
    """

    before: tuple[int, ...] = (7, 3, 1)
    on_due: bool = True
    after: tuple[int, ...] = (1, 7)
    silent: int = 30
    unseen: int = 3
    escalate: tuple[int, ...] = (7, 14)
    forget: int = 180
    opens: str = "07:30"
    closes: str = "17:00"

    def as_json(self) -> dict[str, Any]:
        """As a row keeps them."""
        return asdict(self)


DEFAULTS = ((dt.date(2020, 1, 1), Rules(), "Mặc định của hệ thống: trước hạn 7, 3, 1 ngày như các hệ thống theo dõi nhiệm vụ đang dùng"),)
"""(valid from, rules, basis) for owners who have set none; the last row that holds on a day applies."""


@dataclass(frozen=True, slots=True)
class Window:
    """Due days for which a reason holds today, both included; `first` None is without end."""

    kind: str
    days: int
    first: dt.date | None
    last: dt.date
    step: int = 0
    """How many steps up the line are told."""


def default(day: dt.date) -> tuple[Rules, str]:
    """The rules of who has set none, and their basis."""
    return next((rules, basis) for since, rules, basis in reversed(DEFAULTS) if since <= day)


def from_json(said: dict[str, Any]) -> Rules:
    """The rules of a row; what a later version added has its default."""
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Rules(**{name: value for name, value in known.items() if name in Rules.__slots__})


def windows(rules: Rules, day: dt.date) -> Iterator[Window]:
    """The windows of due days on a working day. What would begin before the next working day begins today."""
    horizon = working.next_working(day) - dt.timedelta(days=1)
    offsets = [(-days, ReminderKind.BEFORE) for days in sorted(set(rules.before), reverse=True)]
    offsets += [(0, ReminderKind.ON_DUE)] if rules.on_due else []
    offsets += [(days, ReminderKind.AFTER) for days in sorted(set(rules.after))]
    yield from _series(offsets, day, horizon, rules.forget)
    for step, (low, high) in enumerate(_pairs(sorted(set(rules.escalate))), start=1):
        first = day - dt.timedelta(days=(high or rules.forget + 1) - 1)
        yield Window(ReminderKind.ESCALATED, low, first, day - dt.timedelta(days=low), step)


def _pairs(numbers: Sequence[int]) -> Iterator[tuple[int, int | None]]:
    yield from pairwise([*numbers, None])


def _series(offsets: list[tuple[int, ReminderKind]], day: dt.date, horizon: dt.date, forget: int) -> Iterator[Window]:
    """Offsets of the due day in order; each window ends where the next begins."""
    for at, (offset, kind) in enumerate(offsets):
        following = offsets[at + 1][0] if at + 1 < len(offsets) else (1 if offset < 0 else forget + 1)
        high = following - 1
        first = (day if high >= 0 else horizon) - dt.timedelta(days=high)
        last = (horizon if offset <= 0 else day) - dt.timedelta(days=offset)
        yield Window(kind, abs(offset), first, last)


def mail_time(rules: Sequence[Rules], now: dt.datetime) -> dt.datetime:
    """The next moment at which every one of these rules lets letters go out."""
    opens = max(dt.time.fromisoformat(one.opens) for one in rules)
    closes = min(dt.time.fromisoformat(one.closes) for one in rules)
    if not working.is_working(now.date()) or now.time() >= max(closes, opens):
        return dt.datetime.combine(working.next_working(now.date()), opens, now.tzinfo)
    return max(now, dt.datetime.combine(now.date(), opens, now.tzinfo))
