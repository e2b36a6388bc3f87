"""What is wrong with what was filled in: cells by their columns, figures by rules, jumps against the period before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.registers import cells
from trienkhai.registers.choices import Sign
from trienkhai.registers.shape import EACH, TOTAL, Column, Ref, Rule, Shape, Sheet

Values = dict[str, Any]
Sums = dict[str, dict[str, str]]
MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, at a cell (`place` and `column`), or of a whole sheet (`place` 0). A warning does not stop sending."""

    sheet: str
    place: int
    column: str
    words: str
    is_warning: bool = False


def row_faults(sheet: Sheet, place: int, values: Values, rules: Iterable[Rule] = ()) -> list[Fault]:
    """The faults of one line. A free line that is wholly blank has none."""
    if sheet.is_free and not any(not cells.is_blank(values.get(column.key)) for column in sheet.columns if not column.is_computed):
        return []
    found = []
    for column in sheet.columns:
        words = _cell_fault(column, values.get(column.key)) if not column.is_computed else ""
        if words:
            found.append(Fault(sheet.key, place, column.key, words))
    for rule in rules:
        words = _compared(rule, lambda one: cells.number_of(values.get(one.column)) or Decimal(0))
        if words:
            found.append(Fault(sheet.key, place, rule.left.column, words))
    return found


def _cell_fault(column: Column, value: Any) -> str:
    if cells.is_blank(value):
        return _("Cần nhập ô này.") if column.required else ""
    return cells.fault_of(column, value)


def each_rules(shape: Shape, sheet: Sheet) -> list[Rule]:
    """The rules that look at each line of a sheet by itself."""
    return [rule for rule in shape.rules if rule.left.line == EACH and rule.left.sheet == sheet.key]


def computed(sheet: Sheet, values: Values) -> Values:
    """The values of a line with its computed columns renewed."""
    out = dict(values)
    for column in sheet.columns:
        if column.is_computed:
            parts = [number for key in column.sum_of if (number := cells.number_of(values.get(key))) is not None]
            out[column.key] = cells.plain(sum(parts, Decimal(0))) if parts else ""
    return out


def computed_lines(sheet: Sheet, rows: Mapping[int, Values]) -> dict[int, Values]:
    """The fixed lines that add others up, renewed; places start at 1 in the order of the lines."""
    places = {line.key: at for at, line in enumerate(sheet.lines, start=1)}
    out: dict[int, Values] = {}
    for line in sheet.lines:
        if not line.sum_of:
            continue
        parts = [out.get(places[key]) or rows.get(places[key], {}) for key in line.sum_of if key in places]
        out[places[line.key]] = {
            column.key: cells.plain(sum(numbers, Decimal(0)))
            for column in sheet.columns
            if column.is_numeric and (numbers := [n for part in parts if (n := cells.number_of(part.get(column.key))) is not None])
        }
    return out


@dataclass(slots=True)
class Totals:
    """Sums of a sheet's columns, moved by each line that changes."""

    sheet: Sheet
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, values: Values, sign: int = 1) -> None:
        """Count a line in (or out, with -1)."""
        for column in self.sheet.columns:
            number = cells.number_of(values.get(column.key)) if column.is_numeric else None
            if number is not None:
                self.sums[column.key] = self.sums.get(column.key, Decimal(0)) + sign * number

    def plain(self) -> dict[str, str]:
        """As they are kept."""
        return {key: cells.plain(value) for key, value in self.sums.items()}


def whole_sheet(sheet: Sheet, rows: Iterable[tuple[int, Values]]) -> dict[str, str]:
    """The sums of a sheet; lines that add others up are not counted twice."""
    summed = {at for at, line in enumerate(sheet.lines, start=1) if line.sum_of}
    totals = Totals(sheet)
    for place, values in rows:
        if place not in summed:
            totals.add(values)
    return totals.plain()


def rule_faults(shape: Shape, sums: Sums, fixed: Mapping[str, Mapping[int, Values]]) -> list[Fault]:
    """Rules over totals and fixed lines that do not hold; `fixed` are the rows of sheets with fixed lines, by place."""
    found = []
    for rule in shape.rules:
        if rule.left.line == EACH:
            continue
        words = _compared(rule, _figures(shape, sums, fixed))
        if words:
            found.append(Fault(rule.left.sheet, _place(shape, rule.left), rule.left.column, f"{shape.words(rule)}: {words}"))
    return found


def _figures(shape: Shape, sums: Sums, fixed: Mapping[str, Mapping[int, Values]]) -> Callable[[Ref], Decimal]:
    def figure(one: Ref) -> Decimal:
        if one.line == TOTAL:
            return cells.number_of(sums.get(one.sheet, {}).get(one.column)) or Decimal(0)
        return cells.number_of(fixed.get(one.sheet, {}).get(_place(shape, one), {}).get(one.column)) or Decimal(0)

    return figure


def _place(shape: Shape, one: Ref) -> int:
    sheet = shape.sheet(one.sheet)
    return next((at for at, line in enumerate(sheet.lines if sheet else (), start=1) if line.key == one.line), 0)


def _compared(rule: Rule, figure: Callable[[Ref], Decimal]) -> str:
    left, right = figure(rule.left), sum((figure(one) for one in rule.right), Decimal(0))
    holds = {Sign.EQUAL: left == right, Sign.AT_MOST: left <= right, Sign.AT_LEAST: left >= right}[Sign(rule.sign)]
    if holds:
        return ""
    said = {"left": text.number(left), "right": text.number(right), "gap": text.number(abs(left - right))}
    if rule.sign == Sign.EQUAL:
        return _("%(left)s khác %(right)s, lệch %(gap)s.") % said
    if rule.sign == Sign.AT_MOST:
        return _("%(left)s lớn hơn %(right)s.") % said
    return _("%(left)s nhỏ hơn %(right)s.") % said


def jumps(shape: Shape, sums: Sums, before: Sums) -> list[Fault]:
    """Totals that moved by more than their column's share against the period before: warnings."""
    found = []
    for sheet in shape.sheets:
        for column in sheet.columns:
            was = cells.number_of(before.get(sheet.key, {}).get(column.key))
            now = cells.number_of(sums.get(sheet.key, {}).get(column.key)) or Decimal(0)
            if column.jump is None or not was:
                continue
            moved = (now - was) / abs(was) * 100
            if abs(moved) > column.jump:
                said = {
                    "column": column.title,
                    "was": text.number(was),
                    "now": text.number(now),
                    "moved": text.number(round(abs(moved), 1)),
                }
                words = (
                    _("«%(column)s» tăng %(moved)s%% so với kỳ trước (%(was)s → %(now)s).")
                    if moved > 0
                    else _("«%(column)s» giảm %(moved)s%% so với kỳ trước (%(was)s → %(now)s).")
                ) % said
                found.append(Fault(sheet.key, 0, column.key, words, is_warning=True))
    return found
