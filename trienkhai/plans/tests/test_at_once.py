"""Two clicks, two people, many writers at the same moment: nothing is lost, nothing happens twice."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from trienkhai.core.errors import Conflict
from trienkhai.core.models import JournalLine
from trienkhai.plans import counting, services
from trienkhai.plans.models import Decision, Obligation, Plan, PlanPeriod, Progress
from trienkhai.plans.tests import factories
from trienkhai.plans.verification import faults

pytestmark = [pytest.mark.usefixtures("at")]
CLICKS = 4


def differences(body: factories.Body, plan: Plan) -> list[Any]:
    held = PlanPeriod.objects.get(plan=plan, opened_at__isnull=False)
    return counting.differences(held)


def sorts(found: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in found)


def test_four_clicks_on_issue_issue_once(at_once: Any) -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    found = at_once(*[lambda: factories.issue(body, plan)] * CLICKS)
    assert sorts(found) == ["Conflict"] * (CLICKS - 1) + ["Plan"]
    refusal = next(one for one in found if isinstance(one, Conflict))
    assert "đã được ban hành" in refusal.reason
    assert "không có gì bị thực hiện hai lần" in refusal.hint
    assert (PlanPeriod.objects.count(), Obligation.objects.count()) == (1, 6)
    assert JournalLine.objects.filter(verb="plans.plan.issued").count() == 1
    assert differences(body, plan) == []


def test_four_clicks_on_prepare_make_one_draft(at_once: Any) -> None:
    body = factories.make_body()
    factories.bind_all(body)
    document = factories.make_document(body)
    found = at_once(*[lambda: services.prepare_plan(actor=body.specialist, document_id=document.pk)] * CLICKS)
    assert {type(one) for one in found} == {Plan}
    assert Plan.objects.count() == 1
    assert Plan.objects.get().tasks.count() == 4


def test_one_page_sent_four_times_reports_once(at_once: Any) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    row, key = Obligation.objects.get(task__key="1.b", unit=body.schools[0]), uuid.uuid4()
    found = at_once(*[lambda: factories.say(body.clerks[0], row.pk, form_key=key)] * CLICKS)
    assert {type(one) for one in found} == {Progress}
    assert Progress.objects.count() == 1
    assert differences(body, plan) == []


def test_two_who_name_the_same_phrase_name_it_once(at_once: Any) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    task = plan.tasks.get(key="2.b")
    waiting = task.addressees.get().pk

    def name(unit: int) -> Any:
        return services.name_addressee(actor=body.specialist, task_id=task.pk, addressee_id=waiting, unit_ids=[unit], reason="Công văn 15")

    found = at_once(*[lambda unit=school.pk: name(unit) for school in body.schools])
    assert sorts(found) == ["Addressee", "Conflict", "Conflict"]
    assert Obligation.objects.filter(task=task).count() == 1
    assert differences(body, plan) == []


def test_writers_and_the_folding_job_do_not_lose_a_count(at_once: Any) -> None:
    body = factories.make_body(schools=6)
    plan = factories.make_issued(body)
    held = PlanPeriod.objects.get(plan=plan, opened_at__isnull=False)

    def write(n: int) -> None:
        for key in ("1.a", "1.b"):
            row = Obligation.objects.get(task__key=key, unit=body.schools[n])
            for state in ("in_progress", "done", "in_progress"):
                factories.say(body.clerks[n], row.pk, state=state)

    def fold() -> None:
        for _turn in range(5):
            counting.fold(held.pk)

    found = at_once(*[lambda n=n: write(n) for n in range(6)], fold)
    assert found == [None] * 7
    assert differences(body, plan) == []
    counting.fold(held.pk)
    assert differences(body, plan) == []
    assert Progress.objects.count() == 36


def test_two_people_who_confirm_and_return_at_once_do_not_both(at_once: Any) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    factories.say(body.clerks[0], row.pk)
    found = at_once(
        *[lambda: services.return_work(actor=body.leader, obligation_id=row.pk, reason="Thiếu.")] * 2,
        *[lambda: services.confirm_done(actor=body.specialist, obligation_ids=[row.pk])] * 2,
    )
    row.refresh_from_db()
    assert (row.state, row.confirmation) == ("in_progress", ""), "whoever comes first, a return ends it"
    assert sorts(found).count("Conflict") in {2, 3}
    assert Decision.objects.filter(kind="returned").count() == 1
    assert differences(body, plan) == []
    assert list(faults()) == []


def test_two_people_who_suspend_at_once_suspend_once(at_once: Any) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    rows = list(Obligation.objects.filter(task__key="1.b").values_list("pk", flat=True))
    found = at_once(*[lambda: services.suspend_work(actor=body.leader, obligation_ids=rows, reason="Chờ.")] * CLICKS)
    assert sorts(found) == ["Conflict"] * (CLICKS - 1) + ["list"]
    found = at_once(*[lambda: services.resume_work(actor=body.leader, obligation_ids=rows, clock_choice="keep")] * CLICKS)
    assert sorts(found) == ["Conflict"] * (CLICKS - 1) + ["list"]
    assert differences(body, plan) == []
    assert list(faults()) == []


def test_a_period_opened_by_two_workers_at_once_opens_once(at_once: Any, at: Any) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    at("2027-01-01T06:00")
    found = at_once(*[lambda: services.open_due_periods(day=dt.date(2027, 1, 1))] * 3)
    assert sorted(len(one) for one in found) == [0, 0, 1]
    held = PlanPeriod.objects.get(plan=plan, period__starts=dt.date(2027, 1, 1))
    assert Obligation.objects.filter(period=held).count() == 3
    assert JournalLine.objects.filter(verb="plans.period.opened").count() == 2, "one for each period"
    assert list(faults()) == []


@pytest.mark.django_db
def test_a_worker_killed_while_opening_leaves_nothing_half_done(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    at("2027-01-01T06:00")

    def killed(**_given: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("trienkhai.periods.services.freeze", killed)
        with pytest.raises(SystemExit):
            services.open_due_periods(day=dt.date(2027, 1, 1))
    assert not Obligation.objects.filter(period__period__starts=dt.date(2027, 1, 1)).exists()
    assert list(faults()) == []
    assert [held.plan_id for held in services.open_due_periods(day=dt.date(2027, 1, 1))] == [plan.pk], "the next one does it"
    assert services.open_due_periods(day=dt.date(2027, 1, 1)) == []
    assert list(faults()) == []
