"""Where plans use a group of units: their tasks, and the periods that were opened with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans import permissions
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Addressee, PlanPeriod
from trienkhai.units.following import Use, UseLine

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

SHOWN = 50


def group_uses(viewer: Person, group_id: int) -> list[Use]:
    """Tasks that address a group, and opened periods of their plans; those of plans that the viewer may open by name. Four queries."""
    rows = Addressee.objects.filter(group_id=group_id).select_related("task__plan").order_by("task__plan", "task__order")
    tasks = {row.task_id: row.task for row in rows}
    plans = {task.plan_id for task in tasks.values()}
    seen = set(permissions.visible_plans(viewer).filter(pk__in=plans).values_list("pk", flat=True)) if plans else set()
    issued = {task.plan_id for task in tasks.values() if task.plan.state == PlanState.ISSUED}
    periods = list(PlanPeriod.objects.filter(plan__in=issued, opened_at__isnull=False).select_related("plan", "period").order_by("-pk"))
    named = [task for task in tasks.values() if task.plan_id in seen]
    words = _("nhiệm vụ, trong %(n)s kế hoạch") % {"n": text.number(len(plans))}
    opened = [period for period in periods if period.plan_id in seen][:SHOWN]
    return [
        Use(len(tasks), words, tuple(UseLine(_named(t.key, t.title, t.plan.title), "plans:plan-detail", t.plan_id) for t in named[:SHOWN])),
        Use(
            len(periods),
            _("kỳ đã mở, giữ nguyên danh sách đơn vị"),
            tuple(UseLine(_named(p.period.label, p.plan.title), "plans:plan-board", p.plan_id) for p in opened),
            holds=False,
        ),
    ]


def _named(*words: str) -> str:
    return " – ".join(one[:120] for one in words)
