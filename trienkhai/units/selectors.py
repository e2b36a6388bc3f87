"""Reading units: one, many, children, search, and who belongs to a group on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.errors import Hidden
from trienkhai.units import codes, tree
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.models import PhraseBinding, Placement, UnitGroup, UnitTag

PAGE_ROWS = 50
ROOTS_OPEN = 5


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit as it stood on one day."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    path: str
    depth: int

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree: a unit and whether something stands under it."""

    unit: UnitAt
    has_children: bool


def on_day(day: dt.date | None = None) -> QuerySet[Placement]:
    """Placements that hold on `day` (today when None), units loaded."""
    rows = Placement.objects.select_related("unit")
    if day is None:
        return rows.filter(valid_to__isnull=True)
    return rows.filter(valid_from__lte=day).exclude(valid_to__lte=day)


def as_unit(row: Placement) -> UnitAt:
    """A placement as a plain value."""
    return UnitAt(row.unit_id, row.unit.code, row.name, row.short_name, row.kind, row.parent_id, row.path, row.depth)


def get_unit(*, unit_id: int, day: dt.date | None = None) -> UnitAt:
    """One unit as of a day; `Hidden` when it did not exist then. One query."""
    row = on_day(day).filter(unit_id=unit_id).first()
    if row is None:
        raise Hidden
    return as_unit(row)


def unit_by_code(code: str) -> UnitAt:
    """The unit of this code today; `Hidden` when there is none. One query."""
    row = on_day().filter(unit__code=code).first()
    if row is None:
        raise Hidden
    return as_unit(row)


def units_by_ids(ids: Collection[int], day: dt.date | None = None) -> dict[int, UnitAt]:
    """Units by id; ids that did not exist on that day are left out. One query per 500."""
    wanted = sorted(set(ids))
    out: dict[int, UnitAt] = {}
    for at in range(0, len(wanted), 500):
        out.update({row.unit_id: as_unit(row) for row in on_day(day).filter(unit_id__in=wanted[at : at + 500])})
    return out


def children_of(*, unit_id: int | None, page: int = 1, day: dt.date | None = None) -> Page[Any]:
    """A page of Branch: the units right under one (the roots for None) on a day, in Vietnamese order. Three queries."""
    found: Page[Any] = Paginator(on_day(day).filter(parent_id=unit_id).order_by("kind", "sort_key", "id"), PAGE_ROWS).get_page(page)
    rows = list(found.object_list)
    below = on_day(day).filter(parent_id__in=[row.unit_id for row in rows])
    parents = set(below.values_list("parent_id", flat=True))
    found.object_list = [Branch(as_unit(row), row.unit_id in parents) for row in rows]
    return found


def all_children(*, unit_id: int) -> list[UnitAt]:
    """Every unit right under one today. One query."""
    return [as_unit(row) for row in on_day().filter(parent_id=unit_id).order_by("sort_key", "id")]


def last_paths(unit_ids: Collection[int]) -> dict[int, str]:
    """Where each unit stands, or stood last when it is closed. One query."""
    rows = Placement.objects.filter(unit_id__in=set(unit_ids)).order_by("valid_from").values_list("unit_id", "path")
    return dict(rows)


def ancestors_of(unit: UnitAt, day: dt.date | None = None) -> list[UnitAt]:
    """The units above on a day, from the top down. One query."""
    above = tree.ids(unit.path)[:-1]
    known = units_by_ids(above, day)
    return [known[unit_id] for unit_id in above if unit_id in known]


def search_units(*, words: str, under_path: str = "", limit: int = 20, day: dt.date | None = None) -> list[UnitAt]:
    """Units whose name on a day holds the words, without case or diacritics ("hai phong" finds "Hải Phòng"), or of this code. One query."""
    key = text.fold(words)
    if not key:
        return []
    low, high = tree.subtree(under_path)
    rows = on_day(day).filter(path__gte=low, path__lt=high) if under_path else on_day(day)
    wanted = Q(name_fold__contains=key) | codes.named(words)
    return [as_unit(row) for row in rows.filter(wanted).order_by("depth", "sort_key")[:limit]]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that a search found, with the name of the one above it: many bear the same name."""

    unit: UnitAt
    above: str


def found_units(*, words: str, limit: int = 50, day: dt.date | None = None) -> list[Found]:
    """As `search_units`, each with what is above it. Two queries."""
    found = search_units(words=words, limit=limit, day=day)
    above = units_by_ids({unit.parent_id for unit in found if unit.parent_id}, day)
    return [Found(unit, above[unit.parent_id].name if unit.parent_id in above else "") for unit in found]


def members_of(group: UnitGroup, day: dt.date | None = None) -> QuerySet[Placement]:
    """Placements of a group's members on a day, one a unit; none while the branch of its rule did not stand.

    No query until evaluated (one for a rule).
    """
    rows = on_day(day)
    if group.rule_or_list == GroupKind.LIST:
        return rows.filter(unit_id__in=group.members.through.objects.filter(unitgroup_id=group.pk).values("unit_id"))
    branch = units_by_ids([group.under_id], day).get(group.under_id) if group.under_id is not None else None
    if group.under_id is not None and branch is None:
        return rows.filter(path="")  # none has it; `none()` would not compile in a set statement
    return rows.filter(rule(group, branch.path if branch else ""))


def rule(group: UnitGroup, under: str) -> Q:
    """The condition on placements that a rule sets; `under` is the path of the unit above."""
    wanted = Q()
    if group.under_id is not None:
        low, high = tree.subtree(under)
        wanted &= Q(path__gt=low, path__lt=high)
    if group.levels:
        wanted &= Q(depth__in=[len(under) // tree.WIDTH - 1 + level for level in group.levels])
    if group.kinds:
        wanted &= Q(kind__in=group.kinds)
    if group.tag:
        wanted &= Q(unit_id__in=UnitTag.objects.filter(name=group.tag).values("unit_id"))
    return wanted


def list_groups(*, owner_ids: Iterable[int]) -> list[UnitGroup]:
    """Groups of these owners, by name. One query."""
    return sorted(UnitGroup.objects.filter(owner_id__in=list(owner_ids)).select_related("owner"), key=lambda g: text.sort_key(g.name))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group as a line of a list: whose it is, how many units it has on the day, and in words whom it takes in."""

    group: UnitGroup
    owner: str
    size: int
    words: str


def group_lines(groups: Collection[UnitGroup], day: dt.date | None = None) -> list[GroupLine]:
    """Groups with their sizes on a day. Three queries, whatever the number of groups."""
    known = units_by_ids({unit_id for g in groups for unit_id in (g.under_id, g.owner_id) if unit_id}, day)
    rules = [g for g in groups if g.rule_or_list == GroupKind.RULE and (g.under_id is None or g.under_id in known)]
    counts = {f"g{g.pk}": Count("id", filter=rule(g, known[g.under_id].path if g.under_id else "")) for g in rules}
    sizes = on_day(day).aggregate(**counts) if counts else {}
    links = list(UnitGroup.members.through.objects.filter(unitgroup__in=[g.pk for g in groups]).values_list("unitgroup_id", "unit_id"))
    standing = on_day(day).filter(
        unit_id__in=UnitGroup.members.through.objects.filter(unitgroup__in=[g.pk for g in groups]).values("unit_id")
    )
    named: dict[int, str] = dict(standing.order_by("sort_key").values_list("unit_id", "name"))
    listed: dict[int, set[int]] = {}
    for group_id, unit_id in links:
        listed.setdefault(group_id, set()).add(unit_id)
    names = {g.pk: [name for unit_id, name in named.items() if unit_id in listed.get(g.pk, ())] for g in groups}
    return [
        GroupLine(
            g,
            known[g.owner_id].name if g.owner_id in known else "",
            sizes.get(f"g{g.pk}", 0) if g.rule_or_list == GroupKind.RULE else len(names[g.pk]),
            _rule_words(g, known) if g.rule_or_list == GroupKind.RULE else ", ".join(names[g.pk][:3]),
        )
        for g in groups
    ]


def _rule_words(group: UnitGroup, known: dict[int, UnitAt]) -> str:
    levels = [_("cấp %(n)s") % {"n": level} for level in group.levels]
    branch = (
        [_("trong «%(name)s»") % {"name": known[group.under_id].name}]
        if group.under_id in known and group.under_id != group.owner_id
        else []
    )
    return ", ".join([*(str(Kind(kind).label) for kind in group.kinds), *levels, *([f"«{group.tag}»"] if group.tag else []), *branch])


def group_for(*, group_id: int) -> UnitGroup:
    """One group; `Hidden` when there is none."""
    group = UnitGroup.objects.filter(pk=group_id).first()
    if group is None:
        raise Hidden
    return group


def members_listed(group: UnitGroup) -> list[UnitAt]:
    """All members of a list, by name. One query."""
    return [as_unit(row) for row in members_of(group).order_by("sort_key")]


def bindings_for(owner_id: int, phrases: Iterable[str]) -> dict[str, PhraseBinding]:
    """What phrases mean to an owner, by phrase key; unbound ones are left out. Two queries."""
    keys = {text.phrase_key(phrase) for phrase in phrases}
    rows = PhraseBinding.objects.filter(owner_id=owner_id, key__in=keys).select_related("group").prefetch_related("units")
    return {row.key: row for row in rows}


def binding_of(*, owner_id: int, phrase: str) -> PhraseBinding | None:
    """What one phrase means to an owner, or None. Two queries."""
    return bindings_for(owner_id, [phrase]).get(text.phrase_key(phrase))


def subtree_of(unit: UnitAt, *, itself_only: bool = False) -> QuerySet[Placement]:
    """Placements of a unit and everything under it today, in tree order. No query until evaluated."""
    low, high = tree.subtree(unit.path)
    rows = on_day().filter(path=low) if itself_only else on_day().filter(path__gte=low, path__lt=high)
    return rows.order_by("path")


def subtree_bounds(*, unit_id: int) -> tuple[str, str]:
    """`low <= path < high` of a unit's subtree today; `Hidden` when it is closed. One query."""
    return tree.subtree(get_unit(unit_id=unit_id).path)


def last_known(*, unit_id: int) -> UnitAt:
    """A unit as it last stood, closed or not; `Hidden` when it never was. One query."""
    row = Placement.objects.select_related("unit").filter(unit_id=unit_id).order_by("-valid_from").first()
    if row is None:
        raise Hidden
    return as_unit(row)


def last_names(ids: Collection[int]) -> dict[int, str]:
    """The names of units as they last stood, closed or not. One query per 500."""
    wanted, out = sorted(set(ids)), dict[int, str]()
    for at in range(0, len(wanted), 500):
        rows = Placement.objects.filter(unit_id__in=wanted[at : at + 500]).order_by("valid_from")
        out.update(rows.values_list("unit_id", "name"))
    return out


def with_chosen(found: list[UnitAt], unit_id: int | None) -> list[UnitAt]:
    """What a search found, with the unit that was chosen before it, standing or not. One query when it is not among them."""
    if unit_id is None or any(unit.id == unit_id for unit in found):
        return found
    row = Placement.objects.select_related("unit").filter(unit_id=unit_id).order_by("-valid_from").first()
    return [as_unit(row), *found] if row else found


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the tree on screen; `nodes` are those under it when it is open, `more` the page that goes on with them."""

    unit: UnitAt
    has_children: bool
    nodes: list[Node] | None = None
    more: str = ""
    left: int = 0


def open_tree(*, unit_id: int | None = None, day: dt.date | None = None) -> list[Node]:
    """The roots on a day, opened down to a unit and what is right under it; without one, the first roots. Three queries a branch."""
    roots = list(children_of(unit_id=None, day=day))
    if unit_id is None:
        return [
            node_of(branch, {branch.unit.id}, day) if at < ROOTS_OPEN else node_of(branch, set(), day) for at, branch in enumerate(roots)
        ]
    unit = get_unit(unit_id=unit_id, day=day)
    way = set(tree.ids(unit.path))
    found = [node_of(branch, way, day) for branch in roots]
    return found if any(node.unit.id in way for node in found) else [node_of(_alone(unit), way, day), *found]


def node_of(branch: Branch, way: set[int], day: dt.date | None = None, page: int = 1) -> Node:
    """A line, opened when its unit is on the way; the next of the way is shown even when its page is not."""
    if branch.unit.id not in way or not branch.has_children:
        return Node(branch.unit, branch.has_children)
    found = children_of(unit_id=branch.unit.id, page=page, day=day)
    shown = list(found)
    if not {child.unit.id for child in shown} & way:
        rows = on_day(day).filter(parent_id=branch.unit.id, unit_id__in=way)
        shown += [_alone(as_unit(row)) for row in rows]
    more = str(found.next_page_number()) if found.has_next() else ""
    left = found.paginator.count - found.end_index()
    return Node(branch.unit, has_children=True, nodes=[node_of(child, way, day) for child in shown], more=more, left=left)


def branch_of(*, unit_id: int, page: int = 1, day: dt.date | None = None) -> Node:
    """One branch, a page of it. Five queries."""
    return node_of(_alone(get_unit(unit_id=unit_id, day=day)), {unit_id}, day, page)


def _alone(unit: UnitAt) -> Branch:
    """A unit as a branch that is asked about: whether something stands under it shows when it is opened."""
    return Branch(unit, has_children=True)
