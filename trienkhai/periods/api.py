"""The office's calendar over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from trienkhai.core import clock
from trienkhai.periods import working

MOST = 366
"""Days in one answer."""


class CalendarDay(Schema):
    """A day, whether offices work on it, and whether a public holiday falls on it."""

    day: dt.date
    is_working: bool
    is_holiday: bool


class CalendarOut(Schema):
    """Days in a row. `lunar_until` is the last year whose lunar holidays are known; later years have their solar ones alone."""

    basis: str
    lunar_until: int
    days: list[CalendarDay]


router = Router(tags=["periods"])


@router.get("/working-days", response=CalendarOut, summary="Working days and public holidays")
def list_working_days(
    request: HttpRequest,  # noqa: ARG001 - everybody signed in may read the calendar
    first: Annotated[dt.date | None, Query(ge=dt.date(2021, 1, 1), le=dt.date(2999, 12, 31))] = None,
    count: Annotated[int, Query(ge=1, le=MOST)] = 31,
) -> CalendarOut:
    """From a day on (today without one), at most a year. Days that the Prime Minister gives besides are not among them."""
    since = first or clock.today()
    row = (since + dt.timedelta(days=n) for n in range(count))
    days = [CalendarDay(day=day, is_working=working.is_working(day), is_holiday=working.is_holiday(day)) for day in row]
    return CalendarOut(basis=working.BASIS, lunar_until=working.NEW_YEAR[-1].year, days=days)
