"""Periods (kỳ) and the dated expected set of each: who owes something in it, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trienkhai.periods.choices import PeriodKind


class Period(models.Model):
    """A stretch of the calendar (kỳ), both days included. Cut-offs and deadlines belong to who uses it."""

    kind = models.CharField(max_length=12, choices=PeriodKind.choices)
    starts = models.DateField()
    ends = models.DateField()
    label = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts", "ends"], name="period_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="period_dates"),
        ]

    def __str__(self) -> str:
        return self.label


class ExpectedSet(models.Model):
    """The frozen members of one period for one purpose (danh sách đơn vị phải thực hiện).

    Later changes are dated entries with reason and author.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="expected_sets")
    purpose = models.CharField(max_length=60)
    frozen_at = models.DateTimeField()
    opening_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "purpose"], name="expected_set_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.period_id}"


class ExpectedMember(models.Model):
    """A unit expected in a period (đơn vị phải thực hiện). `path` is its placement when it entered; leaving is dated and has a reason.

    A unit that comes back after it left has a row of its own for each stay; one of them at most is present.

    `waiting` is on how much of what it owes the unit has said nothing yet, `nearest` the first due day of that: written with what the unit
    says, in the unit's own row, so that "who has not" reads fifty rows and not all that is owed.
    """

    expected_set = models.ForeignKey(ExpectedSet, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    path = models.CharField(max_length=96)
    entered_on = models.DateField()
    entry_reason = models.CharField(max_length=200, blank=True)
    left_on = models.DateField(null=True, blank=True)
    leave_reason = models.CharField(max_length=200, blank=True)
    waiting = models.PositiveIntegerField(default=0)
    nearest = models.DateField(null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expected_set", "unit"], condition=Q(left_on__isnull=True), name="expected_member_present")
        ]
        indexes = [
            models.Index(fields=["expected_set", "unit"], name="expected_member_unit"),
            models.Index(fields=["expected_set", "nearest", "path"], condition=Q(waiting__gt=0), name="expected_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}"
