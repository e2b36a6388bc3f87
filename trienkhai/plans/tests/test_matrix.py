"""The matrix of tasks by units: every coverage, every filter, who sees it, and that its queries do not grow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Plan, Task
from trienkhai.plans.services import OwnTask
from trienkhai.plans.tests.factories import Body, make_body, make_issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=4)


@pytest.fixture
def above(body: Body) -> Plan:
    """The first school covers 1.a twice, 1.b not at all and goes beyond; the second has a draft, the third covers all, the fourth none."""
    plan = make_issued(body)
    first, second, third = (own(body, plan, n) for n in range(3))
    save(body, 0, first, text="Mua kệ sách.", kind="continuous", parent_ids=[task(plan, "1.a").pk])
    save(body, 0, first, text="Sửa mái phòng đọc.", due=dt.date(2026, 12, 1))
    services.remove_own_task(actor=head(body, 0), plan_id=first.pk, version=fresh(first), task_id=first.tasks.get(key="2").pk)
    for n, draft in ((0, first), (2, third)):
        services.issue_plan(
            actor=head(body, n), plan_id=draft.pk, version=fresh(draft), effective_on=dt.date(2026, 11, 24), rhythm="quarter"
        )
    assert second.state == "draft"
    return plan


def head(body: Body, n: int) -> Any:
    from trienkhai.accounts.models import Person

    found = Person.objects.filter(username=f"head{n}").first()
    return found or make_person(f"head{n}", Role.HEAD, body.schools[n])


def own(body: Body, plan: Plan, n: int) -> Plan:
    return services.derive_plan(actor=head(body, n), unit_id=body.schools[n].pk, parent_id=plan.pk)


def fresh(plan: Plan) -> int:
    return Plan.objects.get(pk=plan.pk).version


def task(plan: Plan, key: str) -> Task:
    return plan.tasks.get(key=key)


def save(body: Body, n: int, plan: Plan, **said: Any) -> None:
    written = OwnTask(**{"kind": "once"} | said)
    services.save_own_task(actor=head(body, n), plan_id=plan.pk, version=fresh(plan), task_id=None, said=written)


def seen(body: Body, plan: Plan, **asked: Any) -> list[int]:
    page = selectors.matrix(viewer=body.leader, plan_id=plan.pk, **asked)
    return [body.schools.index(unit) + 1 for row in page.rows for unit in body.schools if unit.pk == row.unit.id]


def test_every_cell_says_how_it_is_covered(body: Body, above: Plan) -> None:
    page = selectors.matrix(viewer=body.leader, plan_id=above.pk)
    keys = [t.key for t in page.tasks]
    cells = {row.unit.id: dict(zip(keys, (c.way for c in row.cells), strict=True)) for row in page.rows}
    one, two, three, four = (cells[school.pk] for school in body.schools)
    assert one == {"1.a": "overlapping", "1.b": "missing", "2.a": "", "2.b": ""}
    assert two == {"1.a": "drafted", "1.b": "drafted", "2.a": "", "2.b": ""}
    assert three == {"1.a": "covered", "1.b": "covered", "2.a": "", "2.b": ""}
    assert four == {"1.a": "missing", "1.b": "missing", "2.a": "", "2.b": ""}
    assert {row.unit.id: row.beyond for row in page.rows if row.beyond} == {body.schools[0].pk: 1}
    assert page.with_plan == 2
    assert page.expected >= 4


def test_filters(body: Body, above: Plan) -> None:
    dated = task(above, "1.b").pk
    assert seen(body, above, task_id=dated, way="missing") == [1, 2, 4]
    assert seen(body, above, task_id=dated, way="covered") == [3]
    assert seen(body, above, task_id=dated, way="drafted") == [2]
    assert seen(body, above, task_id=task(above, "1.a").pk, way="overlapping") == [1]
    assert seen(body, above, way="overlapping") == [1]
    assert seen(body, above, way="beyond") == [1]
    assert seen(body, above, way="no_plan") == [2, 4]
    assert seen(body, above, way="no_plan", branch_id=body.schools[3].pk) == [4]
    assert seen(body, above, branch_id=body.schools[1].pk) == [2]
    assert seen(body, above, way="missing") == [1, 2, 3, 4], "what asks for one task is left aside without it"


def test_who_sees_it(body: Body, above: Plan) -> None:
    assert selectors.matrix(viewer=body.specialist, plan_id=above.pk).rows
    for viewer, raised in ((body.clerks[0], Refusal), (head(body, 0), Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            selectors.matrix(viewer=viewer, plan_id=above.pk)
    for wrong in ({"task_id": 10**9}, {"branch_id": body.stranger_unit.pk}):
        with pytest.raises(Hidden):
            selectors.matrix(viewer=body.leader, plan_id=above.pk, **wrong)


def test_the_page_and_its_queries(body: Body, above: Plan) -> None:
    client = Client()
    client.force_login(body.leader)
    address = reverse("plans:matrix", args=[above.pk])
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = client.get(address, {"nhanh": body.schools[0].pk})
    with CaptureQueriesContext(connection) as many:
        whole = client.get(address)
    assert "Trùng" in page.content.decode()
    assert "Chưa có" in whole.content.decode()
    assert len(many) <= len(few)
    assert "Trường THPT số 2" in client.get(address, {"q": "so 2"}).content.decode()
