"""Keys for programs: made by the person they speak for, never more than that person, shown once, ended by a day or a click."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import ApiToken
from trienkhai.accounts.permissions import VERBS, Limit, Scope, narrow, scope_of
from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PREFIX = "tk_"
LONGEST = dt.timedelta(days=366)


def grantable(person: Person) -> Scope:
    """What a key of this person may be given: everything but an administrator's power, which needs a session that no key has."""
    scope = scope_of(person)
    return replace(scope, holdings=tuple(h for h in scope.holdings if h.role != Role.ADMIN))


def tokens_of(viewer: Person) -> list[ApiToken]:
    """A person's own keys, newest first. One query."""
    return list(ApiToken.objects.filter(person=viewer).order_by("-id"))


@transaction.atomic
def issue_token(*, actor: Person, unit_id: int, name: str, verbs: Collection[str], expires_on: dt.date) -> tuple[ApiToken, str]:
    """A new key of the actor's own, and its secret, which is kept nowhere.

    Raises Refusal for verbs the person does not have there, no name, or a day that has passed or is more than a year away.
    """
    path = units.get_unit(unit_id=unit_id).path
    held = {v for v in VERBS if any(tree.contains(p, path) and (whole or p == path) for p, whole in grantable(actor).paths(v))}
    wanted = set(verbs)
    if not name.strip() or not wanted:
        raise Refusal(_("Mã truy cập cần có tên và ít nhất một quyền."), _("Hãy đặt tên theo phần mềm sẽ dùng và chọn quyền."))
    if not wanted <= held:
        raise Refusal(_("Mã truy cập không thể có quyền mà chính bạn không có ở đơn vị này."), _("Hãy bỏ bớt quyền."), status=403)
    today = clock.today()
    if not today < expires_on <= today + LONGEST:
        raise Refusal(
            _("Ngày hết hạn phải sau hôm nay và trong vòng một năm."), _("Hãy chọn ngày khác; có thể lập mã mới khi mã cũ hết hạn.")
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=actor,
        unit_id=unit_id,
        name=name.strip()[:80],
        verbs=sorted(wanted),
        digest=_digest(secret),
        created_at=clock.now(),
        expires_on=expires_on,
    )
    journal.record(actor, "accounts.token.issued", actor, unit_id, token=token.pk, verbs=sorted(wanted), until=expires_on.isoformat())
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Person, token_id: int) -> None:
    """End one of the actor's own keys at once; ending it twice changes nothing."""
    token = ApiToken.objects.filter(pk=token_id, person=actor).first()
    if token is None:
        raise Hidden
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        journal.record(actor, "accounts.token.revoked", actor, token.unit_id, token=token.pk)


def person_for(secret: str) -> Person:
    """The person a key speaks for, narrowed to what the key may. Raises Refusal (401) when it may nothing. Three queries."""
    token = ApiToken.objects.select_related("person").filter(digest=_digest(secret)).first()
    if token is None or token.revoked_at is not None or not token.person.is_active:
        raise _no_entry(_("Mã truy cập không đúng hoặc đã bị thu hồi."))
    today = clock.today()
    if token.expires_on < today:
        raise _no_entry(_("Mã truy cập đã hết hạn."))
    path = path_today(token.unit_id)
    if path is None:
        raise _no_entry(_("Đơn vị của mã truy cập đã kết thúc hoạt động."))
    narrow(token.person, Limit(path, frozenset(token.verbs)))
    if token.used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    return token.person


def _no_entry(reason: str) -> Refusal:
    return Refusal(reason, _("Hãy lập mã mới ở trang «Mã truy cập» của bạn."), status=401)


def _digest(secret: str) -> str:
    """The secret has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
