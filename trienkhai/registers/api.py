"""Forms over the API: defined, asked of units, filled in, sent, collected."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.plans.api import PageNumber
from trienkhai.registers import selectors, services
from trienkhai.registers import shape as shapes
from trienkhai.registers.downloads import download
from trienkhai.registers.schemas import Key, ShapeIn
from trienkhai.registers.selectors.fillings import Owed

router = Router(tags=["forms"])


class FormIn(Schema):
    """A new form."""

    owner_id: int
    title: str


class DraftIn(Schema):
    """The draft's shape all anew; `edit` is the draft's counter as it was seen."""

    edit: int
    shape: ShapeIn


class EditIn(Schema):
    """The draft's counter as it was seen."""

    edit: int


class FormOut(Schema):
    """A form and the version that is shown: the draft where there is one."""

    id: int
    title: str
    owner_id: int
    version: int
    edit: int
    published_at: dt.datetime | None
    shape: ShapeIn
    problems: list[str]


class FormLine(Schema):
    """A form in a list."""

    id: int
    title: str
    owner_id: int
    published: int | None
    has_draft: bool


class AskIn(Schema):
    """Whom a form is asked of."""

    task_id: int
    plan_period_id: int
    due: dt.date


class CollectionOut(Schema):
    """How far a collection is; `sums` are those of what was sent, by sheet shown and column."""

    id: int
    form_id: int
    version: int
    task_id: int
    plan_period_id: int
    due: dt.date
    asked: int
    sent: int
    nil: int
    late: int
    sheet: str
    sums: dict[str, str]


class FillingOut(Schema):
    """What a unit fills in. `version` is to be said when saving."""

    id: int
    collection_id: int
    form_id: int
    title: str
    unit_id: int
    unit_name: str
    due: dt.date
    state: str
    version: int
    is_nil: bool
    sent_at: dt.datetime | None
    returned_why: str
    sums: dict[str, dict[str, str]]


class FillingsOut(Schema):
    """One page of fillings."""

    items: list[FillingOut]
    total: int
    page: int
    pages: int


class RowOut(Schema):
    """A line: values as they are kept."""

    place: int
    values: dict[str, Any]


class FaultOut(Schema):
    """What is wrong, and where; a warning does not stop sending."""

    sheet: str
    place: int
    column: str
    words: str
    is_warning: bool


class FillingDetail(FillingOut):
    """A filling with its lines by sheet and what is wrong."""

    rows: dict[str, list[RowOut]]
    faults: list[FaultOut]


class CellIn(Schema):
    """Words for one cell, as they would be typed."""

    place: Annotated[int, Field(ge=1, le=50_000)]
    column: Key
    words: Annotated[str, Field(max_length=8000)]


class CellsIn(Schema):
    """Cells of one sheet."""

    version: int
    sheet: Key
    cells: Annotated[list[CellIn], Field(max_length=5000)]


class SavedOut(Schema):
    """The version to say next time, and faults of the saved lines."""

    version: int
    faults: list[FaultOut]
    sums: dict[str, str]


class SendIn(Schema):
    """The version that was seen, and an explanation where figures moved much."""

    version: int
    remark: str = ""


class FillingReturnIn(Schema):
    """Why a filling is returned."""

    reason: str


class IntakeOut(Schema):
    """What became of a workbook; a faulty one changes nothing."""

    id: int
    state: str
    rows: int
    fault_count: int


def _form(request: Official, form_id: int) -> FormOut:
    page = selectors.form_page(viewer=request.user, form_id=form_id)
    names: dict[str, Any] = {"id": page.form.pk, "title": page.form.title, "owner_id": page.form.owner_id}
    shown: dict[str, Any] = {"version": page.version.number, "edit": page.version.edit, "published_at": page.version.published_at}
    return FormOut(**names, **shown, shape=ShapeIn(**shapes.to_json(page.shape)), problems=page.problems)


def _filling(owed: Owed) -> FillingOut:
    row = owed.row
    said = {
        name: getattr(row, name)
        for name in ("id", "collection_id", "unit_id", "state", "version", "is_nil", "sent_at", "returned_why", "sums")
    }
    form = row.collection.version.form
    return FillingOut(**said, form_id=form.pk, title=form.title, unit_name=owed.unit_name, due=row.collection.due)


def _detail(request: Official, filling_id: int) -> FillingDetail:
    page = selectors.filling_page(viewer=request.user, filling_id=filling_id)
    row = page.owed.row
    rows = {key: [RowOut(place=at, values=values) for at, values in lines] for key, lines in selectors.rows_by_sheet(row).items()}
    faults = [_fault(one) for one in selectors.faults_of(row)] if row.state in {"draft", "returned"} else []
    return FillingDetail(**_filling(page.owed).model_dump(), rows=rows, faults=faults)


def _fault(one: Any) -> FaultOut:
    return FaultOut(sheet=one.sheet, place=one.place, column=one.column, words=one.words, is_warning=one.is_warning)


@router.get("/forms", response=list[FormLine], summary="Forms of your body")
def list_forms(request: Official) -> list[FormLine]:
    """Newest first."""
    return [
        FormLine(id=form.pk, title=form.title, owner_id=form.owner_id, published=version.number if version else None, has_draft=draft)
        for form, version, draft in selectors.form_list(viewer=request.user)
    ]


@router.post("/forms", response={201: FormOut}, summary="Begin a form")
def create_form(request: Official, said: FormIn) -> Status[FormOut]:
    """One empty sheet; say its shape by the draft."""
    made = services.create_form(actor=request.user, owner_id=said.owner_id, title=said.title)
    return Status(201, _form(request, made.pk))


@router.get("/forms/{id:form_id}", response=FormOut, summary="A form and what it asks")
def get_form(request: Official, form_id: int) -> FormOut:
    """The draft where there is one, else the last version."""
    return _form(request, form_id)


@router.post("/forms/{id:form_id}/draft", response=FormOut, summary="Say what the draft asks, all anew")
def set_draft(request: Official, form_id: int, said: DraftIn) -> FormOut:
    """What keeps it from being published comes back as `problems`."""
    services.set_shape(
        actor=request.user, form_id=form_id, edit=said.edit, shape=shapes.from_json(said.shape.model_dump(exclude_none=True))
    )
    return _form(request, form_id)


@router.post("/forms/{id:form_id}/publish", response=FormOut, summary="Publish the draft")
def publish_form(request: Official, form_id: int, said: EditIn) -> FormOut:
    """A published version never changes."""
    services.publish(actor=request.user, form_id=form_id, edit=said.edit)
    return _form(request, form_id)


@router.post("/forms/{id:form_id}/revise", response=FormOut, summary="Begin the next version")
def revise_form(request: Official, form_id: int) -> FormOut:
    """From the last one."""
    services.revise(actor=request.user, form_id=form_id)
    return _form(request, form_id)


@router.post(
    "/forms/{id:form_id}/collections", response={201: CollectionOut}, summary="Ask the units of a task in a period to fill a form in"
)
def open_collection(request: Official, form_id: int, said: AskIn) -> Status[CollectionOut]:
    """The last published version is asked."""
    made = services.open_collection(actor=request.user, form_id=form_id, **said.model_dump())
    return Status(201, _collection(request, made.pk))


def _collection(request: Official, collection_id: int, sheet: str = "") -> CollectionOut:
    page = selectors.collection_page(viewer=request.user, collection_id=collection_id, sheet_key=sheet)
    row = page.row
    known: dict[str, Any] = {
        "id": row.pk,
        "form_id": row.version.form_id,
        "version": row.version.number,
        "task_id": row.task_id,
        "due": row.due,
    }
    counts = {name: getattr(page, name) for name in ("asked", "sent", "nil", "late")}
    sums = {column.key: words for column, words in zip(page.columns, page.whole, strict=True)}
    return CollectionOut(**known, **counts, plan_period_id=row.period_id, sheet=page.sheet.key, sums=sums)


@router.get("/collections/{id:collection_id}", response=CollectionOut, summary="How far a collection is")
def get_collection(request: Official, collection_id: int, sheet: str = "") -> CollectionOut:
    """With the sums of one sheet."""
    return _collection(request, collection_id, sheet)


@router.post("/collections/{id:collection_id}/units", response=CollectionOut, summary="Ask units that were named later too")
def add_collection_units(request: Official, collection_id: int) -> CollectionOut:
    """Nothing happens when there are none."""
    services.add_units(actor=request.user, collection_id=collection_id)
    return _collection(request, collection_id)


@router.get("/collections/{id:collection_id}/workbook", summary="What all units sent, as .xlsx")
def get_consolidated(request: Official, collection_id: int) -> HttpResponse:
    """Every line, sums by branch, and who has not sent."""
    return download(*services.hand_out_consolidated(actor=request.user, collection_id=collection_id))


@router.get("/fillings", response=FillingsOut, summary="What your own units are asked to fill in")
def list_fillings(request: Official, *, done: bool = False, page: PageNumber = 1) -> FillingsOut:
    """First due first; with `done` what was sent."""
    owed, found = selectors.own_fillings(viewer=request.user, page=page, done=done)
    pages = found.paginator
    return FillingsOut(items=[_filling(one) for one in owed], total=pages.count, page=found.number, pages=pages.num_pages)


@router.get("/fillings/{id:filling_id}", response=FillingDetail, summary="One unit's filling")
def get_filling(request: Official, filling_id: int) -> FillingDetail:
    """With its lines."""
    return _detail(request, filling_id)


@router.post("/fillings/{id:filling_id}/cells", response=SavedOut, summary="Save cells of a sheet")
def save_cells(request: Official, filling_id: int, said: CellsIn) -> SavedOut:
    """409 when somebody saved since `version`; nothing is written then."""
    typed = {(one.place, one.column): one.words for one in said.cells}
    saved = services.save_cells(actor=request.user, filling_id=filling_id, version=said.version, sheet_key=said.sheet, typed=typed)
    return SavedOut(version=saved.version, faults=[_fault(one) for one in saved.faults], sums=saved.sums)


@router.post("/fillings/{id:filling_id}/send", response=FillingOut, summary="Send a filling")
def send_filling(request: Official, filling_id: int, said: SendIn) -> FillingOut:
    """Refused while something is wrong."""
    services.send(actor=request.user, filling_id=filling_id, version=said.version, remark=said.remark)
    return _detail(request, filling_id)


@router.post("/fillings/{id:filling_id}/nil", response=FillingOut, summary="Say that there was nothing in the period")
def send_nil_filling(request: Official, filling_id: int, said: SendIn) -> FillingOut:
    """Only while nothing was filled in."""
    services.send_nil(actor=request.user, filling_id=filling_id, version=said.version, remark=said.remark)
    return _detail(request, filling_id)


@router.post("/fillings/{id:filling_id}/reopen", response=FillingOut, summary="Take your own filling back to correct it")
def reopen_filling(request: Official, filling_id: int) -> FillingOut:
    """Until its last day."""
    services.reopen(actor=request.user, filling_id=filling_id)
    return _detail(request, filling_id)


@router.post("/fillings/{id:filling_id}/return", response=FillingOut, summary="Return a filling to its unit")
def return_filling(request: Official, filling_id: int, said: FillingReturnIn) -> FillingOut:
    """With a reason."""
    services.return_filling(actor=request.user, filling_id=filling_id, reason=said.reason)
    return _detail(request, filling_id)


@router.get("/fillings/{id:filling_id}/workbook", summary="A unit's form as .xlsx")
def get_workbook(request: Official, filling_id: int) -> HttpResponse:
    """With what was filled in so far."""
    return download(*services.hand_out_filling(actor=request.user, filling_id=filling_id))


@router.post("/fillings/{id:filling_id}/workbook", response=IntakeOut, summary="Take a filled-in .xlsx in")
def take_workbook(request: Official, filling_id: int, version: int, file: Annotated[UploadedFile, File()]) -> IntakeOut:
    """All of it or nothing; a faulty one is kept with its faults marked."""
    made = services.take_in(actor=request.user, filling_id=filling_id, version=version, name=file.name or "", data=file.read())
    return IntakeOut(id=made.pk, state=made.state, rows=made.rows, fault_count=made.fault_count)
