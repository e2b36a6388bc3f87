"""A unit's own draft on screen: its tasks with what each carries out, one task's form, and the comparison with the tasks above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.core.errors import Hidden
from trienkhai.documents import selectors as documents
from trienkhai.plans import matching, permissions
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Implementing, Plan, Task
from trienkhai.plans.selectors.assigning import people_in
from trienkhai.plans.selectors.given import Given, given_tasks, plans_above
from trienkhai.plans.selectors.plans import PlanPage, TaskRow
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

LISTED_CHILDREN = 40


@dataclass(frozen=True, slots=True)
class Carried:
    """A task above that an own task carries out."""

    task: Task
    plan_title: str
    late_reason: str
    overlaps: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """What an own plan has beyond any plan: what each task carries out, and which tasks above nothing carries out."""

    rows: list[tuple[TaskRow, list[Carried]]]
    missing: list[Given]
    beyond: list[Task]
    others: list[Plan]
    """Further plans above that give the unit work."""
    may_edit: bool
    may_match: bool


@dataclass(frozen=True, slots=True)
class OwnTaskPage:
    """One own task to be written: whom it may be for, and what it may carry out."""

    plan: Plan
    owner: UnitAt
    task: Task | None
    units: list[tuple[int, str]]
    people: list[tuple[int, str]]
    given: list[Given]
    words: str
    chosen_units: list[int]
    person_id: int | None
    parent_ids: list[int]
    late_reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A task above beside an own task: whether it is said already, suggested, and why."""

    given: Given
    is_said: bool
    suggestion: matching.Suggestion | None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """An own task with the tasks above that it carries out or may carry out; the rest are offered in a list."""

    task: Task
    choices: list[Choice]
    others: list[Given]
    late_reason: str

    @property
    def is_late(self) -> bool:
        """Its day is later than that of something it carries out or may."""
        days = [choice.given.due for choice in self.choices]
        return any(self.task.due and day and self.task.due > day for day in days)


@dataclass(frozen=True, slots=True)
class MatchPage:
    """An own plan beside the tasks that were given to its unit."""

    plan: Plan
    rows: list[MatchRow]
    given: list[Given]
    cited: list[str]
    """Plans above that the own document names."""


def own_view(*, page: PlanPage) -> OwnView | None:
    """What a unit's own plan has beyond any plan; None for one that carries nothing out and could not. A constant number of queries."""
    plan, may = page.plan, bool(page.may_prepare)
    above = list(plan.above.all())
    owner = units.get_unit(unit_id=plan.owner_id)
    offered = plans_above(unit=owner) if may else []
    if not above and not offered:
        return None
    carried: dict[int, list[Carried]] = {}
    for row in Implementing.objects.filter(task__plan=plan).select_related("parent__plan").order_by("parent__plan_id", "parent__order"):
        said = Carried(row.parent, row.parent.plan.title, row.late_reason, row.overlaps)
        carried.setdefault(row.task_id, []).append(said)
    covered = {line.task.pk for lines in carried.values() for line in lines}
    given = given_tasks(unit_id=plan.owner_id, plan_ids=[row.pk for row in above])
    is_draft = plan.state == PlanState.DRAFT
    return OwnView(
        rows=[(row, carried.get(row.task.pk, [])) for row in page.tasks],
        missing=[row for row in given if row.task.pk not in covered and not row.is_coordination],
        beyond=[row.task for row in page.tasks if row.task.pk not in carried],
        others=[row for row in offered if row not in above] if is_draft and plan.document_id is None else [],
        may_edit=may and is_draft and plan.document_id is None,
        may_match=may and (plan.document_id is not None or not is_draft),
    )


def own_task_page(
    *, viewer: Person, plan_id: int, task_id: int | None = None, words: str = "", picked: Collection[int] = ()
) -> OwnTaskPage:
    """One task of a unit's own draft; `Hidden` or denied as `save_own_task` is. A constant number of queries."""
    plan = permissions.plan_door(viewer, plan_id)
    owner = units.get_unit(unit_id=plan.owner_id)
    permissions.can_prepare(viewer, owner.path).require()
    task = plan.tasks.filter(pk=task_id).first() if task_id else None
    if task_id and task is None:
        raise Hidden
    links = list(Implementing.objects.filter(task=task)) if task else []
    row = task.addressees.prefetch_related("units").first() if task else None
    chosen = [unit.pk for unit in row.units.all()] if row else []
    above = list(plan.above.values_list("pk", flat=True))
    return OwnTaskPage(
        plan=plan,
        owner=owner,
        task=task,
        units=_offered(owner, words, {*picked, *chosen}),
        people=[(person.pk, str(person)) for person in people_in(owner.id).values()],
        given=given_tasks(unit_id=owner.id, plan_ids=above),
        words=words,
        chosen_units=chosen,
        person_id=row.person_id if row else None,
        parent_ids=[link.parent_id for link in links],
        late_reason=next((link.late_reason for link in links if link.late_reason), ""),
    )


def _offered(owner: UnitAt, words: str, wanted: Collection[int]) -> list[tuple[int, str]]:
    """The unit itself, those picked, those right below while they are few, and those found by `words`."""
    below = units.all_children(unit_id=owner.id)
    found = units.search_units(words=words, under_path=owner.path) if words else []
    picked = units.units_by_ids(wanted).values()
    listed = [owner, *picked, *found, *(below if len(below) <= LISTED_CHILDREN else [])]
    return list({unit.id: unit.name for unit in listed}.items())


def match_page(*, viewer: Person, plan_id: int) -> MatchPage:
    """A unit's plan beside the tasks given to it, with suggestions for a person to confirm. A constant number of queries."""
    plan = permissions.plan_door(viewer, plan_id)
    owner = units.get_unit(unit_id=plan.owner_id)
    permissions.can_prepare(viewer, owner.path).require()
    above = {row.pk: row for row in [*plans_above(unit=owner), *plan.above.select_related("document")]}
    given = given_tasks(unit_id=owner.id, plan_ids=above)
    cited = _cited(plan, above.values())
    links = list(Implementing.objects.filter(task__plan=plan))
    pool = matching.above((row.task.pk, row.task.plan_id, row.task.text) for row in given)
    rows = [_match_row(task, [link for link in links if link.task_id == task.pk], given, pool, cited) for task in plan.tasks.all()]
    return MatchPage(plan, rows, given, [above[pk].title for pk in cited])


def _match_row(task: Task, links: list[Implementing], given: list[Given], pool: list[matching.Above], cited: Collection[int]) -> MatchRow:
    said = {link.parent_id for link in links}
    found = {row.task_id: row for row in matching.suggest(task.text, pool, cited)}
    shown = [Choice(row, row.task.pk in said, found.get(row.task.pk)) for row in given if row.task.pk in said or row.task.pk in found]
    shown.sort(key=lambda choice: (not choice.is_said, -(choice.suggestion.alike if choice.suggestion else 0)))
    others = [row for row in given if row.task.pk not in said and row.task.pk not in found]
    return MatchRow(task, shown, others, next((link.late_reason for link in links if link.late_reason), ""))


def _cited(plan: Plan, above: Collection[Plan]) -> list[int]:
    """The plans above whose number and symbol the plan's document names. One query."""
    if plan.document_id is None:
        return [row.pk for row in above if row in plan.above.all()]
    named = {matching.code_key(code) for code in documents.cited(plan.document_id)}
    return [row.pk for row in above if row.number and row.symbol and matching.code_key(f"{row.number}/{row.symbol}") in named]
