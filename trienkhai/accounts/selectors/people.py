"""Reading people: who works in a unit, and one person for each role in demonstration mode."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Q, When

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.core import clock, journal

if TYPE_CHECKING:
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict

FIRST = (Role.HEAD, Role.LEADER, Role.SPECIALIST, Role.RECORDS, Role.REPORTER, Role.ADMIN)
"""Whom one looks for first in a unit."""


def people_of(*, unit_id: int) -> list[RoleInUnit]:
    """Roles held today in a unit or to come (`is_coming`), people loaded. One query."""
    today = clock.today()
    held = RoleInUnit.objects.filter(unit_id=unit_id).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    coming = Case(When(valid_from__gt=today, then=True), default=False, output_field=BooleanField())
    return list(held.select_related("person").annotate(is_coming=coming).order_by("is_coming", "role", "id"))


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works in a unit on a day: the roles, and who acts there by delegation; or why the viewer may not see them."""

    may_see: Verdict
    may_manage: Verdict
    roles: list[RoleInUnit]
    lent: list[Delegation]


def crew(*, viewer: Person, unit_id: int, path: str, day: dt.date | None = None) -> Crew:
    """The roles held in the unit at `path` on a day, the head first; none for those who may not see them. Two queries beyond the scope."""
    may_see, may_manage = may(viewer, "people.see", path), may(viewer, "account.manage", path)
    if not may_see:
        return Crew(may_see, may_manage, [], [])
    on = day or clock.today()
    held = RoleInUnit.objects.filter(unit_id=unit_id, valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    rows = held.select_related("person").order_by("valid_from", "id")
    lent = Delegation.objects.filter(unit_id=unit_id, valid_from__lte=on, valid_to__gt=on).select_related("receiver", "held__person")
    standing = [one for one in lent.order_by("valid_from", "id") if one.last_day >= on]
    return Crew(may_see, may_manage, sorted(rows, key=lambda row: FIRST.index(Role(row.role))), standing)


def people_lines(*, unit_id: int, limit: int = 50) -> list[JournalLine]:
    """What was done to accounts and roles of a unit, newest first. One query."""
    return journal.lines_of_unit(Person, unit_id, limit)


def demo_people() -> list[tuple[str, str, Person]]:
    """(role, its name, the first person who holds it) for the demonstration's sign-in buttons. One query."""
    held = RoleInUnit.objects.filter(valid_to__isnull=True, person__is_active=True).select_related("person").order_by("id")
    first: dict[str, Person] = {}
    for row in held[:400]:
        first.setdefault(row.role, row.person)
    return [(role.value, str(role.label), first[role]) for role in Role if role in first]


def demo_person(role: str) -> Person | None:
    """The demonstration's person for a role."""
    return next((person for value, __, person in demo_people() if value == role), None)
