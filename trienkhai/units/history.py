"""One unit on a day: what is above and under it, what it was called and where it stood and why, whom it came from and went to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.core import journal
from trienkhai.core.errors import Hidden
from trienkhai.units import codes, selectors
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Placement, Succession, Unit, UnitTag
from trienkhai.units.selectors import UnitAt

if TYPE_CHECKING:
    from django.core.paginator import Page

    from trienkhai.core.models import JournalLine
    from trienkhai.units.codes import CodeLine

LINES = 500
"""How many changes of one unit are looked through for the reasons of its placements."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a unit was from a day on, in words what changed then, and the decision it rested on."""

    name: str
    kind: str
    parent_id: int | None
    parent: str
    valid_from: dt.date
    valid_to: dt.date | None
    changed: tuple[str, ...]
    reason: str

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit that this one came from or went to."""

    id: int
    name: str
    kind: str
    since: dt.date
    reason: str
    is_successor: bool

    @property
    def kind_label(self) -> str:
        """How it came about."""
        return str(ChangeKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit on a day. It `stands` when it existed then; otherwise it is shown as it last was before, or first was after.

    `path` is where it stands now or last stood: what decides who may see more of it.
    """

    unit: UnitAt
    path: str
    stands: bool
    began: dt.date
    ended: dt.date | None
    above: list[UnitAt]
    children: Page[Any]
    steps: list[Step]
    relatives: list[Relative]
    codes: list[CodeLine]
    tags: list[str]
    lines: list[JournalLine]

    @property
    def heirs(self) -> list[Relative]:
        """Who carries it on."""
        return [other for other in self.relatives if other.is_successor]


def unit_page(*, unit_id: int, page: int = 1, day: dt.date | None = None) -> UnitPage:
    """A unit on a day, closed or not; `Hidden` when it never was. A constant number of queries."""
    placements = list(Placement.objects.select_related("unit").filter(unit_id=unit_id).order_by("-valid_from"))
    if not placements:
        raise Hidden
    holding = next((row for row in placements if (row.valid_to is None if day is None else row.holds_on(day))), None)
    nearest = next((row for row in placements if day is None or row.valid_from <= day), placements[-1])
    unit = selectors.as_unit(holding or nearest)
    lines, relatives = journal.lines(Unit(pk=unit_id), LINES), _relatives(unit_id)
    return UnitPage(
        unit=unit,
        path=placements[0].path,
        stands=holding is not None,
        began=placements[-1].valid_from,
        ended=placements[0].valid_to,
        above=selectors.ancestors_of(unit, day),
        children=selectors.children_of(unit_id=unit_id, page=page, day=day),
        steps=_steps(placements, lines, relatives),
        relatives=relatives,
        codes=codes.codes_of(unit_id),
        tags=list(UnitTag.objects.filter(unit_id=unit_id).order_by("name").values_list("name", flat=True)),
        lines=lines[:50],
    )


def _steps(placements: list[Placement], lines: list[JournalLine], relatives: list[Relative]) -> list[Step]:
    """The placements, newest first, each with what changed from the one before. One query."""
    above = list(Placement.objects.filter(unit_id__in={row.parent_id for row in placements if row.parent_id}))
    reasons = {line.data["on"]: line.data["reason"] for line in lines if line.data.get("on") and line.data.get("reason")}
    reasons |= {other.since.isoformat(): other.reason for other in relatives if not other.is_successor}
    return [
        Step(
            row.name,
            row.kind,
            row.parent_id,
            next((one.name for one in above if one.unit_id == row.parent_id and one.holds_on(row.valid_from)), ""),
            row.valid_from,
            row.valid_to,
            _changed(row, before),
            reasons.get(row.valid_from.isoformat(), ""),
        )
        for row, before in zip(placements, [*placements[1:], None], strict=True)
    ]


def _changed(row: Placement, before: Placement | None) -> tuple[str, ...]:
    """What a placement changed from the one before, in words."""
    if before is None:
        return (_("lập đơn vị"),)
    said = (
        (row.name != before.name, _("đổi tên")),
        (row.kind != before.kind, _("đổi loại")),
        (row.parent_id != before.parent_id, _("chuyển về cấp trên khác")),
    )
    return tuple(words for differs, words in said if differs) or (_("cấp trên đổi chỗ"),)


def _relatives(unit_id: int) -> list[Relative]:
    """Predecessors and successors by their last names. Two queries."""
    rows = list(Succession.objects.filter(Q(predecessor_id=unit_id) | Q(successor_id=unit_id)).order_by("since", "id"))
    others = {row.successor_id if row.predecessor_id == unit_id else row.predecessor_id for row in rows}
    names: dict[int, str] = dict(Placement.objects.filter(unit_id__in=others).order_by("valid_from").values_list("unit_id", "name"))
    return [
        Relative(other, names.get(other, ""), row.kind, row.since, row.reason, is_successor=row.predecessor_id == unit_id)
        for row in rows
        for other in [row.successor_id if row.predecessor_id == unit_id else row.predecessor_id]
    ]
