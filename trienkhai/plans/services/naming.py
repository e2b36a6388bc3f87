"""Naming units after issuing: for a phrase that was left open, or a task that named nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.periods import services as periods
from trienkhai.periods.calendar import Span
from trienkhai.plans import counting, permissions, schedule
from trienkhai.plans.choices import Duty, PlanState
from trienkhai.plans.models import Addressee, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.schedule import Due
from trienkhai.plans.services.deriving import is_inner
from trienkhai.plans.services.opening import entered, make_obligations
from trienkhai.units import services as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def name_addressee(
    *,
    actor: Person,
    task_id: int,
    addressee_id: int | None,
    duty: str = Duty.EXECUTE,
    group_id: int | None = None,
    unit_ids: Sequence[int] = (),
    due: dt.date | None = None,
    reason: str,
) -> Addressee:
    """Name who an open phrase means, or (without `addressee_id`) who a task addresses beyond its text.

    In the running period the named units get their obligation with `due` as their own day (the period's last day when None), and enter the
    expected set with `reason`. Raises Refusal when nobody or both a group and units are given, Conflict when the phrase was named already.
    """
    task = Task.objects.select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    path = permissions.owner_path(permissions.plan_door(actor, task.plan_id))
    permissions.can_prepare(actor, path).require()
    if (group_id is None) == (not unit_ids):
        raise Refusal(_("Hãy chọn một nhóm hoặc ít nhất một đơn vị."), _("Chọn trong danh sách rồi lưu."))
    if not reason.strip():
        raise Refusal(_("Giao đơn vị sau khi ban hành cần có lý do."), _("Hãy ghi căn cứ hoặc lý do, ví dụ số công văn giao việc."))
    if due is not None and due < clock.today():
        raise Refusal(_("Hạn của đơn vị giao thêm đã qua."), _("Hãy chọn ngày từ hôm nay trở đi."))
    units.check_meant(owner_id=task.plan.owner_id, group_id=group_id, unit_ids=unit_ids)
    row = _row(task, addressee_id, duty)
    row.group_id, row.is_open = group_id, False
    row.save()
    row.units.set(unit_ids)
    if task.plan.state == PlanState.ISSUED:
        _enter(actor, task, due, reason)
        Plan.objects.filter(pk=task.plan_id).update(inner=is_inner(task.plan, path))
    journal.record(actor, "plans.addressee.named", task, task.plan.owner_id, addressee=row.pk, group=group_id, units=len(unit_ids))
    return row


def _row(task: Task, addressee_id: int | None, duty: str) -> Addressee:
    if addressee_id is None:
        if duty not in Duty.values:
            raise Hidden
        return Addressee(task=task, duty=duty, phrase=_("Giao thêm khi thực hiện"))
    row = Addressee.objects.select_for_update().filter(pk=addressee_id, task=task).first()
    if row is None:
        raise Hidden
    if not row.is_open:
        raise Conflict(_("Cụm từ này đã có người gắn đơn vị."), _("Hãy tải lại trang để xem."))
    return row


def _enter(actor: Person, task: Task, due: dt.date | None, reason: str) -> None:
    """Obligations in the running period, and dated entries into its expected set."""
    held = _running(task)
    if held is None:
        return
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = make_obligations(held, _dues(task, held, due))
    entered(held, before, made)
    owing = dict(Obligation.objects.filter(period=held, task=task).values_list("unit_id", "path"))
    if held.expected_set is not None:
        periods.add_members(actor=actor, expected_set=held.expected_set, members=owing, reason=reason)
        periods.recount_waiting(expected_set_id=held.expected_set.pk, unit_ids=list(owing), silent=counting.silent(held.pk))
        jobs.enqueue("reporting.open_round", plan_period_id=held.pk)


def _dues(task: Task, held: PlanPeriod, due: dt.date | None) -> list[Due]:
    """By which day the named units owe it; of a task with a rhythm finer than the period, what is still to come of it."""
    span = Span(held.period.kind, held.period.starts, held.period.ends)
    fine = [row for row in schedule.in_rhythm([task], span, after=clock.today()) if row.turn]
    if fine:
        return [row._replace(day=max(row.day, due or row.day)) for row in fine]
    return [Due(task, due or task.due or held.due)]


def _running(task: Task) -> PlanPeriod | None:
    """The period where a late unit's obligation belongs: where the task lives already, else the last one opened."""
    rows = PlanPeriod.objects.filter(plan=task.plan_id).select_related("expected_set", "period").order_by("-period__starts")
    rows = rows.select_for_update(of=("self",))  # two people naming at once must not count each other's rows
    living = rows.filter(period__starts__lte=task.due, period__ends__gte=task.due).first() if task.due else None
    return living or rows.filter(opened_at__isnull=False).first()
