"""Which rows stand behind a figure of a report, how many they are, and what the question is called."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q, Sum

from trienkhai.core.paging import page_of
from trienkhai.plans.choices import DATED, Duty, Schedule, State, Timeliness
from trienkhai.reporting import rollup
from trienkhai.reporting.models import Report, ReportCount, ReportRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which rows a figure counts; an empty field does not narrow."""

    task: int | None = None
    branch: str | None = None
    timeliness: str = ""
    steady: str = ""
    reported: str = ""
    duty: str = ""
    unit: int | None = None

    @property
    def address(self) -> str:
        """The question as it stands in an address."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "") or (name == "branch" and value is not None)}
        return urlencode(said)


def narrow(query: FigureQuery) -> Q:
    """The condition on report rows."""
    wanted = Q(duty__in=rollup.MAIN_DUTIES) if not query.duty else Q(duty=query.duty)
    if query.task is not None:
        wanted &= Q(task=query.task)
    if query.branch is not None:
        wanted &= Q(branch=query.branch)
    if query.unit is not None:
        wanted &= Q(unit=query.unit)
    if query.timeliness:
        wanted &= Q(timeliness=query.timeliness)
    if query.timeliness and query.timeliness != rollup.SUSPENDED:
        wanted &= Q(task__schedule__in=DATED)
    if query.steady:
        wanted &= ~Q(task__schedule__in=DATED) & ~Q(timeliness=rollup.SUSPENDED)
    if query.steady == "done":
        wanted &= Q(state=State.DONE)
    if query.reported:
        wanted &= Q(progress__isnull=query.reported == "no")
    return wanted


def rows_behind(report: Report, query: FigureQuery, per_page: int, number: int) -> Page[ReportRow]:
    """A page of the rows behind a figure, by task and unit, with how many there are. Two queries, whatever the figure."""
    rows = ReportRow.objects.filter(narrow(query), report=report).select_related("task", "progress__actor").order_by("task_id", "unit_id")
    if query.task is not None and (query.branch is not None or query.unit is not None):  # few enough to be counted
        return page_of(rows, per_page, number, total=rows.count())
    counts = ReportCount.objects.filter(_counted(query), report=report)
    if query.branch is not None:
        return page_of(rows, per_page, number, total=int(counts.aggregate(n=Sum("n"))["n"] or 0))
    by_task = dict(counts.order_by("task_id").values_list("task_id").annotate(n=Sum("n")))
    return page_of(_TaskByTask(rows, by_task), per_page, number, total=sum(by_task.values()))


@dataclass(frozen=True, slots=True)
class _TaskByTask:
    """Rows in the order of tasks, of which it is known how many each task has.

    A slice asks for the rows of its own tasks, and does not walk over the hundred thousands before them.
    """

    rows: QuerySet[ReportRow]
    counts: Mapping[int, int]

    def __getitem__(self, wanted: slice) -> list[ReportRow]:
        before, here = 0, []
        for task_id, n in self.counts.items():
            if before + n > wanted.start and before < wanted.stop:
                here.append((task_id, before))
            before += n
        if not here:
            return []
        start, stop = wanted.start - here[0][1], wanted.stop - here[0][1]
        return list(self.rows.filter(task__in=[task_id for task_id, _before in here])[start:stop])


def _counted(query: FigureQuery) -> Q:
    """The condition on the report's counts: by branch when one is asked for, else by task."""
    wanted = Q(duty__in=rollup.MAIN_DUTIES) if not query.duty else Q(duty=query.duty)
    wanted &= Q(task__isnull=True, branch=query.branch) if query.branch is not None else Q(task__isnull=False)
    if query.task is not None:
        wanted &= Q(task=query.task)
    if query.timeliness:
        wanted &= Q(timeliness=query.timeliness)
    if query.timeliness and query.timeliness != rollup.SUSPENDED:
        wanted &= Q(steady=False)
    if query.steady:
        wanted &= Q(steady=True) & ~Q(timeliness=rollup.SUSPENDED)
    if query.steady == "done":
        wanted &= Q(state=State.DONE)
    if query.reported:
        wanted &= Q(reported=query.reported != "no")
    return wanted


def by_task(report: Report, query: FigureQuery) -> list[tuple[int, int, int]]:
    """The tasks that a figure adds up: (task, how many obligations, how many of them were reported on). One query."""
    wanted = _counted(replace(query, branch=None, unit=None))
    rows = ReportCount.objects.filter(wanted, report=report).order_by("task__order").values_list("task_id")
    return list(rows.annotate(whole=Sum("n"), said=Sum("n", filter=Q(reported=True), default=0)))


def words_of(query: FigureQuery) -> list[str]:
    """The question in words."""
    words = []
    if query.steady:
        words.append(str(Schedule.CONTINUOUS.label))
    if query.steady == "done":
        words.append(str(State.DONE.label))
    if query.timeliness in Timeliness.values:
        words.append(str(Timeliness(query.timeliness).label))
    if query.duty in Duty.values:
        words.append(str(Duty(query.duty).label))
    return words
