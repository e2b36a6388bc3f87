"""The words of an outgoing document: what another room hands over, a draft that an office typed, annexes, and how it looks now."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from lxml.etree import XMLSyntaxError

from trienkhai.core import clock, files, journal, scanning, uploads
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents import reading
from trienkhai.records import content, fonts, permissions, sources, stamping, writing
from trienkhai.records.choices import OPEN, OutgoingState
from trienkhai.records.models import Draft, Letterhead, OutgoingAnnex, OutgoingDocument
from trienkhai.records.services.outgoing import prepare_document, take_turn

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile

MOST_ANNEXES = 50


@transaction.atomic
def hand_over(*, actor: Person, source_kind: str, source_id: int) -> OutgoingDocument:
    """Take what another room wrote to be issued ("Trình phát hành"). What is under way already is given as it is; two clicks make one.

    Raises Conflict for what is issued once and was, Hidden and Refusal as its room does.
    """
    source = sources.source_of(source_kind)
    handed = source.hand_over(actor, source_id)
    permissions.can_prepare(actor, permissions.path_of(handed.unit_id)).require()
    same = OutgoingDocument.objects.filter(source_kind=source_kind, source_id=source_id).exclude(state=OutgoingState.CANCELLED)
    known = (same if source.once else same.exclude(state=OutgoingState.SENT)).first()
    if known is not None:
        return known
    words = handed.document
    values: dict[str, Any] = {
        "parent_issuer": words.parent_issuer or "",
        "issuer": words.issuer,
        "symbol": words.symbol,
        "place": words.place or "",
        "recipients": "\n".join(words.recipients),
        "authority": words.signer.authority or "",
        "signer_role": words.signer.role,
        "signer_name": words.signer.name or "",
    }
    values |= _letterhead(handed.unit_id, words.type, values)
    earlier = OutgoingDocument.objects.filter(source_kind=source_kind, source_id=source_id).count()
    given: dict[str, Any] = {
        "unit_id": handed.unit_id,
        "form_key": uuid.uuid5(uuid.NAMESPACE_OID, f"{source_kind} {source_id} {earlier}"),
        "doc_type": words.type,
        "title": words.title,
    }
    document = prepare_document(actor=actor, source_kind=source_kind, source_id=source_id, **given, **values)
    if document.draft_id is None:
        _keep(actor, document, files.store(content.dump(words), content.MEDIA_TYPE), "")
        for order, sheet in enumerate(handed.sheets, start=1):
            stored = files.store(sheet.data, uploads.media_type(sheet.name, sheet.data))
            OutgoingAnnex.objects.create(document=document, order=order, title=sheet.title, file=stored, file_name=sheet.name)
    return document


def _letterhead(unit_id: int, doc_type: str, said: dict[str, Any]) -> dict[str, Any]:
    """What the body's own letterhead says for what the room left open."""
    own = Letterhead.objects.filter(unit_id=unit_id).first()
    if own is None:
        return {}
    filled = {name: getattr(own, name) for name in ("parent_issuer", "place", "recipients", "signer_name") if not said[name]}
    filled |= {"font": own.font, "issuer": own.issuer}
    if not said["symbol"]:
        filled["symbol"] = symbol_for(doc_type, own.code)
    if not said["authority"] and own.authority:
        filled |= {"authority": f"{own.authority} {own.authority_of}".strip(), "signer_role": own.signer_role}
    return filled


def symbol_for(doc_type: str, code: str) -> str:
    """BC-SGDĐT; a letter bears the body's code and its division's: "SGDĐT-VP" is typed by hand (Decree 30/2020, Annex III)."""
    from vanban.data.tables import table

    short = table("types")["types"].get(doc_type, "")
    return f"{short}-{code}" if short else code


@transaction.atomic
def renew_draft(*, actor: Person, document_id: int, version: int) -> OutgoingDocument:
    """Take the source's words anew, as they stand now. Only while the document is a draft."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    handed = sources.source_of(document.source_kind).hand_over(actor, document.source_id or 0)
    take_turn(document, version, [OutgoingState.DRAFT], title=handed.document.title)
    _keep(actor, document, files.store(content.dump(handed.document), content.MEDIA_TYPE), "")
    journal.record(actor, "records.outgoing.replaced", document, document.unit_id)
    return document


def put_draft(*, actor: Person, document_id: int, version: int, name: str, data: bytes, convert: bool = False) -> OutgoingDocument:
    """Put in a draft that the office typed; the one before is kept. With `convert` one in TCVN3 or VNI is put into Unicode.

    Raises Refusal for another kind of file, a secrecy mark, an old font without `convert`, and a head without place for number and day.
    The file is looked at before the transaction: no row waits for the scanner.
    """
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    kind = uploads.media_type(name, data)
    if kind != writing.DOCX:
        raise Refusal(_("Dự thảo phải là tệp .docx."), _("Hãy lưu văn bản ở dạng .docx rồi tải lên."))
    _screen(actor, document, name, data)
    data = _in_unicode(data, convert=convert)
    return _put(actor, document, version, name, data)


def _screen(actor: Person, document: OutgoingDocument, name: str, data: bytes) -> None:
    """Nothing harmful and nothing secret is kept."""
    verb = "records.draft.refused"
    scanning.require_clean(actor=actor, verb=verb, subject=document, unit_id=document.unit_id, name=name, data=data)
    if name.lower().endswith(".docx") and reading.glance(data, name).secrecy:
        journal.record(actor, verb, document, document.unit_id, reason="secrecy-mark")
        raise Refusal(
            _("Tệp có dấu chỉ độ mật nên không được nhận; không có gì được lưu."),
            _("Văn bản mật có sổ và số riêng, làm theo pháp luật về bảo vệ bí mật nhà nước, ngoài phần mềm này."),
            "Điều 15.2, 16.3 Nghị định 30/2020/NĐ-CP",
        )


def _in_unicode(data: bytes, *, convert: bool) -> bytes:
    try:
        scheme = fonts.old_scheme(data)
        if scheme and not convert:
            raise Refusal(
                _("Dự thảo gõ bằng bảng mã %(scheme)s, không phải Unicode.") % {"scheme": scheme},
                _("Hãy đánh dấu «Chuyển sang Unicode» rồi gửi lại tệp; bản chuyển tải về xem được trước khi trình."),
                "Phụ lục I Nghị định 30/2020/NĐ-CP (TCVN 6909:2001)",
            )
        data = fonts.to_unicode(data) if scheme else data
        stamping.require_places(data)
    except (BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise Refusal(_("Không mở được tệp dự thảo, tệp có thể bị hỏng."), _("Hãy mở bằng Word, lưu lại rồi tải lên.")) from error
    return data


@transaction.atomic
def _put(actor: Person, document: OutgoingDocument, version: int, name: str, data: bytes) -> OutgoingDocument:
    take_turn(document, version, [OutgoingState.DRAFT])
    _keep(actor, document, files.store(data, writing.DOCX), files.safe_name(name))
    journal.record(actor, "records.outgoing.replaced", document, document.unit_id)
    return document


def _keep(actor: Person, document: OutgoingDocument, stored: StoredFile, name: str) -> None:
    number = (document.drafts.aggregate(last=Max("number"))["last"] or 0) + 1
    Draft.objects.create(document=document, number=number, file=stored, file_name=name, put_by=actor, put_at=clock.now())
    OutgoingDocument.objects.filter(pk=document.pk).update(draft=stored)
    document.draft = stored


def add_annex(*, actor: Person, document_id: int, version: int, title: str, name: str, data: bytes) -> OutgoingDocument:
    """Attach a file as an annex, numbered after those that are there."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    kind = uploads.media_type(name, data)
    _screen(actor, document, name, data)
    with transaction.atomic():
        take_turn(document, version, OPEN)
        last = document.annexes.aggregate(last=Max("order"))["last"] or 0
        if last >= MOST_ANNEXES:
            raise Conflict(_("Văn bản có nhiều nhất %(n)s phụ lục.") % {"n": MOST_ANNEXES}, _("Hãy gộp các tệp lại."))
        shown = files.safe_name(name)
        said = {"title": title.strip()[:250] or PurePath(shown).stem, "file_name": shown}
        OutgoingAnnex.objects.create(document=document, order=last + 1, file=files.store(data, kind), **said)
        journal.record(actor, "records.annex.added", document, document.unit_id)
    return document


@transaction.atomic
def remove_annex(*, actor: Person, document_id: int, version: int, annex_id: int) -> OutgoingDocument:
    """Take an annex away; those after it move up."""
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_prepare(actor, permissions.path_of(document.unit_id)).require()
    take_turn(document, version, OPEN)
    document.annexes.filter(pk=annex_id).delete()
    for order, annex in enumerate(document.annexes.order_by("order"), start=1):
        OutgoingAnnex.objects.filter(pk=annex.pk).update(order=order)
    journal.record(actor, "records.annex.removed", document, document.unit_id)
    return document


def hand_out(*, actor: Person, document_id: int, kind: str) -> tuple[StoredFile, str]:
    """A file of record ("docx", "pdf", "signed") and its name; who took it is written down. Refusal while it is not there."""
    document = permissions.outgoing_door(actor, document_id)
    stored = {"docx": document.docx, "pdf": document.pdf, "signed": document.signed}.get(kind)
    if stored is None:
        raise Refusal(_("Tệp này chưa có."), _("Tệp được lập khi văn bản có số."), status=404)
    journal.saw(actor, "records.outgoing.taken", document, document.unit_id, kind=kind)
    return stored, f"{file_stem(document)}.{'docx' if kind == 'docx' else 'pdf'}"


def hand_out_draft(*, actor: Person, document_id: int) -> tuple[bytes, str]:
    """The document as it stands now, as .docx; who took it is written down."""
    document = permissions.outgoing_door(actor, document_id)
    data = writing.as_docx(document)
    journal.saw(actor, "records.outgoing.taken", document, document.unit_id, kind="draft")
    return data, f"du-thao-{document.pk}.docx"


def hand_out_annex(*, actor: Person, document_id: int, annex_id: int) -> tuple[StoredFile, str]:
    """An annex and its name."""
    document = permissions.outgoing_door(actor, document_id)
    annex = document.annexes.select_related("file").filter(pk=annex_id).first()
    if annex is None:
        raise Refusal(_("Phụ lục này không còn."), status=404)
    journal.saw(actor, "records.outgoing.taken", document, document.unit_id, annex=annex.pk)
    return annex.file, annex.file_name


def file_stem(document: OutgoingDocument) -> str:
    """ "05-BC-SGDDT-2026" for a file's name."""
    day = document.issued_on
    return f"{document.printed_number}-{document.symbol.replace('/', '-')}-{day.year if day else ''}"
