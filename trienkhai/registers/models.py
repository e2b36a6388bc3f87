"""Forms (biểu mẫu) that units fill in, their versions, and what was filled in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.registers.choices import WRITTEN, FillingState, IntakeState
from trienkhai.registers.event_models import EntryStep as EntryStep
from trienkhai.registers.event_models import Programme as Programme
from trienkhai.registers.event_models import Register as Register
from trienkhai.registers.event_models import RegisterEntry as RegisterEntry


class Form(models.Model):
    """A form (biểu mẫu) of the body that asks for it; what it asks is in its versions."""

    owner = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=250)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """What a form asks at one time (phiên bản biểu mẫu): `shape` is read by `registers.shape`. Published, it is never changed.

    `edit` counts changes of a draft, so that two people at one draft are told.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    shape = models.JSONField(default=dict)
    edit = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
            models.UniqueConstraint(fields=["form"], condition=Q(published_at__isnull=True), name="form_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"


class Collection(models.Model):
    """A form asked of the units of a task in one period of its plan (đợt thu biểu)."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="collections")
    task = models.ForeignKey("plans.Task", on_delete=models.PROTECT, related_name="collections")
    period = models.ForeignKey("plans.PlanPeriod", on_delete=models.PROTECT, related_name="collections")
    due = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "task", "period"], name="collection_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.period_id}"


class Filling(models.Model):
    """What one unit fills in for a collection (biểu của đơn vị).

    `version` moves with every change: who saves says which one they saw. `sums` are the totals of its sheets, `path` the unit's placement
    when it was asked. `is_nil` says that there was nothing ("không phát sinh"). Released, a unit that ended owes it no more.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="fillings", db_constraint=False, db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    path = models.CharField(max_length=96)
    state = models.CharField(max_length=8, choices=FillingState.choices, default=FillingState.EMPTY)
    version = models.PositiveIntegerField(default=1)
    sums = models.JSONField(default=dict)
    is_nil = models.BooleanField(default=False)
    remark = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    sent_at = models.DateTimeField(null=True)
    returned_why = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "unit"], name="filling_once")]
        indexes = [
            models.Index(fields=["collection", "path"], name="filling_place"),
            models.Index(fields=["unit"], condition=Q(state__in=WRITTEN), name="filling_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}/{self.unit_id}"


class FormRow(models.Model):
    """A line of a sheet as it was filled in (dòng biểu). In a sheet with fixed lines `place` is the line's own, from 1."""

    filling = models.ForeignKey(Filling, on_delete=models.CASCADE, related_name="rows", db_index=False)
    sheet = models.CharField(max_length=8)
    place = models.PositiveIntegerField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filling", "sheet", "place"], name="form_row_once")]

    def __str__(self) -> str:
        return f"{self.filling_id}/{self.sheet}/{self.place}"


class SentForm(models.Model):
    """A filling as it was sent (bản biểu đã gửi): its lines by sheet, its sums. It stays when the filling is sent anew; append-only."""

    filling = models.ForeignKey(Filling, on_delete=models.PROTECT, related_name="sent_forms")
    number = models.PositiveIntegerField()
    lines = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)
    is_nil = models.BooleanField(default=False)
    remark = models.TextField(blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filling", "number"], name="sent_form_once")]

    def __str__(self) -> str:
        return f"{self.filling_id}#{self.number}"


class Handover(models.Model):
    """What a unit that ended left to its heir, or to nobody (mục chuyển giao): a filling or a line of a register; append-only."""

    filling = models.ForeignKey(Filling, null=True, on_delete=models.PROTECT, related_name="handovers")
    entry = models.ForeignKey(RegisterEntry, null=True, on_delete=models.PROTECT, related_name="handovers")
    from_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.from_unit_id} → {self.to_unit_id}"


class Intake(models.Model):
    """A workbook that came in (lần nạp tệp) for a filling or a unit's lines of a register; with its faults marked."""

    filling = models.ForeignKey(Filling, null=True, on_delete=models.CASCADE, related_name="intakes")
    register = models.ForeignKey(Register, null=True, on_delete=models.PROTECT, related_name="intakes")
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    state = models.CharField(max_length=8, choices=IntakeState.choices)
    rows = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    marked = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
