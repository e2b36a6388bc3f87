"""One unit on a day, over the API: who works there, what it owed and how it did."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.core import clock, lists
from trienkhai.desk import finding, selectors, services
from trienkhai.plans.api import PageNumber, WorksOut, _work

router = Router(tags=["units"])
Day = Annotated[dt.date | None, Query(description="A past day; today without one")]


class CrewOut(Schema):
    """A role held in the unit on that day; `valid_to` is the day after the last."""

    name: str
    role: str
    valid_from: dt.date
    valid_to: dt.date | None


class RecordLine(Schema):
    """A period of a plan and the unit's figures in it: work with a last day four ways, and continuous work by its evidence."""

    plan_id: int
    period_id: int
    label: str
    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int
    steady_done: int
    steady: int


class RecordOut(Schema):
    """What a unit owed on a day, and its periods, latest first, eight a page."""

    open: int
    overdue: int
    works: WorksOut
    periods: list[RecordLine]
    period_pages: int


@router.get("/lists", response={200: None}, summary="A whole list as .csv or .xlsx, narrowed as its page is")
def take_list(
    request: Official,
    page: Annotated[str, Query(max_length=60)] = "",
    numbers: Annotated[list[int], Query(max_length=4)] = [],  # noqa: B006 - never changed
    kind: Annotated[str, Query(max_length=4)] = "csv",
) -> HttpResponse:
    """`page` is the name of the list's address, `numbers` the ids in it; further parameters narrow it as they do the page."""
    found = services.take_list(actor=request.user, page=page, numbers=numbers, asked=request.GET, kind=kind)
    return lists.answer(found, kind)


def _past(on: dt.date | None) -> dt.date | None:
    return on if on and on < clock.today() else None


@router.get("/units/{id:unit_id}/crew", response=list[CrewOut], summary="Who works in a unit on a day, for those who may see it")
def list_crew(request: Official, unit_id: int, on: Day = None) -> list[CrewOut]:
    """The head first."""
    crew = selectors.unit_overview(viewer=request.user, unit_id=unit_id, day=_past(on)).crew
    crew.may_see.require()
    return [CrewOut(name=str(row.person), role=row.role, valid_from=row.valid_from, valid_to=row.valid_to) for row in crew.roles]


@router.get("/units/{id:unit_id}/record", response=RecordOut, summary="What a unit owes on a day and how it did, for those who may see it")
def get_record(request: Official, unit_id: int, on: Day = None, page: PageNumber = 1, period_page: PageNumber = 1) -> RecordOut:
    """Overdue first."""
    found = selectors.unit_overview(viewer=request.user, unit_id=unit_id, day=_past(on), work_page=page, period_page=period_page).record
    found.may_see.require()
    pages = found.page.paginator
    figures = ("done_on_time", "done_late", "open_in_time", "open_overdue", "steady_done", "steady")
    return RecordOut(
        open=found.counts.open,
        overdue=found.counts.overdue,
        works=WorksOut(items=[_work(work) for work in found.works], total=pages.count, page=found.page.number, pages=pages.num_pages),
        periods=[
            RecordLine(
                plan_id=line.held.plan_id,
                period_id=line.held.pk,
                label=line.held.period.label,
                **{name: getattr(line.figures, name) for name in figures},
            )
            for line in found.periods
        ],
        period_pages=found.period_pages.paginator.num_pages,
    )


class HitOut(Schema):
    """Something found: its kind, title, a piece of its text, the unit it belongs to, and the address of its page."""

    kind: str
    title: str
    piece: str
    unit: str
    on: dt.date | None
    address: str


class UnitHitOut(Schema):
    """A unit found by its name or code."""

    id: int
    name: str
    code: str


class SearchOut(Schema):
    """What was found, at most a hundred; `is_cut` when there may be more."""

    units: list[UnitHitOut]
    hits: list[HitOut]
    is_cut: bool


@router.get("/search", response=SearchOut, summary="Everything the person may see that holds the words", tags=["search"])
def search(
    request: Official,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> SearchOut:
    """Without diacritics; the last word may be unfinished. Kinds: van-ban, ke-hoach, nhiem-vu, viec, vuong-mac, don-vi …"""
    page = finding.found_page(viewer=request.user, words=q, kind=kind, since=since, until=until)
    units = [UnitHitOut(id=one.unit.id, name=one.unit.name, code=one.unit.code) for one in page.units]
    hits = [
        HitOut(kind=hit.kind, title=_joined(hit.title), piece=_joined(hit.piece), unit=hit.place, on=hit.on, address=hit.address)
        for hit in page.hits
    ]
    return SearchOut(units=units, hits=hits, is_cut=page.is_cut)


def _joined(parts: list[tuple[str, bool]]) -> str:
    return "".join(words for words, _asked in parts)
