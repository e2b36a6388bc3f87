"""Consolidation over the API: its parts, passages with their sources, and every act on them. An act names the version of the part."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Field, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans.api import PageNumber
from trienkhai.reporting import selectors, services
from trienkhai.reporting.api_editing import PartOut, PassageOut, Version

if TYPE_CHECKING:
    from trienkhai.reporting.models import PassageChange
    from trienkhai.reporting.selectors.parts import ConsolidationPage

router = Router(tags=["consolidation"])
Words = Annotated[str, Field(min_length=1, max_length=40_000)]
Id = Annotated[int, Field(ge=1, le=2**62)]


class CoverageOut(Schema):
    """How much of what is to be submitted was taken; `then` units were expected at the last run, `waiting` were accepted since."""

    expected: int
    then: int
    taken: int
    waiting: int
    replaced: int
    missing_count: int


class ConsolidationOut(Schema):
    """How far a consolidation is; `state` is queued, running, done or failed, empty where nobody has asked for one."""

    state: str
    progress: int
    coverage: CoverageOut
    parts: list[PartOut]
    missing: list[int]
    """Submissions of the first missing units."""
    replaced: list[int]
    """Submissions whose edition was replaced after it was taken."""


class PassageSource(Schema):
    """What a unit said that stands behind a passage; `kind` is edition, progress or difficulty."""

    unit_name: str
    said: str
    by: str
    at: dt.datetime
    kind: str


class PassageSources(Schema):
    """A passage with a page of what it stands on."""

    passage: PassageOut
    sources: list[PassageSource]
    page: int
    pages: int


class PassagesOut(Schema):
    """A page of passages of a part or of a group."""

    part: PartOut
    items: list[PassageOut]
    total: int
    page: int
    pages: int


class PassageIn(Schema):
    """Words for a passage."""

    version: Version
    text: Words


class OnVersion(Schema):
    """An act on the version of the part that one looked at."""

    version: Version


class IncludeIn(OnVersion):
    """Whether a passage stands in the document."""

    included: bool


class MoveIn(OnVersion):
    """So many places up (negative) or down."""

    steps: Annotated[int, Field(ge=-10_000, le=10_000)]


class MergePassagesIn(OnVersion):
    """The passages to put under the words of the first; `joined` adds the words of the others."""

    passage_ids: Annotated[list[Id], Field(min_length=2, max_length=200)]
    joined: bool = False


class UndoneOut(Schema):
    """What was undone."""

    act: str
    at: dt.datetime


def _consolidation(found: ConsolidationPage) -> ConsolidationOut:
    return ConsolidationOut(
        state=found.row.state if found.row else "",
        progress=found.row.progress if found.row else 0,
        coverage=CoverageOut.from_orm(found.coverage),
        parts=[PartOut.from_orm(part) for part, _shown, _whole in found.parts],
        missing=[line.row.pk for line in found.coverage.missing],
        replaced=[one.line.row.pk for one in found.replaced],
    )


@router.get("/reports/{id:report_id}/consolidation", response=ConsolidationOut, summary="What went into a report, and who is missing")
def get_report_consolidation(request: Official, report_id: int) -> ConsolidationOut:
    """Counts say what was expected then and now."""
    return _consolidation(selectors.get_consolidation(viewer=request.user, report_id=report_id))


@router.post("/reports/{id:report_id}/consolidation", response=ConsolidationOut, summary="Take what was accepted into a report")
def consolidate_report(request: Official, report_id: int) -> ConsolidationOut:
    """In the background; asked twice, it runs once."""
    services.consolidate_report(actor=request.user, report_id=report_id)
    return _consolidation(selectors.get_consolidation(viewer=request.user, report_id=report_id))


@router.get("/submissions/{id:submission_id}/consolidation", response=ConsolidationOut, summary="What went into a unit's own submission")
def get_submission_consolidation(request: Official, submission_id: int) -> ConsolidationOut:
    """Empty state where nobody has consolidated."""
    return _consolidation(selectors.get_consolidation(viewer=request.user, submission_id=submission_id))


@router.post("/submissions/{id:submission_id}/consolidation", response=ConsolidationOut, summary="Take what was accepted below")
def consolidate_submission(request: Official, submission_id: int) -> ConsolidationOut:
    """Into the sections of the unit's own submission, in the background."""
    services.consolidate_submission(actor=request.user, submission_id=submission_id)
    return _consolidation(selectors.get_consolidation(viewer=request.user, submission_id=submission_id))


@router.get("/parts/{id:part_id}", response=PassagesOut, summary="A part with its passages")
def get_part(request: Official, part_id: int, show: Literal["", "in", "out"] = "", page: PageNumber = 1) -> PassagesOut:
    """Those of the document first; `show` narrows to them or to the rest."""
    found = selectors.get_part(viewer=request.user, part_id=part_id, show=show, page=page)
    items = [PassageOut.from_orm(line.row) for line in found.lines]
    pages = found.page.paginator
    return PassagesOut(part=PartOut.from_orm(found.part), items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.post("/parts/{id:part_id}/passages", response={201: PassageOut}, summary="Write a passage of the office's own")
def add_passage(request: Official, part_id: int, said: PassageIn) -> Status[object]:
    """It has no source and says so."""
    return Status(201, services.add_passage(actor=request.user, part_id=part_id, **said.dict()))


@router.post("/parts/{id:part_id}/merge", response=PassageOut, summary="Put passages under the words of the first")
def merge_passages(request: Official, part_id: int, said: MergePassagesIn) -> object:
    """Each keeps its sources and can be taken out again."""
    return services.merge_passages(actor=request.user, part_id=part_id, **said.dict())


@router.post("/parts/{id:part_id}/undo", response=UndoneOut, summary="Undo the last change of a part")
def undo_passages(request: Official, part_id: int, said: OnVersion) -> PassageChange:
    """Again undoes the one before; runs of the job are not undone."""
    return services.undo_passages(actor=request.user, part_id=part_id, version=said.version)


@router.get("/passages/{id:passage_id}", response=PassageSources, summary="A passage and what it stands on")
def get_passage(request: Official, passage_id: int, page: PageNumber = 1) -> PassageSources:
    """A page of its sources, its own and those of the wordings under it."""
    trace = selectors.trace_passage(viewer=request.user, passage_id=passage_id, page=page)
    return PassageSources(
        passage=PassageOut.from_orm(trace.passage),
        sources=[PassageSource.from_orm(line) for line in trace.sources],
        page=trace.page.number,
        pages=trace.page.paginator.num_pages,
    )


@router.get("/passages/{id:passage_id}/group", response=PassagesOut, summary="The wordings under a passage")
def get_passage_group(request: Official, passage_id: int, page: PageNumber = 1) -> PassagesOut:
    """Most said first."""
    found = selectors.get_group(viewer=request.user, passage_id=passage_id, page=page)
    items = [PassageOut.from_orm(line.row) for line in found.lines]
    pages = found.page.paginator
    return PassagesOut(part=PartOut.from_orm(found.part), items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.post("/passages/{id:passage_id}", response=PassageOut, summary="Change the wording of a passage")
def edit_passage(request: Official, passage_id: int, said: PassageIn) -> object:
    """Its sources stay."""
    return services.edit_passage(actor=request.user, passage_id=passage_id, **said.dict())


@router.post("/passages/{id:passage_id}/include", response=PassageOut, summary="Put a passage into the document or leave it out")
def include_passage(request: Official, passage_id: int, said: IncludeIn) -> object:
    """Left out, it is kept ready."""
    return services.include_passage(actor=request.user, passage_id=passage_id, **said.dict())


@router.post("/passages/{id:passage_id}/move", response=PassageOut, summary="Move a passage up or down")
def move_passage(request: Official, passage_id: int, said: MoveIn) -> object:
    """Among those that stand in the document like it."""
    return services.move_passage(actor=request.user, passage_id=passage_id, **said.dict())


@router.post("/passages/{id:passage_id}/split", response=list[PassageOut], summary="Split a passage where its words have an empty line")
def split_passage(request: Official, passage_id: int, said: PassageIn) -> object:
    """Every piece keeps all sources."""
    return services.split_passage(actor=request.user, passage_id=passage_id, **said.dict())


@router.post("/passages/{id:passage_id}/choose", response=PassageOut, summary="Let a wording stand for its group")
def choose_passage(request: Official, passage_id: int, said: OnVersion) -> object:
    """A person chooses among what units said."""
    return services.choose_passage(actor=request.user, passage_id=passage_id, version=said.version)


@router.post("/passages/{id:passage_id}/take-out", response=PassageOut, summary="Let a wording of a group stand by itself")
def take_out_passage(request: Official, passage_id: int, said: OnVersion) -> object:
    """Behind the group it stood in."""
    return services.take_out_passage(actor=request.user, passage_id=passage_id, version=said.version)
