"""People over the API: what a head's key may, what no key may, and input that is no name."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from trienkhai.accounts import services, tokens
from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import Invitation, Person, RoleInUnit
from trienkhai.accounts.tests.factories import make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def office(at: Any) -> Any:
    unit = make_unit("t1", "Trường số 1")
    head, lan = make_person("anh", Role.HEAD, unit), make_person("lan", Role.REPORTER, unit)
    return unit, head, lan


def key(person: Person, unit: Any, *verbs: str) -> dict[str, str]:
    made = tokens.issue_token(actor=person, unit_id=unit.pk, name="Máy", verbs=verbs, expires_on=dt.date(2026, 12, 31))
    return {"Authorization": f"Bearer {made[1]}"}


def send(path: str, headers: dict[str, str], **said: Any) -> Any:
    return Client().post(f"/api/v1{path}", json.dumps(said), content_type="application/json", headers=headers)


def test_a_heads_key_adds_gives_ends_closes_and_opens(office: Any) -> None:
    unit, head, _lan = office
    held = key(head, unit, "account.manage")
    made = send(f"/units/{unit.pk}/people", held, username="mai", full_name="Hoàng Mai", role="reporter", email="mai@example.vn")
    assert made.status_code == 201
    mai = Person.objects.get(pk=made.json()["id"])
    assert Invitation.objects.get().person == mai
    given = send(f"/units/{unit.pk}/roles", held, username="mai", role="records", since="2026-12-01", until="2026-12-31")
    assert (given.status_code, given.json()["last_day"], given.json()["name"]) == (201, "2026-12-31", "Hoàng Mai")
    again = send(f"/units/{unit.pk}/roles", held, username="mai", role="records", since="2026-12-15")
    assert (again.status_code, "Thời gian trùng" in again.json()["reason"]) == (409, True)
    assert send(f"/roles/{given.json()['id']}/end", held, last_day="2026-12-10").status_code == 200
    people = Client().get(f"/api/v1/units/{unit.pk}/people", headers=held).json()
    assert [(row["username"], row["role"], row["last_day"]) for row in people if row["username"] == "mai"] == [
        ("mai", "reporter", None),
        ("mai", "records", "2026-12-10"),
    ]
    assert send(f"/people/{mai.pk}/close", held, reason="Chuyển công tác").status_code == 200
    assert send(f"/people/{mai.pk}/close", held, reason="Chuyển công tác").status_code == 409
    assert send(f"/people/{mai.pk}/reopen", held).status_code == 200
    assert send(f"/people/{mai.pk}/invite", held).status_code == 200
    assert "link" not in made.json()


@pytest.mark.parametrize(
    "said",
    [
        {"email": "không phải địa chỉ"},
        {"full_name": "A\u0000B"},
        {"username": "có dấu"},
        {"role": "king"},
        {"since": "2026-11-01"},
        {"since": "2026-12-02", "until": "2026-12-01"},
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(office: Any, said: dict[str, str]) -> None:
    unit, head, _lan = office
    good = {"username": "mai", "full_name": "Mai", "role": "reporter"}
    answer = send(f"/units/{unit.pk}/people", key(head, unit, "account.manage"), **(good | said))
    assert answer.status_code == 422, answer.content
    assert not Person.objects.filter(full_name__contains="Mai").exists()


def test_a_nul_is_refused_in_questions_too(office: Any) -> None:
    unit, head, _lan = office
    held = key(head, unit, "account.manage")
    for words, status in (("a%00b", 422), ("a%5Cu0000b", 200)):
        assert Client().get(f"/api/v1/units?q={words}", headers=held).status_code == status
    spelled = {"username": "mai", "full_name": r"Mai \\u0000", "role": "reporter"}  # the six characters, not the one they spell
    assert send(f"/units/{unit.pk}/people", held, **spelled).status_code == 201


def test_a_key_without_the_verb_and_an_administrators_key_do_nothing(office: Any) -> None:
    unit, head, lan = office
    weak = key(head, unit, "plan.issue")
    assert Client().get(f"/api/v1/units/{unit.pk}/people", headers=weak).status_code == 403
    assert send(f"/people/{lan.pk}/close", weak, reason="x").status_code == 404
    assert Person.objects.get(pk=lan.pk).is_active


def test_me_says_what_was_lent_by_whom(office: Any) -> None:
    unit, head, lan = office
    role = RoleInUnit.objects.get(person=head)
    terms = services.Terms(role.pk, lan.pk, unit.pk, HandOver.VERBS, TODAY, TODAY, "Đi công tác", verbs=["plan.issue"])
    services.delegate(actor=head, terms=terms)
    held = key(Person.objects.get(pk=lan.pk), unit, "plan.issue")
    me = Client().get("/api/v1/me", headers=held).json()
    assert [(row["role"], row["on_behalf_of"]) for row in me["roles"]] == [("reporter", None), ("head", "Anh")]
    found = Client().get("/api/v1/me/delegations", headers=held).json()
    assert (found["given"], found["received"][0]["giver"], found["received"][0]["what"]) == ([], "Anh", ["Ban hành kế hoạch"])
