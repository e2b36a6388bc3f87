"""Units over the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from trienkhai.core.errors import Hidden
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


class PlacementOut(Schema):
    """What a unit was called and when."""

    name: str
    kind: str
    parent_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None


class UnitDetail(UnitOut):
    """A unit with its history."""

    history: list[PlacementOut]


router = Router(tags=["units"])


@router.get("/units", response=list[UnitOut], summary="Units by words of their name, without case or diacritics; the roots without words")
def list_units(request: HttpRequest, q: Annotated[str, Query(max_length=100)] = "") -> list[selectors.UnitAt]:  # noqa: ARG001 - everybody signed in may read the structure
    """At most 50."""
    return selectors.search_units(words=q, limit=50) if q.strip() else [b.unit for b in selectors.children_of(unit_id=None)[:50]]


@router.get("/units/{id:unit_id}", response=UnitDetail, summary="One unit with its history")
def get_unit(request: HttpRequest, unit_id: int) -> UnitDetail:  # noqa: ARG001 - as above
    """One unit."""
    page = history.unit_page(unit_id=unit_id)
    if not page.stands:
        raise Hidden
    known = UnitOut.from_orm(page.unit).dict()
    return UnitDetail(**known, history=[PlacementOut.from_orm(row) for row in page.steps])


@router.get("/units/{id:unit_id}/children", response=list[UnitOut], summary="The units right under one")
def list_children(request: HttpRequest, unit_id: int) -> list[selectors.UnitAt]:  # noqa: ARG001 - as above
    """In Vietnamese order."""
    return [branch.unit for branch in selectors.children_of(unit_id=selectors.get_unit(unit_id=unit_id).id)]
