"""A submission as .xlsx: sections on one sheet, progress lines on the next, what is only shown on the last. Texts are written as texts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from trienkhai.reporting.paper_docx import work_heads

if TYPE_CHECKING:
    from trienkhai.reporting.paper import Paper

SECTIONS, WORKS, MORE = "Báo cáo", "Tiến độ", "Kèm theo"
MOST = 32_000
"""Letters that fit into one cell; a longer section goes on in the next line of the same mark."""
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(paper: Paper) -> bytes:
    """The bytes of the .xlsx."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": paper.title[:250]})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E2EFF1"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    bold = book.add_format({"bold": True})
    page = _sheet(book, SECTIONS, (10, 40, 110))
    for at, words in enumerate((paper.unit, paper.title, paper.lead, paper.code)):
        page.write_string(at, 0, words, bold if at < 2 else None)
    _row(page, 5, [_("Mã"), _("Phần"), _("Nội dung")], head)
    at = 6
    for key, title, words in paper.sections:
        for start in range(0, max(len(words), 1), MOST):
            _row(page, at, [key, title, words[start : start + MOST]], cell)
            at += 1
    if paper.works:
        page = _sheet(book, WORKS, (14, 40, 18, 60, 40, 40))
        _row(page, 0, work_heads(), head)
        for at, work in enumerate(paper.works, start=1):
            _row(page, at, [work.code, work.title, work.state, work.text, work.result, work.difficulty], cell)
    _more(book, paper, head, cell)
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, widths: tuple[int, ...]) -> Any:
    page = book.add_worksheet(name)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    return page


def _row(page: Any, at: int, words: list[str], look: Any) -> None:
    for column, value in enumerate(words):
        page.write_string(at, column, value[:MOST], look)


def _more(book: Any, paper: Paper, head: Any, cell: Any) -> None:
    lines = [[title, name, value] for title, sums in paper.forms for name, value in sums]
    lines += [[title, value, source] for title, value, source in paper.figures]
    lines += [[_("Tệp kèm theo"), name, ""] for name in paper.files]
    if paper.late_reason:
        lines.append([_("Lý do nộp muộn"), paper.late_reason, ""])
    if lines:
        page = _sheet(book, MORE, (50, 50, 50))
        _row(page, 0, [_("Biểu, chỉ tiêu, tệp"), _("Mục"), _("Giá trị")], head)
        for at, line in enumerate(lines, start=1):
            _row(page, at, line, cell)
