"""What a conditional task waits for has happened: an official says when, and its units owe the work by the day that is given."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.periods import calendar
from trienkhai.periods import services as periods
from trienkhai.plans import counting, permissions
from trienkhai.plans.choices import PlanState, Schedule
from trienkhai.plans.models import Obligation, PlanPeriod, Task, TaskEvent
from trienkhai.plans.schedule import Due
from trienkhai.plans.services.confirming import worded
from trienkhai.plans.services.opening import entered, hold_period, make_obligations

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def record_event(*, actor: Person, task_id: int, happened_on: dt.date, due: dt.date, words: str) -> TaskEvent:
    """Say that the event of a conditional task happened: the units it addresses owe it by `due`, in the period that holds that day.

    Raises Refusal for another kind of task, a plan not issued, days that do not fit, missing words, or when nobody is addressed; Conflict
    when the same event was recorded already. Each event of a period is work of its own.
    """
    task = Task.objects.select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    path = permissions.owner_path(permissions.plan_door(actor, task.plan_id))
    permissions.can_prepare(actor, path).require()
    _check(task, happened_on, due)
    said = worded(words)
    held = hold_period(task.plan, calendar.period_of(task.plan.rhythm, due), path)
    held = PlanPeriod.objects.select_for_update(of=("self",)).select_related("expected_set", "period").get(pk=held.pk)
    known = TaskEvent.objects.filter(task=task, period=held)
    if known.filter(happened_on=happened_on, text=said).exists():
        raise Conflict(
            _("Sự kiện này đã được ghi cho kỳ %(label)s.") % {"label": held.period.label},
            _("Nếu là sự kiện khác trong cùng ngày, hãy mô tả cho khác."),
        )
    last = known.aggregate(last=Max("turn"))["last"]
    due_then = Due(task, due, 0 if last is None else last + 1)
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = make_obligations(held, [due_then], but_excused=True)
    if not made:
        raise Refusal(_("Nhiệm vụ này chưa giao cho đơn vị nào."), _("Hãy giao đơn vị cho nhiệm vụ rồi ghi sự kiện."))
    entered(held, before, made)
    _expect(actor, task, held, said)
    row = TaskEvent.objects.create(
        task=task, period=held, turn=due_then.turn, happened_on=happened_on, due=due, text=said, actor=actor, at=clock.now()
    )
    days: dict[str, Any] = {"happened_on": happened_on.isoformat(), "due": due.isoformat()}
    journal.record(actor, "plans.event.recorded", task, task.plan.owner_id, event=row.pk, works=made, **days)
    return row


def _check(task: Task, happened_on: dt.date, due: dt.date) -> None:
    if task.plan.state != PlanState.ISSUED:
        raise Refusal(_("Kế hoạch chưa ban hành."), _("Hãy ban hành kế hoạch trước."))
    if task.schedule != Schedule.CONDITIONAL:
        raise Refusal(_("Nhiệm vụ này không chờ sự kiện nào."), _("Chỉ nhiệm vụ theo điều kiện mới ghi sự kiện."))
    if due < max(happened_on, clock.today()):
        raise Refusal(
            _("Hạn %(day)s phải từ hôm nay và từ ngày có sự kiện trở đi.") % {"day": text.date(due)}, _("Hãy chọn một ngày muộn hơn.")
        )


def _expect(actor: Person, task: Task, held: PlanPeriod, words: str) -> None:
    """The units enter the frozen set of a period that is open, by dated entries."""
    if held.expected_set is not None:
        owing = dict(Obligation.objects.filter(period=held, task=task).values_list("unit_id", "path"))
        periods.add_members(actor=actor, expected_set=held.expected_set, members=owing, reason=words)
        periods.recount_waiting(expected_set_id=held.expected_set.pk, unit_ids=list(owing), silent=counting.silent(held.pk))
        jobs.enqueue("reporting.open_round", plan_period_id=held.pk)
