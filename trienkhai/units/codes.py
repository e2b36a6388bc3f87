"""Codes that others know units by: reading them, finding units by them, and giving agency codes to many units at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import Q

from trienkhai.core.errors import Refusal
from trienkhai.units import agency
from trienkhai.units.choices import CodeKind
from trienkhai.units.models import UnitCode

BATCH = 2000


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code of a unit on screen; `former` is an agency code in the older form, where there is one."""

    kind: str
    label: str
    value: str
    former: str


def codes_of(unit_id: int) -> list[CodeLine]:
    """The codes of a unit. One query."""
    rows = UnitCode.objects.filter(unit_id=unit_id).order_by("kind")
    return [CodeLine(row.kind, str(CodeKind(row.kind).label), row.value, _former(row)) for row in rows]


def _former(row: UnitCode) -> str:
    return (agency.former(row.value) or "") if row.kind == CodeKind.AGENCY else ""


def named(words: str) -> Q:
    """The condition on placements that a unit has this code: our own, an agency code in either form, or an administrative one."""
    typed = words.strip()
    values = {typed, typed.upper()}
    with suppress(Refusal):
        values.add(agency.present(typed))
    return Q(unit__code__iexact=typed) | Q(unit_id__in=UnitCode.objects.filter(value__in=values).values("unit_id"))


def holders(values: Collection[str]) -> dict[str, int]:
    """Which unit has each agency code. One query."""
    rows = UnitCode.objects.filter(kind=CodeKind.AGENCY)
    found = rows.filter(value__in=values) if len(values) < 500 else rows
    return dict(found.values_list("value", "unit_id"))


def give_agency_codes(codes: Mapping[int, str]) -> None:
    """Set the agency codes of units, each valid and free. Two statements for each few thousand units."""
    given = list(codes.items())
    for at in range(0, len(given), BATCH):
        some = given[at : at + BATCH]
        rows = UnitCode.objects.filter(kind=CodeKind.AGENCY)
        rows.filter(Q(value__in=[value for _unit, value in some]) | Q(unit_id__in=[unit_id for unit_id, _value in some])).delete()
    fresh = [UnitCode(unit_id=unit_id, kind=CodeKind.AGENCY, value=value) for unit_id, value in given]
    UnitCode.objects.bulk_create(fresh, batch_size=BATCH)
