"""Regimes, rounds, and what units submit: days, rights, refusals, what is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.periods import services as periods
from trienkhai.plans import services as planning
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.reporting import cutoffs, selectors, services, windows
from trienkhai.reporting.choices import CutOff, SubmissionAct, SubmissionState
from trienkhai.reporting.following import Reports
from trienkhai.reporting.models import Edition, Regime, Round, Submission
from trienkhai.units.choices import Kind
from trienkhai.units.following import Ending
from trienkhai.units.tree import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def body() -> factories.Body:
    """The plan is issued in November; its quarter ends with the year."""
    made = factories.make_body()
    factories.make_issued(made)
    return made


@pytest.fixture
def december(at: Any) -> None:
    """A day on which units write."""
    at("2026-12-20T09:00")


def one(body: factories.Body, at: int = 0) -> Submission:
    return Submission.objects.select_related("round").get(unit=body.schools[at])


def save(body: factories.Body, actor: Person | None = None, **said: Any) -> Submission:
    row = one(body)
    given = {"said": {"s1": "Nền nếp tốt."}} | said
    return services.save_submission(actor=actor or body.clerks[0], submission_id=row.pk, version=row.version, **given)


def report_all(body: factories.Body, at: int = 0) -> None:
    for owed in Obligation.objects.filter(unit=body.schools[at], duty__in=("lead", "execute")):
        factories.say(body.clerks[at], owed.pk, text=f"Đã làm {owed.task.key}.")


def send(body: factories.Body) -> Edition:
    row = one(body)
    return services.send_submission(actor=body.head, submission_id=row.pk, version=row.version)


def sent(body: factories.Body) -> Submission:
    report_all(body)
    save(body)
    send(body)
    return one(body)


def act(name: str, actor: Person, row: Submission, **more: Any) -> Any:
    return getattr(services, name)(actor=actor, submission_id=row.pk, version=row.version, **more)


def test_an_open_period_has_its_round_with_its_own_outline_days_and_a_submission_for_each_unit(body: factories.Body) -> None:
    made = Round.objects.get(period__label="Quý IV/2026")
    assert made.regime.legal_basis == "Kế hoạch số 12/KH-SGD"
    assert (made.opens_on, made.cutoff, made.deadline) == (dt.date(2026, 12, 16), dt.date(2026, 12, 31), dt.date(2027, 1, 8))
    rows = {row.unit_id: row for row in Submission.objects.filter(round=made)}
    assert set(rows) == {school.pk for school in body.schools}
    assert {row.receiver_id for row in rows.values()} == {body.department.pk}
    assert made.expected_set.opening_count == 3
    services.open_round(plan_period_id=made.held_id)
    assert (Round.objects.count(), Submission.objects.count(), Regime.objects.count()) == (1, 3, 1)


def test_who_has_units_below_reports_later_and_receives_from_them() -> None:
    top, school, other = path_of("", 1), path_of(path_of("", 1), 2), path_of("", 3)
    placed = cutoffs.places([other, school, top, path_of(school, 4)])
    assert {path: (place.level, place.above) for path, place in placed.items()} == {
        top: (2, None),
        school: (1, top),
        path_of(school, 4): (0, school),
        other: (0, None),
    }
    assert cutoffs.levels(placed) == 3
    assert cutoffs.due_on_level(dt.date(2027, 1, 8), 3, 2) == dt.date(2027, 1, 18)


@pytest.mark.parametrize(
    ("kind", "ends", "decree"),
    [
        ("month", dt.date(2026, 2, 28), dt.date(2026, 2, 14)),
        ("quarter", dt.date(2026, 12, 31), dt.date(2026, 12, 14)),
        ("half_year", dt.date(2026, 6, 30), dt.date(2026, 6, 14)),
        ("nine_months", dt.date(2026, 9, 30), dt.date(2026, 9, 14)),
        ("year", dt.date(2026, 12, 31), dt.date(2026, 12, 14)),
        ("year", dt.date(2018, 12, 31), dt.date(2018, 12, 31)),
        ("school_year", dt.date(2027, 8, 31), dt.date(2027, 8, 31)),
    ],
)
def test_data_is_cut_off_by_the_decree_or_with_the_period(kind: str, ends: dt.date, decree: dt.date) -> None:
    assert cutoffs.cutoff_of(kind, ends, CutOff.DECREE) == decree
    assert cutoffs.cutoff_of(kind, ends, CutOff.PERIOD_END) == ends


def test_a_past_period_opened_today_gives_the_same_time_from_today(body: factories.Body) -> None:
    regime = Regime.objects.get()
    days = cutoffs.days_of(regime, "quarter", dt.date(2023, 3, 31), 1, dt.date(2026, 11, 24))
    assert (days.cutoff, days.deadline) == (dt.date(2023, 3, 31), dt.date(2026, 12, 1))
    assert days.locks_on > days.deadline


@pytest.mark.parametrize(
    ("state", "day", "allowed", "words"),
    [
        ("draft", "2026-12-15", False, "mở từ ngày 16/12/2026"),
        ("draft", "2026-12-16", True, ""),
        ("returned", "2027-01-20", True, ""),
        ("draft", "2027-02-01", False, "đã khoá từ sau ngày"),
        ("sent", "2026-12-20", False, "đã gửi đi"),
        ("accepted", "2026-12-20", False, "đã được chấp nhận"),
        ("released", "2026-12-20", False, "thôi phải nộp"),
    ],
)
def test_the_order_of_locks_has_one_answer_with_its_reason(body: factories.Body, state: str, day: str, allowed: bool, words: str) -> None:  # noqa: FBT001 - a table
    row = one(body)
    row.state = state
    verdict = windows.may_write(row.round, row, dt.date.fromisoformat(day))
    assert bool(verdict) is allowed
    assert words in verdict.reason


def test_a_unit_that_entered_later_gets_its_submission_by_a_dated_entry(body: factories.Body) -> None:
    held = PlanPeriod.objects.select_related("expected_set").get(period__label="Quý IV/2026")
    late = make_unit("t9", "Trường THPT số 9", body.department, Kind.UPPER_SCHOOL)
    path = path_of(body.department.placements.get().path, late.pk)
    assert held.expected_set is not None
    periods.add_members(actor=body.specialist, expected_set=held.expected_set, members={late.pk: path}, reason="Nêu tên sau")
    services.open_round(plan_period_id=held.pk)
    assert Submission.objects.filter(unit=late).count() == 1
    page = selectors.get_round(viewer=body.specialist, round_id=Round.objects.get().pk)
    assert (page.tally.expected, page.tally.opening) == (4, 3)


@pytest.mark.usefixtures("december")
def test_a_clerk_writes_the_head_sends_and_what_was_sent_is_kept(body: factories.Body) -> None:
    report_all(body)
    save(body, said={"s1": "Nền nếp tốt.", "zz": "của ai khác"})
    act("prepare_submission", body.clerks[0], one(body))
    edition = send(body)
    row = one(body)
    assert (row.state, row.first_sent_on, edition.number, edition.said) == ("sent", dt.date(2026, 12, 20), 1, {"s1": "Nền nếp tốt."})
    works = list(edition.works.select_related("progress").order_by("id"))
    assert [work.state for work in works if work.progress] == ["done", "done"]
    factories.say(body.clerks[0], works[0].obligation_id, state="in_progress", text="Đổi ý.")
    assert edition.works.get(obligation=works[0].obligation_id).state == "done"
    assert set(JournalLine.objects.filter(verb__startswith="reporting.submission").values_list("verb", flat=True)) == {
        "reporting.submission.saved",
        "reporting.submission.prepared",
        "reporting.submission.sent",
    }


@pytest.mark.usefixtures("december")
def test_an_empty_report_cannot_pass_as_complete(body: factories.Body) -> None:
    with pytest.raises(Refusal, match="chưa có báo cáo tiến độ"):
        send(body)
    assert one(body).state == SubmissionState.DRAFT
    assert not Edition.objects.exists()


@pytest.mark.usefixtures("december")
def test_nil_is_said_and_covers_continuous_work_alone(body: factories.Body) -> None:
    save(body, said={}, is_nil=True)
    with pytest.raises(Refusal, match=r"1 nhiệm vụ chưa có báo cáo tiến độ: 1\.b"):
        send(body)
    factories.say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    send(body)
    assert selectors.get_round(viewer=body.specialist, round_id=Round.objects.get().pk).tally.nil == 1


@pytest.mark.usefixtures("december")
def test_nil_with_words_is_a_contradiction(body: factories.Body) -> None:
    report_all(body)
    save(body, is_nil=True)
    with pytest.raises(Refusal, match="không phát sinh"):
        send(body)


@pytest.mark.usefixtures("december")
def test_a_section_that_must_be_filled_stops_an_empty_one(body: factories.Body) -> None:
    Round.objects.update(sections=[{"key": "s1", "title": "Tình hình", "required": True}])
    report_all(body)
    with pytest.raises(Refusal, match="«Tình hình» phải có nội dung"):
        send(body)
    save(body)
    assert send(body).number == 1


def test_late_needs_a_reason_and_counts_as_late(body: factories.Body, at: Any) -> None:
    at("2027-01-12T09:00")
    report_all(body)
    save(body)
    with pytest.raises(Refusal, match="phải nêu lý do nộp muộn"):
        send(body)
    save(body, late_reason="Mất điện hai ngày.")
    assert send(body).late_reason == "Mất điện hai ngày."
    tally = selectors.get_round(viewer=body.specialist, round_id=Round.objects.get().pk).tally
    assert (tally.late, tally.on_time, tally.overdue) == (1, 0, 2)


def test_what_was_sent_in_time_and_returned_is_not_late(body: factories.Body, at: Any) -> None:
    at("2026-12-20T09:00")
    act("return_submission", body.specialist, sent(body), words="Bổ sung số lớp.")
    at("2027-01-12T09:00")
    save(body, said={"s1": "Có 24 lớp."})
    assert send(body).number == 2
    assert list(Edition.objects.order_by("number").values_list("said__s1", flat=True)) == ["Nền nếp tốt.", "Có 24 lớp."]
    assert selectors.get_round(viewer=body.specialist, round_id=Round.objects.get().pk).tally.on_time == 1


@pytest.mark.usefixtures("december")
def test_two_clerks_in_one_report_never_overwrite_each_other(body: factories.Body) -> None:
    row = one(body)
    other = make_person("clerk9", Role.REPORTER, body.schools[0])
    save(body)
    with pytest.raises(Conflict):
        services.save_submission(actor=other, submission_id=row.pk, version=row.version, said={"s1": "Khác."})
    services.save_submission(actor=other, submission_id=row.pk, version=row.version, said={"s1": "Nền nếp tốt."})
    assert one(body).said == {"s1": "Nền nếp tốt."}


@pytest.mark.usefixtures("december")
def test_sending_twice_sends_once_and_after_acceptance_not_at_all(body: factories.Body) -> None:
    report_all(body)
    row = one(body)
    first = act("send_submission", body.head, row)
    assert act("send_submission", body.head, row).pk == first.pk
    act("accept_submission", body.specialist, one(body))
    with pytest.raises(Refusal, match="đã được chấp nhận"):
        send(body)
    with pytest.raises(Refusal, match="đã được chấp nhận"):
        save(body)
    assert Edition.objects.count() == 1


@pytest.mark.usefixtures("december")
def test_the_head_takes_back_only_what_nobody_received(body: factories.Body) -> None:
    act("withdraw_submission", body.head, sent(body))
    assert one(body).state == SubmissionState.DRAFT
    send(body)
    act("receive_submission", body.specialist, one(body))
    with pytest.raises(Conflict, match="không rút được"):
        act("withdraw_submission", body.head, one(body))


@pytest.mark.usefixtures("december")
def test_the_head_gives_back_what_is_not_ready(body: factories.Body) -> None:
    report_all(body)
    save(body)
    act("prepare_submission", body.clerks[0], one(body))
    with pytest.raises(Refusal, match="Chưa nêu lý do"):
        act("give_back", body.head, one(body), words=" ")
    act("give_back", body.head, one(body), words="Thêm số liệu.")
    assert one(body).state == SubmissionState.DRAFT
    assert one(body).steps.latest("id").text == "Thêm số liệu."


@pytest.mark.usefixtures("december")
def test_returning_needs_words_and_two_people_decide_once(body: factories.Body) -> None:
    row = sent(body)
    with pytest.raises(Refusal, match="Chưa nêu lý do"):
        act("return_submission", body.specialist, row, words="")
    act("accept_submission", body.specialist, row)
    with pytest.raises(Conflict):
        act("return_submission", body.leader, row, words="Chậm một giây.")
    assert one(body).state == SubmissionState.ACCEPTED


def test_one_unit_gets_more_time_and_writes_again_after_the_lock(body: factories.Body, at: Any) -> None:
    at("2027-02-10T09:00")
    with pytest.raises(Refusal, match="đã khoá"):
        save(body)
    with pytest.raises(Refusal, match="phải sau hạn nộp"):
        act("extend_submission", body.specialist, one(body), until=dt.date(2027, 2, 10), words="Bão")
    act("extend_submission", body.specialist, one(body), until=dt.date(2027, 2, 20), words="Bão số 1")
    step = one(body).steps.get(act=SubmissionAct.EXTENDED)
    assert (one(body).due, step.old_due, step.text) == (dt.date(2027, 2, 20), dt.date(2027, 1, 8), "Bão số 1")
    save(body)
    with pytest.raises(Refusal, match="đã khoá"):
        services.save_submission(actor=body.clerks[1], submission_id=one(body, 1).pk, version=1, said={})


@pytest.mark.usefixtures("december")
def test_children_come_first_until_the_day_is_over(body: factories.Body, at: Any) -> None:
    row, school = one(body), one(body, 1)
    Submission.objects.filter(pk=school.pk).update(receiver_id=row.unit_id)
    report_all(body)
    with pytest.raises(Refusal, match="1 đơn vị trực thuộc chưa được chấp nhận"):
        send(body)
    at("2027-01-12T09:00")
    save(body, late_reason="Chờ đơn vị trực thuộc.")
    assert send(body).missing == 1


@pytest.mark.usefixtures("december")
def test_who_may_write_send_and_receive(body: factories.Body) -> None:
    row = one(body)
    with pytest.raises(Hidden):
        act("save_submission", body.clerks[1], row, said={})
    with pytest.raises(Hidden):
        selectors.get_submission(viewer=body.stranger, submission_id=row.pk)
    with pytest.raises(Hidden):
        selectors.get_round(viewer=body.clerks[0], round_id=row.round_id)
    report_all(body)
    with pytest.raises(Refusal) as denied:
        act("send_submission", body.clerks[0], row)
    assert denied.value.status == 403
    send(body)
    for actor in (body.head, body.clerks[0]):
        with pytest.raises(Refusal) as denied:
            act("accept_submission", actor, one(body))
        assert denied.value.status == 403


@pytest.mark.usefixtures("december")
def test_the_next_round_is_prefilled_from_the_last(body: factories.Body, at: Any) -> None:
    act("accept_submission", body.specialist, sent(body))
    at("2027-03-20T09:00")
    planning.open_due_periods(day=dt.date(2027, 3, 20))
    following = Submission.objects.get(unit=body.schools[0], round__period__label="Quý I/2027")
    page = selectors.get_submission(viewer=body.clerks[0], submission_id=following.pk)
    assert (page.before_label, page.sections[0].before, page.sections[0].words) == ("Quý IV/2026", "Nền nếp tốt.", "")


@pytest.mark.usefixtures("december")
def test_a_merged_unit_hands_over_what_it_had_not_sent(body: factories.Body) -> None:
    save(body)
    heir = make_unit("t8", "Trường THPT số 8", body.department, Kind.UPPER_SCHOOL)
    ending = Ending(dt.date(2026, 12, 20), "QĐ sáp nhập", {body.schools[0].pk: heir.pk})
    assert any(effect.what == "báo cáo chưa nộp" and effect.count == 1 for effect in Reports().effects(ending))
    Reports().follow(body.specialist, ending)
    assert one(body).state == SubmissionState.RELEASED
    taken = Submission.objects.get(unit=heir)
    assert (taken.said, taken.due, taken.state) == ({"s1": "Nền nếp tốt."}, dt.date(2027, 1, 8), "draft")
    page = selectors.get_round(viewer=body.specialist, round_id=Round.objects.get().pk)
    assert (page.tally.expected, page.tally.opening) == (3, 3)


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize("schools", [3, 30])
def test_pages_ask_as_often_for_three_schools_as_for_thirty(schools: int) -> None:
    body = factories.make_body(schools)
    factories.make_issued(body)
    made, row = Round.objects.get(), one(body)
    body.specialist.__dict__.pop("_scope", None)
    with CaptureQueriesContext(connection) as round_queries:
        selectors.get_round(viewer=body.specialist, round_id=made.pk)
    with CaptureQueriesContext(connection) as own_queries:
        selectors.get_submission(viewer=body.specialist, submission_id=row.pk)
    assert (len(round_queries), len(own_queries)) == (10, 17)


def test_a_unit_excused_from_the_period_need_not_send_until_it_comes_back(body: factories.Body, at: Any) -> None:
    at("2026-12-18T09:00")
    save(body)
    held = {"plan_period_id": Round.objects.get().held_id, "unit_id": body.schools[0].pk}
    planning.excuse_unit(actor=body.leader, reason="Sửa chữa trường.", **held)
    assert one(body).state == SubmissionState.RELEASED
    page = selectors.get_round(viewer=body.leader, round_id=Round.objects.get().pk)
    assert (page.tally.opening, page.tally.expected) == (3, 2)
    at("2026-12-21T09:00")
    planning.take_in_unit(actor=body.specialist, reason="Xong sớm.", **held)
    back = one(body)
    assert (back.state, back.said) == (SubmissionState.DRAFT, {"s1": "Nền nếp tốt."}), "what was written is kept"
    assert [step.act for step in back.steps.order_by("id")] == [SubmissionAct.EXCUSED, SubmissionAct.REENTERED]
    assert selectors.get_round(viewer=body.leader, round_id=Round.objects.get().pk).tally.expected == 3
