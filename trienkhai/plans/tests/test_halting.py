"""A whole task stands still for all units at once and goes on, by a decision; also what is given meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_unit
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import selectors, services
from trienkhai.plans.choices import State
from trienkhai.plans.models import Decision, Obligation, PlanPeriod, Task, TaskHalt
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.plans.verification import faults
from trienkhai.units.choices import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
SAID = {"reason": "Chờ quy định mới.", "basis": "Công văn 77/SGDĐT ngày 01/12/2026"}


def halted(body: Body, key: str = "1.a") -> Task:
    task = Task.objects.get(key=key)
    services.halt_task(actor=body.leader, task_id=task.pk, **SAID)
    return task


def go_on(body: Body, task: Task, **values: Any) -> TaskHalt:
    return services.resume_task(actor=body.leader, task_id=task.pk, **{"clock_choice": "shift"} | values)


def states(task: Task) -> list[tuple[str, dt.date]]:
    return list(Obligation.objects.filter(task=task).order_by("period", "unit_id").values_list("state", "due"))


def test_a_task_stands_still_for_all_units(at: Any) -> None:
    body = make_body(schools=3)
    plan = make_issued(body)
    task = Task.objects.get(key="1.b")
    mine = {row.unit_id: row.pk for row in Obligation.objects.filter(task=task)}
    say(body.clerks[0], mine[body.schools[0].pk])
    say(body.clerks[1], mine[body.schools[1].pk], state="in_progress")
    at("2026-12-10T09:00")
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.halt_task(actor=actor, task_id=task.pk, **SAID)
    halted(body, "1.b")
    assert [state for state, _due in states(task)] == ["done", "suspended", "suspended"], "what is done stays"
    board = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert (board.suspended, board.done_on_time, board.open_in_time) == (2, 1, 0)
    member = ExpectedMember.objects.get(expected_set__purpose__startswith="plan-", unit=body.schools[2])
    assert member.waiting == 1, "only the other task"
    assert {row.text for row in Decision.objects.filter(obligation__task=task)} == {SAID["reason"]}
    with pytest.raises(Conflict, match="tạm dừng"):
        say(body.clerks[2], mine[body.schools[2].pk])
    with pytest.raises(Conflict, match="đang tạm dừng"):
        halted(body, "1.b")
    assert list(faults()) == []


def test_it_goes_on_where_it_stopped(at: Any) -> None:
    body = make_body(schools=3)
    plan = make_issued(body)
    task = Task.objects.get(key="1.b")
    mine = {row.unit_id: row.pk for row in Obligation.objects.filter(task=task)}
    say(body.clerks[0], mine[body.schools[0].pk])
    say(body.clerks[1], mine[body.schools[1].pk], state="in_progress")
    before = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    at("2026-12-10T09:00")
    halted(body, "1.b")
    board = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    at("2026-12-20T09:00")
    assert selectors.board(viewer=body.leader, plan_id=plan.pk).whole.open_overdue == 0, "its clock stands"
    go_on(body, task)
    day, shifted = dt.date(2026, 12, 15), dt.date(2026, 12, 25)
    assert states(task) == [("done", day), ("in_progress", shifted), ("not_started", shifted)]
    after = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert (after.total, after.open_in_time, after.suspended) == (before.total, 2, 0)
    assert selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2026, 12, 12)).whole == board
    with pytest.raises(Conflict, match="không còn"):
        go_on(body, task)
    assert list(faults()) == []


def test_what_is_given_meanwhile_stands_still_too(at: Any) -> None:
    body = make_body(schools=2)
    plan = make_issued(body)
    at("2026-12-10T09:00")
    task = halted(body)
    late = make_unit("moi", "Trường THPT Mới", body.department, Kind.UPPER_SCHOOL)
    running = PlanPeriod.objects.get(opened_at__isnull=False)
    services.take_in_unit(actor=body.specialist, plan_period_id=running.pk, unit_id=late.pk, reason="Thành lập")
    at("2027-01-01T06:00")
    services.open_due_periods(day=dt.date(2027, 1, 1))
    assert {state for state, _due in states(task)} == {State.SUSPENDED}
    assert Obligation.objects.filter(task=task).count() == 6
    assert selectors.board(viewer=body.leader, plan_id=plan.pk).whole.suspended == 3
    assert list(faults()) == []
    at("2027-01-11T09:00")
    go_on(body, task, clock_choice="keep")
    assert {state for state, _due in states(task)} == {State.NOT_STARTED}
    assert list(faults()) == []


def test_what_was_suspended_by_itself_or_went_on_by_itself_stays_so(at: Any) -> None:
    body = make_body(schools=3)
    make_issued(body)
    alone, early, _rest = Obligation.objects.filter(task__key="1.a").order_by("unit_id").values_list("pk", flat=True)
    services.suspend_work(actor=body.leader, obligation_ids=[alone], reason="Trường sửa chữa.")
    at("2026-12-10T09:00")
    task = halted(body)
    services.resume_work(actor=body.leader, obligation_ids=[early], clock_choice="keep")
    say(body.clerks[1], early)
    at("2026-12-20T09:00")
    go_on(body, task, clock_choice="day", due=dt.date(2027, 1, 15))
    assert [state for state, _due in states(task)] == ["suspended", "done", "not_started"]
    assert Obligation.objects.get(task=task, unit=body.schools[2]).due == dt.date(2027, 1, 15)
    assert list(faults()) == []


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"basis": ""}, {"basis": "x" * 251}, {"until": dt.date(2026, 11, 1)}])
def test_what_no_suspension_is(wrong: dict[str, Any]) -> None:
    body = make_body(schools=1)
    make_issued(body)
    with pytest.raises(Refusal):
        services.halt_task(actor=body.leader, task_id=Task.objects.get(key="1.a").pk, **SAID | wrong)
    assert not Obligation.objects.filter(state=State.SUSPENDED).exists()
    task = halted(body)
    for choice in ({"clock_choice": "no"}, {"clock_choice": "day"}, {"clock_choice": "day", "due": dt.date(2026, 11, 1)}):
        with pytest.raises(Refusal):
            go_on(body, task, **choice)
    assert TaskHalt.objects.get().ended_on is None, "nothing half done"


def test_as_many_statements_for_many_units_as_for_few(queries: Any) -> None:
    body = make_body(schools=30)
    make_issued(body)
    task = Task.objects.get(key="1.a")
    # The letters go out by jobs of their own; here they run at once, a batch of people at a time.
    assert queries(lambda: services.halt_task(actor=body.leader, task_id=task.pk, **SAID)) < 45
    assert Obligation.objects.filter(task=task, state=State.SUSPENDED).count() == 30


def test_on_screen_and_over_the_api(at: Any) -> None:
    body = make_body(schools=1)
    make_issued(body)
    task, client = Task.objects.get(key="1.a"), Client()
    client.force_login(body.leader)
    place, page = reverse("plans:task-halt", args=[task.pk]), reverse("plans:task", args=[task.pk])
    assert place in client.get(page).content.decode()
    assert client.post(place, {"text": "Chờ.", "basis": ""}).status_code == 422
    assert client.post(place, {"text": "Chờ.", "basis": "Công văn 15", "until": "01/11/2026"}).status_code == 422
    assert client.post(place, {"text": "Chờ.", "basis": "Công văn 15"}).status_code == 302
    assert "Công văn 15" in client.get(page).content.decode()
    assert client.post(place, {"clock_choice": "day"}).status_code == 422
    assert client.post(place, {"clock_choice": "keep", "text": "Đã có quy định."}).status_code == 302
    assert "Từng tạm dừng" in client.get(page).content.decode()
    client.force_login(body.clerks[0])
    assert client.get(place).status_code == 403
    assert place not in client.get(page).content.decode()
