"""What stands in a report over the API: figures and the rows behind them, passages and their sources, letterhead, number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from ninja import Field, Query, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.reporting import selectors, services
from trienkhai.reporting.api import ReportOut

if TYPE_CHECKING:
    from trienkhai.plans.models import PlanPeriod

router = Router(tags=["reports"])
PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=20_000)]


class PeriodToReport(Schema):
    """An open period on which a report can be made; `id` is the `plan_period_id` to name."""

    id: int
    plan_id: int
    plan: str
    label: str
    starts: dt.date
    ends: dt.date

    @staticmethod
    def resolve_plan(row: PlanPeriod) -> str:
        """The plan's title."""
        return row.plan.title

    @staticmethod
    def resolve_label(row: PlanPeriod) -> str:
        """The period in words."""
        return row.period.label

    @staticmethod
    def resolve_starts(row: PlanPeriod) -> dt.date:
        """Its first day."""
        return row.period.starts

    @staticmethod
    def resolve_ends(row: PlanPeriod) -> dt.date:
        """Its last day."""
        return row.period.ends


class ReportNow(ReportOut):
    """A report with the version that a change names; files hold the present wording when `written_version` equals it."""

    version: int
    written_version: int


class ReportFigures(Schema):
    """The report's figures; each counts obligations and can be opened."""

    total: int
    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int
    steady: int
    steady_done: int
    reported: int
    suspended: int


class PassageOut(Schema):
    """A passage. `composed` is the wording as gathered; without sources it was written by the office."""

    id: int
    section: str
    task_id: int | None
    text: str
    composed: str
    included: bool
    source_count: int


class TaskLine(Schema):
    """A task of the report: its figures, and how many passages were gathered for it."""

    task_id: int
    key: str
    heading: str
    figures: ReportFigures
    passages: list[PassageOut]
    gathered: int


class BranchLine(Schema):
    """A branch and its figures."""

    branch: str
    name: str
    figures: ReportFigures


class ContentOut(Schema):
    """What stands in a report, with a page of its branches."""

    report: ReportNow
    unit_count: int
    whole: ReportFigures
    coordination: ReportFigures
    tasks: list[TaskLine]
    opening: list[PassageOut]
    proposals: list[PassageOut]
    branches: list[BranchLine]
    page: int
    pages: int


class ReportRowOut(Schema):
    """One obligation behind a figure, and what its unit said last."""

    obligation_id: int
    unit_name: str
    task_id: int
    duty: str
    state: str
    timeliness: str
    said: str


class RowsOut(Schema):
    """One page of the rows behind a figure; `question` says in words what is counted."""

    question: list[str]
    items: list[ReportRowOut]
    total: int
    page: int
    pages: int


class PassagesOut(Schema):
    """One page of what was gathered for a task."""

    items: list[PassageOut]
    total: int
    page: int
    pages: int


class SourceOut(Schema):
    """What a unit said that went into a passage."""

    unit_name: str
    text: str
    at: dt.datetime


class PassageSources(Schema):
    """A passage with a page of its sources."""

    passage: PassageOut
    sources: list[SourceOut]
    page: int
    pages: int


class NewPassage(Schema):
    """A passage of the office's own."""

    version: Version
    section: Literal["opening", "proposal"]
    text: Words


class ChangedPassage(Schema):
    """The wording, and whether it stands in the document."""

    version: Version
    text: Words
    included: bool = True


class LetterheadIn(Schema):
    """The letterhead and the signature block; recipients one a line."""

    version: Version
    title: str = Field(min_length=1, max_length=2000)
    parent_issuer: str = Field(default="", max_length=250)
    issuer: str = Field(min_length=1, max_length=250)
    symbol: str = Field(min_length=1, max_length=80)
    place: str = Field(default="", max_length=80)
    recipients: str = Field(default="", max_length=4000)
    authority: str = Field(default="", max_length=120)
    signer_role: str = Field(min_length=1, max_length=120)
    signer_name: str = Field(default="", max_length=120)


class NumberIn(Schema):
    """The number and the day that the records clerk gives."""

    version: Version
    number: int = Field(ge=1, le=99_999)
    issued_on: Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))]


@router.get("/report-periods", response=list[PeriodToReport], summary="Open periods on which one may make a report")
def list_report_periods(request: Official) -> list[object]:
    """Newest first; at most 50."""
    return list(selectors.periods_to_report(viewer=request.user))


@router.get("/reports/{id:report_id}/content", response=ContentOut, summary="What stands in a report")
def get_report_content(request: Official, report_id: int, page: PageNumber = 1) -> ContentOut:
    """Branches come a page at a time, passages of a task the first ones."""
    found = selectors.get_report(viewer=request.user, report_id=report_id, page=page)
    content = found.content
    tasks = [
        TaskLine(
            task_id=line.task.pk,
            key=line.task.key,
            heading=line.heading,
            figures=ReportFigures.from_orm(line.figures),
            passages=[PassageOut.from_orm(row) for row in [*line.passages, *line.difficulties]],
            gathered=line.gathered,
        )
        for line in content.tasks
    ]
    return ContentOut(
        report=ReportNow.from_orm(content.report),
        unit_count=content.unit_count,
        whole=ReportFigures.from_orm(content.sums.whole),
        coordination=ReportFigures.from_orm(content.sums.coordination),
        tasks=tasks,
        opening=[PassageOut.from_orm(row) for row in content.opening],
        proposals=[PassageOut.from_orm(row) for row in content.proposals],
        branches=[BranchLine(branch=b.branch, name=b.name, figures=ReportFigures.from_orm(b.figures)) for b in content.branches],
        page=found.branch_pages.number,
        pages=found.branch_pages.paginator.num_pages,
    )


@router.get("/reports/{id:report_id}/rows", response=RowsOut, summary="The rows behind a figure of a report")
def list_report_rows(
    request: Official,
    report_id: int,
    *,
    task_id: Number = None,
    branch: Annotated[str | None, Query(pattern="^([0-9a-f]{6})?$")] = None,
    timeliness: Literal["", "done_on_time", "done_late", "open_in_time", "open_overdue", "suspended"] = "",
    steady: Literal["", "all", "done"] = "",
    reported: Literal["", "yes", "no"] = "",
    duty: Literal["", "lead", "execute", "coordinate", "monitor"] = "",
    page: PageNumber = 1,
) -> RowsOut:
    """An empty part does not narrow; an empty branch is the plan's owner itself."""
    query = selectors.FigureQuery(task=task_id, branch=branch, timeliness=timeliness, steady=steady, reported=reported, duty=duty)
    trace = selectors.trace_figure(viewer=request.user, report_id=report_id, query=query, page=page)
    items = [
        ReportRowOut(
            obligation_id=row.obligation_id,
            unit_name=row.unit_name,
            task_id=row.task.pk,
            duty=row.duty,
            state=row.state,
            timeliness=row.timeliness,
            said=row.progress.text if row.progress else "",
        )
        for row in trace.rows
    ]
    return RowsOut(question=trace.words, items=items, total=trace.total, page=trace.page.number, pages=trace.page.paginator.num_pages)


@router.get("/reports/{id:report_id}/tasks/{id:task_id}/passages", response=PassagesOut, summary="Everything gathered for one task")
def list_task_passages(request: Official, report_id: int, task_id: int, page: PageNumber = 1) -> PassagesOut:
    """Results first."""
    found = selectors.list_passages(viewer=request.user, report_id=report_id, task_id=task_id, page=page).passages
    items = [PassageOut.from_orm(row) for row in found]
    return PassagesOut(items=items, total=found.paginator.count, page=found.number, pages=found.paginator.num_pages)


@router.post("/reports/{id:report_id}/passages", response={201: PassageOut}, summary="Write a passage of the office's own")
def add_passage(request: Official, report_id: int, said: NewPassage) -> Status[object]:
    """It has no source and says so."""
    return Status(201, services.add_passage(actor=request.user, report_id=report_id, **said.dict()))


@router.get("/reports/{id:report_id}/passages/{id:passage_id}", response=PassageSources, summary="A passage and what it was gathered from")
def get_passage(request: Official, report_id: int, passage_id: int, page: PageNumber = 1) -> PassageSources:
    """A page of its sources; difficulties raised without a report stand on the first."""
    trace = selectors.trace_passage(viewer=request.user, report_id=report_id, passage_id=passage_id, page=page)
    said = [(name, entry.text or entry.result or entry.difficulty, entry.at) for name, entry in trace.sources]
    said += [(name, row.text, row.raised_at) for name, row in trace.troubles]
    return PassageSources(
        passage=PassageOut.from_orm(trace.passage),
        sources=[SourceOut(unit_name=name, text=text, at=at) for name, text, at in said],
        page=trace.page.number,
        pages=trace.page.paginator.num_pages,
    )


@router.post("/reports/{id:report_id}/passages/{id:passage_id}", response=PassageOut, summary="Change the wording of a passage")
def edit_passage(request: Official, report_id: int, passage_id: int, said: ChangedPassage) -> object:
    """Its sources stay."""
    return services.edit_passage(actor=request.user, report_id=report_id, passage_id=passage_id, **said.dict())


@router.post("/reports/{id:report_id}/letterhead", response=ReportNow, summary="Correct the letterhead and the signature block")
def fill_letterhead(request: Official, report_id: int, said: LetterheadIn) -> object:
    """The files are written anew."""
    given = said.dict()
    places = [line.strip() for line in given.pop("recipients").splitlines() if line.strip()]
    services.fill_letterhead(actor=request.user, report_id=report_id, recipients="\n".join(places), **given)
    return selectors.get_state(viewer=request.user, report_id=report_id)


@router.post("/reports/{id:report_id}/number", response=ReportNow, summary="Give a report its number and day")
def number_report(request: Official, report_id: int, said: NumberIn) -> object:
    """Number and symbol are unique in the year (Decree 30/2020, Article 15)."""
    services.number_report(actor=request.user, report_id=report_id, **said.dict())
    return selectors.get_state(viewer=request.user, report_id=report_id)
