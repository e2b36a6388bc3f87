"""What phrases mean to a plan owner, who said so, where they are used, and what another answer would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.accounts.structure import managed_unit, managed_units
from trienkhai.core import journal
from trienkhai.core.errors import Hidden
from trienkhai.core.text import fold, phrase_key
from trienkhai.plans import permissions
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Addressee, Plan, PlanPeriod, Task
from trienkhai.units import phrases, tree
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.units.phrases import Binding
    from trienkhai.units.selectors import UnitAt

VERB = "phrase.bind"
ROWS, TASKS = 50, 30
NAMES = 10


@dataclass(slots=True)
class Usage:
    """Where a phrase stands: the tasks of an owner's plans that name it, by the state of their plan."""

    drafts: set[int] = field(default_factory=set)
    issued: set[int] = field(default_factory=set)
    plans: set[int] = field(default_factory=set)

    @property
    def tasks(self) -> int:
        """How many tasks."""
        return len(self.drafts) + len(self.issued)


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A bound phrase as a line of the list."""

    binding: Binding
    usage: Usage


@dataclass(frozen=True, slots=True)
class PhraseList:
    """The phrases of one owner; `owners` are the units whose phrases the viewer may bind by a role of their own."""

    owner: UnitAt
    owners: list[UnitAt]
    lines: list[PhraseLine]
    page: Page[Any]
    words: str


@dataclass(frozen=True, slots=True)
class PhrasePage:
    """One phrase: what it means, the tasks that name it, and what could be chosen instead."""

    binding: Binding
    owner: UnitAt
    usage: Usage
    tasks: list[Task]
    page: Page[Any]
    opened: int
    groups: list[tuple[int, str]]
    units: list[tuple[int, str]]
    words: str
    may_amend: Verdict
    lines: list[JournalLine]


@dataclass(frozen=True, slots=True)
class Difference:
    """What another answer would change in who is meant today: how many before and after, and the names of some who enter and leave."""

    before: int
    after: int
    entering: int
    leaving: int
    enter_names: list[str]
    leave_names: list[str]


def phrase_owner(viewer: Person, unit_id: int | None = None) -> UnitAt:
    """The unit whose phrases are asked for, the viewer's own without an id; `Hidden` for another's, who binds nothing is told who may."""
    own = managed_unit(viewer, VERB)
    if unit_id is None:
        return own
    unit = units.get_unit(unit_id=unit_id)
    if not scope_of(viewer).reaches(VERB, unit.path):
        raise Hidden
    return unit


def binding_door(viewer: Person, binding_id: int) -> tuple[Binding, UnitAt]:
    """The one door to a binding and its owner; as `phrase_owner` for who may."""
    managed_unit(viewer, VERB)
    binding = phrases.binding_for(binding_id)
    owner = phrase_owner(viewer, binding.row.owner_id)
    may(viewer, VERB, owner.path).require()
    return binding, owner


def usage_of(owner_id: int) -> dict[str, Usage]:
    """Where each phrase of an owner's plans stands, by phrase key; units that a person picked at a task are no phrase. One query."""
    rows = Addressee.objects.filter(task__plan__owner_id=owner_id, picked=False)
    found: dict[str, Usage] = {}
    for phrase, task_id, plan_id, state in rows.values_list("phrase", "task_id", "task__plan_id", "task__plan__state"):
        usage = found.setdefault(phrase_key(phrase)[:250], Usage())
        (usage.issued if state == PlanState.ISSUED else usage.drafts).add(task_id)
        usage.plans.add(plan_id)
    return found


def phrase_list(*, viewer: Person, owner_id: int | None = None, words: str = "", page: int = 1) -> PhraseList:
    """The phrases that an owner has bound, in Vietnamese order. A constant number of queries."""
    owner = phrase_owner(viewer, owner_id)
    wanted = fold(words)
    known = [one for one in phrases.bindings_of(owner.id) if wanted in fold(f"{one.row.phrase} {one.meaning}")]
    pages: Page[Any] = Paginator(known, ROWS).get_page(page)
    usage = usage_of(owner.id)
    lines = [PhraseLine(one, usage.get(one.row.key, Usage())) for one in pages]
    return PhraseList(owner, managed_units(viewer, VERB), lines, pages, words)


def phrase_page(*, viewer: Person, binding_id: int, words: str = "", picked: Collection[int] = (), page: int = 1) -> PhrasePage:
    """One phrase with where it is used, and units found for another answer. A constant number of queries."""
    binding, owner = binding_door(viewer, binding_id)
    usage = usage_of(owner.id).get(binding.row.key, Usage())
    rows = Task.objects.filter(pk__in=usage.drafts | usage.issued).select_related("plan").order_by("-plan_id", "order")
    pages: Page[Any] = Paginator(rows, TASKS).get_page(page)
    found = units.search_units(words=words, under_path=owner.path[: tree.WIDTH]) if words else []
    listed = {unit.id: unit.name for unit in [*units.units_by_ids([*binding.unit_ids, *picked]).values(), *found]}
    return PhrasePage(
        binding=binding,
        owner=owner,
        usage=usage,
        tasks=list(pages),
        page=pages,
        opened=PlanPeriod.objects.filter(plan__in=usage.plans, opened_at__isnull=False, plan__tasks__in=usage.issued).distinct().count(),
        groups=[(group.pk, group.name) for group in units.list_groups(owner_ids=[owner.id])],
        units=list(listed.items()),
        words=words,
        may_amend=permissions.can_prepare(viewer, owner.path),
        lines=journal.lines(binding.row),
    )


def difference(*, viewer: Person, binding_id: int, group_id: int | None = None, unit_ids: Sequence[int] = ()) -> Difference:
    """Who would be meant instead, today. A constant number of queries."""
    binding, owner = binding_door(viewer, binding_id)
    if group_id is not None and units.group_for(group_id=group_id).owner_id != owner.id:
        raise Hidden
    before = phrases.meant_units(group_id=binding.row.group_id, unit_ids=binding.unit_ids)
    after = phrases.meant_units(group_id=group_id, unit_ids=unit_ids)
    entering, leaving = sorted(after - before), sorted(before - after)
    names = units.units_by_ids([*entering[:NAMES], *leaving[:NAMES]])
    return Difference(
        len(before),
        len(after),
        len(entering),
        len(leaving),
        [names[pk].name for pk in entering[:NAMES] if pk in names],
        [names[pk].name for pk in leaving[:NAMES] if pk in names],
    )


def drafts_naming(owner_id: int, key: str) -> list[Plan]:
    """Drafts of an owner that name a phrase. Two queries."""
    tasks = usage_of(owner_id).get(key, Usage()).drafts
    return list(Plan.objects.filter(tasks__in=tasks).distinct().order_by("id"))
