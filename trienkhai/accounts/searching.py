"""What search finds of people: who works where today, for those who may see the people of that unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import reach_of
from trienkhai.core import searching
from trienkhai.core.searching import SEGMENT, Entry
from trienkhai.units.selectors import last_paths, units_by_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PERSON = "accounts.person"
CHANGES = ("accounts.person.", "accounts.role.", "privacy.person.")

searching.audience("people", lambda viewer: reach_of(viewer, "people.see"))
searching.kind(PERSON, lambda found: reverse("desk:unit", args=[int(found.path[-SEGMENT:], 16)]))


@searching.source(PERSON, *CHANGES)
def _people(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    """One row for each unit where a person works; none of those who left."""
    people = Person.objects.filter(pk__in=ids, is_active=True).in_bulk()
    held = list(RoleInUnit.objects.filter(person__in=people, valid_to__isnull=True).order_by("pk"))
    paths, units = last_paths([row.unit_id for row in held]), units_by_ids({row.unit_id for row in held})
    for row in held:
        person, unit = people[row.person_id], units.get(row.unit_id)
        said = f"{Role(row.role).label} {unit.name if unit else ''}"
        yield person.pk, Entry(PERSON, person.pk, paths[row.unit_id], "people", str(person), said, part=row.pk)
