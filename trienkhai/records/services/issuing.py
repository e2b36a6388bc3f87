"""Signing and sending. The signature itself is put by who signs: what comes here is the file that bears it, kept by its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Refusal
from trienkhai.records import permissions
from trienkhai.records.choices import FileState, OutgoingState, SignatureOf
from trienkhai.records.models import OutgoingDocument
from trienkhai.records.services.outgoing import take_turn

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile


@transaction.atomic
def sign_document(*, actor: Person, document_id: int, version: int, signed: StoredFile | None = None) -> OutgoingDocument:
    """Say that a numbered document is signed; `signed` is the signed .pdf, None when it was signed on paper.

    Raises Refusal while its files are not those of its present version: what is signed is what stands there.
    """
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_sign(actor, permissions.path_of(document.unit_id)).require()
    if document.state == OutgoingState.NUMBERED and document.file_state != FileState.DONE:
        raise Refusal(_("Tệp văn bản có số chưa lập xong nên chưa ký được."), _("Hãy chờ tệp lập xong, hoặc bấm «Lập lại tệp»."))
    who = {"signed_by": actor, "signed_at": clock.now(), "signed": signed}
    take_turn(document, version, [OutgoingState.NUMBERED], state=OutgoingState.SIGNED, **who)
    file = document.signed or document.pdf or document.docx
    journal.record(actor, "records.outgoing.signed", document, document.unit_id, sha256=file.sha256 if file else "")
    return document


@transaction.atomic
def write_again(*, actor: Person, document_id: int, version: int) -> OutgoingDocument:
    """Ask once more for the files of record that failed, or whose writer was killed. Files that are there stay."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_number(actor, permissions.path_of(document.unit_id)).require()
    waiting = OutgoingDocument.objects.filter(pk=document_id, version=version, state=OutgoingState.NUMBERED)
    if waiting.exclude(file_state=FileState.DONE).update(file_state=FileState.QUEUED, file_step=""):
        jobs.enqueue("records.write", document_id=document_id)
    document.refresh_from_db()
    return document


@transaction.atomic
def send_document(*, actor: Person, document_id: int, version: int) -> OutgoingDocument:
    """Issue a signed document: it stands in the register as sent, and is not changed any more."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_number(actor, permissions.path_of(document.unit_id)).require()
    if document.signed_id and not document.signatures.filter(of=SignatureOf.BODY).exists():
        raise Refusal(
            _("Bản ký số chưa có chữ ký số của cơ quan."),
            _("Hãy ký số của cơ quan rồi phát hành."),
            basis=_("Điều 5 Nghị định 30/2020/NĐ-CP"),
        )
    take_turn(document, version, [OutgoingState.SIGNED], state=OutgoingState.SENT, sent_by=actor, sent_at=clock.now())
    journal.record(actor, "records.outgoing.sent", document, document.unit_id)
    return document
