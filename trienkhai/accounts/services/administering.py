"""Sessions of administrators: their role gives nothing by itself, only for a stated time, for a stated reason, in one browser."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import AdminSession, Person
from trienkhai.accounts.permissions import scope_of
from trienkhai.accounts.policy import policy
from trienkhai.core import clock, journal
from trienkhai.core.errors import Refusal

LEAST_REASON = 8


def session_minutes() -> int:
    """How long a session stays open today."""
    return policy().admin_minutes


def require_admin(actor: Person) -> None:
    """Raises Refusal for somebody who is no administrator, and for a key for programs."""
    scope = scope_of(actor)
    if not scope.has(Role.ADMIN) or scope.only is not None:
        raise Refusal(_("Chỉ quản trị hệ thống mở được phiên quản trị."), _("Hãy liên hệ quản trị hệ thống."), status=403)


@transaction.atomic
def open_session(*, actor: Person, reason: str) -> AdminSession:
    """Open one for the time the policy gives. The caller has made sure that the person confirmed who they are.

    Raises Refusal for somebody who is no administrator, for a key, and without a reason. The reason is kept in the journal under the
    person's key, as everything a person writes freely.
    """
    require_admin(actor)
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal(_("Phiên quản trị cần có lý do."), _("Hãy ghi việc sẽ làm, ví dụ: «Nhập đơn vị theo Quyết định 15»."))
    close_over()
    now, minutes = clock.now(), policy().admin_minutes
    row = AdminSession.objects.create(person=actor, reason=reason.strip(), opened_at=now, expires_at=now + dt.timedelta(minutes=minutes))
    journal.record(actor, "accounts.admin.opened", row, _unit_of(actor), minutes=minutes, about=actor, values={"reason": row.reason})
    return row


@transaction.atomic
def end_session(*, actor: Person, session_id: int) -> None:
    """End one's own at once; ending it twice changes nothing."""
    row = AdminSession.objects.select_for_update().filter(pk=session_id, person=actor, ended_at__isnull=True).first()
    if row is not None:
        _end(row, max(row.opened_at, min(clock.now(), row.expires_at)))


@transaction.atomic
def close_over() -> int:
    """Write the end of sessions whose time is over; how many."""
    rows = list(AdminSession.objects.select_for_update().filter(expires_at__lte=clock.now(), ended_at__isnull=True))
    for row in rows:
        _end(row, row.expires_at)
    return len(rows)


def _end(row: AdminSession, when: dt.datetime) -> None:
    row.ended_at = when
    row.save(update_fields=["ended_at"])
    journal.record(row.person, "accounts.admin.ended", row, _unit_of(row.person), timed_out=when == row.expires_at)


def _unit_of(person: Person) -> int | None:
    """The unit whose administrator this is."""
    return next((h.unit_id for h in scope_of(person).holdings if h.role == Role.ADMIN), None)
