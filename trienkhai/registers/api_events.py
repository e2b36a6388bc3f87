"""Registers over the API: begun, lines written, corrected, moved step by step, taken out, figures sent to an indicator."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.core import clock, files
from trienkhai.plans.api import PageNumber
from trienkhai.registers import selectors, services
from trienkhai.registers.downloads import download
from trienkhai.registers.selectors.events import EntryLine
from trienkhai.registers.selectors.inspections import Visit

router = Router(tags=["forms"])
Year = Annotated[int | None, Field(ge=2000, le=2100)]
Typed = dict[str, Annotated[str, Field(max_length=2000)]]


class RegisterIn(Schema):
    """A built-in register to begin: training, dialogue, inspection, finding, equipment, incident."""

    owner_id: int
    kind: str


class RegisterOut(Schema):
    """A register and how many lines the person sees."""

    id: int
    kind: str
    title: str
    owner_id: int
    indicator_id: int | None
    entries: int


class EntryIn(Schema):
    """A line: words by column key, as they would be typed. `happened_at` is when the first step happened."""

    unit_id: int
    typed: Typed
    parent_id: int | None = None
    happened_at: dt.datetime | None = None


class EntryChange(Schema):
    """A correction."""

    version: int
    typed: Typed


class StepOut(Schema):
    """A step that a line took; `file_name` is empty where it has no evidence."""

    id: int
    step: str
    happened_at: dt.datetime
    note: str
    file_name: str


class EntryOut(Schema):
    """A line of a register in words."""

    id: int
    register_id: int
    unit_id: int
    unit_name: str
    parent_id: int | None
    day: dt.date
    due: dt.date | None
    step: str
    version: int
    removed_why: str
    reported: bool
    values: dict[str, str]
    steps: list[StepOut] = []


class EntriesOut(Schema):
    """One page of lines."""

    items: list[EntryOut]
    total: int
    page: int
    pages: int


class StepIn(Schema):
    """The next step of a line; a file goes with it where the step needs one."""

    version: int
    happened_at: dt.datetime
    note: str = ""


class RemoveIn(Schema):
    """Why a line is taken out."""

    version: int
    reason: str


class LinkIn(Schema):
    """Which indicator takes the register's figures: its number of lines, or the sum of a column."""

    indicator_id: int | None
    counts: str = ""


class EventReportIn(Schema):
    """Whose figure of which period is sent."""

    unit_id: int
    plan_period_id: int


class EntriesIntakeOut(Schema):
    """What became of a workbook."""

    id: int
    state: str
    rows: int
    faults: int


class ProgrammeIn(Schema):
    """The document that approves a year's planned inspections, and its legal basis."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    document: Annotated[str, Field(max_length=250)]
    legal_basis: Annotated[str, Field(max_length=2000)]


class ProgrammeOut(Schema):
    """An approved programme, or a change of it."""

    year: int
    number: int
    document: str
    legal_basis: str


class VisitOut(Schema):
    """An inspection of the year. `planned_on` is what the programme names; `twice`: other days of the same unit on the same matter."""

    entry_id: int
    unit_id: int | None
    unit_name: str
    matter: str
    field: str
    lead: str
    planned_on: dt.date | None
    day: dt.date
    step: str
    overdue: bool
    twice: list[dt.date]
    findings: int
    mended: int
    findings_overdue: int


class YearOut(Schema):
    """The inspections of a year."""

    programmes: list[ProgrammeOut]
    visits: list[VisitOut]


class FigureOut(Schema):
    """The figure that was sent."""

    value: Decimal


def _entry(line: EntryLine) -> EntryOut:
    row = line.row
    known = {
        name: getattr(row, name) for name in ("id", "register_id", "unit_id", "parent_id", "day", "due", "step", "version", "removed_why")
    }
    return EntryOut(
        **known, unit_name=line.unit_name, reported=row.reported_id is not None, values={c.key: words for c, words in line.cells}
    )


def _one(request: Official, entry_id: int) -> EntryOut:
    page = selectors.entry_page(viewer=request.user, entry_id=entry_id)
    steps = [
        StepOut(id=one.pk, step=one.step, happened_at=one.happened_at, note=one.note, file_name=one.file_name) for one, _t in page.steps
    ]
    return _entry(page.line).model_copy(update={"steps": steps})


@router.get("/registers", response=list[RegisterOut], summary="The registers of your body")
def list_registers(request: Official) -> list[RegisterOut]:
    """With how many lines you see."""
    found = selectors.registers_page(viewer=request.user).registers
    return [
        RegisterOut(id=row.pk, kind=row.kind, title=title, owner_id=row.owner_id, indicator_id=row.indicator_id, entries=n)
        for row, title, n in found
    ]


@router.post("/registers", response={201: RegisterOut}, summary="Begin a built-in register")
def open_register(request: Official, said: RegisterIn) -> Status[RegisterOut]:
    """The one that stands, when there is one."""
    row = services.open_register(actor=request.user, owner_id=said.owner_id, kind=said.kind)
    title = selectors.register_page(viewer=request.user, register_id=row.pk).definition.title
    return Status(201, RegisterOut(id=row.pk, kind=row.kind, title=title, owner_id=row.owner_id, indicator_id=row.indicator_id, entries=0))


@router.get("/registers/{id:register_id}/entries", response=EntriesOut, summary="The lines of a register that you see, newest first")
def list_entries(request: Official, register_id: int, step: str = "", page: PageNumber = 1) -> EntriesOut:
    """Tombstones too."""
    found = selectors.register_page(viewer=request.user, register_id=register_id, step=step, page=page)
    pages = found.page.paginator
    return EntriesOut(items=[_entry(line) for line in found.lines], total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.post("/registers/{id:register_id}/entries", response={201: EntryOut}, summary="Write a line")
def make_entry(request: Official, register_id: int, said: EntryIn) -> Status[EntryOut]:
    """Refused with everything that is wrong."""
    row = services.make_entry(actor=request.user, register_id=register_id, **said.model_dump())
    return Status(201, _one(request, row.pk))


@router.get("/register-entries/{id:entry_id}", response=EntryOut, summary="One line")
def get_entry(request: Official, entry_id: int) -> EntryOut:
    """A tombstone says why."""
    return _one(request, entry_id)


@router.post("/register-entries/{id:entry_id}", response=EntryOut, summary="Correct a line")
def change_entry(request: Official, entry_id: int, said: EntryChange) -> EntryOut:
    """409 when somebody changed it since `version`."""
    services.change_entry(actor=request.user, entry_id=entry_id, version=said.version, typed=said.typed)
    return _one(request, entry_id)


@router.post("/register-entries/{id:entry_id}/step", response=EntryOut, summary="Move a line to its next step")
def take_entry_step(
    request: Official, entry_id: int, said: Annotated[StepIn, Form()], file: Annotated[UploadedFile | None, File()] = None
) -> EntryOut:
    """With evidence where the step needs it."""
    given = (file.name or "", file.read()) if file else None
    services.take_step(actor=request.user, entry_id=entry_id, file=given, **said.model_dump())
    return _one(request, entry_id)


@router.post("/register-entries/{id:entry_id}/remove", response=EntryOut, summary="Take a line out; it stays as a tombstone")
def remove_entry(request: Official, entry_id: int, said: RemoveIn) -> EntryOut:
    """A figure that counted it keeps it as its source."""
    services.remove_entry(actor=request.user, entry_id=entry_id, version=said.version, reason=said.reason)
    return _one(request, entry_id)


@router.post("/registers/{id:register_id}/indicator", response=RegisterOut, summary="Say which indicator takes a register's figures")
def link_register(request: Official, register_id: int, said: LinkIn) -> RegisterOut:
    """None takes the link away."""
    row = services.link_indicator(actor=request.user, register_id=register_id, indicator_id=said.indicator_id, counts=said.counts)
    return next(one for one in list_registers(request) if one.id == row.pk)


@router.post("/registers/{id:register_id}/report", response=FigureOut, summary="Send a unit's figure of a period to the indicator")
def report_register(request: Official, register_id: int, said: EventReportIn) -> FigureOut:
    """409 when the same figure stands."""
    value = services.report_figures(actor=request.user, register_id=register_id, **said.model_dump())
    return FigureOut(value=value)


@router.get("/registers/{id:register_id}/year", summary="A register's lines of a year as .xlsx, as far as you see them")
def get_register_year(request: Official, register_id: int, year: Year = None) -> HttpResponse:
    """With units and the days of steps."""
    return download(*services.hand_out_year(actor=request.user, register_id=register_id, year=year or clock.today().year))


@router.get("/registers/{id:register_id}/workbook", summary="A unit's lines of a year as .xlsx to fill in further")
def get_entries_workbook(request: Official, register_id: int, unit_id: int = 0, year: Year = None) -> HttpResponse:
    """Lines that stand have their code; new ones have none."""
    return download(
        *services.hand_out_entries(actor=request.user, register_id=register_id, unit_id=unit_id, year=year or clock.today().year)
    )


@router.post("/registers/{id:register_id}/workbook", response=EntriesIntakeOut, summary="Take a unit's workbook in, all of it or nothing")
def take_entries_in(
    request: Official, register_id: int, unit_id: Annotated[int, Form()], file: Annotated[UploadedFile, File()]
) -> EntriesIntakeOut:
    """With faults nothing is written; the marked copy is at the intake's page."""
    asked = {"register_id": register_id, "unit_id": unit_id, "name": file.name or "", "data": file.read()}
    made = services.take_entries_in(actor=request.user, **asked)
    return EntriesIntakeOut(id=made.pk, state=made.state, rows=made.rows, faults=made.fault_count)


@router.get("/registers/{id:register_id}/programme", response=YearOut, summary="The inspections of a year against the approved programme")
def get_programme(request: Official, register_id: int, year: int | None = None) -> YearOut:
    """This year's unless another is named; those that you see."""
    page = selectors.programme_page(viewer=request.user, register_id=register_id, year=year)
    names = ("year", "number", "document", "legal_basis")
    approved = [ProgrammeOut(**{name: getattr(one, name) for name in names}) for one in page.programmes]
    return YearOut(programmes=approved, visits=[_visit(one) for one in page.visits])


def _visit(one: Visit) -> VisitOut:
    row, found = one.row, one.mending
    return VisitOut(
        entry_id=row.pk,
        unit_id=row.subject_id,
        unit_name=one.unit_name,
        matter=one.matter,
        field=one.field,
        lead=one.lead,
        planned_on=row.planned_on,
        day=row.day,
        step=row.step,
        overdue=one.is_overdue,
        twice=list(one.twice),
        findings=found.asked,
        mended=found.mended,
        findings_overdue=found.overdue,
    )


@router.post("/registers/{id:register_id}/programme", response={201: ProgrammeOut}, summary="Note what approves a year's inspections")
def approve_programme(request: Official, register_id: int, said: ProgrammeIn) -> Status[ProgrammeOut]:
    """What is planned and not approved yet enters the programme."""
    made = services.approve_programme(actor=request.user, register_id=register_id, **said.model_dump())
    return Status(201, ProgrammeOut(year=made.year, number=made.number, document=made.document, legal_basis=made.legal_basis))


@router.get("/register-entries/{id:entry_id}/conclusion", summary="The draft of an inspection's conclusion as .docx")
def get_conclusion(request: Official, entry_id: int) -> HttpResponse:
    """Number and day are left to the records clerk."""
    return download(*services.draft_conclusion(actor=request.user, entry_id=entry_id))


@router.get("/register-steps/{id:step_id}/file", summary="The evidence of a step")
def get_step_file(request: Official, step_id: int) -> HttpResponseBase:
    """For those who see its line."""
    return files.attachment(*services.hand_out_step_file(actor=request.user, step_id=step_id))
