"""Messages of the national exchange of documents (edXML, QCVN 102:2016/BTTTT): written as the standard says, read as they come.

Read tolerantly: any namespace, elements in any place, unknown ones remarked and passed over; what a document cannot do without is asked
for. No signature inside the XML is made: the samples use SHA-1, and the signed .pdf carries its own.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

from trienkhai.core.errors import Refusal
from trienkhai.units import agency

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MOST_BYTES = 70_000_000
"""A message with 50 MB of files as base64."""


class Unreadable(Refusal):
    """A message that cannot be taken; says what is missing in it."""


@dataclass(frozen=True, slots=True)
class Organ:
    """An agency as a message names it; `code` in the form of Decision 20/2020 (its highest level on the left)."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a message."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document on its way. `business` 0 new, 1 recall, 2 update, 3 replace; `priority` 0–4; `answers` are ids of documents it answers."""

    id: str
    sender: Organ
    receivers: tuple[Organ, ...]
    number: str
    symbol: str
    place: str
    issued_on: dt.date
    type_name: str
    subject: str
    signer: str = ""
    signer_role: str = ""
    due: dt.date | None = None
    priority: int = 0
    business: int = 0
    pages: int | None = None
    answers: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    remarks: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What became of a document at its receiver: `code` is one of `STATUS`."""

    document_id: str
    sender: Organ
    receiver: Organ
    code: str
    words: str
    at: dt.datetime
    remarks: tuple[str, ...] = field(default=(), compare=False)


STATUS = {
    "01": "Đã đến", "02": "Từ chối tiếp nhận", "03": "Đã tiếp nhận", "04": "Phân công", "05": "Đang xử lý", "06": "Hoàn thành",
    "13": "Lấy lại, thu hồi", "15": "Đồng ý thu hồi, cập nhật, thay thế", "16": "Từ chối thu hồi, cập nhật, thay thế",
}  # fmt: skip


def agency_code(said: str) -> str:
    """An agency's code in the form of Decision 20/2020, whichever form it came in; as it was said when it is in neither."""
    try:
        return agency.present(said)
    except Refusal:
        return " ".join(said.split())[: agency.LONGEST]


# -- writing


def write(message: DocumentMessage | StatusMessage) -> bytes:
    """The message as UTF-8 XML."""
    root = etree.Element(_tag("edXML"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    envelope = etree.SubElement(root, _tag("edXMLEnvelope"))
    header = etree.SubElement(envelope, _tag("edXMLHeader"))
    if isinstance(message, StatusMessage):
        _write_status(header, message)
    else:
        _write_header(header, message)
        _write_pieces(root, envelope, message)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(parent: etree._Element, name: str, words: object = None) -> etree._Element:
    made = etree.SubElement(parent, _tag(name))
    if words is not None:
        made.text = str(words)
    return made


def _write_organ(parent: etree._Element, name: str, organ: Organ) -> None:
    made = _put(parent, name)
    _put(made, "OrganId", organ.code)
    _put(made, "OrganName", organ.name)


def _write_header(header: etree._Element, message: DocumentMessage) -> None:
    said = _put(header, "MessageHeader")
    _write_organ(said, "From", message.sender)
    for organ in message.receivers:
        _write_organ(said, "To", organ)
    _put(said, "DocumentId", message.id)
    code = _put(said, "Code")
    _put(code, "CodeNumber", message.number)
    _put(code, "CodeNotation", message.symbol)
    issued = _put(said, "PromulgationInfo")
    _put(issued, "Place", message.place)
    _put(issued, "PromulgationDate", f"{message.issued_on:%Y/%m/%d}")
    kind = _put(said, "DocumentType")
    _put(kind, "TypeName", message.type_name)
    _put(said, "Subject", message.subject)
    signer = _put(said, "SignerInfo")
    _put(signer, "Position", message.signer_role)
    _put(signer, "FullName", message.signer)
    if message.due:
        _put(said, "DueDate", f"{message.due:%Y/%m/%d}")
    other = _put(said, "OtherInfo")
    _put(other, "Priority", message.priority)
    if message.pages:
        _put(other, "PageAmount", message.pages)
    for answered in message.answers:
        _put(_put(said, "ResponseFor"), "DocumentId", answered)
    _put(header, "TraceHeaderList")
    _put(said, "BussinessDocType", message.business)  # the standard's own spelling


def _write_pieces(root: etree._Element, envelope: etree._Element, message: DocumentMessage) -> None:
    manifest = _put(_put(envelope, "edXMLBody"), "edXMLManifest")
    encoded = etree.SubElement(root, _tag("AttachmentEncoded"))
    for piece in message.pieces:
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{message.id}/{piece.name}"))
        _put(_put(manifest, "Reference"), "ContentId", made)
        one = _put(encoded, "Attachment")
        _put(one, "ContentId", made)
        _put(one, "AttachmentName", piece.name)
        _put(one, "ContentType", piece.media_type)
        _put(one, "ContentTransferEncoded", base64.b64encode(piece.data).decode())


def _write_status(header: etree._Element, message: StatusMessage) -> None:
    said = _put(header, "Status")
    answered = _put(said, "ResponseFor")
    _put(answered, "OrganId", message.receiver.code)
    _put(answered, "DocumentId", message.document_id)
    _write_organ(said, "From", message.sender)
    _put(said, "StatusCode", message.code)
    _put(said, "Description", message.words)
    _put(said, "Timestamp", f"{message.at:%Y/%m/%d %H:%M:%S}")


# -- reading


def read(data: bytes) -> DocumentMessage | StatusMessage:
    """A message. Raises Unreadable for what is no message, or lacks what a document cannot do without; nothing outside it is fetched."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("Gói tin lớn hơn mức nhận được."), _("Hãy báo nơi gửi giảm dung lượng tệp đính kèm."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_("Tệp không phải gói tin edXML đọc được (dòng %(line)s).") % {"line": error.lineno or 1}, _hint()) from error
    if _local(root) != "edXML":
        raise Unreadable(_("Tệp không phải gói tin edXML."), _hint())
    remarks = _remarks(root)
    status = _first(root, "Status")
    return _read_status(status, remarks) if status is not None else _read_document(root, remarks)


def _hint() -> str:
    return _("Hãy báo nơi gửi gửi lại; gói tin gốc vẫn được giữ.")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _first(parent: etree._Element | None, *names: str) -> etree._Element | None:
    """The first element of one of these names below another, at any depth."""
    return None if parent is None else next((one for one in parent.iter() if one is not parent and _local(one) in names), None)


def _words(parent: etree._Element | None, *names: str) -> str:
    found = _first(parent, *names)
    return " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""


KNOWN = frozenset(
    """
    edXML edXMLEnvelope edXMLHeader MessageHeader From To DocumentId Code CodeNumber CodeNotation PromulgationInfo Place PromulgationDate
    DocumentType Type TypeName TypeDetail Subject Content SignerInfo Competence Position FullName DueDate ToPlaces OtherInfo Priority
    SphereOfPromulgation TyperNotation PromulgationAmount PageAmount Appendixes Appendix ResponseFor SteeringType OrganId OrganName
    OrganizationInCharge OrganAdd Email Telephone Fax Website TraceHeaderList TraceHeader Bussiness BussinessDocType BussinessDocReason
    Paper StaffInfo Department Staff Mobile Timestamp Signature edXMLBody edXMLManifest Reference ContentId ContentType Description
    AttachmentEncoded Attachment AttachmentName ContentTransferEncoded Status StatusCode DocumentInfo Receivers Receiver ReceiverType
    """.split()  # noqa: SIM905 - names as the standard lists them
)


def _remarks(root: etree._Element) -> tuple[str, ...]:
    out = []
    namespace = etree.QName(root).namespace
    if namespace != NAMESPACE:
        out.append(_("Gói tin dùng không gian tên khác: %(name)s.") % {"name": namespace or _("không có")})
    strange = sorted({_local(one) for one in root.iter() if isinstance(one.tag, str) and _within_message(one)} - KNOWN - {""})
    if strange:
        out.append(_("Bỏ qua phần không rõ: %(names)s.") % {"names": ", ".join(strange[:10])})
    return tuple(out)


def _within_message(element: etree._Element) -> bool:
    """A signature brings its own elements, which are not ours to know."""
    return not any(_local(above) == "Signature" for above in element.iterancestors())


def _organ(element: etree._Element | None) -> Organ:
    return Organ(agency_code(_words(element, "OrganId")), _words(element, "OrganName"))


def _date(words: str) -> dt.date | None:
    for shape in ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(words[:10], shape).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _read_document(root: etree._Element, remarks: tuple[str, ...]) -> DocumentMessage:
    said = _first(root, "MessageHeader")
    issued_on, subject = _date(_words(said, "PromulgationDate")), _words(said, "Subject")
    lacking = [
        name for name, there in ((_("mã văn bản"), _own_id(said)), (_("ngày ban hành"), issued_on), (_("trích yếu"), subject)) if not there
    ]
    if said is None or issued_on is None or lacking:
        raise Unreadable(_("Gói tin thiếu: %(what)s.") % {"what": ", ".join(map(str, lacking))}, _hint())
    priority, business = _words(said, "Priority"), _words(root, "BussinessDocType")
    pages = _words(said, "PageAmount")
    return DocumentMessage(
        id=_own_id(said),
        sender=_organ(_first(said, "From")),
        receivers=tuple(_organ(one) for one in said.iter() if _local(one) == "To"),
        number=_words(said, "CodeNumber"),
        symbol=_words(said, "CodeNotation"),
        place=_words(said, "Place"),
        issued_on=issued_on,
        type_name=_words(said, "TypeName"),
        subject=subject,
        signer=_words(_first(said, "SignerInfo"), "FullName"),
        signer_role=_words(_first(said, "SignerInfo"), "Position"),
        due=_date(_words(said, "DueDate")),
        priority=int(priority) if priority in {"0", "1", "2", "3", "4"} else 0,
        business=int(business) if business in {"0", "1", "2", "3"} else 0,
        pages=int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 6 else None,
        answers=tuple(_words(one, "DocumentId") for one in said.iter() if _local(one) == "ResponseFor"),
        pieces=_read_pieces(root),
        remarks=remarks,
    )


def _own_id(said: etree._Element | None) -> str:
    """The document's own id, not the one of a document it answers."""
    own = (one for one in said if _local(one) == "DocumentId") if said is not None else iter(())
    return next((" ".join((one.text or "").split()) for one in own), "")


def _read_pieces(root: etree._Element) -> tuple[Piece, ...]:
    encoded = {
        _words(one, "ContentId"): one for one in root.iter() if _local(one) == "Attachment" and _first(one, "AttachmentName") is not None
    }
    manifest = _first(root, "edXMLManifest")
    wanted = [_words(one, "ContentId") for one in manifest.iter() if _local(one) == "Reference"] if manifest is not None else []
    missing = [one for one in wanted if one and one not in encoded and one.removeprefix("cid:") not in encoded]
    if missing:
        raise Unreadable(_("Gói tin nêu %(n)s tệp đính kèm nhưng không có tệp nào như vậy bên trong.") % {"n": len(missing)}, _hint())
    return tuple(_read_piece(one) for one in encoded.values())


def _read_piece(element: etree._Element) -> Piece:
    name = _words(element, "AttachmentName")
    packed = "".join((_words(element, "ContentTransferEncoded")).split())
    try:
        return Piece(name, _words(element, "ContentType"), base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Unreadable(_("Tệp đính kèm «%(name)s» trong gói tin bị hỏng.") % {"name": name}, _hint()) from error


def _read_status(said: etree._Element, remarks: tuple[str, ...]) -> StatusMessage:
    answered, code = _first(said, "ResponseFor"), _words(said, "StatusCode").zfill(2)
    document_id = _words(answered, "DocumentId") or _words(answered, "Code")
    if not document_id or code not in STATUS:
        raise Unreadable(_("Gói tin trạng thái thiếu mã văn bản hoặc mã trạng thái không rõ."), _hint())
    stamp = re.search(r"(\d{4}/\d{2}/\d{2}) (\d{2}:\d{2}:\d{2})", _words(said, "Timestamp"))
    at = dt.datetime.strptime(stamp.group(), "%Y/%m/%d %H:%M:%S") if stamp else dt.datetime.min  # noqa: DTZ007, DTZ901 - as the sender's clock said
    receiver = Organ(agency_code(_words(answered, "OrganId")))
    return StatusMessage(document_id, _organ(_first(said, "From")), receiver, code, _words(said, "Description"), at, remarks)
