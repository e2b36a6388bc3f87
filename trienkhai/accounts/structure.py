"""Who may change the structure: the administrator's subtree for units, specialists too for groups. The writing is the units room's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core import clock, journal, scanning
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import changing, grouping, importing, official, tree
from trienkhai.units import selectors as units
from trienkhai.units import services as unit_services
from trienkhai.units.changing import Change
from trienkhai.units.models import Unit

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.units.following import Use
    from trienkhai.units.models import UnitGroup
    from trienkhai.units.selectors import UnitAt


def managed_units(actor: Person, verb: str) -> list[UnitAt]:
    """The units whose structure the person manages by `verb`: one for each role that carries it, in the order they were given.

    A key for programs manages the unit it was made for. One query and the scope.
    """
    ids = dict.fromkeys(tree.ids(path)[-1] for path, _whole in scope_of(actor).paths(verb))
    known = units.units_by_ids(ids)
    return [known[unit_id] for unit_id in ids if unit_id in known]


def managed_unit(actor: Person, verb: str, unit_id: int | None = None) -> UnitAt:
    """One of them: the first without an id, `Hidden` for another's; who manages none is told who may."""
    found = managed_units(actor, verb)
    if not found:
        scope = scope_of(actor)
        asked = next((h for h in scope.holdings if h.could(verb)), scope.home)
        may(actor, verb, asked.path if asked else "").require()
    chosen = next((unit for unit in found if unit_id in {None, unit.id}), None)
    if chosen is None:
        raise Hidden
    return chosen


def groups_of(actor: Person) -> list[UnitGroup]:
    """The groups of every unit whose groups the person manages."""
    managed_unit(actor, "group.manage")
    return units.list_groups(owner_ids=[unit.id for unit in managed_units(actor, "group.manage")])


def group_of(actor: Person, group_id: int) -> UnitGroup:
    """One group the person manages; `Hidden` when it belongs to somebody else."""
    group = units.group_for(group_id=group_id)
    managed_unit(actor, "group.manage", group.owner_id)
    return group


def group_lines(group: UnitGroup) -> list[JournalLine]:
    """What was done to a group. One query."""
    return journal.lines(group)


def save_group(*, actor: Person, group_id: int | None, values: dict[str, Any], owner_id: int | None = None) -> UnitGroup:
    """Change a group, or create one of `owner_id` (the first unit whose groups the person manages when None)."""
    owner_id = group_of(actor, group_id).owner_id if group_id is not None else owner_id
    owner = managed_unit(actor, "group.manage", owner_id)
    return unit_services.save_group(actor=actor, owner_id=owner.id, group_id=group_id, values=values)


def preview_group(
    *, actor: Person, group_id: int | None, values: dict[str, Any], owner_id: int | None = None, page: int = 1
) -> grouping.Preview:
    """The members that a group would have on the day `on` of its values (today without one); nothing is saved."""
    owner_id = group_of(actor, group_id).owner_id if group_id is not None else owner_id
    owner = managed_unit(actor, "group.manage", owner_id)
    draft = unit_services.drafted_group(owner_id=owner.id, group_id=group_id, values=values)
    day = values.get("on")
    past = day if day and day < clock.today() else None
    return grouping.preview(draft, day=past, page=page, member_ids=values.get("member_ids") or [])


def members_on(*, actor: Person, group_id: int, day: dt.date | None = None, page: int = 1) -> grouping.Preview:
    """The members of a group of the person's on a day, a page of them."""
    return grouping.preview(group_of(actor, group_id), day=day if day and day < clock.today() else None, page=page)


def uses_of(actor: Person, group_id: int) -> list[Use]:
    """Where a group of the person's is used."""
    group = group_of(actor, group_id)
    binds = any(unit.id == group.owner_id for unit in managed_units(actor, "phrase.bind"))
    return grouping.uses(actor, group.pk, phrase_page="plans:phrase" if binds else "")


def remove_group(*, actor: Person, group_id: int) -> None:
    """Remove a group that nothing uses; Refusal names what does."""
    unit_services.remove_group(actor=actor, group_id=group_id, held_by=uses_of(actor, group_id))


def changeable(actor: Person, unit_id: int) -> UnitAt:
    """A unit whose structure the person may change, as it stands or last stood; a denial says who may, also of one that has ended."""
    unit = units.last_known(unit_id=unit_id)
    may(actor, "unit.manage", unit.path).require()
    return unit


def seen_version(unit: UnitAt) -> str:
    """What a form of change sends back, so that the second of two administrators is told; empty for a unit that has ended."""
    return changing.version_of(unit.id) if units.units_by_ids([unit.id]) else ""


def preview_change(*, actor: Person, change: Change) -> changing.Preview:
    """What a change of a unit would do, in every room."""
    _reachable(actor, change)
    return changing.preview(change)


def carry_out(*, actor: Person, change: Change) -> changing.Preview:
    """Do it. Raises Refusal, Conflict and denials."""
    _reachable(actor, change)
    return changing.carry_out(actor=actor, change=change)


def _reachable(actor: Person, change: Change) -> None:
    changeable(actor, change.unit_id)
    if change.target_id is not None:
        changeable(actor, change.target_id)


def preview_import(*, actor: Person, name: str, data: bytes, root_id: int | None = None) -> tuple[list[importing.Row], importing.Preview]:
    """The rows of a table and what they would do under `root_id`, the first unit the person manages when None."""
    root = managed_unit(actor, "unit.manage", root_id)
    rows = _read(actor, root, name, data)
    if not rows:
        raise Refusal(_("Bảng không có dòng nào."), _("Hãy điền ít nhất một đơn vị dưới dòng tiêu đề."))
    return rows, importing.preview(rows, root=root)


def apply_import(*, actor: Person, name: str, data: bytes, root_id: int | None = None) -> importing.Preview:
    """Do what the preview says."""
    root = managed_unit(actor, "unit.manage", root_id)
    return importing.apply(actor=actor, root_id=root.id, rows=_read(actor, root, name, data))


def _read(actor: Person, root: UnitAt, name: str, data: bytes) -> list[importing.Row]:
    scanning.require_clean(actor=actor, verb="units.import.refused", subject=Unit(pk=root.id), unit_id=root.id, name=name, data=data)
    return importing.read_table(name, data)


def preview_official(*, actor: Person, chosen: official.OfficialList, province: str, root_id: int | None = None) -> official.Outcome:
    """What bringing a province of an official list in under the person's unit would do."""
    root = managed_unit(actor, "unit.manage", root_id)
    return official.preview(chosen, province=province, under_id=root.id)


def bring_official(*, actor: Person, chosen: official.OfficialList, province: str, root_id: int | None = None) -> official.Outcome:
    """Do what the preview says."""
    root = managed_unit(actor, "unit.manage", root_id)
    return official.bring_in(actor=actor, chosen=chosen, province=province, under_id=root.id)
