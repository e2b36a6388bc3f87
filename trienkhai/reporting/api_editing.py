"""What stands in a report over the API: figures and the rows behind them, passages and their sources, letterhead."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.core import files
from trienkhai.reporting import selectors, services
from trienkhai.reporting.api import ReportOut

if TYPE_CHECKING:
    from trienkhai.plans.models import PlanPeriod

router = Router(tags=["reports"])
PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]


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
    """A passage of a part. `composed` is the wording as gathered; empty, it was written by the office. `merged_id` heads its group."""

    id: int
    part_id: int
    order: int
    text: str
    composed: str
    included: bool
    merged_id: int | None
    source_count: int
    unit_count: int


class PartOut(Schema):
    """A part of a consolidation; a change of its passages names its version."""

    id: int
    section: str
    key: str
    title: str
    task_id: int | None
    version: int


class TaskLine(Schema):
    """A task of the report: its figures, its parts, and how many passages were gathered for it."""

    task_id: int
    key: str
    heading: str
    figures: ReportFigures
    parts: list[PartOut]
    passages: list[PassageOut]
    gathered: int


class BranchLine(Schema):
    """A branch and its figures."""

    branch: str
    name: str
    figures: ReportFigures


class ContentOut(Schema):
    """What stands in a report, with a page of its branches; `parts` and `passages` are those of no task."""

    report: ReportNow
    unit_count: int
    whole: ReportFigures
    coordination: ReportFigures
    tasks: list[TaskLine]
    parts: list[PartOut]
    passages: list[PassageOut]
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


class ComparedLine(Schema):
    """A line on both sides, null where a side does not have it; `change` in points of per cent."""

    name: str
    before: ReportFigures | None
    after: ReportFigures | None
    share_before: float | None
    share_after: float | None
    change: float | None


class ReportComparison(Schema):
    """Two reports, line by line."""

    before: int | None
    after: int | None
    lines: list[ComparedLine]


class StandingReport(Schema):
    """A report's figures of one task."""

    report_id: int
    figures: ReportFigures


class TaskStanding(Schema):
    """The words that asked for a task, the documents they stand on, and the reports that stand on them."""

    task_id: int
    sentence: str
    cited: list[str]
    reports: list[StandingReport]


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
            parts=[PartOut.from_orm(part) for part in line.parts.values()],
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
        parts=[PartOut.from_orm(line.part) for line in content.parts],
        passages=[PassageOut.from_orm(row) for line in content.parts for row in line.passages],
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
    unit_id: Number = None,
    page: PageNumber = 1,
) -> RowsOut:
    """An empty part does not narrow; an empty branch is the plan's owner itself."""
    asked = {"timeliness": timeliness, "steady": steady, "reported": reported, "duty": duty}
    query = selectors.FigureQuery(task=task_id, branch=branch, unit=unit_id, **asked)
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


@router.get("/report-comparison", response=ReportComparison, summary="Two reports beside each other")
def compare_reports(
    request: Official, before: Number = None, after: Number = None, by: Literal["task", "branch"] = "task"
) -> ReportComparison:
    """One alone stands on both sides. `share` is in per cent of what there was to do."""
    found = selectors.compare(viewer=request.user, before_id=before, after_id=after, by=by)
    return ReportComparison(
        before=found.before.pk if found.before else None,
        after=found.after.pk if found.after else None,
        lines=[ComparedLine.from_orm(line) for line in found.lines],
    )


@router.get("/report-comparison/file", response={200: None}, summary="Two reports beside each other as .xlsx")
def get_comparison_file(
    request: Official, before: Number = None, after: Number = None, by: Literal["task", "branch"] = "task"
) -> HttpResponse:
    """The bytes, as an attachment; that they were taken is written down."""
    data, name = services.hand_out_comparison(actor=request.user, before_id=before, after_id=after, by=by)
    return files.handed(data, name)


@router.get("/tasks/{id:task_id}/standing", response=TaskStanding, summary="From a sentence of a plan to the figures that stand on it")
def trace_task(request: Official, task_id: int) -> TaskStanding:
    """Newest report first; at most 40."""
    found = selectors.trace_task(viewer=request.user, task_id=task_id)
    return TaskStanding(
        task_id=found.sentence.task.pk,
        sentence=found.sentence.around[1] if found.sentence.around else found.sentence.task.text,
        cited=[one.text for one in found.sentence.cited],
        reports=[StandingReport(report_id=one.report.pk, figures=ReportFigures.from_orm(one.figures)) for one in found.standing],
    )


@router.post("/reports/{id:report_id}/letterhead", response=ReportNow, summary="Correct the letterhead and the signature block")
def fill_letterhead(request: Official, report_id: int, said: LetterheadIn) -> object:
    """The files are written anew."""
    given = said.dict()
    places = [line.strip() for line in given.pop("recipients").splitlines() if line.strip()]
    services.fill_letterhead(actor=request.user, report_id=report_id, recipients="\n".join(places), **given)
    return selectors.get_state(viewer=request.user, report_id=report_id)
