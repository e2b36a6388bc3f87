"""Which tasks fall due in which period: pure rules over a task's schedule and the plan's rhythm."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from trienkhai.periods import calendar
from trienkhai.periods.calendar import Span
from trienkhai.periods.choices import PeriodKind
from trienkhai.plans.choices import DATED, Schedule

RHYTHMS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR, PeriodKind.SCHOOL_YEAR)
"""What "thường xuyên" may take; the plan's report period unless the plan says otherwise."""

EVERY = {"P1M": PeriodKind.MONTH, "P3M": PeriodKind.QUARTER, "P6M": PeriodKind.HALF_YEAR, "P1Y": PeriodKind.YEAR}
_INTERVAL = re.compile(r"P(\d{1,3})([MY])")


class Scheduled(Protocol):
    """What the rules ask of a task; `more_dues` are further last days, each `{"text", "due"}`."""

    pk: Any
    schedule: str
    starts_on: dt.date | None
    due: dt.date | None
    every: str
    more_dues: Any


class Due(NamedTuple):
    """A task in a period by a day. `turn` tells works of one task in one period apart: the n-th month of a quarter, the n-th event."""

    task: Any
    day: dt.date
    turn: int = 0


@dataclass(slots=True)
class Allotment:
    """The tasks of each period with their due day, and dated tasks that no opened period holds."""

    by_span: dict[Span, list[Due]] = field(default_factory=dict)
    passed: list[Scheduled] = field(default_factory=list)

    def put(self, span: Span, due: Due) -> None:
        """A task into a period; where it stands there already in the same turn, the earlier day holds."""
        rows = self.by_span.setdefault(span, [])
        known = next((at for at, row in enumerate(rows) if (row.task.pk, row.turn) == (due.task.pk, due.turn)), None)
        if known is None:
            rows.append(due)
        else:
            rows[known] = min(due, rows[known], key=lambda row: row.day)


def first_span(rhythm: str, effective_on: dt.date, today: dt.date) -> Span:
    """The period that is running when the plan is issued, or the first one when it takes effect later."""
    return calendar.period_of(rhythm, max(effective_on, today))


def past_spans(rhythm: str, effective_on: dt.date, today: dt.date) -> list[Span]:
    """Periods between the effective day and the running period, which a person may choose to open, oldest first."""
    present = first_span(rhythm, effective_on, today)
    return [span for span in calendar.spans(rhythm, effective_on, today) if span.ends < present.starts] if effective_on < today else []


def own_dues(task: Scheduled) -> list[dt.date]:
    """The last days that a task names itself, in order: of a dated task its own, and whatever further days its text names."""
    own = {task.due} if task.schedule == Schedule.ONCE and task.due is not None else set()
    return sorted(own | {dt.date.fromisoformat(row["due"]) for row in task.more_dues})


def comes_back_in(task: Scheduled, span: Span, since: dt.date | None = None) -> bool:
    """Whether a task without a single due day stands in a period; a rare one ("hằng năm") in the period that ends its interval.

    An interval that the calendar does not cut ("03 năm một lần") is counted from the task's first year, else from `since`.
    """
    if task.starts_on and task.starts_on > span.ends:
        return False
    if task.due and task.due < span.starts:
        return False
    length, kind = calendar.MONTHS[PeriodKind(span.kind)], EVERY.get(task.every)
    if kind is not None:
        return calendar.MONTHS[kind] <= length or calendar.period_of(kind, span.ends).ends == span.ends
    months, base = _months(task.every), task.starts_on or since
    if months <= length or base is None:
        return True
    elapsed = (span.ends.year - base.year) * 12 + span.ends.month
    return elapsed // months > (elapsed - length) // months


def _months(every: str) -> int:
    """The months of an interval; 0 for none."""
    found = _INTERVAL.fullmatch(every)
    return int(found[1]) * (12 if found[2] == "Y" else 1) if found else 0


def parts(task: Scheduled, span: Span) -> list[tuple[int, Span]]:
    """The finer periods of a task within a period, each with its turn from 1 on: the months of "hằng tháng" in a quarter. None else.

    A finer period belongs to the period in which it ends, also where the calendar does not cut them alike (quarters of a school year).
    """
    kind = EVERY.get(task.every) if task.schedule == Schedule.RECURRING else None
    if kind is None or calendar.MONTHS[kind] >= calendar.MONTHS[PeriodKind(span.kind)]:
        return []
    within = [part for part in calendar.spans(kind, span.starts, span.ends) if part.ends <= span.ends]
    return list(enumerate(within, start=1))


def part_of(task: Scheduled, span: Span, turn: int) -> Span | None:
    """The finer period that a work's turn stands for; None where it has none."""
    return dict(parts(task, span)).get(turn)


def in_rhythm(tasks: Iterable[Scheduled], span: Span, since: dt.date | None = None, *, after: dt.date | None = None) -> list[Due]:
    """The tasks that "thường xuyên" brings into a period, due on its last day. What waits for an event comes with the event alone.

    A task with a rhythm finer than the period comes once for each of its own periods, due on that one's last day; those that had ended
    before `after` (the plan took effect, the unit came) are not asked for.
    """
    out = []
    for task in tasks:
        if task.schedule in DATED or not comes_back_in(task, span, since):
            continue
        fine = [(turn, part) for turn, part in parts(task, span) if comes_back_in(task, part, since)]
        asked = [Due(task, part.ends, turn) for turn, part in fine if after is None or part.ends >= after]
        out += asked if fine else [Due(task, span.ends)]
    return out


def own_due(task: Scheduled, span: Span, day: dt.date) -> Due:
    """A last day that the task names itself, in the finer period that holds it where there is one."""
    turn = next((turn for turn, part in parts(task, span) if part.starts <= day <= part.ends), 0)
    return Due(task, day, turn)


def dues_in(tasks: Collection[Scheduled], span: Span, since: dt.date | None, *, after: dt.date | None = None) -> list[Due]:
    """All that stands in a period by the plan's own text: what comes back in it, and what is due within it."""
    out = Allotment()
    for due in in_rhythm(tasks, span, since, after=after):
        out.put(span, due)
    for task in tasks:
        for day in own_dues(task):
            if span.starts <= day <= span.ends:
                out.put(span, own_due(task, span, day))
    return out.by_span.get(span, [])


def allot(
    tasks: Collection[Scheduled],
    present: Span,
    opened: Iterable[Span],
    *,
    carry: bool,
    since: dt.date | None = None,
    today: dt.date | None = None,
) -> Allotment:
    """Put every task into its periods. `opened` are the periods that open now, `present` is where overdue dated tasks go when `carry`.

    A dated task belongs to the period that holds its due day, also when that is still to come, and with several days to several periods.
    One whose day has passed goes to its past period if that is opened, else to `present` with that period's last day when `carry`, else
    to `passed`. A further day of a task that has passed is past. Of the present period, months that ended before `today` are past too.
    """
    out = Allotment()
    opening = list(opened)
    for span in opening:
        out.by_span[span] = in_rhythm(tasks, span, since, after=today if span == present else since)
    for task in tasks:
        for due in own_dues(task):
            span = calendar.period_of(present.kind, due)
            if span.starts >= present.starts or span in opening:
                out.put(span, own_due(task, span, due))
            elif due == task.due and carry:
                out.put(present, Due(task, present.ends))
            elif due == task.due:
                out.passed.append(task)
    return out
