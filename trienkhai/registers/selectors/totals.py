"""A register's year in figures: lines and sums by step and by unit, and incidents that were reported late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from trienkhai.core import clock, text
from trienkhai.registers import builtin, cells, permissions
from trienkhai.registers.models import EntryStep
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.builtin import Definition
    from trienkhai.registers.checking import Values
    from trienkhai.registers.models import Register
    from trienkhai.registers.shape import Column

MOST, UNITS = 50_000, 100
"""Lines that are added up, and units that are listed."""
FILLS = ("none", "info", "open", "done", "late")


@dataclass(slots=True)
class SumRow:
    """Lines of one step or one unit: how many, what their columns come to, how many are late."""

    name: str
    columns: tuple[Column, ...]
    n: int = 0
    late: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, values: Values, *, late: bool) -> None:
        """Count a line in."""
        self.n, self.late = self.n + 1, self.late + late
        for column in self.columns:
            number = cells.number_of(values.get(column.key))
            if number is not None:
                self.sums[column.key] = self.sums.get(column.key, Decimal(0)) + number

    @property
    def figures(self) -> list[str]:
        """The sums in words, in the order of the columns."""
        return [text.number(self.sums.get(column.key, Decimal(0))) for column in self.columns]


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """The figures of a register's year that a person sees."""

    register: Register
    definition: Definition
    year: int
    years: list[int]
    columns: tuple[Column, ...]
    steps: list[SumRow]
    units: list[SumRow]
    more_units: int
    whole: SumRow
    has_clock: bool

    @property
    def segments(self) -> list[tuple[str, int, str]]:
        """Lines by step, for the chart."""
        return [(row.name, row.n, FILLS[at % len(FILLS)]) for at, row in enumerate(self.steps)]

    @property
    def year_words(self) -> list[tuple[int, str]]:
        """The years that can be looked at."""
        return [(one, str(one)) for one in self.years]

    @property
    def title_year(self) -> str:
        """The year in words."""
        return str(self.year)


def totals_page(*, viewer: Person, register_id: int, year: int | None = None) -> TotalsPage:
    """The figures of a year from the lines themselves, tombstones left out. A constant number of queries."""
    register = permissions.register_door(viewer, register_id)
    definition, today = builtin.BY_KEY[register.kind], clock.today()
    chosen = year if year and 2000 <= year <= 2100 else today.year
    seen = permissions.visible_entries(viewer).filter(register=register, removed_at__isnull=True)
    rows = list(seen.filter(day__year=chosen).values_list("pk", "subject_id", "unit_id", "step", "due", "values")[:MOST])
    columns = definition.sheet.totalled
    late = _late(definition, [(pk, step, due) for pk, _subject, _unit, step, due, _values in rows])
    by_step = {one.key: SumRow(one.title, columns) for one in definition.steps}
    by_unit: dict[int, SumRow] = defaultdict(lambda: SumRow("", columns))
    whole = SumRow("", columns)
    for pk, subject, unit, step, _due, values in rows:
        for line in (by_step[step], by_unit[(subject or unit) if definition.parent else unit], whole):
            line.add(values, late=pk in late)
    names = units.last_names(by_unit)
    for unit_id, line in by_unit.items():
        line.name = names.get(unit_id, "–")
    ordered = sorted(by_unit.values(), key=lambda line: text.sort_key(line.name))
    days = seen.dates("day", "year")
    return TotalsPage(
        register=register,
        definition=definition,
        year=chosen,
        years=sorted({day.year for day in days} | {chosen, today.year}),
        columns=columns,
        steps=list(by_step.values()),
        units=ordered[:UNITS],
        more_units=max(0, len(ordered) - UNITS),
        whole=whole,
        has_clock=bool(definition.due) or any(one.clock for one in definition.steps),
    )


def _late(definition: Definition, rows: Iterable[tuple[int, str, dt.date | None]]) -> set[int]:
    """Lines whose statutory time passed before it was kept, or whose day passed with nothing done. One query where clocks run."""
    if definition.due:
        today = clock.today()
        return {pk for pk, step, due in rows if step == definition.steps[0].key and due is not None and due < today}
    timed = [one for one in definition.steps if one.clock]
    if not timed:
        return set()
    moments: dict[int, dict[str, dt.datetime]] = defaultdict(dict)
    steps = EntryStep.objects.filter(entry__in=[pk for pk, _step, _due in rows]).values_list("entry_id", "step", "happened_at")
    for pk, step, at in steps:
        moments[pk][step] = at
    late, first, now = set(), definition.steps[0].key, clock.now()
    for pk, said in moments.items():
        for one in timed:
            known = builtin.hours(one.clock, clock.day_of(said[first])) if first in said else None
            if known is not None and said.get(one.key, now) > said[first] + dt.timedelta(hours=known[0]):
                late.add(pk)
    return late
