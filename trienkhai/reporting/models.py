"""Reports (báo cáo): what units submit in rounds of a regime, and the consolidated report, every figure and passage with its sources."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.reporting.choices import FileState
from trienkhai.reporting.passage_models import Consolidation as Consolidation
from trienkhai.reporting.passage_models import Part as Part
from trienkhai.reporting.passage_models import Passage as Passage
from trienkhai.reporting.passage_models import PassageChange as PassageChange
from trienkhai.reporting.passage_models import Source as Source
from trienkhai.reporting.passage_models import Taken as Taken
from trienkhai.reporting.regime_models import Regime as Regime
from trienkhai.reporting.regime_models import Round as Round
from trienkhai.reporting.submission_models import Edition as Edition
from trienkhai.reporting.submission_models import EditionWork as EditionWork
from trienkhai.reporting.submission_models import OfflineFile as OfflineFile
from trienkhai.reporting.submission_models import Submission as Submission
from trienkhai.reporting.submission_models import SubmissionFile as SubmissionFile
from trienkhai.reporting.submission_models import SubmissionStep as SubmissionStep


class Report(models.Model):
    """A consolidated report (báo cáo tổng hợp) of a plan's period as it stood at `as_of`.

    `version` counts every change of content; `written_version` is the one its files hold, so that a stale file is never handed out as
    fresh. `form_key` comes from the page that asked for the report: the same page sent twice makes one report. The letterhead is
    prefilled from the plan's own header. `bases` are the earlier reports that a report over several years sums up.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.PROTECT, related_name="reports")
    title = models.TextField()
    as_of = models.DateTimeField()
    form_key = models.UUIDField(unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    parent_issuer = models.CharField(max_length=250, blank=True)
    issuer = models.CharField(max_length=250)
    symbol = models.CharField(max_length=80)
    place = models.CharField(max_length=80, blank=True)
    recipients = models.TextField(blank=True)
    authority = models.CharField(max_length=120, blank=True)
    signer_role = models.CharField(max_length=120)
    signer_name = models.CharField(max_length=120, blank=True)

    version = models.PositiveIntegerField(default=1)
    written_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.QUEUED)
    step = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    unit_count = models.PositiveIntegerField(default=0)
    composed_at = models.DateTimeField(null=True, blank=True)
    bases = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="later")
    docx = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    xlsx = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class ReportRow(models.Model):
    """One obligation as it stood when the report was made (dòng số liệu).

    Figures of the report are counts of these rows, so each figure can be opened. `branch` is the path segment of the branch below the
    plan's owner, empty for the owner itself. Written by one set statement, hence lean foreign keys.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="rows")
    obligation = models.ForeignKey("plans.Obligation", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    branch = models.CharField(max_length=6, blank=True)
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    timeliness = models.CharField(max_length=16)
    progress = models.ForeignKey(
        "plans.Progress", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["report", "task", "unit"], name="report_row_unit"),
            models.Index(fields=["report", "branch"], name="report_row_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.obligation_id}"


class ReportCount(models.Model):
    """The rows of a report, counted when it was made (số đếm của báo cáo): by task, and by branch.

    `branch` is "*" in the counts by task, `task` is empty in the counts by branch. Rows never
    change after, so neither do these; tables of the report sum them instead of its rows.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="counts", db_index=False)
    task = models.ForeignKey("plans.Task", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    branch = models.CharField(max_length=6, blank=True)
    steady = models.BooleanField()
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    timeliness = models.CharField(max_length=16)
    reported = models.BooleanField()
    n = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["report", "task"], condition=Q(task__isnull=False), name="report_count_tasks"),
            models.Index(fields=["report", "branch"], condition=Q(task__isnull=True), name="report_count_branches"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.n}"
