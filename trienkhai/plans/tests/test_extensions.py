"""More time: who asks, who decides, what moves with the day, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, selectors, services
from trienkhai.plans.models import Extension, Obligation
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
WHY = "Trường đang sửa chữa thư viện."


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    return made


def owed(body: Body, school: int = 0) -> Obligation:
    return Obligation.objects.get(task__key="1.b", unit=body.schools[school])


def later(row: Obligation, days: int = 10) -> dt.date:
    return row.due + dt.timedelta(days=days)


def ask(body: Body, school: int = 0, days: int = 10) -> Extension:
    row = owed(body, school)
    return services.ask_extension(actor=body.clerks[school], obligation_id=row.pk, until=later(row, days), reason=WHY)


def test_a_unit_asks_once_for_its_own_work(body: Body) -> None:
    row = ask(body)
    assert (row.old_due, row.state) == (owed(body).due, "waiting")
    assert ask(body).pk == row.pk
    with pytest.raises(Conflict):
        ask(body, days=20)
    mine = owed(body)
    for actor, raised in ((body.clerks[1], Hidden), (body.stranger, Hidden), (body.specialist, Refusal)):
        with pytest.raises(raised):
            services.ask_extension(actor=actor, obligation_id=mine.pk, until=later(mine), reason=WHY)
    assert JournalLine.objects.filter(verb="plans.extension.asked").count() == 1
    assert owed(body).due == row.old_due, "the day stays until it is decided"


@pytest.mark.parametrize(("days", "reason"), [(0, WHY), (-5, WHY), (10, "  "), (10, "x" * 2001)])
def test_what_cannot_be_asked(body: Body, days: int, reason: str) -> None:
    row = owed(body)
    with pytest.raises(Refusal):
        services.ask_extension(actor=body.clerks[0], obligation_id=row.pk, until=later(row, days), reason=reason)
    assert not Extension.objects.exists()


def test_a_granted_day_moves_the_work_and_its_figures(body: Body, at: Any) -> None:
    row = ask(body)
    before = owed(body)
    at(f"{before.due + dt.timedelta(days=1)}T09:00")
    overdue = selectors.board(viewer=body.leader, plan_id=before.task.plan_id).whole.open_overdue
    services.grant_extension(actor=body.specialist, extension_id=row.pk, until=later(before, 5), remark="Cố gắng xong sớm.")
    after, decided = owed(body), Extension.objects.get()
    assert (after.due, decided.state, decided.granted_until, decided.old_due) == (later(before, 5), "granted", later(before, 5), before.due)
    assert selectors.board(viewer=body.leader, plan_id=before.task.plan_id).whole.open_overdue == overdue - 1
    counting.fold(before.period_id)
    assert counting.differences(before.period) == []
    member = ExpectedMember.objects.get(unit=body.schools[0], expected_set=before.period.expected_set_id)
    open_days = Obligation.objects.filter(unit=body.schools[0], period=before.period, state="not_started").exclude(duty="coordinate")
    assert member.nearest == min(open_days.values_list("due", flat=True))
    line = JournalLine.objects.get(verb="plans.extension.granted")
    assert (line.data["due"], line.data["until"]) == (before.due.isoformat(), later(before, 5).isoformat())


def test_only_the_plans_owner_decides_and_once(body: Body) -> None:
    row, until = ask(body), later(owed(body))
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.clerks[1], Hidden), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.grant_extension(actor=actor, extension_id=row.pk, until=until)
        with pytest.raises(raised):
            services.refuse_extension(actor=actor, extension_id=row.pk, remark="Không.")
    with pytest.raises(Refusal, match="muộn hơn ngày đơn vị đề nghị"):
        services.grant_extension(actor=body.leader, extension_id=row.pk, until=until + dt.timedelta(days=1))
    with pytest.raises(Refusal, match="lý do"):
        services.refuse_extension(actor=body.leader, extension_id=row.pk, remark=" ")
    services.refuse_extension(actor=body.leader, extension_id=row.pk, remark="Hạn do cấp trên ấn định.")
    with pytest.raises(Conflict):
        services.grant_extension(actor=body.specialist, extension_id=row.pk, until=until)
    assert owed(body).due == row.old_due
    assert ask(body).pk != row.pk, "a unit may ask anew"


def test_no_more_time_after_completion(body: Body) -> None:
    row = ask(body)
    say(body.clerks[0], owed(body).pk)
    with pytest.raises(Conflict, match="hoàn thành"):
        services.grant_extension(actor=body.specialist, extension_id=row.pk, until=row.until)
    services.withdraw_extension(actor=body.clerks[0], extension_id=row.pk)
    with pytest.raises(Conflict, match="hoàn thành"):
        ask(body)
    with pytest.raises(Conflict):
        services.withdraw_extension(actor=body.clerks[0], extension_id=row.pk)


def test_those_who_decide_see_what_waits(body: Body) -> None:
    ask(body)
    ask(body, school=1)
    plan = owed(body).task.plan
    assert [(found.pk, n) for found, n in selectors.waiting_extensions(viewer=body.specialist)] == [(plan.pk, 2)]
    assert selectors.waiting_extensions(viewer=body.clerks[0]) == selectors.waiting_extensions(viewer=body.stranger) == []
    assert len(selectors.plan_extensions(viewer=body.leader, plan_id=plan.pk).lines) == 2
    with pytest.raises(Refusal):
        selectors.plan_extensions(viewer=body.clerks[0], plan_id=plan.pk)
    with pytest.raises(Hidden):
        selectors.plan_extensions(viewer=body.stranger, plan_id=plan.pk)


def test_home_tells_those_who_decide(body: Body) -> None:
    ask(body)
    place = reverse("plans:plan-extensions", args=[owed(body).task.plan_id])
    home = signed_in(body.specialist).get("/").content.decode()
    assert place in home
    assert "1 đề nghị" in home
    assert place not in signed_in(body.clerks[0]).get("/").content.decode()


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_from_the_clerks_page_to_the_answer(body: Body) -> None:
    row = owed(body)
    clerk, specialist = signed_in(body.clerks[0]), signed_in(body.specialist)
    assert reverse("plans:extension-ask", args=[row.pk]) in clerk.get(reverse("plans:obligation", args=[row.pk])).content.decode()
    stale = clerk.post(reverse("plans:extension-ask", args=[row.pk]), {"until": row.due.isoformat(), "reason": WHY})
    assert stale.status_code == 422
    assert WHY in stale.content.decode()
    assert clerk.post(reverse("plans:extension-ask", args=[row.pk]), {"until": later(row).isoformat(), "reason": WHY}).status_code == 302
    asked = Extension.objects.get()
    listed = specialist.get(reverse("plans:plan-extensions", args=[row.task.plan_id])).content.decode()
    assert reverse("plans:extension", args=[asked.pk]) in listed
    nothing = specialist.post(reverse("plans:extension", args=[asked.pk]), {"decision": "refuse", "until": "", "remark": ""})
    assert (nothing.status_code, "Hãy nêu lý do không gia hạn." in nothing.content.decode()) == (422, True)
    given = {"decision": "grant", "until": later(row).isoformat(), "remark": ""}
    assert clerk.post(reverse("plans:extension", args=[asked.pk]), given).status_code == 403
    assert specialist.post(reverse("plans:extension", args=[asked.pk]), given).status_code == 302
    assert f"{later(row):%d/%m/%Y}" in clerk.get(reverse("plans:obligation", args=[row.pk])).content.decode()
