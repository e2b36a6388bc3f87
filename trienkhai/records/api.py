"""Outgoing documents over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, TypeAlias

from ninja import Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.records import selectors

router = Router(tags=["records"])
PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]


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


class OutgoingPageOut(Schema):
    """A page of outgoing documents."""

    items: list[OutgoingOut]
    page: int
    pages: int


@router.get("/outgoing", response=OutgoingPageOut, summary="List outgoing documents")
def outgoing_list(request: Official, state: Annotated[str, Query(max_length=10)] = "", page: PageNumber = 1) -> dict[str, object]:
    """Newest first, those of the units whose outgoing documents the key sees."""
    found = selectors.list_outgoing(viewer=request.user, state=state, page=page).rows
    return {"items": found.object_list, "page": found.number, "pages": found.paginator.num_pages}


@router.get("/outgoing/{id:document_id}", response=OutgoingOut, summary="One outgoing document")
def outgoing_detail(request: Official, document_id: int) -> object:
    """Where it stands."""
    return selectors.get_outgoing(viewer=request.user, document_id=document_id).document
