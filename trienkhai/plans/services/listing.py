"""Handing out a whole list of a board as a file: who took which is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import clock, journal, lists
from trienkhai.core.errors import Hidden
from trienkhai.plans import permissions
from trienkhai.plans.selectors.listing import Asked, sheet

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def hand_out_list(*, actor: Person, plan_id: int, what: str, kind: str, asked: Asked) -> tuple[bytes, str]:
    """The bytes and the name of the file; `Hidden` for a list or a kind of file that there is not, denied as the board is."""
    if kind not in lists.KINDS:
        raise Hidden
    found = sheet(viewer=actor, plan_id=plan_id, what=what, asked=asked)
    data = lists.write(found, kind)
    plan = permissions.plan_door(actor, plan_id)
    journal.saw(actor, "plans.list.taken", plan, plan.owner_id, what=what, kind=kind, period=asked.plan_period_id, task=asked.task_id)
    return data, f"{found.name}-{plan.pk}-{clock.today():%Y%m%d}.{kind}"
