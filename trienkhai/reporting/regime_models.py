"""Regimes of reporting and their rounds, those of a plan and those without one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.periods.choices import PeriodKind
from trienkhai.reporting.choices import CutOff, Method


class Regime(models.Model):
    """A reporting regime (chế độ báo cáo), after Decree 09/2019: who reports to whom, how often, what, how, and by when.

    Of a plan, whose tasks are then its outline and whose units report; or without one (`plan` empty), when the units of `reporters` do. In
    both `sections` are the free ones: key, title, whether they must be filled. Dated: a change ends the row (`valid_to`, that day no
    longer) and begins another of the same `series`. Rounds keep the numbers they were opened with. Days: `window_days` before the cut-off
    writing begins (calendar days); the lowest units report within `deadline_days` after it, each level above has `level_days` more, and
    what is late is still taken for `late_days` (working days). `stretches` are the first and last days of rounds that no calendar gives:
    a preliminary or final review of several years, a report asked for once. `document` and `quote` say which sentence asked for it.
    """

    series = models.UUIDField(default=uuid.uuid4)
    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", null=True, on_delete=models.PROTECT, related_name="regimes")
    reporters = models.ForeignKey("units.UnitGroup", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    frequency = models.CharField(max_length=12, choices=PeriodKind.choices)
    stretches = models.JSONField(default=list)
    method = models.CharField(max_length=12, choices=Method.choices, default=Method.SYSTEM)
    cutoff = models.CharField(max_length=12, choices=CutOff.choices)
    window_days = models.PositiveSmallIntegerField()
    deadline_days = models.PositiveSmallIntegerField()
    level_days = models.PositiveSmallIntegerField()
    late_days = models.PositiveSmallIntegerField()
    sections = models.JSONField()
    legal_basis = models.CharField(max_length=250, blank=True)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    quote = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "valid_from"], name="regime_once"),
            models.UniqueConstraint(fields=["series"], condition=Q(valid_to__isnull=True), name="regime_one_present"),
            models.UniqueConstraint(
                fields=["plan", "frequency"], condition=Q(valid_to__isnull=True, plan__isnull=False), name="regime_one_of_plan"
            ),
            models.CheckConstraint(condition=Q(plan__isnull=False) | Q(reporters__isnull=False), name="regime_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """One period of a regime (đợt báo cáo), its days and outline as they were when it was opened.

    `held` is the period of the plan whose work it signs; empty in a regime without a plan, and in one over several periods of a plan.
    `owner_path` is where the owner stood then: branches are told from there.
    """

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="rounds")
    series = models.UUIDField()
    period = models.ForeignKey("periods.Period", on_delete=models.PROTECT, related_name="+")
    held = models.OneToOneField("plans.PlanPeriod", null=True, on_delete=models.PROTECT, related_name="round")
    owner_path = models.CharField(max_length=96)
    expected_set = models.ForeignKey("periods.ExpectedSet", on_delete=models.PROTECT, related_name="+")
    data_from = models.DateField()
    opens_on = models.DateField()
    cutoff = models.DateField()
    deadline = models.DateField()
    locks_on = models.DateField()
    sections = models.JSONField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.regime_id} {self.period_id}"
