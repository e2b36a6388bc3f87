"""Renewing PERSONAL_KEY: everything is read with both keys, then with the new one alone; the old one opens nothing any more."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.accounts.second_factor import SecondFactor
from trienkhai.accounts.tests.factories import make_person, make_unit
from trienkhai.core import journal, personal, sealing
from trienkhai.core.models import JournalLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
OLD, NEW = "khoa-cu-" * 8, "khoa-moi-" * 8


@pytest.fixture
def person(settings: Any) -> Person:
    settings.PERSONAL_KEY = OLD
    made = make_person("lan", Role.REPORTER, make_unit("t1", "Trường số 1"))
    journal.record(made, "test.about", made, about=made, values={"email": "lan@example.vn"})
    Authenticator.objects.create(user=made, type="totp", data={"secret": SecondFactor().encrypt("JBSWY3DPEHPK3PXP")})
    RecoveryCodes.activate(made)
    sealing.seal()
    return made


def value(person: Person) -> Any:
    return personal.decrypt(person.pk, bytes(JournalLine.objects.get(verb="test.about").personal))


def secret() -> str:
    return SecondFactor().decrypt(Authenticator.objects.get(type="totp").data["secret"])


def test_the_key_is_renewed_without_losing_anything(person: Person, settings: Any) -> None:
    gone = make_person("da-xoa", Role.REPORTER, person.roles.get().unit)
    personal.destroy(gone.pk)
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    settings.PERSONAL_KEY, settings.PERSONAL_KEY_BEFORE = NEW, OLD
    assert (value(person), secret()) == ({"email": "lan@example.vn"}, "JBSWY3DPEHPK3PXP")
    out = StringIO()
    call_command("rewrap", stdout=out)
    assert "khoá của 1 người, bí mật của 2 bước" in out.getvalue()
    call_command("rewrap", stdout=(again := StringIO()))
    assert "khoá của 0 người" in again.getvalue()
    settings.PERSONAL_KEY_BEFORE = ""
    assert (value(person), secret()) == ({"email": "lan@example.vn"}, "JBSWY3DPEHPK3PXP")
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    assert list(sealing.verify()) == []
    settings.PERSONAL_KEY = OLD
    with pytest.raises(InvalidTag):
        value(person)
    with pytest.raises(InvalidToken):
        secret()


def test_without_the_key_before_it_says_what_to_do(person: Person, settings: Any) -> None:
    settings.PERSONAL_KEY_BEFORE = ""
    with pytest.raises(CommandError, match="PERSONAL_KEY_BEFORE"):
        call_command("rewrap")
