"""The list of plans, one plan with its tasks and to-dos, and what issuing it would do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch

from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.periods.choices import PeriodKind
from trienkhai.plans import permissions, schedule
from trienkhai.plans.choices import Duty, PlanState
from trienkhai.plans.models import Addressee, Plan, PlanPeriod, Task
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.periods.calendar import Span

SHOWN_NAMES = 3
BELOW_ROWS = 50


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a task addresses, in the plan's words and as bound. `meaning` is empty while the phrase is open or unbound."""

    id: int
    duty: str
    duty_label: str
    phrase: str
    meaning: str
    is_open: bool
    person: str = ""
    """Who does it in the one unit that was picked."""

    @property
    def is_unbound(self) -> bool:
        """Nobody said yet what the phrase means."""
        return not self.meaning and not self.is_open


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with whom it addresses."""

    task: Task
    addressees: tuple[Addressed, ...]

    @property
    def names_nobody(self) -> bool:
        """No unit at all stands at the task."""
        return not self.addressees

    @property
    def needs_units(self) -> bool:
        """A phrase waits for somebody to name units, or no unit is named at all."""
        return self.names_nobody or any(a.is_open for a in self.addressees)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan on screen."""

    plan: Plan
    owner_name: str
    tasks: list[TaskRow]
    periods: list[PlanPeriod]
    running: PlanPeriod | None
    may_prepare: Verdict
    may_issue: Verdict
    may_see_board: Verdict
    lines: list[JournalLine]

    @property
    def is_draft(self) -> bool:
        """Not issued yet."""
        return self.plan.state == PlanState.DRAFT

    @property
    def unbound(self) -> list[str]:
        """Phrases nobody bound yet; they hold the issuing up."""
        return sorted({a.phrase for row in self.tasks for a in row.addressees if a.is_unbound})

    @property
    def to_name(self) -> list[TaskRow]:
        """Tasks that wait for somebody to name units."""
        return [row for row in self.tasks if row.needs_units]


@dataclass(frozen=True, slots=True)
class IssuePage:
    """What issuing asks and shows: rhythms, past periods of each, dated tasks whose day has passed."""

    page: PlanPage
    effective_on: dt.date
    rhythm: str
    rhythm_label: str
    present: Span
    past: list[Span]
    passed: list[Task]
    steady: int


def list_plans(*, viewer: Person) -> list[Plan]:
    """The plans this person may see, drafts first, then newest; the number of tasks as `task_count`. One query and the scope.

    Without the inner plans of units below, which `plans_below` has.
    """
    rows = permissions.nearby_plans(viewer).annotate(task_count=Count("tasks"))
    return list(rows.order_by("state", "-issued_at", "-id")[:200])


def plans_of(*, viewer: Person, owner_id: int, day: dt.date | None = None, limit: int = 10) -> list[Plan]:
    """The newest plans of one unit that this person may see; on a past day those issued by then. One query and the scope."""
    rows = permissions.visible_plans(viewer).filter(owner_id=owner_id)
    rows = rows.filter(issued_at__lt=clock.day_ends(day)) if day else rows
    return list(rows.order_by("-issued_at", "-id")[:limit])


def plans_below(*, viewer: Person, page: int = 1) -> tuple[Page[Any], dict[int, str]]:
    """Inner plans of units below, newest first, a page at a time, and the names of their owners. Three queries and the scope."""
    rows = permissions.visible_plans(viewer).filter(inner=True).exclude(owner_id__in=permissions.lineage(viewer))
    found = Paginator(rows.annotate(task_count=Count("tasks")).order_by("-pk"), BELOW_ROWS).get_page(page)
    named = units.units_by_ids({plan.owner_id for plan in found})
    return found, {unit_id: unit.name for unit_id, unit in named.items()}


def overseen_plans(*, viewer: Person, limit: int, owner_id: int | None = None) -> list[Plan]:
    """The newest issued plans, of one owner or of all, whose board this person may see. One query and the scope."""
    rows = permissions.overseen_plans(viewer)
    rows = rows.filter(owner_id=owner_id) if owner_id is not None else rows
    return list(rows.order_by("-issued_at", "-id")[:limit])


def draft_of(*, viewer: Person, document_id: int) -> Plan | None:
    """The plan made of a document, when there is one this person may see. One query and the scope."""
    return permissions.visible_plans(viewer).filter(document_id=document_id).first()


def plan_page(*, viewer: Person, plan_id: int) -> PlanPage:
    """One plan; `Hidden` when it is not there for this person. A constant number of queries."""
    plan = permissions.plan_door(viewer, plan_id)
    owner = units.get_unit(unit_id=plan.owner_id)
    periods = list(plan.periods.select_related("period").order_by("period__starts"))
    return PlanPage(
        plan=plan,
        owner_name=owner.name,
        tasks=task_rows(plan),
        periods=periods,
        running=running(periods),
        may_prepare=permissions.can_prepare(viewer, owner.path),
        may_issue=permissions.can_issue(viewer, owner.path),
        may_see_board=permissions.can_see_board(viewer, owner.path),
        lines=journal.lines(plan),
    )


def running(periods: list[PlanPeriod]) -> PlanPeriod | None:
    """The period that holds today, else the last one opened, else the first to come."""
    today = clock.today()
    holding = [p for p in periods if p.period.starts <= today <= p.period.ends]
    opened = [p for p in periods if p.opened_at is not None]
    found = holding or opened[-1:] or periods[:1]
    return found[0] if found else None


def task_rows(plan: Plan, *, task_id: int | None = None) -> list[TaskRow]:
    """The tasks of a plan with their addressees. Four queries."""
    tasks = plan.tasks.filter(pk=task_id) if task_id else plan.tasks.all()
    loaded = tasks.prefetch_related(
        Prefetch("addressees", Addressee.objects.select_related("group", "person").prefetch_related("units").order_by("id"))
    )
    rows = list(loaded)
    wanted = {unit.pk for task in rows for row in task.addressees.all() for unit in row.units.all()}
    names = {unit_id: unit.name for unit_id, unit in units.units_by_ids(wanted).items()}
    return [TaskRow(task, tuple(_addressed(row, names) for row in task.addressees.all())) for task in rows]


def _addressed(row: Addressee, names: dict[int, str]) -> Addressed:
    listed = [names.get(unit.pk, "") for unit in row.units.all()]
    more = f" (+{len(listed) - SHOWN_NAMES})" if len(listed) > SHOWN_NAMES else ""
    meaning = row.group.name if row.group else ", ".join(listed[:SHOWN_NAMES]) + more
    return Addressed(row.pk, row.duty, str(Duty(row.duty).label), row.phrase, meaning, row.is_open, str(row.person or ""))


def issue_page(*, viewer: Person, plan_id: int, effective_on: dt.date | None = None, rhythm: str = "") -> IssuePage:
    """What issuing would ask, for the given day and rhythm. A constant number of queries."""
    page = plan_page(viewer=viewer, plan_id=plan_id)
    page.may_issue.require()
    today = clock.today()
    own_day = page.plan.document.issued_on if page.plan.document else None
    since = effective_on or own_day or today
    chosen = rhythm if rhythm in schedule.RHYTHMS else PeriodKind.QUARTER
    present = schedule.first_span(chosen, since, today)
    tasks = [row.task for row in page.tasks]
    allotment = schedule.allot(tasks, present, [present], carry=False, since=since, today=max(today, since))
    steady = len({due.task.pk for due in schedule.in_rhythm(tasks, present, since)})
    past = schedule.past_spans(chosen, since, today)
    return IssuePage(page, since, chosen, str(PeriodKind(chosen).label), present, past, allotment.passed, steady)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class NamingPage:
    """A task whose units are to be named: the owner's groups, and the units found by `words`."""

    plan: Plan
    row: TaskRow
    groups: list[tuple[int, str]]
    units: list[tuple[int, str]]
    words: str


def naming_page(*, viewer: Person, task_id: int, words: str = "", picked: Collection[int] = ()) -> NamingPage:
    """A task whose units are to be named, units picked before the search first; `Hidden` or denied as `name_addressee` is."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise Hidden
    plan = permissions.plan_door(viewer, task.plan_id)
    path = permissions.owner_path(plan)
    permissions.can_prepare(viewer, path).require()
    groups = [(group.pk, group.name) for group in units.list_groups(owner_ids=[plan.owner_id])]
    found = units.search_units(words=words, under_path=path[: tree.WIDTH]) if words else []
    listed = {unit.id: unit.name for unit in [*units.units_by_ids(picked).values(), *found]}
    return NamingPage(plan, task_rows(plan, task_id=task_id)[0], groups, list(listed.items()), words)


def plan_periods(*, viewer: Person, plan_id: int) -> list[PlanPeriod]:
    """The periods of a plan in order, periods loaded. One query beyond the door."""
    plan = permissions.plan_door(viewer, plan_id)
    return list(plan.periods.select_related("period").order_by("period__starts"))
