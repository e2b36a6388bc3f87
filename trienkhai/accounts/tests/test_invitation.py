"""Invitations: one link, once, until a moment; by mail and on paper; by who manages the whole person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Invitation, OpenSession, Person, RoleInUnit
from trienkhai.accounts.services.inviting import link_of
from trienkhai.accounts.tests.factories import awake, make_person, make_unit
from trienkhai.core import outbox
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
WORDS = "ao cá mùa xuân 2026"


@pytest.fixture(autouse=True)
def quick_hash(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def office(at: Any) -> Any:
    unit, other = make_unit("t1", "Trường số 1"), make_unit("t2", "Trường số 2")
    return unit, make_person("anh", Role.HEAD, unit), make_person("binh", Role.HEAD, other), make_person("lan", Role.REPORTER, unit)


def accept(link: str, password: str = WORDS, client: Client | None = None) -> Any:
    return (client or Client()).post(link, {"password1": password, "password2": password})


def test_the_letter_carries_the_link_and_the_link_sets_a_password_and_signs_in(office: Any) -> None:
    _unit, head, _binh, lan = office
    Person.objects.filter(pk=lan.pk).update(email="lan@example.vn")
    made = services.invite(actor=head, person_id=lan.pk)
    letter = OutboxMessage.objects.get(kind="accounts.invitation", key=f"accounts.invitation/{made.pk}")
    said = outbox.words_of(letter)
    assert said is not None
    link = link_of(made)
    assert said["address"] == "lan@example.vn"
    assert django_settings.SITE_URL + link in said["text"]
    assert "10:00" not in said["text"]
    assert "09:00 01/12/2026" in said["text"]
    client = Client()
    page = client.get(link).content.decode()
    assert "lan" in page
    assert "Lan" in page
    assert Invitation.objects.get().used_at is None  # a scanner that opens the link uses nothing up
    assert accept(link, "ngắn", client).status_code == 422
    answer = accept(link, client=client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert OpenSession.objects.filter(person=lan).count() == 1
    assert Client().post("/tai-khoan/login/", {"login": "lan", "password": WORDS}).status_code == 302
    verbs = list(JournalLine.objects.filter(verb__startswith="accounts.").order_by("id").values_list("verb", flat=True))
    assert verbs[:3] == ["accounts.person.invited", "accounts.invitation.used", "accounts.signin.done"]


def test_a_link_works_once_and_not_after_its_day_nor_when_altered_or_revoked(office: Any, at: Any) -> None:
    _unit, head, _binh, lan = office
    first = link_of(services.invite(actor=head, person_id=lan.pk))
    second = link_of(services.invite(actor=head, person_id=lan.pk))
    assert Client().get(first).status_code == 410  # a newer one ends it
    assert Client().get(second.replace("/moi/", "/moi/1")).status_code == 410
    number = second.rpartition("/moi/")[2].partition(":")[0]
    assert Client().get(second.replace(f"/moi/{number}:", f"/moi/{int(number) + 1}:")).status_code == 410
    services.revoke_invitation(actor=head, person_id=lan.pk)
    services.revoke_invitation(actor=head, person_id=lan.pk)
    answer = accept(second)
    assert (answer.status_code, "đã thu hồi hoặc hết hạn" in answer.content.decode()) == (410, True)
    third = link_of(services.invite(actor=head, person_id=lan.pk))
    at("2026-12-01T09:00")
    assert Client().get(third).status_code == 410
    at("2026-12-01T08:59")
    assert accept(third).status_code == 302
    assert accept(third, "một mật khẩu khác 2026").status_code == 410
    assert Person.objects.get(pk=lan.pk).check_password(WORDS)
    assert JournalLine.objects.filter(verb="accounts.invitation.revoked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_set_one_password(at_once: Any, at: Any) -> None:
    at("2026-11-24T09:00")
    unit = make_unit("t1", "Trường số 1")
    head, lan = make_person("anh", Role.HEAD, unit), make_person("lan", Role.REPORTER, unit)
    token = link_of(services.invite(actor=head, person_id=lan.pk)).rstrip("/").rpartition("/")[2]
    found = at_once(*[lambda n=n: services.take_up(token=token, password=f"mật khẩu thứ {n}") for n in range(2)])
    assert [type(one) for one in found].count(Refusal) == 1
    assert JournalLine.objects.filter(verb="accounts.invitation.used").count() == 1


def test_who_is_signed_in_does_not_become_somebody_else(office: Any) -> None:
    _unit, head, _binh, lan = office
    link = link_of(services.invite(actor=head, person_id=lan.pk))
    client = Client()
    client.force_login(head)
    for answer in (client.get(link), accept(link, client=client)):
        assert (answer.status_code, "Hãy thoát" in answer.content.decode()) == (422, True)
    assert Invitation.objects.get().used_at is None


def test_the_policy_then_asks_for_a_second_step_and_one_that_is_there_is_not_passed_by(office: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    _unit, head, _binh, lan = office
    client = Client()
    accept(link_of(services.invite(actor=head, person_id=lan.pk)), client=client)
    assert client.get("/").headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200  # the password was just set, so it is not asked again
    Authenticator.objects.create(user=lan, type="totp", data={"secret": "x"})
    again = Client()
    answer = accept(link_of(services.invite(actor=head, person_id=lan.pk)), client=again)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session


def test_only_who_manages_the_whole_person_invites_and_nobody_themselves(office: Any) -> None:
    unit, head, other_head, lan = office
    with pytest.raises(Hidden):
        services.invite(actor=other_head, person_id=lan.pk)
    with pytest.raises(Refusal, match="tự mời mình"):
        services.invite(actor=head, person_id=head.pk)
    RoleInUnit.objects.create(person=lan, unit=other_head.roles.get().unit, role=Role.RECORDS, valid_from="2026-01-01")
    with pytest.raises(Refusal, match="mà bạn không quản lý"):
        services.invite(actor=head, person_id=lan.pk)
    admin = make_person("khanh", Role.ADMIN, unit)
    with pytest.raises(Refusal, match="của quản trị hệ thống"):
        services.invite(actor=head, person_id=admin.pk)
    RoleInUnit.objects.filter(person=lan).update(valid_to="2026-11-01")
    with pytest.raises(Refusal, match="không giữ vai trò nào"):
        services.invite(actor=head, person_id=lan.pk)
    assert not Invitation.objects.exists()
    with pytest.raises(Hidden):
        services.show_invitation(actor=head, person_id=lan.pk)


def test_pages_add_invite_print_and_revoke(office: Any) -> None:
    unit, head, _binh, _lan = office
    client = Client()
    client.force_login(head)
    said = {"full_name": "Hoàng Mai", "username": "mai", "email": "mai@example.vn", "role": "reporter"}
    answer = client.post(reverse("accounts:role-give", args=[unit.pk]), said)
    mai = Person.objects.get(username="mai")
    sheet = reverse("accounts:person-invitation", args=[mai.pk])
    assert answer.headers["Location"] == sheet
    page = client.get(sheet)
    assert "Thư mời đang được gửi tới mai@example.vn" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    link = re.search(r'<code class="secret">http://testserver(/[^<]+)</code>', page.content.decode())
    assert link
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert JournalLine.objects.filter(verb="accounts.invitation.shown", outcome="seen").count() == 1
    person_at = reverse("accounts:person", args=[mai.pk])
    assert "Thư mời còn hiệu lực đến" in client.get(person_at).content.decode()
    assert client.post(reverse("accounts:invitation-revoke", args=[mai.pk])).status_code == 302
    assert "đã thu hồi" in client.get(person_at).content.decode()
    assert client.get(sheet).status_code == 404
    assert client.post(reverse("accounts:person-invite", args=[mai.pk])).headers["Location"] == sheet
    assert Client().get(link[1]).status_code == 410
    assert OutboxMessage.objects.filter(kind="accounts.invitation").count() == 2


def test_somebody_without_an_address_is_invited_on_paper_alone(office: Any) -> None:
    unit, head, *_rest = office
    client = Client()
    client.force_login(head)
    client.post(reverse("accounts:role-give", args=[unit.pk]), {"full_name": "Bảo", "username": "bao", "role": "reporter"})
    assert Invitation.objects.get().person.username == "bao"
    assert not OutboxMessage.objects.exists()


def test_a_person_and_their_invitation_are_kept_together_or_not_at_all(office: Any) -> None:
    unit, *_rest = office
    client = Client()
    client.force_login(make_person("khanh", Role.ADMIN, unit))
    said = {"full_name": "Bảo", "username": "bao", "role": "reporter", "email": "bảo@example.vn"}
    answer = awake(client).post(reverse("accounts:role-give", args=[unit.pk]), said)
    assert (answer.status_code, Person.objects.filter(username="bao").exists()) == (422, False)
