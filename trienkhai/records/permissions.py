"""Who prepares, approves, numbers, signs and sends, who keeps the registers. The verb table is `accounts.permissions.VERBS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict
from trienkhai.records.choices import ExchangeWay
from trienkhai.records.models import DocumentTemplate, ExchangeMessage, IncomingDocument, OutgoingDocument
from trienkhai.units import tree
from trienkhai.units.models import Placement
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def placed_where(viewer: Person, verb: str) -> QuerySet[Placement]:
    """Present placements of the units where the viewer may do `verb`. No query until evaluated."""
    reach = Q(pk__in=())
    for path, whole in scope_of(viewer).paths(verb):
        low, high = tree.subtree(path)
        reach |= Q(path__gte=low, path__lt=high) if whole else Q(path=path)
    return Placement.objects.filter(reach, valid_to__isnull=True)


def units_where(viewer: Person, verb: str) -> list[int]:
    """The ids of the units where the viewer holds a role that may do `verb`. No query beyond the scope."""
    scope = scope_of(viewer)
    return sorted({held.unit_id for held in scope.holdings if held.carries(verb)})


def visible_outgoing(viewer: Person) -> QuerySet[OutgoingDocument]:
    """Outgoing documents of the viewer's units."""
    return OutgoingDocument.objects.filter(Exists(placed_where(viewer, "outgoing.see").filter(unit=OuterRef("unit"))))


def visible_incoming(viewer: Person) -> QuerySet[IncomingDocument]:
    """Lines of the registers of what came in to the viewer's units, and lines handed to them."""
    seen = placed_where(viewer, "incoming.see")
    return IncomingDocument.objects.filter(
        Exists(seen.filter(unit=OuterRef("unit"))) | Q(handler__isnull=False) & Exists(seen.filter(unit=OuterRef("handler")))
    )


def outgoing_door(viewer: Person, document_id: int) -> OutgoingDocument:
    """The one door to an outgoing document; `Hidden` when it is not there for this person."""
    near = ("docx", "pdf", "signed", "draft", "template__file", "series", "prepared_by", "approved_by")
    found = visible_outgoing(viewer).select_related(*near).filter(pk=document_id).first()
    if found is None:
        raise Hidden
    return found


def incoming_door(viewer: Person, incoming_id: int) -> IncomingDocument:
    """The one door to a line of the register of what came in; `Hidden` when it is not there for this person."""
    found = visible_incoming(viewer).select_related("series", "document", "twin_of").filter(pk=incoming_id).first()
    if found is None:
        raise Hidden
    return found


def visible_messages(viewer: Person) -> QuerySet[ExchangeMessage]:
    """Messages of the exchange for the units whose register of what came in the viewer sees."""
    return ExchangeMessage.objects.filter(Exists(placed_where(viewer, "incoming.see").filter(unit=OuterRef("unit"))))


def message_door(viewer: Person, message_id: int) -> ExchangeMessage:
    """The one door to a message that came in; `Hidden` when it is not there for this person."""
    found = visible_messages(viewer).select_related("file", "incoming").filter(pk=message_id, way=ExchangeWay.IN).first()
    if found is None:
        raise Hidden
    return found


def path_of(unit_id: int) -> str:
    """Where a unit stands today; empty when it is closed, so that nobody may. One query."""
    return path_today(unit_id) or ""


def body_door(viewer: Person, unit_id: int, verb: str) -> str:
    """The path of a body for those who may do `verb` there; `Hidden` for those to whom its records do not exist."""
    path = path_today(unit_id)
    if path is None or not (may(viewer, "outgoing.see", path) or may(viewer, "incoming.see", path)):
        raise Hidden
    may(viewer, verb, path).require()
    return path


def template_door(viewer: Person, template_id: int) -> DocumentTemplate:
    """The one door to a body's own template."""
    found = DocumentTemplate.objects.select_related("file").filter(pk=template_id).first()
    if found is None or not may(viewer, "outgoing.see", path_of(found.unit_id)):
        raise Hidden
    return found


def can_prepare(actor: Person, path: str) -> Verdict:
    """Write drafts for the unit at `path` and put them before its head."""
    return may(actor, "outgoing.prepare", path)


def can_approve(actor: Person, path: str) -> Verdict:
    """Approve a draft of the unit at `path`, or give it back."""
    return may(actor, "outgoing.approve", path)


def can_number(actor: Person, path: str) -> Verdict:
    """Give a document its number and day, send it, cancel it."""
    return may(actor, "outgoing.number", path)


def can_sign(actor: Person, path: str) -> Verdict:
    """Sign a document of the unit at `path`."""
    return may(actor, "outgoing.sign", path)


def can_keep(actor: Person, path: str) -> Verdict:
    """Keep the register of what comes in to the unit at `path`."""
    return may(actor, "incoming.keep", path)


def can_rule(actor: Person, path: str) -> Verdict:
    """Say how the body at `path` numbers: its head decides (Decree 30/2020, Art. 15.1)."""
    return may(actor, "numbering.rule", path)


def can_write(actor: Person, path: str) -> Verdict:
    """Keep the letterhead and templates of the body at `path`."""
    return may(actor, "letterhead.keep", path)
