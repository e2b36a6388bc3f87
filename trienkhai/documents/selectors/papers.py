"""Documents as lists and pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import journal
from trienkhai.core.errors import Hidden
from trienkhai.core.text import fold
from trienkhai.documents.choices import DocumentState, ProposalState, ReadingState
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.permissions import can_review, can_upload, visible_to
from trienkhai.documents.selectors.wordings import Said, day_of, header_as_read

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine, StoredFile
    from trienkhai.core.verdict import Verdict

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document as pages show it, with its unit."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    file_name: str
    doc_type: str
    number: str
    symbol: str
    code: str
    issuer: str
    issued_on: dt.date | None
    title: str
    uploaded_by: str
    uploaded_at: dt.datetime
    reviewed_at: dt.datetime | None
    version_of_id: int | None
    twin_key: str
    version: int
    state: DocumentState

    @property
    def name(self) -> str:
        """What to call it: its title, else its file."""
        return self.title or self.file_name


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of the list. `total` counts all that match."""

    rows: list[DocumentCard]
    total: int
    page: int
    pages: int

    @property
    def numbers(self) -> range:
        """The pages around this one."""
        return range(max(1, self.page - 4), min(self.pages, self.page + 4) + 1)


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """How far a reading is."""

    id: int
    state: ReadingState
    progress: int
    step: str
    error: str
    reader_version: str
    finished_at: dt.datetime | None

    @property
    def at_work(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in {ReadingState.QUEUED, ReadingState.RUNNING}


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document with everything its page shows."""

    document: DocumentCard
    reading: ReadingCard | None
    twin: DocumentCard | None
    tasks: int
    accepted: int
    lines: list[JournalLine]
    viewers: list[JournalLine] | None
    """Who took the original away; None for those who do not review."""
    header_said: dict[str, str]
    may_review: Verdict
    may_upload: Verdict

    @property
    def header_initial(self) -> dict[str, Any]:
        """What a header form starts with."""
        return {name: getattr(self.document, name) for name in ("version", *self.header_said)}

    @property
    def header_differences(self) -> list[Said]:
        """The header fields that a person changed, with what the reader said; `field` is the field's name."""
        day = self.document.issued_on
        now = {name: getattr(self.document, name) for name in self.header_said} | {"issued_on": day.isoformat() if day else ""}
        changed = [(name, said) for name, said in self.header_said.items() if said != now[name]]
        return [Said(name, day_of(said) if name == "issued_on" else said, str(now[name])) for name, said in changed]


def _rows(viewer: Person) -> QuerySet[Document]:
    newest = Reading.objects.filter(document=OuterRef("pk")).order_by("-id").values("state")[:1]
    return (
        Document.objects.filter(visible_to(viewer))
        .annotate(unit_name=F("unit__placements__name"), unit_path=F("unit__placements__path"), reading_state=Subquery(newest))
        .filter(unit__placements__valid_to__isnull=True)
        .select_related("uploaded_by")
    )


def _state(row: Document) -> DocumentState:
    if row.reviewed_at:
        return DocumentState.REVIEWED
    reading_state = getattr(row, "reading_state", None)
    if reading_state == ReadingState.DONE:
        return DocumentState.REVIEW
    return DocumentState.FAILED if reading_state in {ReadingState.FAILED, ReadingState.REFUSED} else DocumentState.READING


def _card(row: Document) -> DocumentCard:
    return DocumentCard(
        id=row.pk,
        unit_id=row.unit_id,
        unit_name=row.unit_name,  # type: ignore[attr-defined]
        unit_path=row.unit_path,  # type: ignore[attr-defined]
        file_name=row.file_name,
        doc_type=row.doc_type,
        number=row.number,
        symbol=row.symbol,
        code=row.code,
        issuer=row.issuer,
        issued_on=row.issued_on,
        title=row.title,
        uploaded_by=str(row.uploaded_by),
        uploaded_at=row.uploaded_at,
        reviewed_at=row.reviewed_at,
        version_of_id=row.version_of_id,
        twin_key=row.twin_key,
        version=row.version,
        state=_state(row),
    )


_STATE_FILTERS: dict[str, Q] = {
    DocumentState.REVIEWED: Q(reviewed_at__isnull=False),
    DocumentState.REVIEW: Q(reviewed_at__isnull=True, reading_state=ReadingState.DONE),
    DocumentState.FAILED: Q(reviewed_at__isnull=True, reading_state__in=[ReadingState.FAILED, ReadingState.REFUSED]),
    DocumentState.READING: Q(reading_state__in=[ReadingState.QUEUED, ReadingState.RUNNING]),
}


def list_documents(viewer: Person, *, text: str = "", state: str = "", page: int = 1) -> DocumentList:
    """The documents this person may see, newest first; `text` is matched without case and diacritics. Two queries and the scope."""
    rows = _rows(viewer).filter(_STATE_FILTERS.get(state, Q()))
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = rows.order_by("-id")[(page - 1) * PAGE : page * PAGE]
    return DocumentList(rows=[_card(row) for row in found], total=total, page=page, pages=pages)


def get_document(viewer: Person, document_id: int) -> DocumentCard:
    """One document; `Hidden` when it is not there for this person. One query and the scope."""
    row = _rows(viewer).filter(pk=document_id).first()
    if row is None:
        raise Hidden
    return _card(row)


def document_page(viewer: Person, document_id: int) -> DocumentPage:
    """One document; `Hidden` when it is not there for this person. Seven queries and the scope."""
    card = get_document(viewer, document_id)
    states = list(Proposal.objects.filter(document_id=document_id).values_list("state", flat=True))
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    may_review = can_review(viewer, card.unit_path)
    metadata = done.values_list("result__metadata", flat=True).first()
    return DocumentPage(
        document=card,
        reading=reading_of(document_id),
        twin=twin_of(viewer, card),
        tasks=len(states),
        accepted=states.count(ProposalState.ACCEPTED),
        lines=journal.lines(Document(pk=document_id)),
        viewers=journal.viewers(Document(pk=document_id)) if may_review else None,
        header_said=header_as_read(metadata or {}),
        may_review=may_review,
        may_upload=can_upload(viewer, card.unit_path),
    )


def get_file(viewer: Person, document_id: int) -> tuple[StoredFile, str]:
    """The original's stored file and its name as uploaded; `Hidden` as above."""
    row = Document.objects.filter(visible_to(viewer), pk=document_id).select_related("file").first()
    if row is None:
        raise Hidden
    return row.file, row.file_name


def reading_of(document_id: int) -> ReadingCard | None:
    """The newest reading, without its result. One query."""
    row = Reading.objects.filter(document_id=document_id).defer("result").order_by("-id").first()
    if row is None:
        return None
    return ReadingCard(row.pk, ReadingState(row.state), row.progress, row.step, row.error, row.reader_version, row.finished_at)


def reading_result(viewer: Person, document_id: int) -> dict[str, Any]:
    """State and, once it is read, the newest reading as the reader said it; `Hidden` when the document is not there for this person."""
    card = get_document(viewer, document_id)
    row = Reading.objects.filter(document_id=card.id).order_by("-id").first()
    return {"state": row.state if row else "", "reader": row.reader_version if row else "", "reading": row.result if row else None}


def twin_of(viewer: Person, card: DocumentCard) -> DocumentCard | None:
    """The earlier document of the same number, symbol, issuer and date in the same unit, while nobody decided what this one is."""
    if not card.twin_key or card.version_of_id is not None:
        return None
    row = _rows(viewer).filter(unit_id=card.unit_id, twin_key=card.twin_key, pk__lt=card.id).order_by("id").first()
    return _card(row) if row else None


def require_upload(viewer: Person) -> None:
    """Refuse those who may bring documents in nowhere; the denial says who may. No query beyond the scope."""
    if not uploading_units(viewer):
        home = scope_of(viewer).home
        can_upload(viewer, home.path if home else "").require()


def uploading_units(viewer: Person) -> list[tuple[int, str]]:
    """The units this person works in and may bring documents into, as (id, name); no query beyond the scope."""
    scope = scope_of(viewer)
    paths = {path for path, _ in scope.paths("document.upload")}
    return list({h.unit_id: h.unit_name for h in scope.holdings if h.path in paths}.items())
