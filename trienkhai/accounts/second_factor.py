"""The second step of signing in: an authenticator app, a passkey, or codes printed on paper for those without a phone."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trienkhai.accounts import locks
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.policy import needs_second_factor
from trienkhai.accounts.services import can_manage
from trienkhai.accounts.services.reach import require_whole
from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden

if TYPE_CHECKING:
    from collections.abc import Collection

CODES = Authenticator.Type.RECOVERY_CODES
SECRETS = {"secret", "seed"}
"""What the library keeps encrypted of an app and of a sheet of codes."""
STRONG = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


def has_second_factor(person: Person) -> bool:
    """Whether somebody has any second step. One query."""
    return bool(person.pk is not None and Authenticator.objects.filter(user_id=person.pk).exists())


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc,unused-ignore]
    """Printed codes count as a second step of their own; secrets are kept encrypted; the last step the policy asks for stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Mã chưa đúng hoặc đã dùng. Hãy nhập mã mới nhất."),
        "cannot_delete_authenticator": gettext_lazy("Tài khoản phải có bước xác thực thứ hai. Hãy thêm một cách khác rồi mới gỡ cách này."),
    }

    def is_mfa_enabled(self, user: Person, types: Collection[str] | None = None) -> bool:
        """The library asks at sign-in for apps and keys only; printed codes are asked there as well."""
        asked = {*types, CODES} if types and set(types) >= STRONG else types
        return bool(super().is_mfa_enabled(user, asked))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last app or key of somebody who must have one: the codes end with it."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG).exclude(pk=authenticator.pk)
        return others.exists() or not (settings.SECOND_FACTOR and needs_second_factor(authenticator.user))

    def get_totp_issuer(self) -> str:
        """The name shown in the app."""
        return "Triển Khai"

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        """A first name for a new key."""
        known = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Khoá %(number)s") % {"number": known + 1}

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    """The present secret closes and opens; the one before opens too while it is being renewed."""
    return MultiFernet([_fernet(secret) for secret in (settings.PERSONAL_KEY, settings.PERSONAL_KEY_BEFORE) if secret])


def _fernet(secret: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"trienkhai second factors")
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))


def rewrap() -> int:
    """Encrypt every secret of second steps under the present secret; how many rows. May be killed and run again."""
    box, done = _box(), 0
    for row in Authenticator.objects.filter(type__in=(Authenticator.Type.TOTP, CODES)).order_by("pk").iterator():
        with transaction.atomic():
            kept = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
            if kept is None:
                continue
            for name in SECRETS & kept.data.keys():
                kept.data[name] = box.rotate(kept.data[name].encode()).decode()
            kept.save(update_fields=["data"])
            done += 1
    return done


class _Locked:
    """A wrong code counts towards the account's lock like a wrong password."""

    def clean_code(self) -> str:
        """The code, when the account is not locked and the code is right."""
        key = locks.key_of(self.user)  # type: ignore[attr-defined]
        locks.require_open(key)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            locks.failed(key, self.user)  # type: ignore[attr-defined]
            raise
        return code


class CodeForm(_Locked, mfa.AuthenticateForm):  # type: ignore[misc,unused-ignore]
    """The code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)


class CodeAgainForm(_Locked, mfa.ReauthenticateForm):  # type: ignore[misc,unused-ignore]
    """The code once more before a change to the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)


def _plain(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label = _("Mã xác thực")
    field.help_text = _("Sáu số trong ứng dụng xác thực, hoặc một mã chưa dùng trên tờ mã đã in.")
    field.widget.attrs.pop("placeholder", None)


class KeyForm(AddWebAuthnForm):  # type: ignore[misc,unused-ignore]
    """A new passkey and its name."""

    name = forms.CharField(label=gettext_lazy("Tên khoá"), max_length=80, required=False)


class KeyNameForm(EditWebAuthnForm):  # type: ignore[misc,unused-ignore]
    """Another name for a passkey."""

    name = forms.CharField(label=gettext_lazy("Tên khoá"), max_length=80)


class PrintedCodesForm(forms.Form):
    """Asking for a sheet of codes; also for somebody who has no other second step."""

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


@transaction.atomic
def print_codes(*, actor: Person, role_id: int) -> tuple[Person, list[str]]:
    """A new sheet of codes for somebody of a unit, made by its head or an administrator; the old sheet ends.

    Whoever makes it manages every unit where the person holds a role, so that no head can weaken the account of somebody else's people.
    """
    held = RoleInUnit.objects.select_related("person").filter(pk=role_id).exclude(valid_to__lte=clock.today()).first()
    if held is None:
        raise Hidden
    can_manage(actor, held.unit_id).require()
    person = held.person
    require_whole(actor, person)
    Person.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=person, type=CODES).delete()
    codes = RecoveryCodes.activate(person).get_unused_codes()
    journal.record(actor, "accounts.codes.printed", person, held.unit_id)
    return person, codes
