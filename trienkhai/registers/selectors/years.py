"""A register's lines of a year, for its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.errors import Refusal
from trienkhai.registers import builtin, naming, permissions
from trienkhai.registers.models import EntryStep, Register
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.builtin import Definition

MOST = 50_000
Line = tuple[list[str], dict[str, Any], list[str]]


def year_lines(*, viewer: Person, register_id: int, year: int) -> tuple[Register, Definition, Iterator[Line], dict[int, str]]:
    """The lines that the viewer sees, with their unit before and their steps after; and the names of units that cells mean."""
    register = permissions.register_door(viewer, register_id)
    definition = builtin.BY_KEY[register.kind]
    seen = permissions.visible_entries(viewer).filter(register=register, removed_at__isnull=True, day__year=year)
    rows = list(seen.order_by("day", "id")[: MOST + 1])
    if len(rows) > MOST:
        raise Refusal(_("Sổ của năm này có quá %(n)s dòng.") % {"n": text.number(MOST)}, _("Hãy tải theo từng đơn vị."))
    names = units.last_names({row.unit_id for row in rows})
    days: dict[int, dict[str, str]] = {}
    steps = EntryStep.objects.filter(entry__in=seen).order_by("id").values_list("entry_id", "step", "happened_at")
    for entry_id, step, at in steps.iterator(chunk_size=2000):
        days.setdefault(entry_id, {})[step] = text.moment(at)

    def lines() -> Iterator[Line]:
        for row in rows:
            stands = definition.step(row.step)
            taken = days.get(row.pk, {})
            after = [stands.title if stands else row.step, *(taken.get(one.key, "") for one in definition.steps)]
            yield [names.get(row.unit_id, "–")], row.values, after

    return register, definition, lines(), naming.names_of(definition.sheet, [row.values for row in rows])
