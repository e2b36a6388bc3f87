"""Locks after failed sign-ins, limits for an address, and one's own sign-ins."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import locks
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import CacheEntry, OpenSession, Person, SignInLock
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core.models import JournalLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
LOGIN = "/tai-khoan/login/"
WORDS = "ao cá mùa xuân 2026"


@pytest.fixture(autouse=True)
def quick_hash(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(at: Any) -> Person:
    who = make_person("lan", Role.REPORTER, make_unit("t1", "Trường Tân Phong"))
    who.email = "lan@example.org"
    who.set_password(WORDS)
    who.save()
    return who


def typed(login: str, password: str, client: Client | None = None, **headers: Any) -> Any:
    return (client or Client()).post(LOGIN, {"login": login, "password": password}, **headers)


def test_five_failures_lock_an_account_for_fifteen_minutes_by_name_and_mail_together(person: Person, at: Any) -> None:
    for minute, name in enumerate(["lan", "lan@example.org", "LAN", "lan"]):
        at(f"2026-11-24T09:0{minute}")
        assert "chưa đúng" in typed(name, "sai").content.decode()
    at("2026-11-24T09:05")
    typed("lan", "sai")
    assert "sau 15 phút" in typed("lan", WORDS).content.decode()
    at("2026-11-24T09:19")
    assert "sau 1 phút" in typed("lan@example.org", WORDS).content.decode()
    at("2026-11-24T09:21")
    assert typed("lan", WORDS).status_code == 302
    assert not SignInLock.objects.exists()


def test_four_failures_do_not_lock_and_old_ones_are_forgotten(person: Person, at: Any) -> None:
    for _time in range(4):
        typed("lan", "sai")
    at("2026-11-24T09:16")
    for _time in range(4):
        typed("lan", "sai")
    assert typed("lan", WORDS).status_code == 302


def test_a_name_nobody_has_is_locked_alike_and_nothing_typed_is_kept(person: Person) -> None:
    for _time in range(5):
        typed("bí-mật-gõ-nhầm", "sai")
    assert "tạm khoá" in typed("bí-mật-gõ-nhầm", "sai").content.decode()
    assert typed("lan", WORDS).status_code == 302
    lines = JournalLine.objects.filter(verb="accounts.signin.failed")
    assert lines.count() == 5
    kept = [str(row) for model in (JournalLine, SignInLock, CacheEntry) for row in model.objects.values()]
    assert not [row for row in kept if "bí-mật" in row or "127.0.0.1" in row]


def test_an_address_has_its_limit_and_another_one_is_free(person: Person, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    for _time in range(3):
        assert typed("ai", "sai", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert typed("lan", WORDS, REMOTE_ADDR="192.0.2.7").status_code == 429
    assert typed("lan", WORDS, REMOTE_ADDR="192.0.2.8").status_code == 302
    assert not [row for row in CacheEntry.objects.all() if "192.0.2" in row.cache_key]


def test_what_is_over_is_forgotten(person: Person, at: Any) -> None:
    typed("lan", "sai")
    cache.set("cũ", 1, timeout=-1)
    cache.set("mới", 1, timeout=600)
    CacheEntry.objects.exclude(pk=locks.cache_key("mới", "", 1)).update(expires="2020-01-01T00:00Z")
    at("2026-11-24T09:30")
    assert locks.forget_old() >= 2
    assert not SignInLock.objects.exists()
    assert cache.get("mới") == 1


def test_a_person_sees_and_ends_their_own_sign_ins_and_nobody_elses(person: Person) -> None:
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    typed("lan", WORDS, here)
    typed("lan", WORDS, there)
    words = here.get(reverse("accounts:account")).content.decode()
    assert "Firefox, Windows" in words
    assert "máy này" in words
    row = OpenSession.objects.get(browser="Firefox, Windows")
    stranger = Client()
    stranger.force_login(make_person("xa", Role.HEAD, make_unit("t2", "Trường khác")))
    assert stranger.post(reverse("accounts:session-end", args=[row.pk])).status_code == 404
    assert there.get("/").status_code == 200
    assert here.post(reverse("accounts:session-end", args=[row.pk])).status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert "Firefox" not in here.get(reverse("accounts:account")).content.decode()
