"""Freezing a period into the rows of a report by one set statement, and their counts by another: 300 units or 40,000 alike."""

from __future__ import annotations

from django.db.models import BigIntegerField, BooleanField, Case, CharField, Count, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast

from trienkhai.core import setwise
from trienkhai.periods import timeliness
from trienkhai.plans import counting
from trienkhai.plans.choices import DATED, State
from trienkhai.plans.models import Obligation, Progress
from trienkhai.reporting import rollup
from trienkhai.reporting.models import Report, ReportCount, ReportRow

COLUMNS = ("report_id", "obligation_id", "task_id", "unit_id", "branch", "duty", "state", "timeliness", "progress_id")


def take(report: Report) -> int:
    """Copy every obligation of the report's period as it stands; the number of rows. `as_of` decides what is late."""
    latest = Progress.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation").annotate(last=Max("id")).values("last")
    rows = (
        Obligation.objects.filter(period=report.period_id)
        .exclude(state=State.RELEASED)
        .annotate(
            report_id=Value(report.pk),
            branch=counting.branch(report.period.owner_path),
            timeliness=timeliness.expression(report.as_of.date()),
            progress_id=Subquery(latest),
            obligation_id=F("pk"),
        )
    )
    made = setwise.insert_from(ReportRow, COLUMNS, rows.order_by())
    count(report)
    return made


def count(report: Report) -> None:
    """Count the rows of a report by task and by branch, and the units that lead or execute. Two set statements."""
    main = ReportRow.objects.filter(report=report, duty__in=rollup.MAIN_DUTIES)
    report.unit_count = main.aggregate(n=Count("unit", distinct=True))["n"]
    report.save(update_fields=["unit_count"])
    rows = ReportRow.objects.filter(report=report).annotate(
        steady=Case(When(task__schedule__in=DATED, then=Value(False)), default=Value(True), output_field=BooleanField()),  # noqa: FBT003
        reported=Case(When(progress__isnull=True, then=Value(False)), default=Value(True), output_field=BooleanField()),  # noqa: FBT003
    )
    own = rows.values("report_id", "steady", "duty", "state", "timeliness", "reported")
    by_task = own.annotate(of_task=F("task_id"), of_branch=Value(counting.ALL, output_field=CharField())).annotate(n=Count("id"))
    by_branch = own.annotate(of_task=Cast(Value(None), BigIntegerField()), of_branch=F("branch")).annotate(n=Count("id"))
    said = ("steady", "duty", "state", "timeliness", "reported", "n")
    setwise.insert_from(
        ReportCount,
        ("report_id", "task_id", "branch", *said),
        [by_task, by_branch],
        sources=("report_id", "of_task", "of_branch", *said),
    )
