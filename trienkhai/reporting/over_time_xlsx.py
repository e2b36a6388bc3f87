"""Completeness and timeliness over time as .xlsx: one sheet by period, one by branch and period."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from trienkhai.reporting.selectors.over_time import OverTime
    from trienkhai.reporting.selectors.rounds import Tally

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def heads() -> list[str]:
    """The heads over a tally."""
    first = [_("Phải nộp khi mở"), _("Phải nộp hiện nay"), _("Đã nộp"), _("Có nội dung"), _("Không phát sinh")]
    return [*first, _("Đúng hạn"), _("Muộn"), _("Quá hạn chưa nộp"), _("Đã chấp nhận")]


def figures(tally: Tally) -> list[int]:
    """A tally under its heads."""
    sent = tally.on_time + tally.late
    first = [tally.opening, tally.expected, sent, sent - tally.nil, tally.nil]
    return [*first, tally.on_time, tally.late, tally.overdue, tally.accepted]


def write(found: OverTime) -> bytes:
    """The bytes of the .xlsx."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": found.regime.name})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E2EFF1"})
    page = _sheet(book, _("Theo kỳ"), [_("Kỳ"), *heads()], head)
    for at, one in enumerate(found.periods, start=1):
        _row(page, at, [one.round.period.label], figures(one.tally))
    page = _sheet(book, _("Theo nhánh"), [_("Nhánh"), _("Kỳ"), *heads()[1:]], head)
    lines = [
        (line.branch.name, one.round.period.label, tally)
        for line in found.branches
        for one, tally in zip(found.periods, line.cells, strict=True)
        if tally is not None
    ]
    for at, (name, label, tally) in enumerate(lines, start=1):
        _row(page, at, [name, label], figures(tally)[1:])
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, words: list[str], head: Any) -> Any:
    page = book.add_worksheet(name)
    page.set_column(0, 0, 40)
    page.set_column(1, len(words), 16)
    for column, value in enumerate(words):
        page.write_string(0, column, value, head)
    page.freeze_panes(1, 0)
    return page


def _row(page: Any, at: int, words: list[str], numbers: list[int]) -> None:
    for column, value in enumerate(words):
        page.write_string(at, column, value)
    for column, number in enumerate(numbers, start=len(words)):
        page.write_number(at, column, number)
