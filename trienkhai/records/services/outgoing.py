"""An outgoing document from its draft to its approval: prepare, change, submit, give back, approve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import permissions
from trienkhai.records.choices import OPEN, OutgoingState
from trienkhai.records.models import OutgoingDocument, Recipient
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.accounts.models import Person

LETTERHEAD = ("parent_issuer", "issuer", "symbol", "place", "recipients", "authority", "signer_role", "signer_name", "font")


@transaction.atomic
def prepare_document(*, actor: Person, unit_id: int, form_key: UUID, doc_type: str, title: str, **values: Any) -> OutgoingDocument:
    """Begin an outgoing document. The same `form_key` again gives the one it made. Hidden when the unit is not there for the actor."""
    path = permissions.body_door(actor, unit_id, "outgoing.prepare")
    permissions.can_prepare(actor, path).require()
    if not title.strip():
        raise Refusal(_("Trích yếu đang để trống."), _("Hãy ghi văn bản nói về việc gì."))
    made, is_new = OutgoingDocument.objects.get_or_create(
        form_key=form_key,
        defaults={
            "unit_id": unit_id,
            "doc_type": doc_type,
            "title": title.strip(),
            "search": text.fold(title),
            "prepared_by": actor,
            "prepared_at": clock.now(),
            **values,
        },
    )
    if is_new:
        set_places(made)
        journal.record(actor, "records.outgoing.prepared", made, unit_id, type=doc_type, source=made.source_kind)
    return made


def set_places(document: OutgoingDocument) -> None:
    """The places that a document goes to: a row for each line of its list, "Lưu" apart, bound to the unit of that very name."""
    lines = [line.strip().lstrip("- ").rstrip(" .;") for line in document.recipients.splitlines()]
    names = [line for line in dict.fromkeys(lines) if line and not line.startswith(("Lưu", "Như trên"))]
    document.places.all().delete()
    known: dict[str, list[int]] = {}
    placed = Placement.objects.filter(valid_to__isnull=True, name_fold__in=[text.fold(name) for name in names])
    for folded, unit_id in placed.values_list("name_fold", "unit_id"):
        known.setdefault(folded, []).append(unit_id)
    rows = []
    for order, name in enumerate(names, start=1):
        found = known.get(text.fold(name), [])
        rows.append(Recipient(document=document, order=order, name=name[:250], unit_id=found[0] if len(found) == 1 else None))
    Recipient.objects.bulk_create(rows)


def take_turn(document: OutgoingDocument, version: int, states: Collection[str], **changes: Any) -> None:
    """Change a document that is still at `version` and in one of `states`; of two at once the second gets Conflict, nothing half done."""
    done = OutgoingDocument.objects.filter(pk=document.pk, version=version, state__in=states).update(version=F("version") + 1, **changes)
    if done:
        document.refresh_from_db()
        return
    now = OutgoingDocument.objects.get(pk=document.pk)
    if now.state not in states:
        raise Conflict(
            _("Văn bản này đang ở bước «%(state)s» nên không làm được việc vừa chọn.") % {"state": OutgoingState(now.state).label},
            _("Hãy mở lại trang văn bản để xem việc tiếp theo."),
        )
    raise Conflict(
        _("Văn bản vừa được người khác thay đổi."),
        _("Nội dung bạn nhập vẫn còn trên trang này. Hãy mở văn bản ở trang khác để xem thay đổi, rồi làm lại."),
    )


@transaction.atomic
def change_document(*, actor: Person, document_id: int, version: int, **values: Any) -> OutgoingDocument:
    """Correct the type, title, letterhead or form of a draft."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    known = {name: values[name] for name in (*LETTERHEAD, "doc_type", "title", "form", "template_id") if name in values}
    changed = [name for name, value in known.items() if getattr(document, name) != value]
    if "title" in known:
        known["search"] = text.fold(known["title"])
    take_turn(document, version, OPEN, **known)
    if "recipients" in changed:
        set_places(document)
    journal.record(actor, "records.outgoing.changed", document, document.unit_id, fields=changed)
    return document


@transaction.atomic
def submit_document(*, actor: Person, document_id: int, version: int) -> OutgoingDocument:
    """Put a draft before who approves it."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    if not document.source_kind and document.draft_id is None:
        raise Refusal(_("Văn bản chưa có tệp dự thảo."), _("Hãy tải tệp .docx của dự thảo lên rồi trình."))
    take_turn(document, version, [OutgoingState.DRAFT], state=OutgoingState.SUBMITTED)
    journal.record(actor, "records.outgoing.submitted", document, document.unit_id)
    return document


@transaction.atomic
def return_document(*, actor: Person, document_id: int, version: int, reason: str) -> OutgoingDocument:
    """Give a draft back to who prepared it, with the reason. One that has a number is not given back."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_approve(actor, permissions.path_of(document.unit_id)).require()
    if not reason.strip():
        raise Refusal(_("Chưa ghi vì sao trả lại."), _("Hãy ghi điều cần sửa để người soạn biết."))
    take_turn(document, version, [OutgoingState.SUBMITTED, OutgoingState.APPROVED], state=OutgoingState.DRAFT)
    journal.record(actor, "records.outgoing.returned", document, document.unit_id, reason=reason.strip())
    return document


@transaction.atomic
def approve_document(*, actor: Person, document_id: int, version: int) -> OutgoingDocument:
    """Approve a draft: from here on its words stand. Of two who approve at the same second one does, the other is told."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_approve(actor, permissions.path_of(document.unit_id)).require()
    now = clock.now()
    take_turn(document, version, OPEN[1:], state=OutgoingState.APPROVED, approved_by=actor, approved_at=now)
    journal.record(actor, "records.outgoing.approved", document, document.unit_id)
    return document
