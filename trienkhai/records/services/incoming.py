"""The register of what came in (Decree 30/2020, Art. 22): numbers in the order of arrival, a second line for one paper warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents import selectors as documents
from trienkhai.records import permissions
from trienkhai.records.choices import Book
from trienkhai.records.models import IncomingDocument
from trienkhai.records.services.numbering import held_series, next_number

if TYPE_CHECKING:
    import datetime as dt

    from trienkhai.accounts.models import Person

FIELDS = ("issuer", "code", "issued_on", "doc_type", "title", "handler_id", "handed_on", "due", "note")


def twin_key(values: dict[str, Any]) -> str:
    """Number, symbol, issuer and day in one; empty when one of them is missing: without them nothing tells two papers apart."""
    parts = (values.get("code"), values.get("issuer"), values.get("issued_on"))
    return "|".join(text.phrase_key(str(part)) for part in parts)[:400] if all(parts) else ""


@transaction.atomic
def register_incoming(
    *, actor: Person, unit_id: int, form_key: UUID, arrived_on: dt.date, document_id: int | None = None, again: bool = False, **values: Any
) -> IncomingDocument:
    """Write a line, with the next number. A line for the same paper raises Conflict unless `again` says that it is another copy.

    The same `form_key` again gives the line it made.
    """
    permissions.body_door(actor, unit_id, "incoming.keep")
    known = IncomingDocument.objects.filter(form_key=form_key).first()
    if known is not None:
        return known
    said = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    _check(said, arrived_on)
    key = twin_key(said)
    series = held_series(unit_id, Book.IN, "", arrived_on.year)
    twin = IncomingDocument.objects.filter(unit_id=unit_id, twin_key=key, cancelled_at__isnull=True).first() if key else None
    if twin is not None and not again:
        raise Conflict(
            _("Văn bản này đã đăng ký ở số đến %(number)s ngày %(day)s.") % {"number": twin.number, "day": text.date(twin.arrived_on)},
            _("Nếu là bản khác của cùng văn bản, hãy đánh dấu «Vẫn đăng ký» rồi gửi lại."),
        )
    if document_id is not None:
        documents.get_document(actor, document_id)
    number = next_number(series, arrived_on)
    who = {"registered_by": actor, "registered_at": clock.now(), "twin_of": twin, "twin_key": key, "document_id": document_id}
    words = {"search": search_words(said), "form_key": form_key, "arrived_on": arrived_on}
    made = IncomingDocument.objects.create(series=series, unit_id=unit_id, number=number, **who, **words, **said)
    journal.record(actor, "records.incoming.registered", made, unit_id, number=number, twin=twin.pk if twin else None)
    return made


def search_words(said: dict[str, Any]) -> str:
    """What a line is found by, without diacritics."""
    return text.fold(" ".join(str(said.get(name) or "") for name in ("code", "issuer", "title")))


def _check(said: dict[str, Any], arrived_on: dt.date) -> None:
    if arrived_on > clock.today():
        raise Refusal(_("Ngày đến chưa tới."), _("Hãy ghi ngày văn bản thực đến."))
    if not said.get("title") or not said.get("issuer"):
        raise Refusal(_("Thiếu cơ quan ban hành hoặc trích yếu."), _("Hãy ghi đủ để nhận ra văn bản trong sổ."))
    if said.get("issued_on") and said["issued_on"] > arrived_on:
        raise Refusal(_("Ngày văn bản sau ngày đến."), _("Hãy xem lại hai ngày."))
    if said.get("due") and said["due"] < arrived_on:
        raise Refusal(_("Hạn xử lý trước ngày đến."), _("Hãy xem lại hạn."))


def _turn(row: IncomingDocument, version: int, **changes: Any) -> None:
    now = IncomingDocument.objects.filter(pk=row.pk, version=version, cancelled_at__isnull=True)
    if not now.update(version=F("version") + 1, **changes):
        raise Conflict(_("Dòng sổ vừa được người khác thay đổi."), _("Hãy mở lại dòng sổ rồi làm lại."))
    row.refresh_from_db()


@transaction.atomic
def correct_incoming(*, actor: Person, incoming_id: int, version: int, **values: Any) -> IncomingDocument:
    """Correct a line, say who handles it and until when. Its number and the day it came stay."""
    row = permissions.incoming_door(actor, incoming_id)
    permissions.can_keep(actor, permissions.path_of(row.unit_id)).require()
    said = {name: values[name] for name in FIELDS if name in values}
    _check({name: said.get(name, getattr(row, name)) for name in FIELDS}, row.arrived_on)
    whole = {name: said.get(name, getattr(row, name)) for name in FIELDS}
    _turn(row, version, twin_key=twin_key(whole), search=search_words(whole), **said)
    journal.record(actor, "records.incoming.corrected", row, row.unit_id, fields=sorted(said))
    return row


@transaction.atomic
def cancel_incoming(*, actor: Person, incoming_id: int, version: int, reason: str) -> IncomingDocument:
    """Cancel a line written by mistake; its number stays in the register and is never given again."""
    row = permissions.incoming_door(actor, incoming_id)
    permissions.can_keep(actor, permissions.path_of(row.unit_id)).require()
    if not reason.strip():
        raise Refusal(_("Chưa ghi lý do huỷ."), _("Hãy ghi lý do; lý do đứng trong sổ cạnh số đã huỷ."))
    _turn(row, version, cancelled_at=clock.now(), cancelled_why=reason.strip())
    journal.record(actor, "records.incoming.cancelled", row, row.unit_id, reason=reason.strip())
    return row
