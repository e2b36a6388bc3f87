"""Reading: what is held about oneself and why, one's copies, who looked; and the page of somebody's requests for an administrator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.privacy.choices import Kind, State
from trienkhai.privacy.inventory import CLASSES
from trienkhai.privacy.labels import USES
from trienkhai.privacy.models import PAUSE, STALE, DataRequest
from trienkhai.privacy.retention import ANSWERS, TERMS, Term, due_of, term

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine

PREFIX = "privacy."


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on screen."""

    row: DataRequest
    can_take: bool
    is_underway: bool
    is_lost: bool
    """Whether whoever made it was killed: it is asked for anew."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A written request about somebody, and by when it was to be done."""

    row: DataRequest
    due: dt.date


@dataclass(frozen=True, slots=True)
class MyData:
    """What is held about somebody: (title, purpose, sensitive) of each use, terms, their copies, who looked or acted."""

    uses: list[tuple[str, str, bool]]
    terms: list[Term]
    copies: list[Copy]
    may_ask: bool
    """Whether a new copy would be made now."""
    viewers: list[JournalLine]
    requests: list[RequestLine]
    first_answer: int
    """Working days until a first answer."""


def my_data(*, viewer: Person) -> MyData:
    """One's own page. Three queries."""
    known = {use.name: use for _plain, personal in CLASSES.values() for use in personal.values()}
    uses = [(str(title), str(purpose), known[name].sensitive) for name, (title, purpose) in USES.items()]
    terms = [term(name) for name in dict.fromkeys(row.name for row in TERMS)]
    first = ANSWERS[Kind.ERASE].first_working_days
    copies = copies_of(viewer, viewer)
    may_ask = not any(one.is_underway or (one.can_take and one.row.asked_at > clock.now() - PAUSE) for one in copies)
    return MyData(uses, terms, copies, may_ask, journal.viewers(viewer), requests_about(viewer), first)


def copies_of(viewer: Person, person: Person, limit: int = 5) -> list[Copy]:
    """The copies of somebody's data that the viewer asked for, newest first. One query."""
    rows = DataRequest.objects.filter(person=person, asked_by=viewer, kind=Kind.COPY).order_by("-id")[:limit]
    return [_copy(row) for row in rows]


def copy_for(*, viewer: Person, request_id: int) -> Copy:
    """One copy of the viewer's asking; `Hidden` otherwise. One query."""
    row = DataRequest.objects.filter(pk=request_id, asked_by=viewer, kind=Kind.COPY).first()
    if row is None:
        raise Hidden
    return _copy(row)


def requests_about(person: Person, limit: int = 20) -> list[RequestLine]:
    """Written requests about somebody, newest first. One query."""
    rows = DataRequest.objects.filter(person=person, received_on__isnull=False).order_by("-id")[:limit]
    return [RequestLine(row, due_of(row.kind, row.received_on)) for row in rows if row.received_on]


def _copy(row: DataRequest) -> Copy:
    now, waits = clock.now(), row.state in {State.QUEUED, State.RUNNING}
    lost = row.state == State.FAILED or (waits and row.asked_at <= now - STALE)
    return Copy(row, row.state == State.DONE and row.expires_at is not None and row.expires_at > now, waits and not lost, lost)


def lines_of(person: Person, limit: int = 20) -> list[JournalLine]:
    """What was done on requests about somebody, newest first. One query."""
    return [line for line in journal.lines(person, 200) if line.verb.startswith(PREFIX)][:limit]
