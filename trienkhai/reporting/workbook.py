"""The figures of a report as .xlsx, one sheet a question, and the rows under them so that every figure can be recomputed.

Rows go from the database to the file as they come: a province's 800,000 take no more memory than a hundred.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from trienkhai.plans.choices import Duty, State, Timeliness
from trienkhai.reporting.models import ReportRow
from trienkhai.units import selectors as units

SHEET_ROWS = 1_000_000
"""Rows of one sheet under its head; the format ends at 1,048,576."""

if TYPE_CHECKING:
    from trienkhai.reporting.rollup import Figures
    from trienkhai.reporting.selectors import Content


def write(content: Content) -> bytes:
    """The workbook's bytes. Texts are written as texts: nothing a unit typed can become a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": content.report.title})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EDF3"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    style = {"head": head, "cell": cell, "bold": book.add_format({"bold": True, "border": 1})}
    _tasks(book, content, style)
    _branches(book, content, style)
    _rows(book, content, style)
    book.close()
    return out.getvalue()


def _heads() -> list[str]:
    return [
        _("Số việc"),
        _("Hoàn thành đúng hạn"),
        _("Hoàn thành quá hạn"),
        _("Trong hạn"),
        _("Quá hạn chưa xong"),
        _("Thường xuyên: tổng"),
        _("Thường xuyên: có minh chứng"),
        _("Có báo cáo trong kỳ"),
        _("Tạm dừng"),
    ]


def _values(figures: Figures) -> list[int]:
    ways = [figures.done_on_time, figures.done_late, figures.open_in_time, figures.open_overdue]
    return [figures.total, *ways, figures.steady, figures.steady_done, figures.reported, figures.suspended]


def _sheet(book: Any, name: str, heads: list[str], widths: list[int], style: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, heads, style["head"])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _tasks(book: Any, content: Content, style: dict[str, Any]) -> None:
    sheet = _sheet(book, _("Theo nhiệm vụ"), [_("Mục"), _("Nhiệm vụ"), *_heads()], [10, 60, *[12] * 9], style)
    for at, line in enumerate(content.tasks, start=1):
        sheet.write_row(at, 0, [line.task.key, line.task.title, *_values(line.figures)], style["cell"])
    sheet.write_row(len(content.tasks) + 1, 0, ["", _("Cộng"), *_values(content.sums.whole)], style["bold"])


def _branches(book: Any, content: Content, style: dict[str, Any]) -> None:
    sheet = _sheet(book, _("Theo nhánh đơn vị"), [_("Nhánh đơn vị"), *_heads()], [50, *[12] * 9], style)
    for at, line in enumerate(content.branches, start=1):
        sheet.write_row(at, 0, [line.name, *_values(line.figures)], style["cell"])
    sheet.write_row(len(content.branches) + 1, 0, [_("Cộng"), *_values(content.sums.whole)], style["bold"])


def _rows(book: Any, content: Content, style: dict[str, Any]) -> None:
    """One row an obligation; a sheet that is full goes on in the next one."""
    owed = ReportRow.objects.filter(report=content.report)
    known = units.units_by_ids(list(owed.values_list("unit_id", flat=True).distinct()))
    rows = owed.order_by("task__order", "unit_id").values_list(
        "task__key", "unit_id", "duty", "state", "timeliness", "progress__text", "progress__result", "progress__difficulty"
    )
    sheet = _row_sheet(book, 1, style)
    for number, (key, unit_id, duty, state, timeliness, *said) in enumerate(rows.iterator(chunk_size=2000)):
        page, at = divmod(number, SHEET_ROWS)
        if page and not at:
            sheet = _row_sheet(book, page + 1, style)
        words = [str(Duty(duty).label), str(State(state).label), str(Timeliness(timeliness).label), *(part or "" for part in said)]
        sheet.write_row(at + 1, 0, [key, known[unit_id].name if unit_id in known else "", *words], style["cell"])


def _row_sheet(book: Any, page: int, style: dict[str, Any]) -> Any:
    heads = [_("Mục"), _("Đơn vị"), _("Vai trò"), _("Trạng thái"), _("Thời hạn"), _("Nội dung báo cáo"), _("Kết quả"), _("Vướng mắc")]
    name = _("Từng việc") if page == 1 else f"{_('Từng việc')} ({page})"
    return _sheet(book, name, heads, [10, 40, 12, 18, 20, 60, 40, 40], style)
