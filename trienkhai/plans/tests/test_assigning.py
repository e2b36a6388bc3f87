"""Inside a unit: who gives work to whom, who sees it, and what becomes of it when somebody leaves or the unit ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.core import clock
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Assignment, Obligation
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.units.following import Ending, followers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
DAY = dt.date(2026, 12, 10)


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=2)
    make_issued(made)
    return made


@pytest.fixture
def teacher(body: Body) -> Person:
    return make_person("giaovien", Role.RECORDS, body.schools[0])


def owed(body: Body, school: int = 0) -> Obligation:
    return Obligation.objects.get(task__key="1.b", unit=body.schools[school])


def assign(body: Body, person: Person, due: dt.date = DAY, note: str = "") -> Assignment:
    return services.assign_work(actor=body.head, obligation_id=owed(body).pk, person_id=person.pk, due=due, note=note)


def test_the_head_gives_work_to_a_person_who_then_sees_it(body: Body, teacher: Person) -> None:
    row = assign(body, teacher, note="Lấy mẫu ở văn phòng.")
    assert assign(body, teacher, note="Lấy mẫu ở văn phòng.").pk == row.pk, "the same again changes nothing"
    assert [a.pk for a in selectors.given_to(viewer=teacher)] == [row.pk]
    assert selectors.get_obligation(viewer=teacher, obligation_id=owed(body).pk).work.row == owed(body)
    works = selectors.inbox(viewer=body.clerks[0]).works
    assert [work.holder for work in works if work.row == owed(body)] == [str(teacher)], "the unit's reporter sees who has it"
    client = Client()
    client.force_login(teacher)
    assert "Lấy mẫu ở văn phòng." in client.get(reverse("plans:inbox"), {"xem": "giao"}).content.decode()


def test_who_may_not_and_what_is_refused(body: Body, teacher: Person) -> None:
    mine = owed(body)
    for actor, raised in ((body.clerks[0], Refusal), (body.specialist, Refusal), (body.leader, Refusal), (body.clerks[1], Hidden)):
        with pytest.raises(raised):
            services.assign_work(actor=actor, obligation_id=mine.pk, person_id=teacher.pk, due=DAY)
    for person, due in ((body.clerks[1], DAY), (teacher, mine.due + dt.timedelta(days=1)), (teacher, clock.today() - dt.timedelta(days=1))):
        with pytest.raises(Refusal):
            assign(body, person, due)
    say(body.clerks[0], mine.pk)
    with pytest.raises(Conflict):
        assign(body, teacher)
    assert not Assignment.objects.exists()


def test_work_is_given_anew_and_taken_back_with_what_was_before(body: Body, teacher: Person) -> None:
    first = assign(body, teacher)
    second = assign(body, body.clerks[0])
    first.refresh_from_db()
    assert first.ended_by == body.head
    assert not list(selectors.given_to(viewer=teacher))
    with pytest.raises(Refusal):
        services.unassign_work(actor=body.head, obligation_id=owed(body).pk, reason=" ")
    services.unassign_work(actor=body.head, obligation_id=owed(body).pk, reason="Đổi phân công")
    with pytest.raises(Conflict):
        services.unassign_work(actor=body.head, obligation_id=owed(body).pk, reason="Đổi phân công")
    page = selectors.assign_page(viewer=body.head, obligation_id=owed(body).pk)
    assert [row.pk for row in page.before] == [second.pk, first.pk]


def test_somebody_leaves_and_all_their_work_goes_to_another(body: Body, teacher: Person) -> None:
    assign(body, teacher)
    RoleInUnit.objects.filter(person=teacher).update(valid_from=clock.today() - dt.timedelta(days=9), valid_to=clock.today())
    held = selectors.get_obligation(viewer=body.head, obligation_id=owed(body).pk).inside.held
    assert held is not None
    assert not held.is_here
    client = Client()
    client.force_login(body.head)
    address = reverse("plans:hand-on", args=[body.schools[0].pk, teacher.pk])
    assert str(teacher) in client.get(address).content.decode()
    assert client.post(address, {"person": body.clerks[0].pk, "reason": "Chuyển trường"}).status_code == 302
    assert [(a.obligation_id, a.due) for a in selectors.given_to(viewer=body.clerks[0])] == [(owed(body).pk, DAY)]
    with pytest.raises(Refusal):
        services.hand_work_on(actor=body.clerks[0], unit_id=body.schools[0].pk, from_person_id=teacher.pk, to_person_id=1, reason="x")


def test_a_merged_unit_hands_its_people_s_work_on_with_them(body: Body, teacher: Person) -> None:
    assign(body, teacher)
    old, heir = body.schools[0].pk, body.schools[1].pk
    Obligation.objects.filter(task__key="1.b", unit=heir).delete()
    ending = Ending(clock.today(), "Quyết định 5", {old: heir})
    for follower in followers():
        follower.follow(None, ending)
    standing = Assignment.objects.get(ended_at__isnull=True)
    assert (standing.person, standing.obligation.unit_id, standing.due) == (teacher, heir, DAY)
    assert Assignment.objects.exclude(pk=standing.pk).get().end_reason == "Quyết định 5"


def test_pages(body: Body, teacher: Person) -> None:
    client = Client()
    client.force_login(body.head)
    address = reverse("plans:assign", args=[owed(body).pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"person": teacher.pk, "due": "2027-12-10"}).status_code == 422
    assert client.post(address, {"person": teacher.pk, "due": "2026-12-10"}).status_code == 302
    assert "Đang giao cho" in client.get(address).content.decode()
    assert client.post(reverse("plans:unassign", args=[owed(body).pk]), {"reason": "Đổi"}).status_code == 302


def test_home_shows_what_was_given_to_somebody_who_reports_for_nobody(body: Body, teacher: Person) -> None:
    assign(body, teacher)
    client = Client()
    client.force_login(teacher)
    assert "Tổ chức ngày hội đọc sách" in client.get(reverse("desk:home")).content.decode()
