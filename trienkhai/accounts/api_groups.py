"""Looking at groups over the API: the members that a rule or a list would have on a day, where a group is used; and removing one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Query, Router, Schema

from trienkhai.accounts import structure
from trienkhai.accounts.requests import Official
from trienkhai.units.choices import Kind

router = Router(tags=["units"])
Id = Annotated[int, Field(ge=1, le=2**62)]


class GroupLook(Schema):
    """A group that may not be saved yet: a rule (`kinds`, `under_id`, `levels`, `tag`) or a list, and the day that is looked at."""

    owner_id: Id | None = None
    rule_or_list: Literal["rule", "list"] = "rule"
    kinds: list[Kind] = []
    under_id: Id | None = None
    levels: Annotated[list[Annotated[int, Field(ge=1, le=16)]], Field(max_length=16)] = []
    tag: Annotated[str, Field(max_length=60)] = ""
    member_ids: Annotated[list[Id], Field(max_length=2000)] = []
    on: dt.date | None = None


class MemberOut(Schema):
    """A member on that day."""

    id: int
    code: str
    name: str
    kind: str


class OverlapOut(Schema):
    """Another group and how many units it shares."""

    group_id: int
    name: str
    count: int


class MembersOut(Schema):
    """One page of members, and the groups that share some."""

    items: list[MemberOut]
    total: int
    page: int
    pages: int
    overlaps: list[OverlapOut]


class UseOut(Schema):
    """How many of what use a group; `holds` says that it cannot be removed while they do."""

    count: int
    what: str
    holds: bool


class RemovedOut(Schema):
    """The group that is gone."""

    name: str


@router.post("/groups/preview", response=MembersOut, summary="The members that a group would have on a day; nothing is saved")
def preview_group(request: Official, said: GroupLook, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> MembersOut:
    """A rule without `under_id` reaches everything under the owner."""
    owner = structure.managed_unit(request.user, "group.manage", said.owner_id)
    values = said.dict(exclude={"owner_id"}) | {"under_id": said.under_id or owner.id, "kinds": [str(kind.value) for kind in said.kinds]}
    found = structure.preview_group(actor=request.user, group_id=None, values=values, owner_id=owner.id, page=page)
    return MembersOut(
        items=[MemberOut.from_orm(unit) for unit in found.page],
        total=found.count,
        page=found.page.number,
        pages=found.page.paginator.num_pages,
        overlaps=[OverlapOut(group_id=one.group.pk, name=one.group.name, count=one.count) for one in found.overlaps],
    )


@router.get("/groups/{id:group_id}/uses", response=list[UseOut], summary="Where a group is used")
def list_group_uses(request: Official, group_id: int) -> list[UseOut]:
    """Phrases, tasks, opened periods."""
    return [UseOut(count=use.count, what=use.what, holds=use.holds) for use in structure.uses_of(request.user, group_id)]


@router.post("/groups/{id:group_id}/remove", response=RemovedOut, summary="Remove a group that nothing uses")
def remove_group(request: Official, group_id: int) -> RemovedOut:
    """422 names what uses it."""
    name = structure.group_of(request.user, group_id).name
    structure.remove_group(actor=request.user, group_id=group_id)
    return RemovedOut(name=name)
