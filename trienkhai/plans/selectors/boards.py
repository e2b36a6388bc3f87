"""Boards for those who oversee: the four-way table by task and branch, the units of a branch, and who has not reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, Q, Sum

from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.periods.models import ExpectedMember
from trienkhai.periods.selectors import Denominator, denominator
from trienkhai.plans import counting, figures, permissions
from trienkhai.plans.choices import Confirmation, DecisionKind, State
from trienkhai.plans.models import BoardCount, Decision, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.selectors.inbox import Work, as_work
from trienkhai.plans.selectors.plans import running
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person
    from trienkhai.units.models import Placement
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task and its figures."""

    task: Task
    figures: figures.Figures

    @property
    def is_steady(self) -> bool:
        """Continuous work: counted by its evidence each period."""
        return self.task.is_steady


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch below the plan's owner and its figures."""

    branch: str
    name: str
    figures: figures.Figures


@dataclass(frozen=True, slots=True)
class View:
    """What every board page shows on top: the plan, its periods and the one that is looked at (None: all together)."""

    plan: Plan
    owner_path: str
    periods: list[PlanPeriod]
    chosen: PlanPeriod | None
    day: dt.date

    @property
    def period_key(self) -> str:
        """The chosen period as it stands in an address."""
        return str(self.chosen.pk) if self.chosen else "tat-ca"

    @property
    def period_query(self) -> str:
        """The part of an address that keeps the chosen period."""
        return f"ky={self.period_key}"


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The leaders' board of one period of a plan."""

    view: View
    whole: figures.Figures
    coordination: figures.Figures
    tasks: list[TaskLine]
    branches: list[BranchLine]
    branch_pages: Page[str]
    units_expected: Denominator | None
    open_phrases: int
    awaiting: int
    """Work reported done that waits for confirmation."""
    returned: int
    """How often work was returned to be done again."""


@dataclass(slots=True)
class UnitLine:
    """A unit of a branch and its figures."""

    unit: UnitAt
    figures: figures.Figures = field(default_factory=figures.Figures)


@dataclass(frozen=True, slots=True)
class BranchPage:
    """The units of a branch with their figures."""

    view: View
    branch: UnitAt
    branch_key: str
    units: list[UnitLine]
    unit_pages: Page[Placement]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit's obligations in a period of a plan."""

    view: View
    unit: UnitAt
    works: list[Work]


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that has not reported: how many of its obligations, and the nearest due day."""

    unit: UnitAt
    n: int
    due: dt.date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class SilentPage:
    """Who has not reported in a period, for all tasks or one."""

    view: View
    task: Task | None
    tasks: list[Task]
    rows: list[Silent]
    page: Page[dict[str, object]]


def look(viewer: Person, plan_id: int, plan_period_id: int | None, *, whole_plan: bool = False) -> View:
    """The frame of a board page; denied for those who may not see boards. Three queries and the scope."""
    plan = permissions.plan_door(viewer, plan_id)
    path = permissions.owner_path(plan)
    permissions.can_see_board(viewer, path).require()
    periods = list(plan.periods.select_related("period", "expected_set").order_by("period__starts"))
    chosen = next((p for p in periods if p.pk == plan_period_id), None)
    if plan_period_id is not None and chosen is None:
        raise Hidden
    return View(plan, path, periods, None if whole_plan else chosen or running(periods), clock.today())


def counted(rows: QuerySet[BoardCount]) -> list[figures.Counted]:
    """Board counts, summed. One query."""
    keys = ("task_id", "branch", "steady", "duty", "state", "due", "on_time")
    sums = rows.values(*keys).annotate(total=Sum("n")).values_list(*keys, "total")
    return [figures.Counted(*row) for row in sums if row[-1]]


def ranked_branches(rows: QuerySet[BoardCount], day: dt.date) -> list[str]:
    """The branches of counts, those with most overdue work first. One query."""
    late = Q(steady=False, due__lt=day) & ~Q(state__in=(State.DONE, State.SUSPENDED))
    sums = rows.values("branch").annotate(total=Sum("n", filter=late, default=0)).values_list("total", "branch")
    return [branch for _total, branch in sorted(sums, key=lambda row: (-row[0], row[1]))]


def board(*, viewer: Person, plan_id: int, plan_period_id: int | None = None, whole_plan: bool = False, page: int = 1) -> BoardPage:
    """The leaders' board of a period (the running one when None), or of all periods together. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id, whole_plan=whole_plan)
    tasks = list(view.plan.tasks.all())
    shown_periods = [view.chosen.pk] if view.chosen else [p.pk for p in view.periods]
    counts = BoardCount.objects.filter(period_id__in=shown_periods)
    branches = counts.filter(task__isnull=True, duty__in=figures.MAIN_DUTIES)
    pages = Paginator(ranked_branches(branches, view.day), PAGE_ROWS).get_page(page)
    shown = list(pages.object_list)
    sums = figures.board([*counted(counts.filter(task__isnull=False)), *counted(branches.filter(branch__in=shown))], view.day)
    return BoardPage(
        view=view,
        whole=sums.whole,
        coordination=sums.coordination,
        tasks=[TaskLine(task, sums.by_task.get(task.pk, figures.Figures())) for task in tasks],
        branches=_named(view, {branch: sums.by_branch[branch] for branch in shown if branch in sums.by_branch}),
        branch_pages=pages,
        units_expected=denominator(view.chosen.expected_set) if view.chosen else None,
        open_phrases=Task.objects.filter(plan=view.plan, addressees__is_open=True).distinct().count(),
        awaiting=Obligation.objects.filter(period_id__in=shown_periods, confirmation=Confirmation.AWAITS).count(),
        returned=Decision.objects.filter(period_id__in=shown_periods, kind=DecisionKind.RETURNED).count(),
    )


def _named(view: View, shown: dict[str, figures.Figures]) -> list[BranchLine]:
    ids = {branch: int(branch, 16) if branch else view.plan.owner_id for branch in shown}
    names = units.units_by_ids(ids.values())
    return [BranchLine(branch, names[ids[branch]].name if ids[branch] in names else "–", found) for branch, found in shown.items()]


def branch_page(*, viewer: Person, plan_id: int, branch: str, plan_period_id: int | None = None, page: int = 1) -> BranchPage:
    """The units of one branch with their figures in a period. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id)
    unit = units.get_unit(unit_id=int(branch, 16) if branch else view.plan.owner_id)
    found = Paginator(units.subtree_of(unit, itself_only=not branch), PAGE_ROWS).get_page(page)
    lines = {row.unit_id: UnitLine(units.as_unit(row)) for row in found}
    tasks = {task.pk: task.is_steady for task in view.plan.tasks.all()}
    owed = Obligation.objects.filter(
        period_id=view.chosen.pk if view.chosen else 0, task_id__in=tasks, unit_id__in=lines, duty__in=figures.MAIN_DUTIES
    ).exclude(state=State.RELEASED)
    for task_id, unit_id, state, due, done_on in owed.values_list("task_id", "unit_id", "state", "due", "done_on"):
        timely = None if done_on is None else done_on <= due
        way = figures.way_of(figures.Counted(task_id, branch, tasks[task_id], "", state, due, timely, 1), view.day)
        lines[unit_id].figures.add(way, 1, steady=tasks[task_id], state=state)
    return BranchPage(view, unit, tree.segment(unit.id), list(lines.values()), found)


def unit_page(*, viewer: Person, plan_id: int, unit_id: int, plan_period_id: int | None = None) -> UnitPage:
    """What one unit owes and said in a period of a plan. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id)
    unit = units.last_known(unit_id=unit_id)
    tasks = view.plan.tasks.values("pk")
    owed = Obligation.objects.filter(period_id=view.chosen.pk if view.chosen else 0, task__in=tasks, unit_id=unit_id).exclude(
        state=State.RELEASED
    )
    rows = owed.select_related("task", "period__period").order_by("task__order", "duty", "turn")
    return UnitPage(view, unit, [as_work(row, unit.name, view.day) for row in rows])


def _silent(view: View, task_id: int | None) -> QuerySet[Any, dict[str, Any]]:
    """Units that have said nothing: of all they owe from the expected set, of one task or before the opening from the obligations."""
    if view.chosen is not None and view.chosen.expected_set_id is not None and task_id is None:
        members = ExpectedMember.objects.filter(expected_set=view.chosen.expected_set_id, waiting__gt=0)
        return members.annotate(n=F("waiting")).values("unit_id", "path", "n", "nearest")
    owed = counting.silent(view.chosen.pk if view.chosen else 0)
    owed = owed.filter(task_id=task_id) if task_id else owed
    return owed.values("unit_id", "path").annotate(n=Count("id"), nearest=Min("due"))


def who_has_not(
    *, viewer: Person, plan_id: int, plan_period_id: int | None = None, task_id: int | None = None, branch: str = "", page: int = 1
) -> SilentPage:
    """Units that have said nothing in a period, those with the nearest due day first. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id)
    tasks = list(view.plan.tasks.all())
    task = next((t for t in tasks if t.pk == task_id), None)
    if task_id is not None and task is None:
        raise Hidden
    low, high = tree.subtree(units.get_unit(unit_id=int(branch, 16)).path) if branch else ("", "g")
    found = Paginator(_silent(view, task_id).filter(path__gte=low, path__lt=high).order_by("nearest", "path"), PAGE_ROWS).get_page(page)
    named = units.units_by_ids([row["unit_id"] for row in found])
    rows = [Silent(named[row["unit_id"]], row["n"], row["nearest"], row["nearest"] < view.day) for row in found if row["unit_id"] in named]
    return SilentPage(view, task, tasks, rows, found)
