"""Administrators hold no standing power: a session is opened for a reason, by somebody who confirmed themselves, and ends by itself."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import permissions, services, tokens
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import AdminSession, ApiToken, Person
from trienkhai.accounts.services import administering
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core import clock, journal, personal
from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units.permissions import path_today

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
OPEN = "/dang-nhap/phien-quan-tri/"
REASON = "Nhập đơn vị theo Quyết định 15"


@pytest.fixture
def admin(at: Any) -> Person:
    return Person.objects.get(pk=make_person("khanh", Role.ADMIN, make_unit("sgd", "Sở Văn hóa")).pk)


@pytest.fixture
def browser(admin: Person) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def people_page(admin: Person) -> str:
    return reverse("accounts:people", args=[admin.roles.get().unit_id])


def test_without_a_session_an_administrator_may_nothing_and_is_told_how(admin: Person, browser: Client) -> None:
    path = path_today(admin.roles.get().unit_id) or ""
    for verb in ("unit.manage", "account.manage", "group.manage"):
        said = permissions.may(admin, verb, path)
        assert (bool(said), said.reason) == (False, "Việc này cần phiên quản trị đang mở.")
        assert "Hãy mở phiên quản trị" in said.hint
    for address in (people_page(admin), "/dang-nhap/nhap-don-vi/", "/dang-nhap/nhom/"):
        answer = browser.get(address)
        page = answer.content.decode()
        assert answer.status_code == 403, address
        assert f'href="{OPEN}?next={address}"' in page, address
    with pytest.raises(Refusal, match="phiên quản trị"):
        services.create_person(actor=admin, unit_id=admin.roles.get().unit_id, username="x", full_name="X")
    assert not Person.objects.filter(username="x").exists()


def test_a_session_opens_with_a_reason_shows_its_time_and_ends_by_the_button(admin: Person, browser: Client) -> None:
    for reason in ("", "abc"):
        assert browser.post(OPEN, {"reason": reason}).status_code == 422
    answer = browser.post(OPEN, {"reason": REASON, "next": people_page(admin)})
    assert answer.headers["Location"] == people_page(admin)
    page = browser.get(people_page(admin))
    assert page.status_code == 200
    assert "Phiên quản trị đang mở đến 09:30 24/11/2026, còn 30 phút" in page.content.decode()
    other = Client()
    other.force_login(admin)
    assert other.get(people_page(admin)).status_code == 403  # the session is this browser's alone
    browser.post(reverse("accounts:admin-session-end"))
    assert browser.get(people_page(admin)).status_code == 403
    assert REASON in browser.get(OPEN).content.decode()
    opened, ended = JournalLine.objects.filter(verb__startswith="accounts.admin").order_by("id")
    assert (opened.verb, opened.data) == ("accounts.admin.opened", {"minutes": 30})
    assert personal.decrypt(admin.pk, bytes(opened.personal or b"")) == {"reason": REASON}
    assert (ended.verb, ended.data) == ("accounts.admin.ended", {"timed_out": False})


def test_it_ends_by_itself_and_the_journal_has_the_minute(admin: Person, browser: Client, at: Any) -> None:
    browser.post(OPEN, {"reason": REASON})
    at("2026-11-24T09:29")
    assert "còn 1 phút" in browser.get(people_page(admin)).content.decode()
    at("2026-11-24T09:31")
    answer = browser.get(people_page(admin))
    assert (answer.status_code, "đã hết giờ" in answer.content.decode()) == (403, True)
    row = AdminSession.objects.get()
    assert row.ended_at == row.expires_at
    assert JournalLine.objects.get(verb="accounts.admin.ended").data == {"timed_out": True}


@pytest.mark.parametrize(("worked_until", "journal_at"), [("09:20", ""), ("", "09:20"), ("", "")])
def test_a_clock_set_back_ends_it_instead_of_lengthening_it(
    admin: Person, browser: Client, at: Any, worked_until: str, journal_at: str
) -> None:
    """Whether this browser was there later, or only the journal was, or the clock stands before the opening itself."""
    browser.post(OPEN, {"reason": REASON})
    if worked_until:
        at(f"2026-11-24T{worked_until}")
        assert browser.get(people_page(admin)).status_code == 200
    if journal_at:
        at(f"2026-11-24T{journal_at}")
        journal.record(admin, "test.line", admin)
    at("2026-11-24T09:01" if worked_until or journal_at else "2026-11-24T08:50")
    answer = browser.get(people_page(admin))
    assert (answer.status_code, "bị đặt lùi" in answer.content.decode()) == (403, True)
    row = AdminSession.objects.get()
    assert row.ended_at is not None
    assert row.opened_at <= row.ended_at <= row.expires_at
    at("2026-11-24T09:10")
    assert browser.get(people_page(admin)).status_code == 403


def test_a_clock_put_right_by_seconds_ends_nothing(admin: Person, browser: Client, at: Any) -> None:
    browser.post(OPEN, {"reason": REASON})
    at("2026-11-24T08:59:30")
    assert browser.get(people_page(admin)).status_code == 200


def test_a_browser_that_went_away_is_written_off_by_the_next_one(admin: Person, browser: Client, at: Any) -> None:
    browser.post(OPEN, {"reason": REASON})
    at("2026-11-25T08:00")
    assert administering.close_over() == 1
    assert administering.close_over() == 0


def test_signing_out_ends_it(admin: Person, browser: Client) -> None:
    browser.post(OPEN, {"reason": REASON})
    browser.post(reverse("account_logout"))
    assert AdminSession.objects.get().ended_at is not None


def test_nobody_else_opens_one_and_it_leads_back_into_this_office_only(admin: Person, browser: Client) -> None:
    clerk = make_person("lan", Role.SPECIALIST, admin.roles.get().unit)
    other = Client()
    other.force_login(clerk)
    assert [other.get(OPEN).status_code, other.post(OPEN, {"reason": REASON}).status_code] == [403, 403]
    assert browser.post(OPEN, {"reason": REASON, "next": "https://example.org/"}).headers["Location"] == "/"
    assert AdminSession.objects.count() == 1


def test_the_second_step_is_asked_before_it_opens(admin: Person, browser: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    Authenticator.objects.create(user=admin, type="totp", data={"secret": "x"})
    asked = browser.get(OPEN)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate") + "?next=%2Fdang-nhap%2Fphien-quan-tri")
    assert browser.post(OPEN, {"reason": REASON}).status_code == 302
    for method, seconds, opens in (("password", 0, False), ("mfa", 400, False), ("mfa", 10, True)):
        session = browser.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - seconds, "reauthenticated": True}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(admin.pk)
        session.save()
        browser.post(OPEN, {"reason": REASON})
        assert AdminSession.objects.exists() == opens, (method, seconds)


def test_a_code_on_paper_confirms_and_leads_to_the_page_that_was_wanted(admin: Person, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    admin.set_password("ao cá mùa xuân 2026")
    admin.save()
    codes = RecoveryCodes.activate(admin).get_unused_codes()
    client = Client()
    client.post("/tai-khoan/login/", {"login": "khanh", "password": "ao cá mùa xuân 2026"})
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get(OPEN).status_code == 200  # the second step was shown a moment ago
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [row | {"at": row["at"] - 301} for row in session[AUTHENTICATION_METHODS_SESSION_KEY]]
    session.save()
    wanted = people_page(admin)
    asked = client.get(f"{OPEN}?next={wanted}").headers["Location"]
    assert "bước xác thực thứ hai vừa được xác nhận" in client.get(asked).content.decode()
    assert client.post(asked, {"code": "00000000"}).status_code == 200
    back = client.post(asked, {"code": codes[1]}).headers["Location"]
    assert back == f"{OPEN}?{urlencode({'next': wanted})}"
    page = client.get(back)
    assert f'value="{wanted}"' in page.content.decode()
    assert client.post(OPEN, {"reason": REASON, "next": wanted}).headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_who_has_a_passkey_alone_is_asked_for_it(admin: Person, browser: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    Authenticator.objects.create(user=admin, type="webauthn", data={"name": "x", "credential": {}})
    assert browser.get(OPEN).headers["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))


def test_a_key_neither_carries_nor_opens_an_administrators_power(admin: Person, browser: Client) -> None:
    unit = admin.roles.get().unit
    browser.post(OPEN, {"reason": REASON})
    permissions.wake(admin, AdminSession.objects.get().expires_at)
    with pytest.raises(Refusal, match="chính bạn không có"):
        tokens.issue_token(actor=admin, unit_id=unit.pk, name="Máy", verbs=["unit.manage"], expires_on=clock.today().replace(month=12))
    values = {"digest": tokens._digest("tk_x"), "created_at": clock.now(), "expires_on": clock.today()}
    ApiToken.objects.create(person=admin, unit=unit, name="Cũ", verbs=["unit.manage"], **values)
    person = tokens.person_for("tk_x")
    said = permissions.may(person, "unit.manage", path_today(unit.pk) or "")
    assert (bool(said), "Mã truy cập" in said.reason) == (False, True)
    with pytest.raises(Refusal, match="Chỉ quản trị hệ thống"):
        administering.open_session(actor=person, reason=REASON)


def test_a_form_sent_after_its_time_leads_back_to_its_page(admin: Person, browser: Client) -> None:
    page = people_page(admin)
    answer = browser.post(f"{page}them/", {"username": "x"}, headers={"referer": f"http://testserver{page}"})
    assert f'href="{OPEN}?next={page}"' in answer.content.decode()
    away = browser.post(f"{page}them/", {"username": "x"}, headers={"referer": "https://example.org/"})
    assert f'href="{OPEN}?next=/"' in away.content.decode()


def test_menus_and_home_stay_known_to_an_administrator_without_a_session(admin: Person, browser: Client) -> None:
    page = browser.get(reverse("desk:unit", args=[admin.roles.get().unit_id])).content.decode()
    assert "Thay đổi cơ cấu" in page
    assert browser.get("/").status_code == 200


def test_the_demonstration_opens_it_by_one_click(admin: Person, browser: Client, settings: Any) -> None:
    settings.DEMO = True
    assert 'value="Xem thử bản trình diễn"' in browser.get(OPEN).content.decode()
