"""How a later document changes an issued plan: what differs, what was decided on each difference, what became of open work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.plans.choices import AlterationKind, AmendmentKind, AmendmentState, Ruling


class Amendment(models.Model):
    """A later document compared with an issued plan (sửa đổi, bổ sung kế hoạch), and when leadership decided on it.

    `plan_version` is the plan as it was compared; a plan that changed meanwhile is compared anew. `reason` is what the decision rests on.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="amendments")
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=AmendmentKind.choices)
    state = models.CharField(max_length=8, choices=AmendmentState.choices, default=AmendmentState.DRAFT)
    plan_version = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan"], condition=Q(state="draft"), name="amendment_one_draft")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.document_id}"


class Alteration(models.Model):
    """One task that a later document adds, leaves out or words otherwise (điểm sửa đổi): both wordings, the ruling, and what it did.

    `before` and `after` are the task's own fields as they were compared; they stay, so that every version of the plan can be read.
    """

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="alterations")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=AlterationKind.choices)
    task = models.ForeignKey("plans.Task", null=True, on_delete=models.PROTECT, related_name="alterations")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    ruling = models.CharField(max_length=8, choices=Ruling.choices, blank=True)
    made = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    released = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.order}"
