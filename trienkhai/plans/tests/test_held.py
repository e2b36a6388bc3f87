"""Periods that held dated work before they opened: units that moved, merged or closed meanwhile do not stand in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from trienkhai.documents.tests.factories import make_unit
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests.factories import make_body, make_issued, mention, time
from trienkhai.plans.verification import faults
from trienkhai.units import changing
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.permissions import path_today

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
TASKS = [
    ("1", "Xây dựng tủ sách.", [mention("các trường")], [time("continuous", "Thường xuyên")]),
    ("2", "Tổ chức ngày hội.", [mention("các trường")], [time("once", "quý I/2027", due="2027-02-20")]),
]


def test_units_that_changed_before_a_held_period_opens_stand_in_it_once_where_they_are(at: Any) -> None:
    at("2026-11-24T09:00")
    body = make_body(schools=4)
    make_issued(body, TASKS)
    commune = make_unit("xa", "Xã Tân Phong", body.department, Kind.COMMUNE)
    moved, merged, heir, closed = body.schools
    at("2026-12-10T09:00")
    said = {"on": dt.date(2026, 12, 10), "reason": "Quyết định 20/QĐ-UBND"}
    changing.carry_out(actor=body.specialist, change=Change(ChangeKind.MOVE, moved.pk, target_id=commune.pk, **said))
    changing.carry_out(actor=body.specialist, change=Change(ChangeKind.MERGE, merged.pk, target_id=heir.pk, **said))
    changing.carry_out(actor=body.specialist, change=Change(ChangeKind.CLOSE, closed.pk, **said))
    at("2027-01-01T06:00")
    assert len(services.open_due_periods(day=dt.date(2027, 1, 1))) == 1
    held = PlanPeriod.objects.select_related("expected_set").get(period__starts=dt.date(2027, 1, 1))
    members = dict(ExpectedMember.objects.filter(expected_set=held.expected_set_id).values_list("unit_id", "path"))
    assert members == {moved.pk: path_today(moved.pk), heir.pk: path_today(heir.pk)}
    assert held.expected_set is not None
    assert held.expected_set.opening_count == 2
    owed = Obligation.objects.filter(period=held).exclude(state="released").order_by("unit_id", "task__order")
    assert [(row.unit_id, row.task.key, row.path) for row in owed] == [
        (moved.pk, "1", members[moved.pk]),
        (moved.pk, "2", members[moved.pk]),
        (heir.pk, "1", members[heir.pk]),
        (heir.pk, "2", members[heir.pk]),
    ]
    board = selectors.board(viewer=body.leader, plan_id=held.plan_id, plan_period_id=held.pk)
    assert {line.name: line.figures.total for line in board.branches} == {"Xã Tân Phong": 2, "Trường THPT số 3": 2}
    assert list(faults()) == []


def test_a_unit_on_a_past_day_owed_what_a_period_held_that_opened_since(at: Any) -> None:
    at("2026-11-24T09:00")
    body = make_body(schools=1)
    make_issued(body, TASKS)
    school = body.schools[0]
    asked = {"viewer": body.leader, "unit_id": school.pk, "path": path_today(school.pk)}
    then = selectors.unit_record(**asked)
    at("2027-01-01T06:00")
    services.open_due_periods(day=dt.date(2027, 1, 1))
    at("2027-01-05T09:00")
    page = selectors.unit_record(**asked, day=dt.date(2026, 12, 1))
    assert (page.counts.open, [line.held.pk for line in page.periods]) == (2, [line.held.pk for line in then.periods])
    assert selectors.unit_record(**asked).counts.open == 3
