"""Which tasks fall due in which period: pure rules over a task's schedule and the plan's rhythm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from trienkhai.periods import calendar
from trienkhai.periods.calendar import Span
from trienkhai.periods.choices import PeriodKind
from trienkhai.plans.choices import Schedule

RHYTHMS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR, PeriodKind.SCHOOL_YEAR)
"""What "thường xuyên" may take; the plan's report period unless the plan says otherwise."""

EVERY = {"P1M": PeriodKind.MONTH, "P3M": PeriodKind.QUARTER, "P6M": PeriodKind.HALF_YEAR, "P1Y": PeriodKind.YEAR}


class Scheduled(Protocol):
    """What the rules ask of a task."""

    schedule: str
    starts_on: dt.date | None
    due: dt.date | None
    every: str


@dataclass(slots=True)
class Allotment:
    """The tasks of each period with their due day, and dated tasks that no opened period holds."""

    by_span: dict[Span, list[tuple[Scheduled, dt.date]]] = field(default_factory=dict)
    passed: list[Scheduled] = field(default_factory=list)


def first_span(rhythm: str, effective_on: dt.date, today: dt.date) -> Span:
    """The period that is running when the plan is issued, or the first one when it takes effect later."""
    return calendar.period_of(rhythm, max(effective_on, today))


def past_spans(rhythm: str, effective_on: dt.date, today: dt.date) -> list[Span]:
    """Periods between the effective day and the running period, which a person may choose to open, oldest first."""
    present = first_span(rhythm, effective_on, today)
    return [span for span in calendar.spans(rhythm, effective_on, today) if span.ends < present.starts] if effective_on < today else []


def comes_back_in(task: Scheduled, span: Span) -> bool:
    """Whether a task without a single due day stands in a period; a rare one ("hằng năm") in the period that ends its interval."""
    if task.starts_on and task.starts_on > span.ends:
        return False
    if task.due and task.due < span.starts:
        return False
    kind = EVERY.get(task.every)
    if kind is None or calendar.MONTHS[kind] <= calendar.MONTHS[PeriodKind(span.kind)]:
        return True
    return calendar.period_of(kind, span.ends).ends == span.ends


def in_rhythm(tasks: Iterable[Scheduled], span: Span) -> list[tuple[Scheduled, dt.date]]:
    """The tasks that "thường xuyên" brings into a period, due on its last day."""
    return [(task, span.ends) for task in tasks if task.schedule != Schedule.ONCE and comes_back_in(task, span)]


def allot(tasks: Collection[Scheduled], present: Span, opened: Iterable[Span], *, carry: bool) -> Allotment:
    """Put every task into its periods. `opened` are the periods that open now, `present` is where overdue dated tasks go when `carry`.

    A dated task belongs to the period that holds its due day, also when that is still to come; one whose day has passed goes to its past
    period if that is opened, else to `present` with that period's last day when `carry`, else to `passed`.
    """
    out = Allotment()
    opening = list(opened)
    for span in opening:
        out.by_span[span] = in_rhythm(tasks, span)
    for task in tasks:
        if task.schedule != Schedule.ONCE or task.due is None:
            continue
        span = calendar.period_of(present.kind, task.due)
        if span.starts >= present.starts or span in opening:
            out.by_span.setdefault(span, []).append((task, task.due))
        elif carry:
            out.by_span.setdefault(present, []).append((task, present.ends))
        else:
            out.passed.append(task)
    return out
