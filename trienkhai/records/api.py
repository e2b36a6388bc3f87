"""Outgoing documents over the API: from draft to register."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal, TypeAlias

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.core import files
from trienkhai.records import selectors, services
from trienkhai.records.models import OutgoingDocument

router = Router(tags=["records"])
PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]
RowId: TypeAlias = Annotated[int, Field(ge=1, le=2**62)]
Name: TypeAlias = Annotated[str, Field(max_length=250)]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=2000)]


class OutgoingOut(Schema):
    """A document that a body issues; `number` and `issued_on` are null before it has them and stay when it is cancelled."""

    id: int
    unit_id: int
    doc_type: str
    title: str
    state: str
    version: int
    number: int | None
    symbol: str
    issued_on: dt.date | None
    source_kind: str
    source_id: int | None
    file_state: str
    pages: int | None


class OutgoingPageOut(Schema):
    """A page of outgoing documents."""

    items: list[OutgoingOut]
    page: int
    pages: int


class OutgoingHeadIn(Schema):
    """Type, title and letterhead; what is left out stays as it is."""

    doc_type: Annotated[str, Field(max_length=60)] | None = None
    title: Words | None = None
    form: Literal["decree", "party", "own"] | None = None
    template_id: RowId | None = None
    parent_issuer: Name | None = None
    issuer: Name | None = None
    symbol: Annotated[str, Field(max_length=80)] | None = None
    place: Annotated[str, Field(max_length=80)] | None = None
    recipients: Annotated[str, Field(max_length=5000)] | None = None
    authority: Annotated[str, Field(max_length=120)] | None = None
    signer_role: Annotated[str, Field(max_length=120)] | None = None
    signer_name: Annotated[str, Field(max_length=120)] | None = None

    def said(self) -> dict[str, Any]:
        """What was said."""
        return {name: value for name, value in self.dict(exclude={"version", "unit_id", "form_key"}).items() if value is not None}


class OutgoingIn(OutgoingHeadIn):
    """A new document; the same `form_key` again gives the one it made."""

    unit_id: RowId
    form_key: uuid.UUID
    doc_type: Annotated[str, Field(max_length=60)]
    title: Words


class OutgoingChangeIn(OutgoingHeadIn):
    """A change of the version that was seen."""

    version: Version


class OutgoingActIn(Schema):
    """An act on the version that was seen."""

    version: Version


class OutgoingReasonIn(OutgoingActIn):
    """An act with its reason."""

    reason: Words


class OutgoingNumberIn(OutgoingActIn):
    """The day of issue, today when left out."""

    issued_on: dt.date


class OutgoingSourceIn(Schema):
    """What another room wrote: a report, a plan period's letter that urges, an inspection's conclusion."""

    source_kind: Literal["report", "urging", "conclusion"]
    source_id: RowId


@router.get("/outgoing", response=OutgoingPageOut, summary="List outgoing documents")
def list_outgoing(
    request: Official,
    state: Annotated[str, Query(max_length=10)] = "",
    words: Annotated[str, Query(max_length=120)] = "",
    page: PageNumber = 1,
) -> dict[str, object]:
    """Newest first, those of the units whose outgoing documents the key sees."""
    found = selectors.list_outgoing(viewer=request.user, state=state, words=words, page=page).rows
    return {"items": found.object_list, "page": found.number, "pages": found.paginator.num_pages}


@router.post("/outgoing", response={201: OutgoingOut}, summary="Begin an outgoing document")
def prepare_outgoing(request: Official, said: OutgoingIn) -> Status[object]:
    """One for each `form_key`."""
    made = services.prepare_document(actor=request.user, unit_id=said.unit_id, form_key=said.form_key, **said.said())
    return Status(201, made)


@router.post("/outgoing/hand-over", response={201: OutgoingOut}, summary="Take what another room wrote to be issued")
def hand_over(request: Official, said: OutgoingSourceIn) -> Status[object]:
    """What is under way already is given as it is."""
    return Status(201, services.hand_over(actor=request.user, source_kind=said.source_kind, source_id=said.source_id))


@router.get("/outgoing/{id:document_id}", response=OutgoingOut, summary="One outgoing document")
def get_outgoing(request: Official, document_id: int) -> object:
    """Where it stands."""
    return selectors.get_outgoing(viewer=request.user, document_id=document_id).document


@router.post("/outgoing/{id:document_id}/head", response=OutgoingOut, summary="Correct type, title and letterhead of a draft")
def change_outgoing(request: Official, document_id: int, said: OutgoingChangeIn) -> object:
    """Only while it is a draft or waits for approval."""
    return services.change_document(actor=request.user, document_id=document_id, version=said.version, **said.said())


Act: TypeAlias = Literal["submit", "approve", "sign", "send", "renew", "write-again"]
ACTS: dict[str, Any] = {
    "submit": services.submit_document,
    "approve": services.approve_document,
    "sign": services.sign_document,
    "send": services.send_document,
    "renew": services.renew_draft,
    "write-again": services.write_again,
}


@router.post("/outgoing/{id:document_id}/acts/{act}", response=OutgoingOut, summary="Submit, approve, sign, send, renew or write again")
def act_on_outgoing(request: Official, document_id: int, act: Act, said: OutgoingActIn) -> object:
    """Each in its order, by who may; of two at the same second the second is told."""
    done: OutgoingDocument = ACTS[act](actor=request.user, document_id=document_id, version=said.version)
    return done


@router.post("/outgoing/{id:document_id}/return", response=OutgoingOut, summary="Give a draft back with a reason")
def return_outgoing(request: Official, document_id: int, said: OutgoingReasonIn) -> object:
    """Before it has a number."""
    return services.return_document(actor=request.user, document_id=document_id, version=said.version, reason=said.reason)


@router.post("/outgoing/{id:document_id}/cancel", response=OutgoingOut, summary="Cancel; a number stays in the register")
def cancel_outgoing(request: Official, document_id: int, said: OutgoingReasonIn) -> object:
    """Not once it is sent."""
    return services.cancel_document(actor=request.user, document_id=document_id, version=said.version, reason=said.reason)


@router.post("/outgoing/{id:document_id}/number", response=OutgoingOut, summary="Give the next number and the day")
def number_outgoing(request: Official, document_id: int, said: OutgoingNumberIn) -> object:
    """Numbers follow the order of time; none is given ahead."""
    return services.number_document(actor=request.user, document_id=document_id, version=said.version, issued_on=said.issued_on)


@router.post("/outgoing/{id:document_id}/draft", response=OutgoingOut, summary="Put in a draft as .docx")
def put_draft(
    request: Official,
    document_id: int,
    file: File[UploadedFile],
    version: Form[int],
    convert: Form[bool] = False,  # noqa: FBT002
) -> object:
    """With `convert` one in TCVN3 or VNI is put into Unicode."""
    given = {"name": file.name or "", "data": file.read(), "convert": convert}
    return services.put_draft(actor=request.user, document_id=document_id, version=version, **given)


@router.get("/outgoing/{id:document_id}/draft.docx", response={200: None}, summary="The document as it stands now")
def get_draft(request: Official, document_id: int) -> HttpResponse:
    """As .docx, number and day blank while it has none."""
    return files.handed(*services.hand_out_draft(actor=request.user, document_id=document_id))


@router.get("/outgoing/{id:document_id}/files/{kind}", response={200: None}, summary="A file of record")
def get_outgoing_file(request: Official, document_id: int, kind: Literal["docx", "pdf", "signed"]) -> HttpResponseBase:
    """The bytes, as an attachment; that they were taken is written down."""
    return files.attachment(*services.hand_out(actor=request.user, document_id=document_id, kind=kind))


@router.post("/outgoing/{id:document_id}/annexes", response=OutgoingOut, summary="Attach an annex")
def add_annex(request: Official, document_id: int, file: File[UploadedFile], version: Form[int], title: Form[str]) -> object:
    """Numbered after those that are there."""
    given = {"title": title, "name": file.name or "", "data": file.read()}
    return services.add_annex(actor=request.user, document_id=document_id, version=version, **given)


@router.get("/outgoing/{id:document_id}/annexes/{id:annex_id}", response={200: None}, summary="An annex")
def get_annex(request: Official, document_id: int, annex_id: int) -> HttpResponseBase:
    """The bytes, as an attachment."""
    return files.attachment(*services.hand_out_annex(actor=request.user, document_id=document_id, annex_id=annex_id))


@router.post("/outgoing/{id:document_id}/annexes/{id:annex_id}/remove", response=OutgoingOut, summary="Take an annex away")
def remove_annex(request: Official, document_id: int, annex_id: int, said: OutgoingActIn) -> object:
    """Those after it move up."""
    return services.remove_annex(actor=request.user, document_id=document_id, version=said.version, annex_id=annex_id)
