"""Every unit that has said nothing in a period, with each of the works concerned: what a letter that urges lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans import counting
from trienkhai.plans.models import Plan, PlanPeriod
from trienkhai.plans.selectors.boards import look
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST = 5_000
"""Lines of one letter."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """One work that a unit has said nothing about."""

    unit_id: int
    unit_name: str
    key: str
    title: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class Urging:
    """What is to be urged, in the order of the structure."""

    plan: Plan
    owner_name: str
    period: PlanPeriod | None
    rows: list[Unsaid]

    @property
    def unit_count(self) -> int:
        """How many units."""
        return len({row.unit_id for row in self.rows})


def urging(*, viewer: Person, plan_id: int, plan_period_id: int | None = None, task_id: int | None = None) -> Urging:
    """Who has not said what in a period; denied to who does not see the board. A constant number of queries.

    Raises Refusal when a letter would have too many lines, `Hidden` for a task of another plan.
    """
    view = look(viewer, plan_id, plan_period_id)
    if task_id is not None and not view.plan.tasks.filter(pk=task_id).exists():
        raise Hidden
    owed = counting.silent(view.chosen.pk if view.chosen else 0)
    owed = owed.filter(task_id=task_id) if task_id else owed
    found = list(owed.order_by("path", "task__order").values_list("unit_id", "task__key", "task__title", "due")[: MOST + 1])
    if len(found) > MOST:
        raise Refusal(
            _("Một công văn liệt kê nhiều nhất %(most)s việc.") % {"most": text.number(MOST)},
            _("Hãy lọc theo từng nhiệm vụ rồi lập công văn cho nhiệm vụ đó."),
        )
    ids = sorted({row[0] for row in found} | {view.plan.owner_id})
    names: dict[int, str] = {}
    for at in range(0, len(ids), 900):
        names |= {unit_id: unit.name for unit_id, unit in units.units_by_ids(ids[at : at + 900]).items()}
    rows = [Unsaid(unit_id, names[unit_id], key, " ".join(title.split()), due) for unit_id, key, title, due in found if unit_id in names]
    return Urging(view.plan, names.get(view.plan.owner_id, ""), view.chosen, rows)
