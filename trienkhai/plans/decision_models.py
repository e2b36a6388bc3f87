"""What the assigner decided on work, what made it due, and how every obligation came to stand as it does: all append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.plans.choices import ChangeKind, DecisionKind, Quality, State


class Decision(models.Model):
    """What the plan's owner decided on a unit's work (quyết định về việc): confirmed, returned, suspended, resumed. Append-only.

    `quality` is a remark about the work itself, `until` the day until which a suspension is expected to last; `old_due` and `new_due` are
    the last day before and after. `halt` is the suspension of the whole task that it comes from.
    """

    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    obligation = models.ForeignKey("plans.Obligation", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=DecisionKind.choices)
    quality = models.CharField(max_length=12, choices=Quality.choices, blank=True)
    text = models.TextField(blank=True)
    until = models.DateField(null=True)
    old_due = models.DateField()
    new_due = models.DateField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    halt = models.ForeignKey("plans.TaskHalt", null=True, on_delete=models.PROTECT, related_name="decisions", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["period", "kind"], name="decision_kind"),
            models.Index(fields=["halt", "kind"], condition=Q(halt__isnull=False), name="decision_halt"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.kind}"


class Change(models.Model):
    """One step from how an obligation stood to how it stands (bước thay đổi): written with every change of state or last day.

    `was_…` is before, the rest after; the after of one step is the before of the next, so that steps of any stretch of time add up.
    """

    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    obligation = models.ForeignKey("plans.Obligation", on_delete=models.CASCADE, related_name="changes", db_constraint=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    was_state = models.CharField(max_length=12, choices=State.choices)
    was_due = models.DateField()
    was_done_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State.choices)
    due = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["period", "at"], name="change_period")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.was_state} {self.state}"


class Entry(models.Model):
    """When obligations of a period came into being (lượt giao việc): one row for a set statement, with its range of ids and number."""

    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    n = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.period_id} {self.first_id}-{self.last_id}"


class TaskEvent(models.Model):
    """An event that a conditional task waits for (sự kiện làm phát sinh việc): when it happened, and by when the work is due.

    `turn` is that of its works: several events may fall into one period.
    """

    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="events")
    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    happened_on = models.DateField()
    due = models.DateField()
    text = models.TextField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "period", "turn"], name="task_event_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.happened_on}"


class TaskHalt(models.Model):
    """That a whole task stands still (tạm dừng nhiệm vụ), all units at once: since when, why, by which decision; and when it went on."""

    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="halts")
    since = models.DateField()
    reason = models.TextField()
    basis = models.CharField(max_length=250)
    until = models.DateField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task"], condition=Q(ended_on__isnull=True), name="task_halt_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.since}"
