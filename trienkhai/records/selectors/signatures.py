"""Reading signatures: those of an outgoing document, and those of any .pdf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from trienkhai.core import clock, files, uploads
from trienkhai.records import permissions
from trienkhai.records.choices import FileState, OutgoingState, SignatureOf
from trienkhai.records.models import OutgoingDocument, Signature

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.records.pades import Statement


@dataclass(frozen=True, slots=True)
class SigningPage:
    """Whose signature an outgoing document waits for, and how it may be put."""

    document: OutgoingDocument
    of: SignatureOf
    may: Verdict
    has_token: bool
    has_pdf: bool
    put: list[Signature]


def signing_page(*, viewer: Person, document_id: int) -> SigningPage:
    """Hidden when the document is not there for the viewer."""
    document = permissions.outgoing_door(viewer, document_id)
    path = permissions.path_of(document.unit_id)
    of = SignatureOf.BODY if document.state == OutgoingState.SIGNED else SignatureOf.PERSON
    may = permissions.can_number(viewer, path) if of == SignatureOf.BODY else permissions.can_sign(viewer, path)
    file = document.signed if of == SignatureOf.BODY else document.pdf
    return SigningPage(
        document=document,
        of=of,
        may=may,
        has_token=of == SignatureOf.BODY and bool(settings.SIGNING_TOKEN),
        has_pdf=file is not None and document.file_state == FileState.DONE,
        put=list_signatures(viewer=viewer, document_id=document_id),
    )


def list_signatures(*, viewer: Person, document_id: int) -> list[Signature]:
    """The signatures that an outgoing document bears, in their order. Two queries."""
    document = permissions.outgoing_door(viewer, document_id)
    return list(document.signatures.select_related("put_by").order_by("pk"))


def check_signatures(*, viewer: Person, data: bytes) -> list[Statement]:  # noqa: ARG001 - whoever works here may; nothing is kept
    """What can be said of the signatures of a .pdf; nothing of it is stored. Raises Refusal for what is no .pdf."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    uploads.media_type("a.pdf", data)
    return pades.verify(data, settings.TRUST_ROOT, clock.now())


def incoming_signatures(*, viewer: Person, incoming_id: int) -> list[Statement] | None:
    """The same for the file of a line of the register of what came in; None when it has no .pdf."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    row = permissions.incoming_door(viewer, incoming_id)
    if row.document is None or row.document.file.media_type != "application/pdf":
        return None
    return pades.verify(files.load(row.document.file), settings.TRUST_ROOT, clock.now())
