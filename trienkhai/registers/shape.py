"""What a form asks: sheets with typed columns, fixed lines or free ones, and rules over their figures. Pure; kept as JSON in a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.core.text import phrase_key
from trienkhai.registers.choices import NUMERIC, ColumnKind, Sign

MOST_SHEETS, MOST_COLUMNS, MOST_LINES, MOST_RULES = 10, 40, 300, 60
EACH, TOTAL = "*", ""
"""Lines that a reference may name: each line by itself, or the total of the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column. `sum_of` are keys of columns it adds up; `jump`: the change against the period before, in per cent, that warns."""

    key: str
    title: str
    kind: str = ColumnKind.TEXT
    required: bool = False
    measure: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    total: bool = False
    jump: Decimal | None = None
    sum_of: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """It holds a number or money."""
        return self.kind in NUMERIC

    @property
    def is_computed(self) -> bool:
        """Nobody types into it."""
        return bool(self.sum_of)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(ColumnKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Line:
    """A fixed line; `sum_of` are keys of lines that it adds up."""

    key: str
    title: str
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a form. With `lines` they are fixed and `head` names their column; without, the unit adds its own."""

    key: str
    title: str
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    head: str = ""

    @property
    def is_free(self) -> bool:
        """The unit adds its own lines."""
        return not self.lines

    def column(self, key: str) -> Column | None:
        """A column by its key."""
        return next((one for one in self.columns if one.key == key), None)

    @property
    def totalled(self) -> tuple[Column, ...]:
        """Columns that are added up."""
        return tuple(one for one in self.columns if one.total and one.is_numeric)


@dataclass(frozen=True, slots=True)
class Ref:
    """A figure of a form: a column of a sheet in one line, in each line, or its total."""

    sheet: str
    column: str
    line: str = TOTAL

    def __str__(self) -> str:
        return f"{self.sheet}.{self.column}.{self.line}"


def ref(words: str) -> Ref | None:
    """A reference as it stands in a form field."""
    parts = words.split(".")
    return Ref(*parts) if len(parts) == 3 else None


@dataclass(frozen=True, slots=True)
class Rule:
    """`left` compared with the sum of `right`."""

    left: Ref
    sign: str
    right: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole form."""

    sheets: tuple[Sheet, ...] = ()
    rules: tuple[Rule, ...] = ()

    def sheet(self, key: str) -> Sheet | None:
        """A sheet by its key."""
        return next((one for one in self.sheets if one.key == key), None)

    def refs(self) -> Iterator[tuple[Ref, str]]:
        """Every figure that a rule may name, with its words."""
        for sheet in self.sheets:
            for column in sheet.columns:
                if not column.is_numeric:
                    continue
                named = f"{sheet.title} · {column.title}"
                yield Ref(sheet.key, column.key, TOTAL), _("%(name)s · cộng cột") % {"name": named}
                yield Ref(sheet.key, column.key, EACH), _("%(name)s · từng dòng") % {"name": named}
                for line in sheet.lines:
                    yield Ref(sheet.key, column.key, line.key), f"{named} · {line.title}"

    def words(self, rule: Rule) -> str:
        """A rule as people read it."""
        named = dict(self.refs())
        right = " + ".join(named.get(one, str(one)) for one in rule.right)
        return f"{named.get(rule.left, str(rule.left))} {Sign(rule.sign).label} {right}"


@dataclass(slots=True)
class _Faults:
    found: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.found.append(words)


def problems(shape: Shape) -> list[str]:
    """What keeps a shape from being published, in words; empty when nothing does."""
    faults = _Faults()
    if not shape.sheets:
        faults.say(_("Biểu chưa có bảng nào."))
    if len(shape.sheets) > MOST_SHEETS or len(shape.rules) > MOST_RULES:
        faults.say(_("Biểu có quá 10 bảng hoặc quá 60 quy tắc kiểm tra."))
    _twice(faults, _("Hai bảng trùng tên: %(name)s."), [sheet.title for sheet in shape.sheets])
    for sheet in shape.sheets:
        _sheet(faults, sheet)
    known = {found for found, _words in shape.refs()}
    for rule in shape.rules:
        if not {rule.left, *rule.right} <= known or not rule.right:
            faults.say(_("Một quy tắc kiểm tra nhắc tới cột hoặc dòng không còn trong biểu: hãy xem lại trang quy tắc."))
        elif not _comparable(rule):
            faults.say(_("Quy tắc so từng dòng chỉ dùng các cột của cùng một bảng: %(rule)s.") % {"rule": shape.words(rule)})
    return faults.found


def _comparable(rule: Rule) -> bool:
    each = [one for one in (rule.left, *rule.right) if one.line == EACH]
    return not each or (len(each) == 1 + len(rule.right) and len({one.sheet for one in each}) == 1)


def _sheet(faults: _Faults, sheet: Sheet) -> None:
    named = {"name": sheet.title}
    if not sheet.columns:
        faults.say(_("Bảng «%(name)s» chưa có cột nào.") % named)
    if len(sheet.columns) > MOST_COLUMNS or len(sheet.lines) > MOST_LINES:
        faults.say(_("Bảng «%(name)s» có quá 40 cột hoặc quá 300 dòng cố định.") % named)
    _twice(faults, _("Bảng «%(sheet)s» có hai cột trùng tên: %(name)s."), [one.title for one in sheet.columns], sheet.title)
    _twice(faults, _("Bảng «%(sheet)s» có hai dòng trùng tên: %(name)s."), [one.title for one in sheet.lines], sheet.title)
    for column in sheet.columns:
        _column(faults, sheet, column)


def _column(faults: _Faults, sheet: Sheet, column: Column) -> None:
    named = {"sheet": sheet.title, "name": column.title}
    if column.kind == ColumnKind.LIST and len(column.choices) < 2:
        faults.say(_("Cột «%(name)s» của bảng «%(sheet)s» là danh mục nhưng chưa có hai giá trị để chọn.") % named)
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        faults.say(_("Cột «%(name)s» của bảng «%(sheet)s» có mức nhỏ nhất lớn hơn mức lớn nhất.") % named)
    parts = [sheet.column(key) for key in column.sum_of]
    if column.sum_of and not (column.is_numeric and all(one and one.is_numeric and not one.is_computed for one in parts)):
        faults.say(_("Cột «%(name)s» của bảng «%(sheet)s» chỉ cộng được các cột số tự nhập trong cùng bảng.") % named)


def _twice(faults: _Faults, words: str, titles: list[str], sheet: str = "") -> None:
    seen: set[str] = set()
    for title in titles:
        key = phrase_key(title)
        if key in seen:
            faults.say(words % {"name": title, "sheet": sheet})
        seen.add(key)


def to_json(shape: Shape) -> dict[str, Any]:
    """Plain values for the database."""
    return {
        "sheets": [
            {
                "key": sheet.key,
                "title": sheet.title,
                "head": sheet.head,
                "columns": [_column_json(column) for column in sheet.columns],
                "lines": [{"key": one.key, "title": one.title, "sum_of": list(one.sum_of)} for one in sheet.lines],
            }
            for sheet in shape.sheets
        ],
        "rules": [{"left": str(rule.left), "sign": str(rule.sign), "right": [str(one) for one in rule.right]} for rule in shape.rules],
    }


def _column_json(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"key": column.key, "title": column.title, "kind": str(column.kind)}
    for name in ("required", "measure", "total"):
        if getattr(column, name):
            said[name] = getattr(column, name)
    for name in ("minimum", "maximum", "jump"):
        if getattr(column, name) is not None:
            said[name] = str(getattr(column, name))
    for name in ("choices", "sum_of"):
        if getattr(column, name):
            said[name] = list(getattr(column, name))
    return said


def from_json(said: dict[str, Any]) -> Shape:
    """The shape as it was kept."""
    return Shape(
        tuple(
            Sheet(
                one["key"],
                one["title"],
                tuple(_column_from(column) for column in one["columns"]),
                tuple(Line(line["key"], line["title"], tuple(line["sum_of"])) for line in one["lines"]),
                one["head"],
            )
            for one in said.get("sheets", ())
        ),
        tuple(
            Rule(left, rule["sign"], tuple(one for words in rule["right"] if (one := ref(words))))
            for rule in said.get("rules", ())
            if (left := ref(rule["left"]))
        ),
    )


def _column_from(said: dict[str, Any]) -> Column:
    values = dict(said)
    for name in ("minimum", "maximum", "jump"):
        if name in values:
            values[name] = decimal(values[name])
    for name in ("choices", "sum_of"):
        values[name] = tuple(values.get(name, ()))
    return Column(**values)


def decimal(words: str) -> Decimal | None:
    """A canonical number, None for anything else."""
    try:
        return Decimal(words)
    except (InvalidOperation, TypeError, ValueError):
        return None


def free_key(prefix: str, taken: set[str]) -> str:
    """A key that nobody has: "c1", "c2" …"""
    n = 1
    while f"{prefix}{n}" in taken:
        n += 1
    return f"{prefix}{n}"
