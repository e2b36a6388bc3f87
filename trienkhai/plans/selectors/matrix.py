"""Tasks of a plan by the units they were given to: covered by an own plan or not, twice, and what goes beyond them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import figures
from trienkhai.plans.choices import Coverage, PlanState, Schedule, State
from trienkhai.plans.models import BoardCount, Implementing, Obligation, Plan, Task
from trienkhai.plans.selectors.boards import View, look
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS, FOUND = 50, 10
WORDS = {
    Coverage.COVERED.value: gettext_lazy("Có"),
    Coverage.OVERLAPPING.value: gettext_lazy("Trùng"),
    Coverage.DRAFTED.value: gettext_lazy("Soạn"),
    Coverage.MISSING.value: gettext_lazy("Chưa"),
}
KINDS = {
    Coverage.COVERED.value: "done",
    Coverage.OVERLAPPING.value: "late",
    Coverage.DRAFTED.value: "draft",
    Coverage.MISSING.value: "wait",
}
ALONE = (Coverage.NO_PLAN, Coverage.OVERLAPPING, Coverage.BEYOND)
"""What can be asked over all tasks; the rest asks for one task."""


@dataclass(slots=True)
class Cell:
    """One task above for one unit: how it is covered, and by how many own tasks. `way` is empty where it was not given to the unit."""

    way: str = ""
    n: int = 0

    @property
    def kind(self) -> str:
        """The kind of its status mark."""
        return KINDS[self.way]

    @property
    def word(self) -> str:
        """One word for a narrow column."""
        return str(WORDS[self.way])


@dataclass(slots=True)
class MatrixRow:
    """A unit: a cell for each task, its own plans, and how many of their tasks go beyond what was given."""

    unit: UnitAt
    cells: list[Cell]
    plans: list[Plan] = field(default_factory=list)
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """One page of units. `with_plan` of `expected` units have issued an own plan; `covered` units cover the chosen task."""

    view: View
    tasks: list[Task]
    rows: list[MatrixRow]
    page: Page[Any]
    task: Task | None
    way: str
    branch: UnitAt | None
    found: list[UnitAt]
    words: str
    with_plan: int
    expected: int


def matrix(
    *, viewer: Person, plan_id: int, task_id: int | None = None, way: str = "", branch_id: int | None = None, words: str = "", page: int = 1
) -> MatrixPage:
    """The tasks of an issued plan by the units they were given to; for those who see its board. A constant number of queries.

    `way` narrows to one coverage, of the chosen task or (no plan, overlapping, beyond) of any; `branch_id` to a unit and what is under it.
    """
    view = look(viewer, plan_id, None)
    tasks = list(view.plan.tasks.all())
    task = next((row for row in tasks if row.pk == task_id), None)
    branch = units.get_unit(unit_id=branch_id) if branch_id else None
    if (task_id is not None and task is None) or (branch is not None and not tree.contains(view.owner_path[: tree.WIDTH], branch.path)):
        raise Hidden
    asked = way if way in Coverage.values and (task is not None or way in ALONE) else ""
    living = _living(view, tasks)
    wanted = _units(view, living, task, asked, branch)
    issued = Plan.objects.filter(above=view.plan, state=PlanState.ISSUED)
    found = page_of(wanted.order_by("unit_id"), PAGE_ROWS, page, total=wanted.count())
    return MatrixPage(
        view=view,
        tasks=tasks,
        rows=_rows(view.plan, tasks, living, [unit_id for (unit_id,) in found]),
        page=found,
        task=task,
        way=asked,
        branch=branch,
        found=units.search_units(words=words, under_path=view.owner_path[: tree.WIDTH], limit=FOUND) if words else [],
        words=words,
        with_plan=issued.values("owner_id").distinct().count(),
        expected=_given(view, living).count(),
    )


Living = dict[int, list[int]]
"""Period of a plan → its tasks that stand there now: dated ones where they fall due, the others in the running period."""


def _living(view: View, tasks: Iterable[Task]) -> Living:
    dated = [task.pk for task in tasks if task.schedule == Schedule.ONCE]
    held = [row.pk for row in view.periods]
    rows = BoardCount.objects.filter(period_id__in=held, task_id__in=dated).values_list("period_id", "task_id").distinct()
    out: Living = {view.chosen.pk: [task.pk for task in tasks if task.schedule != Schedule.ONCE]} if view.chosen else {}
    for period_id, task_id in rows:
        out.setdefault(period_id, []).append(task_id)
    return out


def _owed(living: Living) -> Q:
    wanted = Q(pk__in=())
    for period_id, task_ids in living.items():
        wanted |= Q(period_id=period_id, task_id__in=task_ids)
    return wanted


def _given(view: View, living: Living, branch: UnitAt | None = None, *, unless: Exists | None = None) -> QuerySet[Any, tuple[int]]:
    """The units that were given something, each once: the expected ones of the running period, and those of dated tasks elsewhere."""
    low, high = tree.subtree(branch.path) if branch else ("", "g")
    chosen = view.chosen
    frozen = chosen.expected_set_id if chosen else None
    which = Q(path__gte=low, path__lt=high) & (~Q(unless) if unless else Q())
    members = ExpectedMember.objects.filter(which, expected_set_id=frozen, left_on__isnull=True).values_list("unit_id")
    elsewhere = {period_id: ids for period_id, ids in living.items() if frozen is None or not chosen or period_id != chosen.pk}
    if not any(elsewhere.values()):
        return members
    owed = Obligation.objects.filter(which, _owed(elsewhere), duty__in=figures.MAIN_DUTIES).exclude(state=State.RELEASED)
    return members.union(owed.values_list("unit_id"))


def _units(view: View, living: Living, task: Task | None, way: str, branch: UnitAt | None) -> QuerySet[Any, tuple[int]]:
    """The units to show, each once."""
    if not way and task is None:
        return _given(view, living, branch)
    low, high = tree.subtree(branch.path) if branch else ("", "g")
    if task is None and way == Coverage.NO_PLAN:
        own = Plan.objects.filter(owner_id=OuterRef("unit_id"), above=view.plan, state=PlanState.ISSUED)
        return _given(view, living, branch, unless=Exists(own))
    if task is None:
        return _beyond(view, low, high) if way == Coverage.BEYOND else _twice(view, low, high)
    said = Implementing.objects.filter(unit_id=OuterRef("unit_id"), since__isnull=False)
    said = said.filter(parent=task)
    periods = [period_id for period_id, ids in living.items() if task.pk in ids]
    owed = Obligation.objects.filter(period_id__in=periods, duty__in=figures.MAIN_DUTIES, path__gte=low, path__lt=high)
    owed = owed.filter(task=task).exclude(state=State.RELEASED)
    narrowed = {
        Coverage.NO_PLAN: ~Exists(Plan.objects.filter(owner_id=OuterRef("unit_id"), above=view.plan, state=PlanState.ISSUED)),
        Coverage.MISSING: ~Exists(said),
        Coverage.COVERED: Exists(said),
        Coverage.OVERLAPPING: Exists(said.filter(overlaps=True)),
        Coverage.DRAFTED: Exists(Implementing.objects.filter(unit_id=OuterRef("unit_id"), parent=task, since__isnull=True)),
    }
    return (owed.filter(narrowed[Coverage(way)]) if way in narrowed else owed).values_list("unit_id").distinct()


def _twice(view: View, low: str, high: str) -> QuerySet[Any, tuple[int]]:
    """The units that carry something out twice, read from what they said and not from all that is owed."""
    twice = Implementing.objects.filter(parent__in=view.plan.tasks.values("pk"), overlaps=True, since__isnull=False)
    placed = units.on_day().filter(path__gte=low, path__lt=high, unit_id__in=twice.values("unit_id"))
    return placed.values_list("unit_id").distinct()


def _beyond(view: View, low: str, high: str) -> QuerySet[Any, tuple[int]]:
    alone = Task.objects.filter(plan=OuterRef("pk"), implements__isnull=True)
    own = Plan.objects.filter(Exists(alone), above=view.plan, state=PlanState.ISSUED)
    placed = units.on_day().filter(path__gte=low, path__lt=high, unit_id__in=own.values("owner_id"))
    return placed.values_list("unit_id").distinct()


def _rows(plan: Plan, tasks: Sequence[Task], living: Living, unit_ids: list[int]) -> list[MatrixRow]:
    """The units of one page with their cells. Five queries."""
    named = units.units_by_ids(unit_ids)
    owed = Obligation.objects.filter(_owed(living), unit_id__in=unit_ids, duty__in=figures.MAIN_DUTIES).exclude(state=State.RELEASED)
    cells = {(unit_id, task_id): Cell(Coverage.MISSING) for unit_id, task_id in owed.values_list("unit_id", "task_id")}
    links = Implementing.objects.filter(parent__in=[task.pk for task in tasks], unit_id__in=unit_ids)
    for unit_id, parent_id, since, overlaps in links.values_list("unit_id", "parent_id", "since", "overlaps"):
        _cover(cells.setdefault((unit_id, parent_id), Cell()), drafted=since is None, overlaps=overlaps)
    rows = {pk: MatrixRow(named[pk], [cells.get((pk, task.pk), Cell()) for task in tasks]) for pk in unit_ids if pk in named}
    own = list(Plan.objects.filter(above=plan, owner_id__in=unit_ids).order_by("pk"))
    for one in own:
        if one.owner_id in rows:
            rows[one.owner_id].plans.append(one)
    alone = Task.objects.filter(plan__in=[one.pk for one in own if one.state == PlanState.ISSUED], implements__isnull=True)
    for owner_id, n in alone.values_list("plan__owner_id").annotate(n=Count("pk")):
        rows[owner_id].beyond = n
    return list(rows.values())


def _cover(cell: Cell, *, drafted: bool, overlaps: bool) -> None:
    """What one more own task does to a cell: a draft covers nothing yet, an overlap is shown before plain coverage."""
    if drafted:
        cell.way = cell.way if cell.n else Coverage.DRAFTED
        return
    cell.n += 1
    cell.way = Coverage.OVERLAPPING if overlaps or cell.way == Coverage.OVERLAPPING else Coverage.COVERED
