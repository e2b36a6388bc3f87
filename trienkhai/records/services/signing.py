"""Digital signatures: the person's under a numbered document, then the body's. Keys and passphrases are used and forgotten.

Basis: Decree 30/2020/NĐ-CP, Art. 5 (an original in electronic form bears both), Annex I, II.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, uploads
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import permissions
from trienkhai.records.choices import FileState, OutgoingState, SignatureOf
from trienkhai.records.models import OutgoingDocument, Signature
from trienkhai.records.services.issuing import sign_document
from trienkhai.records.services.outgoing import take_turn

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile
    from trienkhai.core.verdict import Verdict
    from trienkhai.records import pades


def sign_with_file(*, actor: Person, document_id: int, version: int, key: bytes, passphrase: str, picture: bytes = b"") -> OutgoingDocument:
    """Sign with a .p12 or .pfx. Raises Refusal for a wrong passphrase, a certificate that is over or revoked, a picture that is none."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    document, of, before = _turn_of(actor, document_id, version)
    opened = pades.key_from_file(key, passphrase)
    return _sign(actor, document, version, of, before, opened, picture)


def sign_with_token(*, actor: Person, document_id: int, version: int, pin: str, picture: bytes = b"") -> OutgoingDocument:
    """Put the body's signature with the token that the installation holds (`settings.SIGNING_TOKEN`)."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    document, of, before = _turn_of(actor, document_id, version)
    if of != SignatureOf.BODY or not settings.SIGNING_TOKEN:
        raise Refusal(_("Thiết bị ký của hệ thống chỉ mang chữ ký số của cơ quan."), _("Hãy ký bằng tệp khoá hoặc nộp tệp đã ký."))
    module, token, label = settings.SIGNING_TOKEN
    with pades.key_from_token(module, token, label, pin) as opened:
        return _sign(actor, document, version, of, before, opened, picture)


def take_signed(*, actor: Person, document_id: int, version: int, data: bytes) -> OutgoingDocument:
    """Take the .pdf that was signed elsewhere: it must be the very file that was to be signed, with a good signature added to it."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    document, of, before = _turn_of(actor, document_id, version)
    uploads.media_type("a.pdf", data)
    if not pades.follows(files.load(before), data):
        raise Refusal(
            _("Tệp nộp lên không phải đúng tệp đã tải về để ký, hoặc phần mềm ký đã lưu lại thành tệp khác."),
            _("Hãy tải tệp của văn bản từ trang này, ký số (không in, không lưu lại bằng phần mềm khác) rồi nộp."),
        )
    return _keep(actor, document, version, of, before, data)


def _turn_of(actor: Person, document_id: int, version: int) -> tuple[OutgoingDocument, SignatureOf, StoredFile]:
    """The document, whose signature is next, and the file that is to bear it."""
    document = permissions.outgoing_door(actor, document_id)
    of = SignatureOf.BODY if document.state == OutgoingState.SIGNED else SignatureOf.PERSON
    _may(actor, document, of).require()
    if document.version != version:
        raise Conflict(_("Văn bản vừa được người khác thay đổi."), _("Hãy mở lại trang văn bản rồi ký."))
    if document.state not in (OutgoingState.NUMBERED, OutgoingState.SIGNED):
        raise Conflict(_("Văn bản chưa đến bước ký."), _("Hãy mở trang văn bản để xem việc tiếp theo."))
    before = document.signed if of == SignatureOf.BODY else document.pdf
    if before is None or document.file_state != FileState.DONE:
        raise Refusal(
            _("Chưa có tệp .pdf để ký số."),
            _("Văn bản ký trên giấy thì ghi nhận đã ký; muốn ký số cần lập được tệp .pdf (gói LibreOffice)."),
        )
    return document, of, before


def _may(actor: Person, document: OutgoingDocument, of: SignatureOf) -> Verdict:
    path = permissions.path_of(document.unit_id)
    return permissions.can_number(actor, path) if of == SignatureOf.BODY else permissions.can_sign(actor, path)


def _sign(
    actor: Person, document: OutgoingDocument, version: int, of: SignatureOf, before: StoredFile, opened: pades.Key, picture: bytes
) -> OutgoingDocument:
    from trienkhai.records import pades  # heavy: only who signs waits for it

    pades.check_usable(opened, clock.now(), settings.TRUST_ROOT)
    data = pades.sign(files.load(before), opened, pades.Mark(of.value, document.signer_name, picture))
    return _keep(actor, document, version, of, before, data)


@transaction.atomic
def _keep(actor: Person, document: OutgoingDocument, version: int, of: SignatureOf, before: StoredFile, data: bytes) -> OutgoingDocument:
    """Of two who sign at the same second one does; the other is told."""
    from trienkhai.records import pades  # heavy: only who signs waits for it

    had = document.signatures.count()
    found = pades.verify(data, settings.TRUST_ROOT, clock.now())
    if len(found) != had + 1 or not found[-1].is_intact or not found[-1].is_whole:
        said = found[-1].words[0] if len(found) > had else _("Tệp không có thêm chữ ký số nào.")
        raise Refusal(said, _("Hãy ký lại tệp tải từ trang này, mỗi lần một chữ ký."))
    put, stored = found[-1], files.store(data, "application/pdf")
    if of == SignatureOf.PERSON:
        done = sign_document(actor=actor, document_id=document.pk, version=version, signed=stored)
    else:
        take_turn(document, version, [OutgoingState.SIGNED], signed=stored)
        done = document
    Signature.objects.create(
        document=done,
        of=of,
        before=before,
        file=stored,
        subject=put.subject[:250],
        issuer=put.issuer[:250],
        serial=put.serial,
        is_trusted=put.is_trusted,
        words=[*put.words, *_unlike(document, put.subject, of)],
        put_by=actor,
        put_at=clock.now(),
    )
    journal.record(actor, "records.signature.put", done, done.unit_id, of=of.value, serial=put.serial, sha256=stored.sha256)
    return done


def _unlike(document: OutgoingDocument, subject: str, of: SignatureOf) -> list[str]:
    """A word of care when a certificate bears another name than the document: an office may have reasons, a reader should know."""
    name = document.issuer if of == SignatureOf.BODY else document.signer_name
    if not name or subject.casefold() == name.casefold():
        return []
    return [_("Chứng thư mang tên «%(subject)s», văn bản ghi «%(name)s».") % {"subject": subject, "name": name}]
