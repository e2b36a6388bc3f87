"""Work in detail over the API: tasks, branches, units, who is silent, what was said, and files that show what was done."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from django.http import FileResponse, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.core import clock, files
from trienkhai.plans import selectors, services
from trienkhai.plans.api import AddressedOut, FiguresOut, PageNumber, TaskOut, WorkOut, WorksOut, _work

if TYPE_CHECKING:
    from trienkhai.plans.selectors.inbox import Work

router = Router(tags=["plans"])
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]
Branch: TypeAlias = Annotated[str, Query(pattern="^([0-9a-f]{6})?$")]
Past: TypeAlias = Annotated[dt.date | None, Query(ge=dt.date(2000, 1, 1))]
Way: TypeAlias = Literal["", "done_on_time", "done_late", "open_in_time", "open_overdue", "suspended", "not_started"]
TASK = ("id", "key", "title", "text", "schedule", "schedule_text", "due", "every", "product")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TaskDetail(TaskOut):
    """A task of a plan, with a page of its works in a period for those who see the board."""

    plan_id: int
    period_id: int | None
    works: WorksOut | None


class UnitFigures(Schema):
    """A unit of a branch and its figures."""

    unit_id: int
    name: str
    figures: FiguresOut


class BranchOut(Schema):
    """One page of the units of a branch."""

    unit_id: int
    name: str
    items: list[UnitFigures]
    total: int
    page: int
    pages: int


class SilentOut(Schema):
    """A unit that has said nothing: about how many works, and the nearest last day."""

    unit_id: int
    name: str
    works: int
    due: dt.date
    is_overdue: bool


class SilentsOut(Schema):
    """One page of them."""

    items: list[SilentOut]
    total: int
    page: int
    pages: int


class ExpectedEntry(Schema):
    """A unit that came into a period or left it after the opening."""

    unit_id: int
    name: str
    entered_on: dt.date
    entry_reason: str
    left_on: dt.date | None


class UnitName(Schema):
    """A unit by its name."""

    id: int
    name: str


class ExpectedOut(Schema):
    """How many units were expected at the opening and are now, a page of the changes, and up to twenty that are `outside`."""

    opening: int
    present: int
    items: list[ExpectedEntry]
    total: int
    page: int
    pages: int
    outside: list[UnitName]


def _works(works: list[Work], *, total: int, page: int, pages: int) -> WorksOut:
    return WorksOut(items=[_work(work) for work in works], total=total, page=page, pages=pages)


@router.get("/tasks/{id:task_id}", response=TaskDetail, summary="A task, whom it addresses, and how each unit stands")
def get_task(
    request: Official, task_id: int, period_id: Number = None, way: Way = "", branch: Branch = "", page: PageNumber = 1
) -> TaskDetail:
    """Works narrowed to one timeliness or one branch."""
    found = selectors.task_page(viewer=request.user, task_id=task_id, plan_period_id=period_id, way=way, branch=branch, page=page)
    task, pages = found.row.task, found.page.paginator if found.page else None
    works = _works(found.works, total=pages.count, page=found.page.number, pages=pages.num_pages) if found.page and pages else None
    return TaskDetail(
        **{name: getattr(task, name) for name in TASK},
        addressees=[AddressedOut.from_orm(one) for one in found.row.addressees],
        plan_id=task.plan_id,
        period_id=found.chosen.pk if found.chosen else None,
        works=works,
    )


@router.get("/plans/{id:plan_id}/branches/{branch}", response=BranchOut, summary="The units of one branch with their figures")
def get_branch(
    request: Official,
    plan_id: int,
    branch: Annotated[str, Path(pattern="^(owner|[0-9a-f]{6})$")],
    period_id: Number = None,
    page: PageNumber = 1,
) -> BranchOut:
    """As the board names it; `owner` is the plan's owner itself."""
    key = "" if branch == "owner" else branch
    found = selectors.branch_page(viewer=request.user, plan_id=plan_id, branch=key, plan_period_id=period_id, page=page)
    items = [UnitFigures(unit_id=line.unit.id, name=line.unit.name, figures=FiguresOut.from_orm(line.figures)) for line in found.units]
    pages = found.unit_pages.paginator
    sizes = {"total": pages.count, "page": found.unit_pages.number, "pages": pages.num_pages}
    return BranchOut(unit_id=found.branch.id, name=found.branch.name, items=items, **sizes)


@router.get("/plans/{id:plan_id}/units/{id:unit_id}", response=list[WorkOut], summary="One unit's work in a period of a plan")
def list_unit_works(request: Official, plan_id: int, unit_id: int, period_id: Number = None) -> list[WorkOut]:
    """In the order of the plan."""
    found = selectors.unit_page(viewer=request.user, plan_id=plan_id, unit_id=unit_id, plan_period_id=period_id)
    return [_work(work) for work in found.works]


@router.get("/plans/{id:plan_id}/silent-units", response=SilentsOut, summary="Units that have said nothing")
def list_silent_units(
    request: Official, plan_id: int, period_id: Number = None, task_id: Number = None, branch: Branch = "", page: PageNumber = 1
) -> SilentsOut:
    """Those with the nearest last day first."""
    found = selectors.who_has_not(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, task_id=task_id, branch=branch, page=page)
    items = [SilentOut(unit_id=row.unit.id, name=row.unit.name, works=row.n, due=row.due, is_overdue=row.is_overdue) for row in found.rows]
    pages = found.page.paginator
    return SilentsOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/plans/{id:plan_id}/expected", response=ExpectedOut, summary="Units of a period, and those that came or went")
def list_expected(request: Official, plan_id: int, period_id: Number = None, page: PageNumber = 1) -> ExpectedOut:
    """With units that the plan's groups mean today and that never were in the period."""
    found = selectors.expected_page(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, page=page)
    return ExpectedOut(
        opening=found.units_expected.opening if found.units_expected else 0,
        present=found.units_expected.present if found.units_expected else 0,
        items=[
            ExpectedEntry(unit_id=row.unit_id, name=name, entered_on=row.entered_on, entry_reason=row.entry_reason, left_on=row.left_on)
            for row, name in found.entries
        ],
        total=found.page.paginator.count,
        page=found.page.number,
        pages=found.page.paginator.num_pages,
        outside=[UnitName(id=unit_id, name=name) for unit_id, name in found.late],
    )


@router.get("/plans/{id:plan_id}/urging-letter", response={200: None}, summary="The draft of a letter to the units that have said nothing")
def get_urging_letter(request: Official, plan_id: int, period_id: Number = None, task_id: Number = None) -> HttpResponse:
    """As .docx; that it was drafted is written down."""
    data, name = services.draft_urging(actor=request.user, plan_id=plan_id, plan_period_id=period_id, task_id=task_id)
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    files.keep_inert(answer)
    return answer


@router.get("/plans/{id:plan_id}/works", response=WorksOut, summary="The works of one task as they stood at the end of a day")
def list_works_at(
    request: Official,
    plan_id: int,
    day: Past = None,
    task_id: Number = None,
    period_id: Number = None,
    way: Way = "",
    branch: Branch = "",
    page: PageNumber = 1,
) -> WorksOut:
    """Of the first task unless one is named; today without a day."""
    on = day or clock.today()
    found = selectors.works_at(
        viewer=request.user, plan_id=plan_id, on=on, task_id=task_id, plan_period_id=period_id, way=way, branch=branch, page=page
    )
    pages = found.page.paginator
    return _works(found.works, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/plans/{id:plan_id}/suspended", response=WorksOut, summary="What is suspended in a period of a plan")
def list_suspended(request: Official, plan_id: int, period_id: Number = None, task_id: Number = None, page: PageNumber = 1) -> WorksOut:
    """For those who let it go on."""
    found = selectors.suspend_page(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, task_id=task_id, page=page)
    pages = found.page.paginator
    return _works([work for work, _decision in found.rows], total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.post("/obligations/{id:obligation_id}/progress-with-files", response={201: WorkOut}, summary="Report progress with files")
def report_with_files(
    request: Official,
    obligation_id: int,
    form_key: Annotated[uuid.UUID, Form()],
    state: Annotated[Literal["not_started", "in_progress", "done"], Form()],
    text: Annotated[str, Form(max_length=10_000)] = "",
    result: Annotated[str, Form(max_length=4000)] = "",
    difficulty: Annotated[str, Form(max_length=4000)] = "",
    evidence: File[list[UploadedFile]] = [],  # noqa: B006 - the library copies it
) -> Status[WorkOut]:
    """At most ten files, looked at and scanned before anything is written."""
    attachments = [services.Attachment(item.name or "", item.read()) for item in evidence]
    services.report_progress(
        actor=request.user,
        obligation_id=obligation_id,
        form_key=form_key,
        state=state,
        text=text,
        result=result,
        difficulty=difficulty,
        attachments=attachments,
    )
    return Status(201, _work(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).work))


@router.get("/evidence/{id:evidence_id}", response={200: None}, summary="A file that shows what was done")
def get_evidence(request: Official, evidence_id: int) -> FileResponse:
    """The bytes, as an attachment; that they were taken is written down."""
    stored, name = services.hand_out_evidence(actor=request.user, evidence_id=evidence_id)
    return files.attachment(stored, name)
