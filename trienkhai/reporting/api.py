"""Reports over the API."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.http import FileResponse
from ninja import Field, Router, Schema, Status

from trienkhai.accounts.api import SeenOut
from trienkhai.accounts.requests import Official
from trienkhai.core import files, journal
from trienkhai.core.models import JournalLine
from trienkhai.reporting import selectors, services


class ReportOut(Schema):
    """A consolidated report."""

    id: int
    unit_id: int
    period_id: int
    title: str
    symbol: str
    as_of: dt.datetime
    state: str


class ReportIn(Schema):
    """Which period to report. `form_key` names the sending: the same key sent twice makes one report."""

    plan_period_id: int = Field(ge=1, le=2**62)
    form_key: uuid.UUID
    base_ids: list[Annotated[int, Field(ge=1, le=2**62)]] = Field(default=[], max_length=20)
    """Earlier reports of the plan that it sums up."""


router = Router(tags=["reports"])


@router.get("/reports", response=list[ReportOut], summary="Reports, newest first")
def list_reports(request: Official) -> list[object]:
    """At most 200."""
    return list(selectors.list_reports(viewer=request.user))


@router.post("/reports", response={201: ReportOut}, summary="Freeze a period into a report; its files are written in the background")
def make_report(request: Official, said: ReportIn) -> Status[object]:
    """One report for each `form_key`."""
    return Status(201, services.make_report(actor=request.user, **said.dict()))


@router.get("/reports/{id:report_id}", response=ReportOut, summary="One report")
def get_report(request: Official, report_id: int) -> object:
    """One report."""
    return selectors.get_state(viewer=request.user, report_id=report_id)


@router.get("/reports/{id:report_id}/files/{kind}", response={200: None}, summary="The report as .docx or .xlsx")
def get_report_file(request: Official, report_id: int, kind: Literal["docx", "xlsx"]) -> FileResponse:
    """The bytes, as an attachment; that they were taken is written down."""
    stored, name = services.hand_out_file(actor=request.user, report_id=report_id, kind=kind)
    return files.attachment(stored, name)


@router.get("/reports/{id:report_id}/viewers", response=list[SeenOut], summary="Who took the report's files away; for those who edit it")
def list_report_viewers(request: Official, report_id: int) -> list[JournalLine]:
    """Newest first, at most 50."""
    return journal.require_viewers(selectors.get_report(viewer=request.user, report_id=report_id).viewers)
