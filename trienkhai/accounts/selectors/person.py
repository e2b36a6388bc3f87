"""Reading one person: roles past, present and coming, delegations, and where the account stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.accounts.models import AdminSession, Invitation, Person, RoleInUnit
from trienkhai.accounts.permissions import may
from trienkhai.accounts.selectors.delegations import DelegationLine, delegation_lines, names_of, standing
from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict

FAR = dt.date.max


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role on screen; `last` is None while it has no end."""

    id: int
    unit_id: int
    unit: str
    role: str
    first: dt.date
    last: dt.date | None
    standing: str
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as those see them who manage people of one of their units; `units` are (id, name) where the viewer may give a role."""

    person: Person
    roles: list[RoleLine]
    given: list[DelegationLine]
    received: list[DelegationLine]
    units: list[tuple[int, str]]
    invitation: Invitation | None
    has_password: bool
    lines: list[JournalLine]

    @property
    def now(self) -> list[RoleLine]:
        """Held today."""
        return [line for line in self.roles if line.standing == "now"]

    @property
    def coming(self) -> list[RoleLine]:
        """Given from a later day on."""
        return [line for line in self.roles if line.standing == "coming"]

    @property
    def past(self) -> list[RoleLine]:
        """Over."""
        return [line for line in self.roles if line.standing == "past"]


def role_lines(person: Person, *, managed: frozenset[int] = frozenset()) -> list[RoleLine]:
    """A person's roles, those that began last first; `managed` are units whose roles may be ended. Two queries."""
    rows, today = list(RoleInUnit.objects.filter(person=person).order_by("-valid_from", "-id")), clock.today()
    names = names_of(row.unit_id for row in rows)
    return [_line(row, names, today, managed) for row in rows]


def _line(row: RoleInUnit, names: dict[int, str], today: dt.date, managed: frozenset[int]) -> RoleLine:
    last = row.valid_to - dt.timedelta(days=1) if row.valid_to else None
    where = standing(row.valid_from, last or FAR, today)
    ends = where != "past" and row.unit_id in managed
    return RoleLine(row.pk, row.unit_id, names.get(row.unit_id, ""), str(row.get_role_display()), row.valid_from, last, where, ends)


def admin_sessions_of(person: Person, limit: int = 20) -> list[AdminSession]:
    """An administrator's own sessions, newest first. One query."""
    return list(AdminSession.objects.filter(person=person).order_by("-id")[:limit])


def _last_invitation(person: Person) -> Invitation | None:
    """The latest invitation, with `is_open`. One query."""
    found = Invitation.objects.filter(person=person).order_by("-id").first()
    if found is not None:
        waits = found.used_at is None and found.revoked_at is None and found.expires_at > clock.now()
        found.is_open = waits  # type: ignore[attr-defined]
    return found


def person_door(viewer: Person, person_id: int) -> tuple[Person, frozenset[int]]:
    """A person, and the units of theirs whose people the viewer manages.

    Raises Hidden when there is none; Refusal when only an administrator's session is missing. Four queries.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Hidden
    places = units.units_by_ids(set(RoleInUnit.objects.filter(person=person).values_list("unit_id", flat=True)))
    said: dict[int, Verdict] = {unit.id: may(viewer, "account.manage", unit.path) for unit in places.values()}
    managed = frozenset(unit_id for unit_id, verdict in said.items() if verdict)
    if not managed:
        for verdict in said.values():
            if verdict.door:
                verdict.require()
        raise Hidden
    return person, managed


def person_page(*, viewer: Person, person_id: int) -> PersonPage:
    """One person for somebody who manages people of one of their units. A constant number of queries."""
    person, managed = person_door(viewer, person_id)
    given, received = delegation_lines(person)
    roles = role_lines(person, managed=managed)
    places = list({line.unit_id: line.unit for line in roles if line.unit_id in managed}.items())
    return PersonPage(person, roles, given, received, places, _last_invitation(person), person.has_usable_password(), journal.lines(person))
