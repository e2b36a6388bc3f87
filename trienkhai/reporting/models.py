"""Reports (báo cáo): a consolidated report over one period of a plan, frozen when made, every figure and passage with its sources."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Report(models.Model):
    """A consolidated report (báo cáo tổng hợp) of a plan's period as it stood at `made_at`."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.PROTECT, related_name="reports")
    title = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    docx = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    xlsx = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class ReportRow(models.Model):
    """One obligation as it stood when the report was made (dòng số liệu): figures of the report are counts of these rows, so each can be opened."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="rows")
    obligation = models.ForeignKey("plans.Obligation", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    task_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    duty = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    timeliness = models.CharField(max_length=16)
    progress = models.ForeignKey(
        "plans.Progress", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["report", "task_id"], name="report_row_task")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.obligation_id}"


class Passage(models.Model):
    """A passage of the report's text (đoạn), with the progress entries it came from; none means the office wrote it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="passages")
    task_id = models.BigIntegerField(null=True)
    order = models.PositiveIntegerField()
    text = models.TextField()
    sources = models.ManyToManyField("plans.Progress", blank=True, related_name="+")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.report_id} #{self.order}"
