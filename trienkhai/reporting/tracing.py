"""Which rows stand behind a figure of a report, how many they are, and what the question is called."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Sum

from trienkhai.plans.choices import Duty, Schedule, State, Timeliness
from trienkhai.reporting import rollup
from trienkhai.reporting.models import Report, ReportCount, ReportRow


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which rows a figure counts; an empty field does not narrow."""

    task: int | None = None
    branch: str | None = None
    timeliness: str = ""
    steady: str = ""
    reported: str = ""
    duty: str = ""


def narrow(query: FigureQuery) -> Q:
    """The condition on report rows."""
    wanted = Q(duty__in=rollup.MAIN_DUTIES) if not query.duty else Q(duty=query.duty)
    if query.task is not None:
        wanted &= Q(task=query.task)
    if query.branch is not None:
        wanted &= Q(branch=query.branch)
    if query.timeliness:
        wanted &= Q(timeliness=query.timeliness, task__schedule=Schedule.ONCE)
    if query.steady:
        wanted &= ~Q(task__schedule=Schedule.ONCE)
    if query.steady == "done":
        wanted &= Q(state=State.DONE)
    if query.reported:
        wanted &= Q(progress__isnull=query.reported == "no")
    return wanted


def total(report: Report, query: FigureQuery) -> int:
    """How many rows that is: from the counts, except for one task in one branch, which are few. One query."""
    if query.task is not None and query.branch is not None:
        return ReportRow.objects.filter(narrow(query), report=report).count()
    wanted = Q(duty__in=rollup.MAIN_DUTIES) if not query.duty else Q(duty=query.duty)
    wanted &= Q(task__isnull=True, branch=query.branch) if query.branch is not None else Q(task__isnull=False)
    if query.task is not None:
        wanted &= Q(task=query.task)
    if query.timeliness:
        wanted &= Q(timeliness=query.timeliness, steady=False)
    if query.steady:
        wanted &= Q(steady=True)
    if query.steady == "done":
        wanted &= Q(state=State.DONE)
    if query.reported:
        wanted &= Q(reported=query.reported != "no")
    return int(ReportCount.objects.filter(wanted, report=report).aggregate(n=Sum("n"))["n"] or 0)


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
