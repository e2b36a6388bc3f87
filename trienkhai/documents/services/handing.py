"""Handing out the original: who took it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import journal
from trienkhai.documents.models import Document
from trienkhai.documents.selectors import get_document, get_file

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile


def hand_out(*, actor: Person, document_id: int) -> tuple[StoredFile, str]:
    """The original's stored file and its name as uploaded; `Hidden` when the document is not there for this person."""
    card = get_document(actor, document_id)
    stored, name = get_file(actor, document_id)
    journal.saw(actor, "documents.document.taken", Document(pk=document_id), card.unit_id)
    return stored, name
