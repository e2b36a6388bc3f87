"""Confirming, returning, suspending and resuming: who may, what moves, what the boards, reminders and letters say, what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import selectors, services
from trienkhai.plans.figures import Figures
from trienkhai.plans.models import Change, Decision, Obligation, Plan, Reminder
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.plans.verification import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
WHY = "Danh mục còn thiếu hai phòng học."


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    Plan.objects.update(confirms=True)
    return made


def owed(body: Body, school: int = 0, key: str = "1.b") -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[school])


def done(body: Body, school: int = 0) -> Obligation:
    say(body.clerks[school], owed(body, school).pk)
    return owed(body, school)


def whole(body: Body) -> Figures:
    assert list(faults()) == []
    return selectors.board(viewer=body.leader, plan_id=owed(body).task.plan_id).whole


def test_work_reported_done_waits_only_where_somebody_said_so(body: Body) -> None:
    assert done(body).confirmation == "awaits"
    plan = owed(body).task.plan_id
    services.rule_confirmation(actor=body.specialist, plan_id=plan, task_id=owed(body).task_id, required=False)
    assert done(body, 1).confirmation == ""
    services.rule_confirmation(actor=body.specialist, plan_id=plan, task_id=owed(body).task_id, required=None)
    services.rule_confirmation(actor=body.specialist, plan_id=plan, required=None)
    assert done(body, 2).confirmation == "", "the default asks for none"
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.rule_confirmation(actor=actor, plan_id=plan, required=True)
    with pytest.raises(Hidden):
        services.rule_confirmation(actor=body.leader, plan_id=plan, task_id=0, required=True)


def test_many_units_work_is_confirmed_at_once(body: Body) -> None:
    rows = [done(body, n) for n in range(2)]
    before = whole(body)
    assert before.done_on_time == 2
    still = owed(body, 2)
    made = services.confirm_done(actor=body.specialist, obligation_ids=[*(row.pk for row in rows), still.pk], quality="met", remark="Tốt.")
    assert (made.count, made.skipped) == (2, 1)
    assert {owed(body, n).confirmation for n in range(2)} == {"confirmed"}
    assert whole(body) == before, "confirming changes no figure"
    assert set(Decision.objects.values_list("kind", "quality")) == {("confirmed", "met")}
    with pytest.raises(Conflict):
        services.confirm_done(actor=body.leader, obligation_ids=[rows[0].pk])
    with pytest.raises(Conflict, match="xác nhận"):
        say(body.clerks[0], rows[0].pk, state="in_progress")
    assert JournalLine.objects.filter(verb="plans.completion.confirmed").count() == 2


def test_who_confirms_and_returns(body: Body) -> None:
    row = done(body)
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.clerks[1], Hidden), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.confirm_done(actor=actor, obligation_ids=[row.pk])
        with pytest.raises(raised):
            services.return_work(actor=actor, obligation_id=row.pk, reason=WHY)
    for ids, quality in (([], ""), ([row.pk], "excellent-person"), (list(range(1, 202)), "")):
        with pytest.raises(Refusal):
            services.confirm_done(actor=body.specialist, obligation_ids=ids, quality=quality)
    with pytest.raises(Refusal, match="lý do"):
        services.return_work(actor=body.specialist, obligation_id=row.pk, reason="  ")
    services.confirm_done(actor=body.leader, obligation_ids=[row.pk])


def test_nobody_confirms_what_they_reported(body: Body) -> None:
    own = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    say(body.clerks[0], own.pk)
    own.progress.update(actor=body.specialist)
    with pytest.raises(Refusal, match="không tự xác nhận"):
        services.confirm_done(actor=body.specialist, obligation_ids=[own.pk])
    services.confirm_done(actor=body.leader, obligation_ids=[own.pk])


def test_returned_work_leaves_done_and_keeps_its_day(body: Body, at: Any, django_capture_on_commit_callbacks: Any) -> None:
    row = done(body)
    before = whole(body)
    body.clerks[0].email = "thu@truong.vn"
    body.clerks[0].save()
    at("2026-12-20T09:00")
    with django_capture_on_commit_callbacks(execute=True):
        services.return_work(actor=body.specialist, obligation_id=row.pk, reason=WHY)
    back = owed(body)
    assert (back.state, back.done_on, back.due, back.confirmation) == ("in_progress", None, row.due, "")
    after = whole(body)
    assert (after.done_on_time, after.open_overdue) == (before.done_on_time - 1, before.open_overdue + 3), "its day has passed"
    assert selectors.board(viewer=body.leader, plan_id=row.task.plan_id).returned == 1
    home = signed_in(body.clerks[0]).get("/").content.decode()
    assert WHY in home
    services.tell_decisions(decision_ids=[Decision.objects.get().pk])
    services.tell_decisions(decision_ids=[Decision.objects.get().pk])
    assert OutboxMessage.objects.filter(kind="plans.decision.mail").count() == 1
    with pytest.raises(Conflict):
        services.return_work(actor=body.leader, obligation_id=row.pk, reason=WHY)
    say(body.clerks[0], row.pk)
    assert (owed(body).done_on, owed(body).confirmation) == (dt.date(2026, 12, 20), "awaits"), "done anew on the day it was done anew"
    assert whole(body).done_late == 1
    services.return_work(actor=body.leader, obligation_id=row.pk, reason=WHY)
    assert selectors.decisions_of(viewer=body.leader, obligation_id=row.pk).returns == 2
    until = dt.date(2027, 1, 5)
    asked = services.ask_extension(actor=body.clerks[0], obligation_id=row.pk, until=until, reason="Cần bổ sung.")
    services.grant_extension(actor=body.leader, extension_id=asked.pk, until=until)
    assert (owed(body).due, list(faults())) == (until, [])


def test_suspended_work_is_neither_late_nor_reminded(body: Body, at: Any) -> None:
    rows = [owed(body, n) for n in range(2)]
    before = whole(body)
    services.suspend_work(
        actor=body.specialist, obligation_ids=[row.pk for row in rows], reason="Chờ kinh phí.", until=dt.date(2026, 12, 10)
    )
    at("2026-12-17T08:00")
    after = whole(body)
    assert (after.suspended, after.open_overdue, after.total) == (2, 1, before.total)
    services.plan_reminders(day=dt.date(2026, 12, 17))
    assert not Reminder.objects.filter(obligation__in=rows).exists()
    assert Reminder.objects.filter(obligation=owed(body, 2)).exists()
    member = ExpectedMember.objects.get(unit=body.schools[0], expected_set=rows[0].period.expected_set_id)
    assert member.waiting == 1
    with pytest.raises(Conflict, match="tạm dừng"):
        say(body.clerks[0], rows[0].pk)
    with pytest.raises(Conflict, match="tạm dừng"):
        services.ask_extension(actor=body.clerks[0], obligation_id=rows[0].pk, until=dt.date(2027, 2, 1), reason=WHY)
    with pytest.raises(Conflict):
        services.suspend_work(actor=body.specialist, obligation_ids=[rows[0].pk], reason=WHY)
    assert [n for _plan, n in selectors.overdue_suspensions(viewer=body.specialist)] == [2]
    assert selectors.inbox(viewer=body.clerks[0]).counts.stopped == 1
    assert [work.timeliness for work in selectors.inbox(viewer=body.clerks[0], show="stopped").works] == ["suspended"]


@pytest.mark.parametrize(
    ("choice", "day", "due"),
    [("keep", None, dt.date(2026, 12, 15)), ("shift", None, dt.date(2027, 1, 7)), ("day", dt.date(2027, 2, 1), dt.date(2027, 2, 1))],
)
def test_the_clock_goes_on_as_decided(body: Body, at: Any, choice: str, day: dt.date | None, due: dt.date) -> None:
    say(body.clerks[0], owed(body).pk, state="in_progress")
    row = owed(body)
    services.suspend_work(actor=body.specialist, obligation_ids=[row.pk], reason=WHY)
    at("2026-12-17T08:00")
    services.resume_work(actor=body.leader, obligation_ids=[row.pk], clock_choice=choice, due=day)
    assert (owed(body).state, owed(body).due) == ("in_progress", due)
    assert whole(body).suspended == 0
    decision = Decision.objects.get(kind="resumed")
    assert (decision.old_due, decision.new_due) == (row.due, due)
    with pytest.raises(Conflict):
        services.resume_work(actor=body.leader, obligation_ids=[row.pk], clock_choice=choice, due=day)


def test_who_suspends_and_what_is_refused(body: Body) -> None:
    row = owed(body)
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.clerks[1], Hidden), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.suspend_work(actor=actor, obligation_ids=[row.pk], reason=WHY)
    with pytest.raises(Refusal, match="lý do"):
        services.suspend_work(actor=body.leader, obligation_ids=[row.pk], reason="")
    with pytest.raises(Refusal, match="đã qua"):
        services.suspend_work(actor=body.leader, obligation_ids=[row.pk], reason=WHY, until=dt.date(2026, 11, 1))
    services.suspend_work(actor=body.leader, obligation_ids=[row.pk], reason=WHY)
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.resume_work(actor=actor, obligation_ids=[row.pk], clock_choice="keep")
    for choice, day in (("", None), ("day", None), ("day", dt.date(2026, 11, 1))):
        with pytest.raises(Refusal):
            services.resume_work(actor=body.leader, obligation_ids=[row.pk], clock_choice=choice, due=day)
    with pytest.raises(Conflict):
        services.suspend_work(actor=body.leader, obligation_ids=[done(body, 1).pk], reason=WHY)


def test_two_steps_in_one_history(body: Body) -> None:
    row = done(body)
    services.return_work(actor=body.leader, obligation_id=row.pk, reason=WHY)
    services.suspend_work(actor=body.leader, obligation_ids=[row.pk], reason=WHY)
    assert list(Change.objects.order_by("id").values_list("was_state", "state", "kind")) == [
        ("not_started", "done", "reported"),
        ("done", "in_progress", "returned"),
        ("in_progress", "suspended", "suspended"),
    ]
    Obligation.objects.filter(pk=row.pk).update(state="in_progress")
    assert any("bước thay đổi sau cùng" in line for line in faults())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_from_the_report_to_the_confirmation_on_screen(body: Body) -> None:
    rows = [done(body, n) for n in range(2)]
    clerk, specialist = signed_in(body.clerks[0]), signed_in(body.specialist)
    place = reverse("plans:confirmations", args=[rows[0].task.plan_id])
    assert place in specialist.get("/").content.decode()
    assert place not in clerk.get("/").content.decode()
    assert clerk.get(place).status_code == 403
    shown = specialist.get(place).content.decode()
    assert all(f'value="{row.pk}"' in shown for row in rows)
    assert "Chưa chọn việc nào" in specialist.post(place, {}).content.decode()
    assert specialist.post(place, {"chosen": [str(rows[0].pk)], "quality": "met", "text": ""}).status_code == 302
    decide = reverse("plans:work-decision", args=[rows[1].pk])
    page = reverse("plans:obligation", args=[rows[1].pk])
    assert decide in specialist.get(page).content.decode()
    assert clerk.get(reverse("plans:work-decision", args=[rows[0].pk])).status_code == 403
    nothing = specialist.post(decide, {"decision": "returned", "text": ""})
    assert (nothing.status_code, "Hãy nêu lý do." in nothing.content.decode()) == (422, True)
    assert specialist.post(decide, {"decision": "returned", "text": WHY}).status_code == 302
    seen = signed_in(body.clerks[1]).get(page).content.decode()
    assert "Được trả lại để thực hiện lại" in seen
    assert WHY in seen
    rule = reverse("plans:confirmation-rule", args=[rows[0].task.plan_id])
    assert specialist.post(rule, {"required": "0", "task": rows[0].task_id}).status_code == 302
    assert Obligation.objects.select_related("task").get(pk=rows[0].pk).task.confirms is False


def test_suspending_and_resuming_on_screen(body: Body) -> None:
    row = owed(body)
    specialist = signed_in(body.specialist)
    place = reverse("plans:suspensions", args=[row.task.plan_id])
    choose = f"{place}?xem=chon&nhiem-vu={row.task_id}"
    assert f'value="{row.pk}"' in specialist.get(choose).content.decode()
    assert specialist.post(choose, {"chosen": [row.pk], "text": ""}).status_code == 422
    assert specialist.post(choose, {"chosen": [row.pk], "text": WHY, "until": "2026-12-01"}).status_code == 302
    assert WHY in specialist.get(place).content.decode()
    seen = signed_in(body.clerks[0]).get(reverse("plans:obligation", args=[row.pk])).content.decode()
    assert "Việc tạm dừng từ" in seen
    assert WHY in seen
    assert specialist.post(place, {"chosen": [row.pk], "clock_choice": "day", "due": ""}).status_code == 422
    assert specialist.post(place, {"chosen": [row.pk], "clock_choice": "shift"}).status_code == 302
    assert owed(body).state == "not_started"
