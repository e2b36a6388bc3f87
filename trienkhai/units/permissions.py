"""Facts about units that permission functions of higher rooms need; who may do what is decided in `accounts.permissions`."""

from __future__ import annotations

from trienkhai.units.models import Placement


def path_today(unit_id: int) -> str | None:
    """The present path of a unit, None when it is closed. One query."""
    return Placement.objects.filter(unit_id=unit_id, valid_to__isnull=True).values_list("path", flat=True).first()
