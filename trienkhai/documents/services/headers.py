"""The header of a document (thể thức): correct it, and decide what to do with a twin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict
from trienkhai.documents.models import Document
from trienkhai.documents.permissions import can_review
from trienkhai.documents.selectors import get_document, twin_of
from trienkhai.documents.services.changing import under_review
from trienkhai.documents.services.harvest import settle

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

HEADER_FIELDS = ("doc_type", "number", "symbol", "issuer", "issued_on", "title")


@dataclass(frozen=True, slots=True)
class Header:
    """The header fields as a person confirms them; blank where the document says nothing."""

    doc_type: str
    number: str
    symbol: str
    issuer: str
    issued_on: dt.date | None
    title: str


@transaction.atomic
def set_header(*, actor: Person, document_id: int, version: int, header: Header) -> Document:
    """Correct the header. What the reader said stays in its reading; the journal names the changed fields."""
    document = under_review(actor, document_id)
    changed = [name for name in HEADER_FIELDS if getattr(document, name) != getattr(header, name)]
    if not changed:
        return document
    if not Document.objects.filter(pk=document_id, version=version).update(version=F("version") + 1):
        raise Conflict(_("Có người vừa thay đổi văn bản này."), _("Nội dung bạn nhập vẫn còn dưới đây; hãy đối chiếu rồi bấm lưu lần nữa."))
    document.refresh_from_db()
    before = document.twin_key
    for name in changed:
        setattr(document, name, getattr(header, name))
    settle(document)
    if document.twin_key != before:
        document.version_of = None
    document.save()
    journal.record(actor, "documents.header.corrected", document, document.unit_id, fields=changed)
    return document


@transaction.atomic
def keep_as_version(*, actor: Person, document_id: int) -> None:
    """Decide that a twin is another version of the earlier document, and keep both."""
    document = under_review(actor, document_id)
    twin = twin_of(actor, get_document(actor, document_id))
    if twin is None:
        return
    Document.objects.filter(pk=document_id).update(version_of_id=twin.id, version=F("version") + 1)
    journal.record(actor, "documents.document.kept-as-version", document, document.unit_id, earlier=twin.id)


@transaction.atomic
def remove_document(*, actor: Person, document_id: int) -> None:
    """Take a document out of the lists. Its row, file and history stay; the same bytes may be brought in again."""
    card = get_document(actor, document_id)
    can_review(actor, card.unit_path).require()
    if card.reviewed_at is not None:
        raise Conflict(_("Văn bản đã rà soát xong, không gỡ được."), _("Hãy mở lại rà soát trước, nếu thật sự cần gỡ."))
    document = Document.objects.get(pk=document_id)
    Document.objects.filter(pk=document_id).update(removed_at=clock.now())
    journal.record(actor, "documents.document.removed", document, document.unit_id)
