"""The review over the API: header, findings, proposals and what is decided on them, phrases."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from ninja import Field, Query, Router, Schema, Status
from pydantic import AfterValidator, model_validator

from trienkhai.accounts.requests import Official
from trienkhai.documents import selectors, services
from trienkhai.documents.api import DocumentOut, PageNumber
from trienkhai.documents.forms import mentions_from, times_from

if TYPE_CHECKING:
    from trienkhai.documents.models import Proposal

router = Router(tags=["documents"])
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]
RowNumber: TypeAlias = Annotated[int, Field(ge=1, le=2**62)]
Place: TypeAlias = Annotated[int | None, Field(ge=0, le=2**31 - 1)]
_DAY = re.compile(r"(\d{4}|-)-(\d\d-\d\d)")


def _a_day(words: str) -> str:
    """`2026-03-31`, or `--11-20` for every year."""
    found = _DAY.fullmatch(words)
    if found is None:
        raise ValueError("YYYY-MM-DD, or --MM-DD for every year")
    dt.date.fromisoformat(words if found[1] != "-" else f"2000-{found[2]}")
    return words


Day: TypeAlias = Annotated[str, Field(max_length=10), AfterValidator(_a_day)]


class DocumentNow(DocumentOut):
    """A document with the version that a change of its header, or confirming everything, names."""

    version: int


class HeaderIn(Schema):
    """The header as a person confirms it; blank where the document says nothing."""

    version: Version
    doc_type: str = Field(default="", max_length=60)
    number: str = Field(default="", max_length=40)
    symbol: str = Field(default="", max_length=80)
    issuer: str = Field(default="", max_length=250)
    issued_on: dt.date | None = None
    title: str = Field(default="", max_length=2000)


class FindingOut(Schema):
    """Something the reader points at. `start` is where it stands in the text of the reading."""

    rule: str
    name: str
    severity: str
    message: str
    suggest: str
    basis: str
    words: str
    start: int


class FindingsOut(Schema):
    """Findings in reading order; `more` were left off."""

    items: list[FindingOut]
    total: int
    more: int


class ProposalOut(Schema):
    """A proposed task. Units and times are in the shape of the reading; `state` is proposed, accepted, dropped or merged."""

    id: int
    key: str
    heading: str
    title: str
    text: str
    start: int | None
    end: int | None
    units: list[dict[str, Any]]
    times: list[dict[str, Any]]
    product: str
    state: str
    version: int


class ProposalsOut(Schema):
    """One page of proposals."""

    items: list[ProposalOut]
    total: int
    page: int
    pages: int


class MentionIn(Schema):
    """A unit phrase of a task with its role."""

    text: str = Field(min_length=1, max_length=250)
    role: Literal["lead", "execute", "coordinate", "monitor"] = "execute"


class TimeIn(Schema):
    """A time of a task, as written and as meant."""

    text: str = Field(min_length=1, max_length=200)
    kind: Literal["once", "recurring", "continuous", "conditional"]
    from_day: Day | None = None
    due: Day | None = None
    every: Literal["", "P1W", "P1M", "P3M", "P6M", "P1Y"] = ""

    @model_validator(mode="after")
    def _dated(self) -> TimeIn:
        """A dated time needs its day, as on screen."""
        if self.kind == "once" and not (self.due or self.from_day):
            raise ValueError("once needs due or from_day")
        return self


class WordingIn(Schema):
    """What a task says. A phrase or time whose words stay the same keeps its place in the text."""

    title: str = Field(default="", max_length=500)
    text: str = Field(min_length=1, max_length=20_000)
    product: str = Field(default="", max_length=500)
    units: list[MentionIn] = Field(default_factory=list, max_length=60)
    times: list[TimeIn] = Field(default_factory=list, max_length=30)


class NewTask(WordingIn):
    """A task that the reader did not find, with its place in the text where it has one."""

    start: Place = None
    end: Place = None


class ChangedTask(WordingIn):
    """A corrected task; `version` is the one that was changed."""

    version: Version


class Seen(Schema):
    """The version that was seen: refused when somebody changed it meanwhile."""

    version: Version


class SplitIn(Seen):
    """Cut before the character `at` of the task's text."""

    at: int = Field(ge=1, le=1_000_000)


class MergeIn(Seen):
    """Both versions that were seen."""

    next_version: Version


class CountOut(Schema):
    """How many."""

    count: int


class Gone(Schema):
    """What was taken out of the lists."""

    id: int


class DocumentPhrase(Schema):
    """A unit phrase of a document. `meaning` is group, units, open, or none while it waits."""

    phrase: str
    tasks: int
    meaning: str
    label: str
    group_id: int | None
    unit_ids: list[int]


class DocumentPhraseIn(Schema):
    """What a phrase means: one of a group, units, or left open."""

    phrase: str = Field(min_length=1, max_length=250)
    group_id: RowNumber | None = None
    unit_ids: list[RowNumber] = Field(default_factory=list, max_length=500)
    leave_open: bool = False


def _wording(said: WordingIn, before: Proposal | None = None) -> services.Wording:
    units = mentions_from([unit.dict() for unit in said.units], before.units if before else [])
    times = times_from([time.dict() for time in said.times], before.times if before else [])
    return services.Wording(title=said.title, text=said.text, product=said.product, units=units, times=times)


@router.post("/documents/{id:document_id}/read-again", response=DocumentNow, summary="Read once more after a failure")
def read_document_again(request: Official, document_id: int) -> selectors.DocumentCard:
    """In the background."""
    services.read_again(actor=request.user, document_id=document_id)
    return selectors.get_document(request.user, document_id)


@router.post("/documents/{id:document_id}/header", response=DocumentNow, summary="Correct the header")
def set_document_header(request: Official, document_id: int, said: HeaderIn) -> selectors.DocumentCard:
    """What the reader said stays in its reading."""
    given = said.dict()
    version = given.pop("version")
    services.set_header(actor=request.user, document_id=document_id, version=version, header=services.Header(**given))
    return selectors.get_document(request.user, document_id)


@router.post("/documents/{id:document_id}/keep-as-version", response=DocumentNow, summary="Keep a twin as another version")
def keep_document_as_version(request: Official, document_id: int) -> selectors.DocumentCard:
    """Nothing happens to one without a twin."""
    services.keep_as_version(actor=request.user, document_id=document_id)
    return selectors.get_document(request.user, document_id)


@router.post("/documents/{id:document_id}/remove", response=Gone, summary="Take a document out of the lists")
def remove_document(request: Official, document_id: int) -> Gone:
    """Its file and history stay."""
    services.remove_document(actor=request.user, document_id=document_id)
    return Gone(id=document_id)


@router.get("/documents/{id:document_id}/findings", response=FindingsOut, summary="What the reader points at")
def list_findings(
    request: Official,
    document_id: int,
    severity: Literal["", "error", "warning", "note"] = "",
    rule: Annotated[str, Query(max_length=80)] = "",
) -> FindingsOut:
    """By severity and rule; at most 300."""
    page = selectors.findings_page(request.user, document_id, severity=severity, rule=rule)
    return FindingsOut(items=[FindingOut.from_orm(line.finding) for line in page.lines], total=page.total, more=page.more)


@router.get("/documents/{id:document_id}/proposals", response=ProposalsOut, summary="The proposed tasks, in the order of the text")
def list_proposals(request: Official, document_id: int, page: PageNumber = 1) -> ProposalsOut:
    """Forty a page."""
    found = selectors.list_proposals(request.user, document_id, page=page)
    items = [ProposalOut.from_orm(row) for row in found]
    return ProposalsOut(items=items, total=found.paginator.count, page=found.number, pages=found.paginator.num_pages)


@router.post("/documents/{id:document_id}/proposals", response={201: ProposalOut}, summary="Add a task")
def add_proposal(request: Official, document_id: int, said: NewTask) -> Status[object]:
    """Accepted at once."""
    made = services.add(actor=request.user, document_id=document_id, wording=_wording(said), start=said.start, end=said.end)
    return Status(201, made)


@router.get("/documents/{id:document_id}/proposals/{id:proposal_id}", response=ProposalOut, summary="One proposed task")
def get_proposal(request: Official, document_id: int, proposal_id: int) -> object:
    """As it stands."""
    return selectors.get_proposal(request.user, document_id, proposal_id)


@router.post("/documents/{id:document_id}/proposals/{id:proposal_id}", response=ProposalOut, summary="Correct a task")
def edit_proposal(request: Official, document_id: int, proposal_id: int, said: ChangedTask) -> object:
    """Its state stays as decided."""
    wording = _wording(said, selectors.get_proposal(request.user, document_id, proposal_id))
    known = {"document_id": document_id, "proposal_id": proposal_id, "version": said.version}
    return services.edit(actor=request.user, wording=wording, **known)


DECISIONS = {"accept": services.accept, "drop": services.drop, "restore": services.restore, "reset": services.reset}


@router.post(
    "/documents/{id:document_id}/proposals/{id:proposal_id}/decisions/{decision}", response=ProposalOut, summary="Decide on a task"
)
def decide_proposal(
    request: Official, document_id: int, proposal_id: int, decision: Literal["accept", "drop", "restore", "reset"], said: Seen
) -> object:
    """Accept or drop it, bring it back, or put it as the reader said it."""
    return DECISIONS[decision](actor=request.user, document_id=document_id, proposal_id=proposal_id, version=said.version)


@router.post("/documents/{id:document_id}/proposals/{id:proposal_id}/split", response=list[ProposalOut], summary="Cut a task in two")
def split_proposal(request: Official, document_id: int, proposal_id: int, said: SplitIn) -> list[object]:
    """Both wait to be decided."""
    return list(services.split(actor=request.user, document_id=document_id, proposal_id=proposal_id, **said.dict()))


@router.post("/documents/{id:document_id}/proposals/{id:proposal_id}/merge", response=ProposalOut, summary="Join the next task to this one")
def merge_proposal(request: Official, document_id: int, proposal_id: int, said: MergeIn) -> object:
    """The next one stays as merged."""
    return services.merge_with_next(actor=request.user, document_id=document_id, proposal_id=proposal_id, **said.dict())


@router.post("/documents/{id:document_id}/review/accept-all", response=CountOut, summary="Confirm every task still undecided")
def accept_all_proposals(request: Official, document_id: int, said: Seen) -> CountOut:
    """`version` is the document's."""
    return CountOut(count=services.accept_all(actor=request.user, document_id=document_id, version=said.version))


@router.post("/documents/{id:document_id}/review/finish", response=DocumentNow, summary="Close the review")
def finish_review(request: Official, document_id: int) -> selectors.DocumentCard:
    """Refused while a task is undecided."""
    services.finish_review(actor=request.user, document_id=document_id)
    return selectors.get_document(request.user, document_id)


@router.post("/documents/{id:document_id}/review/reopen", response=DocumentNow, summary="Open a closed review again")
def reopen_review(request: Official, document_id: int) -> selectors.DocumentCard:
    """A plan made from it keeps its tasks."""
    services.reopen_review(actor=request.user, document_id=document_id)
    return selectors.get_document(request.user, document_id)


@router.get(
    "/documents/{id:document_id}/phrases", response=list[DocumentPhrase], summary="The unit phrases of a document and what they mean"
)
def list_document_phrases(request: Official, document_id: int) -> list[DocumentPhrase]:
    """Those that wait first."""
    page = selectors.phrase_page(request.user, selectors.get_document(request.user, document_id))
    return [
        DocumentPhrase(
            phrase=row.phrase,
            tasks=row.tasks,
            meaning=row.meaning.kind,
            label=row.meaning.label,
            group_id=row.meaning.group_id,
            unit_ids=[unit_id for unit_id, _name in row.meaning.units],
        )
        for row in page.rows
    ]


@router.post("/documents/{id:document_id}/phrases", response={201: CountOut}, summary="Say what a phrase of a document means")
def bind_document_phrase(request: Official, document_id: int, said: DocumentPhraseIn) -> Status[CountOut]:
    """Remembered for the next documents of the unit; how many tasks of this one name it."""
    document = selectors.get_document(request.user, document_id)
    selectors.may_bind(request.user, document).require()
    row = selectors.phrase_row(selectors.phrase_page(request.user, document), said.phrase)
    services.bind_phrase(actor=request.user, document_id=document_id, **said.dict() | {"phrase": row.phrase})
    return Status(201, CountOut(count=row.tasks))
