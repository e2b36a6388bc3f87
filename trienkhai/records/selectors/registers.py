"""The registers of what went out and came in: a page of a year, filtered, and the whole as rows of Decree 30/2020, Annex IV."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, text
from trienkhai.core.paging import page_of
from trienkhai.records import permissions
from trienkhai.records.choices import Book
from trienkhai.records.models import IncomingDocument, NumberSeries, OutgoingDocument
from trienkhai.records.selectors.outgoing import units_to
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.paginator import Page

    from trienkhai.accounts.models import Person

PAGE_ROWS = 50
OUT_HEADS = (
    *("Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản"),
    *("Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"),
)
"""Decree 30/2020, Annex IV, part I."""
IN_HEADS = (
    *("Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản"),
    *("Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"),
)
"""Decree 30/2020, Annex IV, part VI."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines of a register: the unit, the year, a type, words, days, cancelled ones alone."""

    unit_id: int | None = None
    year: int | None = None
    doc_type: str = ""
    words: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line in the columns of Annex IV, and what it leads to."""

    id: int
    cells: tuple[str, ...]
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of a register."""

    book: str
    unit_id: int
    unit_name: str
    units: list[tuple[int, str]]
    year: int
    years: list[int]
    types: list[str]
    heads: tuple[str, ...]
    lines: list[RegisterLine]
    page: Page[Any]
    asked: Asked


def register_page(*, viewer: Person, book: str, asked: Asked, page: int = 1) -> RegisterPage:
    """One page of the register of one unit and year, newest number first. A constant number of queries, whatever the register holds."""
    verb = "outgoing.see" if book == Book.OUT else "incoming.see"
    choices = units_to(viewer, verb)
    unit_id = asked.unit_id or (choices[0][0] if choices else 0)
    permissions.body_door(viewer, unit_id, verb)
    series = list(NumberSeries.objects.filter(unit_id=unit_id, book=book))
    year = asked.year or clock.today().year
    rows = narrowed(book, [one.pk for one in series if one.year == year], asked)
    total = _total(book, series, year, asked, rows)
    shown = page_of(rows.order_by("-number", "-series_id"), PAGE_ROWS, page, total=total)
    shown.object_list = list(shown.object_list)
    name = units.last_known(unit_id=unit_id).name
    years = sorted({one.year for one in series} | {clock.today().year, year}, reverse=True)
    types = sorted({one.doc_type for one in series if one.doc_type})
    lines = list(as_lines(book, shown.object_list))
    return RegisterPage(book, unit_id, name, choices, year, years, types, heads_of(book), lines, shown, asked)


def heads_of(book: str) -> tuple[str, ...]:
    """The columns of Annex IV."""
    return OUT_HEADS if book == Book.OUT else IN_HEADS


def narrowed(book: str, series: list[int], asked: Asked) -> QuerySet[Any]:
    """The lines asked for."""
    is_out = book == Book.OUT
    rows: QuerySet[Any] = OutgoingDocument.objects.all() if is_out else IncomingDocument.objects.select_related("handler")
    rows = rows.filter(series_id__in=series)
    if asked.doc_type:
        rows = rows.filter(doc_type=asked.doc_type)
    for word in text.fold(asked.words).split()[:8]:
        rows = rows.filter(search__contains=word)
    day = "issued_on" if is_out else "arrived_on"
    if asked.since:
        rows = rows.filter(**{f"{day}__gte": asked.since})
    if asked.until:
        rows = rows.filter(**{f"{day}__lte": asked.until})
    if asked.cancelled:
        rows = rows.filter(cancelled_at__isnull=False)
    return rows


def _total(book: str, series: list[NumberSeries], year: int, asked: Asked, rows: QuerySet[Any]) -> int:
    """Without a filter the series say how many lines there are: numbers have no gaps."""
    if asked.doc_type or asked.words or asked.since or asked.until or asked.cancelled:
        return rows.count()
    return sum(one.last - one.begun_at for one in series if one.year == year and one.book == book)


def as_lines(book: str, rows: list[Any]) -> Iterator[RegisterLine]:
    """Lines in the columns of Annex IV. Two queries at most."""
    if book == Book.OUT:
        for row in rows:
            note = f"Huỷ: {row.cancelled_why}" if row.cancelled_at else ""
            moved = text.date(clock.day_of(row.sent_at)) if row.sent_at else ""
            about = f"{row.doc_type.capitalize()} {row.title}" if row.doc_type != "công văn" else f"V/v {row.title}"
            places = "; ".join(line.strip() for line in row.recipients.splitlines() if line.strip())
            count = str(len(row.recipients.splitlines()))
            said = (row.code, text.date(row.issued_on), about, f"{row.signer_role} {row.signer_name}".strip(), places)
            yield RegisterLine(row.pk, (*said, "Văn thư", count, moved, "", note), bool(row.cancelled_at))
        return
    known = units.units_by_ids({row.handler_id for row in rows if row.handler_id})
    for row in rows:
        handler = known[row.handler_id].name if row.handler_id in known else ""
        notes = [f"Huỷ: {row.cancelled_why}" if row.cancelled_at else "", f"Hạn {text.date(row.due)}" if row.due else "", row.note]
        about = f"{row.doc_type.capitalize()} {row.title}".strip()
        first = (text.date(row.arrived_on), str(row.number), row.issuer, row.code, text.date(row.issued_on), about)
        cells = (*first, handler, text.date(row.handed_on), "", ". ".join(filter(None, notes)))
        yield RegisterLine(row.pk, cells, bool(row.cancelled_at))


@dataclass(frozen=True, slots=True)
class IncomingPage:
    """One line of the register of what came in."""

    row: IncomingDocument
    unit_name: str
    handler_name: str
    may_keep: bool


def get_incoming(*, viewer: Person, incoming_id: int) -> IncomingPage:
    """One line for its page; Hidden when it is not there for the viewer."""
    row = permissions.incoming_door(viewer, incoming_id)
    known = units.units_by_ids({row.unit_id, row.handler_id or row.unit_id})
    names = {unit_id: unit.name for unit_id, unit in known.items()}
    may_keep = permissions.can_keep(viewer, permissions.path_of(row.unit_id))
    return IncomingPage(row, names.get(row.unit_id, ""), names.get(row.handler_id or 0, ""), bool(may_keep))


def keeping_units(*, viewer: Person) -> list[tuple[int, str]]:
    """The units whose register of what comes in the viewer keeps; denied to who keeps none."""
    found = units_to(viewer, "incoming.keep")
    if not found:
        home = scope_of(viewer).home
        permissions.can_keep(viewer, home.path if home else "").require()
    return found


def unit_called(*, viewer: Person, words: str) -> int | None:
    """The one unit of that name or code; None when there is none or more than one. Names of units are everybody's to read."""
    if scope_of(viewer).home is None:
        return None
    found = units.search_units(words=words, limit=5)
    exact = [unit.id for unit in found if text.fold(unit.name) == text.fold(words) or unit.code.lower() == words.lower()]
    return exact[0] if len(exact) == 1 else (found[0].id if len(found) == 1 else None)


def waiting(*, viewer: Person, limit: int = 5) -> dict[str, list[OutgoingDocument]]:
    """What waits for the viewer's own act: to approve, to number, to sign, to send. A query for each act that the viewer may."""
    acts = {
        "approve": ("outgoing.approve", Q(state="submitted")),
        "number": ("outgoing.number", Q(state="approved")),
        "sign": ("outgoing.sign", Q(state="numbered")),
        "send": ("outgoing.number", Q(state="signed")),
        "draft": ("outgoing.prepare", Q(state="draft")),
    }
    found = {}
    for act, (verb, which) in acts.items():
        own = permissions.units_where(viewer, verb)
        rows = OutgoingDocument.objects.filter(which, unit_id__in=own).order_by("-id") if own else OutgoingDocument.objects.none()
        found[act] = list(rows.filter(prepared_by=viewer)[:limit]) if act == "draft" else list(rows[:limit])
    return found
