"""The permission table: every address × six roles × where they work. A new address without a row fails here.

`permissions.txt` says for each address and method what each role gets: `+` allowed, `x` denied with a reason (403), `.` not there (404).
The columns are the body that owns plans and documents, the school whose work is looked at, another school (`=` where nothing tells the
two schools apart), and another body (`~` where another row of the same object asked it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.cast import PLACES, Cast, make_cast
from tests.house.headers import header_faults
from tests.house.typed import typed, typed_api
from trienkhai.accounts.choices import Role

pytestmark = [pytest.mark.scale, pytest.mark.once]

TABLE = Path(__file__).with_name("permissions.txt")
ROLES = [role.value for role in Role]
OPEN = {"set_language", "accounts:demo-sign-in", "accounts:invitation"}
"""Open to everybody: the language switch, the demonstration's sign-in (refused outside the demonstration), and who was invited."""


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    name: str
    method: str
    args: str
    marks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.args}"


def rules() -> list[Rule]:
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [Rule(name, method, args, tuple(marks)) for name, method, args, *marks in lines]


def addresses(resolver: URLResolver | None = None, prefix: str = "", above: str = "") -> dict[str, str]:
    """Every named address of the project, as `reverse` takes it, with its route; those of the sign-in library apart."""
    found: dict[str, str] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{above}{entry.pattern}"
        if isinstance(entry, URLPattern):
            found[f"{prefix}{entry.name}"] = route
        else:
            found |= addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, route)
    return {
        name: route
        for name, route in found.items()
        if not name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_", "api:openapi", "api:api-root"))
    }


@pytest.fixture(scope="module")
def files_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _same_files(_own_files: None, files_root: Path, settings: Any) -> None:
    """The cast's files outlive one test."""
    settings.FILES_ROOT = files_root


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any, files_root: Path) -> Iterator[Cast]:
    """Built once for this file, in a transaction that is undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CLOCK="2026-11-24T09:00", FILES_ROOT=files_root):
        yield make_cast()
        transaction.set_rollback(True)


def ask(cast: Cast, rule: Rule, place: str, role: str) -> HttpResponseBase:
    """The answer to one person with the headers that every answer has, and everything they did undone."""
    answer = _ask(cast, rule, place, role)
    assert header_faults(answer) == [], f"{rule} {role}"
    return answer


def _ask(cast: Cast, rule: Rule, place: str, role: str) -> HttpResponseBase:
    client = cast.clients[place, role]
    address = reverse(rule.name, args=cast.args(rule.args))
    if rule.name.startswith("api:"):
        return ask_api(cast, rule, place, role, address)
    with transaction.atomic():
        try:
            if rule.method == "GET":
                return client.get(address, {"cum-tu": "các trường học", "period": cast.things["period"].pk})
            return client.post(address, typed(rule.name, cast, place))
        finally:
            transaction.set_rollback(True)


def ask_api(cast: Cast, rule: Rule, place: str, role: str, address: str) -> HttpResponseBase:
    """The same by a program that holds everything the person may give."""
    headers = {"Authorization": f"Bearer {cast.secrets[place, role]}"}
    with transaction.atomic():
        try:
            if rule.method == "GET":
                return Client().get(address, headers=headers)
            said, kind = typed_api(rule.name, cast, place)
            return Client().post(address, said, headers=headers, **kind)
        finally:
            transaction.set_rollback(True)


def mark(answer: HttpResponseBase) -> str:
    if answer.status_code == 403 and answer.headers["Content-Type"].startswith("application/json"):
        said = answer.json()  # type: ignore[attr-defined]
        assert said["reason"], "a denial without its reason"
        assert "Hãy" in said["hint"], "a denial without the way out"
        return "x"
    if answer.status_code == 403:
        words = answer.content.decode()  # type: ignore[attr-defined]
        assert 'class="refusal"' in words, "a denial without its reason"
        assert "Hãy" in words, "a denial without the way out"
        return "x"
    if answer.status_code == 404:
        return "."
    assert not getattr(answer, "url", "").startswith("/tai-khoan/"), "signed in, yet sent to sign in"
    return "+" if answer.status_code in {200, 201, 204, 302} else str(answer.status_code)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
@pytest.mark.filterwarnings("ignore:No directory at")
@pytest.mark.parametrize("rule", rules(), ids=str)
def test_each_role_gets_what_the_table_says(cast: Cast, rule: Rule) -> None:
    asked = [(place, row) for place, row in zip(PLACES, rule.marks, strict=True) if row not in {"=", "~"}]
    found = ["".join(mark(ask(cast, rule, place, role)) for role in ROLES) for place, _row in asked]
    assert " ".join(found) == " ".join(row for _place, row in asked)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
@pytest.mark.filterwarnings("ignore:No directory at")
def test_an_administrator_without_an_open_session_gets_what_everybody_gets(cast: Cast) -> None:
    """Every power of the administrator alone is denied, and the page says how to open a session."""
    who, powers = ("body", "admin"), [rule for rule in rules() if rule.marks[0].endswith("+") and rule.marks[0][0] in "x."]
    awake_client = cast.clients[who]
    cast.clients[who] = Client()
    cast.clients[who].force_login(cast.people[who])
    try:
        asked = [rule for rule in powers if rule.name != "accounts:admin-session"]
        answers = {str(rule): ask(cast, rule, *who) for rule in asked}
    finally:
        cast.clients[who] = awake_client
    assert len(asked) > 20
    assert {name: mark(answer) for name, answer in answers.items() if mark(answer) != "x"} == {}
    doors = [name for name, answer in answers.items() if "/dang-nhap/phien-quan-tri/" not in answer.content.decode()]  # type: ignore[attr-defined]
    assert doors == []


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
@pytest.mark.filterwarnings("ignore:No directory at")
def test_nobody_gets_anything_without_signing_in(cast: Cast) -> None:
    for rule in rules():
        answer = Client().generic(rule.method, reverse(rule.name, args=cast.args(rule.args)))
        if rule.name.startswith("api:"):
            assert answer.status_code == 401, str(rule)
            continue
        assert (answer.status_code, answer.headers.get("Location", "")[:18]) == (302, "/tai-khoan/login/?"), str(rule)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
@pytest.mark.filterwarnings("ignore:No directory at")
def test_a_form_from_elsewhere_is_not_taken(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["body", "specialist"])
    pages = [rule for rule in rules() if rule.method == "POST" and not rule.name.startswith("api:")]
    assert pages
    for rule in pages:
        answer = client.post(reverse(rule.name, args=cast.args(rule.args)), typed(rule.name, cast, "body"))
        assert answer.status_code == 403, str(rule)
        assert 'class="refusal"' not in answer.content.decode(), f"{rule} was taken and then refused"


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
@pytest.mark.filterwarnings("ignore:No directory at", "ignore:Method Not Allowed")
def test_a_method_without_a_row_is_not_taken(cast: Cast) -> None:
    known = {(rule.name, rule.method) for rule in rules()}
    for rule in rules():
        other = "POST" if rule.method == "GET" else "GET"
        if (rule.name, other) not in known:
            answer = ask(cast, Rule(rule.name, other, rule.args, ()), "body", "specialist")
            assert answer.status_code == 405, f"{other} {rule.name}"


def test_every_address_has_a_row() -> None:
    """One address may have several names, one for each thing done there; its rows may use any of them."""
    routes, named = addresses(), {rule.name for rule in rules()}
    assert named - routes.keys() == set()
    covered = {routes[name] for name in named}
    assert {name for name, route in routes.items() if route not in covered} - OPEN == set()
