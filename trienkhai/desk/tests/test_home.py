"""Each role's home answers "what must I do now?": what waits for this role, nothing else, at a constant cost."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.desk import selectors
from trienkhai.documents.tests.factories import World, make_person, make_read_document
from trienkhai.plans.models import Plan, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.records.models import OutgoingDocument
from trienkhai.reporting import services as reports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def office(at: Any) -> tuple[factories.Body, dict[str, Person], Plan]:
    """A plan issued, another in draft, a document to review, a report without number."""
    body = factories.make_body(schools=2)
    people = {role.value: make_person(f"h-{role}", role, body.department) for role in Role}
    plan = factories.make_issued(body)
    factories.make_draft(body)
    make_read_document(World(body.department, body.division, body.stranger_unit, *[body.specialist] * 5))
    reports.make_report(actor=body.specialist, plan_period_id=PlanPeriod.objects.get(plan=plan).pk, form_key=uuid.uuid4())
    where = {"unit_id": body.department.pk, "form_key": uuid.uuid4(), "doc_type": "thông báo", "title": "Lịch", "issuer": "SỞ"}
    OutgoingDocument.objects.create(state="approved", prepared_by=body.specialist, prepared_at=clock.now(), **where)
    return body, people, plan


def parts(viewer: Person) -> dict[str, Any]:
    home = selectors.home(viewer=viewer)
    return {
        "inbox": len(home.inbox.works) if home.inbox else None,
        "to_review": len(home.to_review),
        "drafts": len(home.drafts),
        "boards": len(home.boards),
        "papers": {act: len(rows) for act, rows in home.papers.items() if rows},
        "upload": home.may_upload,
        "admin": home.is_admin,
    }


NOTHING = {"inbox": None, "to_review": 0, "drafts": 0, "boards": 0, "papers": {}, "upload": False, "admin": False}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("reporter", {"inbox": 0, "upload": True}),
        ("records", {"papers": {"number": 1}, "upload": True}),
        ("specialist", {"to_review": 1, "drafts": 1, "boards": 1, "upload": True}),
        ("head", {"inbox": 0, "to_review": 1, "drafts": 1}),
        ("leader", {"drafts": 1, "boards": 1}),
        ("admin", {"admin": True}),
    ],
)
def test_a_role_sees_what_waits_for_it(office: Any, role: str, seen: dict[str, Any]) -> None:
    _body, people, _plan = office
    assert parts(people[role]) == NOTHING | seen
    client = Client()
    client.force_login(people[role])
    assert client.get("/").status_code == 200


def test_a_clerk_sees_the_schools_work_and_a_stranger_nothing_of_it(office: Any) -> None:
    body, _people, _plan = office
    assert parts(body.clerks[0])["inbox"] == 2
    assert parts(body.stranger)["inbox"] == 0
    assert selectors.home(viewer=body.stranger).is_quiet
    page = _page(body.clerks[0])
    assert "Tổ chức ngày hội đọc sách." in page


def test_schools_own_specialists_and_leaders_have_a_home_too(office: Any) -> None:
    body, _people, _plan = office
    for role in (Role.SPECIALIST, Role.LEADER, Role.HEAD):
        person = make_person(f"school-{role}", role, body.schools[1])
        assert parts(person)["boards"] == 0
        assert _page(person)


def test_somebody_without_a_role_is_told_so_kindly(office: Any) -> None:
    nobody = Person.objects.create(username="moi", full_name="Người Mới")
    assert parts(nobody) == NOTHING
    assert "<h1" in _page(nobody)


def _page(person: Person) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_home_asks_as_often_for_one_plan_as_for_many(office: Any, queries: Any) -> None:
    body, people, _plan = office
    for _n in range(2):
        factories.make_issued(body)
    before = _asked(people, queries)
    for _n in range(6):
        factories.make_issued(body)
        factories.make_draft(body)
    assert _asked(people, queries) == before


def _asked(people: dict[str, Person], queries: Any) -> dict[str, int]:
    fresh = {role: Person.objects.get(pk=person.pk) for role, person in people.items()}
    return {role: queries(lambda person=person: selectors.home(viewer=person)) for role, person in fresh.items()}
