"""What a unit has said nothing about follows what it says, and boards count the same twice."""

from __future__ import annotations

import datetime as dt

import pytest

from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, selectors, services, verification
from trienkhai.plans.models import BoardCount, Obligation, PlanPeriod
from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def waiting() -> list[tuple[str, int, dt.date | None]]:
    return list(
        ExpectedMember.objects.filter(expected_set__purpose__startswith="plan-")
        .order_by("unit__code")
        .values_list("unit__code", "waiting", "nearest")
    )


def test_a_unit_waits_less_with_every_report_and_more_when_it_takes_one_back() -> None:
    body = factories.make_body(schools=2)
    factories.make_issued(body)
    first, last = dt.date(2026, 12, 15), dt.date(2026, 12, 31)
    assert waiting() == [("t1", 2, first), ("t2", 2, first)]
    dated, steady = (Obligation.objects.get(task__key=key, unit=body.schools[0]) for key in ("1.b", "1.a"))
    factories.say(body.clerks[0], dated.pk, state="in_progress")
    assert waiting() == [("t1", 1, last), ("t2", 2, first)]
    factories.say(body.clerks[0], dated.pk, state="done")
    factories.say(body.clerks[0], steady.pk)
    assert waiting() == [("t1", 0, None), ("t2", 2, first)]
    factories.say(body.clerks[0], steady.pk, state="not_started", text="Ghi nhầm, chưa làm.")
    assert waiting() == [("t1", 1, last), ("t2", 2, first)]
    assert list(verification.faults()) == []


def test_a_unit_named_late_waits_too() -> None:
    body = factories.make_body(schools=1)
    task = factories.make_issued(body).tasks.get(key="2.b")
    due = dt.date(2026, 12, 1)
    services.name_addressee(
        actor=body.specialist,
        task_id=task.pk,
        addressee_id=task.addressees.get().pk,
        unit_ids=[body.division.pk, body.schools[0].pk],
        due=due,
        reason="Công văn 15",
    )
    assert waiting() == [("ptx", 1, due), ("t1", 3, due)]
    assert list(verification.faults()) == []


def test_a_count_that_strays_from_the_truth_is_found() -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body)
    ExpectedMember.objects.update(waiting=7)
    assert [fault for fault in verification.faults() if "chưa báo cáo" in fault]


def test_the_two_counts_agree_with_the_rows_and_with_each_other_after_folding() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body, carry=True)
    factories.say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    held = PlanPeriod.objects.get(plan=plan)
    page = selectors.board(viewer=body.leader, plan_id=plan.pk)
    for _n in range(2):
        rows = BoardCount.objects.filter(period=held)
        by_task = sum(rows.filter(task__isnull=False).values_list("n", flat=True))
        by_branch = sum(rows.filter(task__isnull=True).values_list("n", flat=True))
        assert by_task == by_branch == Obligation.objects.filter(period=held).count()
        assert counting.differences(held) == []
        counting.fold(held.pk)
    again = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert (again.whole, again.coordination) == (page.whole, page.coordination)
    assert sum(line.figures.total for line in again.branches) == again.whole.total
    assert sum(line.figures.total for line in again.tasks) == again.whole.total


def test_a_task_that_names_the_same_units_twice_in_one_role_is_owed_once() -> None:
    body = factories.make_body(schools=2)
    twice = [factories.mention("các trường"), factories.mention("Các trường trên địa bàn")]
    factories.units.bind_phrase(
        actor=body.specialist, owner_id=body.department.pk, phrase="Các trường trên địa bàn", group_id=body.group.pk
    )
    factories.make_issued(body, tasks=[("1", "Xây dựng tủ sách lớp học.", twice, [factories.time("continuous", "Thường xuyên")])])
    assert Obligation.objects.count() == 2
    assert list(verification.faults()) == []
