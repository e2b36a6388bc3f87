"""The one transactional outbox: what is said to somebody outside exists exactly when the change that says it does.

`put` writes a letter in the caller's transaction; `core.mailing` claims, sends and records. The same row is the sent ledger: a key is sent
once, a retry bears the same Message-ID, and a sending whose outcome nobody knows is shown as such.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import clock, personal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import OutboxMessage

State = OutboxMessage.State
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""Before the next attempt, by attempts made; after the last one nothing more happens by itself."""
LEASE = dt.timedelta(minutes=10)
"""A claim this old has lost its sender."""
KEPT = dt.timedelta(days=30)
"""Words and address of what could not be sent are kept so long, for sending again."""
NOBODY = 0
"""The key of letters to an address that belongs to no person of the system."""
AFTERWARDS = (State.FAILED, State.UNKNOWN)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be sent once.

    `kind` is a dotted word named on screen by `words.name_verbs`; `key` says what must not be sent twice ("accounts.invitation/17/2");
    `person_id` is whose address it is, `unit_id` which unit's administrators see that it waits or failed; it is not sent before `after`.
    """

    kind: str
    key: str
    address: str
    subject: str
    text: str
    html: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    after: dt.datetime | None = None


def valid_address(address: str) -> bool:
    """Whether a letter can be addressed so: one mailbox in plain letters, nothing else in the line."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii() and len(address) <= 254


def put(letter: Letter) -> OutboxMessage:
    """Put a letter into the outbox in the caller's transaction; a key that is there already gives the letter that bears it.

    Raises Refusal when the address is none; RuntimeError outside a transaction. Four queries.
    """
    if not valid_address(letter.address):
        raise Refusal(_("Địa chỉ thư điện tử chưa đúng."), _("Hãy nhập một địa chỉ, ví dụ ten@donvi.edu.vn."))
    put_many([letter])
    return OutboxMessage.objects.get(key=letter.key)


def put_many(letters: Sequence[Letter]) -> list[Letter]:
    """Put many letters at once; keys that are there already are left as they are. Gives back those that cannot be addressed.

    Raises RuntimeError outside a transaction. Two queries for any number up to the engine's limit of values, four when people are new.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("put belongs into the transaction of the change that it tells of")
    good = [letter for letter in letters if valid_address(letter.address)]
    OutboxMessage.objects.bulk_create(_rows(good), ignore_conflicts=True)
    return [letter for letter in letters if not valid_address(letter.address)]


def _rows(letters: Sequence[Letter]) -> list[OutboxMessage]:
    now, domain = clock.now(), settings.MAIL_FROM[1].rpartition("@")[2]
    sealed = personal.encrypt_all([(letter.person_id or NOBODY, _words(letter)) for letter in letters])
    return [
        OutboxMessage(
            kind=letter.kind,
            key=letter.key,
            message_id=f"<{uuid.uuid4().hex}@{domain}>",
            person_id=letter.person_id,
            unit_id=letter.unit_id,
            sealed=box,
            state=State.WAITING if box else State.DROPPED,
            made_at=now,
            next_at=(letter.after or now) if box else None,
            answer="" if box else "erased",
        )
        for letter, box in zip(letters, sealed, strict=True)
    ]


def _words(letter: Letter) -> dict[str, Any]:
    """What only the addressee reads. A line break in a subject becomes a space: it can begin no header of its own."""
    subject = _SPACE.sub(" ", letter.subject).strip()[:200]
    return {"address": letter.address, "subject": subject, "text": letter.text, "html": letter.html}


def due(now: dt.datetime) -> QuerySet[OutboxMessage]:
    """What is to be sent now: waiting, or unknown and to be tried once more."""
    return OutboxMessage.objects.filter(state__in=(State.WAITING, State.UNKNOWN), next_at__lte=now)


def recover() -> None:
    """Claims that lost their sender: never handed over, so they wait again; or handed over without an answer, so nobody knows."""
    now = clock.now()
    stale = OutboxMessage.objects.filter(state=State.SENDING)
    untried = stale.filter(handed_at__isnull=True, claimed_at__lte=now - LEASE)
    untried.filter(unsure_at__isnull=True).update(state=State.WAITING, claim=None, next_at=now)
    untried.filter(unsure_at__isnull=False).update(state=State.UNKNOWN, claim=None, next_at=now)
    for row in stale.filter(handed_at__lte=now - LEASE):
        unknown(row, "no answer")


def claim(limit: int = 20) -> list[OutboxMessage]:
    """Take letters that are due, oldest first, so that no other sender takes them. One short transaction."""
    now, token = clock.now(), uuid.uuid4()
    with transaction.atomic():
        rows = due(now).order_by("next_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        chosen = list(rows.values_list("pk", flat=True)[:limit])
        OutboxMessage.objects.filter(pk__in=chosen).update(state=State.SENDING, claim=token, claimed_at=now, handed_at=None)
    return list(OutboxMessage.objects.filter(claim=token, state=State.SENDING).order_by("id"))


def words_of(row: OutboxMessage) -> dict[str, Any] | None:
    """Address, subject, text and html of a letter; None when they were erased."""
    return personal.decrypt(row.person_id or NOBODY, bytes(row.sealed)) if row.sealed else None


def _record(row: OutboxMessage, **fields: Any) -> bool:
    """Write what happened, if the claim is still ours."""
    return bool(OutboxMessage.objects.filter(pk=row.pk, claim=row.claim, state=State.SENDING).update(**fields))


def handing(row: OutboxMessage) -> bool:
    """Say that the words go out now; False when somebody else took the letter meanwhile."""
    return _record(row, handed_at=clock.now())


def sent(row: OutboxMessage) -> None:
    """The server took it: the words and the address are not needed any more."""
    _record(row, state=State.SENT, claim=None, next_at=None, done_at=clock.now(), sealed=None, attempts=row.attempts + 1, answer="")


def failed(row: OutboxMessage, answer: str) -> None:
    """The server refused it for good; when an earlier handing over is in doubt, the doubt stays."""
    state = State.UNKNOWN if row.unsure_at else State.FAILED
    _record(row, state=state, claim=None, next_at=None, done_at=clock.now(), attempts=row.attempts + 1, answer=answer[:40])


def dropped(row: OutboxMessage, answer: str) -> None:
    """There is nothing to send any more."""
    _record(row, state=State.DROPPED, claim=None, next_at=None, done_at=clock.now(), sealed=None, answer=answer[:40])


def later(row: OutboxMessage, answer: str, *, tried: bool = True) -> None:
    """Not taken this time: again after a pause that grows, until there is none left. A letter that was not `tried` loses no attempt."""
    pause = _pause(row.attempts) if tried else PAUSES[0]
    if pause is None:
        failed(row, answer)
        return
    attempts = row.attempts + 1 if tried else row.attempts
    state = State.UNKNOWN if row.unsure_at else State.WAITING
    _record(row, state=state, claim=None, next_at=clock.now() + pause, handed_at=None, attempts=attempts, answer=answer[:40])


def unknown(row: OutboxMessage, answer: str) -> None:
    """Handed over, and no answer came: tried again under the same Message-ID, and shown as unknown until an answer comes."""
    now, pause = clock.now(), _pause(row.attempts)
    next_at, done_at = (now + pause, None) if pause else (None, now)
    attempts = row.attempts + 1
    _record(row, state=State.UNKNOWN, claim=None, next_at=next_at, done_at=done_at, unsure_at=now, attempts=attempts, answer=answer[:40])


def _pause(attempts: int) -> dt.timedelta | None:
    """The pause after an attempt, by how many were made before it."""
    return PAUSES[attempts] if attempts < len(PAUSES) else None


def unreachable(answer: str) -> None:
    """The server cannot be reached: what is due waits a little and says why; nobody loses an attempt."""
    now = clock.now()
    due(now).update(next_at=now + PAUSES[0], answer=answer[:40])


def again(row: OutboxMessage) -> None:
    """Let a letter that failed or is unknown wait for sending once more, under its own Message-ID.

    Raises Conflict when it stands otherwise, Refusal when its words are no longer kept. Called in a service's transaction.
    """
    if row.state not in AFTERWARDS:
        raise Conflict(_("Thư này không còn ở tình trạng cần gửi lại."), _("Hãy tải lại trang để xem tình trạng mới."))
    if not row.sealed:
        raise Refusal(_("Nội dung thư đã được xoá theo thời hạn lưu."), _("Hãy làm lại việc đã sinh ra thư này, ví dụ mời lại."))
    state = State.UNKNOWN if row.unsure_at else State.WAITING
    OutboxMessage.objects.filter(pk=row.pk, state=row.state).update(state=state, next_at=clock.now(), attempts=0, done_at=None)


def tidy() -> int:
    """Empty the words and addresses of letters that ended long ago without being sent; how many."""
    old = OutboxMessage.objects.filter(state__in=AFTERWARDS, next_at__isnull=True, done_at__lte=clock.now() - KEPT)
    return old.filter(sealed__isnull=False).update(sealed=None)
