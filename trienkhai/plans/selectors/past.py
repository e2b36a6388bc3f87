"""How obligations stood at the end of a past day, told by their steps: what came before the first later step, else what stands now.

Figures of a day are the sum of what the board's counts had by then. Of a branch they are how its works stand now with every later step
taken back: the after of a step goes, its before comes, and steps of one work cancel out between its first and its last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from trienkhai.core import clock
from trienkhai.periods import timeliness
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, figures
from trienkhai.plans.choices import State
from trienkhai.plans.models import BoardCount, Change, Entry, Obligation, PlanPeriod, Task
from trienkhai.plans.selectors.boards import counted

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Where:
    """Which works are asked for: of these periods, of one task or all, of one branch or all."""

    periods: Sequence[PlanPeriod]
    tasks: Sequence[Task]
    task: Task | None = None
    reach: tuple[str, str] | None = None
    """`low <= path < high` of a branch."""

    def of(self, prefix: str = "") -> Q:
        """The condition on works, seen over `prefix` ("obligation__")."""
        wanted = Q(period__in=[held.pk for held in self.periods])
        if self.task is not None:
            wanted &= Q(**{f"{prefix}task": self.task.pk})
        if self.reach is not None:
            wanted &= Q(**{f"{prefix}path__gte": self.reach[0], f"{prefix}path__lt": self.reach[1]})
        return wanted

    def owed(self) -> QuerySet[Obligation]:
        """The works themselves; those of a branch through the few units of it and the unique index."""
        rows = Obligation.objects.filter(self.of(), task__in=[self.task] if self.task else list(self.tasks))
        sets = [held.expected_set_id for held in self.periods]
        if self.reach is None or None in sets:
            return rows
        members = ExpectedMember.objects.filter(expected_set__in=sets, path__gte=self.reach[0], path__lt=self.reach[1])
        return rows.filter(unit_id__in=members.values("unit_id"))


def stood(rows: Iterable[Obligation], day: dt.date) -> list[Obligation]:
    """The rows as they stood at the end of a day, not to be saved; those that came into being later are left out. Two queries."""
    end, found = clock.day_ends(day), list(rows)
    later = Change.objects.filter(obligation__in=[row.pk for row in found], at__gte=end).order_by("-id")
    steps = later.values_list("obligation_id", "was_state", "was_due", "was_done_on")
    first = {pk: (state, due, done_on) for pk, state, due, done_on in steps}
    ranges = entered_after({row.period_id for row in found}, end)
    for row in found:
        row.state, row.due, row.done_on = first.get(row.pk, (row.state, row.due, row.done_on))
    return [row for row in found if not any(period == row.period_id and low <= row.pk <= high for period, low, high in ranges)]


def entered_after(period_ids: Iterable[int], end: dt.datetime) -> list[tuple[int, int, int]]:
    """(period, first id, last id) of works that came into being from a moment on. One query."""
    entries = Entry.objects.filter(period__in=list(period_ids), at__gte=end)
    return list(entries.values_list("period_id", "first_id", "last_id"))


def within(ranges: Sequence[tuple[int, int, int]], name: str) -> Q:
    """Works of these ranges of ids; no range is none of them."""
    wanted = Q(pk__in=())
    for period_id, low, high in ranges:
        wanted |= Q(**{"period": period_id, f"{name}__gte": low, f"{name}__lte": high})
    return wanted


def _timely(state: str, due: str, done_on: str) -> Case:
    return Case(
        When(**{state: State.DONE}, then=Q(**{f"{done_on}__lte": F(due)})),
        default=Cast(Value(None), BooleanField()),
        output_field=BooleanField(null=True),
    )


def way_at(end: dt.datetime, day: dt.date) -> Coalesce:
    """The timeliness of a work at the end of a day as an expression over works; what was handed over by then has `released`."""
    later = Change.objects.filter(obligation=OuterRef("pk"), at__gte=end).order_by("id").annotate(way=_way(day, "was_"))
    return Coalesce(Subquery(later.values("way")[:1]), _way(day, ""))


def _way(day: dt.date, before: str) -> Case:
    handed = When(**{f"{before}state": State.RELEASED}, then=Value(str(State.RELEASED)))
    return Case(handed, default=timeliness.expression(day, before), output_field=CharField())


def counts(where: Where, day: dt.date) -> list[figures.Counted]:
    """Counted works by task as they stood at the end of a day; some are negative, their sum never is. One query, of a branch five."""
    if where.reach is not None:
        return _taken_back(where, day)
    rows = BoardCount.objects.filter(period__in=[held.pk for held in where.periods], task__isnull=False, day__lte=day)
    return counted(rows.filter(task=where.task) if where.task else rows)


def _taken_back(where: Where, day: dt.date) -> list[figures.Counted]:
    """The same of a branch, whose counts keep no task and no day: how its works stand now, less every later step and entry."""
    end, steady = clock.day_ends(day), {task.pk: task.is_steady for task in where.tasks}
    ranges = entered_after([held.pk for held in where.periods], end)
    steps = Change.objects.filter(where.of("obligation__"), at__gte=end).exclude(within(ranges, "obligation_id"))
    out = _grouped(where.owed().exclude(state=State.RELEASED), steady, 1, "", ("state", "due", "done_on"))
    out += _grouped(steps.exclude(was_state=State.RELEASED), steady, 1, "obligation__", ("was_state", "was_due", "was_done_on"))
    out += _grouped(steps.exclude(state=State.RELEASED), steady, -1, "obligation__", ("state", "due", "done_on"))
    if ranges:
        came = where.owed().filter(within(ranges, "pk")).exclude(state=State.RELEASED)
        out += _grouped(came, steady, -1, "", ("state", "due", "done_on"))
    return out


def _grouped(rows: Any, steady: dict[int, bool], sign: int, over: str, names: tuple[str, str, str]) -> list[figures.Counted]:
    state, due, done_on = names
    keys = (f"{over}task_id", f"{over}duty", state, due, "timely")
    sums = rows.order_by().annotate(timely=_timely(state, due, done_on)).values(*keys).annotate(total=Count("id"))
    return [
        figures.Counted(task_id, counting.ALL, steady[task_id], duty, said, last, timely, sign * total)
        for task_id, duty, said, last, timely, total in sums.values_list(*keys, "total")
        if task_id in steady
    ]
