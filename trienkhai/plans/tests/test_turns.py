"""Several works of one task in one period: the months of a quarter, several events; and units that leave a period and come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents.tests.factories import make_unit
from trienkhai.periods.calendar import period_of
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import schedule, selectors, services
from trienkhai.plans.choices import State
from trienkhai.plans.models import Obligation, PlanPeriod, Task, TaskEvent
from trienkhai.plans.tests.factories import Body, make_body, make_issued, mention, say, time
from trienkhai.plans.verification import faults
from trienkhai.units import changing
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
MONTHLY = [("1", "Báo cáo sĩ số.", [mention("các trường")], [time("recurring", "hằng tháng", every="P1M")])]
WHEN = [("3.a", "Xử lý khi có dịch bệnh.", [mention("các trường")], [time("conditional", "khi có dịch")])]


def running() -> PlanPeriod:
    return PlanPeriod.objects.filter(opened_at__isnull=False).latest("period__starts")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("every", "kind", "day", "ends"),
    [
        ("P1M", "quarter", dt.date(2026, 5, 1), [(4, 30), (5, 31), (6, 30)]),
        ("P1M", "year", dt.date(2026, 5, 1), [(1, 31), (2, 28)]),
        ("P3M", "year", dt.date(2026, 5, 1), [(3, 31), (6, 30), (9, 30), (12, 31)]),
        ("P3M", "school_year", dt.date(2026, 10, 1), [(9, 30), (12, 31), (3, 31), (6, 30)]),
        ("P6M", "school_year", dt.date(2026, 10, 1), [(12, 31), (6, 30)]),
        ("P1M", "month", dt.date(2026, 5, 1), []),
        ("P1Y", "quarter", dt.date(2026, 5, 1), []),
    ],
)
def test_a_finer_rhythm_has_its_own_periods_within_the_plans(every: str, kind: str, day: dt.date, ends: list[tuple[int, int]]) -> None:
    found = schedule.parts(Task(schedule="recurring", every=every), period_of(kind, day))
    assert [(part.ends.month, part.ends.day) for _turn, part in found][: len(ends) or None] == ends
    assert [turn for turn, _part in found] == list(range(1, len(found) + 1))


def test_each_month_of_a_quarter_is_asked_for_with_its_own_day(at: Any, queries: Any) -> None:
    body = make_body(schools=2)
    plan = make_issued(body, MONTHLY)
    first = Obligation.objects.filter(unit=body.schools[0]).order_by("turn")
    assert [(row.turn, row.due) for row in first] == [(2, dt.date(2026, 11, 30)), (3, dt.date(2026, 12, 31))], "October had ended"
    at("2027-01-01T06:00")
    services.open_due_periods(day=dt.date(2027, 1, 1))
    owed = Obligation.objects.filter(period=running(), unit=body.schools[0]).order_by("turn")
    assert [row.due for row in owed] == [dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 3, 31)]
    assert ExpectedMember.objects.get(expected_set=running().expected_set, unit=body.schools[0]).waiting == 3
    again = Obligation(
        **Obligation.objects.filter(pk=owed[0].pk).values("period_id", "task_id", "unit_id", "duty", "turn", "path", "due")[0]
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    at("2027-02-03T09:00")
    say(body.clerks[0], owed[0].pk)
    board = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert (board.steady_done, board.steady_open, board.not_started) == (1, 5, 5)
    cells = selectors.heat_map(viewer=body.leader, plan_id=plan.pk, plan_period_id=running().pk).rows
    assert [row.cells[0].way for row in cells if row.cells[0]] == ["done_late", "open_overdue"], "the worst of three months"
    silent = selectors.who_has_not(viewer=body.leader, plan_id=plan.pk, plan_period_id=running().pk)
    assert {row.unit.id: (row.n, row.due) for row in silent.rows} == {
        body.schools[0].pk: (2, dt.date(2027, 2, 28)),
        body.schools[1].pk: (3, dt.date(2027, 1, 31)),
    }
    assert list(faults()) == []
    shown = signed_in(body.clerks[1]).get(reverse("plans:inbox")).content.decode()
    assert "Tháng 01/2027" in shown
    assert "Tháng 03/2027" in shown
    assert "Tháng 02/2027" in signed_in(body.clerks[0]).get(reverse("plans:obligation", args=[owed[1].pk])).content.decode()
    at("2027-02-10T09:00")
    late = make_unit("moi", "Trường THPT Mới", body.department, Kind.UPPER_SCHOOL)
    assert services.take_in_unit(actor=body.specialist, plan_period_id=running().pk, unit_id=late.pk, reason="Thành lập") == 2
    assert list(Obligation.objects.filter(unit=late).order_by("turn").values_list("turn", flat=True)) == [2, 3], "January is over"


def event(body: Body, task: Task, due: dt.date, words: str) -> TaskEvent:
    return services.record_event(actor=body.specialist, task_id=task.pk, happened_on=dt.date(2026, 11, 20), due=due, words=words)


def test_several_events_of_a_period_are_each_work_of_their_own(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body, WHEN)
    task = Task.objects.get()
    first, second = event(body, task, dt.date(2026, 12, 5), "Dịch cúm."), event(body, task, dt.date(2026, 12, 9), "Dịch sởi.")
    assert (first.turn, second.turn) == (0, 1)
    with pytest.raises(Conflict, match="đã được ghi"):
        event(body, task, dt.date(2026, 12, 9), "Dịch sởi.")
    mine = Obligation.objects.filter(unit=body.schools[0]).order_by("turn")
    assert [(row.turn, row.due) for row in mine] == [(0, dt.date(2026, 12, 5)), (1, dt.date(2026, 12, 9))]
    say(body.clerks[0], mine[0].pk)
    at("2026-12-08T09:00")
    board = selectors.board(viewer=body.leader, plan_id=task.plan_id).whole
    assert (board.done_on_time, board.open_overdue, board.open_in_time) == (1, 1, 2)
    assert "Dịch sởi." in signed_in(body.clerks[0]).get(reverse("plans:obligation", args=[mine[1].pk])).content.decode()
    assert list(faults()) == []


def excused(body: Body) -> dict[str, Any]:
    held = {"plan_period_id": running().pk, "unit_id": body.schools[0].pk}
    services.excuse_unit(actor=body.leader, reason="Sửa chữa trường.", **held)
    return held


def test_an_excused_unit_comes_back_with_what_it_had_not_done(at: Any) -> None:
    body = make_body(schools=2)
    plan = make_issued(body)
    school = body.schools[0]
    open_one = Obligation.objects.get(task__key="1.a", unit=school)
    say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=school).pk)
    say(body.clerks[0], open_one.pk, state="in_progress")
    before = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    at("2026-12-01T09:00")
    held = excused(body)
    gone = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert (gone.whole.total, gone.units_expected.present) == (before.total - 1, 1)  # type: ignore[union-attr]
    at("2026-12-08T09:00")
    with pytest.raises(Refusal):
        services.take_in_unit(actor=body.clerks[0], reason="Xong.", **held)
    assert services.take_in_unit(actor=body.specialist, reason="Sửa chữa xong sớm.", **held) == 1
    open_one.refresh_from_db()
    assert (open_one.state, open_one.due) == (State.IN_PROGRESS, dt.date(2026, 12, 31))
    back = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert back.whole == before
    assert (back.units_expected.opening, back.units_expected.present) == (2, 2)  # type: ignore[union-attr]
    stays = ExpectedMember.objects.filter(expected_set=running().expected_set, unit=school).order_by("id")
    assert [(row.entered_on, row.left_on) for row in stays] == [
        (dt.date(2026, 11, 24), dt.date(2026, 12, 1)),
        (dt.date(2026, 12, 8), None),
    ]
    assert selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2026, 12, 3)).whole == gone.whole
    assert list(faults()) == []
    with pytest.raises(Conflict):
        services.take_in_unit(actor=body.specialist, reason="Nữa.", **held)


def test_events_pass_an_excused_unit_by_until_it_comes_back(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body, [*MONTHLY, *WHEN])
    held = excused(body)
    task = Task.objects.get(key="3.a")
    event(body, task, dt.date(2026, 12, 5), "Dịch cúm.")
    event(body, task, dt.date(2026, 12, 19), "Dịch sởi.")
    assert set(Obligation.objects.filter(task=task).values_list("unit_id", flat=True)) == {body.schools[1].pk}
    at("2026-12-10T09:00")
    services.take_in_unit(actor=body.specialist, reason="Xong sớm.", **held)
    mine = Obligation.objects.filter(task=task, unit=body.schools[0])
    assert list(mine.values_list("turn", "due")) == [(1, dt.date(2026, 12, 19))], "what is still to come"
    assert list(faults()) == []


def test_an_excused_unit_is_offered_for_coming_back(at: Any) -> None:
    body = make_body(schools=2)
    plan = make_issued(body)
    excused(body)
    client, place = signed_in(body.specialist), reverse("plans:expected", args=[plan.pk])
    assert f'value="{body.schools[0].pk}"' in client.get(place).content.decode()
    assert client.post(place, {"act": "join", "unit": body.schools[0].pk, "reason": "Xong sớm"}).status_code == 302
    assert client.get(place).content.decode().count("Sửa chữa trường.") == 1


def test_an_excused_heir_owes_what_it_takes_over(at: Any) -> None:
    body = make_body(schools=2)
    make_issued(body)
    excused(body)
    at("2026-12-02T09:00")
    heir, ended = body.schools
    said = {"on": dt.date(2026, 12, 2), "reason": "Quyết định 20/QĐ-UBND"}
    changing.carry_out(actor=body.specialist, change=Change(ChangeKind.MERGE, ended.pk, target_id=heir.pk, **said))
    owed = Obligation.objects.filter(unit=heir).exclude(state=State.RELEASED).order_by("task__order")
    assert [row.task.key for row in owed] == ["1.a", "1.b"], "what the other school owed is not lost"
    assert ExpectedMember.objects.filter(expected_set=running().expected_set, unit=heir, left_on__isnull=True).count() == 1
    assert list(faults()) == []
