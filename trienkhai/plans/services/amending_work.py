"""What an amendment does to open work: given, moved to another day, withdrawn, each with a dated entry. Periods that ended stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

from trienkhai.core import clock
from trienkhai.periods import calendar
from trienkhai.periods import services as periods
from trienkhai.periods.calendar import Span
from trienkhai.plans import counting, schedule
from trienkhai.plans.choices import UNDONE_STATES, ChangeKind, State
from trienkhai.plans.counting import Step
from trienkhai.plans.models import Addressee, Assignment, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.schedule import Due
from trienkhai.plans.services.opening import entered, hold_period, make_obligations, members

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Work:
    """Whose decision it is, on which plan, why, and whether it reaches periods that are open (`now`) or only those to come."""

    actor: Person
    plan: Plan
    path: str
    reason: str
    now: bool

    def periods(self) -> list[PlanPeriod]:
        """The periods it reaches, locked: never one that has ended."""
        rows = PlanPeriod.objects.filter(plan=self.plan, period__ends__gte=clock.today())
        rows = rows if self.now else rows.filter(opened_at__isnull=True)
        return list(rows.select_for_update(of=("self",)).select_related("period", "expected_set").order_by("period__starts"))

    def undone(self, task: Task) -> QuerySet[Obligation]:
        """What is open of a task in those periods."""
        held = [row.pk for row in self.periods()]
        return Obligation.objects.filter(period_id__in=held, task=task, state__in=UNDONE_STATES)


def give(work: Work, task: Task) -> int:
    """Let the units a task addresses owe it in the periods reached: where it comes back, and where its own days fall. How much."""
    made, today = 0, clock.today()
    for held in work.periods():
        if held.opened_at is not None:
            span = Span(held.period.kind, held.period.starts, held.period.ends)
            made += enter(work, held, schedule.in_rhythm([task], span, work.plan.effective_on, after=today))
    for due in schedule.own_dues(task):
        held = hold_period(work.plan, calendar.period_of(work.plan.rhythm, due), work.path)
        if due >= today and (work.now or held.opened_at is None):
            span = Span(held.period.kind, held.period.starts, held.period.ends)
            made += enter(work, held, [schedule.own_due(task, span, due)])
    return made


def give_again(work: Work, task: Task) -> int:
    """Let units that a task now addresses too owe it where others owe it already."""
    made = 0
    for held in work.periods():
        rows = Obligation.objects.filter(period=held, task=task).order_by().values_list("turn").annotate(last=Max("due"))
        dues = [Due(task, last, turn) for turn, last in rows]
        made += enter(work, held, [due for due in dues if due.turn == 0 or due.day >= clock.today()])
    return made


def enter(work: Work, held: PlanPeriod, dues: Sequence[Due]) -> int:
    """Obligations in a period, their entry, and dated entries into its expected set; how many."""
    if not dues:
        return 0
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = make_obligations(held, dues, but_excused=True)
    entered(held, before, made)
    if made and held.expected_set is not None:
        rows = Obligation.objects.filter(period=held, pk__gt=before, task__in=[due.task for due in dues])
        owing = dict(rows.values_list("unit_id", "path"))
        periods.add_members(actor=work.actor, expected_set=held.expected_set, members=owing, reason=work.reason)
        periods.recount_waiting(expected_set_id=held.expected_set.pk, unit_ids=list(owing), silent=counting.silent(held.pk))
    return made


def withdraw(work: Work, rows: QuerySet[Obligation]) -> int:
    """Open work counts no more: what was said of it stays, nobody has it any more, and a unit that owes nothing else leaves the set."""
    released = 0
    for part in _locked(rows):
        counting.move_all([Step(row, State.RELEASED, None, ChangeKind.AMENDED) for row in part])
        ids = [row.pk for row in part]
        Obligation.objects.filter(pk__in=ids).update(state=State.RELEASED)
        ended = {"ended_at": clock.now(), "ended_by": work.actor, "end_reason": work.reason[:250]}
        Assignment.objects.filter(obligation_id__in=ids, ended_at__isnull=True).update(**ended)
        _leave(work, part)
        released += len(part)
    return released


def move_day(rows: QuerySet[Obligation], due: dt.date) -> int:
    """Open work gets another last day."""
    moved = 0
    for part in _locked(rows):
        counting.move_all([Step(row, row.state, row.done_on, ChangeKind.AMENDED, due) for row in part])
        Obligation.objects.filter(pk__in=[row.pk for row in part]).update(due=due)
        _recount(part)
        moved += len(part)
    return moved


def no_longer_addressed(task: Task, rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Those of the rows whose unit the task addresses no more in that role; an open phrase lets everybody stay."""
    stays = Q(pk__in=())
    for row in Addressee.objects.filter(task=task).select_related("group"):
        found = members(row)
        stays |= Q(duty=row.duty) if found is None else Q(duty=row.duty, unit_id__in=found.values("unit_id"))
    return rows.exclude(stays)


def _locked(rows: QuerySet[Obligation]) -> Iterable[list[Obligation]]:
    """The rows, locked and as they stand, so many at a time."""
    ids = list(rows.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    for at in range(0, len(ids), AT_ONCE):
        found = Obligation.objects.filter(pk__in=ids[at : at + AT_ONCE])
        yield list(found.select_related("task", "period__expected_set").order_by("id"))


def _leave(work: Work, rows: Collection[Obligation]) -> None:
    for held in {row.period for row in rows}:
        gone, frozen = {row.unit_id for row in rows if row.period_id == held.pk}, held.expected_set
        owing = Obligation.objects.filter(period=held, unit_id__in=gone).exclude(state=State.RELEASED)
        for unit_id in gone - set(owing.values_list("unit_id", flat=True)) if frozen else ():
            periods.release_member(actor=work.actor, expected_set=frozen, unit_id=unit_id, reason=work.reason)  # type: ignore[arg-type]
    _recount(rows)


def _recount(rows: Collection[Obligation]) -> None:
    for held in {row.period for row in rows}:
        told = [row.unit_id for row in rows if row.period_id == held.pk]
        if held.expected_set_id is not None:
            periods.recount_waiting(expected_set_id=held.expected_set_id, unit_ids=told, silent=counting.silent(held.pk))
