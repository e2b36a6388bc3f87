"""The page of one unit: who works there, what it owes, how it did, its history; on any day, as far as one may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.services import Terms, delegate
from trienkhai.accounts.tests.factories import awake
from trienkhai.core.errors import Hidden
from trienkhai.desk import selectors
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.plans import services
from trienkhai.plans.models import Obligation, Plan
from trienkhai.plans.selectors import UnitRecord
from trienkhai.plans.tests import factories
from trienkhai.units import changing, tree
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)
YESTERDAY = TODAY - dt.timedelta(days=1)
GROUND = "Quyết định 45/QĐ-UBND"


@pytest.fixture
def body(at: Any) -> factories.Body:
    """The plan was issued on the twentieth; today is the twenty-fourth."""
    at("2026-11-20T09:00")
    made = factories.make_body()
    factories.make_issued(made)
    at("2026-11-24T09:00")
    return made


def overview(viewer: Person, unit: Unit, **values: Any) -> selectors.UnitOverview:
    return selectors.unit_overview(viewer=Person.objects.get(pk=viewer.pk), unit_id=unit.pk, **values)


def owed(record: UnitRecord) -> set[tuple[str, str]]:
    return {(work.row.task.key, work.row.state) for work in record.works}


def get(person: Person, unit: Unit, query: str = "", *, admin: bool = False) -> str:
    client = Client()
    client.force_login(person)
    return (awake(client) if admin else client).get(reverse("desk:unit", args=[unit.pk]) + query).content.decode()


def test_people_and_work_are_shown_to_those_inside_and_above_and_to_nobody_else(body: factories.Body) -> None:
    school, sister = body.schools[0], body.schools[1]
    admin = make_person("quan-tri", Role.ADMIN, body.department)
    sees = {body.clerks[0]: (True, True), body.head: (True, True), body.specialist: (True, True), body.leader: (True, True)}
    sees |= {body.clerks[1]: (False, False), body.stranger: (False, False), admin: (False, False)}
    for person, (people, work) in sees.items():
        found = overview(person, school)
        assert (bool(found.crew.may_see), bool(found.record.may_see)) == (people, work), person
        assert (bool(found.crew.roles), bool(found.record.works)) == (people, work), person
    page = get(body.clerks[1], school)
    assert "Việc của đơn vị chỉ hiện với" in page
    assert "Người của đơn vị chỉ hiện với" in page
    assert "clerk1" not in page
    assert "Việc phải làm" in get(body.clerks[1], sister)
    assert "Mở phiên quản trị" in get(admin, school)
    awoken = get(admin, school, admin=True)
    assert reverse("accounts:people", args=[school.pk]) in awoken
    assert "Việc của đơn vị chỉ hiện với" in awoken
    with pytest.raises(Hidden):
        overview(body.leader, Unit(pk=987654))


def test_what_a_unit_owes_and_how_it_did_in_each_period(body: factories.Body) -> None:
    school = body.schools[0]
    found = overview(body.specialist, school).record
    assert owed(found) == {("1.a", "not_started"), ("1.b", "not_started")}
    assert (found.counts.open, found.counts.overdue, found.counts.new) == (2, 0, 2)
    factories.say(body.clerks[0], Obligation.objects.get(unit=school, task__key="1.b").pk)
    found = overview(body.specialist, school).record
    assert owed(found) == {("1.a", "not_started")}
    assert [(line.figures.done_on_time, line.figures.steady_open, line.may_open) for line in found.periods] == [(1, 1, True)]
    assert (found.whole.dated, found.whole.steady) == (1, 1)
    own = overview(body.clerks[0], school).record
    assert [line.may_open for line in own.periods] == [False]
    page = get(body.specialist, school)
    plan = Plan.objects.get()
    assert reverse("plans:plan-unit", args=[plan.pk, school.pk]) in page
    assert "<svg" in page
    assert reverse("plans:plan-unit", args=[plan.pk, school.pk]) not in get(body.clerks[0], school)


def test_a_branch_leads_to_its_boards_for_those_who_oversee(body: factories.Body) -> None:
    make_unit("ph", "Phân hiệu Bắc", body.schools[0], Kind.UPPER_SCHOOL)
    address = reverse("plans:plan-branch", args=[Plan.objects.get().pk, tree.segment(body.schools[0].pk)])
    assert address in get(body.leader, body.schools[0])
    assert address not in get(body.clerks[0], body.schools[0])
    assert address not in get(body.leader, body.schools[0], "?on=2026-11-23")
    client = Client()
    client.force_login(body.leader)
    assert client.get(address).status_code == 200


def test_a_past_day_knows_no_report_and_no_longer_term_that_came_later(body: factories.Body, at: Any) -> None:
    school, row = body.schools[0], Obligation.objects.get(unit=body.schools[0], task__key="1.b")
    until = dt.date(2027, 1, 31)
    asked = services.ask_extension(actor=body.clerks[0], obligation_id=row.pk, until=until, reason="Đang sửa phòng.")
    services.grant_extension(actor=body.specialist, extension_id=asked.pk, until=until)
    factories.say(body.clerks[0], row.pk)
    at("2027-01-02T09:00")
    factories.say(body.clerks[0], row.pk, state="in_progress", text="Làm lại một phần.")
    now = overview(body.specialist, school).record
    assert {(w.row.task.key, w.row.due) for w in now.works if w.row.task.key == "1.b"} == {("1.b", until)}
    before = overview(body.specialist, school, day=YESTERDAY).record
    assert {(w.row.task.key, w.row.due, w.row.state) for w in before.works if w.row.task.key == "1.b"} == {
        ("1.b", dt.date(2026, 12, 15), "not_started")
    }
    between = overview(body.specialist, school, day=dt.date(2026, 12, 31)).record
    assert owed(between) == {("1.a", "not_started")}
    assert [line.figures.done_on_time for line in between.periods] == [1]
    assert overview(body.specialist, school, day=dt.date(2026, 11, 19)).record.periods == []
    page = get(body.specialist, school, "?on=2026-11-23")
    assert "Đang xem theo ngày <strong>23/11/2026</strong>" in page
    assert "Việc phải làm tính đến 23/11/2026" in page


def test_a_past_day_shows_the_people_of_then(body: factories.Body) -> None:
    school = body.schools[0]
    RoleInUnit.objects.filter(person=body.clerks[0]).update(valid_from=dt.date(2026, 1, 1), valid_to=TODAY)
    held = {row.person.username for row in overview(body.leader, school).crew.roles}
    then = {row.person.username for row in overview(body.leader, school, day=YESTERDAY).crew.roles}
    assert ("clerk1" in held, "clerk1" in then) == (False, True)
    first = overview(body.leader, school).crew.roles[0]
    assert first.role == Role.HEAD


def test_who_acts_there_by_delegation_is_named_for_the_days_it_holds(body: factories.Body) -> None:
    school, held = body.schools[0], RoleInUnit.objects.get(person=body.head)
    days = {"first": TODAY, "last": TODAY + dt.timedelta(days=5), "reason": "Đi học"}
    delegate(actor=body.head, terms=Terms(held.pk, body.clerks[1].pk, school.pk, HandOver.WHOLE, verbs=[], **days))
    assert [one.receiver for one in overview(body.leader, school).crew.lent] == [body.clerks[1]]
    assert overview(body.leader, school, day=YESTERDAY).crew.lent == []
    assert "theo uỷ quyền của" in get(body.specialist, school)
    assert "theo uỷ quyền của" not in get(body.clerks[2], school)


def test_a_merged_unit_tells_who_carries_it_on_and_its_work_stands_where_it_was(body: factories.Body) -> None:
    school, heir = body.schools[0], body.schools[1]

    changing.carry_out(actor=body.leader, change=Change(ChangeKind.MERGE, school.pk, TODAY, GROUND, target_id=heir.pk))
    page = get(body.specialist, school)
    assert "không còn hoạt động từ ngày 24/11/2026" in page
    assert reverse("desk:unit", args=[heir.pk]) in page
    assert GROUND in page
    gone = overview(body.specialist, school)
    assert (gone.page.stands, gone.record.works) == (False, [])
    before = overview(body.specialist, school, day=YESTERDAY)
    assert before.page.stands
    assert owed(before.record) == {("1.a", "not_started"), ("1.b", "not_started")}
    assert [other.id for other in overview(body.leader, heir).page.relatives] == [school.pk]
    early = get(body.specialist, school, "?on=1901-01-01")
    assert "Đơn vị chỉ có từ ngày" in early


def test_its_history_says_what_changed_and_on_what_ground(body: factories.Body) -> None:
    school = body.schools[0]
    changing.carry_out(actor=None, change=Change(ChangeKind.RENAME, school.pk, YESTERDAY, GROUND, name="Trường THPT Biển Đông"))
    move = Change(ChangeKind.MOVE, school.pk, TODAY, "Quyết định 46/QĐ-UBND", target_id=body.division.pk)
    changing.carry_out(actor=None, change=move)
    steps = overview(body.leader, school).page.steps
    assert [(step.name, step.changed, step.reason, step.parent) for step in steps] == [
        ("Trường THPT Biển Đông", ("chuyển về cấp trên khác",), "Quyết định 46/QĐ-UBND", "Phòng Thường xuyên"),
        ("Trường THPT Biển Đông", ("đổi tên",), GROUND, "Sở Giáo dục tỉnh An Bình"),
        ("Trường THPT số 1", ("lập đơn vị",), "", "Sở Giáo dục tỉnh An Bình"),
    ]
    then = get(body.leader, school, f"?on={dt.date(2026, 11, 22).isoformat()}")
    assert "<h1>Trường THPT số 1</h1>" in then
    assert "<h1>Trường THPT Biển Đông</h1>" in get(body.leader, school, "?on=khong-phai-ngay")
    assert "không phải là ngày đã qua" in get(body.leader, school, "?on=2030-01-01")


def test_the_page_asks_as_often_for_a_long_record_as_for_a_short_one(body: factories.Body, queries: Any) -> None:
    school = body.schools[0]

    def asked(day: dt.date | None) -> int:
        viewer = Person.objects.get(pk=body.specialist.pk)
        return int(queries(lambda: selectors.unit_overview(viewer=viewer, unit_id=school.pk, day=day)))

    make_unit("p", "Phân hiệu", school, Kind.UPPER_SCHOOL)
    before = {day: asked(day) for day in (None, YESTERDAY)}
    for n in range(3):
        factories.make_issued(body, [(f"{n}.{k}", "Tổ chức ngày hội đọc sách.", [factories.mention("các trường")], []) for k in range(9)])
    for row in Obligation.objects.filter(unit=school)[:12]:
        factories.say(body.clerks[0], row.pk)
    for n in range(30):
        make_unit(f"p{n}", f"Phân hiệu {n}", school, Kind.UPPER_SCHOOL)
        make_person(f"nguoi{n}", Role.REPORTER, school)
    assert {day: asked(day) for day in (None, YESTERDAY)} == before
