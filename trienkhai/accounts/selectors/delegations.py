"""Reading delegations: those a person gave and received, and what they may hand over to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import VERB_LABELS, Role
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.accounts.permissions import NOT_HANDED_OVER, VERBS
from trienkhai.core import clock, text
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from trienkhai.units.selectors import UnitAt

MOST = 200
"""People offered as receivers; others are named by their name at sign-in."""


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation on screen."""

    id: int
    giver: Person
    receiver: Person
    role: str
    unit: str
    what: list[str]
    first: dt.date
    last: dt.date
    reason: str
    document_number: str
    standing: str

    @property
    def is_open(self) -> bool:
        """Whether it holds or is still to come."""
        return self.standing != "past"


@dataclass(frozen=True, slots=True)
class DelegationPage:
    """What a person handed over and was handed, and what they may still hand over: (id, words) of roles, people, and verbs."""

    given: list[DelegationLine]
    received: list[DelegationLine]
    roles: list[tuple[int, str]]
    people: list[tuple[int, str]]
    verbs: list[tuple[str, str]]
    unit_of_role: dict[int, int]


def standing(first: dt.date, last: dt.date, today: dt.date) -> str:
    """`past`, `now` or `coming`."""
    if last < today or last < first:
        return "past"
    return "coming" if first > today else "now"


def names_of(unit_ids: Iterable[int]) -> dict[int, str]:
    """What units are or were last called. One query."""
    return dict(Placement.objects.filter(unit_id__in=set(unit_ids)).order_by("valid_from").values_list("unit_id", "name"))


def delegation_lines(person: Person) -> tuple[list[DelegationLine], list[DelegationLine]]:
    """What a person gave and what they received, newest first. Two queries."""
    mine = Delegation.objects.filter(Q(held__person=person) | Q(receiver=person))
    rows = list(mine.select_related("held__person", "receiver").order_by("-valid_from", "-id")[:MOST])
    names, today = names_of(row.unit_id for row in rows), clock.today()
    lines = [_line(row, names, today) for row in rows]
    return [line for line in lines if line.giver == person], [line for line in lines if line.receiver == person]


def _line(row: Delegation, names: dict[int, str], today: dt.date) -> DelegationLine:
    return DelegationLine(
        row.pk,
        row.held.person,
        row.receiver,
        str(Role(row.held.role).label),
        names.get(row.unit_id, ""),
        [str(row.get_kind_display())] if row.is_whole else row.verb_labels,
        row.valid_from,
        row.last_day,
        row.reason,
        row.document_number,
        standing(row.valid_from, row.last_day, today),
    )


def delegation_page(*, viewer: Person) -> DelegationPage:
    """The viewer's own page of delegations. A constant number of queries."""
    given, received = delegation_lines(viewer)
    rows = RoleInUnit.objects.filter(person=viewer).exclude(valid_to__lte=clock.today()).exclude(role=Role.ADMIN)
    held = list(rows.order_by("id"))
    places = units.units_by_ids({row.unit_id for row in held})
    held = [row for row in held if row.unit_id in places]
    roles = [(row.pk, f"{Role(row.role).label} – {places[row.unit_id].name}") for row in held]
    can = {verb for row in held for verb in VERBS if Role(row.role) in VERBS[verb]} - NOT_HANDED_OVER
    verbs = [(verb, str(VERB_LABELS[verb])) for verb in VERBS if verb in can]
    people = _receivers(viewer, list(places.values()))
    return DelegationPage(given, received, roles, people, verbs, {row.pk: row.unit_id for row in held})


def units_below(page: DelegationPage) -> list[tuple[int, str]]:
    """Units right under those of the roles on the page, as (id, name), for handing over a part. One query."""
    rows = units.on_day().filter(parent_id__in=set(page.unit_of_role.values())).order_by("kind", "sort_key", "id")
    return [(row.unit_id, row.name) for row in rows[:MOST]]


def _receivers(viewer: Person, places: list[UnitAt]) -> list[tuple[int, str]]:
    """People who hold a role today in the viewer's units, above them or under them, nearest units first. One query."""
    today = clock.today()
    near = Q(pk__in=())
    for place in places:
        low, high = tree.subtree(place.path)
        near |= Q(unit__placements__path__gte=low, unit__placements__path__lt=high) | Q(unit_id__in=tree.ids(place.path))
    held = RoleInUnit.objects.filter(near, unit__placements__valid_to__isnull=True, person__is_active=True, valid_from__lte=today)
    rows = held.exclude(valid_to__lte=today).exclude(person=viewer).order_by("unit__placements__path", "id")
    found = rows.values_list("person_id", "person__full_name", "role", "unit__placements__name")[: 2 * MOST]
    seen: dict[int, tuple[str, str]] = {}
    for person_id, name, role, unit in found:
        said = _("%(name)s (%(role)s, %(unit)s)") % {"name": name, "role": Role(role).label, "unit": unit}
        seen.setdefault(person_id, (name, said))
    ordered = sorted(list(seen.items())[:MOST], key=lambda pair: text.sort_key(pair[1][0]))
    return [(person_id, said) for person_id, (_name, said) in ordered]
