"""Days of a regime: up to when data counts, who reports by when, until when late is taken. Pure; numbers of the law are dated data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.periods import calendar, working
from trienkhai.periods.calendar import Span
from trienkhai.periods.choices import PeriodKind
from trienkhai.reporting.choices import CutOff

if TYPE_CHECKING:
    from trienkhai.reporting.models import Regime

DECREE = (
    (
        dt.date(2019, 3, 12),
        14,
        frozenset({PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.NINE_MONTHS, PeriodKind.YEAR}),
        "Nghị định 09/2019/NĐ-CP, Điều 12",
    ),
)
"""(valid from, day of the period's last month up to which data counts, kinds of periods it holds for, legal basis)."""

BY_HAND = (PeriodKind.MULTI_YEAR, PeriodKind.ONCE)
"""Rhythms whose first and last days a person or a plan gives."""
CALENDAR = tuple(kind for kind in PeriodKind if kind not in (*BY_HAND, PeriodKind.PLAN))
"""Rhythms of the calendar."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a round: writing from, data up to, the lowest units' last day, the last day on which late is taken."""

    opens_on: dt.date
    cutoff: dt.date
    deadline: dt.date
    locks_on: dt.date


def cutoff_of(kind: str, ends: dt.date, rule: str) -> dt.date:
    """The last day whose data counts in a period that ends on `ends`; kinds of which the Decree does not speak end with the period."""
    if rule == CutOff.DECREE:
        for since, day, kinds, _basis in reversed(DECREE):
            if since <= ends and kind in kinds:
                return ends.replace(day=day)
    return ends


def data_from(kind: str, starts: dt.date, rule: str) -> dt.date:
    """The first day whose data counts: where the period before was cut off, else with the period (the Decree: from the 15th)."""
    before = starts - dt.timedelta(days=1)
    return cutoff_of(kind, before, rule) + dt.timedelta(days=1)


def due_spans(regime: Regime, began: dt.date, day: dt.date) -> list[Span]:
    """The stretches of a regime that stands by itself whose writing has begun by `day`: by its calendar since it `began`, or as given."""
    if regime.frequency in BY_HAND:
        given = (Span(regime.frequency, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in regime.stretches)
        return [one for one in given if regime.frequency == PeriodKind.ONCE or _has_begun(regime, one, day)]
    present = calendar.reported_around(regime.frequency, day)
    before = calendar.reported_around(regime.frequency, present.starts - dt.timedelta(days=1))
    return [one for one in (before, present) if one.ends >= began and _has_begun(regime, one, day)]


def _has_begun(regime: Regime, span: Span, day: dt.date) -> bool:
    return cutoff_of(span.kind, span.ends, regime.cutoff) - dt.timedelta(days=regime.window_days) <= day


def days_of(regime: Regime, kind: str, ends: dt.date, height: int, opened: dt.date) -> Days:
    """The days of a round whose units stand on `height` levels. One opened after its cut-off gives the same time from that day on."""
    cutoff = cutoff_of(kind, ends, regime.cutoff)
    deadline = working.after(max(cutoff, opened), regime.deadline_days)
    last = working.after(deadline, regime.level_days * max(0, height - 1))
    opens_on = cutoff - dt.timedelta(days=regime.window_days)
    opens_on = min(opens_on, opened) if kind == PeriodKind.ONCE else opens_on
    return Days(opens_on, cutoff, deadline, working.after(last, regime.late_days))


def due_on_level(deadline: dt.date, level_days: int, level: int) -> dt.date:
    """The last day of a unit that has `level` levels of reporting units below it."""
    return working.after(deadline, level_days * level)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands among those that report: how many levels report to it, and to whom it reports (None: the plan's owner)."""

    level: int
    above: str | None


def places(paths: Iterable[str]) -> Mapping[str, Place]:
    """Each path's place among the others. Linear after sorting: a parent's path is a prefix of its children's and sorts before them."""
    levels: dict[str, int] = {}
    above: dict[str, str | None] = {}
    stack: list[str] = []
    for path in sorted(paths):
        while stack and not path.startswith(stack[-1]):
            stack.pop()
        above[path] = stack[-1] if stack else None
        levels[path] = 0
        for height, upper in enumerate(reversed(stack), start=1):
            levels[upper] = max(levels[upper], height)
        stack.append(path)
    return {path: Place(levels[path], above[path]) for path in above}


def levels(placed: Mapping[str, Place]) -> int:
    """On how many levels these units stand."""
    return 1 + max((place.level for place in placed.values()), default=0)
