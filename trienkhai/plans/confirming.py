"""Whether work reported done waits for the plan's owner to confirm it: the task says, else the plan, else the default of the day. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trienkhai.plans.models import Task

DEFAULTS = (
    (
        dt.date(2020, 1, 1),
        False,
        "Mặc định của hệ thống: theo quy chế làm việc của cơ quan giao việc; toàn văn Quyết định 42/2014/QĐ-TTg chưa được đối chiếu",
    ),
)
"""(valid from, whether it waits, basis) where neither the task nor the plan says; the last row that holds on a day applies."""


def default(day: dt.date) -> tuple[bool, str]:
    """What holds where nothing was said, and its basis."""
    return next(((waits, basis) for since, waits, basis in reversed(DEFAULTS) if since <= day), (False, ""))


def required(task: Task, day: dt.date) -> bool:
    """Whether work on this task reported done on `day` waits for confirmation; the task's plan is loaded."""
    said = task.confirms if task.confirms is not None else task.plan.confirms
    return default(day)[0] if said is None else said
