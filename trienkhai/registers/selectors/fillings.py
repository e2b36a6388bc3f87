"""One unit's filling on screen: a page of one sheet, its faults, its sums; and the fillings that a person's units owe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import may
from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Hidden
from trienkhai.registers import cells, checking, naming, permissions, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.checking import Fault, Values
from trienkhai.registers.choices import WRITTEN, ColumnKind, FillingState
from trienkhai.registers.models import Filling, FormRow, Handover, Intake
from trienkhai.registers.selectors.handed import Handed, handed
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.registers.shape import Column, Shape, Sheet
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS, PAGE_CELLS, SPARE, WHOLE, LISTED = 60, 600, 6, 500, 30
"""Lines and cells of a page, blank lines after the last, lines up to which a page checks everything, rows of a list."""
MARKS = {"empty": "open", "draft": "draft", "sent": "done", "returned": "late", "released": "draft"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell on screen. `theirs` is what somebody else saved there meanwhile."""

    name: str
    column: Column
    shown: str
    is_locked: bool
    fault: str = ""
    theirs: str | None = None

    @property
    def is_long(self) -> bool:
        """Words that want a wide field."""
        return self.column.kind in {ColumnKind.TEXT, ColumnKind.UNIT}


@dataclass(frozen=True, slots=True)
class LineView:
    """A line on screen; `title` names a fixed one."""

    place: int
    number: int
    title: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Owed:
    """A filling in a list."""

    row: Filling
    unit_name: str
    day: dt.date

    @property
    def is_overdue(self) -> bool:
        """Its last day has passed and it was not sent."""
        return self.row.state in WRITTEN and self.row.collection.due < self.day

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        return "overdue" if self.is_overdue else MARKS[self.row.state]


@dataclass(frozen=True, slots=True)
class FillingPage:
    """A sheet of a filling, a page of its lines."""

    owed: Owed
    shape: Shape
    sheet: Sheet
    unit: UnitAt
    lines: list[LineView]
    page: Page[Any] | None
    next_place: str
    sums: list[str]
    faults: list[tuple[Fault, str]]
    warnings: list[str]
    may_fill: Verdict
    may_return: Verdict
    may_reopen: bool
    may_see_all: Verdict
    intakes: list[Intake]
    handed: list[Handed]
    journal: list[JournalLine]

    @property
    def footed(self) -> list[tuple[Column, str]]:
        """Each column with its sum, "" where it is not added up."""
        return list(zip(self.sheet.columns, self.sums, strict=True))

    @property
    def is_editable(self) -> bool:
        """Whether this person may type into it now."""
        return bool(self.may_fill) and self.owed.row.state in WRITTEN


def own_fillings(*, viewer: Person, page: int = 1, done: bool = False) -> tuple[list[Owed], Page[Filling]]:
    """What the viewer's units are asked to fill in, first due first; with `done` what they sent, newest first. Constant queries."""
    rows = Filling.objects.filter(unit_id__in=permissions.own_units(viewer)).select_related(
        "collection__version__form", "collection__period__period"
    )
    if done:
        rows = rows.filter(state=FillingState.SENT).order_by("-sent_at", "-id")
    else:
        rows = rows.filter(state__in=WRITTEN).order_by("collection__due", "id")
    found = Paginator(rows, LISTED).get_page(page)
    names, today = units.last_names({row.unit_id for row in found}), clock.today()
    return [Owed(row, names.get(row.unit_id, "–"), today) for row in found], found


def rows_by_sheet(row: Filling) -> dict[str, Iterator[tuple[int, Values]]]:
    """The lines of each sheet in order, streamed. One query a sheet, when it is read."""
    shape = shapes.from_json(row.collection.version.shape)
    return {sheet.key: _rows(row, sheet) for sheet in shape.sheets}


def _rows(row: Filling, sheet: Sheet) -> Iterator[tuple[int, Values]]:
    lines = row.rows.filter(sheet=sheet.key).order_by("place").values_list("place", "values")
    return iter(lines.iterator(chunk_size=2000))


def unit_names(shape: Shape, row: Filling) -> dict[int, str]:
    """The names of the units that a filling's cells mean; nothing is asked where no column holds units."""
    out: dict[int, str] = {}
    for sheet in shape.sheets:
        if any(column.kind == ColumnKind.UNIT for column in sheet.columns):
            out |= naming.names_of(sheet, (values for _place, values in _rows(row, sheet)))
    return out


def faults_of(row: Filling) -> list[Fault]:
    """Everything that is wrong with a filling, warnings last. One query a sheet and one for the period before."""
    shape = shapes.from_json(row.collection.version.shape)
    found: list[Fault] = []
    fixed: dict[str, dict[int, Values]] = {}
    for sheet in shape.sheets:
        lines: Iterable[tuple[int, Values]] = _rows(row, sheet)
        if not sheet.is_free:
            known = dict(lines)
            fixed[sheet.key] = known
            lines = [(at, known.get(at, {})) for at, line in enumerate(sheet.lines, start=1) if not line.sum_of]
        rules = checking.each_rules(shape, sheet)
        for place, values in lines:
            found += checking.row_faults(sheet, place, values, rules)
            if len(found) > checking.MOST_FAULTS:
                return found
    return found + checking.rule_faults(shape, row.sums, fixed) + checking.jumps(shape, row.sums, _sums_before(row))


def _sums_before(row: Filling) -> checking.Sums:
    """The sums of the same form that the unit sent for the period before."""
    asked = row.collection
    before = Filling.objects.filter(
        unit_id=row.unit_id, state=FillingState.SENT, collection__version__form=asked.version.form_id, collection__due__lt=asked.due
    )
    return before.order_by("-collection__due").values_list("sums", flat=True).first() or {}


def filling_page(
    *, viewer: Person, filling_id: int, sheet_key: str = "", page: int = 1, typed: Mapping[tuple[int, str], str] | None = None
) -> FillingPage:
    """A page of one sheet; `typed` are words that were not saved and stay in their cells. A constant number of queries."""
    row = permissions.filling_door(viewer, filling_id)
    shape = shapes.from_json(row.collection.version.shape)
    sheet = shape.sheet(sheet_key) or shape.sheets[0]
    path = path_today(row.unit_id) or row.path
    may_fill = permissions.can_fill(viewer, path)
    unit = units.last_known(unit_id=row.unit_id)
    rows, found, next_place = _page_rows(row, sheet, page, spare=bool(may_fill) and row.state in WRITTEN)
    faults = _page_faults(row, shape, sheet, rows)
    names = naming.names_of(sheet, rows.values())
    at_cell = {(one.place, one.column): one.words for one in faults if one.sheet == sheet.key and one.place and not one.is_warning}
    start = found.start_index() if found is not None and found.paginator.count else 1
    lines = [
        _line(sheet, place, number, values, names, at_cell, typed or {}) for number, (place, values) in enumerate(rows.items(), start=start)
    ]
    return FillingPage(
        owed=Owed(row, unit.name, clock.today()),
        shape=shape,
        sheet=sheet,
        unit=unit,
        lines=lines,
        page=found,
        next_place=str(next_place),
        sums=[cells.shown(column, row.sums.get(sheet.key, {}).get(column.key)) if column.total else "" for column in sheet.columns],
        faults=[(one, _where(shape, one)) for one in faults if not one.is_warning],
        warnings=[one.words for one in faults if one.is_warning],
        may_fill=may_fill,
        may_return=permissions.can_return(viewer, row.collection),
        may_reopen=bool(may_fill) and row.state == FillingState.SENT and clock.today() <= row.collection.due,
        may_see_all=permissions.can_see(viewer, row.collection),
        handed=handed(Handover.objects.filter(Q(filling=row) | Q(to_unit=row.unit_id, filling__collection=row.collection_id))),
        intakes=list(row.intakes.select_related("actor").order_by("-id")[:5]),
        journal=journal.lines(row),
    )


def _page_rows(row: Filling, sheet: Sheet, page: int, *, spare: bool) -> tuple[dict[int, Values], Page[Any] | None, int]:
    """The lines of a page by place, the page, and the place of the next new line."""
    stored = row.rows.filter(sheet=sheet.key).order_by("place").values_list("place", "values")
    if not sheet.is_free:
        known = dict(stored)
        return {at: known.get(at, {}) for at in range(1, len(sheet.lines) + 1)}, None, 0
    most = max(10, min(PAGE_ROWS, PAGE_CELLS // max(1, len(sheet.columns))))
    found = Paginator(stored, most).get_page(page)
    rows: dict[int, Values] = dict(found.object_list)
    last = row.rows.filter(sheet=sheet.key).aggregate(last=Max("place"))["last"] or 0
    if spare and not found.has_next():
        rows |= {last + n: {} for n in range(1, SPARE + 1) if last + n <= workbook.MOST_ROWS}
        last += SPARE
    return rows, found, last + 1


def _page_faults(row: Filling, shape: Shape, sheet: Sheet, rows: Mapping[int, Values]) -> list[Fault]:
    """What is wrong: everywhere for a filling of a page or so, of this page for a longer one; nothing before anything was filled in."""
    if row.state in {FillingState.EMPTY, FillingState.SENT, FillingState.RELEASED}:
        return []
    if FormRow.objects.filter(filling=row).count() <= WHOLE:
        return faults_of(row)
    rules = checking.each_rules(shape, sheet)
    return [one for place, values in rows.items() for one in checking.row_faults(sheet, place, values, rules)]


def _where(shape: Shape, fault: Fault) -> str:
    """Where a fault is, in words."""
    sheet = shape.sheet(fault.sheet)
    column = sheet.column(fault.column) if sheet else None
    if sheet is None or column is None or not fault.place:
        return sheet.title if sheet else ""
    line = text.number(fault.place) if sheet.is_free else sheet.lines[fault.place - 1].title
    said = {"sheet": sheet.title, "line": line, "column": column.title}
    return _("%(sheet)s, dòng %(line)s, cột %(column)s") % said


def _line(
    sheet: Sheet,
    place: int,
    number: int,
    values: Values,
    names: Mapping[int, str],
    faults: Mapping[tuple[int, str], str],
    typed: Mapping[tuple[int, str], str],
) -> LineView:
    line = None if sheet.is_free else sheet.lines[place - 1]
    out = []
    for column in sheet.columns:
        locked = column.is_computed or bool(line and line.sum_of)
        stands = cells.shown(column, values.get(column.key), names)
        words = typed.get((place, column.key), stands)
        theirs = stands if words != stands else None
        out.append(Cell(f"o-{place}-{column.key}", column, words, locked, faults.get((place, column.key), ""), theirs))
    return LineView(place, number, line.title if line else "", out)


def intake_door(viewer: Person, intake_id: int) -> Intake:
    """A workbook that came back marked, for the filling's own people and those above them."""
    row = Intake.objects.select_related("marked").filter(pk=intake_id, marked__isnull=False).first()
    if row is None:
        raise Hidden
    if row.filling_id is None:
        if not permissions.can_keep(viewer, path_today(row.unit_id or 0) or "-"):
            raise Hidden
        return row
    seen = permissions.filling_door(viewer, row.filling_id)
    path = path_today(seen.unit_id) or seen.path
    if not (permissions.can_fill(viewer, path) or may(viewer, "progress.oversee", path)):
        raise Hidden
    return row
