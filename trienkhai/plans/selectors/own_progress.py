"""How a unit's own tasks stand beside what they carry out: shown and offered as words for the report, never reported by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, Max, Q

from trienkhai.core.text import date as shown
from trienkhai.plans import permissions
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.models import Implementing, Obligation, PlanPeriod, Progress, Task
from trienkhai.plans.selectors.assigning import Held, holders, people_in

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.permissions import Owed

WORDS = 10_000


@dataclass(slots=True)
class OwnLine:
    """An own task: how much of its work is done, of how much, and what was last reported on it."""

    task: Task
    done: int = 0
    all: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """All of it is done."""
        return 0 < self.all == self.done


@dataclass(frozen=True, slots=True)
class OwnProgress:
    """The own tasks that carry out what an obligation asks."""

    lines: list[OwnLine]

    @property
    def all_done(self) -> bool:
        """Every one is done: the unit may report the task above done."""
        return all(line.is_done for line in self.lines)

    @property
    def some_done(self) -> bool:
        """Something is done."""
        return any(line.done for line in self.lines)

    @property
    def words(self) -> str:
        """What was reported on the own tasks, as a first wording for the report above."""
        return "\n".join(f"- {line.task.title.rstrip('.')}: {'; '.join(line.said)}" for line in self.lines if line.said)[:WORDS]


@dataclass(frozen=True, slots=True)
class Inside:
    """An obligation from inside its unit: who has it, what of the unit's own plan carries it out, and whether the viewer assigns it."""

    held: Held | None
    own: OwnProgress | None
    may_assign: Verdict


def inside_of(viewer: Person, found: Owed) -> Inside:
    """One obligation from inside its unit. A constant number of queries."""
    row = found.row
    standing = holders([row.pk]).get(row.pk)
    return Inside(
        held=Held(standing, standing.person_id in people_in(row.unit_id)) if standing else None,
        own=own_progress(row),
        may_assign=permissions.can_assign(viewer, found.path),
    )


def own_progress(owed: Obligation) -> OwnProgress | None:
    """The unit's own tasks beside one obligation; None when no issued plan of the unit carries it out. Four queries at most."""
    links = Implementing.objects.filter(parent=owed.task_id, unit=owed.unit_id, since__isnull=False)
    lines = {row.task_id: OwnLine(row.task) for row in links.select_related("task").order_by("task__order")}
    if not lines:
        return None
    periods = PlanPeriod.objects.filter(plan__tasks__in=lines)
    if owed.task.schedule != Schedule.ONCE:
        within = owed.period.period
        periods = periods.filter(period__starts__lte=within.ends, period__ends__gte=within.starts)
    rows = Obligation.objects.filter(period__in=periods.values("pk"), task__in=lines).exclude(state=State.RELEASED)
    work = dict(rows.values_list("pk", "task_id"))
    for _pk, task_id, state in rows.values_list("pk", "task_id", "state"):
        lines[task_id].all += 1
        lines[task_id].done += state == State.DONE
    last = Progress.objects.filter(obligation__in=work).values("obligation").annotate(last=Max("pk")).values("last")
    said = Progress.objects.filter(pk__in=last).filter(~Q(text="") | ~Q(result="")).order_by("at")
    for obligation_id_, text, result, at in said.values_list(F("obligation_id"), "text", "result", "at"):
        lines[work[obligation_id_]].said.append(f"{' '.join(part for part in (text, result) if part)} ({shown(at.date())})")
    return OwnProgress(list(lines.values()))
