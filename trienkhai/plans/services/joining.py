"""Units that enter or leave an open period: each by a dated entry with reason and author, their work with them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.periods import services as periods
from trienkhai.periods.calendar import Span
from trienkhai.periods.models import ExpectedMember, ExpectedSet
from trienkhai.plans import counting, permissions, schedule
from trienkhai.plans.choices import UNDONE_STATES, ChangeKind, State
from trienkhai.plans.counting import Step
from trienkhai.plans.models import Change, Obligation, PlanPeriod, TaskEvent
from trienkhai.plans.schedule import Due
from trienkhai.plans.services.confirming import worded
from trienkhai.plans.services.opening import entered, make_obligations
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def take_in_unit(*, actor: Person, plan_period_id: int, unit_id: int, reason: str, due: dt.date | None = None) -> int:
    """Let a unit that the plan addresses enter an open period: it owes what the period holds, by `due` where that is later. How much.

    One that was excused comes back: what was released of it goes on as it stood. Raises Refusal without a reason, for a day that has
    passed, or when no task of the period addresses the unit; Conflict when it is in.
    """
    held, frozen = _open(actor, plan_period_id)
    words, path = worded(reason), path_today(unit_id)
    if path is None:
        raise Hidden
    if due is not None and due < clock.today():
        raise Refusal(_("Hạn của đơn vị bổ sung đã qua."), _("Hãy chọn ngày từ hôm nay trở đi."))
    if ExpectedMember.objects.filter(expected_set=frozen, unit_id=unit_id, left_on__isnull=True).exists():
        raise Conflict(_("Đơn vị này đã có trong danh sách của kỳ."), _("Hãy tải lại trang để xem."))
    span = Span(held.period.kind, held.period.starts, held.period.ends)
    tasks = list(held.plan.tasks.filter(ended_on__isnull=True))
    found = schedule.dues_in(tasks, span, held.plan.effective_on, after=clock.today())
    events = TaskEvent.objects.filter(period=held, due__gte=clock.today()).select_related("task")
    found += [Due(row.task, row.due, row.turn) for row in events]
    dues = [row._replace(day=max(row.day, due)) if due else row for row in found]
    back = bring_back(held, unit_id, due)
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = make_obligations(held, dues, unit_id=unit_id)
    if not made + back:
        raise Refusal(_("Không nhiệm vụ nào của kỳ giao cho đơn vị này."), _("Muốn giao thêm, hãy mở nhiệm vụ và bấm Giao thêm đơn vị."))
    if made:
        entered(held, before, made)
    periods.add_members(actor=actor, expected_set=frozen, members={unit_id: path}, reason=words)
    _recount(held, unit_id)
    journal.record(actor, "plans.unit.joined", held.plan, held.plan.owner_id, period=held.pk, unit=unit_id, works=made, back=back)
    return made + back


@transaction.atomic
def excuse_unit(*, actor: Person, plan_period_id: int, unit_id: int, reason: str) -> int:
    """Release a unit from an open period: what it has not done counts no more, what is done stays. How much was released.

    Raises Refusal without a reason, Conflict when the unit is not in the period's set.
    """
    held, frozen = _open(actor, plan_period_id)
    words = worded(reason)
    if not ExpectedMember.objects.filter(expected_set=frozen, unit_id=unit_id, left_on__isnull=True).exists():
        raise Conflict(_("Đơn vị này không có hoặc không còn trong danh sách của kỳ."), _("Hãy tải lại trang để xem."))
    owed = Obligation.objects.filter(period=held, task__in=held.plan.tasks.all(), unit_id=unit_id, state__in=UNDONE_STATES)
    list(owed.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    rows = list(owed.select_related("task", "period"))
    counting.move_all([Step(row, State.RELEASED, None, ChangeKind.EXCUSED) for row in rows])
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.RELEASED)
    periods.release_member(actor=actor, expected_set=frozen, unit_id=unit_id, reason=words)
    _recount(held, unit_id)
    journal.record(actor, "plans.unit.excused", held.plan, held.plan.owner_id, period=held.pk, unit=unit_id, works=len(rows))
    return len(rows)


def bring_back(held: PlanPeriod, unit_id: int, due: dt.date | None = None) -> int:
    """What a unit was excused from in a period goes on as it stood, by `due` where that is later; how much."""
    last = Change.objects.filter(obligation=OuterRef("pk")).order_by("-id")
    owed = Obligation.objects.filter(period=held, unit_id=unit_id, state=State.RELEASED, task__in=held.plan.tasks.all())
    list(owed.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    told = owed.annotate(why=Subquery(last.values("kind")[:1]), stood=Subquery(last.values("was_state")[:1]))
    rows = list(told.filter(why=ChangeKind.EXCUSED).select_related("task", "period"))
    steps = [Step(row, row.stood, None, ChangeKind.REENTERED, max(row.due, due) if due else row.due) for row in rows]
    counting.move_all(steps)
    for step in steps:
        Obligation.objects.filter(pk=step.obligation.pk).update(state=step.state, due=step.due_then)
    return len(rows)


def _open(actor: Person, plan_period_id: int) -> tuple[PlanPeriod, ExpectedSet]:
    """An open period, locked, and its frozen set."""
    plan_id = PlanPeriod.objects.filter(pk=plan_period_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise Hidden
    permissions.can_prepare(actor, permissions.owner_path(permissions.plan_door(actor, plan_id))).require()
    rows = PlanPeriod.objects.select_for_update(of=("self",)).select_related("plan", "period", "expected_set")
    held = rows.get(pk=plan_period_id)
    if held.expected_set is None:
        raise Refusal(_("Kỳ này chưa mở nên chưa chốt danh sách."), _("Khi kỳ mở, danh sách lấy theo đơn vị lúc ấy."))
    return held, held.expected_set


def _recount(held: PlanPeriod, unit_id: int) -> None:
    assert held.expected_set_id is not None  # noqa: S101 - only open periods come here
    periods.recount_waiting(expected_set_id=held.expected_set_id, unit_ids=[unit_id], silent=counting.silent(held.pk))
    jobs.enqueue("reporting.open_round", plan_period_id=held.pk)
