"""Units' own plans: which task above each own task carries out, and who inside a unit does what the unit owes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Implementing(models.Model):
    """That a unit's own task carries out a task above (thực hiện nhiệm vụ cấp trên); always said by a person, never guessed.

    `unit` is the own plan's owner, kept here so that "which units do not cover this task" reads one index. `since` is when the own plan was
    issued (empty in a draft), `overlaps` whether another own task carries out the same for the same addressee and time.
    """

    task = models.ForeignKey("plans.Task", on_delete=models.CASCADE, related_name="implements")
    parent = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="implemented_by", db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    late_reason = models.CharField(max_length=250, blank=True)
    overlaps = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "parent"], name="implementing_once")]
        indexes = [models.Index(fields=["parent", "unit"], name="implementing_parent")]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.parent_id}"


class Assignment(models.Model):
    """Who in a unit does what the unit owes, and by which day inside the unit (phân công).

    One stands at a time; earlier ones stay, ended.
    """

    obligation = models.ForeignKey("plans.Obligation", on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    end_reason = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["obligation"], condition=Q(ended_at__isnull=True), name="assignment_one_stands")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.person_id}"
