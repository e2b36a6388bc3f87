"""The exchange through a folder (`settings.EXCHANGE_ROOT`): `den` holds what comes in, `di` what goes out, `xong` and `loi` what was read.

Another program carries files between the folder and the national axis. Each file is read in a transaction of its own and moved after it:
a process killed in between reads it again and finds its document known. Status messages answer what comes in: 01 when it arrives, 03 when
it is registered, 02 when it is refused.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents import services as documents
from trienkhai.records import edxml, permissions
from trienkhai.records.choices import ExchangeState, ExchangeWay, OutgoingState
from trienkhai.records.edxml import DocumentMessage, Organ, Piece, StatusMessage
from trienkhai.records.models import ExchangeMessage, OutgoingDocument
from trienkhai.records.services.incoming import register_incoming
from trienkhai.units import agency
from trienkhai.units.choices import CodeKind
from trienkhai.units.models import UnitCode
from trienkhai.units.selectors import last_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.accounts.models import Person
    from trienkhai.records.models import IncomingDocument

XML = "application/xml"


# -- out


@transaction.atomic
def send_through_exchange(*, actor: Person, document_id: int, receivers: Sequence[str]) -> list[ExchangeMessage]:
    """Send an issued document, with its annexes, to agencies by their codes; each gets it once, however often it is asked.

    Raises Refusal for a code in no known form, for a body without a code of its own, and before the document is issued.
    """
    document = permissions.outgoing_door(actor, document_id)
    permissions.can_number(actor, permissions.path_of(document.unit_id)).require()
    file = document.signed or document.pdf or document.docx
    if document.state != OutgoingState.SENT or file is None or document.issued_on is None:
        raise Conflict(_("Văn bản chưa phát hành nên chưa gửi liên thông được."), _("Hãy phát hành văn bản trước."))
    codes = list(dict.fromkeys(agency.present(code) for code in receivers if code.strip()))
    if not codes:
        raise Refusal(_("Chưa có mã định danh nơi nhận."), _("Hãy ghi mỗi dòng một mã, ví dụ H41.15."))
    made = [_send_one(actor, document, code) for code in codes]
    journal.record(actor, "records.exchange.sent", document, document.unit_id, to=codes)
    return made


def _send_one(actor: Person, document: OutgoingDocument, code: str) -> ExchangeMessage:
    uid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"trienkhai/{_own_code(document.unit_id)}/{document.pk}"))
    known = ExchangeMessage.objects.filter(way=ExchangeWay.OUT, uid=uid, code="", receiver=code).first()
    if known is not None:
        return known
    sender, receiver = Organ(_own_code(document.unit_id), last_known(unit_id=document.unit_id).name), Organ(code, _name_of(code))
    return _put_out(_message(document, uid, sender, receiver), sender, receiver, actor=actor, outgoing=document)


def _message(document: OutgoingDocument, uid: str, sender: Organ, receiver: Organ) -> DocumentMessage:
    file = document.signed or document.pdf or document.docx
    assert file is not None  # noqa: S101 - the caller asked
    assert document.issued_on is not None  # noqa: S101 - it has a number
    suffix = "pdf" if file.media_type == "application/pdf" else "docx"
    pieces = [Piece(f"{document.printed_number}-{document.symbol.replace('/', '-')}.{suffix}", file.media_type, files.load(file))]
    pieces += [Piece(one.file_name, one.file.media_type, files.load(one.file)) for one in document.annexes.select_related("file")]
    return DocumentMessage(
        id=uid,
        sender=sender,
        receivers=(receiver,),
        number=document.printed_number,
        symbol=document.symbol,
        place=document.place,
        issued_on=document.issued_on,
        type_name=document.doc_type.capitalize(),
        subject=document.title,
        signer=document.signer_name,
        signer_role=document.signer_role,
        pages=document.pages,
        pieces=tuple(pieces),
    )


def _own_code(unit_id: int) -> str:
    code = UnitCode.objects.filter(unit_id=unit_id, kind=CodeKind.AGENCY).values_list("value", flat=True).first()
    if code is None:
        raise Refusal(
            _("Cơ quan chưa có mã định danh điện tử."), _("Hãy nhờ người quản trị ghi mã định danh cho đơn vị (Quyết định 20/2020/QĐ-TTg).")
        )
    return code


def _name_of(code: str) -> str:
    unit_id = UnitCode.objects.filter(kind=CodeKind.AGENCY, value=code).values_list("unit_id", flat=True).first()
    return last_known(unit_id=unit_id).name if unit_id else ""


def _put_out(
    message: DocumentMessage | StatusMessage,
    sender: Organ,
    receiver: Organ,
    *,
    actor: Person | None,
    outgoing: OutgoingDocument | None = None,
) -> ExchangeMessage:
    if isinstance(message, StatusMessage):
        said = {"uid": message.document_id, "code": message.code, "words": message.words}
    else:
        said = {"uid": message.id, "subject": message.subject}
    return ExchangeMessage.objects.create(
        way=ExchangeWay.OUT,
        state=ExchangeState.WAITING,
        sender=sender.code,
        sender_name=sender.name[:250],
        receiver=receiver.code,
        receiver_name=receiver.name[:250],
        file=files.store(edxml.write(message), XML),
        outgoing=outgoing,
        handled_by=actor,
        at=clock.now(),
        **said,
    )


def put_in_folder() -> int:
    """Write what waits into the folder, each whole under its own name; how many. Written again after a kill it is the same file."""
    folder, n = Path(settings.EXCHANGE_ROOT) / "di", 0
    folder.mkdir(parents=True, exist_ok=True)
    for row in ExchangeMessage.objects.filter(way=ExchangeWay.OUT, state=ExchangeState.WAITING).select_related("file").order_by("pk"):
        name = f"{row.pk:09d}-{row.receiver}-{row.code or 'vb'}.edxml"
        half = folder / f".{name}"
        half.write_bytes(files.load(row.file))
        half.rename(folder / name)
        n += ExchangeMessage.objects.filter(pk=row.pk, state=ExchangeState.WAITING).update(state=ExchangeState.DONE)
    return n


# -- in


def take_from_folder() -> tuple[int, int]:
    """Read every message that lies in the folder; how many were taken, and how many lie in `loi` with a word why."""
    root = Path(settings.EXCHANGE_ROOT)
    for name in ("den", "xong", "loi"):
        (root / name).mkdir(parents=True, exist_ok=True)
    taken = faulty = 0
    for path in sorted((root / "den").glob("*.edxml")):
        try:
            take_message(path.read_bytes())
        except Refusal as refusal:
            faulty += 1
            (root / "loi" / f"{path.name}.txt").write_text(f"{refusal.reason} {refusal.hint}\n", encoding="utf-8")
            path.rename(root / "loi" / path.name)
        else:
            taken += 1
            path.rename(root / "xong" / path.name)
    return taken, faulty


@transaction.atomic
def take_message(data: bytes) -> ExchangeMessage:
    """Keep a message that came in; one that is known is given back. Raises Refusal for what cannot be read or is for nobody here."""
    message = edxml.read(data)
    if isinstance(message, StatusMessage):
        return _take_status(message, data)
    units = dict(
        UnitCode.objects.filter(kind=CodeKind.AGENCY, value__in=[one.code for one in message.receivers]).values_list("value", "unit_id")
    )
    here = next((one for one in message.receivers if one.code in units), None)
    if here is None:
        raise Refusal(_("Gói tin không gửi cho đơn vị nào ở đây."), _("Hãy xem mã định danh nơi nhận; gói tin gốc vẫn được giữ."))
    row, is_new = _keep(
        message.id, "", message.sender, here, data, subject=message.subject, unit_id=units[here.code], remarks=message.remarks
    )
    if is_new:
        _answer(row, "01", edxml.STATUS["01"], None)
        journal.record(None, "records.exchange.arrived", row, row.unit_id, sender=row.sender, files=len(message.pieces))
    return row


def _take_status(message: StatusMessage, data: bytes) -> ExchangeMessage:
    sent = ExchangeMessage.objects.filter(way=ExchangeWay.OUT, uid=message.document_id, code="").exclude(outgoing=None).first()
    if sent is None or sent.outgoing is None:
        raise Refusal(_("Gói tin trạng thái nói về văn bản không có ở đây."), _("Gói tin gốc vẫn được giữ."))
    to = Organ(sent.sender, sent.sender_name)
    row, is_new = _keep(message.document_id, message.code, message.sender, to, data, unit_id=sent.outgoing.unit_id, remarks=message.remarks)
    if is_new:
        ExchangeMessage.objects.filter(pk=row.pk).update(state=ExchangeState.DONE, words=message.words, outgoing=sent.outgoing)
        journal.record(
            None, "records.exchange.answered", sent.outgoing, sent.outgoing.unit_id, code=message.code, sender=message.sender.code
        )
    return row


def _keep(
    uid: str, code: str, sender: Organ, receiver: Organ, data: bytes, *, unit_id: int, remarks: Sequence[str], subject: str = ""
) -> tuple[ExchangeMessage, bool]:
    values = {"state": ExchangeState.WAITING, "sender_name": sender.name[:250], "receiver_name": receiver.name[:250], "at": clock.now()}
    values |= {"unit_id": unit_id, "remarks": list(remarks), "subject": subject, "file": files.store(data, XML)}
    key = {"way": ExchangeWay.IN, "uid": uid[:200], "code": code, "sender": sender.code, "receiver": receiver.code}
    return ExchangeMessage.objects.get_or_create(**key, defaults=values)


def _answer(row: ExchangeMessage, code: str, words: str, actor: Person | None) -> None:
    """Say to the sender what became of its document, once."""
    here, there = Organ(row.receiver, row.receiver_name), Organ(row.sender, row.sender_name)
    at = clock.now().replace(tzinfo=None, microsecond=0)
    if not ExchangeMessage.objects.filter(way=ExchangeWay.OUT, uid=row.uid, code=code, sender=here.code, receiver=there.code).exists():
        _put_out(StatusMessage(row.uid, here, there, code, words, at), here, there, actor=actor)


@transaction.atomic
def register_message(*, actor: Person, message_id: int) -> IncomingDocument:
    """Write a document that came in into the register, its first file among the documents; the sender is told the number (03)."""
    row, message = _waiting(actor, message_id)
    document_id = None
    readable = next((one for one in message.pieces if one.name.lower().endswith((".pdf", ".docx", ".doc"))), None)
    if readable is not None:
        document_id = _brought(actor, row, readable)
    line = register_incoming(
        actor=actor,
        unit_id=row.unit_id or 0,
        form_key=uuid.uuid5(uuid.NAMESPACE_OID, f"exchange/{row.pk}"),
        arrived_on=clock.today(),
        document_id=document_id,
        issuer=(message.sender.name or message.sender.code)[:250],
        code=f"{message.number}/{message.symbol}"[:120] if message.number else message.symbol[:120],
        issued_on=message.issued_on,
        doc_type=message.type_name.lower()[:60],
        title=message.subject,
        due=message.due if message.due and message.due >= clock.today() else None,
    )
    ExchangeMessage.objects.filter(pk=row.pk).update(state=ExchangeState.DONE, incoming=line, handled_by=actor)
    _answer(row, "03", _("Đã vào sổ văn bản đến, số %(number)s.") % {"number": line.number}, actor)
    journal.record(actor, "records.exchange.registered", row, row.unit_id, number=line.number)
    return line


def _brought(actor: Person, row: ExchangeMessage, piece: Piece) -> int:
    """The document of a file that came in; one that was brought before stays the one."""
    try:
        return documents.receive(actor=actor, unit_id=row.unit_id or 0, name=piece.name, data=piece.data).pk
    except documents.AlreadyHere as known:
        return known.document_id


@transaction.atomic
def refuse_message(*, actor: Person, message_id: int, reason: str) -> ExchangeMessage:
    """Refuse a document that came in; the sender is told why (02)."""
    row, _message_read = _waiting(actor, message_id)
    if not reason.strip():
        raise Refusal(_("Chưa ghi vì sao từ chối."), _("Hãy ghi lý do để nơi gửi biết."))
    ExchangeMessage.objects.filter(pk=row.pk).update(state=ExchangeState.REFUSED, words=reason.strip(), handled_by=actor)
    _answer(row, "02", reason.strip(), actor)
    journal.record(actor, "records.exchange.refused", row, row.unit_id)
    row.refresh_from_db()
    return row


def _waiting(actor: Person, message_id: int) -> tuple[ExchangeMessage, DocumentMessage]:
    row = permissions.message_door(actor, message_id)
    permissions.can_keep(actor, permissions.path_of(row.unit_id or 0)).require()
    held = ExchangeMessage.objects.select_for_update().get(pk=row.pk)
    message = edxml.read(files.load(row.file))
    if held.state != ExchangeState.WAITING or not isinstance(message, DocumentMessage):
        raise Conflict(_("Gói tin này đã được xử lý."), _("Hãy mở lại danh sách."))
    return held, message
