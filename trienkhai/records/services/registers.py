"""A register as a file: printed and bound in the form of Decree 30/2020, Annex IV (Art. 16.2 and 22.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import clock, journal, lists
from trienkhai.records import permissions, selectors
from trienkhai.records.choices import Book
from trienkhai.records.models import NumberSeries
from trienkhai.records.selectors.registers import as_lines, heads_of, narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trienkhai.accounts.models import Person

AT_ONCE = 2_000


def hand_out_register(*, actor: Person, book: str, asked: selectors.Asked) -> tuple[bytes, str]:
    """The lines asked for as .xlsx in the order of their numbers, and a name for the file; who took it is written down."""
    verb = "outgoing.see" if book == Book.OUT else "incoming.see"
    unit_id = asked.unit_id or next(iter(permissions.units_where(actor, verb)), 0)
    permissions.body_door(actor, unit_id, verb)
    year = asked.year or clock.today().year
    series = NumberSeries.objects.filter(unit_id=unit_id, book=book, year=year)
    rows = narrowed(book, [one.pk for one in series], asked).order_by("number", "series_id")
    title = f"SỔ ĐĂNG KÝ VĂN BẢN {'ĐI' if book == Book.OUT else 'ĐẾN'} năm {year}"
    data = lists.write(lists.Sheet("so", title, heads_of(book), _cells(book, rows)), "xlsx")
    journal.record(actor, "records.register.taken", None, unit_id, book=book, year=year)
    return data, f"so-van-ban-{'di' if book == Book.OUT else 'den'}-{year}.xlsx"


def _cells(book: str, rows: object) -> Iterator[tuple[str, ...]]:
    held: list[object] = []
    for row in rows.iterator(AT_ONCE):  # type: ignore[attr-defined]
        held.append(row)
        if len(held) == AT_ONCE:
            yield from (line.cells for line in as_lines(book, held))
            held = []
    yield from (line.cells for line in as_lines(book, held))
