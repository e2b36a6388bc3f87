"""Documents over the API: bring in, list, read what was read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeAlias

from django.http import FileResponse
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from trienkhai.accounts.api import SeenOut
from trienkhai.accounts.requests import Official
from trienkhai.core import files, journal
from trienkhai.core.models import JournalLine
from trienkhai.documents import selectors, services


class DocumentOut(Schema):
    """A document and what its header says."""

    id: int
    unit_id: int
    unit_name: str
    file_name: str
    doc_type: str
    number: str
    symbol: str
    issuer: str
    issued_on: dt.date | None
    title: str
    uploaded_at: dt.datetime
    reviewed_at: dt.datetime | None
    state: str


class DocumentsOut(Schema):
    """One page of documents."""

    items: list[DocumentOut]
    total: int
    page: int
    pages: int


class BoundOut(Schema):
    """The phrases that were bound, each to the group or unit of its name."""

    bound: list[str]


PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
router = Router(tags=["documents"])


@router.get("/documents", response=DocumentsOut, summary="Documents, newest first")
def list_documents(
    request: Official, q: Annotated[str, Query(max_length=200)] = "", state: Annotated[str, Query(max_length=20)] = "", page: PageNumber = 1
) -> DocumentsOut:
    """Matched without case and diacritics."""
    found = selectors.list_documents(request.user, text=q, state=state, page=page)
    return DocumentsOut(items=[DocumentOut.from_orm(row) for row in found.rows], total=found.total, page=found.page, pages=found.pages)


@router.post("/documents", response={201: DocumentOut}, summary="Bring a document in; it is read in the background")
def receive(request: Official, unit_id: Annotated[int, Form(ge=1, le=2**62)], file: File[UploadedFile]) -> Status[selectors.DocumentCard]:
    """Refused like on the page: not allowed, too large, marked secret, here already."""
    document = services.receive(actor=request.user, unit_id=unit_id, name=file.name or "", data=file.read())
    return Status(201, selectors.get_document(request.user, document.pk))


@router.get("/documents/{id:document_id}", response=DocumentOut, summary="One document")
def get_document(request: Official, document_id: int) -> selectors.DocumentCard:
    """One document."""
    return selectors.get_document(request.user, document_id)


@router.get(
    "/documents/{id:document_id}/reading", response=dict[str, Any], summary="What the reader said (vanban/1), null until it is read"
)
def get_reading(request: Official, document_id: int) -> dict[str, Any]:
    """State, and the reading as it was said."""
    return selectors.reading_result(request.user, document_id)


@router.get("/documents/{id:document_id}/file", response={200: None}, summary="The original, as an attachment")
def get_document_file(request: Official, document_id: int) -> FileResponse:
    """The bytes; that they were taken is written down."""
    stored, name = services.hand_out(actor=request.user, document_id=document_id)
    return files.attachment(stored, name)


@router.get("/documents/{id:document_id}/viewers", response=list[SeenOut], summary="Who took the original away; for those who review")
def list_document_viewers(request: Official, document_id: int) -> list[JournalLine]:
    """Newest first, at most 50."""
    return journal.require_viewers(selectors.document_page(request.user, document_id).viewers)


@router.post(
    "/documents/{id:document_id}/phrases/suggested", response=BoundOut, summary="Bind every phrase whose very name a group or unit bears"
)
def bind_suggested_phrases(request: Official, document_id: int) -> BoundOut:
    """Like the page's button: what was answered already stays; each answer can be changed afterwards."""
    bound = services.bind_suggested(actor=request.user, document_id=document_id)
    return BoundOut(bound=[binding.phrase for binding in bound])
