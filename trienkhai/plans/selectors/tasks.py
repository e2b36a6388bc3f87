"""One task: what the plan says, whom it addresses, and how each unit stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.periods import timeliness
from trienkhai.plans import figures, permissions
from trienkhai.plans.choices import Schedule, State, Timeliness
from trienkhai.plans.models import BoardCount, Obligation, PlanPeriod, Task, TaskEvent, TaskHalt
from trienkhai.plans.selectors.boards import counted
from trienkhai.plans.selectors.inbox import Work, as_work
from trienkhai.plans.selectors.obligations import source_of
from trienkhai.plans.selectors.plans import TaskRow, running, task_rows
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task on screen; the units only for those who see the board."""

    row: TaskRow
    source: tuple[str, str, str] | None
    periods: list[PlanPeriod]
    chosen: PlanPeriod | None
    works: list[Work]
    page: Page[Obligation] | None
    filters: list[tuple[str, str]]
    filter: str
    may_see_board: Verdict
    may_prepare: Verdict
    lines: list[JournalLine]
    events: list[TaskEvent]
    halts: list[TaskHalt]
    """When the whole task stood still, newest first."""
    may_suspend: Verdict

    @property
    def halt(self) -> TaskHalt | None:
        """The standing one."""
        return next((row for row in self.halts if row.ended_on is None), None)

    @property
    def task_key(self) -> str:
        """The task as it stands in an address, with the period that is looked at."""
        return f"{self.row.task.pk}&ky={self.chosen.pk}" if self.chosen else str(self.row.task.pk)


def task_page(
    *, viewer: Person, task_id: int, plan_period_id: int | None = None, way: str = "", branch: str = "", page: int = 1
) -> TaskPage:
    """A task of a plan the viewer may see; `way` narrows to one timeliness (or `not_started`), `branch` to one branch. Constant queries."""
    task = Task.objects.select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    plan = permissions.plan_door(viewer, task.plan_id)
    path = permissions.owner_path(plan)
    periods = list(plan.periods.select_related("period").order_by("period__starts"))
    chosen = next((p for p in periods if p.pk == plan_period_id), None) or _living(task, periods)
    may_see = permissions.can_see_board(viewer, path)
    found = _obligations(task, chosen, way, branch, page) if may_see else None
    names = units.units_by_ids([row.unit_id for row in found]) if found else {}
    today = clock.today()
    return TaskPage(
        row=task_rows(plan, task_id=task_id)[0],
        source=source_of(task),
        periods=periods,
        chosen=chosen,
        works=[as_work(row, names[row.unit_id].name if row.unit_id in names else "–", today) for row in found or ()],
        page=found,
        filters=[
            ("", ""),
            *((value, str(label)) for value, label in Timeliness.choices),
            (State.NOT_STARTED, str(State.NOT_STARTED.label)),
        ],
        filter=way,
        may_see_board=may_see,
        may_prepare=permissions.can_prepare(viewer, path),
        lines=journal.lines(task),
        halts=list(task.halts.select_related("actor", "ended_by").order_by("-id")),
        may_suspend=permissions.can_suspend(viewer, path),
        events=list(task.events.select_related("actor", "period__period").order_by("-id")) if task.schedule == Schedule.CONDITIONAL else [],
    )


def _living(task: Task, periods: list[PlanPeriod]) -> PlanPeriod | None:
    """The period that holds a dated task, else the running one."""
    if task.due is not None and task.schedule == "once":
        holding = [p for p in periods if p.period.starts <= task.due <= p.period.ends]
        if holding:
            return holding[0]
    return running(periods)


def _obligations(task: Task, chosen: PlanPeriod | None, way: str, branch: str, page: int) -> Page[Obligation]:
    rows = Obligation.objects.filter(period_id=chosen.pk if chosen else 0, task=task).exclude(state=State.RELEASED)
    rows = rows.select_related("task", "period__period")
    if way in Timeliness.values:
        rows = rows.annotate(way=timeliness.expression(clock.today())).filter(way=way)
    elif way == State.NOT_STARTED:
        rows = rows.filter(state=State.NOT_STARTED)
    if branch:
        low, high = units.subtree_bounds(unit_id=int(branch, 16))
        rows = rows.filter(path__gte=low, path__lt=high)
        return Paginator(rows.order_by("path", "duty", "turn"), PAGE_ROWS).get_page(page)
    # In the order of the unique index, and counted by the board's counts: a task may have tens of thousands of rows.
    return page_of(rows.order_by("unit_id", "duty", "turn"), PAGE_ROWS, page, total=_total(task, chosen, way))


def _total(task: Task, chosen: PlanPeriod | None, way: str) -> int:
    counts = counted(BoardCount.objects.filter(period_id=chosen.pk if chosen else 0, task=task))
    today = clock.today()
    if way == State.NOT_STARTED:
        return sum(row.n for row in counts if row.state == way)
    return sum(row.n for row in counts if way not in Timeliness.values or figures.way_of(row, today) == way)
