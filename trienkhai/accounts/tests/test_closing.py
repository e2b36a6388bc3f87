"""Closing accounts, by people and by the day's job: what lets in ends, what was done keeps its name."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import permissions, policy, services, tokens
from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import AdminSession, ApiToken, Delegation, Invitation, OpenSession, Person, RoleInUnit
from trienkhai.accounts.services import administering, closing
from trienkhai.accounts.services.inviting import link_of
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core import clock, journal, outbox, personal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.units import services as units
from trienkhai.units.choices import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)
WHY = "Chuyển công tác"


@pytest.fixture
def office(at: Any) -> Any:
    unit = make_unit("t1", "Trường số 1")
    return unit, make_person("anh", Role.HEAD, unit), make_person("lan", Role.REPORTER, unit)


def close(actor: Person, person: Person, reason: str = WHY) -> Person:
    return services.close_account(actor=actor, person_id=person.pk, reason=reason)


def lend(giver: Person, receiver: Person) -> Delegation:
    role = RoleInUnit.objects.get(person=giver)
    terms = services.Terms(role.pk, receiver.pk, role.unit_id, HandOver.WHOLE, TODAY, TODAY, "Đi công tác")
    return services.delegate(actor=giver, terms=terms)


def signed_in(person: Person) -> Client:
    person.set_password("ao cá mùa xuân 2026")
    person.save()
    client = Client()
    client.post("/tai-khoan/login/", {"login": person.username, "password": "ao cá mùa xuân 2026"})
    return client


def test_everything_that_lets_in_ends_and_the_name_stays(office: Any) -> None:
    unit, head, lan = office
    lent, received = lend(lan, head), lend(head, lan)
    link = link_of(services.invite(actor=head, person_id=lan.pk))
    actor = Person.objects.get(pk=lan.pk)
    _token, secret = tokens.issue_token(
        actor=actor, unit_id=unit.pk, name="M", verbs=["progress.report"], expires_on=TODAY.replace(month=12)
    )
    browser = signed_in(lan)
    assert browser.get("/").status_code == 200
    journal.record(lan, "plans.progress.reported", unit)
    close(head, lan)
    assert browser.get("/").status_code == 302
    assert not OpenSession.objects.filter(person=lan).exists()
    with pytest.raises(Refusal, match="thu hồi"):
        tokens.person_for(secret)
    for row in (lent, received):
        row.refresh_from_db()
        assert row.ended_at is not None
    assert Client().get(link).status_code == 410
    assert "_auth_user_id" not in signed_in(Person.objects.get(pk=lan.pk)).session
    assert permissions.scope_of(Person.objects.get(pk=lan.pk)).holdings == ()
    assert [str(line.actor) for line in journal.lines(unit)] == ["Lan"]
    line = JournalLine.objects.get(verb="accounts.person.closed")
    assert (line.data, personal.decrypt(lan.pk, bytes(line.personal or b""))) == ({"idle": False}, {"reason": WHY})
    assert Invitation.objects.get().revoked_at is not None


def test_an_account_is_opened_again_with_the_roles_whose_days_last(office: Any) -> None:
    unit, head, lan = office
    close(head, lan)
    with pytest.raises(Conflict, match="đã khoá"):
        close(head, lan)
    with pytest.raises(Refusal, match="đang khoá"):
        services.invite(actor=head, person_id=lan.pk)
    services.reopen_account(actor=head, person_id=lan.pk)
    with pytest.raises(Conflict, match="đang mở"):
        services.reopen_account(actor=head, person_id=lan.pk)
    person = Person.objects.get(pk=lan.pk)
    assert (person.closed_at, person.closed_why) == (None, "")
    assert [h.unit_id for h in permissions.scope_of(person).holdings] == [unit.pk]
    assert not ApiToken.objects.filter(person=lan, revoked_at__isnull=True).exists()


def test_who_may_not_and_why(office: Any) -> None:
    unit, head, lan = office
    stranger = make_person("binh", Role.HEAD, make_unit("t2", "Trường số 2"))
    with pytest.raises(Hidden):
        close(stranger, lan)
    with pytest.raises(Hidden):
        close(lan, head)
    with pytest.raises(Refusal, match="tự khoá"):
        close(head, head)
    with pytest.raises(Refusal, match="cần có lý do"):
        close(head, lan, "  ")
    admin = make_person("khanh", Role.ADMIN, unit)
    with pytest.raises(Refusal, match="của quản trị hệ thống"):
        close(head, admin)
    RoleInUnit.objects.create(person=lan, unit=stranger.roles.get().unit, role=Role.RECORDS, valid_from=TODAY)
    with pytest.raises(Refusal, match="mà bạn không quản lý") as caught:
        close(head, lan)
    assert "cho thôi vai trò ở đơn vị của bạn" in caught.value.hint
    assert Person.objects.filter(is_active=False).count() == 0


def test_the_last_administrator_of_a_unit_stays(office: Any) -> None:
    unit, _head, _lan = office
    first, second = make_person("khanh", Role.ADMIN, unit), make_person("son", Role.ADMIN, unit)
    AdminSession.objects.create(person=second, reason="x", opened_at=clock.now(), expires_at=clock.now() + dt.timedelta(minutes=30))
    close(first, second)
    assert AdminSession.objects.get().ended_at is not None
    since = dt.date(2026, 1, 1)
    below = units.open_unit(actor=None, code="p1", name="Phân hiệu", kind=Kind.OTHER, parent_id=unit.pk, since=since)
    third = make_person("minh", Role.ADMIN, below)
    with pytest.raises(Refusal, match="quản trị cuối cùng") as caught:
        close(first, third)
    assert "người khác trước" in caught.value.hint
    make_person("hoa", Role.ADMIN, below)
    assert not close(first, third).is_active


def test_the_page_closes_with_a_reason_and_opens_again(office: Any) -> None:
    _unit, head, lan = office
    client = Client()
    client.force_login(head)
    page, shut = reverse("accounts:person", args=[lan.pk]), reverse("accounts:person-close", args=[lan.pk])
    assert client.post(shut, {"reason": ""}).status_code == 422
    assert client.post(shut, {"reason": WHY}).headers["Location"] == page
    words = client.get(page).content.decode()
    assert ("Đã khoá từ 09:00 24/11/2026" in words, WHY in words, "Mở lại tài khoản" in words) == (True, True, True)
    assert "đã khoá" in client.get(reverse("accounts:people", args=[head.roles.get().unit_id])).content.decode()
    assert client.post(reverse("accounts:person-reopen", args=[lan.pk])).headers["Location"] == page
    assert "Đã khoá từ" not in client.get(page).content.decode()


def old(person: Person, days: int, **fields: Any) -> None:
    moment = clock.now() - dt.timedelta(days=days)
    Person.objects.filter(pk=person.pk).update(date_joined=moment, **({"last_login": moment} | fields))


def run(**options: Any) -> list[str]:
    out = StringIO()
    call_command("idle_accounts", stdout=out, **options)
    return out.getvalue().splitlines()


def test_accounts_idle_for_the_policys_days_are_closed_and_the_head_is_told(office: Any) -> None:
    _unit, head, lan = office
    Person.objects.filter(pk=head.pk).update(email="anh@example.vn", last_login=clock.now())
    Person.objects.filter(pk=lan.pk).update(email="lan@example.vn")
    old(lan, 45)
    assert run(dry_run=True) == []
    old(lan, 46)
    assert run(dry_run=True) == ["lan"]
    assert run() == ["lan: đã khoá", "Đã khoá 1 tài khoản không dùng."]
    assert run() == ["Đã khoá 0 tài khoản không dùng."]
    lan.refresh_from_db()
    assert (lan.is_active, lan.closed_why) == (False, "Không dùng trong 45 ngày")
    line = JournalLine.objects.get(verb="accounts.person.closed")
    assert (line.actor, line.data, line.unit_id) == (None, {"idle": True}, head.roles.get().unit_id)
    letters = {said["address"]: said for row in OutboxMessage.objects.filter(kind="accounts.idle") if (said := outbox.words_of(row))}
    assert set(letters) == {"anh@example.vn", "lan@example.vn"}
    assert "Lan (Trường số 1) đã khoá vì không dùng trong 45 ngày" in letters["anh@example.vn"]["text"]
    services.reopen_account(actor=head, person_id=lan.pk)
    assert run() == ["Đã khoá 0 tài khoản không dùng."]


@pytest.mark.parametrize("used", ["session", "key", "reopened", "joined"])
def test_an_account_that_is_used_in_any_way_stays_open(office: Any, used: str) -> None:
    unit, _head, lan = office
    old(lan, 60)
    if used == "session":
        signed_in(lan)
        Person.objects.filter(pk=lan.pk).update(last_login=clock.now() - dt.timedelta(days=60))
    if used == "key":
        values = {"verbs": [], "digest": "x", "created_at": clock.now(), "expires_on": TODAY, "used_on": dt.date(2026, 10, 20)}
        ApiToken.objects.create(person=lan, unit=unit, name="M", **values)
    if used == "reopened":
        Person.objects.filter(pk=lan.pk).update(reopened_at=clock.now())
    if used == "joined":
        Person.objects.filter(pk=lan.pk).update(last_login=None, date_joined=clock.now() - dt.timedelta(days=44))
    Person.objects.exclude(pk=lan.pk).update(last_login=clock.now(), date_joined=clock.now())
    assert run(dry_run=True) == []


def test_somebody_who_never_came_is_closed_and_the_last_administrator_kept_and_named(office: Any) -> None:
    unit, head, lan = office
    admin = make_person("khanh", Role.ADMIN, unit)
    for person in (lan, admin, head):
        old(person, 50, last_login=None)
    assert run() == [
        "anh: đã khoá",
        "lan: đã khoá",
        "khanh: giữ lại, là người quản trị cuối cùng của đơn vị",
        "Đã khoá 2 tài khoản không dùng.",
    ]
    assert Person.objects.get(pk=admin.pk).is_active


def test_without_a_head_the_administrators_above_are_told(office: Any) -> None:
    unit, head, lan = office
    RoleInUnit.objects.filter(person=head).update(valid_to=TODAY)
    admin = make_person("khanh", Role.ADMIN, unit)
    Person.objects.filter(pk=admin.pk).update(email="khanh@example.vn", last_login=clock.now())
    old(lan, 50)
    run()
    letter = OutboxMessage.objects.get(kind="accounts.idle")
    assert (outbox.words_of(letter) or {})["address"] == "khanh@example.vn"


def test_the_days_are_the_policys_of_the_level(office: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    _unit, head, lan = office
    Person.objects.filter(pk=head.pk).update(last_login=clock.now())
    old(lan, 35)
    assert run(dry_run=True) == []
    stricter = dataclasses.replace(policy.policy(), valid_from=dt.date(2026, 11, 1), idle_days=30)
    monkeypatch.setattr(policy, "POLICIES", (*policy.POLICIES, stricter))
    assert run(dry_run=True) == ["lan"]
    settings.SECURITY_LEVEL = 2
    assert run(dry_run=True) == []


def test_the_days_job_writes_off_administrators_sessions(office: Any) -> None:
    unit, *_rest = office
    admin = make_person("khanh", Role.ADMIN, unit)
    administering.open_session(actor=admin, reason="Nhập đơn vị mới")
    AdminSession.objects.update(expires_at=clock.now() - dt.timedelta(minutes=1))
    run()
    assert AdminSession.objects.get().ended_at is not None
    assert closing.idle_people().count() == 0
