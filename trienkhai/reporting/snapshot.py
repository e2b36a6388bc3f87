"""Freezing a period into the rows of a report by one set statement: 300 units or 40,000, one round trip."""

from __future__ import annotations

from django.db.models import F, Max, OuterRef, Subquery, Value

from trienkhai.core import setwise
from trienkhai.periods import timeliness
from trienkhai.plans import counting
from trienkhai.plans.models import Obligation, Progress
from trienkhai.reporting.models import Report, ReportRow

COLUMNS = ("report_id", "obligation_id", "task_id", "unit_id", "branch", "duty", "state", "timeliness", "progress_id")


def take(report: Report, owner_path: str) -> int:
    """Copy every obligation of the report's period as it stands; the number of rows. `as_of` decides what is late."""
    latest = Progress.objects.filter(obligation=OuterRef("pk")).order_by().values("obligation").annotate(last=Max("id")).values("last")
    rows = Obligation.objects.filter(period=report.period_id).annotate(
        report_id=Value(report.pk),
        branch=counting.branch(owner_path),
        timeliness=timeliness.expression(report.as_of.date()),
        progress_id=Subquery(latest),
        obligation_id=F("pk"),
    )
    return setwise.insert_from(ReportRow, COLUMNS, rows.order_by())
