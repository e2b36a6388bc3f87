"""Registers over the API: what went out, what came in; how a body numbers and writes."""

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
from trienkhai.records.api import Name, OutgoingReasonIn, PageNumber, RowId, Version, Words

router = Router(tags=["records"])
Book: TypeAlias = Literal["out", "in"]
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]
Year: TypeAlias = Annotated[int | None, Query(ge=1990, le=2200)]


class BookLineOut(Schema):
    """A line of a register in the columns of Decree 30/2020, Annex IV; `id` is that of the document or of the incoming line."""

    id: int
    cells: list[str]
    is_cancelled: bool


class BookOut(Schema):
    """A page of a register."""

    unit_id: int
    year: int
    heads: list[str]
    lines: list[BookLineOut]
    page: int
    pages: int


class IncomingOut(Schema):
    """A line of the register of what came in."""

    id: int
    unit_id: int
    number: int
    arrived_on: dt.date
    issuer: str
    code: str
    issued_on: dt.date | None
    doc_type: str
    title: str
    handler_id: int | None
    handed_on: dt.date | None
    due: dt.date | None
    note: str
    document_id: int | None
    twin_of_id: int | None
    version: int
    cancelled_at: dt.datetime | None


class IncomingLineIn(Schema):
    """What a line says."""

    issuer: Annotated[str, Field(min_length=1, max_length=250)]
    title: Words
    code: Annotated[str, Field(max_length=120)] = ""
    issued_on: dt.date | None = None
    doc_type: Annotated[str, Field(max_length=60)] = ""
    handler_id: RowId | None = None
    handed_on: dt.date | None = None
    due: dt.date | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


class IncomingIn(IncomingLineIn):
    """A new line; the same `form_key` again gives the one it made. `again`: another copy of a paper that stands there already."""

    unit_id: RowId
    form_key: uuid.UUID
    arrived_on: dt.date
    document_id: RowId | None = None
    again: bool = False


class IncomingCorrectionIn(IncomingLineIn):
    """A change of the version that was seen."""

    version: Version


class BodyWritingOut(Schema):
    """How a body numbers and writes."""

    unit_id: int
    joint: bool
    series: list[dict[str, Any]]
    templates: list[dict[str, Any]]
    placeholders: list[str]


class BodyLetterheadIn(Schema):
    """What stands at head and foot; `version` 0 where there was none."""

    version: Version
    issuer: Annotated[str, Field(min_length=1, max_length=250)]
    code: Annotated[str, Field(min_length=1, max_length=40)]
    signer_role: Annotated[str, Field(min_length=1, max_length=120)]
    parent_issuer: Name = ""
    place: Annotated[str, Field(max_length=80)] = ""
    recipients: Annotated[str, Field(max_length=5000)] = ""
    authority: Literal["", "TM.", "KT.", "TL.", "TUQ.", "Q."] = ""
    authority_of: Annotated[str, Field(max_length=120)] = ""
    signer_name: Annotated[str, Field(max_length=120)] = ""


class NumberRuleIn(Schema):
    """One series for all types, or one for each, from a day on."""

    joint: bool
    valid_from: dt.date
    legal_basis: Name = ""


class NumberSeriesIn(Schema):
    """The last number that the office gave on paper."""

    book: Book = "out"
    doc_type: Annotated[str, Field(max_length=60)] = ""
    year: Annotated[int, Field(ge=1990, le=2200)]
    begun_at: Annotated[int, Field(ge=0, le=99_999)]


def _asked(unit_id: int | None, year: int | None, doc_type: str, words: str) -> selectors.Asked:
    return selectors.Asked(unit_id=unit_id, year=year, doc_type=doc_type, words=words)


@router.get("/records/{book}", response=BookOut, summary="A page of a register of a year")
def get_register(
    request: Official, book: Book, unit_id: Number = None, year: Year = None, doc_type: str = "", words: str = "", page: PageNumber = 1
) -> dict[str, object]:
    """Newest number first; by default the first unit where the key's person works, and this year."""
    asked = _asked(unit_id, year, doc_type[:60], words[:120])
    found = selectors.register_page(viewer=request.user, book=book, asked=asked, page=page)
    shown = {"unit_id": found.unit_id, "year": found.year, "heads": list(found.heads)}
    lines = [{"id": one.id, "cells": list(one.cells), "is_cancelled": one.is_cancelled} for one in found.lines]
    return shown | {"lines": lines, "page": found.page.number, "pages": found.page.paginator.num_pages}


@router.get("/records/{book}/xlsx", response={200: None}, summary="A register of a year as .xlsx")
def get_register_file(
    request: Official, book: Book, unit_id: Number = None, year: Year = None, doc_type: str = "", words: str = ""
) -> HttpResponse:
    """In the order of the numbers; that it was taken is written down."""
    asked = _asked(unit_id, year, doc_type[:60], words[:120])
    return files.handed(*services.hand_out_register(actor=request.user, book=book, asked=asked))


@router.post("/incoming", response={201: IncomingOut}, summary="Register what came in")
def register_incoming(request: Official, said: IncomingIn) -> Status[object]:
    """With the next number. A second line for one paper is refused (409) unless `again`."""
    return Status(201, services.register_incoming(actor=request.user, **said.dict()))


@router.get("/incoming/{id:incoming_id}", response=IncomingOut, summary="A line of the register of what came in")
def get_incoming(request: Official, incoming_id: int) -> object:
    """One line."""
    return selectors.get_incoming(viewer=request.user, incoming_id=incoming_id).row


@router.post("/incoming/{id:incoming_id}/correct", response=IncomingOut, summary="Correct a line, say who handles it")
def correct_incoming(request: Official, incoming_id: int, said: IncomingCorrectionIn) -> object:
    """Its number and the day it came stay."""
    values = said.dict(exclude={"version"})
    return services.correct_incoming(actor=request.user, incoming_id=incoming_id, version=said.version, **values)


@router.post("/incoming/{id:incoming_id}/cancel", response=IncomingOut, summary="Cancel a line; its number stays")
def cancel_incoming(request: Official, incoming_id: int, said: OutgoingReasonIn) -> object:
    """With the reason."""
    return services.cancel_incoming(actor=request.user, incoming_id=incoming_id, version=said.version, reason=said.reason)


@router.get("/units/{id:unit_id}/writing", response=BodyWritingOut, summary="How a body numbers and writes")
def get_writing(request: Official, unit_id: int) -> dict[str, object]:
    """Its rule, the series of this year, its templates and what may stand in one."""
    page = selectors.setting_page(viewer=request.user, unit_id=unit_id)
    series = [{"doc_type": one.doc_type, "year": one.year, "last": one.last} for one in page.series]
    templates = [{"id": one.pk, "name": one.name, "doc_type": one.doc_type} for one in page.templates]
    names = [name for name, _words in page.placeholders]
    return {"unit_id": unit_id, "joint": page.is_joint, "series": series, "templates": templates, "placeholders": names}


@router.post("/units/{id:unit_id}/letterhead", response={204: None}, summary="Keep a body's letterhead")
def save_letterhead(request: Official, unit_id: int, said: BodyLetterheadIn) -> Status[None]:
    """For documents begun from now on."""
    services.save_letterhead(actor=request.user, unit_id=unit_id, **said.dict())
    return Status(204, None)


@router.post("/units/{id:unit_id}/number-rules", response={204: None}, summary="Say how a body numbers")
def rule_numbering(request: Official, unit_id: int, said: NumberRuleIn) -> Status[None]:
    """Its head decides; in a year that has numbers it does not change."""
    services.rule_numbering(actor=request.user, unit_id=unit_id, **said.dict())
    return Status(204, None)


@router.post("/units/{id:unit_id}/number-series", response={204: None}, summary="Say which number was given last on paper")
def begin_series(request: Official, unit_id: int, said: NumberSeriesIn) -> Status[None]:
    """Only while the series has given none."""
    services.begin_series(actor=request.user, unit_id=unit_id, **said.dict())
    return Status(204, None)


@router.post("/units/{id:unit_id}/templates", response={204: None}, summary="Put in a template")
def put_template(request: Official, unit_id: int, file: File[UploadedFile], name: Form[str], doc_type: Form[str] = "") -> Status[None]:
    """Each unknown placeholder is told with its place."""
    given = {"name": name, "doc_type": doc_type[:60], "file_name": file.name or "", "data": file.read()}
    services.upload_template(actor=request.user, unit_id=unit_id, **given)
    return Status(204, None)


@router.get("/templates/{id:template_id}", response={200: None}, summary="The file of a template")
def get_template(request: Official, template_id: int) -> HttpResponseBase:
    """The bytes, as an attachment."""
    return files.attachment(*services.hand_out_template(actor=request.user, template_id=template_id))


@router.post("/templates/{id:template_id}/retire", response={204: None}, summary="Use a template no more")
def retire_template(request: Official, template_id: int) -> Status[None]:
    """Documents set in it stay."""
    services.retire_template(actor=request.user, template_id=template_id)
    return Status(204, None)
