"""A unit's form as a workbook: protected heads, typed cells with drop-downs, the version it was made of, and faults marked.

Rows are written as they come (xlsxwriter, constant memory); nothing that was typed can become a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.signing import Signer
from django.utils.translation import gettext as _

from trienkhai.registers import cells
from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import Column, Shape, Sheet

MOST_ROWS = 50_000
"""Lines of one free sheet."""
HEAD, FIRST = 4, 5
"""The rows of the heads and of the first line, as a spreadsheet counts."""
LISTS = "Danh mục"
_NAME = re.compile(r"[\[\]:*?/\\']")
_LONG = 250

Rows = Iterable[tuple[int, Mapping[str, Any]]]
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands over the tables of a workbook."""

    filling_id: int
    version: int
    title: str
    lead: str
    mark: str = "BM"

    @property
    def code(self) -> str:
        """Which filling of which version, or which register of which unit, the workbook is for; nobody can make one up."""
        said = f"{self.filling_id}-{self.version}"
        return f"{self.mark}-{said}-{_sign(said, self.mark)}"


def _sign(said: str, mark: str) -> str:
    salt = "registers.workbook" if mark == "BM" else f"registers.workbook.{mark}"
    return re.sub(r"[^0-9A-Za-z]", "", Signer(salt=salt).signature(said))[:12]


def read_code(words: str, mark: str = "BM") -> tuple[int, int] | None:
    """The two numbers that a code names; None when it was not made here."""
    found = re.fullmatch(mark + r"-(\d{1,18})-(\d{1,18})-([0-9A-Za-z]{12})", words.strip())
    if found is None or _sign(f"{found[1]}-{found[2]}", mark) != found[3]:
        return None
    return int(found[1]), int(found[2])


def sheet_name(at: int, sheet: Sheet) -> str:
    """What a sheet is called in the workbook: its number keeps names apart, 31 letters are all that fit."""
    return f"{at}. {_NAME.sub(' ', sheet.title)}"[:31].strip()


def head_of(column: Column) -> str:
    """The head of a column, with its measure; a star for what must be filled in."""
    measure = f" ({column.measure})" if column.measure else ""
    return f"{column.title}{measure}{' *' if column.required else ''}"


def heads(sheet: Sheet) -> list[str]:
    """All heads of a sheet from the left."""
    first = [_("TT")] if sheet.is_free else [_("TT"), sheet.head or _("Nội dung")]
    return [*first, *(head_of(column) for column in sheet.columns)]


@dataclass(slots=True)
class _Style:
    book: Any
    made: dict[tuple[str, bool, bool], Any] = field(default_factory=dict)

    def __call__(self, column: Column | None, *, locked: bool = False, marked: bool = False) -> Any:
        kind = column.kind if column else ""
        key = (str(kind), locked, marked)
        if key not in self.made:
            look: dict[str, Any] = {"border": 1, "valign": "top", "locked": locked, "text_wrap": not (column and column.is_numeric)}
            look |= {"bg_color": "#FBE4E1", "font_color": "#A3231C"} if marked else {"bg_color": "#F1F3F1"} if locked else {}
            look["num_format"] = {"number": "#,##0.######", "money": "#,##0", "date": "dd/mm/yyyy"}.get(str(kind), "@")
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def write(
    cover: Cover, shape: Shape, rows: Mapping[str, Rows], units: Mapping[int, str], faults: Mapping[tuple[str, int, str], str] | None = None
) -> bytes:
    """The workbook's bytes; `faults` by (sheet, place, column) are coloured and say in a comment what is wrong."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": cover.title, "comments": cover.code})
    style, marks = _Style(book), faults or {}
    long_lists: list[Column] = []
    for at, sheet in enumerate(shape.sheets, start=1):
        page = book.add_worksheet(sheet_name(at, sheet))
        _top(book, page, cover, sheet)
        _frame(page, sheet, style)
        last = _lines(page, sheet, rows.get(sheet.key, ()), style, units, marks)
        _validate(page, sheet, last, long_lists)
        page.protect("", {"insert_rows": True, "delete_rows": sheet.is_free, "format_cells": True, "format_columns": True, "sort": True})
    if long_lists:
        _list_sheet(book, long_lists)
    book.close()
    return out.getvalue()


def _top(book: Any, page: Any, cover: Cover, sheet: Sheet) -> None:
    bold = book.add_format({"bold": True, "font_size": 13})
    note = book.add_format({"font_color": "#55605C", "italic": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1, "bg_color": "#E2EFF1"})
    page.write_string(0, 0, f"{cover.title} – {sheet.title}", bold)
    page.write_string(1, 0, cover.lead, note)
    page.write_string(2, 0, cover.code, note)
    page.set_row(HEAD - 1, 45)
    for at, words in enumerate(heads(sheet)):
        page.write_string(HEAD - 1, at, words, head)
    page.freeze_panes(HEAD, 1 if sheet.is_free else 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD - 1)


def _frame(page: Any, sheet: Sheet, style: _Style) -> None:
    page.set_column(0, 0, 6, style(None, locked=True))
    first = 1
    if not sheet.is_free:
        page.set_column(1, 1, 40, style(None, locked=True))
        first = 2
    for at, column in enumerate(sheet.columns, start=first):
        width = 16 if column.is_numeric or column.kind in {ColumnKind.DATE, ColumnKind.YESNO} else 28
        page.set_column(at, at, width, style(column, locked=column.is_computed))


def _lines(page: Any, sheet: Sheet, rows: Rows, style: _Style, units: Mapping[int, str], marks: Mapping[tuple[str, int, str], str]) -> int:
    """Write the lines; the row after the last one."""
    if not sheet.is_free:
        known = dict(rows)
        rows = [(place, known.get(place, {})) for place in range(1, len(sheet.lines) + 1)]
    first, at = (1 if sheet.is_free else 2), FIRST - 1
    for at, (place, values) in enumerate(rows, start=FIRST - 1):
        page.write_number(at, 0, at - FIRST + 2, style(None, locked=True))
        locked = False
        if not sheet.is_free:
            line = sheet.lines[place - 1]
            locked = bool(line.sum_of)
            page.write_string(at, 1, line.title, style(None, locked=True))
        for step, column in enumerate(sheet.columns, start=first):
            said = marks.get((sheet.key, place, column.key), "")
            look = style(column, locked=locked or column.is_computed, marked=bool(said))
            _write(page, at, step, column, values.get(column.key), look, units)
            if said:
                page.write_comment(at, step, said, {"x_scale": 2})
    return at + 1


def _write(page: Any, row: int, at: int, column: Column, value: Any, look: Any, units: Mapping[int, str]) -> None:
    if cells.is_blank(value):
        page.write_blank(row, at, None, look)
    elif isinstance(value, dict):
        page.write_string(row, at, str(value["raw"]), look)
    elif column.is_numeric:
        page.write_number(row, at, float(Decimal(value)), look)
    elif column.kind == ColumnKind.DATE:
        page.write_datetime(row, at, dt.datetime.fromisoformat(value), look)
    else:
        page.write_string(row, at, cells.shown(column, value, units), look)


def _validate(page: Any, sheet: Sheet, last: int, long_lists: list[Column]) -> None:
    first = 1 if sheet.is_free else 2
    end = FIRST - 2 + (MOST_ROWS if sheet.is_free else len(sheet.lines))
    for at, column in enumerate(sheet.columns, start=first):
        rule = _validation(column, long_lists) if not column.is_computed else None
        if rule:
            page.data_validation(FIRST - 1, at, max(end, last), at, rule)


def _validation(column: Column, long_lists: list[Column]) -> dict[str, Any] | None:
    if column.kind == ColumnKind.YESNO:
        return {"validate": "list", "source": [_("Có"), _("Không")]}
    if column.kind == ColumnKind.LIST:
        if len(",".join(column.choices)) < _LONG and not any("," in choice for choice in column.choices):
            return {"validate": "list", "source": list(column.choices)}
        long_lists.append(column)
        letter = xlsxwriter.utility.xl_col_to_name(len(long_lists) - 1)
        return {"validate": "list", "source": f"='{LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}"}
    if column.kind == ColumnKind.DATE:
        words = _("Nhập ngày/tháng/năm, ví dụ 06/02/2026.")
        span = {"criteria": "between", "minimum": dt.date(1900, 1, 1), "maximum": dt.date(2200, 12, 31)}
        return {"validate": "date", **span, "error_message": words, "error_type": "warning"}
    if not column.is_numeric:
        return None
    low = float(column.minimum) if column.minimum is not None else -1e15
    high = float(column.maximum) if column.maximum is not None else 1e15
    words = _("Nhập số trong khoảng cho phép.")
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_message": words,
        "error_type": "warning",
    }


def _list_sheet(book: Any, columns: list[Column]) -> None:
    """The values of long lists, in a sheet of their own that everybody sees."""
    page = book.add_worksheet(LISTS)
    head = book.add_format({"bold": True, "bg_color": "#E2EFF1", "border": 1})
    longest = max(len(column.choices) for column in columns)
    for at, column in enumerate(columns):
        page.write_string(0, at, column.title, head)
        page.set_column(at, at, 40)
    for row in range(longest):
        for at, column in enumerate(columns):
            if row < len(column.choices):
                page.write_string(row + 1, at, column.choices[row])
    page.protect()
