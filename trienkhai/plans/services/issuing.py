"""Issuing a plan: once, with its effective day, its rhythm and the past periods that somebody chose to open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.plans import permissions, schedule
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Addressee, Plan
from trienkhai.plans.services.deriving import put_in_force
from trienkhai.plans.services.opening import fill
from trienkhai.plans.services.preparing import already_issued, draft_door, refresh_addressees

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def issue_plan(
    *,
    actor: Person,
    plan_id: int,
    version: int,
    effective_on: dt.date,
    rhythm: str,
    past: Collection[dt.date] = (),
    carry: bool = False,
) -> Plan:
    """Issue a draft: freeze whom it addresses, open the running period and the chosen past ones (`past` are their first days).

    Dated tasks whose day has passed go into their past period when it is opened, into the running period when `carry`, else nowhere.
    Raises Conflict when it was issued already or changed meanwhile, Refusal while a phrase is neither bound nor left open.
    """
    plan = draft_door(actor, plan_id)
    path = permissions.owner_path(plan)
    permissions.can_issue(actor, path).require()
    if plan.state == PlanState.ISSUED:
        raise already_issued(plan)
    if plan.version != version:
        raise Conflict(_("Kế hoạch vừa được người khác sửa."), _("Hãy tải lại trang, xem lại rồi ban hành."))
    if rhythm not in schedule.RHYTHMS:
        raise Refusal(_("Hãy chọn chu kỳ cho việc thường xuyên."), _("Chọn tháng, quý, 6 tháng, năm hoặc năm học."))
    refresh_addressees(plan)
    _refuse_unbound(plan)
    put_in_force(plan, path)
    today = clock.today()
    present = schedule.first_span(rhythm, effective_on, today)
    opening = [span for span in schedule.past_spans(rhythm, effective_on, today) if span.starts in set(past)]
    if effective_on <= today:
        opening.append(present)
    plan.state, plan.effective_on, plan.rhythm = PlanState.ISSUED, effective_on, rhythm
    plan.issued_at, plan.issued_by, plan.version = clock.now(), actor, plan.version + 1
    plan.save(update_fields=["state", "effective_on", "rhythm", "issued_at", "issued_by", "version"])
    allotment = schedule.allot(list(plan.tasks.all()), present, opening, carry=carry, since=effective_on, today=max(today, effective_on))
    for span, dues in sorted(allotment.by_span.items(), key=lambda item: item[0].starts):
        fill(actor=actor, plan=plan, span=span, dues=dues, owner_path=path, opens=span in opening)
    passed = [task.key for task in allotment.passed]  # type: ignore[attr-defined]
    journal.record(actor, "plans.plan.issued", plan, plan.owner_id, rhythm=rhythm, periods=len(opening), passed=passed)
    return plan


def _refuse_unbound(plan: Plan) -> None:
    unbound = Addressee.objects.filter(task__plan=plan, group__isnull=True, units__isnull=True, is_open=False)
    phrases = sorted({row.phrase for row in unbound})
    if phrases:
        shown = "; ".join(f"«{phrase}»" for phrase in phrases[:5]) + ("…" if len(phrases) > 5 else "")
        raise Refusal(
            _("Còn %(n)s cụm từ chưa gắn với đơn vị: %(phrases)s.") % {"n": len(phrases), "phrases": shown},
            _("Hãy gắn mỗi cụm từ với một nhóm hoặc các đơn vị, hoặc để ngỏ, rồi ban hành."),
        )
