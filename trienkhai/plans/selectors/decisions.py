"""What the plan's owner decides on units' work: what waits for confirmation, what is suspended, and what was decided on one work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.plans import confirming, permissions
from trienkhai.plans.choices import OPEN_STATES, Confirmation, DecisionKind, State
from trienkhai.plans.models import Decision, Obligation, Plan, Progress, Task
from trienkhai.plans.selectors.boards import View, look
from trienkhai.plans.selectors.inbox import Work, as_work
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

PAGE_ROWS, SHOWN = 50, 5
LATELY = dt.timedelta(days=30)
"""How long a home tells of returned work."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Work reported done, with what the unit said last."""

    work: Work
    said: Progress | None
    files: int


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """Work of one task in one period that waits for confirmation; `tasks` are those that have such work, with how much."""

    view: View
    task: Task | None
    tasks: list[tuple[Task, int]]
    rows: list[Reported]
    page: Page[Any] | None
    required: bool
    default: bool
    basis: str
    returned: int


@dataclass(frozen=True, slots=True)
class SuspendPage:
    """What is suspended in a plan's period, or (`choosing`) the open work of a task that may be."""

    view: View
    task: Task | None
    tasks: list[Task]
    choosing: bool
    rows: list[tuple[Work, Decision | None]]
    page: Page[Any]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided on one work, newest first, and what this person may decide now."""

    rows: list[Decision]
    may_confirm: Verdict
    may_suspend: Verdict
    returns: int
    stops: Decision | None
    """The decision that suspends it now."""


def decisions_of(*, viewer: Person, obligation_id: int) -> Decisions:
    """The decisions on one work; `Hidden` when it does not concern this person. A constant number of queries."""
    return decisions_on(viewer, permissions.owed(viewer, obligation_id))


def decisions_on(viewer: Person, owed: permissions.Owed) -> Decisions:
    """The decisions on a work that is open to the viewer. One query."""
    row, path = owed.row, owed.owner_path
    rows = list(row.decisions.select_related("actor").order_by("-id"))
    return Decisions(
        rows=rows,
        may_confirm=permissions.can_confirm_of(viewer, path, row.path),
        may_suspend=permissions.can_suspend(viewer, path),
        returns=sum(1 for one in rows if one.kind == DecisionKind.RETURNED),
        stops=next((one for one in rows if one.kind == DecisionKind.SUSPENDED), None) if row.state == State.SUSPENDED else None,
    )


def confirm_page(
    *, viewer: Person, plan_id: int, plan_period_id: int | None = None, task_id: int | None = None, page: int = 1
) -> ConfirmPage:
    """Work of a task that waits for confirmation (the first that has some when None), longest waiting first. Constant queries."""
    view = look(viewer, plan_id, plan_period_id)
    permissions.can_confirm(viewer, view.owner_path).require()
    waiting = Obligation.objects.filter(period_id=view.chosen.pk if view.chosen else 0, confirmation=Confirmation.AWAITS)
    counts = dict(waiting.order_by().values_list("task_id").annotate(n=Count("id")))
    every = list(view.plan.tasks.select_related("plan"))
    task = next((one for one in every if one.pk == task_id), None)
    if task_id is not None and task is None:
        raise Hidden
    task = task or next((one for one in every if one.pk in counts), None)
    found = Paginator(_loaded(waiting.filter(task=task)).order_by("done_on", "id"), PAGE_ROWS).get_page(page) if task else None
    today = clock.today()
    default, basis = confirming.default(today)
    return ConfirmPage(
        view=view,
        task=task,
        tasks=[(one, counts[one.pk]) for one in every if one.pk in counts],
        rows=_reported(list(found or ()), today),
        page=found,
        required=confirming.required(task, today) if task else default if view.plan.confirms is None else view.plan.confirms,
        default=default,
        basis=basis,
        returned=Decision.objects.filter(period_id=view.chosen.pk if view.chosen else 0, kind=DecisionKind.RETURNED).count(),
    )


def _loaded(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.select_related("task", "period__period")


def _reported(rows: list[Obligation], today: dt.date) -> list[Reported]:
    last = Progress.objects.filter(obligation=OuterRef("pk")).order_by("-id").values("pk")[:1]
    ids = Obligation.objects.filter(pk__in=[row.pk for row in rows]).values_list(Subquery(last), flat=True)
    said = {row.obligation_id: row for row in Progress.objects.filter(pk__in=list(ids)).annotate(files=Count("evidence"))}
    return [Reported(work, said.get(work.row.pk), said[work.row.pk].files if work.row.pk in said else 0) for work in _works(rows, today)]


def _works(rows: list[Obligation], today: dt.date) -> list[Work]:
    names = units.units_by_ids({row.unit_id for row in rows})
    return [as_work(row, names[row.unit_id].name if row.unit_id in names else "–", today) for row in rows]


def suspend_page(
    *, viewer: Person, plan_id: int, plan_period_id: int | None = None, task_id: int | None = None, choosing: bool = False, page: int = 1
) -> SuspendPage:
    """What is suspended in a period, or the open work of a task to choose from. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id)
    permissions.can_suspend(viewer, view.owner_path).require()
    tasks = list(view.plan.tasks.all())
    task = next((one for one in tasks if one.pk == task_id), tasks[0] if choosing and tasks else None)
    wanted = OPEN_STATES if choosing else (State.SUSPENDED,)
    owed = Obligation.objects.filter(period_id=view.chosen.pk if view.chosen else 0, task__in=[task] if task else tasks, state__in=wanted)
    found = Paginator(_loaded(owed).order_by("task_id", "unit_id", "duty", "turn"), PAGE_ROWS).get_page(page)
    works = _works(list(found), view.day)
    said = Decision.objects.filter(obligation__in=[work.row.pk for work in works], kind=DecisionKind.SUSPENDED).select_related("actor")
    stops = {} if choosing else {row.obligation_id: row for row in said.order_by("id")}
    return SuspendPage(view, task, tasks, choosing, [(work, stops.get(work.row.pk)) for work in works], found)


def waiting_confirmations(*, viewer: Person) -> list[tuple[Plan, int]]:
    """Plans with work that waits for this person's confirmation, and how much. Two queries at the most for who confirms."""
    if not scope_of(viewer).paths("completion.confirm"):
        return []
    mine = permissions.answerable_plans(viewer, "completion.confirm").values("pk")
    return _by_plan(Obligation.objects.filter(confirmation=Confirmation.AWAITS, period__plan__in=mine))


def overdue_suspensions(*, viewer: Person) -> list[tuple[Plan, int]]:
    """Plans with work whose suspension was expected to end before today, and how much. Two queries at the most for who suspends."""
    if not scope_of(viewer).paths("work.suspend"):
        return []
    mine = permissions.answerable_plans(viewer, "work.suspend").values("pk")
    last = Decision.objects.filter(obligation=OuterRef("obligation")).order_by("-id").values("pk")[:1]
    ended = Decision.objects.filter(kind=DecisionKind.SUSPENDED, until__lt=clock.today(), obligation__state=State.SUSPENDED)
    ids = ended.annotate(last=Subquery(last)).filter(pk=F("last")).values("obligation")
    return _by_plan(Obligation.objects.filter(pk__in=ids, period__plan__in=mine))


def _by_plan(rows: QuerySet[Obligation]) -> list[tuple[Plan, int]]:
    counts = dict(rows.order_by().values_list("period__plan").annotate(n=Count("pk")))
    return [(plan, counts[plan.pk]) for plan in Plan.objects.filter(pk__in=counts).order_by("pk")] if counts else []


def returned_lately(*, viewer: Person) -> list[Decision]:
    """Work of the viewer's own units that was returned of late and is not done again, newest first. Two queries at the most."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("progress.report")}
    own = sorted({held.unit_id for held in scope.holdings if held.path in paths})
    if not own:
        return []
    open_work = Q(obligation__unit_id__in=own, obligation__state__in=OPEN_STATES)
    rows = Decision.objects.filter(open_work, kind=DecisionKind.RETURNED, at__gte=clock.now() - LATELY)
    newest: dict[int, int] = {}
    for pk, obligation_id in rows.order_by("-id").values_list("pk", "obligation_id")[: 4 * SHOWN]:
        newest.setdefault(obligation_id, pk)
    found = Decision.objects.filter(pk__in=list(newest.values())[:SHOWN]).select_related("obligation__task").order_by("-id")
    return list(found) if newest else []
