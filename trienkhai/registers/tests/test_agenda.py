"""Home and the unit's page say what forms and registers ask now, each role its own part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core import clock
from trienkhai.plans.tests.factories import Body
from trienkhai.registers import selectors, services
from trienkhai.registers.models import Collection
from trienkhai.registers.tests.factories import make_asked, of_school
from trienkhai.registers.tests.test_events import move, open_one, write
from trienkhai.registers.tests.test_following import inspected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def asked(at: Any) -> tuple[Body, Collection]:
    return make_asked()


def page(person: Any, name: str, *args: int) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def test_each_role_sees_what_waits_for_it(asked: tuple[Body, Collection], at: Any, queries: Any) -> None:
    body, collection = asked
    _visit, finding = inspected(body)
    incident = write(
        body,
        open_one(body, "incident"),
        typed={"c1": "Cổng thông tin", "c2": "Mã độc", "c3": "Nghiêm trọng", "c4": "23/11/2026"},
        happened_at=clock.now() - dt.timedelta(hours=20),
    )
    clerk = selectors.agenda(viewer=body.clerks[0])
    assert [one.row.pk for one in clerk.forms] == [of_school(body, collection).pk]
    assert [(one.row.pk, one.is_overdue) for one in clerk.mending] == [(finding.pk, False)]
    (running,) = clerk.clocks
    assert (running.row.pk, running.until, running.basis) == (incident.pk, clock.now() + dt.timedelta(hours=4), "Nghị định 331/2026/NĐ-CP")
    assert selectors.agenda(viewer=body.clerks[1]).mending == selectors.agenda(viewer=body.clerks[1]).clocks == []
    words = page(body.clerks[0], "desk:home")
    assert all(said in words for said in ("Biểu phải gửi", "Phải khắc phục sau kiểm tra", "đang tính giờ báo cáo", "331/2026"))
    at("2026-12-21T09:00")
    move(body, finding, file=("anh.txt", b"Da mua"))
    office = selectors.agenda(viewer=body.specialist)
    assert ([one.row.pk for one in office.to_close], [one.late for one in office.chased]) == ([finding.pk], [3])
    words = page(body.specialist, "desk:home")
    assert all(said in words for said in ("Khắc phục chờ xác nhận", "3 đơn vị chưa gửi"))
    assert selectors.agenda(viewer=body.stranger).is_empty
    body.clerks[0].__dict__.pop("_scope", None)
    before = queries(lambda: selectors.agenda(viewer=body.clerks[0]))
    write(body, open_one(body, "incident"), typed={"c1": "Thư", "c2": "Mã độc", "c3": "Thông thường", "c4": "20/12/2026"})
    body.clerks[0].__dict__.pop("_scope", None)
    assert queries(lambda: selectors.agenda(viewer=body.clerks[0])) == before


def test_the_page_of_a_unit_shows_its_forms_to_those_who_may(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    inspected(body)
    address = reverse("registers:filling", args=[of_school(body, collection).pk])
    for viewer in (body.clerks[0], body.specialist, body.head):
        words = page(viewer, "desk:unit", body.schools[0].pk)
        assert address in words
        assert "Mua 4 bình" in words
    for viewer in (body.clerks[1], body.stranger):
        words = page(viewer, "desk:unit", body.schools[0].pk)
        assert address not in words
        assert "Mua 4 bình" not in words
    services.send_nil(actor=body.clerks[0], filling_id=of_school(body, collection).pk, version=1)
    assert address not in page(body.clerks[0], "desk:unit", body.schools[0].pk)
