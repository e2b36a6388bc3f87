"""What units that ended left behind, in words: the dated entries of a filling, a collection or a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.registers.models import Handover
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 200


@dataclass(frozen=True, slots=True)
class Handed:
    """One entry: who ended, who carries on ("" when nobody), when and on what ground."""

    on: dt.date
    reason: str
    old: str
    heir: str
    filling_id: int | None


def handed(rows: QuerySet[Handover]) -> list[Handed]:
    """The entries in order. Two queries."""
    found = list(rows.order_by("on", "id")[:MOST])
    names = units.last_names({one for row in found for one in (row.from_unit_id, row.to_unit_id) if one})
    return [
        Handed(row.on, row.reason, names.get(row.from_unit_id, "–"), names.get(row.to_unit_id or 0, ""), row.filling_id) for row in found
    ]
