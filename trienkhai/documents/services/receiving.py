"""Bringing a document in: looked at in memory first, stored only when it may be kept, then queued for reading."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.text import fold
from trienkhai.documents.models import Document
from trienkhai.documents.permissions import can_upload
from trienkhai.documents.reading import SUFFIXES, formats, glance, way_out
from trienkhai.documents.services.destroying import secret
from trienkhai.documents.services.readings import enqueue_reading
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


class AlreadyHere(Conflict):
    """The same bytes are kept already; `document_id` says where."""

    def __init__(self, document_id: int) -> None:
        super().__init__(
            _("Tệp này đã được tải lên trước đó, nội dung giống hệt."),
            _("Hãy mở văn bản đã có; không cần tải lên lần nữa."),
        )
        self.document_id = document_id


def receive(*, actor: Person, unit_id: int, name: str, data: bytes) -> Document:
    """Keep a file as a document of the unit and queue its reading. Refused files leave no bytes behind.

    A secrecy mark in the header block is refused before anything is stored, and the journal keeps only that it happened
    (Law on protection of state secrets: such documents have their own procedure, off ordinary networks).
    """
    place = Placement.objects.filter(unit_id=unit_id, valid_to__isnull=True).select_related("unit").first()
    if place is None:
        raise Refusal(_("Không tìm thấy đơn vị nhận văn bản."), _("Hãy chọn lại đơn vị."))
    can_upload(actor, place.path).require()
    _check_shape(name, data)
    shown = PurePath(name.replace("\\", "/")).name
    scanning.require_clean(actor=actor, verb="documents.upload.refused", subject=place.unit, unit_id=unit_id, name=shown, data=data)
    seen = glance(data, name)
    if seen.secrecy:
        journal.record(actor, "documents.upload.refused", place.unit, unit_id, reason="secrecy-mark")
        raise secret()
    return _keep(actor, unit_id, name, data, seen.media_type)


def kept(document_id: int) -> Document:
    """A document that is kept already, for callers that were told so by `AlreadyHere`."""
    return Document.objects.get(pk=document_id)


def _check_shape(name: str, data: bytes) -> None:
    """Size and name, before the content is opened."""
    if not data:
        raise Refusal(_("Tệp rỗng, không có nội dung."), way_out("empty"))
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refusal(_("Tệp lớn hơn 50 MB."), way_out("too-large"))
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise Refusal(_("Chỉ nhận tệp %(formats)s.") % {"formats": formats()}, way_out("unsupported"))


def _keep(actor: Person, unit_id: int, name: str, data: bytes, media_type: str) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    _refuse_same_bytes(unit_id, sha256)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                unit_id=unit_id,
                file=files.store(data, media_type),
                file_name=PurePath(name.replace("\\", "/")).name[:250],
                search=fold(name),
                uploaded_by=actor,
                uploaded_at=clock.now(),
            )
            journal.record(actor, "documents.document.uploaded", document, unit_id, size=len(data), sha256=sha256)
            enqueue_reading(document.pk)
    except IntegrityError:  # the same bytes came twice at the same moment
        _refuse_same_bytes(unit_id, sha256)
        raise
    return document


def _refuse_same_bytes(unit_id: int, sha256: str) -> None:
    known = Document.objects.filter(unit_id=unit_id, file__sha256=sha256, removed_at__isnull=True).values_list("pk", flat=True).first()
    if known is not None:
        raise AlreadyHere(known)
