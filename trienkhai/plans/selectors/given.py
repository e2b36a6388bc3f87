"""What plans above give a unit, and from which of them it may make its own plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from trienkhai.accounts.permissions import scope_of
from trienkhai.plans import permissions
from trienkhai.plans.choices import OPEN_STATES, Duty, PlanState, Schedule, State
from trienkhai.plans.models import Obligation, Plan, PlanPeriod, Task
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

OBLIGED = (Duty.LEAD, Duty.EXECUTE, Duty.COORDINATE)


@dataclass(frozen=True, slots=True)
class Given:
    """A task that a plan above gives a unit. `due` is the unit's last day for it, None when it has no single one."""

    task: Task
    due: dt.date | None
    duty: str

    @property
    def is_coordination(self) -> bool:
        """The unit only helps another one."""
        return self.duty == Duty.COORDINATE

    @property
    def label(self) -> str:
        """As a choice on screen."""
        return f"{self.task.key} {self.task.title}"


@dataclass(frozen=True, slots=True)
class OwnStart:
    """A unit of this person that a plan gives tasks to: how many, and its own plans under it, newest first."""

    unit: UnitAt
    given: int
    plans: list[Plan]

    @property
    def draft(self) -> Plan | None:
        """The one that is being prepared."""
        return next((plan for plan in self.plans if plan.state == PlanState.DRAFT), None)


def given_tasks(*, unit_id: int, plan_ids: Collection[int]) -> list[Given]:
    """What issued plans give a unit, in the order of the plans' tasks; what it shall do itself before what it helps with. One query."""
    rows = Obligation.objects.filter(
        unit_id=unit_id,
        period__in=PlanPeriod.objects.filter(plan_id__in=plan_ids).values("pk"),
        task__in=Task.objects.filter(plan_id__in=plan_ids).values("pk"),
        duty__in=OBLIGED,
    ).exclude(state=State.RELEASED)
    found: dict[int, Given] = {}
    for row in rows.select_related("task__plan").order_by("task__plan_id", "task__order"):
        due = row.due if row.task.schedule == Schedule.ONCE else None
        known = found.get(row.task_id)
        if known is None or (known.is_coordination and row.duty != Duty.COORDINATE) or (due and known.due and due > known.due):
            found[row.task_id] = Given(row.task, due, row.duty)
    return sorted(found.values(), key=lambda given: given.is_coordination)


def plans_above(*, unit: UnitAt) -> list[Plan]:
    """Issued plans that give a unit work: those where some of it is open, and those of the units above. Two queries."""
    open_work = Obligation.objects.filter(unit_id=unit.id, state__in=OPEN_STATES, duty__in=OBLIGED)
    plan_ids = set(open_work.values_list("task__plan_id", flat=True).distinct())
    line = [unit_id for unit_id in tree.ids(unit.path) if unit_id != unit.id]
    rows = Plan.objects.filter(state=PlanState.ISSUED).exclude(owner_id=unit.id)
    return list((rows.filter(pk__in=plan_ids) | rows.filter(owner_id__in=line)).select_related("document").order_by("-issued_at", "-id"))


def own_starts(*, viewer: Person, plan_id: int) -> list[OwnStart]:
    """The viewer's own units that an issued plan gives tasks to, and their own plans. Three queries beyond the door."""
    plan = permissions.plan_door(viewer, plan_id)
    held = {h.unit_id for h in scope_of(viewer).holdings if h.carries("plan.prepare")} - {plan.owner_id}
    if plan.state != PlanState.ISSUED or not held:
        return []
    owed = Obligation.objects.filter(
        unit_id__in=held, period__in=plan.periods.values("pk"), task__in=plan.tasks.values("pk"), duty__in=OBLIGED
    )
    counts = dict(owed.exclude(state=State.RELEASED).values_list("unit_id").annotate(n=Count("task_id", distinct=True)))
    own: dict[int, list[Plan]] = {}
    for row in Plan.objects.filter(owner_id__in=counts, above=plan).order_by("-id"):
        own.setdefault(row.owner_id, []).append(row)
    named = units.units_by_ids(counts)
    return [OwnStart(named[unit_id], n, own.get(unit_id, [])) for unit_id, n in counts.items() if unit_id in named]
