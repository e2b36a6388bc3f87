"""Working days (ngày làm việc): weekends and the public holidays of the Labour Code, as dated data. Pure.

Lunar days are listed by year because no rule of the solar calendar gives them; a year that is not listed has its solar holidays alone.
Which neighbouring days are off besides is decided each year by the Prime Minister and is not guessed here.
"""

from __future__ import annotations

import datetime as dt

BASIS = "Bộ luật Lao động 2019 (45/2019/QH14), Điều 111 khoản 3 và Điều 112"
SOLAR = ((dt.date(2021, 1, 1), ((1, 1), (4, 30), (5, 1), (9, 2)), BASIS),)
"""(valid from, (month, day) of the holidays, legal basis); the last row that holds on a day applies."""
NEW_YEAR = (dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2027, 2, 6), dt.date(2028, 1, 26), dt.date(2029, 2, 13))
"""The first day of the lunar year; with the day before and the three days after, five days are off (Article 112.1.b)."""
ANCESTORS = (dt.date(2025, 4, 7), dt.date(2026, 4, 26), dt.date(2027, 4, 16), dt.date(2028, 4, 4), dt.date(2029, 4, 23))
"""The tenth day of the third lunar month (Article 112.1.e)."""
_SATURDAY = 5


def is_holiday(day: dt.date) -> bool:
    """Whether a public holiday falls on this day itself."""
    solar = next((days for since, days, _basis in reversed(SOLAR) if since <= day), ())
    lunar = any(first - dt.timedelta(days=1) <= day <= first + dt.timedelta(days=3) for first in NEW_YEAR)
    return (day.month, day.day) in solar or lunar or day in ANCESTORS


def is_working(day: dt.date) -> bool:
    """Whether offices work: no weekend, no holiday, and not off in place of a holiday that fell on a weekend (Article 111.3)."""
    if day.weekday() >= _SATURDAY or is_holiday(day):
        return False
    return _owed_before(day) == 0


def _owed_before(day: dt.date) -> int:
    """How many days off are still owed on a free weekday because holidays fell on the weekend before it."""
    owed, at = 0, day - dt.timedelta(days=10)
    while at < day:
        weekend = at.weekday() >= _SATURDAY
        if weekend and is_holiday(at):
            owed += 1
        elif not weekend and not is_holiday(at) and owed:
            owed -= 1
        at += dt.timedelta(days=1)
    return owed


def next_working(day: dt.date) -> dt.date:
    """The first working day after `day`."""
    at = day + dt.timedelta(days=1)
    while not is_working(at):
        at += dt.timedelta(days=1)
    return at


def after(day: dt.date, count: int) -> dt.date:
    """The day that is `count` working days after `day`."""
    for _n in range(count):
        day = next_working(day)
    return day
