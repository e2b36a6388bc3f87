"""Amending an issued plan: what differs, who decides, what becomes of open work, and that closed periods stay as they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.models import Document
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import amending, selectors, services, verification
from trienkhai.plans.choices import AlterationKind
from trienkhai.plans.models import Alteration, Amendment, Assignment, Change, Obligation, Plan, PlanPeriod, Task
from trienkhai.plans.tests.factories import TASKS, Body, make_body, make_document, make_issued, mention, say, time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
WHY = "Kế hoạch số 40/KH-SGD"


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=3)


@pytest.fixture
def plan(body: Body) -> Plan:
    return make_issued(body, past=[dt.date(2026, 7, 1)])


def compare(body: Body, plan: Plan, tasks: list[Any], kind: str = "supplement") -> Amendment:
    document = make_document(body, tasks)
    Document.objects.filter(pk=document.pk).update(number="40")
    return services.compare_plan(actor=body.specialist, plan_id=plan.pk, document_id=document.pk, kind=kind)


def decide(body: Body, row: Amendment, ruling: str = "now", reason: str = WHY) -> Amendment:
    rulings = dict.fromkeys(row.alterations.values_list("pk", flat=True), ruling)
    return services.amend_plan(actor=body.leader, amendment_id=row.pk, rulings=rulings, reason=reason)


def due(day: str) -> list[Any]:
    return [("1.b", "Tổ chức ngày hội đọc sách.", [mention("các trường")], [time("once", "Trước ngày", due=day)])]


def states(key: str, period: PlanPeriod | None = None) -> list[tuple[str, dt.date]]:
    rows = Obligation.objects.filter(task__key=key)
    return list((rows.filter(period=period) if period else rows).order_by("unit_id").values_list("state", "due"))


def test_a_new_day_moves_open_work_and_leaves_what_is_done(body: Body, plan: Plan) -> None:
    mine = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    say(body.clerks[0], mine.pk)
    row = compare(body, plan, due("2026-12-25"))
    assert [(p.kind, p.task.key) for p in row.alterations.select_related("task")] == [("changed", "1.b")]  # type: ignore[union-attr]
    assert states("1.b")[1] == ("not_started", dt.date(2026, 12, 15)), "comparing changes nothing"
    decide(body, row)
    assert states("1.b") == [("done", dt.date(2026, 12, 15)), *[("not_started", dt.date(2026, 12, 25))] * 2]
    assert Alteration.objects.get().moved == 2
    assert Change.objects.filter(kind="amended").count() == 2
    assert list(verification.faults()) == []
    assert plan.tasks.get(key="1.b").document_id == row.document_id


def test_a_task_left_out_ends_and_a_closed_period_stays(body: Body, plan: Plan) -> None:
    closed = PlanPeriod.objects.get(plan=plan, period__starts=dt.date(2026, 7, 1))
    given = Obligation.objects.get(task__key="1.a", unit=body.schools[0], period__period__starts=dt.date(2026, 10, 1))
    services.assign_work(actor=body.head, obligation_id=given.pk, person_id=body.clerks[0].pk, due=given.due)
    before = states("1.a", closed)
    row = compare(body, plan, [TASKS[1], TASKS[2], TASKS[3]], kind="replace")
    assert [p.kind for p in row.alterations.all()] == ["removed"]
    decide(body, row)
    assert states("1.a", closed) == before
    assert {state for state, _due in states("1.a", PlanPeriod.objects.get(pk=given.period_id))} == {"released"}
    assert Assignment.objects.get().end_reason == WHY
    opened = services.open_period(actor=None, plan_id=plan.pk, span=_span(2027), owner_path=closed.owner_path)
    assert not Obligation.objects.filter(period=opened, task__key="1.a").exists()
    assert list(verification.faults()) == []


def _span(year: int) -> Any:
    from trienkhai.periods import calendar

    return calendar.period_of("quarter", dt.date(year, 2, 1))


def test_from_the_next_period_on_leaves_the_open_one(body: Body, plan: Plan) -> None:
    running = PlanPeriod.objects.get(plan=plan, period__starts=dt.date(2026, 10, 1))
    before = states("1.a", running)
    decide(body, compare(body, plan, [TASKS[1], TASKS[2], TASKS[3]], kind="replace"), ruling="later")
    assert states("1.a", running) == before
    assert plan.tasks.get(key="1.a").ended_on == dt.date(2026, 11, 24)


def test_a_unit_that_owes_nothing_more_leaves_the_set_with_the_reason(body: Body, plan: Plan) -> None:
    words = [(key, text, [mention("Phòng Thường xuyên")], times) for key, text, _units, times in TASKS[:2]]
    row = compare(body, plan, words)
    decide(body, row)
    left = ExpectedMember.objects.filter(expected_set__isnull=False, left_on__isnull=False)
    assert set(left.values_list("unit_id", flat=True)) == {school.pk for school in body.schools}
    assert set(left.values_list("leave_reason", flat=True)) == {WHY}
    assert Obligation.objects.filter(task__key="1.b", unit=body.division, state="not_started").exists()
    page = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert page.units_expected is not None
    assert page.units_expected.opening != page.units_expected.present
    assert list(verification.faults()) == []


def test_an_added_task_is_given_in_the_period_of_its_day(body: Body, plan: Plan) -> None:
    fresh = [
        ("3.a", "Khám sức khỏe học sinh.", [mention("các trường")], [time("once", "Tháng 3", due="2027-03-20")]),
        ("3.b", "Cập nhật trang thông tin.", [mention("các trường")], [time("continuous", "Thường xuyên")]),
    ]
    row = compare(body, plan, fresh)
    with pytest.raises(Refusal):
        decide(body, row, ruling="later")
    decide(body, row)
    assert states("3.a") == [("not_started", dt.date(2027, 3, 20))] * 3
    assert [p.made for p in row.alterations.order_by("order")] == [3, 3]
    assert list(verification.faults()) == []


def test_dated_work_that_becomes_continuous_is_another_task(body: Body, plan: Plan) -> None:
    words = [("1.b", "Tổ chức ngày hội đọc sách.", [mention("các trường")], [time("continuous", "Thường xuyên")])]
    decide(body, compare(body, plan, words))
    old, new = Task.objects.filter(plan=plan, text="Tổ chức ngày hội đọc sách.").order_by("order")
    assert (old.ended_on, new.key, new.schedule) == (dt.date(2026, 11, 24), "1.b~2", "continuous")
    assert list(verification.faults()) == []


def test_who_may_and_what_is_refused(body: Body, plan: Plan) -> None:
    row = compare(body, plan, due("2026-12-25"))
    point = row.alterations.get().pk
    for actor, raised in ((body.specialist, Refusal), (body.clerks[0], Hidden), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.amend_plan(actor=actor, amendment_id=row.pk, rulings={point: "now"}, reason=WHY)
    for rulings, reason in (({}, WHY), ({point: "soon"}, WHY), ({point: "now"}, " ")):
        with pytest.raises(Refusal):
            services.amend_plan(actor=body.leader, amendment_id=row.pk, rulings=rulings, reason=reason)
    decide(body, row, ruling="keep")
    assert states("1.b")[0][1] == dt.date(2026, 12, 15)
    with pytest.raises(Conflict):
        decide(body, row)
    with pytest.raises(Refusal):
        services.compare_plan(actor=body.specialist, plan_id=plan.pk, document_id=row.document_id, kind="supplement")
    with pytest.raises(Refusal):
        compare(body, plan, [TASKS[1]])
    with pytest.raises(Refusal):
        services.compare_plan(actor=body.clerks[0], plan_id=plan.pk, document_id=row.document_id, kind="supplement")


def test_an_unbound_phrase_stops_the_whole_decision(body: Body, plan: Plan) -> None:
    words = [*due("2026-12-25"), ("3.a", "Khám sức khỏe.", [mention("các cơ sở lạ")], [time("continuous", "Thường xuyên")])]
    row = compare(body, plan, words)
    with pytest.raises(Refusal, match="các cơ sở lạ"):
        decide(body, row)
    assert states("1.b")[0][1] == dt.date(2026, 12, 15)


def test_a_plan_changed_meanwhile_is_compared_anew(body: Body, plan: Plan) -> None:
    row = compare(body, plan, due("2026-12-25"))
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 5)
    with pytest.raises(Conflict):
        decide(body, row)
    services.drop_amendment(actor=body.specialist, amendment_id=row.pk)
    assert not Amendment.objects.exists()


def test_pages(body: Body, plan: Plan) -> None:
    document = make_document(body, due("2026-12-25"))
    specialist, leader, clerk = Client(), Client(), Client()
    for client, person in ((specialist, body.specialist), (leader, body.leader), (clerk, body.clerks[0])):
        client.force_login(person)
    address = reverse("plans:amendments", args=[plan.pk])
    assert specialist.get(address).status_code == 200
    made = specialist.post(address, {"document": document.pk, "kind": "supplement"})
    row = Amendment.objects.get()
    assert made.headers["Location"] == reverse("plans:amendment", args=[row.pk])
    page = reverse("plans:amendment", args=[row.pk])
    assert "<del>15/12/2026</del>" in specialist.get(page).content.decode().replace(" </del>", "</del>")
    assert clerk.get(page).status_code == 404
    point = row.alterations.get().pk
    assert leader.post(page, {"reason": WHY}).status_code == 422
    assert leader.post(page, {"reason": WHY, f"point-{point}": "now"}).status_code == 302
    assert "đổi hạn 3 việc" in clerk.get(page).content.decode()


def test_comparison_is_pure() -> None:
    def said(key: str, text: str, **values: Any) -> amending.Snap:
        start = {"key": key, "heading": "", "title": text, "text": text, "start": None, "end": None, "product": ""}
        when = {"schedule": "once", "schedule_text": "", "starts_on": None, "due": "2026-12-15", "every": "", "more_dues": []}
        return start | when | {"addressed": [["execute", "các trường"]]} | values

    old = [(1, said("a", "Tổ chức ngày hội đọc sách")), (2, said("b", "Kiểm tra an toàn trường học"))]
    moved = [said("c", "Kiểm tra an toàn trường học"), said("a", "Tổ chức ngày hội đọc sách cấp tỉnh")]
    found = amending.compare(old, moved, whole=True)
    assert [(one.kind, one.task_id) for one in found] == [(AlterationKind.CHANGED, 1)]
    assert [one.kind for one in amending.compare(old, [], whole=True)] == ["removed", "removed"]
    assert amending.compare(old, [], whole=False) == []
    left, right = amending.beside("trước ngày 15", "trước ngày 25 tháng 12")
    assert [(run.words, run.differs) for run in left] == [("trước ngày", False), ("15", True)]
    assert [run.words for run in right if run.differs] == ["25 tháng 12"]
