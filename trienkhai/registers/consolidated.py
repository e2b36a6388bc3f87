"""What all units sent as one workbook: every line with its unit, sums by branch, who has not sent. Rows are streamed to the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from trienkhai.registers import cells, naming, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import WRITTEN, FillingState
from trienkhai.registers.models import Filling, FormRow
from trienkhai.registers.selectors.collections import named_branches, sums_by_branch
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.registers.models import Collection
    from trienkhai.registers.shape import Sheet

CHUNK, SHEET_ROWS = 2000, 1_000_000


def write(row: Collection) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, workbook.OPTIONS)
    book.set_properties({"title": row.version.form.title})
    style = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E2EFF1"}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"border": 1, "num_format": "#,##0.######", "valign": "top"}),
        "bold": book.add_format({"border": 1, "bold": True, "num_format": "#,##0.######"}),
    }
    shape = shapes.from_json(row.version.shape)
    counted = Filling.objects.filter(collection=row).exclude(state=FillingState.RELEASED).order_by("path")
    fillings = list(counted.values_list("unit_id", "path", "state", "sums"))
    names = units.last_names({unit_id for unit_id, *_rest in fillings})
    for at, sheet in enumerate(shape.sheets, start=1):
        _sums(book, row, sheet, at, [(path, state, sums) for _unit, path, state, sums in fillings], style)
        _rows(book, row, sheet, at, names, style)
    _waiting(book, [names.get(unit_id, "–") for unit_id, _path, state, _sums in fillings if state in WRITTEN], style)
    book.close()
    return out.getvalue()


def _page(book: Any, name: str, heads: list[str], widths: list[int], style: dict[str, Any]) -> Any:
    page = book.add_worksheet(name[:31])
    page.write_row(0, 0, heads, style["head"])
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    return page


def _sums(book: Any, row: Collection, sheet: Sheet, at: int, fillings: list[tuple[str, str, Any]], style: dict[str, Any]) -> None:
    columns = sheet.totalled
    heads = [_("Nhánh đơn vị"), _("Đơn vị phải gửi"), _("Đã gửi"), *(workbook.head_of(column) for column in columns)]
    page = _page(book, f"{at}. {_('Cộng theo nhánh')}", heads, [50, 12, 12, *[16] * len(columns)], style)
    found = named_branches(row, sums_by_branch(fillings, sheet.key, row.period.owner_path))
    for line, branch in enumerate(found, start=1):
        page.write_string(line, 0, branch.name, style["text"])
        figures = [branch.asked, branch.sent, *(float(branch.sums.get(column.key, Decimal(0))) for column in columns)]
        page.write_row(line, 1, figures, style["number"])
    end = len(found) + 1
    page.write_string(end, 0, _("Cộng"), style["bold"])
    whole = [sum((branch.sums.get(column.key, Decimal(0)) for branch in found), Decimal(0)) for column in columns]
    page.write_row(end, 1, [sum(b.asked for b in found), sum(b.sent for b in found), *map(float, whole)], style["bold"])


def _stored(row: Collection, sheet: Sheet) -> Iterator[Any]:
    lines = FormRow.objects.filter(filling__collection=row, filling__state=FillingState.SENT, sheet=sheet.key)
    found = lines.order_by("filling__path", "filling_id", "place").values_list("filling__unit_id", "place", "values")
    return iter(found.iterator(chunk_size=CHUNK))


def _rows(book: Any, row: Collection, sheet: Sheet, at: int, names: dict[int, str], style: dict[str, Any]) -> None:
    """Every line that was sent; a sheet that is full goes on in the next one."""
    label = _("TT") if sheet.is_free else (sheet.head or _("Nội dung"))
    heads = [_("Đơn vị"), label, *(workbook.head_of(column) for column in sheet.columns)]
    widths = [40, 8 if sheet.is_free else 40, *(16 if column.is_numeric else 28 for column in sheet.columns)]
    number, page = 0, _page(book, workbook.sheet_name(at, sheet), heads, widths, style)
    stored = _stored(row, sheet)
    while part := list(islice(stored, CHUNK)):
        meant = naming.names_of(sheet, (values for _unit, _place, values in part))
        for unit_id, place, values in part:
            turn, line = divmod(number, SHEET_ROWS)
            if turn and not line:
                page = _page(book, f"{workbook.sheet_name(at, sheet)[:26]} ({turn + 1})", heads, widths, style)
            page.write_string(line + 1, 0, names.get(unit_id, "–"), style["text"])
            page.write(line + 1, 1, place if sheet.is_free else sheet.lines[place - 1].title, style["text"])
            for step, column in enumerate(sheet.columns, start=2):
                value = values.get(column.key)
                figure = cells.number_of(value) if column.is_numeric else None
                if figure is not None:
                    page.write_number(line + 1, step, float(figure), style["number"])
                else:
                    page.write_string(line + 1, step, cells.shown(column, value, meant), style["text"])
            number += 1


def _waiting(book: Any, names: list[str], style: dict[str, Any]) -> None:
    page = _page(book, _("Chưa gửi"), [_("TT"), _("Đơn vị chưa gửi")], [8, 60], style)
    for at, name in enumerate(names, start=1):
        page.write_number(at, 0, at, style["number"])
        page.write_string(at, 1, name, style["text"])
