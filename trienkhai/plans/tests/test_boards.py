"""Boards: every figure is what a recount from the rows says, whatever was written before; from each figure down to the report."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans import counting, selectors
from trienkhai.plans.figures import Figures
from trienkhai.plans.models import Obligation, Plan, PlanPeriod
from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
COUNTED = ("lead", "execute")
NAMES = ("done_on_time", "done_late", "open_in_time", "open_overdue", "steady_done", "steady_open", "not_started")


def recount(rows: list[Obligation], day: dt.date) -> dict[str, int]:
    """The four ways and steady work by hand, from the rows alone."""
    sums = dict.fromkeys(NAMES, 0)
    for row in rows:
        done, steady = row.state == "done", row.task.schedule != "once"
        if steady:
            name = "steady_done" if done else "steady_open"
        elif done:
            name = "done_on_time" if row.done_on <= row.due else "done_late"
        else:
            name = "open_in_time" if day <= row.due else "open_overdue"
        sums[name] += 1
        sums["not_started"] += row.state == "not_started"
    return sums


def said(figures: Figures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in NAMES}


def rows_of(plan: Plan, held: PlanPeriod | None = None) -> list[Obligation]:
    rows = Obligation.objects.filter(task__plan=plan, duty__in=COUNTED).select_related("task")
    return list(rows.filter(period=held) if held else rows)


def make_plan(schools: int = 5, **values: Any) -> tuple[factories.Body, Plan]:
    tasks = [
        *factories.TASKS,
        ("3.a", "Chủ trì.", [factories.mention("Phòng Thường xuyên", "lead")], [factories.time("once", "12", due="2026-12-01")]),
        (
            "3.b",
            "Cùng làm.",
            [factories.mention("các trường"), factories.mention("Phòng Thường xuyên", "coordinate")],
            [factories.time("once", "15/11", due="2026-11-15")],
        ),
    ]
    body = factories.make_body(schools)
    return body, factories.make_issued(body, tasks=tasks, effective_on=dt.date(2026, 7, 1), **values)


def check(body: factories.Body, plan: Plan, day: dt.date, held: PlanPeriod | None) -> None:
    page = selectors.board(viewer=body.leader, plan_id=plan.pk, plan_period_id=held.pk if held else None, whole_plan=held is None)
    rows = rows_of(plan, held)
    assert said(page.whole) == recount(rows, day)
    for line in page.tasks:
        assert said(line.figures) == recount([row for row in rows if row.task_id == line.task.pk], day), line.task.key
    for line in page.branches:
        mine = [row for row in rows if counting.branch_of(page.view.owner_path, row.path) == line.branch]
        assert said(line.figures) == recount(mine, day), line.name
    assert sum(line.figures.total for line in page.branches) == page.whole.total == len(rows)


@pytest.mark.parametrize("seed", range(4))
def test_after_random_writes_every_figure_is_the_recount(at: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same writes each time
    body, plan = make_plan(past=[dt.date(2026, 7, 1)])
    clerks = dict(zip([school.pk for school in body.schools], body.clerks, strict=True))
    mine = [row for row in Obligation.objects.filter(task__plan=plan) if row.unit_id in clerks]
    periods = list(PlanPeriod.objects.filter(plan=plan))
    for step in range(40):
        day = dt.date(2026, 11, 24) + dt.timedelta(days=step)
        at(f"{day}T09:00")
        row = chance.choice(mine)
        factories.say(clerks[row.unit_id], row.pk, state=chance.choice(["not_started", "in_progress", "done"]))
        if chance.random() < 0.1:
            counting.fold(chance.choice(periods).pk)
    for held in periods:
        assert counting.differences(held) == []
        check(body, plan, day, held)
    check(body, plan, day, None)


def test_folding_keeps_the_sums_and_shortens_the_table() -> None:
    body, plan = make_plan()
    held = PlanPeriod.objects.get(plan=plan, opened_at__isnull=False)
    row = Obligation.objects.get(period=held, task__key="1.b", unit=body.schools[0])
    for state in ("in_progress", "done") * 3:
        factories.say(body.clerks[0], row.pk, state=state)
    before = said(selectors.board(viewer=body.leader, plan_id=plan.pk).whole)
    assert counting.fold(held.pk) > 0
    assert counting.fold(held.pk) == 0
    assert said(selectors.board(viewer=body.leader, plan_id=plan.pk).whole) == before


def test_coordination_stands_apart_and_a_day_turns_work_overdue(at: Any) -> None:
    body, plan = make_plan(schools=2)
    page = selectors.board(viewer=body.leader, plan_id=plan.pk)
    assert page.coordination.total == 1
    assert (page.whole.open_in_time, page.whole.open_overdue) == (3, 2)
    at("2026-12-15T23:59")
    assert selectors.board(viewer=body.leader, plan_id=plan.pk).whole.open_overdue == 3
    at("2026-12-16T00:00")
    assert selectors.board(viewer=body.leader, plan_id=plan.pk).whole.open_overdue == 5


def test_from_a_figure_down_to_the_report_and_the_sentence() -> None:
    body, plan = make_plan(schools=2)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    factories.say(body.clerks[0], row.pk, text="Đã tổ chức ngày hội.")
    board = selectors.board(viewer=body.leader, plan_id=plan.pk)
    branch = next(line for line in board.branches if line.name == "Trường THPT số 1")
    units = selectors.branch_page(viewer=body.leader, plan_id=plan.pk, branch=branch.branch)
    assert [(line.unit.name, said(line.figures)) for line in units.units] == [("Trường THPT số 1", said(branch.figures))]
    works = selectors.unit_page(viewer=body.leader, plan_id=plan.pk, unit_id=body.schools[0].pk).works
    assert [work.row.task.key for work in works] == ["1.a", "1.b", "3.b"]
    task = selectors.task_page(viewer=body.leader, task_id=row.task_id, way="done_on_time")
    assert [work.row.pk for work in task.works] == [row.pk]
    page = selectors.get_obligation(viewer=body.leader, obligation_id=row.pk)
    assert page.said[0].progress.text == "Đã tổ chức ngày hội."
    assert page.source is not None
    assert page.source[1] == "Tổ chức ngày hội đọc sách."
    assert [line.verb for line in page.lines] == ["plans.progress.reported"]


def test_each_filter_of_a_task_shows_as_many_as_the_board_says() -> None:
    body, plan = make_plan(schools=4)
    for n, state in enumerate(("done", "in_progress")):
        factories.say(body.clerks[n], Obligation.objects.get(task__key="3.b", unit=body.schools[n]).pk, state=state)
    line = next(line for line in selectors.board(viewer=body.leader, plan_id=plan.pk).tasks if line.task.key == "3.b")
    ways = ("done_on_time", "done_late", "open_in_time", "open_overdue", "not_started")
    pages = {way: selectors.task_page(viewer=body.leader, task_id=line.task.pk, way=way).works for way in ways}
    found = {way: sum(work.row.duty in COUNTED for work in works) for way, works in pages.items()}
    assert found == {way: getattr(line.figures, way) for way in ways}
    assert found == {"done_on_time": 0, "done_late": 1, "open_in_time": 0, "open_overdue": 3, "not_started": 2}


def test_who_has_not_reported_comes_with_the_nearest_day_first() -> None:
    body, plan = make_plan(schools=3)
    for key in ("1.a", "1.b", "3.b"):
        factories.say(body.clerks[0], Obligation.objects.get(task__key=key, unit=body.schools[0]).pk)
    page = selectors.who_has_not(viewer=body.specialist, plan_id=plan.pk)
    assert [(row.unit.name, row.n, row.is_overdue) for row in page.rows] == [
        ("Trường THPT số 2", 3, True),
        ("Trường THPT số 3", 3, True),
        ("Phòng Thường xuyên", 1, False),
    ]
    task = plan.tasks.get(key="1.b")
    assert [row.n for row in selectors.who_has_not(viewer=body.specialist, plan_id=plan.pk, task_id=task.pk).rows] == [1, 1]
    branch = f"{body.schools[1].pk:06x}"
    assert [row.unit.id for row in selectors.who_has_not(viewer=body.specialist, plan_id=plan.pk, branch=branch).rows] == [
        body.schools[1].pk
    ]
    with pytest.raises(Hidden):
        selectors.who_has_not(viewer=body.specialist, plan_id=plan.pk, task_id=987654)


def test_boards_are_for_those_who_oversee() -> None:
    body, plan = make_plan(schools=1)
    asks = (
        lambda who: selectors.board(viewer=who, plan_id=plan.pk),
        lambda who: selectors.branch_page(viewer=who, plan_id=plan.pk, branch=""),
        lambda who: selectors.unit_page(viewer=who, plan_id=plan.pk, unit_id=body.schools[0].pk),
        lambda who: selectors.who_has_not(viewer=who, plan_id=plan.pk),
    )
    for ask in asks:
        assert ask(body.leader)
        with pytest.raises(Refusal, match="không có quyền"):
            ask(body.clerks[0])
        with pytest.raises(Hidden):
            ask(body.stranger)
    with pytest.raises(Hidden):
        selectors.board(viewer=body.leader, plan_id=plan.pk, plan_period_id=987654)
    seen = selectors.task_page(viewer=body.clerks[0], task_id=plan.tasks.get(key="1.b").pk)
    assert (seen.page, seen.works, bool(seen.may_see_board)) == (None, [], False)


def asked(schools: int, queries: Any) -> dict[str, int]:
    body, plan = make_plan(schools)
    for clerk, school in zip(body.clerks[:30], body.schools, strict=False):
        factories.say(clerk, Obligation.objects.get(task__key="1.b", unit=school).pk)
    row = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    branch = f"{body.schools[0].pk:06x}"
    acts: dict[str, Any] = {
        "board": lambda: selectors.board(viewer=body.leader, plan_id=plan.pk),
        "whole": lambda: selectors.board(viewer=body.leader, plan_id=plan.pk, whole_plan=True),
        "branch": lambda: selectors.branch_page(viewer=body.leader, plan_id=plan.pk, branch=branch),
        "unit": lambda: selectors.unit_page(viewer=body.leader, plan_id=plan.pk, unit_id=body.schools[0].pk),
        "silent": lambda: selectors.who_has_not(viewer=body.leader, plan_id=plan.pk),
        "task": lambda: selectors.task_page(viewer=body.leader, task_id=row.task_id),
        "plan": lambda: selectors.plan_page(viewer=body.leader, plan_id=plan.pk),
        "plans": lambda: selectors.list_plans(viewer=body.leader),
        "inbox": lambda: selectors.inbox(viewer=body.clerks[0]),
        "obligation": lambda: selectors.get_obligation(viewer=body.leader, obligation_id=row.pk),
    }
    return {name: queries(act) for name, act in acts.items()}


@pytest.mark.scale
def test_selectors_ask_as_often_for_three_schools_as_for_three_hundred(queries: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        few = asked(3, queries)
        transaction.set_rollback(True)
    assert asked(300, queries) == few
