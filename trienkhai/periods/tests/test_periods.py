"""Periods: the calendar, the frozen set with its dated entries, and one rule of timeliness for rows and for SQL."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CharField, DateField, F, Value

from trienkhai.core.errors import Refusal
from trienkhai.periods import calendar, selectors, services, timeliness
from trienkhai.periods.choices import PeriodKind
from trienkhai.periods.models import ExpectedMember, ExpectedSet, Period
from trienkhai.units import selectors as units
from trienkhai.units import services as unit_services
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit

DAYS = [dt.date(2023, 1, 1) + dt.timedelta(days=step) for step in range(0, 1500, 7)]


@pytest.mark.parametrize(
    ("kind", "day", "starts", "ends", "label"),
    [
        ("month", "2026-02-28", "2026-02-01", "2026-02-28", "Tháng 02/2026"),
        ("month", "2024-02-01", "2024-02-01", "2024-02-29", "Tháng 02/2024"),
        ("quarter", "2026-11-24", "2026-10-01", "2026-12-31", "Quý IV/2026"),
        ("half_year", "2026-06-30", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
        ("half_year", "2026-07-01", "2026-07-01", "2026-12-31", "6 tháng cuối năm 2026"),
        ("year", "2023-02-06", "2023-01-01", "2023-12-31", "Năm 2023"),
        ("school_year", "2026-08-31", "2025-09-01", "2026-08-31", "Năm học 2025–2026"),
        ("school_year", "2026-09-01", "2026-09-01", "2027-08-31", "Năm học 2026–2027"),
    ],
)
def test_a_day_lies_in_the_period_that_offices_name(kind: str, day: str, starts: str, ends: str, label: str) -> None:
    span = calendar.period_of(kind, dt.date.fromisoformat(day))
    assert (span.starts.isoformat(), span.ends.isoformat(), span.label) == (starts, ends, label)


@pytest.mark.parametrize("kind", list(calendar.MONTHS))
def test_periods_follow_each_other_without_gap_and_hold_their_days(kind: PeriodKind) -> None:
    for day in DAYS:
        span = calendar.period_of(kind, day)
        assert span.starts <= day <= span.ends
        assert calendar.period_of(kind, span.starts) == calendar.period_of(kind, span.ends) == span
    row = list(calendar.spans(kind, DAYS[0], DAYS[-1]))
    assert all(later.starts == earlier.ends + dt.timedelta(days=1) for earlier, later in pairwise(row))
    assert row[0].starts <= DAYS[0]
    assert row[-1].ends >= DAYS[-1]


def test_kinds_that_do_not_follow_each_other_have_names_and_no_calendar() -> None:
    for kind in (PeriodKind.NINE_MONTHS, PeriodKind.MULTI_YEAR, PeriodKind.PLAN):
        with pytest.raises(KeyError):
            calendar.period_of(kind, DAYS[0])
    assert calendar.label(PeriodKind.NINE_MONTHS, dt.date(2026, 1, 1), dt.date(2026, 9, 30)) == "9 tháng năm 2026"
    assert calendar.label(PeriodKind.PLAN, dt.date(2023, 2, 6), dt.date(2030, 12, 31)) == "Từ 06/02/2023 đến 31/12/2030"


def test_the_school_year_is_dated_data_with_its_basis() -> None:
    for since, month, basis in calendar.SCHOOL_YEAR_BEGINS:
        assert isinstance(since, dt.date)
        assert 1 <= month <= 12
        assert basis


def make_unit(code: str, parent: Unit | None = None) -> Unit:
    return unit_services.open_unit(
        actor=None,
        code=code,
        name=f"Trường {code}",
        kind=Kind.UPPER_SCHOOL,
        parent_id=parent.pk if parent else None,
        since=dt.date(2025, 7, 1),
    )


def placed(made: list[Unit]) -> Any:
    """Units as `freeze` takes them: each with one thing it still has to report, due at the end of the year."""
    nearest = Value(dt.date(2026, 12, 31), output_field=DateField())
    return units.on_day().filter(unit_id__in=[unit.pk for unit in made]).annotate(waiting=Value(1), nearest=nearest)


@pytest.fixture
def frozen(db: None, at: Any) -> tuple[list[Unit], ExpectedSet]:
    made = [make_unit(f"t{n}") for n in range(3)]
    period = services.keep_period(calendar.period_of("quarter", dt.date(2026, 11, 24)))
    return made, services.freeze(actor=None, period=period, purpose="plan-1", members=placed(made[:2]))


def test_a_set_is_frozen_once_and_keeps_paths(frozen: Any) -> None:
    made, expected = frozen
    paths = dict(ExpectedMember.objects.values_list("unit_id", "path"))
    assert paths == {unit.pk: units.get_unit(unit_id=unit.pk).path for unit in made[:2]}
    assert selectors.denominator(expected) == selectors.Denominator(2, 2)
    assert selectors.denominator(None) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        services.freeze(actor=None, period=expected.period, purpose="plan-1", members=placed([]))
    assert services.keep_period(calendar.period_of("quarter", dt.date(2026, 10, 1))).pk == expected.period_id


def test_later_changes_are_dated_have_reasons_and_leave_the_opening_alone(frozen: Any) -> None:
    made, expected = frozen
    late = {unit.pk: units.get_unit(unit_id=unit.pk).path for unit in made[1:]}
    with pytest.raises(Refusal, match="phải có lý do"):
        services.add_members(actor=None, expected_set=expected, members=late, reason="  ")
    assert services.add_members(actor=None, expected_set=expected, members=late, reason="Công văn 15") == 1
    entry = ExpectedMember.objects.get(unit=made[2])
    assert (entry.entered_on, entry.entry_reason) == (dt.date(2026, 11, 24), "Công văn 15")
    with pytest.raises(Refusal, match="phải có lý do"):
        services.release_member(actor=None, expected_set=expected, unit_id=made[0].pk, reason="")
    services.release_member(actor=None, expected_set=expected, unit_id=made[0].pk, reason="Sáp nhập", on=dt.date(2026, 12, 1))
    services.release_member(actor=None, expected_set=expected, unit_id=made[0].pk, reason="Lần nữa")
    left = ExpectedMember.objects.get(unit=made[0])
    assert (left.left_on, left.leave_reason) == (dt.date(2026, 12, 1), "Sáp nhập")
    assert selectors.denominator(expected) == selectors.Denominator(2, 2)


def test_a_period_that_ends_before_it_starts_is_not_kept(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Period.objects.create(kind="year", starts=dt.date(2026, 1, 2), ends=dt.date(2026, 1, 1), label="x")


@pytest.mark.parametrize("done_on", [None, "2026-12-14", "2026-12-15", "2026-12-16"])
@pytest.mark.parametrize("day", ["2026-12-14", "2026-12-15", "2026-12-16"])
@pytest.mark.parametrize("done", [True, False])
def test_timeliness_says_the_same_of_a_row_and_in_sql(db: None, done: Any, day: str, done_on: str | None) -> None:
    if not done and done_on:
        return
    due, now = dt.date(2026, 12, 15), dt.date.fromisoformat(day)
    finished = dt.date.fromisoformat(done_on) if done_on else None
    said = timeliness.of(done=done, due=due, done_on=finished, day=now)
    Period.objects.create(kind="year", starts=due, ends=due, label="x")
    rows = Period.objects.annotate(
        state=Value("done" if done else "in_progress", output_field=CharField()),
        due=F("ends"),
        done_on=Value(finished, output_field=DateField()),
    )
    assert rows.annotate(way=timeliness.expression(now)).values_list("way", flat=True).get() == said
    if not done:
        assert said == ("open_overdue" if now > due else "open_in_time")
    else:
        assert said == ("done_late" if finished and finished > due else "done_on_time")
