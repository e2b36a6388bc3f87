"""Locks after failed sign-ins: counted for each account, without keeping what was typed; and the keys of the shared cache."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from trienkhai.accounts.models import CacheEntry, Person, SignInLock
from trienkhai.accounts.policy import policy
from trienkhai.core import clock, journal

if TYPE_CHECKING:
    from typing import Any


def cache_key(key: str, prefix: str, version: int) -> str:
    """Keys of the shared cache hold addresses; only their digest under this installation's secret is kept."""
    return _digest(f"{prefix}:{version}:{key}")


def key_of(person: Person) -> str:
    """The key of an account's lock."""
    return _digest(f"person:{person.pk}")


def find(credentials: dict[str, Any]) -> tuple[str, Person | None]:
    """The lock's key and the account that was meant; a name nobody has is locked just the same, so that it tells nothing."""
    name, email = str(credentials.get("username") or ""), str(credentials.get("email") or "")
    asked = Q(username__iexact=name) | Q(email__iexact=name) if name else Q(email__iexact=email)
    person = Person.objects.filter(asked).order_by("id").first() if name or email else None
    return (key_of(person), person) if person else (_digest(f"name:{(name or email).lower()}"), None)


def require_open(key: str) -> None:
    """Raises ValidationError while the lock is shut."""
    lock = SignInLock.objects.filter(key=key, locked_until__gt=clock.now()).first()
    if lock is not None and lock.locked_until is not None:
        left = math.ceil((lock.locked_until - clock.now()).total_seconds() / 60)
        raise ValidationError(
            _("Đã thử sai quá nhiều lần, tài khoản tạm khoá. Hãy thử lại sau %(minutes)s phút.") % {"minutes": left}, code="account_locked"
        )


@transaction.atomic
def failed(key: str, person: Person | None) -> None:
    """Count one failure; the last one the policy bears shuts the lock. The line in the journal names an account, never what was typed."""
    rule, now = policy(), clock.now()
    SignInLock.objects.get_or_create(key=key, defaults={"failed_at": now})
    SignInLock.objects.filter(key=key, failed_at__lte=now - dt.timedelta(minutes=rule.lock_minutes)).update(failures=0)
    SignInLock.objects.filter(key=key).update(failures=F("failures") + 1, failed_at=now)
    until = now + dt.timedelta(minutes=rule.lock_minutes)
    shut = SignInLock.objects.filter(key=key, failures__gte=rule.failures).update(locked_until=until, failures=0)
    journal.refused(None, "accounts.signin.failed", account=person.pk if person else None, locked=bool(shut))


def opened(person: Person) -> None:
    """A full sign-in forgets the failures before it."""
    SignInLock.objects.filter(key=key_of(person)).delete()


def forget_old() -> int:
    """Remove locks and cached counters whose time is over; how many."""
    now = clock.now()
    over = now - dt.timedelta(minutes=policy().lock_minutes)
    locks = SignInLock.objects.filter(failed_at__lt=over).exclude(locked_until__gt=now).delete()[0]
    return locks + CacheEntry.objects.filter(expires__lt=now).delete()[0]


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
