"""Signing in through a real provider process: linked and invited accounts only, and never a new one."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Invitation, Person
from trienkhai.accounts.single_sign_on import LinkedOnly
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core.models import JournalLine

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
LOGIN = "/tai-khoan/oidc/oidc/login/"
WORDS = "ao cá mùa xuân 2026"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider, as a process of its own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        base = f"http://127.0.0.1:{port}"
        for _try in range(100):
            try:
                requests.get(f"{base}/.well-known/openid-configuration", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield base
        running.terminate()


@pytest.fixture(autouse=True)
def offered(provider: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.OIDC_ISSUER, settings.OIDC_NAME = provider, "Tài khoản tỉnh An Bình"
    app = {"provider_id": "oidc", "name": "Tỉnh", "client_id": "tk", "secret": "s", "settings": {"server_url": provider}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def office(at: Any) -> Any:
    unit = make_unit("t1", "Trường số 1")
    head, lan = make_person("anh", Role.HEAD, unit), make_person("lan", Role.REPORTER, unit)
    Person.objects.filter(pk=lan.pk).update(email="lan@example.vn", password="!")
    return head, Person.objects.get(pk=lan.pk)


def claim(provider: str, sub: str, **claims: Any) -> None:
    assert requests.put(f"{provider}/users/{sub}", json=claims, timeout=5).status_code == 204


def go(client: Client, sub: str, *, start: str = LOGIN, deny: bool = False) -> Any:
    """From the button to the provider, there as `sub`, and back; the answer of the office."""
    away = client.post(start)
    assert away.status_code == 302
    assert "code_challenge_method=S256" in away.headers["Location"]
    said = {"action": "deny"} if deny else {"sub": sub}
    back = requests.post(away.headers["Location"], data=said, allow_redirects=False, timeout=5)
    where = urlsplit(back.headers["Location"])
    assert where.netloc == "testserver"
    return client.get(f"{where.path}?{where.query}")


def test_an_invited_account_is_linked_by_its_verified_address_once_and_signs_in_again(office: Any, provider: str) -> None:
    head, lan = office
    services.invite(actor=head, person_id=lan.pk)
    claim(provider, "lan-1", email="LAN@example.vn", email_verified=True, name="Vũ Thị Lan")
    client = Client()
    assert "Tài khoản tỉnh An Bình" in client.get("/tai-khoan/login/").content.decode()
    answer = go(client, "lan-1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(lan.pk)
    assert client.get("/").status_code == 200
    link = SocialAccount.objects.get()
    assert (link.user_id, link.uid, link.extra_data) == (lan.pk, "lan-1", {})
    assert not SocialToken.objects.exists()
    assert Invitation.objects.get().used_at is not None
    again = Client()
    go(again, "lan-1")
    assert again.session["_auth_user_id"] == str(lan.pk)
    assert SocialAccount.objects.get().extra_data == {}
    verbs = list(JournalLine.objects.filter(actor=lan).order_by("id").values_list("verb", flat=True))
    assert verbs == ["accounts.invitation.used", "accounts.link.made", "accounts.signin.done", "accounts.signin.done"]


@pytest.mark.parametrize(
    ("invited", "claims"),
    [
        (False, {"email": "lan@example.vn", "email_verified": True}),
        (True, {"email": "lan@example.vn", "email_verified": False}),
        (True, {"email": "khac@example.vn", "email_verified": True}),
        (True, {"name": "Lan"}),
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(office: Any, provider: str, *, invited: bool, claims: dict[str, Any]) -> None:
    head, lan = office
    if invited:
        services.invite(actor=head, person_id=lan.pk)
    claim(provider, "ai-do", **claims)
    client, before = Client(), Person.objects.count()
    answer = go(client, "ai-do")
    assert "Không mở đăng ký" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.get("/tai-khoan/oidc/signup/").status_code == 200
    assert client.post("/tai-khoan/oidc/signup/", {"username": "x", "email": "x@example.vn"}).status_code == 405
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert JournalLine.objects.get(verb="accounts.signin.failed").data == {"by": "oidc"}


def test_two_accounts_of_one_address_are_nobodys(office: Any, provider: str) -> None:
    head, lan = office
    other = make_person("hoa", Role.REPORTER, lan.roles.get().unit)
    Person.objects.filter(pk=other.pk).update(email="lan@example.vn")
    for person in (lan, other):
        services.invite(actor=head, person_id=person.pk)
    claim(provider, "lan-2", email="lan@example.vn", email_verified=True)
    client = Client()
    go(client, "lan-2")
    assert "_auth_user_id" not in client.session


def signed_in(person: Person) -> Client:
    person.set_password(WORDS)
    person.save()
    client = Client()
    client.post("/tai-khoan/login/", {"login": person.username, "password": WORDS})
    return client


def test_somebody_signed_in_links_after_confirming_and_takes_the_link_away(office: Any, provider: str) -> None:
    _head, lan = office
    client = signed_in(lan)
    account = reverse("accounts:account")
    assert "Liên kết tài khoản này" in client.get(account).content.decode()
    claim(provider, "lan-3", name="Lan")
    asked = go(client, "lan-3", start=f"{LOGIN}?process=connect")
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not SocialAccount.objects.exists()
    done = client.post(reverse("account_reauthenticate"), {"password": WORDS})
    assert (done.status_code, done.headers["Location"]) == (302, account)
    assert SocialAccount.objects.get().uid == "lan-3"
    assert "Đã liên kết" in client.get(account).content.decode()
    other = Client()
    go(other, "lan-3")
    assert other.session["_auth_user_id"] == str(lan.pk)
    remove = reverse("accounts:link-remove", args=[SocialAccount.objects.get().pk])
    lan.set_unusable_password()
    lan.save()
    assert other.post(remove).status_code == 302
    assert SocialAccount.objects.exists()
    client = signed_in(lan)
    assert client.post(remove).status_code == 302
    assert not SocialAccount.objects.exists()
    assert JournalLine.objects.filter(verb="accounts.link.removed").count() == 1


def test_without_a_password_the_last_link_stays(office: Any, provider: str) -> None:
    head, lan = office
    services.invite(actor=head, person_id=lan.pk)
    claim(provider, "lan-4", email="lan@example.vn", email_verified=True)
    client = Client()
    go(client, "lan-4")
    answer = client.post(reverse("accounts:link-remove", args=[SocialAccount.objects.get().pk]))
    assert (answer.status_code, "Hãy đặt mật khẩu trước" in answer.content.decode()) == (422, True)


def test_the_second_step_is_asked_after_the_provider_too(office: Any, provider: str, settings: Any) -> None:
    _head, lan = office
    settings.SECOND_FACTOR = True
    SocialAccount.objects.create(user=lan, provider="oidc", uid="lan-5")
    Authenticator.objects.create(user=lan, type="totp", data={"secret": "x"})
    client = Client()
    answer = go(client, "lan-5")
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.session[AUTHENTICATION_METHODS_SESSION_KEY][0]["method"] == "socialaccount"


def test_a_closed_account_stays_closed(office: Any, provider: str) -> None:
    head, lan = office
    SocialAccount.objects.create(user=lan, provider="oidc", uid="lan-6")
    services.close_account(actor=head, person_id=lan.pk, reason="Chuyển công tác")
    client = Client()
    assert "inactive" in go(client, "lan-6").headers["Location"]
    assert "_auth_user_id" not in client.session


def test_stopping_midway_a_false_answer_and_a_silent_provider_are_said_so(office: Any, provider: str, settings: Any) -> None:
    client = Client()
    stopped = go(client, "lan-7", deny=True)
    page = client.get(stopped.headers["Location"]) if stopped.status_code == 302 else stopped
    assert "Chưa đăng nhập được" in page.content.decode()
    false = client.get(f"{LOGIN}callback/?code=x&state=y")
    assert "Chưa đăng nhập được" in false.content.decode()
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().post(LOGIN)
    assert answer.status_code in {302, 503}
    page = client.get(answer.headers["Location"]).content.decode() if answer.status_code == 302 else answer.content.decode()
    assert re.search("không trả lời|Chưa đăng nhập được", page)


def test_without_a_provider_nothing_is_offered(office: Any, settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "oidc" not in Client().get("/tai-khoan/login/").content.decode()
    assert Client().post(LOGIN).status_code == 404


def test_a_provider_that_calls_itself_otherwise_or_sends_elsewhere_is_not_asked(provider: str, settings: Any) -> None:
    """Somebody who can answer in its place does not become it; and it does not lead the office to other addresses."""
    settings.OIDC_ISSUER = "https://another.example"
    answer = Client().post(LOGIN)
    assert answer.status_code == 503
    assert "Location" not in answer.headers
    session = LinkedOnly().get_requests_session()
    assert session.max_redirects == 0
