"""Past days: the table of each day is what the board said on that day, two days show their difference, and what lies behind a figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans import selectors, services
from trienkhai.plans.following import Work
from trienkhai.plans.models import Obligation, Plan
from trienkhai.plans.selectors import comparing
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.units import tree
from trienkhai.units.following import Ending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
DAYS = [dt.date(2026, 11, 24) + dt.timedelta(days=n) for n in range(0, 40, 4)]


def owed(body: Body, school: int, key: str = "1.b") -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[school])


def acts(body: Body) -> list[Any]:
    """What happens every four days: all the ways in which work can come to stand otherwise."""
    leader, clerks = body.leader, body.clerks
    b = [owed(body, n) for n in range(3)]
    a = [owed(body, n, "1.a") for n in range(3)]
    return [
        lambda: (say(clerks[0], b[0].pk), say(clerks[1], a[1].pk, state="in_progress")),
        lambda: services.return_work(actor=leader, obligation_id=b[0].pk, reason="Thiếu."),
        lambda: services.suspend_work(actor=leader, obligation_ids=[b[2].pk, a[2].pk], reason="Chờ."),
        lambda: (say(clerks[0], b[0].pk), say(clerks[1], b[1].pk)),
        lambda: services.resume_work(actor=leader, obligation_ids=[b[2].pk], clock_choice="shift"),
        lambda: services.name_addressee(
            actor=leader, task_id=owed_task(body, "2.b"), addressee_id=open_phrase(body), unit_ids=[body.division.pk], reason="Công văn 15"
        ),
        lambda: extend(body, b[2]),
        lambda: say(clerks[2], b[2].pk),
        lambda: say(clerks[2], b[2].pk, state="in_progress"),
        lambda: None,
    ]


def owed_task(body: Body, key: str) -> int:
    return int(Plan.objects.get().tasks.get(key=key).pk)


def open_phrase(body: Body) -> int:
    return int(Plan.objects.get().tasks.get(key="2.b").addressees.get().pk)


def extend(body: Body, row: Obligation) -> None:
    row.refresh_from_db()
    until = row.due + dt.timedelta(days=30)
    asked = services.ask_extension(actor=body.clerks[2], obligation_id=row.pk, until=until, reason="Đang sửa phòng.")
    services.grant_extension(actor=body.leader, extension_id=asked.pk, until=until)


def live(body: Body, at: Any) -> dict[dt.date, Any]:
    """The boards as they were seen on their days."""
    make_issued(body)
    seen, plan = {}, Plan.objects.get()
    for day, act in zip(DAYS, acts(body), strict=True):
        at(f"{day}T09:00")
        act()
        board = selectors.board(viewer=body.leader, plan_id=plan.pk)
        seen[day] = (board.whole, board.coordination, [line.figures for line in board.tasks])
    return seen


def test_every_past_day_shows_the_board_of_that_day(at: Any) -> None:
    body = make_body(schools=3)
    seen = live(body, at)
    plan = Plan.objects.get()
    for day, (whole, coordination, tasks) in seen.items():
        told = selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=day)
        assert (told.whole, told.coordination, [figures for _task, figures in told.by_task]) == (whole, coordination, tasks), day
        for _task, figures in told.by_task:
            works = selectors.works_at(viewer=body.leader, plan_id=plan.pk, on=day, task_id=_task.pk).works
            assert sum(1 for work in works if work.row.duty != "coordinate") == figures.total, (day, _task)
            late = selectors.works_at(viewer=body.leader, plan_id=plan.pk, on=day, task_id=_task.pk, way="open_overdue").works
            assert {work.timeliness for work in late} <= {"open_overdue"}
    future = selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2030, 1, 1))
    assert future.whole == seen[DAYS[-1]][0], "a day to come is today"
    before = selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=DAYS[0] - dt.timedelta(days=1))
    assert before.whole.total == before.coordination.total == 0, "nothing had been given yet"


def test_a_branch_and_a_task_narrow_both_days_alike(at: Any) -> None:
    body = make_body(schools=3)
    live(body, at)
    plan = Plan.objects.get()
    school = tree.segment(body.schools[2].pk)
    parts = [
        selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=DAYS[6], branch=tree.segment(unit.pk)).whole
        for unit in [*body.schools, body.division]
    ]
    whole = selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=DAYS[6]).whole
    assert sum(part.total for part in parts) == whole.total
    assert sum(part.open_overdue for part in parts) == whole.open_overdue
    page = selectors.compare(
        viewer=body.leader, plan_id=plan.pk, first=DAYS[1], second=DAYS[7], branch=school, task_id=owed_task(body, "1.b")
    )
    assert [(moved.was.timeliness, moved.work.timeliness) for moved in page.moved] == [("open_in_time", "done_on_time")]
    assert page.moved[0].kinds == ["Tạm dừng", "Tiếp tục thực hiện", "Gia hạn", "Đơn vị báo cáo"]
    assert {pair.way: pair.difference for pair in page.whole if pair.difference} == {"done_on_time": 1, "open_in_time": -1}


def test_two_days_side_by_side(at: Any) -> None:
    body = make_body(schools=3)
    seen = live(body, at)
    plan = Plan.objects.get()
    page = selectors.compare(viewer=body.leader, plan_id=plan.pk, first=DAYS[0], second=DAYS[6])
    for pair in page.whole:
        assert (pair.before, pair.after) == (getattr(seen[DAYS[0]][0], pair.way), getattr(seen[DAYS[6]][0], pair.way))
    assert page.entered == 1
    assert {moved.work.row.pk for moved in page.moved} == {owed(body, n).pk for n in range(3)} | {owed(body, 2, "1.a").pk}
    back = selectors.compare(viewer=body.leader, plan_id=plan.pk, first=DAYS[5], second=DAYS[2])
    assert (back.first, back.second) == (DAYS[2], DAYS[2]), "the first day is not later than the second"
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            selectors.compare(viewer=actor, plan_id=plan.pk)
        with pytest.raises(raised):
            selectors.state_at(viewer=actor, plan_id=plan.pk, on=DAYS[0])


def test_what_changed_is_listed_up_to_a_limit(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    body = make_body(schools=3)
    live(body, at)
    monkeypatch.setattr(comparing, "MOST", 2)
    page = selectors.compare(viewer=body.leader, plan_id=Plan.objects.get().pk, first=DAYS[0], second=DAYS[6])
    assert (page.page.paginator.count, page.is_cut) == (2, True)


def test_handed_over_work_stood_where_it_was(at: Any) -> None:
    body = make_body(schools=3)
    make_issued(body)
    plan, row = Plan.objects.get(), owed(body, 1)
    at("2026-11-30T09:00")
    whole = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    at("2026-12-01T09:00")
    Work().follow(body.leader, Ending(dt.date(2026, 12, 1), "Sáp nhập", {body.schools[1].pk: body.schools[0].pk}))
    after = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert after.total == whole.total - 2
    assert selectors.state_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2026, 11, 30)).whole == whole
    works = selectors.works_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2026, 11, 30), task_id=row.task_id).works
    assert row.pk in {work.row.pk for work in works}
    now = selectors.works_at(viewer=body.leader, plan_id=plan.pk, on=dt.date(2026, 12, 1), task_id=row.task_id).works
    assert row.pk not in {work.row.pk for work in now}


def test_the_pages_show_both_days_and_what_lies_behind(at: Any) -> None:
    body = make_body(schools=3)
    live(body, at)
    plan, client = Plan.objects.get(), Client()
    client.force_login(body.specialist)
    place = reverse("plans:compare", args=[plan.pk])
    assert place in client.get(reverse("plans:plan-board", args=[plan.pk])).content.decode()
    shown = client.get(f"{place}?tu=2026-11-24&den=2026-12-18&nhanh={tree.segment(body.schools[2].pk)}").content.decode()
    assert "24/11/2026" in shown
    assert body.schools[2].placements.get().name in shown
    assert "Gia hạn" in shown
    for odd in ("?tu=hom-nay&ky=", "?tu=99/99/2026&trang=x", "?nhanh=zz"):
        assert client.get(place + odd).status_code == 200
    assert client.get(f"{place}?ky=999999").status_code == 404
    listed = reverse("plans:works-at", args=[plan.pk])
    then = client.get(f"{listed}?ngay=2026-12-02&nhiem-vu={owed_task(body, '1.b')}&tinh-trang=suspended").content.decode()
    assert "Tạm dừng" in then
    assert reverse("plans:obligation", args=[owed(body, 2).pk]) in then
    assert client.get(f"{listed}?nhiem-vu=0").status_code == 404
