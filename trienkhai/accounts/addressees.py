"""Whom a letter to a unit reaches: people who hold a role there today and have an address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from trienkhai.accounts.models import RoleInUnit
from trienkhai.core import clock


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person's role in a unit, with name and address."""

    person_id: int
    name: str
    address: str
    unit_id: int
    role: str


def with_address(roles: Collection[str]) -> QuerySet[RoleInUnit]:
    """Roles held today by active people who have an address."""
    today = clock.today()
    held = RoleInUnit.objects.filter(role__in=roles, valid_from__lte=today).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    return held.filter(person__is_active=True).exclude(person__email="")


def people_ids(*, unit_ids: QuerySet[Any] | Collection[int], roles: Collection[str], after: int, limit: int) -> list[int]:
    """The next people, by their number, who hold one of the roles in one of the units. One query."""
    held = with_address(roles).filter(unit_id__in=unit_ids, person_id__gt=after)
    return list(held.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])


def addressees(*, person_ids: Collection[int], roles: Collection[str]) -> list[Addressee]:
    """Every role of these people among `roles`, by person. One query."""
    held = with_address(roles).filter(person_id__in=person_ids).order_by("person_id", "unit_id", "role")
    return [Addressee(*row) for row in held.values_list("person_id", "person__full_name", "person__email", "unit_id", "role")]
