"""A register's year in figures: sums by step and unit, incidents reported late, what others must not see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.plans.tests.factories import Body, make_body
from trienkhai.registers import selectors, services
from trienkhai.registers.tests.test_events import move, open_one, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
PROJECTOR = {"c1": "Máy chiếu", "c2": "10/11/2026", "c3": "2", "c4": "15.000.000", "c5": "", "c6": "Ngân sách"}


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=2)


def test_equipment_is_added_up_by_step_and_unit(body: Body) -> None:
    row = open_one(body, "equipment")
    bought = write(body, row, typed=PROJECTOR | {"c5": "14.000.000"})
    move(body, bought)
    move(body, bought)
    gone = write(body, row, typed=PROJECTOR)
    services.remove_entry(actor=body.clerks[0], entry_id=gone.pk, version=1, reason="Ghi nhầm")
    write(body, row, school=1, typed=PROJECTOR)
    write(body, row, school=1, typed=PROJECTOR | {"c2": "10/11/2025"})
    page = selectors.totals_page(viewer=body.specialist, register_id=row.pk)
    assert [(line.name, line.n) for line in page.steps] == [("Có nhu cầu", 1), ("Đã phê duyệt", 0), ("Đã mua", 1), ("Đang sử dụng", 0)]
    assert [(line.name, line.sums) for line in page.units] == [
        ("Trường THPT số 1", {"c3": 2, "c4": 15_000_000, "c5": 14_000_000}),
        ("Trường THPT số 2", {"c3": 2, "c4": 15_000_000}),
    ]
    assert (page.whole.n, page.whole.sums["c4"], page.years) == (2, Decimal(30_000_000), [2025, 2026])
    assert selectors.totals_page(viewer=body.specialist, register_id=row.pk, year=2025).whole.n == 1
    assert selectors.totals_page(viewer=body.clerks[1], register_id=row.pk).whole.n == 1, "a unit adds up its own"
    client = Client()
    client.force_login(body.specialist)
    words = client.get(reverse("registers:register-year", args=[row.pk])).content.decode()
    assert all(said in words for said in ("30.000.000", "14.000.000", "Trường THPT số 2"))
    with pytest.raises(Hidden):
        selectors.totals_page(viewer=body.stranger, register_id=row.pk)


def test_incidents_reported_late_are_counted(body: Body, at: Any) -> None:
    row, typed = open_one(body, "incident"), {"c1": "Cổng thông tin", "c2": "Mã độc", "c3": "Nghiêm trọng", "c4": "23/11/2026"}
    prompt, late = [write(body, row, typed=typed, happened_at=clock.now() - dt.timedelta(hours=h)) for h in (2, 30)]
    for entry in (prompt, late):
        move(body, entry)
        move(body, entry)
    page = selectors.totals_page(viewer=body.specialist, register_id=row.pk)
    assert (page.whole.n, page.whole.late, page.has_clock) == (2, 1, True)
    at("2026-11-28T09:00")
    assert selectors.totals_page(viewer=body.specialist, register_id=row.pk).whole.late == 2, "the detailed report is owed too"
