"""Plans and work over the API: lists, boards, the inbox, reporting."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal, TypeAlias

from ninja import Query, Router, Schema, Status

from trienkhai.accounts.api import SeenOut
from trienkhai.accounts.requests import Official
from trienkhai.core import journal
from trienkhai.core.models import JournalLine
from trienkhai.plans import selectors, services
from trienkhai.plans.selectors.inbox import Work


class PlanOut(Schema):
    """A plan."""

    id: int
    title: str
    number: str
    symbol: str
    state: str
    rhythm: str
    effective_on: dt.date | None
    issued_at: dt.datetime | None
    document_id: int | None


class AddressedOut(Schema):
    """Whom a task addresses."""

    duty: str
    phrase: str
    meaning: str
    is_open: bool


class TaskOut(Schema):
    """A task of a plan."""

    id: int
    key: str
    title: str
    text: str
    schedule: str
    schedule_text: str
    due: dt.date | None
    every: str
    product: str
    addressees: list[AddressedOut]


class PeriodOut(Schema):
    """A period of a plan."""

    id: int
    label: str
    due: dt.date
    opened_at: dt.datetime | None


class PlanDetail(PlanOut):
    """A plan with tasks and periods."""

    tasks: list[TaskOut]
    periods: list[PeriodOut]


class FiguresOut(Schema):
    """The leaders' figures; each counts obligations."""

    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int
    steady_done: int
    steady_open: int
    not_started: int
    suspended: int
    total: int


class TaskFigures(Schema):
    """A task's figures."""

    task_id: int
    key: str
    figures: FiguresOut


class BranchFigures(Schema):
    """A branch's figures."""

    branch: str
    name: str
    figures: FiguresOut


class BoardOut(Schema):
    """The board of a period as of a day."""

    day: dt.date
    period_id: int | None
    whole: FiguresOut
    coordination: FiguresOut
    tasks: list[TaskFigures]
    branches: list[BranchFigures]


class WorkOut(Schema):
    """What one unit owes."""

    id: int
    task_id: int
    task_title: str
    unit_id: int
    unit_name: str
    duty: str
    state: str
    due: dt.date
    done_on: dt.date | None
    timeliness: str
    acknowledged_at: dt.datetime | None
    confirmation: str
    turn: int = 0
    """Tells works of one task in one period apart: the month of a quarter, or the event."""
    part: str = ""


class WorksOut(Schema):
    """One page of work."""

    items: list[WorkOut]
    total: int
    page: int
    pages: int


class ProgressIn(Schema):
    """A report on an obligation. `form_key` names the sending: the same key sent twice reports once."""

    form_key: uuid.UUID
    state: Literal["not_started", "in_progress", "done"]
    text: str = ""
    result: str = ""
    difficulty: str = ""


class FileOut(Schema):
    """A file that shows what was done."""

    id: int
    name: str


class SaidOut(Schema):
    """What a unit reported once."""

    id: int
    state: str
    text: str
    result: str
    difficulty: str
    by: str
    at: dt.datetime
    files: list[FileOut]


PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
router = Router(tags=["plans"])


def _work(work: Work) -> WorkOut:
    row = work.row
    return WorkOut(
        id=row.pk,
        task_id=row.task_id,
        task_title=row.task.title,
        unit_id=row.unit_id,
        unit_name=work.unit_name,
        duty=row.duty,
        state=row.state,
        due=row.due,
        done_on=row.done_on,
        timeliness=work.timeliness,
        acknowledged_at=row.acknowledged_at,
        confirmation=row.confirmation,
        turn=row.turn,
        part=work.part,
    )


@router.get("/plans", response=list[PlanOut], summary="The plans you may see, drafts first, then newest")
def list_plans(request: Official) -> list[object]:
    """At most 200."""
    return list(selectors.list_plans(viewer=request.user))


@router.get("/plans/{id:plan_id}", response=PlanDetail, summary="A plan with its tasks and periods")
def get_plan(request: Official, plan_id: int) -> PlanDetail:
    """One plan."""
    page = selectors.plan_page(viewer=request.user, plan_id=plan_id)
    names = ("id", "key", "title", "text", "schedule", "schedule_text", "due", "every", "product")
    tasks = [
        TaskOut(**{n: getattr(row.task, n) for n in names}, addressees=[AddressedOut.from_orm(a) for a in row.addressees])
        for row in page.tasks
    ]
    periods = [PeriodOut(id=p.pk, label=p.period.label, due=p.due, opened_at=p.opened_at) for p in page.periods]
    return PlanDetail(**PlanOut.from_orm(page.plan).dict(), tasks=tasks, periods=periods)


@router.get("/plans/{id:plan_id}/board", response=BoardOut, summary="The leaders' board of a period")
def get_board(
    request: Official, plan_id: int, period_id: Annotated[int | None, Query(ge=1, le=2**62)] = None, page: PageNumber = 1
) -> BoardOut:
    """Branches come a page at a time."""
    board = selectors.board(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, page=page)
    return BoardOut(
        day=board.view.day,
        period_id=board.view.chosen.pk if board.view.chosen else None,
        whole=FiguresOut.from_orm(board.whole),
        coordination=FiguresOut.from_orm(board.coordination),
        tasks=[TaskFigures(task_id=t.task.pk, key=t.task.key, figures=FiguresOut.from_orm(t.figures)) for t in board.tasks],
        branches=[BranchFigures(branch=b.branch, name=b.name, figures=FiguresOut.from_orm(b.figures)) for b in board.branches],
    )


@router.get("/obligations", response=WorksOut, summary="The work of your own units")
def list_obligations(request: Official, show: Literal["open", "done", "stopped"] = "open", page: PageNumber = 1) -> WorksOut:
    """Sorted by what needs doing."""
    found = selectors.inbox(viewer=request.user, show=show, page=page)
    pages = found.page.paginator
    return WorksOut(items=[_work(work) for work in found.works], total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/obligations/{id:obligation_id}", response=WorkOut, summary="One obligation")
def get_obligation(request: Official, obligation_id: int) -> WorkOut:
    """One obligation."""
    return _work(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).work)


@router.get("/obligations/{id:obligation_id}/viewers", response=list[SeenOut], summary="Who took its evidence away; for those who oversee")
def list_obligation_viewers(request: Official, obligation_id: int) -> list[JournalLine]:
    """Newest first, at most 50."""
    return journal.require_viewers(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).viewers)


@router.post("/obligations/{id:obligation_id}/acknowledge", response=WorkOut, summary="Say that the unit has seen it")
def acknowledge(request: Official, obligation_id: int) -> WorkOut:
    """Saying it twice changes nothing."""
    services.acknowledge(actor=request.user, obligation_id=obligation_id)
    return _work(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).work)


@router.post("/obligations/{id:obligation_id}/progress", response={201: WorkOut}, summary="Report progress")
def report_progress(request: Official, obligation_id: int, said: ProgressIn) -> Status[WorkOut]:
    """Appended; the obligation's state follows."""
    services.report_progress(actor=request.user, obligation_id=obligation_id, **said.dict())
    return Status(201, _work(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).work))


@router.get("/obligations/{id:obligation_id}/progress", response=list[SaidOut], summary="What the unit reported, newest first")
def list_progress(request: Official, obligation_id: int) -> list[SaidOut]:
    """With the files of each report."""
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    return [
        SaidOut(
            **{name: getattr(one.progress, name) for name in ("id", "state", "text", "result", "difficulty", "at")},
            by=str(one.progress.actor),
            files=[FileOut(id=file.pk, name=file.name) for file in one.files],
        )
        for one in page.said
    ]
