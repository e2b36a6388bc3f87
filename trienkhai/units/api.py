"""Units over the API, as they stand or stood on a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, TypeAlias

from django.http import HttpRequest
from ninja import Query, Router, Schema

from trienkhai.units import history, selectors


class UnitOut(Schema):
    """A unit as it stands on a day."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    depth: int


class UnitsOut(Schema):
    """One page of units."""

    items: list[UnitOut]
    total: int
    page: int
    pages: int


class PlacementOut(Schema):
    """What a unit was called and when, what changed then and on what ground."""

    name: str
    kind: str
    parent_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    changed: tuple[str, ...]
    reason: str


class CodeOut(Schema):
    """A code of a unit; `former` is an agency code in the older form."""

    kind: str
    value: str
    former: str


class RelativeOut(Schema):
    """A unit that this one came from or went to."""

    id: int
    name: str
    kind: str
    since: dt.date
    is_successor: bool


class UnitDetail(UnitOut):
    """A unit with its history. One that does not stand on the day is shown as it last was, or first."""

    stands: bool
    began: dt.date
    ended: dt.date | None
    codes: list[CodeOut]
    tags: list[str]
    relatives: list[RelativeOut]
    history: list[PlacementOut]


router = Router(tags=["units"])
AsOf: TypeAlias = Annotated[dt.date | None, Query(description="As of a day; today without one")]
PageNumber: TypeAlias = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/units", response=list[UnitOut], summary="Units by words of their name, without case or diacritics; the roots without words")
def list_units(request: HttpRequest, q: Annotated[str, Query(max_length=100)] = "", on: AsOf = None) -> list[selectors.UnitAt]:  # noqa: ARG001 - everybody signed in may read the structure
    """At most 50. Words may be a code: our own, an agency's in either form, or an administrative one."""
    if q.strip():
        return selectors.search_units(words=q, limit=50, day=on)
    return [b.unit for b in selectors.children_of(unit_id=None, day=on)[:50]]


@router.get("/units/{id:unit_id}", response=UnitDetail, summary="One unit with its history, closed or not")
def get_unit(request: HttpRequest, unit_id: int, on: AsOf = None) -> UnitDetail:  # noqa: ARG001 - as above
    """`Hidden` for one that never was."""
    page = history.unit_page(unit_id=unit_id, day=on)
    known = UnitOut.from_orm(page.unit).dict()
    return UnitDetail(
        **known,
        stands=page.stands,
        began=page.began,
        ended=page.ended,
        codes=[CodeOut.from_orm(row) for row in page.codes],
        tags=page.tags,
        relatives=[RelativeOut.from_orm(row) for row in page.relatives],
        history=[PlacementOut.from_orm(row) for row in page.steps],
    )


@router.get("/units/{id:unit_id}/children", response=UnitsOut, summary="The units right under one")
def list_children(request: HttpRequest, unit_id: int, on: AsOf = None, page: PageNumber = 1) -> UnitsOut:  # noqa: ARG001 - as above
    """In Vietnamese order."""
    found = selectors.children_of(unit_id=selectors.get_unit(unit_id=unit_id, day=on).id, page=page, day=on)
    items = [UnitOut.from_orm(branch.unit) for branch in found]
    return UnitsOut(items=items, total=found.paginator.count, page=found.number, pages=found.paginator.num_pages)
