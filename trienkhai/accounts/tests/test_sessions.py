"""How long a sign-in lasts, ending others, and what the browser forgets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import OpenSession, Person
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core.errors import Hidden
from trienkhai.core.models import JournalLine

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
WORDS = "ao cá mùa xuân 2026"


@pytest.fixture(autouse=True)
def limits(settings: Any) -> None:
    settings.SESSION_LIMITS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def people(at: Any) -> tuple[Person, Person]:
    unit = make_unit("t1", "Trường số 1")
    return make_person("anh", Role.HEAD, unit), make_person("lan", Role.REPORTER, unit)


def signed_in(person: Person) -> Client:
    person.set_password(WORDS)
    person.save()
    client = Client()
    client.post("/tai-khoan/login/", {"login": person.username, "password": WORDS})
    assert client.get("/").status_code == 200
    return client


def test_it_ends_after_a_working_day_however_much_is_done(people: Any, at: Any) -> None:
    client = signed_in(people[1])
    for hour in (12, 15, 18):
        at(f"2026-11-24T{hour}:30")
        assert client.get("/").status_code == 200
    at("2026-11-24T21:00")
    answer = client.get("/ke-hoach/viec-cua-toi/")
    assert answer.headers["Location"] == "/tai-khoan/login/?next=/ke-hoach/viec-cua-toi/"
    assert "Phiên đăng nhập đã hết giờ" in client.get("/tai-khoan/login/").content.decode()
    assert "_auth_user_id" not in client.session


def test_it_ends_when_nothing_is_done_and_not_a_minute_before(people: Any, at: Any) -> None:
    client = signed_in(people[1])
    at("2026-11-24T12:59")
    assert client.get("/").status_code == 200
    at("2026-11-24T17:00")
    assert client.get("/").status_code == 302


def test_a_clock_set_back_lengthens_nothing(people: Any, at: Any) -> None:
    client = signed_in(people[1])
    at("2026-11-24T12:00")
    assert client.get("/").status_code == 200
    at("2026-11-24T08:00")
    assert client.get("/").status_code == 302


def test_looking_often_writes_the_session_seldom(people: Any, at: Any, queries: Any) -> None:
    client = signed_in(people[1])
    first = queries(lambda: client.get("/dang-nhap/cua-toi/"))
    assert queries(lambda: client.get("/dang-nhap/cua-toi/")) <= first
    at("2026-11-24T09:04")
    assert queries(lambda: client.get("/dang-nhap/cua-toi/")) <= first


def test_one_ends_all_others_and_stays(people: Any) -> None:
    here, there = signed_in(people[1]), Client()
    there.post("/tai-khoan/login/", {"login": "lan", "password": WORDS})
    assert "Kết thúc mọi phiên khác" in here.get(reverse("accounts:account")).content.decode()
    here.post(reverse("accounts:sessions-end"))
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert OpenSession.objects.filter(person=people[1]).count() == 1


def test_a_new_password_ends_the_others(people: Any) -> None:
    here, there = signed_in(people[1]), Client()
    there.post("/tai-khoan/login/", {"login": "lan", "password": WORDS})
    new = "ruộng bậc thang tháng chín"
    here.post("/tai-khoan/password/change/", {"oldpassword": WORDS, "password1": new, "password2": new})
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


def test_who_manages_a_person_ends_their_sign_ins_and_nobody_else_does(people: Any) -> None:
    head, lan = people
    client = signed_in(lan)
    stranger = make_person("xa", Role.HEAD, make_unit("t2", "Trường khác"))
    with pytest.raises(Hidden):
        services.end_sign_ins(actor=stranger, person_id=lan.pk)
    assert client.get("/").status_code == 200
    manager = Client()
    manager.force_login(head)
    page = manager.get(reverse("accounts:person", args=[lan.pk])).content.decode()
    assert "Kết thúc mọi phiên đăng nhập" in page
    manager.post(reverse("accounts:person-sign-out", args=[lan.pk]))
    assert client.get("/").status_code == 302
    assert JournalLine.objects.get(verb="accounts.person.signed_out").data == {"count": 1}


def test_leaving_tells_the_browser_to_forget_and_the_journal_how_one_came(people: Any) -> None:
    client = signed_in(people[1])
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert JournalLine.objects.get(verb="accounts.signin.done").data == {"by": ["password"]}
