"""Heat map, timeline and lists to take away: what they show, to whom, and that nothing typed becomes a formula."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from trienkhai.core import lists
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Obligation, Plan, Task
from trienkhai.plans.selectors.listing import Asked
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.units import tree

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    say(made.clerks[0], owed(made, 0).pk)
    services.suspend_work(actor=made.leader, obligation_ids=[owed(made, 1).pk], reason="Chờ.")
    at("2026-12-20T09:00")
    return made


def owed(body: Body, school: int, key: str = "1.b") -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[school])


def plan_id() -> int:
    return int(Plan.objects.get().pk)


def test_the_heat_map_says_how_each_unit_stands(body: Body) -> None:
    page = selectors.heat_map(viewer=body.leader, plan_id=plan_id())
    at = [task.key for task in page.tasks].index("1.b")
    found = {row.unit_id: row.cells[at].letter for row in page.rows if row.cells[at]}
    assert found == {body.schools[0].pk: "Đ", body.schools[1].pk: "D", body.schools[2].pk: "Q"}
    assert [(row.done, row.owed) for row in page.rows if row.unit_id == body.schools[0].pk] == [(1, 2)]
    one = selectors.heat_map(viewer=body.leader, plan_id=plan_id(), branch=tree.segment(body.schools[2].pk))
    assert [row.unit_id for row in one.rows] == [body.schools[2].pk]
    assert selectors.heat_map(viewer=body.leader, plan_id=plan_id(), kind="preschool").rows == []
    assert len(selectors.heat_map(viewer=body.leader, plan_id=plan_id(), kind="upper_school").rows) == 3
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        for read in (selectors.heat_map, selectors.timeline):
            with pytest.raises(raised):
                read(viewer=actor, plan_id=plan_id())


def test_the_map_asks_the_same_number_of_queries_for_any_number_of_units(body: Body, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        selectors.heat_map(viewer=body.leader, plan_id=plan_id())
    with django_assert_max_num_queries(6):
        selectors.timeline(viewer=body.leader, plan_id=plan_id())


def test_the_timeline_draws_each_task_in_its_periods(body: Body) -> None:
    page = selectors.timeline(viewer=body.leader, plan_id=plan_id())
    drawn = {line.task.key: [(part.done, part.total, part.late, part.kind) for part in line.stretches] for line in page.lines}
    assert drawn["1.b"] == [(1, 3, 1, "overdue")]
    assert drawn["1.a"] == [(0, 3, 0, "open")]
    assert drawn["2.a"] == []
    assert all(float(part.x) + float(part.width) <= 981 for line in page.lines for part in line.stretches)


def test_pages_show_the_map_the_line_and_their_files(body: Body) -> None:
    client = Client()
    client.force_login(body.specialist)
    shown = client.get(reverse("plans:heat-map", args=[plan_id()])).content.decode()
    assert f'href="/ke-hoach/viec/{owed(body, 2).pk}/"' in shown
    assert reverse("plans:obligation", args=[7]) == "/ke-hoach/viec/7/", "what the relative address relies on"
    assert "heat-open_overdue" in shown
    line = client.get(reverse("plans:timeline", args=[plan_id()])).content.decode()
    assert '<svg class="timeline"' in line
    assert "1/3" in line
    board = client.get(reverse("plans:plan-board", args=[plan_id()])).content.decode()
    assert reverse("plans:take-list", args=[plan_id(), "viec", "xlsx"]) in board
    for what in ("nhiem-vu", "nhanh", "viec", "chua-bao-cao", "ban-do"):
        for kind in ("xlsx", "csv"):
            answer = client.get(reverse("plans:take-list", args=[plan_id(), what, kind]))
            assert (answer.status_code, answer["Content-Disposition"].startswith("attachment")) == (200, True), (what, kind)
    assert client.get(reverse("plans:take-list", args=[plan_id(), "mat", "csv"])).status_code == 404
    assert client.get(reverse("plans:take-list", args=[plan_id(), "viec", "exe"])).status_code == 404
    assert client.get(reverse("plans:task", args=[owed(body, 0).task_id])).status_code == 200
    assert JournalLine.objects.filter(verb="plans.list.taken").count() == 10


def test_a_list_is_whole_and_narrowed_as_the_page_is(body: Body) -> None:
    def taken(what: str, **asked: Any) -> list[list[Any]]:
        data, _name = services.hand_out_list(actor=body.leader, plan_id=plan_id(), what=what, kind="xlsx", asked=Asked(**asked))
        return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]

    assert len(taken("viec")) == 6
    assert len(taken("viec", task_id=owed(body, 0).task_id, way="open_overdue")) == 1
    assert len(taken("viec", branch=tree.segment(body.schools[0].pk))) == 2
    assert [row[0] for row in taken("chua-bao-cao", task_id=owed(body, 0).task_id)] == ["Trường THPT số 3"]
    assert sum(row[2] for row in taken("nhiem-vu")) == selectors.board(viewer=body.leader, plan_id=plan_id()).whole.done_on_time
    with pytest.raises(Hidden):
        taken("viec", task_id=0)
    with pytest.raises(Refusal):
        services.hand_out_list(actor=body.clerks[0], plan_id=plan_id(), what="viec", kind="csv", asked=Asked())


@pytest.mark.parametrize("typed", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_nothing_typed_becomes_a_formula(body: Body, typed: str) -> None:
    Task.objects.filter(key="1.a").update(title=typed)
    asked = {"actor": body.leader, "plan_id": plan_id(), "what": "nhiem-vu", "asked": Asked()}
    told = services.hand_out_list(kind="csv", **asked)[0].decode("utf-8-sig")
    assert f"'{typed}" in told
    book = services.hand_out_list(kind="xlsx", **asked)[0]
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert typed in [row[1] for row in cells]
    assert lists.write(lists.Sheet("a", "A", ["Số"], [[-3], [None]]), "csv").decode("utf-8-sig").split() == ["Số", "-3", '""']
