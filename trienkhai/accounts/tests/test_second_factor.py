"""The second step of signing in: asked for when the policy asks, by app, by passkey, by paper; and the sign-in policy itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import policy as policies
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.accounts.second_factor import SecondFactor, has_second_factor
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.accounts.tests.passkey import SoftKey
from trienkhai.core.models import JournalLine

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
LOGIN = "/tai-khoan/login/"
WORDS = "ao cá mùa xuân 2026"


@pytest.fixture(autouse=True)
def asked(settings: Any) -> None:
    settings.SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(at: Any) -> Person:
    who = make_person("lan", Role.REPORTER, make_unit("t1", "Trường THPT Tân Phong"))
    who.set_password(WORDS)
    who.save()
    return who


def code_for(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def signed_in(password: str = WORDS) -> Client:
    client = Client()
    client.post(LOGIN, {"login": "lan", "password": password})
    return client


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": WORDS})


def with_app(client: Client) -> str:
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7]+)<', page)
    assert secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret[1])})
    assert answer.status_code == 302, answer.content.decode()
    return secret[1]


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_without_a_second_step_every_page_leads_to_setting_one_up(person: Person, queries: Any) -> None:
    client = signed_in()
    for address in ("/", "/ke-hoach/", reverse("accounts:account")):
        assert client.get(address).headers["Location"] == reverse("mfa_index")
    words = client.get(reverse("mfa_index")).content.decode()
    assert "cần bước xác thực thứ hai" in words
    with_app(client)
    assert client.get("/").status_code == 200
    first = queries(lambda: client.get("/"))
    assert client.session["second_factor_of"] == person.pk
    assert queries(lambda: client.get("/")) == first


@pytest.mark.parametrize("off", [{"SECOND_FACTOR": False}, {"SECURITY_LEVEL": 2, "ON_INTERNET": False}])
def test_it_is_not_asked_in_the_demonstration_nor_inside_the_network_at_level_two(
    person: Person, settings: Any, off: dict[str, Any]
) -> None:
    for name, value in off.items():
        setattr(settings, name, value)
    assert signed_in().get("/").status_code == 200


def test_at_level_two_inside_the_network_an_administrator_still_needs_one(person: Person, settings: Any) -> None:
    settings.SECURITY_LEVEL, settings.ON_INTERNET = 2, False
    person.roles.update(role=Role.ADMIN)
    assert signed_in().get("/").headers["Location"] == reverse("mfa_index")


def test_the_app_is_asked_at_sign_in_and_a_code_works_once(person: Person) -> None:
    secret = with_app(signed_in())
    client = signed_in()
    assert "_auth_user_id" not in client.session
    assert client.get("/").status_code == 302
    where = reverse("mfa_authenticate")
    assert "Mã chưa đúng" in client.post(where, {"code": "000000"}).content.decode()
    code = code_for(secret, 1)
    assert client.post(where, {"code": code}).status_code == 302
    assert client.get("/").status_code == 200
    again = signed_in()
    assert "Mã chưa đúng" in again.post(where, {"code": code}).content.decode()


def test_a_passkey_made_in_software_signs_in_and_another_one_does_not(person: Person) -> None:
    key, client = SoftKey(), signed_in()
    confirm(client)
    add = reverse("mfa_add_webauthn")
    options = data_of(client.get(add).content.decode())["creation_options"]
    assert client.post(add, {"name": "Máy văn thư", "credential": key.create(options)}).status_code == 302
    assert "Máy văn thư" in client.get(reverse("mfa_list_webauthn")).content.decode()
    for used, status in ((SoftKey(), 200), (key, 302)):
        other, where = signed_in(), reverse("mfa_authenticate")
        options = data_of(other.get(where).content.decode())["request_options"]
        assert other.post(where, {"credential": used.get(options)}).status_code == status
        assert ("_auth_user_id" in other.session) == (status == 302)


def test_printed_codes_alone_are_a_second_step_and_each_works_once(person: Person) -> None:
    client = signed_in()
    confirm(client)
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(codes) == 40
    assert client.get("/").status_code == 200
    for status in (302, 200):
        other = signed_in()
        assert "_auth_user_id" not in other.session
        assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == status
    assert codes[0] not in Authenticator.objects.get().data["seed"]


def test_the_last_step_the_policy_asks_for_stays(person: Person, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        with_app(client)
    where = reverse("mfa_deactivate_totp")
    assert "phải có bước xác thực thứ hai" in client.post(where).content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
    settings.SECOND_FACTOR = False
    assert client.post(where).status_code == 302
    assert not has_second_factor(person)
    verbs = set(JournalLine.objects.values_list("verb", flat=True))
    assert {"accounts.factor.added", "accounts.factor.removed", "accounts.signin.done"} <= verbs


def test_a_change_of_steps_asks_the_password_again(person: Person) -> None:
    client = signed_in()
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert "nhập lại mật khẩu" in client.get(answer.headers["Location"]).content.decode()


def test_every_page_of_the_library_speaks_vietnamese(person: Person) -> None:
    key, client = SoftKey(), signed_in()
    with_app(client)
    add = reverse("mfa_add_webauthn")
    client.post(add, {"name": "Khoá", "credential": key.create(data_of(client.get(add).content.decode())["creation_options"])})
    mine = Authenticator.objects.get(type="webauthn").pk
    names = ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_list_webauthn"]
    names += [
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_change_password",
    ]
    pages = [reverse(name) for name in names] + [reverse(f"mfa_{act}_webauthn", args=[mine]) for act in ("edit", "remove")]
    for address in pages:
        answer = client.get(address)
        words = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.DOTALL)
        assert answer.status_code == 200, address
        assert not re.search(r"\b(Code|Name|Password|your|the|Key)\b", re.sub(r"<[^>]+>", " ", words)), address
    assert client.get("/tai-khoan/email/").status_code == 404


def test_a_head_prints_codes_for_a_clerk_but_never_for_an_administrator(person: Person, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    unit = person.roles.get().unit
    head = make_person("anh", Role.HEAD, unit)
    stranger = make_person("xa", Role.HEAD, make_unit("t2", "Trường khác"))
    chief = make_person("sep", Role.ADMIN, unit)
    client = Client()
    client.force_login(head)
    clerk_role, chief_role = person.roles.get(), chief.roles.get()
    answer = client.post(reverse("accounts:codes-print", args=[unit.pk, clerk_role.pk]))
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 40
    assert answer.headers["Cache-Control"] == "no-store"
    assert JournalLine.objects.filter(verb="accounts.codes.printed", actor=head, object_id=person.pk).exists()
    assert client.post(reverse("accounts:codes-print", args=[unit.pk, chief_role.pk])).status_code == 403
    client.force_login(stranger)
    assert client.post(reverse("accounts:codes-print", args=[unit.pk, clerk_role.pk])).status_code == 403
    assert not has_second_factor(chief)


def test_secrets_are_kept_encrypted() -> None:
    box = SecondFactor()
    kept = box.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert box.decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_passwords_follow_the_policy(person: Person) -> None:
    for short, right in (("mười ba ký tự", "mười bốn ký tự"),):
        with pytest.raises(ValidationError, match="14 ký tự"):
            validate_password(short, person)
        validate_password(right, person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    with pytest.raises(ValidationError, match="8 ký tự"):
        validate_password("bảy chữ", person)
    validate_password("tám chữ!", person)
    with pytest.raises(ValidationError):
        validate_password("password123", person)


def test_the_policy_is_dated_and_levelled(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = policies.policy()
    assert (now.level, now.failures, now.lock_minutes, now.idle_days) == (3, 5, 15, 45)
    assert "116/2025/QH15" in now.legal_basis
    later = dataclasses.replace(now, valid_from=dt.date(2027, 1, 1), legal_basis="Nghị định mới", failures=4)
    monkeypatch.setattr(policies, "POLICIES", (*policies.POLICIES, later))
    assert policies.policy(dt.date(2026, 12, 31)) == now
    assert policies.policy(dt.date(2027, 1, 1)) == later
    assert policies.policy(dt.date(2020, 1, 1)) == now


def test_no_password_of_office_words_names_and_numbers_alone(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(full_name="Nguyễn Thị Lan", email="lan.nguyen@example.vn")
    person.refresh_from_db()
    for guessed in ("Trien Khai 2026 2026", "Kế hoạch báo cáo 123", "nguyenthilan 20112026", "12345678901234567", "Quản trị văn thư 99!!"):
        with pytest.raises(ValidationError, match="dễ đoán"):
            validate_password(guessed, person)
    for good in ("ao cá mùa xuân 2026", "Lan trồng rau muống 2026", "kế hoạch của con mèo vàng"):
        validate_password(good, person)
    validate_password("ợ" * 64 + " mèo hen leo tường vôi", person)
