"""Groups of units over the API: the list, members on a day and before saving, where a group is used; creating, changing, removing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field, Query, Router, Schema, Status

from trienkhai.accounts import structure
from trienkhai.accounts.requests import Official
from trienkhai.units import selectors as units
from trienkhai.units.api import AsOf, PageNumber
from trienkhai.units.choices import Kind

if TYPE_CHECKING:
    from trienkhai.units.grouping import Preview
    from trienkhai.units.models import UnitGroup

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


class GroupIn(GroupLook):
    """A group by its name; `version` is the one that was changed."""

    name: Annotated[str, Field(min_length=1, max_length=160)]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class GroupOut(Schema):
    """A group: a rule over kinds, a branch, levels and a tag, or a list."""

    id: int
    owner_id: int
    name: str
    rule_or_list: str
    kinds: list[str]
    under_id: int | None
    levels: list[int]
    tag: str
    version: int


class GroupLine(GroupOut):
    """A group with how many units it has on the day."""

    size: int


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


class GroupDetail(GroupOut):
    """A group with a page of its members on the day."""

    members: MembersOut


class RemovedOut(Schema):
    """The group that is gone."""

    name: str


def _values(said: GroupLook, owner_id: int) -> dict[str, Any]:
    """As the services take them; a rule without a branch reaches everything under the owner."""
    kinds = [str(kind.value) for kind in said.kinds]
    return said.dict(exclude={"owner_id"}) | {"under_id": said.under_id or owner_id, "kinds": kinds}


@router.get("/groups", response=list[GroupLine], summary="The groups that one manages, with their sizes on a day")
def list_groups(request: Official, on: AsOf = None) -> list[GroupLine]:
    """By name."""
    lines = units.group_lines(structure.groups_of(request.user), day=on)
    return [GroupLine(**GroupOut.from_orm(line.group).dict(), size=line.size) for line in lines]


@router.post("/groups", response={201: GroupOut}, summary="Create a group")
def create_group(request: Official, said: GroupIn) -> Status[UnitGroup]:
    """Of the first unit whose groups one manages, unless another of them is named."""
    owner = structure.managed_unit(request.user, "group.manage", said.owner_id)
    values = _values(said, owner.id)
    return Status(201, structure.save_group(actor=request.user, group_id=None, values=values, owner_id=owner.id))


@router.get("/groups/{id:group_id}", response=GroupDetail, summary="A group and its members on a day")
def get_group(request: Official, group_id: int, on: AsOf = None, page: PageNumber = 1) -> GroupDetail:
    """Thirty members a page."""
    group = structure.group_of(request.user, group_id)
    members = _members(structure.members_on(actor=request.user, group_id=group_id, day=on, page=page))
    return GroupDetail(**GroupOut.from_orm(group).dict(), members=members)


@router.post("/groups/{id:group_id}", response=GroupOut, summary="Change a group")
def change_group(request: Official, group_id: int, said: GroupIn) -> UnitGroup:
    """Open periods keep the units that they were opened with."""
    group = structure.group_of(request.user, group_id)
    return structure.save_group(actor=request.user, group_id=group_id, values=_values(said, group.owner_id))


@router.post("/groups/preview", response=MembersOut, summary="The members that a group would have on a day; nothing is saved")
def preview_group(request: Official, said: GroupLook, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> MembersOut:
    """A rule without `under_id` reaches everything under the owner."""
    owner = structure.managed_unit(request.user, "group.manage", said.owner_id)
    found = structure.preview_group(actor=request.user, group_id=None, values=_values(said, owner.id), owner_id=owner.id, page=page)
    return _members(found)


def _members(found: Preview) -> MembersOut:
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
