"""The heat map of a plan's period: units down, tasks across, each cell how the unit's work on the task stands today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from trienkhai.periods import timeliness
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import figures
from trienkhai.plans.choices import State, Timeliness
from trienkhai.plans.models import Obligation, Task
from trienkhai.plans.selectors.boards import View, look
from trienkhai.units import selectors as units
from trienkhai.units.choices import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person

PAGE_ROWS = 30
WORST = ("open_overdue", "done_late", "suspended", "open_in_time", "done_on_time")
LETTERS = {"open_overdue": "Q", "done_late": "M", "suspended": "D", "open_in_time": "T", "done_on_time": "Đ"}
"""One letter for each timeliness, so that the map reads without colour: Quá hạn, Muộn, tạm Dừng, Trong hạn, Đúng hạn."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's work on one task: its letter and where to open it; empty when the unit owes nothing there."""

    id: int
    way: str
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit and its cells in the order of the tasks."""

    unit_id: int
    unit_name: str
    cells: list[Cell | None]

    @property
    def done(self) -> int:
        """How many of its works are done."""
        return sum(1 for cell in self.cells if cell and cell.way.startswith("done"))

    @property
    def owed(self) -> int:
        """How many works it has."""
        return sum(1 for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class HeatPage:
    """One page of the map. `kinds` are the kinds of units to choose from."""

    view: View
    tasks: list[Task]
    rows: list[HeatRow]
    page: Page[Any]
    branch: str
    branch_name: str
    kind: str
    kinds: list[tuple[str, str]]
    legend: list[tuple[str, str, str]]


def heat_map(
    *,
    viewer: Person,
    plan_id: int,
    plan_period_id: int | None = None,
    branch: str = "",
    kind: str = "",
    page: int = 1,
    rows: int = PAGE_ROWS,
) -> HeatPage:
    """Units of a page with their works in a period, of one branch and kind when they are said. A constant number of queries.

    Units come in the order of the structure within a branch, else in the order of their numbers, which no index has to sort.
    """
    view = look(viewer, plan_id, plan_period_id)
    tasks = list(view.plan.tasks.all())
    found = Paginator(_members(view, branch, kind), rows).get_page(page)
    ids = list(found.object_list)
    names = units.units_by_ids(ids)
    cells = _cells(view, tasks, ids)
    order = [task.pk for task in tasks]
    return HeatPage(
        view=view,
        tasks=tasks,
        rows=[HeatRow(pk, names[pk].name if pk in names else "–", [cells.get((pk, task)) for task in order]) for pk in ids],
        page=found,
        branch=branch,
        branch_name=units.get_unit(unit_id=int(branch, 16)).name if branch else "",
        kind=kind,
        kinds=[(value, str(label)) for value, label in Kind.choices],
        legend=[(LETTERS[way], str(Timeliness(way).label), way) for way in reversed(WORST)],
    )


def _members(view: View, branch: str, kind: str) -> QuerySet[ExpectedMember, int]:
    frozen = view.chosen.expected_set_id if view.chosen else None
    rows = ExpectedMember.objects.filter(expected_set=frozen or 0, left_on__isnull=True)
    if kind in Kind.values:
        rows = rows.filter(Q(unit__placements__valid_to__isnull=True, unit__placements__kind=kind))
    if branch:
        low, high = units.subtree_bounds(unit_id=int(branch, 16))
        rows = rows.filter(path__gte=low, path__lt=high)
    return rows.order_by("path" if branch else "unit_id").values_list("unit_id", flat=True)


def _cells(view: View, tasks: list[Task], unit_ids: Iterable[int]) -> dict[tuple[int, int], Cell]:
    """The works of these units; where a unit has two roles in a task, the worse one. One query through the unique index."""
    owed = Obligation.objects.filter(
        period_id=view.chosen.pk if view.chosen else 0,
        task_id__in=[task.pk for task in tasks],
        unit_id__in=list(unit_ids),
        duty__in=figures.MAIN_DUTIES,
    ).exclude(state=State.RELEASED)
    out: dict[tuple[int, int], Cell] = {}
    labels = {way: str(Timeliness(way).label) for way in WORST}
    for pk, unit_id, task_id, state, due, done_on in owed.values_list("pk", "unit_id", "task_id", "state", "due", "done_on"):
        suspended = state == State.SUSPENDED
        way = timeliness.of(done=state == State.DONE, due=due, done_on=done_on, day=view.day, suspended=suspended)
        known = out.get((unit_id, task_id))
        if known is None or WORST.index(way) < WORST.index(known.way):
            out[unit_id, task_id] = Cell(pk, way, LETTERS[way], labels[way])
    return out
