"""Timeliness (tình trạng thời hạn): computed from the due day at reading, never stored and never said. One rule, for rows and for SQL.

What is suspended is neither in time nor late.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, CharField, F, Value, When

DONE_ON_TIME = "done_on_time"
DONE_LATE = "done_late"
OPEN_IN_TIME = "open_in_time"
OPEN_OVERDUE = "open_overdue"
SUSPENDED = "suspended"
DONE = "done"
"""The state word that closes an obligation; others are open, but for the one that stops its clock, which is also a way of its own."""


def of(*, done: bool, due: dt.date, done_on: dt.date | None, day: dt.date, suspended: bool = False) -> str:
    """The timeliness of one obligation on `day`. The due day itself is in time."""
    if done:
        return DONE_ON_TIME if done_on is None or done_on <= due else DONE_LATE
    if suspended:
        return SUSPENDED
    return OPEN_IN_TIME if day <= due else OPEN_OVERDUE


def expression(day: dt.date, before: str = "") -> Case:
    """The same rule over the columns state, due and done_on; `before` stands before their names."""
    state, due, done_on = f"{before}state", f"{before}due", f"{before}done_on"
    return Case(
        When(**{state: DONE, f"{done_on}__gt": F(due)}, then=Value(DONE_LATE)),
        When(**{state: DONE}, then=Value(DONE_ON_TIME)),
        When(**{state: SUSPENDED}, then=Value(SUSPENDED)),
        When(**{f"{due}__gte": day}, then=Value(OPEN_IN_TIME)),
        default=Value(OPEN_OVERDUE),
        output_field=CharField(max_length=16),
    )
