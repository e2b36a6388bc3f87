"""Issuing: the expected set is frozen, obligations are made once, past and future periods are what a person chose."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, selectors, services
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.units import services as units
from trienkhai.units.choices import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def owed(**narrow: object) -> set[tuple[str, str, str, str]]:
    rows = Obligation.objects.filter(**narrow).values_list("period__period__label", "task__key", "unit__code", "duty")
    return set(rows)


def test_a_draft_takes_over_tasks_sources_and_bindings() -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    page = selectors.plan_page(viewer=body.specialist, plan_id=plan.pk)
    assert [row.task.key for row in page.tasks] == ["1.a", "1.b", "2.a", "2.b"]
    assert [(a.phrase, a.duty, a.meaning, a.is_open) for a in page.tasks[2].addressees] == [
        ("Phòng Thường xuyên", "lead", "Phòng Thường xuyên", False),
        ("các trường", "coordinate", "Các trường", False),
    ]
    assert page.tasks[3].addressees[0].is_open
    assert [row.task.key for row in page.to_name] == ["2.b"]
    assert (page.tasks[1].task.due, page.tasks[3].task.every) == (dt.date(2026, 12, 15), "P1Y")


def test_issuing_opens_the_running_period_and_leaves_the_past_alone() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    assert owed() == {
        *(("Quý IV/2026", "1.a", f"t{n}", "execute") for n in (1, 2, 3)),
        *(("Quý IV/2026", "1.b", f"t{n}", "execute") for n in (1, 2, 3)),
    }
    held = PlanPeriod.objects.get(plan=plan)
    assert (held.due, held.expected_set.opening_count) == (dt.date(2026, 12, 31), 3)
    assert set(Obligation.objects.filter(task__key="1.b").values_list("due", flat=True)) == {dt.date(2026, 12, 15)}
    assert counting.differences(held) == []
    line = JournalLine.objects.get(verb="plans.plan.issued")
    assert (line.actor, line.data["passed"]) == (body.leader, ["2.a"])


def test_a_chosen_past_period_opens_with_its_dated_tasks_and_steady_ones() -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body, past=[dt.date(2023, 1, 1)])
    first = owed(period__period__starts=dt.date(2023, 1, 1))
    assert first == {
        ("Quý I/2023", "1.a", "t1", "execute"),
        ("Quý I/2023", "2.a", "ptx", "lead"),
        ("Quý I/2023", "2.a", "t1", "coordinate"),
    }
    assert set(Obligation.objects.filter(task__key="2.a").values_list("due", flat=True)) == {dt.date(2023, 3, 31)}


def test_overdue_dated_tasks_can_be_carried_into_the_running_period_with_a_new_day() -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body, carry=True)
    rows = Obligation.objects.filter(task__key="2.a").values_list("period__period__label", "due")
    assert set(rows) == {("Quý IV/2026", dt.date(2026, 12, 31))}


def test_a_task_due_later_belongs_to_the_period_of_its_day_and_is_seen_now() -> None:
    body = factories.make_body(schools=1)
    tasks = [("1", "Xa hơn.", [factories.mention("các trường")], [factories.time("once", "2027", due="2027-06-30")])]
    plan = factories.make_issued(body, tasks=tasks)
    later = PlanPeriod.objects.get(plan=plan, period__label="Quý II/2027")
    assert (later.opened_at, later.expected_set) == (None, None)
    assert [work.row.task.key for work in selectors.inbox(viewer=body.clerks[0]).works] == ["1"]


def test_a_plan_that_takes_effect_later_opens_its_first_period_then(at) -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_issued(body, effective_on=dt.date(2027, 1, 10))
    assert not PlanPeriod.objects.filter(plan=plan, opened_at__isnull=False).exists()
    at("2027-01-11T07:00")
    assert [held.period.label for held in services.open_due_periods(day=dt.date(2027, 1, 11))] == ["Quý I/2027"]
    assert services.open_due_periods(day=dt.date(2027, 1, 11)) == []


def test_opening_the_next_period_brings_steady_tasks_back_and_yearly_ones_at_the_end_of_the_year(at) -> None:
    body = factories.make_body(schools=1)
    tasks = [
        ("1", "Thường xuyên.", [factories.mention("các trường")], [factories.time("continuous", "Thường xuyên")]),
        ("2", "Hằng năm.", [factories.mention("các trường")], [factories.time("recurring", "Hằng năm", every="P1Y")]),
    ]
    factories.make_issued(body, tasks=tasks, effective_on=dt.date(2026, 7, 1), past=[dt.date(2026, 7, 1)])
    assert owed() == {
        ("Quý III/2026", "1", "t1", "execute"),
        ("Quý IV/2026", "1", "t1", "execute"),
        ("Quý IV/2026", "2", "t1", "execute"),
    }


def test_only_those_who_may_issue_issue() -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    for person, error in ((body.specialist, Refusal), (body.clerks[0], Hidden), (body.stranger, Hidden)):
        with pytest.raises(error):
            services.issue_plan(actor=person, plan_id=plan.pk, version=plan.version, effective_on=factories.TODAY, rhythm="quarter")
    assert not Obligation.objects.exists()


def test_a_double_click_issues_once() -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    factories.issue(body, plan)
    with pytest.raises(Conflict, match="đã được ban hành"):
        factories.issue(body, plan)
    assert PlanPeriod.objects.count() == 1
    assert JournalLine.objects.filter(verb="plans.plan.issued").count() == 1


def test_a_draft_that_changed_meanwhile_is_not_issued() -> None:
    body = factories.make_body()
    plan = factories.make_draft(body)
    services.prepare_plan(actor=body.specialist, document_id=plan.document_id)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        factories.issue(body, plan)


def test_a_phrase_that_nobody_bound_holds_the_issuing_up_and_is_named() -> None:
    body = factories.make_body()
    document = factories.make_document(body)
    plan = services.prepare_plan(actor=body.specialist, document_id=document.pk)
    with pytest.raises(Refusal, match="«các trường»"):
        factories.issue(body, plan)
    assert not PlanPeriod.objects.exists()
    assert selectors.plan_page(viewer=body.leader, plan_id=plan.pk).unbound == ["Phòng Thường xuyên", "các trường", "đơn vị liên quan"]


def test_an_unreviewed_document_makes_no_plan() -> None:
    body = factories.make_body()
    document = factories.make_document(body)
    document.reviewed_at = None
    document.save()
    with pytest.raises(Refusal, match="chưa rà soát"):
        services.prepare_plan(actor=body.specialist, document_id=document.pk)


def test_a_unit_named_late_gets_its_own_day_and_a_dated_entry() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    task = plan.tasks.get(key="2.b")
    open_one = task.addressees.get()
    due = dt.date(2026, 12, 20)
    services.name_addressee(
        actor=body.specialist, task_id=task.pk, addressee_id=open_one.pk, unit_ids=[body.division.pk], due=due, reason="Công văn 15"
    )
    assert Obligation.objects.get(task=task).due == due
    entry = ExpectedMember.objects.get(expected_set__purpose__startswith="plan-", unit=body.division)
    assert (entry.entry_reason, entry.author, entry.entered_on) == ("Công văn 15", body.specialist, factories.TODAY)
    board = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert (board.units_expected.opening, board.units_expected.present, board.open_phrases) == (3, 4, 0)
    with pytest.raises(Conflict):
        services.name_addressee(actor=body.specialist, task_id=task.pk, addressee_id=open_one.pk, unit_ids=[body.division.pk], reason="nữa")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"unit_ids": []}, "chọn một nhóm"),
        ({"reason": " "}, "cần có lý do"),
        ({"due": dt.date(2026, 11, 1)}, "đã qua"),
    ],
)
def test_naming_late_is_refused_with_what_is_missing(values: dict[str, object], words: str) -> None:
    body = factories.make_body()
    task = factories.make_issued(body).tasks.get(key="2.b")
    asked = {"addressee_id": task.addressees.get().pk, "unit_ids": [body.division.pk], "reason": "Công văn 15"} | values
    with pytest.raises(Refusal, match=words):
        services.name_addressee(actor=body.specialist, task_id=task.pk, **asked)
    with pytest.raises(Refusal, match="không có quyền"):
        services.name_addressee(actor=body.clerks[0], task_id=task.pk, **asked)


def test_a_school_opened_later_is_not_in_the_frozen_period_but_in_the_next(at) -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body)
    new = units.open_unit(
        actor=None, code="t9", name="Trường THPT mới", kind=Kind.UPPER_SCHOOL, parent_id=body.department.pk, since=factories.TODAY
    )
    assert not Obligation.objects.filter(unit=new).exists()
    at("2027-01-02T07:00")
    services.open_due_periods(day=dt.date(2027, 1, 2))
    assert owed(unit=new) == {("Quý I/2027", "1.a", "t9", "execute")}


def test_reports_move_states_and_counts_together(at) -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    first = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    factories.say(body.clerks[0], first.pk, state="in_progress", text="Đang làm")
    factories.say(body.clerks[0], first.pk)
    at("2026-12-20T09:00")
    late = Obligation.objects.get(task__key="1.b", unit=body.schools[1])
    factories.say(body.clerks[1], late.pk)
    whole = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert (whole.done_on_time, whole.done_late, whole.open_in_time, whole.open_overdue) == (1, 1, 0, 1)
    assert (whole.steady_done, whole.steady_open) == (0, 3)
    held = PlanPeriod.objects.get(plan=plan)
    assert counting.differences(held) == []
    assert counting.fold(held.pk) > 0
    assert counting.differences(held) == []


def test_the_same_page_sent_twice_reports_once() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    key = uuid.uuid4()
    one = factories.say(body.clerks[0], row.pk, form_key=key)
    assert factories.say(body.clerks[0], row.pk, form_key=key) == one
    assert row.progress.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "splendid"}, "chọn tình trạng"),
        ({"state": "done", "text": "  "}, "đã làm gì"),
        ({"state": "in_progress", "text": ""}, "để trống"),
        ({"attachments": [services.Attachment("a.exe", b"MZ")]}, "Không nhận loại tệp"),
        ({"attachments": [services.Attachment("a.pdf", b"MZ not a pdf")]}, "không đúng với đuôi"),
        ({"attachments": [services.Attachment("a.pdf", b"")]}, "rỗng"),
    ],
)
def test_a_report_that_cannot_be_kept_changes_nothing(values: dict[str, object], words: str) -> None:
    body = factories.make_body()
    factories.make_issued(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    with pytest.raises(Refusal, match=words):
        factories.say(body.clerks[0], row.pk, **values)
    row.refresh_from_db()
    assert (row.state, row.progress.count()) == ("not_started", 0)


def test_only_the_units_own_people_report_and_strangers_do_not_see() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    with pytest.raises(Hidden):
        factories.say(body.clerks[1], row.pk)
    with pytest.raises(Hidden):
        factories.say(body.stranger, row.pk)
    with pytest.raises(Refusal, match="không có quyền"):
        factories.say(body.specialist, row.pk)
    factories.say(body.head, row.pk)
    assert selectors.get_obligation(viewer=body.specialist, obligation_id=row.pk).said[0].progress.actor == body.head


def test_acknowledging_twice_is_once() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    for _n in range(2):
        services.acknowledge(actor=body.clerks[0], obligation_id=row.pk)
    assert JournalLine.objects.filter(verb="plans.obligation.acknowledged").count() == 1
