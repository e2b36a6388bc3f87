"""Opening a period: obligations by one set statement, counts by another, the expected set by a third."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal, setwise
from trienkhai.core.errors import Refusal
from trienkhai.periods import calendar
from trienkhai.periods import services as periods
from trienkhai.plans import counting, schedule
from trienkhai.plans.choices import OBLIGED, PlanState, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.plans.models import Addressee, Obligation, Plan, PlanPeriod
from trienkhai.plans.schedule import Due
from trienkhai.plans.services.assigning import assign_named
from trienkhai.plans.services.halting import stop_new
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.periods.calendar import Span
    from trienkhai.units.models import Placement

COLUMNS = ("period_id", "task_id", "unit_id", "duty", "turn", "path", "state", "due")


def members(addressee: Addressee) -> QuerySet[Placement] | None:
    """Placements of the units an addressee means today, None while it is open."""
    if addressee.group is not None:
        return units.members_of(addressee.group)
    listed = addressee.units.through.objects.filter(addressee_id=addressee.pk).values("unit_id")
    return None if addressee.is_open else units.on_day().filter(unit_id__in=listed)


def owed_rows(period: PlanPeriod, dues: Sequence[Due]) -> list[QuerySet[Placement]]:
    """What every addressed unit owes for these tasks, one query an addressee and day, with the columns of obligations and counts."""
    dues_of: dict[int, list[Due]] = {}
    for due in dues:
        dues_of.setdefault(due.task.pk, []).append(due)
    rows = Addressee.objects.filter(task_id__in=dues_of, duty__in=OBLIGED).select_related("group").order_by("id")
    return [
        found.annotate(
            period_id=Value(period.pk),
            task_id=Value(row.task_id),
            duty=Value(str(row.duty)),
            turn=Value(due.turn),
            state=Value(str(State.NOT_STARTED)),
            due=Value(due.day, output_field=DateField()),
            steady=Value(due.task.is_steady),
        )
        for row in rows
        if (found := members(row)) is not None
        for due in dues_of[row.task_id]
    ]


def make_obligations(period: PlanPeriod, dues: Sequence[Due], *, unit_id: int | None = None, but_excused: bool = False) -> int:
    """Insert what every addressed unit (or this one) owes for these tasks in a period, and count it. What is owed already stays.

    With `but_excused`, units that were excused from the period get nothing until they come back.
    """
    selects = [rows.filter(unit_id=unit_id) if unit_id else rows for rows in owed_rows(period, dues)]
    if but_excused and period.expected_set_id is not None:
        gone = periods.gone(period.expected_set_id)
        selects = [rows.exclude(unit_id__in=gone) for rows in selects]
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = sum(setwise.insert_from(Obligation, COLUMNS, part, skip_known=True) for part in _parts(selects))
    if made:
        counting.count_new(period, first_id=before + 1)
    return made


def make_first_obligations(period: PlanPeriod, dues: Sequence[Due]) -> int:
    """The same for tasks that nobody owes in the period yet, the caller holding the plan's row.

    No row can stand twice unless a task names the same role twice; then the statements need not look, which halves their time, and counts
    come from the few rows of units instead of the many of obligations.
    """
    tasks = [due.task.pk for due in dues]
    roles = Addressee.objects.filter(task_id__in=tasks, duty__in=OBLIGED).values("task", "duty").annotate(n=Count("id"))
    if roles.filter(n__gt=1).exists() or Obligation.objects.filter(period=period, task_id__in=tasks).exists():
        return make_obligations(period, dues)
    made = 0
    for part in _parts(owed_rows(period, dues)):
        made += setwise.insert_from(Obligation, COLUMNS, part)
        counting.count_placed(part, period.owner_path)
    return made


def entered(period: PlanPeriod, before: int, made: int) -> dict[str, Any]:
    """Write when the obligations of a period after the id `before` came into being; the first and last of them.

    What belongs to a task that stands still is suspended with it.
    """
    ids = Obligation.objects.filter(period=period, pk__gt=before).aggregate(first=Min("id"), last=Max("id"))
    counting.entered(period.pk, first_id=ids["first"], last_id=ids["last"], n=made)
    if ids["first"] is not None:
        stop_new(period, first_id=ids["first"])
    return ids


def _parts(selects: list[QuerySet[Placement]]) -> list[list[QuerySet[Placement]]]:
    return [selects[at : at + setwise.TERMS] for at in range(0, len(selects), setwise.TERMS)]


def hold_period(plan: Plan, span: Span, owner_path: str) -> PlanPeriod:
    """The plan's row for a period, made when first needed, with where the owner stood then."""
    standing = {"due": span.ends, "owner_path": owner_path}
    held, _made = PlanPeriod.objects.get_or_create(plan=plan, period=periods.keep_period(span), defaults=standing)
    return held


def fill(*, actor: Person | None, plan: Plan, span: Span, dues: Sequence[Due], owner_path: str, opens: bool) -> PlanPeriod:
    """Put tasks into a period; when it `opens`, freeze who is expected. Writes one journal line with rule, count and range of ids."""
    held = hold_period(plan, span, owner_path)
    before = Obligation.objects.aggregate(last=Max("id"))["last"] or 0
    made = make_first_obligations(held, dues)
    assign_named(held, [due.task.pk for due in dues])
    if opens:
        counting.place_anew(held, before=before)
        unsaid = Q(state=State.NOT_STARTED, duty__in=MAIN_DUTIES)
        owed = Obligation.objects.filter(period=held).exclude(state=State.RELEASED).values("unit_id", "path")
        owing = owed.annotate(waiting=Count("id", filter=unsaid), nearest=Min("due", filter=unsaid))
        held.expected_set = periods.freeze(actor=actor, period=held.period, purpose=f"plan-{plan.pk}", members=owing, told=True)
        held.opened_at = clock.now()
        held.save(update_fields=["expected_set", "opened_at"])
        jobs.enqueue("reporting.open_round", plan_period_id=held.pk)
    ids = entered(held, before, made)
    tasks = list(dict.fromkeys(due.task.key for due in dues))
    journal.record(
        actor, "plans.period.opened" if opens else "plans.period.held", plan, plan.owner_id, period=held.pk, tasks=tasks, n=made, **ids
    )
    if made >= setwise.MANY:
        jobs.enqueue("plans.gather_statistics")
    return held


@transaction.atomic
def open_period(*, actor: Person | None, plan_id: int, span: Span, owner_path: str) -> PlanPeriod | None:
    """Open one period of an issued plan; None when it is open already. `actor` None is the system's own calendar."""
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    if plan.state != PlanState.ISSUED:
        raise Refusal(_("Kế hoạch chưa ban hành nên chưa mở kỳ."), _("Hãy ban hành kế hoạch trước."))
    if PlanPeriod.objects.filter(plan=plan, period__kind=span.kind, period__starts=span.starts, opened_at__isnull=False).exists():
        return None
    dues = schedule.in_rhythm(plan.tasks.filter(ended_on__isnull=True), span, plan.effective_on, after=plan.effective_on)
    return fill(actor=actor, plan=plan, span=span, dues=dues, owner_path=owner_path, opens=True)


def open_due_periods(*, day: dt.date) -> list[PlanPeriod]:
    """Open the running period of every issued plan that has none open; repeating it does nothing. The periods that were opened."""
    opened = []
    running = PlanPeriod.objects.filter(plan=OuterRef("pk"), opened_at__isnull=False, period__kind=OuterRef("rhythm"))
    running = running.filter(period__starts__lte=day, period__ends__gte=day)
    for plan in Plan.objects.filter(~Exists(running), state=PlanState.ISSUED, effective_on__lte=day).order_by("id"):
        span = calendar.period_of(plan.rhythm, day)
        path = path_today(plan.owner_id)
        held = open_period(actor=None, plan_id=plan.pk, span=span, owner_path=path) if path else None
        if held is not None:
            opened.append(held)
    return opened
