"""Units, groups and phrases over the API: the same answers as on screen, for those who may, on any day."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.test_api import ask, key
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests import factories
from trienkhai.units.models import PhraseBinding, UnitGroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
SPECIALIST = ("phrase.bind", "group.manage", "plan.prepare", "people.see", "progress.oversee")


@pytest.fixture
def body(at: Any) -> factories.Body:
    at("2026-11-20T09:00")
    made = factories.make_body()
    factories.make_issued(made)
    at("2026-11-24T09:00")
    return made


def post(path: str, said: dict[str, Any], headers: dict[str, str]) -> Any:
    return Client().post(f"/api/v1{path}", said, content_type="application/json", headers=headers)


def test_a_unit_s_record_on_a_day_and_who_works_there(body: factories.Body) -> None:
    school, headers = body.schools[0], key(body.specialist, body.department, *SPECIALIST)
    factories.say(body.clerks[0], Obligation.objects.get(unit=school, task__key="1.b").pk)
    now = ask(f"/units/{school.pk}/record", headers).json()
    assert (now["open"], now["works"]["total"], now["periods"][0]["done_on_time"]) == (1, 1, 1)
    before = ask(f"/units/{school.pk}/record", headers, on="2026-11-23").json()
    assert (before["open"], before["periods"][0]["done_on_time"], before["periods"][0]["open_in_time"]) == (2, 0, 1)
    assert [row["role"] for row in ask(f"/units/{school.pk}/crew", headers).json()] == ["head", "reporter"]
    own = key(body.clerks[0], school, "progress.report")
    assert ask(f"/units/{school.pk}/record", own).status_code == 200
    assert ask(f"/units/{school.pk}/crew", own).status_code == 403
    assert ask(f"/units/{body.schools[1].pk}/record", own).status_code == 403


def test_phrases_are_bound_anew_and_forgotten_by_version(body: factories.Body) -> None:
    headers = key(body.specialist, body.department, *SPECIALIST)
    listed = ask(f"/units/{body.department.pk}/phrases", headers, q="các trường").json()
    assert [(row["phrase"], row["issued_tasks"], row["bound_by"]) for row in listed["items"]] == [("các trường", 3, str(body.specialist))]
    row = listed["items"][0]
    path = f"/phrases/{row['id']}"
    changed = post(path, {"unit_ids": [body.schools[0].pk], "version": row["version"]}, headers)
    assert (changed.status_code, changed.json()["unit_ids"], changed.json()["opened_periods"]) == (200, [body.schools[0].pk], 1)
    assert post(path, {"leave_open": True, "version": row["version"]}, headers).status_code == 409
    assert post(path, {"version": row["version"] + 1}, headers).status_code == 422
    gone = post(f"{path}/forget", {"version": row["version"] + 1}, headers)
    assert (gone.status_code, gone.json()["phrase"]) == (200, "các trường")
    assert not PhraseBinding.objects.filter(pk=row["id"]).exists()
    assert ask(path, headers).status_code == 404


def test_a_group_is_looked_at_before_it_is_made_and_removed_when_nothing_uses_it(body: factories.Body) -> None:
    headers = key(body.specialist, body.department, *SPECIALIST)
    seen = post("/groups/preview", {"kinds": ["upper_school"]}, headers).json()
    assert (seen["total"], seen["overlaps"][0]["count"]) == (3, 3)
    assert post("/groups/preview", {"kinds": ["upper_school"], "on": "1900-01-01"}, headers).json()["total"] == 0
    uses = ask(f"/groups/{body.group.pk}/uses", headers).json()
    assert [(use["count"], use["holds"]) for use in uses] == [(1, True), (3, True), (1, False)]
    assert post(f"/groups/{body.group.pk}/remove", {}, headers).status_code == 422
    free = UnitGroup.objects.create(owner=body.department, name="Chưa dùng", rule_or_list="rule", kinds=["office"])
    assert post(f"/groups/{free.pk}/remove", {}, headers).json() == {"name": "Chưa dùng"}
    assert post(f"/groups/{free.pk}/remove", {}, headers).status_code == 404
