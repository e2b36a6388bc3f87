"""Reading what stands behind a figure or a passage of a report: rows, reports of units, difficulties; a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.core.errors import Hidden
from trienkhai.core.paging import page_of
from trienkhai.documents import selectors as documents
from trienkhai.documents.selectors import Cited
from trienkhai.plans import permissions as plans
from trienkhai.plans.choices import Duty, State
from trienkhai.plans.models import Progress, Task
from trienkhai.plans.selectors.obligations import source_of
from trienkhai.reporting import permissions, rollup
from trienkhai.reporting.choices import Section
from trienkhai.reporting.models import Edition, Part, Passage, Report, ReportCount, ReportRow, Source, Taken
from trienkhai.reporting.tracing import FigureQuery as FigureQuery
from trienkhai.reporting.tracing import by_task, rows_behind, words_of
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser
    from django.core.paginator import Page

    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS, CITED, REPORTS = 50, 8, 40
"""Rows of a page, higher documents shown for a whole plan, and reports shown for a task."""


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One obligation behind a figure."""

    unit_name: str
    task: Task
    duty: str
    state: str
    timeliness: str
    progress: Progress | None
    obligation_id: int
    unit_id: int
    edition: Edition | None
    """What the unit submitted in the round, with this work in it; as it was taken into the report, else as it was sent last."""


@dataclass(frozen=True, slots=True)
class TaskShare:
    """A task's part of a figure."""

    task: Task
    n: int
    reported: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of the plan that asked: before, of and after the task; the higher documents named in it, else those of the whole plan."""

    task: Task
    around: tuple[str, str, str] | None
    cited: list[Cited]
    of_whole_plan: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure, and the chain behind it: submissions, progress, obligations, task, sentence, higher documents; rows a page at a time.

    `shares` are the tasks the figure adds up, `sentence` the words of the one task it is narrowed to.
    """

    report: Report
    task: Task | None
    branch_name: str
    query: FigureQuery
    total: int
    rows: list[TraceRow]
    page: Page[Any]
    words: list[str]
    unit_name: str
    shares: list[TaskShare]
    sentence: Sentence | None
    taken: int

    @property
    def reported(self) -> int:
        """How many of the obligations have a progress report, where all units are counted."""
        return sum(share.reported for share in self.shares)

    @property
    def is_whole(self) -> bool:
        """Whether all units are counted, so that shares add up to the figure."""
        return self.query.branch is None and self.query.unit is None


def trace_figure(*, viewer: Person | AnonymousUser, report_id: int, query: FigureQuery, page: int) -> Trace:
    """The rows behind one figure of a report. A constant number of queries."""
    report = permissions.door(viewer, report_id)
    shown = rows_behind(report, query, PAGE_ROWS, page)
    listed = list(shown.object_list)
    known = units.units_by_ids(
        {row.unit_id for row in listed} | ({int(query.branch, 16)} if query.branch else set()) | ({query.unit} if query.unit else set())
    )
    editions = _editions(report, {row.unit_id for row in listed})
    tasks = {one.pk: one for one in Task.objects.filter(plan=report.period.plan_id).select_related("plan")}
    shares = [TaskShare(tasks[pk], n, said) for pk, n, said in by_task(report, query) if pk in tasks]
    task = tasks.get(query.task or 0)
    return Trace(
        report=report,
        task=task,
        branch_name=known[int(query.branch, 16)].name if query.branch and int(query.branch, 16) in known else "",
        query=query,
        total=shown.paginator.count,
        rows=[_trace_row(row, known, editions.get(row.unit_id)) for row in listed],
        page=shown,
        words=words_of(query),
        unit_name=known[query.unit].name if query.unit in known else "",
        shares=shares,
        sentence=sentence_of(task) if task is not None else None,
        taken=Taken.objects.filter(consolidation__report=report).count(),
    )


def sentence_of(task: Task) -> Sentence:
    """The words of the plan that asked for a task, and the documents above it. Three queries."""
    document_id = task.document_id or task.plan.document_id
    cited = documents.citations_of(document_id) if document_id is not None else []
    own = [one for one in cited if task.start is not None and task.end is not None and one.stands_in(task.start, task.end)]
    return Sentence(task, source_of(task), own or cited[:CITED], of_whole_plan=not own)


def _editions(report: Report, unit_ids: Collection[int]) -> dict[int, Edition]:
    """What these units submitted in the report's round: the edition that was taken, else the last one sent. Two queries."""
    sent = Edition.objects.filter(submission__round__held=report.period_id, submission__unit__in=unit_ids)
    found = {one.submission.unit_id: one for one in sent.select_related("submission").defer("said", "submission__said").order_by("number")}
    taken = Taken.objects.filter(consolidation__report=report, submission__unit__in=unit_ids)
    for edition in sent.filter(pk__in=taken.values("edition_id")).select_related("submission").defer("said", "submission__said"):
        found[edition.submission.unit_id] = edition
    return found


def _trace_row(row: ReportRow, known: dict[int, UnitAt], edition: Edition | None) -> TraceRow:
    unit = known.get(row.unit_id)
    return TraceRow(
        unit_name=unit.name if unit else "",
        task=row.task,
        duty=str(Duty(row.duty).label),
        state=str(State(row.state).label),
        timeliness=row.timeliness,
        progress=row.progress,
        obligation_id=row.obligation_id,
        unit_id=row.unit_id,
        edition=edition,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A report that stands on a task: its figures of the task, and its passages."""

    report: Report
    figures: rollup.Figures
    part: Part | None


@dataclass(frozen=True, slots=True)
class TaskTrace:
    """A task's sentence, and everything that stands on it: reports with their figures and passages."""

    sentence: Sentence
    standing: list[Standing]

    @property
    def narrow(self) -> str:
        """The part of a trace address that names the task."""
        return f"task={self.sentence.task.pk}&"


def trace_task(*, viewer: Person, task_id: int) -> TaskTrace:
    """From a sentence of the plan to the figures and reports that stand on it, newest first. A constant number of queries."""
    task = Task.objects.select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    plans.can_see_board(viewer, plans.owner_path(plans.plan_door(viewer, task.plan_id))).require()
    seen = permissions.visible_to(viewer).filter(period__plan=task.plan_id).select_related("period__period", "period__plan")
    reports = list(seen.order_by("-as_of")[:REPORTS])
    figures: dict[int, rollup.Figures] = {one.pk: rollup.Figures() for one in reports}
    counts = ReportCount.objects.filter(report__in=reports, task=task, duty__in=rollup.MAIN_DUTIES)
    for pk, way, reported, steady, n in counts.values_list("report_id", "timeliness", "reported", "steady", "n"):
        figures[pk].add(way, n, reported=reported, steady=steady)
    parts = Part.objects.filter(consolidation__report__in=reports, task=task, section=Section.RESULT).select_related("consolidation")
    by_report = {part.consolidation.report_id: part for part in parts}
    return TaskTrace(sentence_of(task), [Standing(one, figures[one.pk], by_report.get(one.pk)) for one in reports])


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a passage stands on: whose words, what they are, when they were said, and where they are found."""

    unit_name: str
    said: str
    by: str
    at: dt.datetime
    kind: str
    """edition, progress or difficulty."""
    row: Source


@dataclass(frozen=True, slots=True)
class PassageTrace:
    """A passage, and what units said that it stands on, its own words and those merged into it."""

    part: Part
    passage: Passage
    task: Task | None
    sources: list[SourceLine]
    page: Page[Any]


def trace_passage(*, viewer: Person, passage_id: int, page: int = 1) -> PassageTrace:
    """What stands behind one passage: of submissions, progress entries, difficulties. A constant number of queries."""
    passage = permissions.passage_door(viewer, passage_id)
    behind = Source.objects.filter(passage=passage.pk) | Source.objects.filter(passage__merged=passage.pk)
    rows = behind.select_related("edition__submission", "edition__sent_by", "progress__actor", "difficulty__raised_by", "passage")
    shown = page_of(rows.order_by("passage__order", "pk"), PAGE_ROWS, page, total=passage.source_count)
    listed = list(shown.object_list)
    known = units.units_by_ids({row.unit_id for row in listed})
    names = {unit_id: unit.name for unit_id, unit in known.items()}
    lines = [_line(row, names.get(row.unit_id, ""), passage.part.section) for row in listed]
    return PassageTrace(passage.part, passage, passage.part.task, lines, shown)


def _line(row: Source, name: str, section: str) -> SourceLine:
    if row.edition is not None:
        said = row.edition.said.get(row.key, "")[row.start : row.end]
        return SourceLine(name, said, str(row.edition.sent_by), row.edition.sent_at, "edition", row)
    if row.progress is not None:
        said = row.progress.difficulty if section == Section.DIFFICULTY else row.progress.text or row.progress.result
        return SourceLine(name, said, str(row.progress.actor), row.progress.at, "progress", row)
    if row.difficulty is None:
        raise LookupError(f"source {row.pk} has no words")
    return SourceLine(name, row.difficulty.text, str(row.difficulty.raised_by), row.difficulty.raised_at, "difficulty", row)
