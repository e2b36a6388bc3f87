"""The proposals of a document as a plain list, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from trienkhai.core.errors import Hidden
from trienkhai.documents.models import Proposal
from trienkhai.documents.selectors.papers import get_document

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE = 40


def list_proposals(viewer: Person, document_id: int, *, page: int = 1) -> Page[Proposal]:
    """A page of a document's proposals in its order; `Hidden` when it is not there for this person. Two queries and the door."""
    get_document(viewer, document_id)
    return Paginator(Proposal.objects.filter(document_id=document_id).defer("as_read"), PAGE).get_page(page)


def get_proposal(viewer: Person, document_id: int, proposal_id: int) -> Proposal:
    """One proposal; `Hidden` as above."""
    get_document(viewer, document_id)
    row = Proposal.objects.filter(document_id=document_id, pk=proposal_id).first()
    if row is None:
        raise Hidden
    return row
