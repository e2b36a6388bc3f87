"""One unit over all plans, on a day: what it owed, and how it did in each period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from trienkhai.core import clock
from trienkhai.core.paging import page_of
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import figures, permissions
from trienkhai.plans.choices import OPEN_STATES, Duty, PlanState, State
from trienkhai.plans.models import Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.selectors import past
from trienkhai.plans.selectors.inbox import SOON, InboxCounts, Work, as_work, open_counts, ranked_open
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

WORKS, PERIODS = 20, 8
LOOKED_BACK = 60
"""How many of a unit's periods a past day is made out of."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period of a plan and the unit's figures in it; `may_open` when the viewer sees that plan's board."""

    held: PlanPeriod
    figures: figures.Figures
    may_open: bool


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What a unit owed on a day, and how it did: nothing but the reason for those who may not see it."""

    may_see: Verdict
    counts: InboxCounts
    works: list[Work]
    page: Page[Any]
    periods: list[PeriodLine]
    period_pages: Page[Any]

    @property
    def whole(self) -> figures.Figures:
        """The sum of the periods shown."""
        out = figures.Figures()
        for line in self.periods:
            out.take(line.figures)
        return out


def unit_record(*, viewer: Person, unit_id: int, path: str, day: dt.date | None = None, page: int = 1, period_page: int = 1) -> UnitRecord:
    """The work of the unit at `path` on a day (today for None), overdue first, and its periods, latest first. A constant number of queries.

    A past day is made out of what was reported and decided until then; work that was handed over counts where it was on that day.
    """
    may_see = permissions.can_see_work(viewer, path)
    if not may_see:
        nothing: Page[Any] = Paginator([], WORKS).get_page(1)
        return UnitRecord(may_see, InboxCounts(0, 0, 0, 0), [], nothing, [], nothing)
    held = _periods(unit_id, path, day)
    pages: Page[Any] = Paginator(held, PERIODS).get_page(period_page)
    shown = [pair[0] for pair in pages]
    lines = _lines(viewer, shown, _then(_owed(unit_id, pages), day), day or clock.today())
    counts, found = _open_now(unit_id, page) if day is None else _open_then(unit_id, held, day, page)
    works = [as_work(row, "", day or clock.today()) for row in found]
    return UnitRecord(may_see, counts, works, found, lines, pages)


def _periods(unit_id: int, path: str, day: dt.date | None) -> list[tuple[PlanPeriod, list[int]]]:
    """The periods in which the unit was expected on a day, latest first, each with its plan's tasks. Five queries at most.

    Those that were still to open count when they held something of the unit.
    """
    low, high = tree.subtree(path[: tree.WIDTH])
    body = Plan.objects.filter(owner__placements__path__gte=low, owner__placements__path__lt=high, state=PlanState.ISSUED)
    of_body = PlanPeriod.objects.filter(plan__in=body.values("pk"))
    sets = of_body.filter(expected_set__isnull=False).values("expected_set_id")
    member = ExpectedMember.objects.filter(expected_set__in=sets, unit_id=unit_id, entered_on__lte=day or clock.today())
    expected, ahead = list(member.values_list("expected_set_id", flat=True)), _ahead(of_body, unit_id, day)
    rows = of_body.filter(Q(expected_set__in=expected) | Q(pk__in=ahead)).select_related("period", "plan")
    if day is not None:
        rows = rows.filter(plan__issued_at__lt=clock.day_ends(day))
    found = list(rows.order_by("-period__starts", "-pk"))
    tasks: dict[int, list[int]] = {}
    for plan_id, task_id in Task.objects.filter(plan__in={row.plan_id for row in found}).values_list("plan_id", "pk"):
        tasks.setdefault(plan_id, []).append(task_id)
    return [(row, tasks.get(row.plan_id, [])) for row in found]


def _ahead(of_body: QuerySet[PlanPeriod], unit_id: int, day: dt.date | None) -> list[int]:
    """Periods still to open on a day that held something of the unit; today only what is open counts. Two queries at most."""
    if day is None:
        waiting = Obligation.objects.filter(unit_id=unit_id, state__in=OPEN_STATES).values("period_id").distinct()
        return list(
            of_body.filter(expected_set__isnull=True, pk__in=list(waiting.values_list("period_id", flat=True))).values_list("pk", flat=True)
        )
    end = clock.day_ends(day)
    closed = of_body.filter(Q(opened_at__gte=end) | Q(opened_at__isnull=True), entries__at__lt=end).distinct().values_list("pk", "plan_id")
    reach, tasks = list(closed), Task.objects.filter(plan__in={plan_id for _pk, plan_id in closed}).values("pk")
    rows = Obligation.objects.filter(period_id__in=[pk for pk, _plan_id in reach], task_id__in=tasks, unit_id=unit_id)
    return list(rows.values_list("period_id", flat=True).distinct()) if reach else []


def _owed(unit_id: int, held: Iterable[tuple[PlanPeriod, list[int]]]) -> list[Obligation]:
    """What the unit owed in these periods, handed over or not, through the unique index (period, task, unit, duty). One query."""
    reach = Q(pk__in=())
    for period, tasks in held:
        reach |= Q(period_id=period.pk, task_id__in=tasks)
    return list(Obligation.objects.filter(reach, unit_id=unit_id).select_related("task__plan", "period__period"))


def _then(rows: list[Obligation], day: dt.date | None) -> list[Obligation]:
    """The rows as they stood at the end of a day, not saved; without what was handed over by then. Two queries for a past day."""
    stood = rows if day is None else past.stood(rows, day)
    for row in stood:
        if day is not None and row.acknowledged_at is not None and row.acknowledged_at >= clock.day_ends(day):
            row.acknowledged_at = None
    return [row for row in stood if row.state != State.RELEASED]


def _lines(viewer: Person, held: list[PlanPeriod], rows: list[Obligation], day: dt.date) -> list[PeriodLine]:
    """The unit's figures by period; coordination is left out, as on boards. One query."""
    sums = {period.pk: figures.Figures() for period in held}
    for row in rows:
        if row.duty in figures.MAIN_DUTIES and row.period_id in sums:
            steady, timely = row.task.is_steady, None if row.done_on is None else row.done_on <= row.due
            way = figures.way_of(figures.Counted(row.task_id, "", steady, row.duty, row.state, row.due, timely, 1), day)
            sums[row.period_id].add(way, 1, steady=steady, state=row.state)
    plans = {period.plan_id for period in held}
    boards = set(permissions.overseen_plans(viewer).filter(pk__in=plans).values_list("pk", flat=True)) if plans else set()
    return [PeriodLine(period, sums[period.pk], period.plan_id in boards) for period in held if sums[period.pk].total]


def _open_now(unit_id: int, page: int) -> tuple[InboxCounts, Page[Any]]:
    """What is open today. Two queries."""
    counts = open_counts([unit_id])
    rows: QuerySet[Obligation] = ranked_open([unit_id]).select_related("task__plan", "period__period")
    return counts, page_of(rows, WORKS, page, total=counts.open)


def _open_then(unit_id: int, held: list[tuple[PlanPeriod, list[int]]], day: dt.date, page: int) -> tuple[InboxCounts, Page[Any]]:
    """What was open at the end of a past day. Three queries."""
    rows = [row for row in _then(_owed(unit_id, held[:LOOKED_BACK]), day) if row.state in OPEN_STATES]
    rows.sort(key=lambda row: (row.due, row.duty == Duty.COORDINATE, row.pk))
    late, soon = [row for row in rows if row.due < day], [row for row in rows if day <= row.due <= day + SOON]
    counts = InboxCounts(len(rows), len(late), len(soon), sum(row.acknowledged_at is None for row in rows))
    return counts, Paginator(rows, WORKS).get_page(page)
