"""Reading the exchange: what came in and waits, what went out and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.core import files
from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.records import edxml, permissions
from trienkhai.records.choices import ExchangeState, ExchangeWay
from trienkhai.records.models import ExchangeMessage

if TYPE_CHECKING:
    from django.core.paginator import Page

    from trienkhai.accounts.models import Person

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """Messages that came in, those that wait first."""

    rows: Page[ExchangeMessage]
    waiting: int
    may_keep: bool


def exchange_page(*, viewer: Person, page: int = 1) -> ExchangePage:
    """What came in for the units whose registers the viewer sees. Four queries."""
    rows = permissions.visible_messages(viewer).filter(way=ExchangeWay.IN, code="")
    waiting = rows.filter(state=ExchangeState.WAITING).count()
    ordered = rows.select_related("incoming", "handled_by").order_by("-state", "-pk")
    may = bool(permissions.units_where(viewer, "incoming.keep"))
    cut = page_of(ordered, PER_PAGE, page, total=rows.count())
    cut.object_list = list(cut.object_list)
    return ExchangePage(cut, waiting, may)


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One document that came in, as its message says."""

    row: ExchangeMessage
    message: edxml.DocumentMessage
    files: list[tuple[str, int]]
    may_keep: bool


def message_page(*, viewer: Person, message_id: int) -> MessagePage:
    """Hidden when it is not there for the viewer, or says only what became of a document."""
    row = permissions.message_door(viewer, message_id)
    message = edxml.read(files.load(row.file))
    if not isinstance(message, edxml.DocumentMessage):
        raise Hidden
    may = bool(permissions.can_keep(viewer, permissions.path_of(row.unit_id or 0))) and row.state == ExchangeState.WAITING
    return MessagePage(row, message, [(one.name, len(one.data)) for one in message.pieces], may)


def answers_to(*, viewer: Person, document_id: int) -> list[ExchangeMessage]:
    """Where an outgoing document was sent by the exchange and what became of it, in order. Two queries."""
    document = permissions.outgoing_door(viewer, document_id)
    return list(document.messages.order_by("pk"))
