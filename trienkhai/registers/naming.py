"""Units that a form names: words → ids within a body, and ids → words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from trienkhai.core.text import fold
from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import Sheet
from trienkhai.units import selectors as units
from trienkhai.units import tree

BATCH = 400


def units_named(words: Iterable[str], path: str) -> dict[str, int]:
    """Ids by folded name and by code among the units of the body that `path` lies in; 0 where several bear a name. One query per 400."""
    wanted = sorted({word.strip() for word in words if word and len(word) <= 250})
    low, high = tree.subtree(path[: tree.WIDTH])
    found: dict[str, int] = {}
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        named = Q(name_fold__in=[fold(word) for word in part]) | Q(unit__code__in=part)
        rows = units.on_day().filter(named, path__gte=low, path__lt=high)
        for unit_id, code, name in rows.values_list("unit_id", "unit__code", "name_fold"):
            found[name] = 0 if found.get(name, unit_id) != unit_id else unit_id
            found[code] = unit_id
    return found


def units_of(sheet: Sheet, rows: Iterable[Mapping[str, Any]], path: str) -> dict[str, int]:
    """The units that typed words of a sheet name; nothing is asked where it has no such column."""
    keys = [column.key for column in sheet.columns if column.kind == ColumnKind.UNIT]
    if not keys:
        return {}
    return units_named((str(row.get(key) or "") for row in rows for key in keys), path)


def names_of(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The names of the units that kept lines of a sheet mean."""
    keys = [column.key for column in sheet.columns if column.kind == ColumnKind.UNIT]
    if not keys:
        return {}
    ids = {value for row in rows for key in keys if isinstance(value := row.get(key), int)}
    return units.last_names(ids)
