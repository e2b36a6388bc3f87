"""Working days: weekends, holidays, days off in their place."""

from __future__ import annotations

import datetime as dt

import pytest

from trienkhai.periods import working


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),
        ("2026-01-01", False),
        ("2026-04-26", False),  # the ancestors' day, a Sunday
        ("2026-04-27", False),  # off in its place
        ("2026-04-28", True),
        ("2026-02-16", False),  # the eve of the lunar year
        ("2026-02-20", False),
        ("2027-02-05", False),
        ("2027-02-08", False),  # the second to fourth day fell on a weekend and a Monday, which are owed afterwards
        ("2027-05-03", False),  # 1 May 2027 is a Saturday
        ("2027-05-04", True),
        ("2019-09-02", True),  # before the code was in force nothing is claimed
    ],
)
def test_working_days(day: str, works: bool) -> None:  # noqa: FBT001 - a column of the table
    assert working.is_working(dt.date.fromisoformat(day)) is works


def test_the_next_working_day_jumps_over_everything_free() -> None:
    assert working.next_working(dt.date(2026, 11, 27)) == dt.date(2026, 11, 30)
    assert working.next_working(dt.date(2026, 2, 13)) == dt.date(2026, 2, 23)


def test_so_many_working_days_later() -> None:
    assert working.after(dt.date(2026, 11, 26), 5) == dt.date(2026, 12, 3)
    assert working.after(dt.date(2026, 11, 28), 1) == dt.date(2026, 11, 30)
