"""Signing in: by password, and by one button a role in the demonstration on this machine alone."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.units.models import Placement, UnitGroup
from trienkhai.units.selectors import members_of

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
DEMO = "/dang-nhap/trinh-dien/"
LOGIN = "/tai-khoan/login/"


@pytest.fixture(autouse=True)
def quick_hash(settings: Any) -> None:
    """What is tested here is not the strength of the hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(at: Any) -> Any:
    return make_province(40)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_role_button_signs_in_on_this_machine_in_the_demonstration(province: Any, settings: Any, role: str) -> None:
    settings.DEMO = True
    client = Client()
    assert f'value="{role}"' in client.get(LOGIN).content.decode()
    assert client.post(DEMO, {"role": role}).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("demo", "headers", "status"),
    [
        (False, {}, 404),
        (True, {"REMOTE_ADDR": "192.0.2.7"}, 403),
        (True, {"REMOTE_ADDR": "2001:db8::1"}, 403),
        (True, {"REMOTE_ADDR": ""}, 403),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        (True, {"HTTP_FORWARDED": "for=127.0.0.1"}, 403),
    ],
)
def test_the_buttons_are_closed_elsewhere(province: Any, settings: Any, demo: Any, headers: dict[str, str], status: int) -> None:
    settings.DEMO = demo
    client = Client()
    assert 'name="role"' not in client.get(LOGIN, **headers).content.decode()
    answer = client.post(DEMO, {"role": "leader"}, **headers)
    assert answer.status_code == status
    assert "_auth_user_id" not in client.session
    if status == 403:
        assert "127.0.0.1" in answer.content.decode()


def test_an_unknown_role_is_nobody(province: Any, settings: Any) -> None:
    settings.DEMO = True
    assert Client().post(DEMO, {"role": "king"}).status_code == 404
    assert Client().get(DEMO).status_code == 405


def test_a_password_signs_in_and_a_wrong_one_says_so(province: Any) -> None:
    person = Person.objects.get(username="truong")
    person.set_password("mật khẩu đủ dài 2026")
    person.save()
    client = Client()
    wrong = client.post(LOGIN, {"login": "truong", "password": "sai"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    assert client.post(LOGIN, {"login": "truong", "password": "mật khẩu đủ dài 2026"}).status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_signs_up_and_a_next_address_stays_here(province: Any) -> None:
    assert "signup" not in Client().get(LOGIN).content.decode()
    assert Client().post("/tai-khoan/signup/", {"username": "x", "password1": "mật khẩu đủ dài"}).status_code == 405
    assert "Không mở đăng ký" in Client().get("/tai-khoan/signup/").content.decode()
    assert not Person.objects.filter(username="x").exists()
    person = Person.objects.get(username="truong")
    person.set_password("mật khẩu đủ dài 2026")
    person.save()
    answer = Client().post(f"{LOGIN}?next=https://example.org/", {"login": "truong", "password": "mật khẩu đủ dài 2026"})
    assert answer.headers["Location"] == "/"


def test_a_forgotten_password_is_mailed_and_does_not_tell_who_exists(province: Any) -> None:
    Person.objects.filter(username="truong").update(email="truong@example.org")
    for address in ("truong@example.org", "ai-do@example.org"):
        answer = Client().post(reverse("account_reset_password"), {"email": address})
        assert answer.status_code == 302
    assert "truong@example.org" in {to for message in mail.outbox for to in message.to}


def test_the_province_has_units_groups_and_one_person_a_role(province: Any) -> None:
    assert Placement.objects.count() == 40
    assert make_province(40).id == province.id
    assert Placement.objects.count() == 40
    sizes = {group.name: members_of(group).count() for group in UnitGroup.objects.all()}
    assert sizes["Các phòng Sở"] == 8
    assert sizes["Các đơn vị giáo dục"] > 10
    assert Person.objects.count() == len(Role)


def test_the_command_makes_a_province_and_never_on_real_data(settings: Any) -> None:
    out = StringIO()
    call_command("make_province", units=35, stdout=out)
    assert "35 đơn vị" in out.getvalue()
    with pytest.raises(CommandError, match="ít nhất 30"):
        call_command("make_province", units=3)
    settings.MODE = "production"
    with pytest.raises(CommandError, match="trình diễn"):
        call_command("make_province", units=35)
