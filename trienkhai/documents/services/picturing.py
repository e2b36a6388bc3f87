"""Pictures of pages that take a program some seconds: asked for here, made in the background."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from trienkhai.core import jobs
from trienkhai.documents import pictures
from trienkhai.documents.models import Document
from trienkhai.documents.selectors import get_file

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

logger = logging.getLogger(__name__)


def want_pages(*, actor: Person, document_id: int) -> None:
    """Have the pages made where they are missing (after a restore, say); `Hidden` when the document is not there for this person."""
    stored, _name = get_file(actor, document_id)
    if pictures.must_be_made(stored):
        jobs.enqueue("documents.pages", document_id=document_id)


def make_pages(*, document_id: int) -> None:
    """Called by the worker. Made already, or the document gone: nothing to do. A picture that cannot be taken apart stays without pages."""
    from vanban.errors import VanbanError

    document = Document.objects.select_related("file").filter(pk=document_id).first()
    if document is None:
        return
    try:
        pictures.make(document.file)
    except (VanbanError, FileNotFoundError):
        logger.warning("the pages of document %s cannot be made", document_id, exc_info=True)
