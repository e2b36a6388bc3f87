"""The exchange over the API: what came in, what to do with it, sending an issued document."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Field, Query, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.records import selectors, services

router = Router(tags=["records"])


class MessageOut(Schema):
    """A message of the exchange; `code` says what became of a document, empty for the document itself."""

    id: int
    way: str
    state: str
    uid: str
    code: str
    sender: str
    receiver: str
    subject: str
    words: str
    remarks: list[str]
    incoming_id: int | None
    at: dt.datetime


class MessagePageOut(Schema):
    """A page of documents that came in."""

    items: list[MessageOut]
    page: int
    pages: int


class ReceiversIn(Schema):
    """Agencies by their codes, in either form."""

    receivers: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=200)]


class RefusedIn(Schema):
    """Why a document is refused; its sender is told."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class RegisteredOut(Schema):
    """The line of the register that a message became."""

    id: int
    number: int


@router.get("/exchange", response=MessagePageOut, summary="Documents that came in by the exchange")
def list_messages(request: Official, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> dict[str, object]:
    """Those that wait first."""
    found = selectors.exchange_page(viewer=request.user, page=page).rows
    return {"items": found.object_list, "page": found.number, "pages": found.paginator.num_pages}


@router.get("/exchange/{id:message_id}", response=MessageOut, summary="One document that came in")
def get_message(request: Official, message_id: int) -> object:
    """As its message says."""
    return selectors.message_page(viewer=request.user, message_id=message_id).row


@router.post("/exchange/{id:message_id}/register", response={201: RegisteredOut}, summary="Write it into the register")
def register_message(request: Official, message_id: int) -> Status[object]:
    """Its sender is told the number."""
    return Status(201, services.register_message(actor=request.user, message_id=message_id))


@router.post("/exchange/{id:message_id}/refuse", response=MessageOut, summary="Refuse it")
def refuse_message(request: Official, message_id: int, said: RefusedIn) -> object:
    """Its sender is told why."""
    return services.refuse_message(actor=request.user, message_id=message_id, reason=said.reason)


@router.get("/outgoing/{id:document_id}/exchange", response=list[MessageOut], summary="Where a document was sent and what became of it")
def list_answers(request: Official, document_id: int) -> object:
    """In order."""
    return selectors.answers_to(viewer=request.user, document_id=document_id)


@router.post("/outgoing/{id:document_id}/exchange", response=list[MessageOut], summary="Send an issued document by the exchange")
def send_through_exchange(request: Official, document_id: int, said: ReceiversIn) -> object:
    """Each place gets it once."""
    return services.send_through_exchange(actor=request.user, document_id=document_id, receivers=said.receivers)
