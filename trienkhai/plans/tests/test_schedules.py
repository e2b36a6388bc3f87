"""Every kind of schedule: where it comes to stand, by which day, and how units enter and leave an open period."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_unit
from trienkhai.periods.calendar import period_of
from trienkhai.periods.calendar import spans as spans_of
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import schedule, selectors, services
from trienkhai.plans.models import Obligation, Plan, PlanPeriod, Task, TaskEvent
from trienkhai.plans.services.preparing import schedule_of
from trienkhai.plans.tests.factories import Body, make_body, make_issued, mention, say, time
from trienkhai.plans.verification import faults
from trienkhai.units.choices import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
YEARLY = [
    time("recurring", "sơ kết hằng năm", every="P1Y"),
    time("once", "năm 2025", due="2025-12-31"),
    time("once", "năm 2030", due="2030-12-31"),
]
WHEN = [("3.a", "Xử lý khi có dịch bệnh.", [mention("các trường")], [time("conditional", "khi có dịch")])]


def issued(times: list[dict[str, Any]], rhythm: str = "quarter", **values: Any) -> Plan:
    body = make_body(schools=2)
    return make_issued(body, [("1", "Sơ kết thực hiện.", [mention("các trường")], times)], rhythm=rhythm, **values)


def stands(plan: Plan) -> list[tuple[str, dt.date]]:
    rows = Obligation.objects.filter(task__plan=plan).order_by("period__period__starts", "due").values_list("period__period__label", "due")
    return list(dict.fromkeys(rows))


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([time("once", "ngày 15/12/2026", due="2026-12-15")], [("Quý IV/2026", dt.date(2026, 12, 15))]),
        ([time("once", "tháng 02/2027", due="2027-02-28", since="2027-02-01")], [("Quý I/2027", dt.date(2027, 2, 28))]),
        ([time("once", "quý I/2027", due="2027-03-31")], [("Quý I/2027", dt.date(2027, 3, 31))]),
        ([time("once", "2026–2028", due="2028-12-31", since="2026-01-01")], [("Quý IV/2028", dt.date(2028, 12, 31))]),
        ([time("continuous", "Thường xuyên")], [("Quý IV/2026", dt.date(2026, 12, 31))]),
        ([time("recurring", "hằng năm", every="P1Y")], [("Quý IV/2026", dt.date(2026, 12, 31))]),
        ([time("recurring", "hằng tháng", every="P1M")], [("Quý IV/2026", dt.date(2026, 11, 30)), ("Quý IV/2026", dt.date(2026, 12, 31))]),
        ([], [("Quý IV/2026", dt.date(2026, 12, 31))]),
        ([time("conditional", "khi có dịch")], []),
        (YEARLY, [("Quý IV/2026", dt.date(2026, 12, 31)), ("Quý IV/2030", dt.date(2030, 12, 31))]),
        (YEARLY[1:], [("Quý IV/2030", dt.date(2030, 12, 31))]),
    ],
)
def test_where_a_task_stands(times: list[dict[str, Any]], expected: list[tuple[str, dt.date]]) -> None:
    assert stands(issued(times)) == expected


def test_two_dates_of_one_text_are_two_works(at: Any) -> None:
    at("2025-06-01T09:00")
    plan = issued(YEARLY[1:], effective_on=dt.date(2025, 6, 1))
    assert stands(plan) == [("Quý IV/2025", dt.date(2025, 12, 31)), ("Quý IV/2030", dt.date(2030, 12, 31))]
    assert schedule_of(YEARLY)["more_dues"] == [{"due": "2025-12-31", "text": "năm 2025"}, {"due": "2030-12-31", "text": "năm 2030"}]
    assert list(faults()) == []


def test_a_yearly_task_with_a_year_named_is_one_work_of_that_year(at: Any) -> None:
    at("2025-11-01T09:00")
    plan = issued(YEARLY, rhythm="year", effective_on=dt.date(2025, 1, 1))
    assert stands(plan) == [("Năm 2025", dt.date(2025, 12, 31)), ("Năm 2030", dt.date(2030, 12, 31))]
    services.open_due_periods(day=dt.date(2026, 1, 2))
    services.open_due_periods(day=dt.date(2030, 1, 2))
    assert [label for label, _due in stands(plan)] == ["Năm 2025", "Năm 2026", "Năm 2030"]
    assert Obligation.objects.filter(task__plan=plan).count() == 6, "two schools, three years, nothing twice"
    assert list(faults()) == []


def test_a_school_year_begins_in_september(at: Any) -> None:
    plan = issued([time("continuous", "Thường xuyên")], rhythm="school_year")
    assert stands(plan) == [("Năm học 2026–2027", dt.date(2027, 8, 31))]
    at("2027-09-01T09:00")
    services.open_due_periods(day=dt.date(2027, 9, 1))
    assert stands(plan)[-1] == ("Năm học 2027–2028", dt.date(2028, 8, 31))


@pytest.mark.parametrize(
    ("every", "kind", "expected"),
    [
        ("P3Y", "year", [2025, 2028]),
        ("P3Y", "school_year", [2025, 2028]),
        ("P5Y", "year", [2027]),
        ("P2M", "month", None),
        ("P3Y", "quarter", [2025, 2028]),
        ("", "year", [2023, 2024, 2025, 2026, 2027, 2028, 2029]),
    ],
)
def test_an_interval_the_calendar_does_not_cut(every: str, kind: str, expected: list[int] | None) -> None:
    task, since = Task(schedule="recurring", every=every), dt.date(2023, 2, 6)
    if expected is None:
        months = [dt.date(2023, month, 1) for month in range(1, 13)]
        assert sum(schedule.comes_back_in(task, period_of(kind, day), since) for day in months) == 6
        return
    spans = {period_of(kind, dt.date(year, month, 15)) for year in range(2023, 2030) for month in (2, 5, 8, 11)}
    found = sorted(span.starts.year for span in spans if schedule.comes_back_in(task, span, since))
    assert sorted({year for year in found if 2023 <= year < 2030}) == expected


YEARS_ASKED = {"text": "năm 2025", "due": "2025-12-31"}, {"text": "năm 2030", "due": "2030-12-31"}


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("year", {"Năm 2025": 1, "Năm 2026": 1, "Năm 2027": 1, "Năm 2030": 1}),
        ("quarter", {"Quý IV/2025": 1, "Quý I/2026": 0, "Quý IV/2026": 1, "Quý IV/2030": 1}),
        ("month", {"Tháng 12/2025": 1, "Tháng 06/2027": 0, "Tháng 12/2030": 1}),
        ("half_year", {"6 tháng đầu năm 2025": 0, "6 tháng cuối năm 2025": 1, "6 tháng cuối năm 2030": 1}),
        ("school_year", {"Năm học 2025–2026": 1, "Năm học 2026–2027": 1, "Năm học 2030–2031": 1}),
    ],
)
def test_every_year_and_2025_and_2030_walked_over_seven_years(kind: str, labels: dict[str, int]) -> None:
    """One work a year wherever the year ends, never two where a named year falls on it, and no day that the text does not name."""
    task = Task(pk=1, schedule="recurring", every="P1Y", more_dues=list(YEARS_ASKED))
    spans = list(spans_of(kind, dt.date(2025, 1, 1), dt.date(2031, 12, 31)))
    walked = {span.label: schedule.dues_in([task], span, dt.date(2025, 1, 1)) for span in spans}
    assert {label: len(walked[label]) for label in labels} == labels
    asked = [due for dues in walked.values() for due in dues]
    assert all(due.turn == 0 for due in asked)
    years = [due.day.year for due in asked]
    assert kind == "school_year" or sorted(set(years)) == years, "no calendar year twice"
    assert {dt.date(2025, 12, 31), dt.date(2030, 12, 31)} <= {due.day for due in asked}


def conditional() -> tuple[Body, Task]:
    body = make_body(schools=2)
    make_issued(body, WHEN)
    return body, Task.objects.get()


def test_an_event_makes_work_with_its_day(at: Any) -> None:
    body, task = conditional()
    assert not Obligation.objects.exists()
    given = {"task_id": task.pk, "happened_on": dt.date(2026, 11, 20), "due": dt.date(2026, 12, 5), "words": "Dịch cúm ở hai xã."}
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.record_event(actor=actor, **given)
    services.record_event(actor=body.specialist, **given)
    assert stands(task.plan) == [("Quý IV/2026", dt.date(2026, 12, 5))]
    member = ExpectedMember.objects.get(expected_set__purpose__startswith="plan-", unit=body.schools[0])
    assert (member.entry_reason, member.waiting, member.nearest) == ("Dịch cúm ở hai xã.", 1, dt.date(2026, 12, 5))
    with pytest.raises(Conflict):
        services.record_event(actor=body.specialist, **given)
    at("2026-12-10T09:00")
    board = selectors.board(viewer=body.leader, plan_id=task.plan_id).whole
    assert (board.open_overdue, board.steady) == (2, 0), "it is dated work"
    say(body.clerks[0], Obligation.objects.get(unit=body.schools[0]).pk)
    assert list(faults()) == []
    assert selectors.state_at(viewer=body.leader, plan_id=task.plan_id, on=dt.date(2026, 11, 23)).whole.total == 0
    services.record_event(actor=body.leader, **given | {"due": dt.date(2027, 1, 20)})
    assert TaskEvent.objects.count() == 2, "another period, another event"


@pytest.mark.parametrize("wrong", [{"due": dt.date(2026, 11, 1)}, {"words": " "}, {"happened_on": dt.date(2027, 1, 1)}, {"key": "steady"}])
def test_what_no_event_is(wrong: dict[str, Any]) -> None:
    body, task = conditional()
    if wrong.pop("key", None):
        Task.objects.update(schedule="continuous")
    given = {"task_id": task.pk, "happened_on": dt.date(2026, 11, 20), "due": dt.date(2026, 12, 5), "words": "Dịch cúm."} | wrong
    with pytest.raises(Refusal):
        services.record_event(actor=body.specialist, **given)
    assert not Obligation.objects.exists()


def running() -> PlanPeriod:
    return PlanPeriod.objects.get(opened_at__isnull=False)


def test_a_school_founded_later_enters_the_open_period_by_an_entry(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body)
    late = make_unit("moi", "Trường THPT Mới", body.department, Kind.UPPER_SCHOOL)
    at("2026-12-01T09:00")
    given = {"plan_period_id": running().pk, "unit_id": late.pk, "reason": "Thành lập theo quyết định 15", "due": dt.date(2026, 12, 25)}
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.take_in_unit(actor=actor, **given)
    assert services.take_in_unit(actor=body.specialist, **given) == 2
    rows = Obligation.objects.filter(unit=late).order_by("due")
    assert [(row.task.key, row.due) for row in rows] == [("1.b", dt.date(2026, 12, 25)), ("1.a", dt.date(2026, 12, 31))]
    member = ExpectedMember.objects.get(expected_set__purpose__startswith="plan-", unit=late)
    assert (member.entered_on, member.entry_reason, member.waiting) == (dt.date(2026, 12, 1), "Thành lập theo quyết định 15", 2)
    assert list(faults()) == []
    with pytest.raises(Conflict):
        services.take_in_unit(actor=body.specialist, **given)
    with pytest.raises(Refusal, match="lý do"):
        services.take_in_unit(actor=body.specialist, **given | {"reason": " "})
    with pytest.raises(Refusal, match="Không nhiệm vụ nào"):
        services.take_in_unit(actor=body.specialist, **given | {"unit_id": body.department.pk})


def test_a_unit_is_excused_from_a_period_and_what_it_did_stays(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body)
    say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    given = {"plan_period_id": running().pk, "unit_id": body.schools[0].pk, "reason": "Trường tạm ngừng hoạt động."}
    with pytest.raises(Refusal):
        services.excuse_unit(actor=body.clerks[0], **given)
    before = selectors.board(viewer=body.leader, plan_id=running().plan_id).whole
    assert services.excuse_unit(actor=body.leader, **given) == 1
    after = selectors.board(viewer=body.leader, plan_id=running().plan_id)
    assert (after.whole.total, after.whole.done_on_time) == (before.total - 1, 1)
    assert (after.units_expected.opening, after.units_expected.present) == (2, 1)  # type: ignore[union-attr]
    assert ExpectedMember.objects.get(expected_set__purpose__startswith="plan-", unit=body.schools[0]).waiting == 0
    assert list(faults()) == []
    with pytest.raises(Conflict):
        services.excuse_unit(actor=body.leader, **given)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_event_is_recorded_on_screen() -> None:
    body, task = conditional()
    client, place = signed_in(body.specialist), reverse("plans:task-event", args=[task.pk])
    assert place in client.get(reverse("plans:task", args=[task.pk])).content.decode()
    assert client.post(place, {"happened_on": "2026-11-20", "due": "2026-11-01", "words": "Dịch cúm."}).status_code == 422
    assert client.post(place, {"happened_on": "2026-11-20", "due": "05/12/2026", "words": "Dịch cúm."}).status_code == 302
    assert "Dịch cúm." in client.get(reverse("plans:task", args=[task.pk])).content.decode()
    assert signed_in(body.clerks[0]).get(place).status_code == 403


def test_a_unit_enters_and_leaves_on_screen(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body)
    late = make_unit("moi", "Trường THPT Mới", body.department, Kind.UPPER_SCHOOL)
    at("2026-12-01T09:00")
    client, place = signed_in(body.specialist), reverse("plans:expected", args=[running().plan_id])
    assert f'value="{late.pk}"' in client.get(place).content.decode()
    assert client.post(place, {"act": "join", "unit": late.pk, "reason": ""}).status_code == 422
    assert client.post(place, {"act": "join", "unit": late.pk, "reason": "Thành lập", "due": ""}).status_code == 302
    assert "Thành lập" in client.get(place).content.decode()
    assert f'value="{late.pk}"' in client.get(f"{place}?q=thpt moi").content.decode()
    assert client.post(place, {"act": "leave", "unit": late.pk, "reason": "Hoãn khai giảng"}).status_code == 302
    shown = client.get(place).content.decode()
    assert "Hoãn khai giảng" in shown
    assert client.post(place, {"act": "leave", "unit": late.pk, "reason": "Lại"}).status_code == 409
    assert list(faults()) == []
