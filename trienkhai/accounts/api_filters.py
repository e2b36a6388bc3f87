"""Kept filters over the API: one's own and those shared with the unit."""

from __future__ import annotations

from ninja import Field, Router, Schema, Status

from trienkhai.accounts import selectors, services
from trienkhai.accounts.models import KeptFilter
from trienkhai.accounts.requests import Official
from trienkhai.accounts.selectors.filters import Shown

router = Router(tags=["filters"])


class FilterOut(Schema):
    """How a list is narrowed. `gone` are parameters that the list no longer knows; `address` opens it with the others."""

    id: int
    name: str
    label: str
    address: str
    gone: list[str]
    is_own: bool
    is_shared: bool


class FilterIn(Schema):
    """`page` is the name of the list's address, `numbers` the ids in it, `asked` its parameters."""

    name: str = Field(min_length=1, max_length=80)
    page: str = Field(max_length=60)
    numbers: list[int] = Field(default=[], max_length=4)
    asked: dict[str, list[str]]
    share: bool = False


class FilterChange(Schema):
    """Another name, shared with the unit or not."""

    name: str = Field(min_length=1, max_length=80)
    share: bool


def _out(shown: Shown) -> FilterOut:
    row = shown.row
    return FilterOut(
        id=row.pk,
        name=row.name,
        label=shown.label,
        address=shown.address,
        gone=shown.gone,
        is_own=shown.is_own,
        is_shared=row.unit_id is not None,
    )


def _of(viewer: Official, row: KeptFilter) -> FilterOut:
    return next(_out(one) for one in selectors.kept_filters(viewer=viewer.user, page=row.page, numbers=row.numbers) if one.row.pk == row.pk)


@router.get("/filters", response=list[FilterOut], summary="Kept filters: one's own and those shared with the unit")
def list_filters(request: Official) -> list[FilterOut]:
    """By list and name."""
    return [_out(one) for one in selectors.kept_filters(viewer=request.user)]


@router.post("/filters", response={201: FilterOut}, summary="Keep how a list is narrowed")
def keep_filter(request: Official, said: FilterIn) -> Status[FilterOut]:
    """The same name on the same list takes the new one."""
    return Status(201, _of(request, services.keep_filter(actor=request.user, **said.dict())))


@router.post("/filters/{id:filter_id}", response=FilterOut, summary="Name a kept filter otherwise, share it or no longer")
def change_filter(request: Official, filter_id: int, said: FilterChange) -> FilterOut:
    """One's own."""
    return _of(request, services.change_filter(actor=request.user, filter_id=filter_id, **said.dict()))


@router.post("/filters/{id:filter_id}/drop", response={204: None}, summary="Drop a kept filter")
def drop_filter(request: Official, filter_id: int) -> Status[None]:
    """One's own."""
    services.drop_filter(actor=request.user, filter_id=filter_id)
    return Status(204, None)
