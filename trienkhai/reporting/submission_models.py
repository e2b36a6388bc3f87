"""What one unit submits in a round, with everything that belongs to it, and each version of it as it was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from trienkhai.reporting.choices import OfflineState, SubmissionAct, SubmissionState
from trienkhai.reporting.regime_models import Round


class Submission(models.Model):
    """What one unit submits in one round (báo cáo của đơn vị).

    `said` holds the words of the free sections by key. `receiver` is the nearest expected unit above, or the plan's owner; `path` is where
    the unit stood when it entered. `first_sent_on` is the day that says whether it came in time, also when it was returned after.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="submissions", db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    receiver = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    path = models.CharField(max_length=96)
    due = models.DateField()
    state = models.CharField(max_length=12, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    said = models.JSONField(default=dict)
    is_nil = models.BooleanField(default=False)
    late_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True)
    first_sent_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="submission_once")]
        indexes = [
            models.Index(fields=["unit", "state"], name="submission_unit"),
            models.Index(fields=["round", "receiver", "state"], name="submission_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class SubmissionFile(models.Model):
    """A file that goes with a submission (tệp kèm báo cáo). One that an edition holds stays when it is taken out of what is written."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OfflineFile(models.Model):
    """A submission's own .docx or .xlsx that came back filled in (bản soạn ngoài máy): read, compared, then taken or not.

    `read` is what it says: words of sections, progress lines, and what a person should know about both.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="offline_files")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    made_of = models.PositiveIntegerField()
    read = models.JSONField()
    state = models.CharField(max_length=8, choices=OfflineState.choices, default=OfflineState.WAITING)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """A submission as it was sent (bản đã gửi); kept for ever, also when another replaces it. `missing` units below it had not reported.

    Forms that were sent, figures and files are never changed once they stand, so that an edition names them.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    is_nil = models.BooleanField()
    late_reason = models.TextField(blank=True)
    missing = models.PositiveIntegerField()
    forms = models.ManyToManyField("registers.SentForm", related_name="+")
    figures = models.ManyToManyField("plans.IndicatorValue", related_name="+")
    files = models.ManyToManyField(SubmissionFile, related_name="editions")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="edition_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.number}"


class EditionWork(models.Model):
    """What the unit owed in the round as it stood when it was sent (việc trong bản đã gửi): signed with it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="works")
    obligation = models.ForeignKey("plans.Obligation", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    state = models.CharField(max_length=12)
    timeliness = models.CharField(max_length=16)
    progress = models.ForeignKey(
        "plans.Progress", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.obligation_id}"


class SubmissionStep(models.Model):
    """What was done with a submission, by whom and why (bước xử lý báo cáo). Append-only; `old_due` is the day before an extension."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12, choices=SubmissionAct.choices)
    text = models.TextField(blank=True)
    old_due = models.DateField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.submission_id} {self.act}"
