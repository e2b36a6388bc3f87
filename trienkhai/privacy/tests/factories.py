"""Somebody about whom a good deal is held: account, sign-ins, roles, keys, letters, work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.test import Client

from trienkhai.accounts import locks, services, tokens
from trienkhai.accounts.choices import HandOver, Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.permissions import wake
from trienkhai.accounts.tests.factories import FAR
from trienkhai.core import journal, outbox
from trienkhai.core.outbox import Letter
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.models import Obligation
from trienkhai.plans.services import Attachment, raise_difficulty
from trienkhai.plans.tests import factories as plans
from trienkhai.privacy.services import Written

NAME, LOGIN, MAIL = "Vương Thị Tuyết Nhung", "tuyetnhung88", "tuyet.nhung@thu-rieng.example"
PASSWORD = "ao cá mùa xuân 2026"
TODAY = dt.date(2026, 11, 24)
REQUEST = Written("12/CVĐ", dt.date(2026, 11, 20), "Xin dữ liệu vì chuyển ngành")


@dataclass
class World:
    """A department, its administrator, one of another department, and the person."""

    body: plans.Body
    person: Person
    admin: Person
    foreign: Person


def make_world() -> World:
    """Before anything was asked for."""
    body = plans.make_body()
    person = body.clerks[0]
    Person.objects.filter(pk=person.pk).update(full_name=NAME, username=LOGIN, email=MAIL)
    admins = [make_person(f"qt-{n}", Role.ADMIN, unit) for n, unit in enumerate((body.department, body.stranger_unit))]
    for admin in admins:
        wake(admin, FAR)
    world = World(body, Person.objects.get(pk=person.pk), *admins)
    body.clerks[0] = world.person
    _fill(world)
    return world


def _fill(world: World) -> None:
    person, body = world.person, world.body
    signed_in(person)
    EmailAddress.objects.create(user=person, email=MAIL, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    SocialAccount.objects.create(user=person, provider="oidc", uid="sub-77", extra_data={"email": MAIL})
    services.invite(actor=body.head, person_id=person.pk)
    tokens.issue_token(
        actor=person, unit_id=body.schools[0].pk, name=f"Máy của {NAME}", verbs=["progress.report"], expires_on=dt.date(2027, 3, 1)
    )
    held = RoleInUnit.objects.get(person=person)
    terms = services.Terms(held.pk, body.head.pk, held.unit_id, HandOver.WHOLE, TODAY, TODAY, f"{NAME} nghỉ ốm")
    services.delegate(actor=person, terms=terms)
    locks.failed(locks.key_of(person), person)
    with transaction.atomic():
        outbox.put(Letter("accounts.idle", "thu/1", MAIL, f"Gửi {NAME}", "Lời thư riêng", person_id=person.pk))
    journal.record(body.head, "test.about", person, about=person, values={"email": MAIL})
    plans.make_issued(body)
    owed = Obligation.objects.get(task__key="1.b", unit=body.schools[0])
    plans.say(person, owed.pk, state="in_progress", text="Đã họp phụ huynh.", attachments=[Attachment("biên bản.txt", b"Bien ban")])
    raise_difficulty(actor=person, obligation_id=owed.pk, text="Thiếu kinh phí mua sách.")


def signed_in(person: Person) -> Client:
    """A browser in which the person signed in by password."""
    person.set_password(PASSWORD)
    person.save()
    client = Client(headers={"user-agent": "Firefox/130 Windows"})
    client.post("/tai-khoan/login/", {"login": person.username, "password": PASSWORD})
    return client


def leave(world: World, at: Any, moment: str = "2026-06-01T09:00") -> None:
    """The person's last role ends and the account is closed then."""
    at(moment)
    RoleInUnit.objects.filter(person=world.person).update(valid_to=dt.date.fromisoformat(moment[:10]))
    services.close_account(actor=world.admin, person_id=world.person.pk, reason=f"{NAME} chuyển ngành")
    at("2026-11-24T09:00")
