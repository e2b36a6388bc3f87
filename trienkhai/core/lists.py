"""A list as a file to take away: .xlsx or .csv. What somebody typed stays text: nothing in it can become a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, text
from trienkhai.core.errors import Refusal

KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its heads. `name` is what its file is called."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write(sheet: Sheet, kind: str) -> bytes:
    """The bytes of a file; `kind` is one of `KINDS`."""
    return _xlsx(sheet) if kind == "xlsx" else _csv(sheet)


def answer(sheet: Sheet, kind: str) -> HttpResponse:
    """The file as a browser takes it."""
    out = HttpResponse(write(sheet, kind), content_type=KINDS[kind])
    out["Content-Disposition"] = f'attachment; filename="{sheet.name}-{clock.today():%Y%m%d}.{kind}"'
    files.keep_inert(out)
    return out


def _xlsx(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"constant_memory": True, **plain})
    book.set_properties({"title": sheet.title})
    page = book.add_worksheet("Danh sách")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EDF3"})
    cell, day = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    page.freeze_panes(1, 0)
    page.set_column(0, max(0, len(sheet.heads) - 1), 22)
    page.write_row(0, 0, sheet.heads, head)
    for at, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            page.write(at, column, "" if value is None else value, day if isinstance(value, dt.date) else cell)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return out.getvalue()


def _csv(sheet: Sheet) -> bytes:
    """With a byte order mark, so that spreadsheets see the letters; a cell that would be a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.heads)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    if isinstance(value, dt.date):
        return text.date(value)
    words = "" if value is None else str(value)
    return f"'{words}" if isinstance(value, str) and words.startswith(_DANGEROUS) else words


MOST_PAGES = 400


def gather(read: Callable[[int], tuple[Iterable[Sequence[Cell]], int]]) -> list[Sequence[Cell]]:
    """All rows of a list that is read a page at a time: `read(n)` gives those of page n, and how many pages there are.

    Raises Refusal for a list that is too long for a file.
    """
    first, pages = read(1)
    if pages > MOST_PAGES:
        raise Refusal(_("Danh sách quá dài cho một tệp."), _("Hãy thu hẹp danh sách bằng bộ lọc rồi tải."))
    rows = list(first)
    for number in range(2, pages + 1):
        rows += read(number)[0]
    return rows
