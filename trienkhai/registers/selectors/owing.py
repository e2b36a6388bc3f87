"""Which units a form is asked of."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet

from trienkhai.plans.choices import Duty, State
from trienkhai.plans.models import Obligation

ASKED = (Duty.LEAD, Duty.EXECUTE)


def owing(task_id: int, plan_period_id: int) -> QuerySet[Obligation, dict[str, Any]]:
    """The units that owe a task in a period, once each, with their placement at opening."""
    owed = Obligation.objects.filter(period_id=plan_period_id, task_id=task_id, duty__in=ASKED).exclude(state=State.RELEASED)
    return owed.order_by().values("unit_id").annotate(path=Max("path"))
