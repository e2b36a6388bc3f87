"""The API: keys are never more than their person, refusals are answers, answers carry ETags, and no request whatever brings it down."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client

from trienkhai.accounts import tokens
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import ApiToken, Person
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.tests.factories import World, make_read_document
from trienkhai.plans.models import Obligation, Progress
from trienkhai.plans.tests import factories
from trienkhai.units.models import Placement, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
NEXT_YEAR = dt.date(2027, 11, 24)


def key(person: Person, unit: Unit, *verbs: str) -> dict[str, str]:
    _token, secret = tokens.issue_token(actor=person, unit_id=unit.pk, name="Phần mềm", verbs=verbs, expires_on=NEXT_YEAR)
    return {"Authorization": f"Bearer {secret}"}


def ask(path: str, headers: dict[str, str], **query: Any) -> Any:
    return Client().get(f"/api/v1{path}", query, headers=headers)


def test_without_a_key_nothing_is_told() -> None:
    assert Client().get("/api/v1/plans").status_code == 401
    answer = ask("/plans", {"Authorization": "Bearer tk_wrong"})
    assert (answer.status_code, answer.json()["reason"]) == (401, "Mã truy cập không đúng hoặc đã bị thu hồi.")
    assert Client().get("/api/v1/openapi.json").status_code == 200


def test_a_clerk_s_program_reports_once_however_often_it_sends() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    headers = key(body.clerks[0], body.schools[0], "progress.report")
    works = ask("/obligations", headers).json()
    assert works["total"] == 2
    mine = works["items"][0]
    said = {"form_key": str(uuid.uuid4()), "state": "done", "text": "Đã làm xong."}
    for _ in range(2):
        path = f"/api/v1/obligations/{mine['id']}/progress"
        answer = Client().post(path, said, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["state"]) == (201, "done")
    assert Progress.objects.count() == 1
    empty = Client().post(path, said | {"form_key": str(uuid.uuid4()), "text": ""}, content_type="application/json", headers=headers)
    assert empty.status_code == 422
    assert empty.json()["hint"]


def test_a_key_never_reaches_beyond_its_unit_or_verbs() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    other = Obligation.objects.filter(unit=body.schools[1]).first()
    headers = key(body.clerks[0], body.schools[0], "progress.report")
    assert ask(f"/obligations/{other.pk}", headers).status_code == 404
    assert ask(f"/plans/{plan.pk}/board", headers).status_code == 403
    seeing = key(body.specialist, body.department, "board.see")
    assert ask(f"/plans/{plan.pk}/board", seeing).json()["whole"]["total"] == 6
    mine = Obligation.objects.filter(unit=body.schools[0]).first()
    assert Client().post(f"/api/v1/obligations/{mine.pk}/acknowledge", headers=seeing).status_code == 403
    narrow = key(body.leader, body.schools[0], "progress.oversee")
    assert ask(f"/obligations/{mine.pk}", narrow).status_code == 200
    assert ask(f"/obligations/{other.pk}", narrow).status_code == 404
    assert JournalLine.objects.filter(outcome="refused").count() >= 3


def test_a_person_gives_no_more_than_they_have() -> None:
    body = factories.make_body()
    with pytest.raises(Refusal) as refusal:
        key(body.clerks[0], body.schools[0], "plan.issue")
    assert refusal.value.status == 403
    with pytest.raises(Refusal):
        key(body.clerks[0], body.schools[1], "progress.report")
    for day in (dt.date(2026, 11, 24), dt.date(2028, 1, 1)):
        with pytest.raises(Refusal):
            tokens.issue_token(actor=body.leader, unit_id=body.department.pk, name="x", verbs=["plan.issue"], expires_on=day)
    with pytest.raises(Refusal):
        tokens.issue_token(actor=body.leader, unit_id=body.department.pk, name=" ", verbs=["plan.issue"], expires_on=NEXT_YEAR)


def test_a_key_ends_by_a_click_a_day_a_closing_or_with_its_person(at: Any) -> None:
    body = factories.make_body()
    headers = key(body.clerks[0], body.schools[0], "progress.report")
    assert ask("/me", headers).json()["verbs"] == ["progress.report"]
    Placement.objects.filter(unit=body.schools[0]).update(valid_to=dt.date(2026, 12, 1))
    assert ask("/me", headers).json()["reason"] == "Đơn vị của mã truy cập đã kết thúc hoạt động."
    Placement.objects.filter(unit=body.schools[0]).update(valid_to=None)
    at("2027-11-25T09:00")
    assert ask("/me", headers).json()["reason"] == "Mã truy cập đã hết hạn."
    at("2026-11-24T09:00")
    token = ApiToken.objects.get()
    with pytest.raises(Hidden):
        tokens.revoke_token(actor=body.clerks[1], token_id=token.pk)
    tokens.revoke_token(actor=body.clerks[0], token_id=token.pk)
    tokens.revoke_token(actor=body.clerks[0], token_id=token.pk)
    assert ask("/me", headers).status_code == 401
    assert JournalLine.objects.filter(verb="accounts.token.revoked").count() == 1
    again = key(body.clerks[0], body.schools[0], "progress.report")
    Person.objects.filter(pk=body.clerks[0].pk).update(is_active=False)
    assert ask("/me", again).status_code == 401


def test_answers_carry_an_etag_and_an_unchanged_one_is_not_sent_again() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    headers = key(body.specialist, body.department, "board.see")
    answer = ask("/plans", headers)
    again = ask("/plans", headers | {"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_documents_come_in_and_the_original_goes_out_on_record() -> None:
    body = factories.make_body()
    headers = key(body.specialist, body.department, "document.upload", "document.review")
    words = "KẾ HOẠCH\nTổ chức ngày hội đọc sách\n1. Các trường tổ chức ngày hội đọc sách.\nThời gian thực hiện: Thường xuyên\n"
    sent = {"unit_id": body.department.pk, "file": SimpleUploadedFile("kh.txt", words.encode())}
    answer = Client().post("/api/v1/documents", sent, headers=headers)
    assert answer.status_code == 201, answer.content
    number = answer.json()["id"]
    assert ask(f"/documents/{number}/reading", headers).json()["reading"]["schema"] == "vanban/1"
    assert b"".join(ask(f"/documents/{number}/file", headers).streaming_content).decode() == words
    assert JournalLine.objects.get(outcome="seen").object_id == number
    stranger = key(body.clerks[0], body.schools[0], "document.upload")
    assert ask(f"/documents/{number}/file", stranger).status_code == 404
    bad = Client().post("/api/v1/documents", {"unit_id": body.department.pk, "file": SimpleUploadedFile("x.exe", b"MZ")}, headers=headers)
    assert bad.status_code == 422


def test_who_took_something_away_is_told_to_those_who_oversee() -> None:
    body = factories.make_body()
    world = World(body.department, body.division, body.stranger_unit, *[body.specialist] * 5)
    document = make_read_document(world)
    reviewing = key(body.specialist, body.department, "document.review")
    assert ask(f"/documents/{document.pk}/viewers", reviewing).json() == []
    assert ask(f"/documents/{document.pk}/file", reviewing).status_code == 200
    told = ask(f"/documents/{document.pk}/viewers", reviewing).json()
    assert [(line["verb"], line["by"]) for line in told] == [("documents.document.taken", "An")]
    leading = ask(f"/documents/{document.pk}/viewers", key(body.leader, body.department, "board.see"))
    assert (leading.status_code, "Hãy" in leading.json()["hint"]) == (403, True)
    other = factories.make_person("xa", Role.SPECIALIST, body.stranger_unit)
    assert ask(f"/documents/{document.pk}/viewers", key(other, body.stranger_unit, "document.review")).status_code == 404


@pytest.mark.scale
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is_bring_nothing_down(day: str) -> None:
    """Days are counted from and to; beyond these two there is none."""
    from tests.house.cast import make_cast
    from tests.house.typed import typed_api
    from trienkhai.config.api import api

    cast, faults = make_cast(), []
    there = {f"{name}_id": value.pk for name, value in cast.things.items() if hasattr(value, "pk")} | {"day": day}
    senders = [{"Authorization": f"Bearer {cast.secrets['body', role]}"} for role in ("specialist", "leader")]
    senders += [{"Authorization": f"Bearer {cast.secrets['own', 'head']}"}]
    found = ((path, view.operations[0].view_func.__name__) for _, router in api._routers for path, view in router.path_operations.items())
    names = {"/api/v1" + re.sub(r"\{\w+:", "{", path): name for path, name in found}
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1")))
    for path, method, said in asked_with_days(described, day):
        address = re.sub(r"\{(\w+)\}", lambda found: str(there.get(found[1], 1)), path)
        typed = typed_api(f"api:{names[path]}", cast, "body")[0]
        for headers in senders:
            with transaction.atomic():
                client = Client(raise_request_exception=False)
                if method == "get":
                    answer = client.get(address, said, headers=headers)
                else:
                    answer = client.post(address, json.dumps(typed | said), content_type="application/json", headers=headers)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                faults.append((method, address, said))
    assert faults == []


def asked_with_days(described: dict[str, Any], day: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every operation that takes a day, and its days."""
    shapes = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            fields = shapes.get(body.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
            taken = {one["name"]: one["schema"] for one in operation.get("parameters", [])} | fields
            days = {name: day for name, shape in taken.items() if '"format": "date"' in json.dumps(shape)}
            if days:
                yield path, method, days


@pytest.mark.scale
def test_no_request_brings_it_down() -> None:
    """schemathesis writes requests from the OpenAPI description, good and bad; none may end in a fault of the server.

    Each is sent by somebody of every role in turn, half of them to things that are there.
    """
    import schemathesis

    from tests.house.cast import make_cast
    from trienkhai.config.wsgi import application

    cast = make_cast()
    there = {f"{name}_id": value.pk for name, value in cast.things.items() if hasattr(value, "pk")}
    there |= {"binding_id": cast.things["binding"].pk, "role_id": cast.things["role"].pk, "branch": cast.things["branch"]}
    keys = [cast.secrets[who] for who in cast.secrets if who[0] in {"body", "own"} and who[1] != "admin"]
    senders = [{"Authorization": f"Bearer {secret}"} for secret in keys]
    signals = (request_started, request_finished)
    for signal in signals:  # as Django's own client does: the test's transaction must outlive a request
        signal.disconnect(close_old_connections)
    try:
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        faults = [fault for operation in schema.get_all_operations() for fault in _hammer(operation.ok(), senders, there)]
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    assert faults == []


def _hammer(operation: Any, senders: list[dict[str, str]], there: dict[str, Any]) -> list[tuple[object, ...]]:
    """Faults of one operation: its address, what was sent, what came back."""
    from hypothesis import HealthCheck, Phase, given, settings

    turn, faults = itertools.count(), []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=True, database=None
    )
    def each(case: Any) -> None:
        number = next(turn)
        if number % 2:
            case.path_parameters.update({name: there[name] for name in case.path_parameters if name in there})
        with transaction.atomic():  # what one request did is not there for the next
            answer = case.call(headers=senders[number // 2 % len(senders)])
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            faults.append((case.method, case.formatted_path, case.query, case.body, answer.text[:300]))

    each()
    return faults[:2]
