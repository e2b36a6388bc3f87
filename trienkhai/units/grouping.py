"""What a group takes in on a day, before and after it is saved: its members by pages, what it shares with others; where it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import clock
from trienkhai.core.paging import page_of
from trienkhai.units import selectors
from trienkhai.units.choices import GroupKind
from trienkhai.units.following import Use, UseLine, users
from trienkhai.units.models import PhraseBinding, Placement, UnitGroup

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE_ROWS = 30


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another group, and how many units it shares with this one."""

    group: UnitGroup
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a group takes in on `day`."""

    day: dt.date
    count: int
    page: Page[Any]
    overlaps: list[Overlap]

    @property
    def is_past(self) -> bool:
        """Another day than today is looked at."""
        return self.day < clock.today()

    @property
    def is_empty(self) -> bool:
        """Nobody at all: a task addressed to it would be nobody's."""
        return self.count == 0


def preview(group: UnitGroup, *, day: dt.date | None = None, page: int = 1, member_ids: Collection[int] | None = None) -> Preview:
    """The members of a group on a day (today without one), saved or not; `member_ids` are those of a list not saved yet.

    Five queries, and one a branch that other groups' rules name.
    """
    unlisted = member_ids is not None and group.rule_or_list == GroupKind.LIST
    rows = selectors.on_day(day).filter(unit_id__in=member_ids or []) if unlisted else selectors.members_of(group, day)
    count = rows.count()
    found = page_of(rows.order_by("path"), PAGE_ROWS, page, total=count)
    found.object_list = [selectors.as_unit(row) for row in found.object_list]
    return Preview(day or clock.today(), count, found, _overlaps(rows, group, day) if count else [])


def _overlaps(rows: QuerySet[Placement], group: UnitGroup, day: dt.date | None) -> list[Overlap]:
    """The owner's other groups that share units with these. Two or three queries."""
    others = list(UnitGroup.objects.filter(owner_id=group.owner_id).exclude(pk=group.pk or 0).order_by("name"))
    if not others:
        return []
    conditions = _conditions(others, day)
    sums = rows.order_by().aggregate(**{f"g{g.pk}": Count("id", filter=conditions[g.pk]) for g in others if g.pk in conditions})
    return [Overlap(g, sums[f"g{g.pk}"]) for g in others if sums.get(f"g{g.pk}")]


def _conditions(groups: Collection[UnitGroup], day: dt.date | None) -> dict[int, Q]:
    """What tells the members of each group, by group id; groups whose branch did not stand on that day are left out. One query."""
    paths = {unit.id: unit.path for unit in selectors.units_by_ids({g.under_id for g in groups if g.under_id}, day).values()}
    listed = UnitGroup.members.through.objects
    return {
        g.pk: Q(unit_id__in=listed.filter(unitgroup_id=g.pk).values("unit_id"))
        if g.rule_or_list == GroupKind.LIST
        else selectors.rule(g, paths.get(g.under_id or 0, ""))
        for g in groups
        if g.under_id is None or g.under_id in paths
    }


def uses(viewer: Person, group_id: int, *, phrase_page: str = "") -> list[Use]:
    """Where a group is used: phrases that mean it, then what the other rooms say. Its lines are those that the viewer may see.

    `phrase_page` names the page of a phrase, for those who may open it.
    """
    bound = list(PhraseBinding.objects.filter(group_id=group_id).order_by("phrase").values_list("phrase", "pk"))
    phrases = Use(len(bound), _("cụm từ"), tuple(UseLine(f"«{phrase}»", phrase_page, pk) for phrase, pk in bound))
    return [use for use in [phrases, *(use for user in users() for use in user(viewer, group_id))] if use.count]
