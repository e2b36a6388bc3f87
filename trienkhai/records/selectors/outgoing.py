"""Outgoing documents: the list, and one with where it stands, who may do what next, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.core import journal, text
from trienkhai.core.paging import page_of
from trienkhai.core.verdict import Verdict
from trienkhai.records import permissions
from trienkhai.records.choices import OutgoingState
from trienkhai.records.models import Draft, OutgoingAnnex, OutgoingDocument, Recipient
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from django.core.paginator import Page

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine

PAGE_ROWS = 50
STEPS = (
    OutgoingState.DRAFT,
    OutgoingState.SUBMITTED,
    OutgoingState.APPROVED,
    OutgoingState.NUMBERED,
    OutgoingState.SIGNED,
    OutgoingState.SENT,
)


@dataclass(frozen=True, slots=True)
class OutgoingList:
    """Outgoing documents still under way and lately issued."""

    rows: Page[Any]
    states: list[tuple[str, str]]
    state: str
    words: str
    may_prepare: list[tuple[int, str]]


def list_outgoing(*, viewer: Person, state: str = "", words: str = "", page: int = 1) -> OutgoingList:
    """The documents of the viewer's units, newest first. A constant number of queries."""
    found = permissions.visible_outgoing(viewer)
    if state in OutgoingState.values:
        found = found.filter(state=state)
    for word in text.fold(words).split()[:8]:
        found = found.filter(search__contains=word)
    rows = page_of(found.order_by("-id"), PAGE_ROWS, page, total=found.count())
    rows.object_list = list(rows.object_list)
    states = [(one.value, str(one.label)) for one in OutgoingState]
    return OutgoingList(rows, states, state, words, units_to(viewer, "outgoing.prepare"))


def units_to(viewer: Person, verb: str) -> list[tuple[int, str]]:
    """The units where the viewer holds a role that may `verb`, with their names. One query."""
    ids = permissions.units_where(viewer, verb)
    known = units.units_by_ids(ids)
    return [(unit_id, known[unit_id].name) for unit_id in ids if unit_id in known]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done, present or to come, and who did it."""

    state: str
    label: str
    is_done: bool
    is_present: bool


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """One outgoing document with what a person may do with it now."""

    document: OutgoingDocument
    unit_name: str
    steps: list[Step]
    places: list[Recipient]
    annexes: list[OutgoingAnnex]
    drafts: list[Draft]
    may_prepare: Verdict
    may_approve: Verdict
    may_number: Verdict
    may_sign: Verdict
    lines: list[JournalLine]


def get_outgoing(*, viewer: Person, document_id: int) -> OutgoingPage:
    """One document for its page. A constant number of queries; Hidden when it is not there for the viewer."""
    document = permissions.outgoing_door(viewer, document_id)
    path = permissions.path_of(document.unit_id)
    return OutgoingPage(
        document=document,
        unit_name=units.last_known(unit_id=document.unit_id).name,
        steps=_steps(document),
        places=list(document.places.order_by("order")),
        annexes=list(document.annexes.select_related("file").order_by("order")),
        drafts=list(document.drafts.select_related("put_by", "file").order_by("-number")),
        may_prepare=permissions.can_prepare(viewer, path),
        may_approve=permissions.can_approve(viewer, path),
        may_number=permissions.can_number(viewer, path),
        may_sign=permissions.can_sign(viewer, path),
        lines=journal.lines(document),
    )


def _steps(document: OutgoingDocument) -> list[Step]:
    at = STEPS.index(OutgoingState(document.state)) if document.state in STEPS else -1
    return [Step(state.value, str(state.label), n < at, n == at) for n, state in enumerate(STEPS)]
