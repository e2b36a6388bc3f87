"""Digital signatures over the API: those a document bears, one more that was put elsewhere, those of any .pdf."""

from __future__ import annotations

import datetime as dt

from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.records import selectors, services
from trienkhai.records.api import OutgoingOut, Version

router = Router(tags=["records"])


class SignatureOut(Schema):
    """A signature under an outgoing document; `of` is person or body, `words` what could be said of it when it was put."""

    of: str
    subject: str
    issuer: str
    serial: str
    is_trusted: bool
    words: list[str]
    put_at: dt.datetime


class StatementOut(Schema):
    """What can be said of a signature in a .pdf now; `words` for a reader, the first one sums up."""

    subject: str
    issuer: str
    serial: str
    said_at: dt.datetime | None
    is_intact: bool
    is_trusted: bool
    is_whole: bool
    words: list[str]


@router.get("/outgoing/{id:document_id}/signatures", response=list[SignatureOut], summary="The signatures a document bears")
def list_signatures(request: Official, document_id: int) -> object:
    """The person's first."""
    return selectors.list_signatures(viewer=request.user, document_id=document_id)


@router.post("/outgoing/{id:document_id}/signed", response=OutgoingOut, summary="Hand in the .pdf that was signed elsewhere")
def take_signed(request: Official, document_id: int, file: File[UploadedFile], version: Form[Version]) -> object:
    """The very file of the document with one more signature: the person's, or the body's once the person signed."""
    return services.take_signed(actor=request.user, document_id=document_id, version=version, data=file.read())


@router.post("/signatures/check", response=list[StatementOut], summary="What can be said of the signatures of a .pdf; nothing is kept")
def check_signatures(request: Official, file: File[UploadedFile]) -> object:
    """Empty when there is none."""
    return selectors.check_signatures(viewer=request.user, data=file.read())


@router.get("/incoming/{id:incoming_id}/signatures", response=list[StatementOut], summary="The same of a paper that came in")
def incoming_signatures(request: Official, incoming_id: int) -> object:
    """Empty when it has no .pdf, or none is signed."""
    return selectors.incoming_signatures(viewer=request.user, incoming_id=incoming_id) or []
