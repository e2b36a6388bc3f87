"""Who inside a unit does what it owes. No counts of persons: only what is to be done, and who has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.plans import permissions
from trienkhai.plans.choices import OPEN_STATES
from trienkhai.plans.models import Assignment, Obligation
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.core.paginator import Page

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS = 30


@dataclass(frozen=True, slots=True)
class Held:
    """Who has an obligation: the standing assignment, and whether its person still works in the unit."""

    row: Assignment
    is_here: bool


@dataclass(frozen=True, slots=True)
class AssignPage:
    """What assigning an obligation asks: who may be chosen, who has it, who had it."""

    owed: Obligation
    people: list[tuple[int, str]]
    held: Held | None
    before: list[Assignment]
    hint: Person | None
    """Who had the same task in another period."""
    may_assign: Verdict


def people_in(unit_id: int) -> dict[int, Person]:
    """Who works in a unit today and may be given work, by id; administrators hold no work. One query."""
    rows = accounts.people_of(unit_id=unit_id)
    return {
        row.person_id: row.person
        for row in rows
        if row.person.is_active and not row.is_coming and row.role != Role.ADMIN  # type: ignore[attr-defined]
    }


def holders(obligation_ids: Collection[int]) -> dict[int, Assignment]:
    """The standing assignment of each obligation that has one. One query."""
    rows = Assignment.objects.filter(obligation_id__in=obligation_ids, ended_at__isnull=True).select_related("person")
    return {row.obligation_id: row for row in rows}


def assign_page(*, viewer: Person, obligation_id: int) -> AssignPage:
    """An obligation whose doer is to be named; denied for those who do not assign in its unit. A constant number of queries."""
    owed = permissions.obligation_door(viewer, obligation_id)
    may_assign = permissions.can_assign(viewer, path_today(owed.unit_id) or owed.path)
    may_assign.require()
    people = people_in(owed.unit_id)
    rows = list(Assignment.objects.filter(obligation=owed).select_related("person", "ended_by").order_by("-id"))
    standing = next((row for row in rows if row.ended_at is None), None)
    earlier = Assignment.objects.filter(obligation__task=owed.task_id, obligation__unit=owed.unit_id, person_id__in=people)
    last = earlier.order_by("-id").values_list("person_id", flat=True).first()
    return AssignPage(
        owed=owed,
        people=[(person.pk, str(person)) for person in people.values()],
        held=Held(standing, standing.person_id in people) if standing else None,
        before=[row for row in rows if row.ended_at is not None],
        hint=people.get(last) if last else None,
        may_assign=may_assign,
    )


@dataclass(frozen=True, slots=True)
class HandOnPage:
    """Handing on what one person of a unit has: to whom it may go, and how much it is."""

    unit: UnitAt
    person: Person
    people: list[tuple[int, str]]
    works: list[Assignment]


def hand_on_page(*, viewer: Person, unit_id: int, person_id: int) -> HandOnPage:
    """What one person of a unit has open; denied for those who do not assign there, `Hidden` when it is nothing. A few queries."""
    unit = units.get_unit(unit_id=unit_id)
    permissions.can_assign(viewer, unit.path).require()
    rows = Assignment.objects.filter(person_id=person_id, ended_at__isnull=True, obligation__unit_id=unit_id)
    rows = rows.filter(obligation__state__in=OPEN_STATES)
    works = list(rows.select_related("person", "obligation__task").order_by("due", "id"))
    if not works:
        raise Hidden
    people = people_in(unit_id)
    return HandOnPage(unit, works[0].person, [(pk, str(person)) for pk, person in people.items() if pk != person_id], works)


def given_to(*, viewer: Person, page: int = 1) -> Page[Assignment]:
    """What is assigned to this person and not done, the nearest inner day first. Two queries."""
    rows = Assignment.objects.filter(person=viewer, ended_at__isnull=True, obligation__state__in=OPEN_STATES)
    rows = rows.select_related("obligation__task__plan", "obligation__period__period").order_by("due", "id")
    found = page_of(rows, PAGE_ROWS, page, total=rows.count())
    found.object_list = list(found.object_list)
    return found
