"""A whole task stands still, all units at once, by a decision: what is open of it and what is still given is suspended until it goes on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, DateField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, setwise
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.periods import services as periods
from trienkhai.plans import counting, permissions
from trienkhai.plans.choices import OPEN_STATES, ChangeKind, DecisionKind, PlanState, State
from trienkhai.plans.models import Change, Decision, Obligation, PlanPeriod, Task, TaskHalt
from trienkhai.plans.services.confirming import short, worded
from trienkhai.plans.services.suspending import new_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person

AT_ONCE, BASIS = 5000, 250
COLUMNS = ("period_id", "obligation_id", "kind", "quality", "text", "until", "old_due", "new_due", "actor_id", "at", "halt_id")
SOURCES = ("period_id", "pk", "said_kind", "quality", "text", "until", "due", "then", "actor_id", "at", "halt_id")


@transaction.atomic
def halt_task(*, actor: Person, task_id: int, reason: str, basis: str, until: dt.date | None = None) -> TaskHalt:
    """Let a task of an issued plan stand still from today for all units, also in periods that open meanwhile. `basis` names the decision.

    Raises Refusal without reason or basis, for a day that has passed or a plan not issued; Conflict when it stands still already.
    """
    task = _door(actor, task_id)
    words, ground = worded(reason), basis.strip()
    if task.plan.state != PlanState.ISSUED:
        raise Refusal(_("Kế hoạch chưa ban hành."), _("Nhiệm vụ của dự thảo thì sửa ở dự thảo."))
    if not ground or len(ground) > BASIS:
        raise Refusal(_("Cần nêu căn cứ tạm dừng nhiệm vụ."), _("Ghi số, ngày của văn bản, ví dụ: Công văn 15/SGDĐT ngày 02/12/2026."))
    if until is not None and until < clock.today():
        raise Refusal(_("Ngày dự kiến tiếp tục đã qua."), _("Hãy chọn ngày từ hôm nay trở đi hoặc để trống."))
    if TaskHalt.objects.filter(task=task, ended_on__isnull=True).exists():
        raise Conflict(_("Nhiệm vụ này đang tạm dừng."), _("Hãy tải lại trang để xem."))
    said = {"reason": words, "basis": ground, "until": until, "actor": actor, "at": clock.now()}
    halt = TaskHalt.objects.create(task=task, since=clock.today(), **said)
    open_works = Obligation.objects.filter(task=task, period__plan=task.plan, state__in=OPEN_STATES)
    stopped = _stop(halt, open_works)
    journal.record(actor, "plans.task.halted", task, task.plan.owner_id, halt=halt.pk, works=stopped, basis=ground)
    jobs.enqueue("plans.tell_halt", halt_id=halt.pk, kind=DecisionKind.SUSPENDED)
    return halt


@transaction.atomic
def resume_task(*, actor: Person, task_id: int, clock_choice: str, due: dt.date | None = None, remark: str = "") -> TaskHalt:
    """Let a task go on for all units where it stopped; `clock_choice` keeps last days, shifts them, or sets `due`.

    Work that was suspended by itself before, or went on by itself since, stays as it is. Raises Refusal for an unknown choice or a last
    day that would have passed, Conflict when the task does not stand still.
    """
    task = _door(actor, task_id)
    halt = TaskHalt.objects.select_for_update().filter(task=task, ended_on__isnull=True).first()
    if halt is None:
        raise Conflict(_("Nhiệm vụ này không còn tạm dừng."), _("Hãy tải lại trang để xem."))
    halt.ended_on, halt.ended_by, halt.remark = clock.today(), actor, short(remark)
    halt.save(update_fields=["ended_on", "ended_by", "remark"])
    went_on = 0
    for (held, last, stood, since), ids in _stopped(halt).items():
        new = new_day(last, since, clock_choice, due)
        for rows in _parts(ids):
            _decide(rows, halt, DecisionKind.RESUMED, actor, text=halt.remark, until=None, then=new)
            went_on += counting.move_set(held, rows, state=stood, kind=ChangeKind.RESUMED, due=new)
            _recount(held, halt)
    journal.record(actor, "plans.task.resumed", task, task.plan.owner_id, halt=halt.pk, works=went_on, clock=clock_choice)
    jobs.enqueue("plans.tell_halt", halt_id=halt.pk, kind=DecisionKind.RESUMED)
    return halt


def stop_new(held: PlanPeriod, *, first_id: int) -> None:
    """What was just given (ids from `first_id` on) of tasks that stand still is suspended at once. One query when none does."""
    for halt in TaskHalt.objects.filter(task__plan=held.plan_id, ended_on__isnull=True).select_related("task", "actor"):
        _stop(halt, Obligation.objects.filter(period=held, task=halt.task_id, pk__gte=first_id, state__in=OPEN_STATES))


def _door(actor: Person, task_id: int) -> Task:
    """The task, locked, for those who may suspend its plan's work."""
    task = Task.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=task_id).first()
    if task is None:
        raise Hidden
    permissions.can_suspend(actor, permissions.owner_path(permissions.plan_door(actor, task.plan_id))).require()
    return task


def _stop(halt: TaskHalt, rows: QuerySet[Obligation]) -> int:
    ids: dict[int, list[int]] = defaultdict(list)
    for pk, period_id in rows.select_for_update(of=("self",)).order_by("id").values_list("pk", "period_id"):
        ids[period_id].append(pk)
    stopped = 0
    for held in PlanPeriod.objects.filter(pk__in=ids):
        for part in _parts(ids[held.pk]):
            _decide(part, halt, DecisionKind.SUSPENDED, halt.actor, text=halt.reason, until=halt.until)
            stopped += counting.move_set(held, part, state=State.SUSPENDED, kind=ChangeKind.SUSPENDED)
        _recount(held, halt)
    return stopped


def _stopped(halt: TaskHalt) -> dict[tuple[PlanPeriod, dt.date, str, dt.date], list[int]]:
    """What the halt suspended and still does, by period, last day, how it stood before and since when. Two queries."""
    by_halt = Decision.objects.filter(obligation=OuterRef("pk")).order_by("-id").values("halt")[:1]
    step = Change.objects.filter(obligation=OuterRef("pk"), kind=ChangeKind.SUSPENDED).order_by("-id")
    rows = Obligation.objects.filter(task=halt.task_id, period__plan=halt.task.plan_id, state=State.SUSPENDED)
    list(rows.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    told = rows.annotate(by=Subquery(by_halt), stood=Subquery(step.values("was_state")[:1]), stopped_at=Subquery(step.values("at")[:1]))
    held = {row.pk: row for row in PlanPeriod.objects.filter(plan=halt.task.plan_id)}
    out: dict[tuple[PlanPeriod, dt.date, str, dt.date], list[int]] = defaultdict(list)
    for pk, period_id, last, stood, at in (
        told.filter(by=halt.pk).order_by("id").values_list("pk", "period_id", "due", "stood", "stopped_at")
    ):
        out[held[period_id], last, stood, clock.day_of(at)].append(pk)
    return out


def _parts(ids: Sequence[int]) -> Iterator[QuerySet[Obligation]]:
    for at in range(0, len(ids), AT_ONCE):
        yield Obligation.objects.filter(pk__in=ids[at : at + AT_ONCE])


def _decide(rows: QuerySet[Obligation], halt: TaskHalt, kind: DecisionKind, actor: Person, *, text: str, **days: dt.date | None) -> None:
    """The decision on each work, as if it had been said of it alone. One statement."""
    then = days.get("then")
    said: dict[str, Any] = {
        "said_kind": Value(str(kind), output_field=CharField()),
        "quality": Value(""),
        "text": Value(text),
        "until": Cast(Value(days.get("until")), DateField()),
        "then": F("due") if then is None else Value(then, output_field=DateField()),
        "actor_id": Value(actor.pk),
        "at": Value(clock.now()),
        "halt_id": Value(halt.pk),
    }
    setwise.insert_from(Decision, COLUMNS, rows.annotate(**said), sources=SOURCES)


def _recount(held: PlanPeriod, halt: TaskHalt) -> None:
    if held.expected_set_id is not None:
        owing = Obligation.objects.filter(period=held, task=halt.task_id).values("unit_id")
        periods.recount_waiting(expected_set_id=held.expected_set_id, unit_ids=owing, silent=counting.silent(held.pk))
