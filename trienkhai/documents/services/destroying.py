"""A secrecy mark that only the whole reading saw: the bytes go, and what stays says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from trienkhai.core import files
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from trienkhai.documents.models import Document


def secret() -> Refusal:
    """What people are told about a document that carries a secrecy mark."""
    return Refusal(
        _("Phần đầu văn bản có dấu chỉ độ mật. Hệ thống không nhận văn bản mật; tệp đã bị huỷ, không lưu lại."),
        _("Hãy xử lý văn bản này theo quy định về bảo vệ bí mật nhà nước, không đưa lên hệ thống này."),
        basis=_("Luật Bảo vệ bí mật nhà nước"),
    )


def destroy_file(document: Document) -> None:
    """Put a note in the place of the document's file and name; the bytes are gone once the caller's transaction is kept.

    Bytes that another unit brought in too stay until that unit's own reading comes to the same end.
    """
    gone = document.file
    note = _("Tệp của văn bản %(id)s đã bị huỷ vì có dấu chỉ độ mật.") % {"id": document.pk}
    document.file = files.store(note.encode(), "text/plain")
    document.file_name = _("tep-da-huy.txt")
    document.search = ""
    document.save()
    try:
        with transaction.atomic():
            gone.delete()
    except ProtectedError:
        return
    transaction.on_commit(partial(files.forget, gone.sha256))
