"""The sign-in policy: dated data by security level. The owner of an installation decides its level (`TRIENKHAI_SECURITY_LEVEL`).

Source: REGULATIONS §7. Level 1 asks for no lock; the one of level 2 is kept there too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, text

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

LAW = "Luật An ninh mạng số 116/2025/QH15; Nghị định số 331/2026/NĐ-CP; TCVN 14423:2026"
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Policy:
    """What one level asks from a day on."""

    level: int
    valid_from: dt.date
    legal_basis: str
    everyone_inside: bool
    """Whether a second factor is asked of people who work inside the network too; administrators and Internet users always need one."""
    length_with_factor: int
    length_alone: int
    failures: int
    lock_minutes: int
    idle_days: int
    admin_minutes: int
    """How long an administrator's session stays open; the house's own rule."""
    invitation_days: int
    """How long an invitation can be taken up; the house's own rule."""
    session_hours: int
    """How long a sign-in lasts at the most; the house's own rule: a working day."""
    session_idle_minutes: int
    """How long a sign-in lasts while nothing is done in it; the house's own rule: half a working day, so that a report can be written."""


POLICIES = tuple(
    Policy(
        level=level,
        valid_from=dt.date(2026, 7, 1),
        legal_basis=LAW,
        everyone_inside=level == 3,
        length_with_factor=8,
        length_alone=14,
        failures=5,
        lock_minutes=15,
        idle_days=45,
        admin_minutes=30,
        invitation_days=7,
        session_hours=12,
        session_idle_minutes=240,
    )
    for level in LEVELS
)


def policy(on: dt.date | None = None) -> Policy:
    """The policy of this installation's level on a day; before the first one, the first one."""
    day = on or clock.today()
    rows = sorted((row for row in POLICIES if row.level == settings.SECURITY_LEVEL), key=lambda row: row.valid_from)
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


def needs_second_factor(person: Person) -> bool:
    """Whether the policy asks a second factor of somebody. At most one query, kept for the request."""
    if settings.ON_INTERNET or policy().everyone_inside:
        return True
    return scope_of(person).has(Role.ADMIN)


class LengthValidator:
    """The shortest password the policy lets through: shorter with a second factor, longer without."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError when too short."""
        least = self._least(user)
        if len(password) < least:
            raise ValidationError(
                _("Mật khẩu cần ít nhất %(least)s ký tự. Hãy dùng một câu dài dễ nhớ; không cần ký tự đặc biệt.") % {"least": least},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        rule = policy()
        return _("Ít nhất %(alone)s ký tự; khi tài khoản có bước xác thực thứ hai thì ít nhất %(least)s ký tự.") % {
            "alone": rule.length_alone,
            "least": rule.length_with_factor,
        }

    def _least(self, user: Person | None) -> int:
        from trienkhai.accounts.second_factor import has_second_factor

        return policy().length_with_factor if user is not None and has_second_factor(user) else policy().length_alone


OFFICE_WORDS = (
    "trienkhai",
    "matkhau",
    "password",
    "quantri",
    "admin",
    "vanban",
    "vanthu",
    "kehoach",
    "baocao",
    "nhiemvu",
    "giaoduc",
    "truonghoc",
)
"""Words that everybody who knows the office tries first, without case and tones."""
LEAST_LEFT = 4
"""Letters that must be left of a password when those words, the person's own names and numbers are taken out of it."""


class OfficeWordsValidator:
    """No password of nothing but the office's words, the person's names and numbers."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError when what is left could be guessed."""
        left = "".join(sign for sign in text.fold(password) if sign.isalnum() and not sign.isdigit())
        for word in (*OFFICE_WORDS, *_names_of(user)):
            left = left.replace(word, "")
        if len(left) < LEAST_LEFT:
            raise ValidationError(
                _("Mật khẩu này dễ đoán: chỉ gồm từ thường dùng ở cơ quan, tên của bạn hoặc số. Hãy thêm vài từ không liên quan."),
                code="password_office_words",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Không chỉ gồm tên của bạn, tên hệ thống, từ thường dùng ở cơ quan và số.")


def _names_of(user: Person | None) -> list[str]:
    """The person's names without case, tones and spaces, the whole before its parts."""
    if user is None:
        return []
    parts = [*text.fold(user.full_name).split(), text.fold(user.username), text.fold(user.email.partition("@")[0])]
    whole = text.fold(user.full_name).replace(" ", "")
    return [one for one in (whole, *parts) if len(one) > 1]
