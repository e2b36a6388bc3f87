"""Removing what is past its term: set statements in small transactions, so that it may be killed anywhere and run again.

Each stretch leaves one line in the journal: which rule, how many rows, and the digest of their numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NO_PASSWORD
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from trienkhai.accounts.models import AdminSession, ApiToken, CacheEntry, Delegation, Invitation, OpenSession, Person, SignInLock
from trienkhai.core import clock, journal
from trienkhai.core.models import OutboxMessage
from trienkhai.core.outbox import AFTERWARDS
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.models import DataRequest
from trienkhai.privacy.retention import before
from trienkhai.privacy.writing import path_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

STRETCH = 5000
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Rows past one term: removed, or emptied of `blank`."""

    term: str
    rows: Callable[[], QuerySet[Any]]
    blank: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows of a table went, or would go, by which term."""

    term: str
    table: str
    count: int


def _dead_sessions() -> QuerySet[Any]:
    alive = Session.objects.filter(expire_date__gt=clock.now())
    return OpenSession.objects.exclude(session_key__in=alive.values("session_key"))


def _invitations() -> QuerySet[Any]:
    over = before("invitations")
    return Invitation.objects.filter(Q(used_at__lt=over) | Q(revoked_at__lt=over) | Q(expires_at__lt=over))


def _closed() -> QuerySet[Person]:
    return Person.objects.filter(is_active=False, closed_at__lt=before("contacts"))


def _delegations() -> QuerySet[Any]:
    over = before("reasons")
    return Delegation.objects.filter(Q(ended_at__lt=over) | Q(valid_to__lt=over.date())).exclude(reason="")


def _requests() -> QuerySet[Any]:
    return DataRequest.objects.filter(done_at__lt=before("reasons")).exclude(reason="")


SWEEPS = (
    Sweep("sessions", lambda: Session.objects.filter(expire_date__lt=before("sessions"))),
    Sweep("sessions", _dead_sessions),
    Sweep("locks", lambda: SignInLock.objects.filter(failed_at__lt=before("locks")).exclude(locked_until__gt=clock.now())),
    Sweep("locks", lambda: CacheEntry.objects.filter(expires__lt=before("locks"))),
    Sweep("confirmations", lambda: EmailConfirmation.objects.filter(created__lt=before("confirmations"))),
    Sweep(
        "letters",
        lambda: OutboxMessage.objects.filter(
            state__in=AFTERWARDS, next_at__isnull=True, done_at__lt=before("letters"), sealed__isnull=False
        ),
        {"sealed": None},
    ),
    Sweep("tasks", lambda: DBTaskResult.objects.filter(finished_at__lt=before("tasks"))),
    Sweep("invitations", _invitations),
    Sweep("tokens", lambda: ApiToken.objects.filter(Q(revoked_at__lt=before("tokens")) | Q(expires_on__lt=before("tokens").date()))),
    Sweep("contacts", lambda: EmailAddress.objects.filter(user__in=_closed())),
    Sweep("contacts", lambda: Authenticator.objects.filter(user__in=_closed())),
    Sweep("contacts", lambda: SocialAccount.objects.filter(user__in=_closed())),
    Sweep("contacts", lambda: _closed().exclude(email="", password=NO_PASSWORD), {"email": "", "password": NO_PASSWORD}),
    Sweep("reasons", lambda: AdminSession.objects.filter(expires_at__lt=before("reasons")).exclude(reason=""), {"reason": ""}),
    Sweep("reasons", _delegations, {"reason": ""}),
    Sweep("reasons", _requests, {"reason": ""}),
    Sweep("ledger", lambda: OutboxMessage.objects.filter(done_at__lt=before("ledger"), person__isnull=False), {"person": None}),
)


def retain(*, dry: bool = False) -> list[Swept]:
    """Remove or empty everything past its term; `dry` only counts. The system does it; doing it again finds nothing."""
    out = [_copies(dry=dry)]
    for sweep in SWEEPS:
        rows = sweep.rows()
        count = rows.count() if dry else sum(_stretches(sweep))
        out.append(Swept(sweep.term, rows.model._meta.label, count))
    if not dry:
        _empty_the_log()
    return [swept for swept in out if swept.count]


def _empty_the_log() -> None:
    """SQLite keeps what pages held before in its write-ahead log until that is written over; PostgreSQL's own sweeping is its daemon's."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _stretches(sweep: Sweep) -> Iterator[int]:
    """One transaction after another until nothing is left; how many rows each took."""
    while True:
        with transaction.atomic():
            ids = list(sweep.rows().order_by("pk").values_list("pk", flat=True)[:STRETCH])
            if not ids:
                return
            chosen = sweep.rows().model._default_manager.filter(pk__in=ids)
            if sweep.blank:
                chosen.update(**sweep.blank)
            else:
                chosen.delete()
            _note(sweep.term, chosen.model._meta.label, ids)
        yield len(ids)


def _note(name: str, table: str, ids: list[Any]) -> None:
    digest = hashlib.sha256(",".join(str(one) for one in ids).encode()).hexdigest()[:32]
    journal.record(None, "privacy.data.retained", None, term=name, table=table, count=len(ids), digest=digest)


def _copies(*, dry: bool) -> Swept:
    """Copies whose days are over, and files that belong to no copy any more: what a process that was killed left behind."""
    over = DataRequest.objects.filter(kind=Kind.COPY, state=State.DONE, expires_at__lte=clock.now())
    ids = list(over.values_list("pk", flat=True))
    if not dry and ids:
        with transaction.atomic():
            over.filter(pk__in=ids).update(state=State.OVER, size=0)
            _note("copies", DataRequest._meta.label, ids)
    if not dry:
        _sweep_files()
    return Swept("copies", DataRequest._meta.label, len(ids))


def _sweep_files() -> None:
    wanted = {path_of(row).name for row in DataRequest.objects.filter(kind=Kind.COPY, state__in=(State.QUEUED, State.RUNNING, State.DONE))}
    folder = path_of(DataRequest()).parent
    for path in folder.glob("*.sealed") if folder.exists() else ():
        if path.name not in wanted:
            path.unlink(missing_ok=True)
