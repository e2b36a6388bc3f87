"""Outgoing documents: the list, and one with where it stands, who may do what next, and its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import journal, text
from trienkhai.core.paging import page_of
from trienkhai.core.verdict import Verdict
from trienkhai.records import permissions, sources
from trienkhai.records.choices import OPEN, OutgoingState, SignatureOf
from trienkhai.records.models import (
    DocumentTemplate,
    Draft,
    ExchangeMessage,
    Letterhead,
    OutgoingAnnex,
    OutgoingDocument,
    Recipient,
    Signature,
)
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection

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


def templates_of(unit_id: int) -> list[tuple[int, str]]:
    """A body's own templates in use. One query."""
    return list(DocumentTemplate.objects.filter(unit_id=unit_id, retired_at__isnull=True).order_by("name").values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class NewPage:
    """What the page of a new document begins with."""

    units: list[tuple[int, str]]
    unit_id: int
    templates: list[tuple[int, str]]
    first: dict[str, Any]


def new_page(*, viewer: Person, unit_id: int | None = None) -> NewPage:
    """The units where the viewer writes, and the letterhead of the first, or of the one asked for; denied to who writes nowhere."""
    choices = units_to(viewer, "outgoing.prepare")
    ids = [one for one, _name in choices]
    unit_id = unit_id if unit_id in ids else next(iter(ids), 0)
    if not unit_id:
        home = scope_of(viewer).home
        permissions.can_prepare(viewer, home.path if home else "").require()
    head = Letterhead.objects.filter(unit_id=unit_id).first()
    first = {"doc_type": "công văn", "issuer": dict(choices)[unit_id].upper()}
    if head is not None:
        first |= {name: getattr(head, name) for name in ("parent_issuer", "issuer", "place", "recipients", "signer_role", "signer_name")}
        first |= {"symbol": head.code, "authority": f"{head.authority} {head.authority_of}".strip() if head.authority else ""}
    return NewPage(choices, unit_id, templates_of(unit_id), first)


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a document that another room handed over."""

    id: int
    state: str
    code: str
    issued_on: dt.date | None
    is_open: bool

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(OutgoingState(self.state).label)


def issued_from(source_kind: str, source_ids: Collection[int]) -> dict[int, Issued]:
    """The latest document made of each source that was not cancelled, by the source's id. One query; the caller has asked who may see."""
    rows = OutgoingDocument.objects.filter(source_kind=source_kind, source_id__in=source_ids).exclude(state=OutgoingState.CANCELLED)
    said = rows.order_by("id").only("source_id", "state", "number", "symbol", "issued_on")
    return {row.source_id or 0: Issued(row.pk, row.state, row.code, row.issued_on, row.state == OutgoingState.DRAFT) for row in said}


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
    signatures: list[Signature]
    messages: list[ExchangeMessage]
    drafts: list[Draft]
    may_prepare: Verdict
    may_approve: Verdict
    may_number: Verdict
    may_sign: Verdict
    lines: list[JournalLine]
    templates: list[tuple[int, str]]
    source_label: str
    source_address: str

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.document.state in OPEN

    @property
    def may_return(self) -> bool:
        """Whether the viewer may give it back now."""
        return bool(self.may_approve) and self.document.state in (OutgoingState.SUBMITTED, OutgoingState.APPROVED)

    @property
    def may_cancel(self) -> bool:
        """Whether the viewer may cancel it now."""
        verdict = self.may_number if self.document.number else self.may_prepare
        return bool(verdict) and self.document.state not in (OutgoingState.SENT, OutgoingState.CANCELLED)

    @property
    def next_act(self) -> str:
        """The act that the viewer may do now; empty when it is somebody else's turn."""
        acts = {
            OutgoingState.DRAFT: ("submit", self.may_prepare),
            OutgoingState.SUBMITTED: ("approve", self.may_approve),
            OutgoingState.APPROVED: ("number", self.may_number),
            OutgoingState.NUMBERED: ("sign", self.may_sign),
            OutgoingState.SIGNED: ("send", self.may_number),
        }
        act, verdict = acts.get(OutgoingState(self.document.state), ("", None))
        if act == "send" and self.document.signed_id and not any(one.of == SignatureOf.BODY for one in self.signatures):
            act = "seal"
        return act if verdict else ""


def get_outgoing(*, viewer: Person, document_id: int) -> OutgoingPage:
    """One document for its page. A constant number of queries; Hidden when it is not there for the viewer."""
    document = permissions.outgoing_door(viewer, document_id)
    path = permissions.path_of(document.unit_id)
    source = sources.source_of(document.source_kind) if document.source_kind else None
    return OutgoingPage(
        document=document,
        unit_name=units.last_known(unit_id=document.unit_id).name,
        steps=_steps(document),
        places=list(document.places.order_by("order")),
        annexes=list(document.annexes.select_related("file").order_by("order")),
        messages=list(document.messages.order_by("pk")),
        signatures=list(document.signatures.select_related("put_by").order_by("pk")),
        drafts=list(document.drafts.select_related("put_by", "file").order_by("-number")),
        may_prepare=permissions.can_prepare(viewer, path),
        may_approve=permissions.can_approve(viewer, path),
        may_number=permissions.can_number(viewer, path),
        may_sign=permissions.can_sign(viewer, path),
        lines=journal.lines(document),
        templates=templates_of(document.unit_id),
        source_label=source.label if source else "",
        source_address=source.address(document.source_id or 0) if source else "",
    )


def _steps(document: OutgoingDocument) -> list[Step]:
    at = STEPS.index(OutgoingState(document.state)) if document.state in STEPS else -1
    return [Step(state.value, str(state.label), n < at, n == at) for n, state in enumerate(STEPS)]
