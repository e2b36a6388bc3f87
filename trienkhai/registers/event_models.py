"""Registers (sổ theo dõi): forms whose lines are events with steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Register(models.Model):
    """A register that a body keeps (sổ theo dõi). `kind` names its definition in `registers.builtin`.

    `indicator` takes its figures: how many lines there are in a period, or the sum of the column `counts`.
    """

    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    indicator = models.ForeignKey("plans.Indicator", null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.CharField(max_length=8, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="register_once")]

    def __str__(self) -> str:
        return self.kind


class Programme(models.Model):
    """The inspections that a body plans for a year (chương trình kiểm tra năm), as a document approved them; `number` counts changes."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="programmes")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=250)
    legal_basis = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "year", "number"], name="programme_once")]

    def __str__(self) -> str:
        return f"{self.register_id} {self.year}"


class RegisterEntry(models.Model):
    """A line of a register (dòng sổ): an event of a unit. Taken out, it stays as a tombstone with its reason.

    `subject` is the unit that is inspected, or that has to mend what was found. `programme` is the yearly programme that holds a visit and
    `planned_on` the day that it named; a visit outside has neither.
    `reported` is the figure of an indicator that counted it, so that a figure's source is never lost.
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=96)
    subject = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="visits")
    planned_on = models.DateField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    values = models.JSONField(default=dict)
    day = models.DateField()
    due = models.DateField(null=True)
    step = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    reported = models.ForeignKey("plans.IndicatorValue", null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["register", "day"], name="entry_day"), models.Index(fields=["unit", "register"], name="entry_unit")]

    def __str__(self) -> str:
        return f"{self.register_id} {self.day}"


class EntryStep(models.Model):
    """A step that an event took (bước của dòng sổ), when it happened and what shows it. Append-only."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    happened_at = models.DateTimeField()
    note = models.TextField(blank=True)
    file = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.step}"
