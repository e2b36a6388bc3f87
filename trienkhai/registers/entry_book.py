"""A register as a workbook: a unit's lines of a year out and in again, and all that a person sees of a year."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal
from trienkhai.registers import cells, taking, workbook
from trienkhai.registers.shape import Column, Shape, Sheet
from trienkhai.registers.workbook import Cover

if TYPE_CHECKING:
    from collections.abc import Callable

    from trienkhai.registers.builtin import Definition

MARK, KEY, UNDER = "SO", "c98", "c99"
"""The kind of code on such a workbook, and the columns that say which line stands there and under which it stands."""
_CODE = re.compile(r"D(\d{1,18})-(\d{1,9})")
_LINE = re.compile(r"D(\d{1,18})(?:-\d{1,9})?")


def shape_of(definition: Definition) -> Shape:
    """The register's columns, after them the code of the line; a new line has none."""
    more = [Column(KEY, _("Mã dòng (để trống khi thêm dòng mới)"))]
    more += [Column(UNDER, _("Mã dòng cuộc kiểm tra"))] if definition.parent else []
    return Shape((Sheet("b1", definition.title, (*definition.columns, *more)),))


def line_code(pk: int, version: int) -> str:
    """Which line, and how it stood when the workbook was made."""
    return f"D{pk}-{version}"


def read_line(words: str) -> tuple[int, int] | None:
    """The line and version that a code names."""
    found = _CODE.fullmatch(words.strip())
    return (int(found[1]), int(found[2])) if found else None


def read_parent(words: str) -> int | None:
    """The line under which another stands."""
    found = _LINE.fullmatch(words.strip())
    return int(found[1]) if found else None


def cover_of(register_id: int, unit_id: int, definition: Definition, lead: str) -> Cover:
    """What stands over a unit's lines."""
    return Cover(register_id, unit_id, definition.title, lead, MARK)


def check(register_id: int, unit_id: int) -> Callable[[Any], None]:
    """Refuses a workbook of another register or unit."""

    def look(book: Any) -> None:
        known = taking.code_of(book, MARK)
        again = _("Hãy tải tệp mẫu của sổ tại trang này, chép số liệu sang rồi nạp lại.")
        if known is None:
            raise Refusal(_("Không thấy mã tệp sổ ở đầu trang đầu tiên, hoặc mã đã bị sửa."), again)
        if known != (register_id, unit_id):
            raise Refusal(_("Tệp này lập cho đơn vị khác hoặc sổ khác."), again)

    return look


def year_book(
    definition: Definition, title: str, rows: Iterable[tuple[list[str], dict[str, Any], list[str]]], names: dict[int, str]
) -> bytes:
    """All lines of a year: their unit, their columns, then the step they stand at and the days of their steps."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, workbook.OPTIONS)
    book.set_properties({"title": title})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E2EFF1"})
    words = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    number = book.add_format({"border": 1, "num_format": "#,##0.######", "valign": "top"})
    page = book.add_worksheet(workbook.sheet_name(1, definition.sheet))
    steps = [one.title for one in definition.steps]
    heads = [_("Đơn vị"), *(workbook.head_of(column) for column in definition.columns), _("Bước hiện tại"), *steps]
    page.write_row(0, 0, heads, head)
    for at, width in enumerate([40, *(16 if column.is_numeric else 26 for column in definition.columns), *[20] * (1 + len(steps))]):
        page.set_column(at, at, width)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for line, (before, values, after) in enumerate(rows, start=1):
        for at, said in enumerate(before):
            page.write_string(line, at, said, words)
        for at, column in enumerate(definition.columns, start=len(before)):
            value = values.get(column.key)
            figure = cells.number_of(value) if column.is_numeric else None
            if figure is not None:
                page.write_number(line, at, float(figure), number)
            else:
                page.write_string(line, at, cells.shown(column, value, names), words)
        for at, said in enumerate(after, start=len(before) + len(definition.columns)):
            page.write_string(line, at, said, words)
    book.close()
    return out.getvalue()
