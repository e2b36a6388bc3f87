"""Forms for the report that signs them: what a unit filled in for a period, and the sums of many units with their fillings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from trienkhai.core import clock
from trienkhai.registers import cells, permissions
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import FillingState
from trienkhai.registers.models import Filling, SentForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person
    from trienkhai.registers.shape import Column, Shape, Sheet

PAGE = "registers:filling"
"""The name of a filling's page; it takes `FilledForm.filling_id`."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """The total of one column of one sheet."""

    sheet_key: str
    sheet: str
    column: Column
    value: Decimal

    @property
    def key(self) -> str:
        """Names the figure within its form: "b1.c4"."""
        return f"{self.sheet_key}.{self.column.key}"

    @property
    def words(self) -> str:
        """Sheet and column as people read them, with the unit of measure."""
        measure = f" ({self.column.measure})" if self.column.measure else ""
        return f"{self.sheet} · {self.column.title}{measure}"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What one unit filled in for one form. `sent_form_id` is the copy that was sent last; it never changes. None while it was not sent."""

    filling_id: int
    collection_id: int
    unit_id: int
    title: str
    form_version: int
    state: FillingState
    is_nil: bool
    due: dt.date
    day: dt.date
    version: int
    sent_form_id: int | None
    sums: list[SumLine]

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(self.state.label)

    @property
    def is_sent(self) -> bool:
        """It is with whoever asked for it."""
        return self.state == FillingState.SENT

    @property
    def is_overdue(self) -> bool:
        """It was not sent and its last day has passed."""
        return not self.is_sent and self.due < self.day


@dataclass(slots=True)
class FormSums:
    """One form of a period over many units: how many were asked and sent, the sums of what was sent, and the fillings behind them."""

    collection_id: int
    title: str
    form_version: int
    shape: Shape
    asked: int = 0
    sent: int = 0
    nil: int = 0
    totals: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    fillings: dict[int, int] = field(default_factory=dict)
    """unit id → filling id of those that sent."""

    @property
    def sums(self) -> list[SumLine]:
        """The sums in the order of the form."""
        return [
            SumLine(sheet.key, sheet.title, column, self.totals.get((sheet.key, column.key), Decimal(0)))
            for sheet in self.shape.sheets
            for column in sheet.totalled
        ]

    def add(self, row: Filling) -> None:
        """Count one unit in."""
        self.asked += 1
        if row.state != FillingState.SENT:
            return
        self.sent, self.nil = self.sent + 1, self.nil + row.is_nil
        self.fillings[row.unit_id] = row.pk
        for sheet, said in row.sums.items():
            for key, words in said.items():
                self.totals[sheet, key] = self.totals.get((sheet, key), Decimal(0)) + (cells.number_of(words) or Decimal(0))


def _asked(viewer: Person, plan_period_id: int) -> QuerySet[Filling]:
    """Fillings of a period that the viewer sees: of units they work for or oversee, and of plans whose board they see."""
    seen = Q(permissions.placed_in(viewer, "unit", "form.fill", "progress.oversee"))
    seen |= Q(collection__in=permissions.visible_collections(viewer).filter(period=plan_period_id))
    rows = Filling.objects.filter(seen, collection__period=plan_period_id).exclude(state=FillingState.RELEASED)
    return rows.select_related("collection__version__form").order_by("collection_id", "path")


def filled_for(*, viewer: Person, unit_id: int, plan_period_id: int) -> list[FilledForm]:
    """The forms that a unit was asked for in a period of a plan, sent or not. One query; empty for who may not see them."""
    rows = _asked(viewer, plan_period_id).filter(unit_id=unit_id).annotate(last_sent=Max("sent_forms__id"))
    today = clock.today()
    return [_filled(row, row.last_sent, today) for row in rows]


def _filled(row: Any, last_sent: int | None, today: dt.date) -> FilledForm:
    asked = row.collection
    return FilledForm(
        filling_id=row.pk,
        collection_id=asked.pk,
        unit_id=row.unit_id,
        title=asked.version.form.title,
        form_version=asked.version.number,
        state=FillingState(row.state),
        is_nil=row.is_nil,
        due=asked.due,
        day=today,
        version=row.version,
        sent_form_id=last_sent if row.state == FillingState.SENT else None,
        sums=_sums(shapes.from_json(asked.version.shape), row.sums),
    )


def _sums(shape: Shape, said: dict[str, dict[str, str]]) -> list[SumLine]:
    return [
        SumLine(sheet.key, sheet.title, column, cells.number_of(said.get(sheet.key, {}).get(column.key)) or Decimal(0))
        for sheet in shape.sheets
        for column in sheet.totalled
    ]


def sums_for(*, viewer: Person, plan_period_id: int, unit_ids: Iterable[int] | None = None) -> list[FormSums]:
    """Each form asked in a period, summed over the units given, or over all that the viewer sees. Only what was sent counts. One query."""
    rows = _asked(viewer, plan_period_id).defer("remark", "returned_why", "collection__version__shape")
    wanted = None if unit_ids is None else set(unit_ids)
    found: dict[int, FormSums] = {}
    for row in rows.iterator(chunk_size=2000):
        if wanted is not None and row.unit_id not in wanted:
            continue
        if row.collection_id not in found:
            version = row.collection.version
            found[row.collection_id] = FormSums(row.collection_id, version.form.title, version.number, shapes.from_json(version.shape))
        found[row.collection_id].add(row)
    return list(found.values())


def sent_lines(row: SentForm, sheet: Sheet) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a sheet of what was sent, by place."""
    return [(place, values) for place, values in row.lines.get(sheet.key, ())]
