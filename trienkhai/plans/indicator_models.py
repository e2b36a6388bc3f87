"""Indicators (chỉ tiêu) of plans: what is measured, what is to be reached, and what units said or registers pushed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.plans.choices import IndicatorSource, SumRule


class Indicator(models.Model):
    """Something a plan measures (chỉ tiêu): of one task or of the whole plan.

    `rule` says how figures of units and periods become one. A computed one is `numerator` over `denominator`, times a hundred.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="indicators")
    task = models.ForeignKey("plans.Task", null=True, on_delete=models.PROTECT, related_name="indicators")
    title = models.CharField(max_length=250)
    definition = models.TextField(blank=True)
    measure = models.CharField(max_length=40)
    source = models.CharField(max_length=8, choices=IndicatorSource.choices)
    rule = models.CharField(max_length=8, choices=SumRule.choices)
    baseline = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    is_less_better = models.BooleanField(default=False)
    numerator = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    denominator = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "title"], name="indicator_title_once")]

    def __str__(self) -> str:
        return self.title


class IndicatorTarget(models.Model):
    """What is to be reached (mức phấn đấu): in a period or over the whole plan, by one unit or by all together."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    period = models.ForeignKey("plans.PlanPeriod", null=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=21, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period", "unit"], name="indicator_target_once"),
            models.UniqueConstraint(fields=["indicator", "period"], condition=Q(unit__isnull=True), name="indicator_target_period"),
            models.UniqueConstraint(fields=["indicator", "unit"], condition=Q(period__isnull=True), name="indicator_target_unit"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(period__isnull=True, unit__isnull=True), name="indicator_target_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value}"


class IndicatorValue(models.Model):
    """A figure of one unit in one period (giá trị chỉ tiêu). Append-only: a later one of the same unit and period takes its place.

    `weight` is the weight of a weighted mean, or what a ratio is of. `origin` and `origin_id` name what a register's figure came from;
    `origin_words` say it, also after the register's own row is gone.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=21, decimal_places=6)
    weight = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    note = models.TextField(blank=True)
    origin = models.CharField(max_length=40, blank=True)
    origin_id = models.BigIntegerField(null=True)
    origin_words = models.CharField(max_length=250, blank=True)
    is_current = models.BooleanField(default=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "period", "unit"], condition=Q(is_current=True), name="indicator_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.value}"
