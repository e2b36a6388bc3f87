"""A plan's figures on two days side by side with the same filter, what changed between them, and the works behind a figure of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.plans import figures
from trienkhai.plans.choices import ChangeKind, State, Timeliness
from trienkhai.plans.models import Change, Entry, Obligation, Task
from trienkhai.plans.selectors import past
from trienkhai.plans.selectors.boards import View, look
from trienkhai.plans.selectors.inbox import Work, as_work
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE_ROWS, MOST = 50, 10_000
"""Rows of a page, and changed works that are counted and can be paged through; a task, a branch or nearer days show the rest."""
WAYS = ("done_on_time", "done_late", "open_in_time", "open_overdue", "steady_done", "steady_open", "suspended")


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure on the first day and on the second; `way` is its name."""

    way: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """What came or went."""
        return self.after - self.before

    @property
    def label(self) -> str:
        """Its name in words."""
        return str(LABELS[self.way])


@dataclass(frozen=True, slots=True)
class TaskPairs:
    """A task and its figures on both days."""

    task: Task
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Moved:
    """A work that changed between the days: how it stood, how it stands, and why."""

    work: Work
    was: Work
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class Board:
    """The four-way table of a day."""

    view: View
    day: dt.date
    whole: figures.Figures
    coordination: figures.Figures
    by_task: list[tuple[Task, figures.Figures]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two days side by side."""

    view: View
    first: dt.date
    second: dt.date
    task: Task | None
    branch: str
    branch_name: str
    tasks: list[Task]
    whole: list[Pair]
    by_task: list[TaskPairs]
    moved: list[Moved]
    page: Page[Any]
    entered: int

    @property
    def is_cut(self) -> bool:
        """More changed than is shown."""
        return self.page.paginator.count >= MOST


@dataclass(frozen=True, slots=True)
class Listed:
    """The works of one task on a day, narrowed to one way."""

    view: View
    day: dt.date
    task: Task
    tasks: list[Task]
    way: str
    branch: str
    works: list[Work]
    page: Page[Any]


LABELS = {
    **{way: Timeliness(way).label for way in WAYS if way in Timeliness.values},
    "steady_done": _("Thường xuyên: có minh chứng"),
    "steady_open": _("Thường xuyên: chưa có minh chứng"),
}


def _where(view: View, task_id: int | None, branch: str) -> past.Where:
    tasks = list(view.plan.tasks.all())
    task = next((one for one in tasks if one.pk == task_id), None)
    if task_id is not None and task is None:
        raise Hidden
    reach = units.subtree_bounds(unit_id=int(branch, 16)) if branch else None
    return past.Where([view.chosen] if view.chosen else view.periods, tasks, task, reach)


def _figures(where: past.Where, day: dt.date) -> figures.Board:
    return figures.board(past.counts(where, day), day)


def state_at(
    *, viewer: Person, plan_id: int, on: dt.date, plan_period_id: int | None = None, task_id: int | None = None, branch: str = ""
) -> Board:
    """The four-way table as it was at the end of a day; a day to come is today. A constant number of queries.

    Denied to who does not see the board.
    """
    view = look(viewer, plan_id, plan_period_id)
    where, day = _where(view, task_id, branch), min(on, view.day)
    sums = _figures(where, day)
    shown = [where.task] if where.task else where.tasks
    return Board(view, day, sums.whole, sums.coordination, [(task, sums.by_task.get(task.pk, figures.Figures())) for task in shown])


def compare(
    *,
    viewer: Person,
    plan_id: int,
    first: dt.date | None = None,
    second: dt.date | None = None,
    plan_period_id: int | None = None,
    task_id: int | None = None,
    branch: str = "",
    page: int = 1,
) -> Comparison:
    """Two days with the same filter: a week ago and today unless they are said. A constant number of queries."""
    view = look(viewer, plan_id, plan_period_id)
    where = _where(view, task_id, branch)
    later = min(second or view.day, view.day)
    earlier = min(first or later - dt.timedelta(days=7), later)
    before, after = _figures(where, earlier), _figures(where, later)
    shown, none = [where.task] if where.task else where.tasks, figures.Figures()
    pages = _changed(where, earlier, later, page)
    return Comparison(
        view=view,
        first=earlier,
        second=later,
        task=where.task,
        branch=branch,
        branch_name=units.get_unit(unit_id=int(branch, 16)).name if branch else "",
        tasks=list(where.tasks),
        whole=_pairs(before.whole, after.whole),
        by_task=[TaskPairs(t, _pairs(before.by_task.get(t.pk, none), after.by_task.get(t.pk, none))) for t in shown],
        moved=_moved(list(pages), earlier, later),
        page=pages,
        entered=_entered(where, earlier, later),
    )


def _pairs(before: figures.Figures, after: figures.Figures) -> list[Pair]:
    return [Pair(way, getattr(before, way), getattr(after, way)) for way in WAYS]


def _between(earlier: dt.date, later: dt.date) -> Q:
    return Q(at__gte=clock.day_ends(earlier), at__lt=clock.day_ends(later))


def _changed(where: past.Where, earlier: dt.date, later: dt.date, page: int) -> Page[Any]:
    """A page of the works that have a step between the days, by task and unit as the unique index has them; counted up to `MOST`."""
    steps = Change.objects.filter(_between(earlier, later))
    rows = where.owed().filter(Exists(steps.filter(obligation=OuterRef("pk"))))
    total = min(rows[: MOST + 1].count(), MOST)
    return page_of(
        rows.order_by("period_id", "task_id", "unit_id", "duty", "turn").values_list("pk", flat=True), PAGE_ROWS, page, total=total
    )


def _moved(ids: list[int], earlier: dt.date, later: dt.date) -> list[Moved]:
    steps: dict[int, list[Change]] = {}
    for step in Change.objects.filter(_between(earlier, later), obligation__in=ids).order_by("id"):
        steps.setdefault(step.obligation_id, []).append(step)
    rows = {row.pk: row for row in Obligation.objects.filter(pk__in=ids).select_related("task", "period__period")}
    names = units.units_by_ids({row.unit_id for row in rows.values()})
    out = []
    for pk in ids:
        row, taken = rows[pk], steps[pk]
        name = names[row.unit_id].name if row.unit_id in names else "–"
        was = _as(row, (taken[0].was_state, taken[0].was_due, taken[0].was_done_on))
        now = _as(row, (taken[-1].state, taken[-1].due, taken[-1].done_on))
        kinds = list(dict.fromkeys(str(ChangeKind(step.kind).label) for step in taken))
        out.append(Moved(as_work(now, name, later), as_work(was, name, earlier), kinds))
    return out


def _as(row: Obligation, said: tuple[str, dt.date, dt.date | None]) -> Obligation:
    """The same work standing otherwise, not to be saved."""
    names = [field.attname for field in row._meta.concrete_fields]
    other = Obligation(**{name: getattr(row, name) for name in names})
    other.task, other.period = row.task, row.period
    other.state, other.due, other.done_on = said
    return other


def _entered(where: past.Where, earlier: dt.date, later: dt.date) -> int:
    """How many works came into being between the days."""
    entries = Entry.objects.filter(_between(earlier, later), period__in=[held.pk for held in where.periods])
    if where.task is None and where.reach is None:
        return sum(entries.values_list("n", flat=True))
    wanted = Q(pk__in=())
    for period_id, low, high in entries.values_list("period_id", "first_id", "last_id"):
        wanted |= Q(period=period_id, pk__gte=low, pk__lte=high)
    return where.owed().filter(wanted).count()


def works_at(
    *,
    viewer: Person,
    plan_id: int,
    on: dt.date,
    task_id: int | None = None,
    plan_period_id: int | None = None,
    way: str = "",
    branch: str = "",
    page: int = 1,
) -> Listed:
    """The works of one task (the first unless said) as they stood at the end of a day, one timeliness or all, by unit. Constant queries."""
    view = look(viewer, plan_id, plan_period_id)
    where, day = _where(view, task_id, branch), min(on, view.day)
    if where.task is None and not where.tasks:
        raise Hidden
    task = where.task or where.tasks[0]
    where = replace(where, task=task)
    end = clock.day_ends(day)
    rows = where.owed().exclude(past.within(past.entered_after([held.pk for held in where.periods], end), "pk"))
    told = rows.alias(way=past.way_at(end, day))
    told = told.filter(way=way) if way in Timeliness.values else told.exclude(way=State.RELEASED)
    told = told.select_related("task", "period__period").order_by("period_id", "task_id", "unit_id", "duty", "turn")
    sums = past.counts(where, day)
    total = sum(one.n for one in sums if way not in Timeliness.values or figures.way_of(one, day) == way)
    found = page_of(told, PAGE_ROWS, page, total=total)
    names = units.units_by_ids([row.unit_id for row in found])
    works = [as_work(row, names[row.unit_id].name if row.unit_id in names else "–", day) for row in past.stood(found, day)]
    return Listed(view, day, task, list(where.tasks), way, branch, works, found)
