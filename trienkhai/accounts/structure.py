"""Who may change the structure: the administrator's subtree for units, specialists too for groups. The writing is the units room's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core import journal, scanning
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.units import changing, importing, official
from trienkhai.units import selectors as units
from trienkhai.units import services as unit_services
from trienkhai.units.changing import Change
from trienkhai.units.models import Unit

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.units.models import UnitGroup
    from trienkhai.units.selectors import UnitAt


def managed_unit(actor: Person, verb: str) -> UnitAt:
    """The unit whose structure the person manages by `verb`; a denial names who may."""
    scope = scope_of(actor)
    paths = {path for path, _whole in scope.paths(verb)}
    held = next((h for h in scope.holdings if h.path in paths), None)
    if held is None:
        asked = next((h for h in scope.holdings if h.could(verb)), scope.home)
        may(actor, verb, asked.path if asked else "").require()
        raise Hidden
    return units.get_unit(unit_id=held.unit_id)


def groups_of(actor: Person) -> list[UnitGroup]:
    """The groups of the unit whose groups the person manages."""
    return units.list_groups(owner_ids=[managed_unit(actor, "group.manage").id])


def group_of(actor: Person, group_id: int) -> UnitGroup:
    """One group the person manages; `Hidden` when it belongs to somebody else."""
    group = units.group_for(group_id=group_id)
    if group.owner_id != managed_unit(actor, "group.manage").id:
        raise Hidden
    return group


def group_lines(group: UnitGroup) -> list[JournalLine]:
    """What was done to a group. One query."""
    return journal.lines(group)


def save_group(*, actor: Person, group_id: int | None, values: dict[str, Any]) -> UnitGroup:
    """Create or change a group of the person's body."""
    owner = managed_unit(actor, "group.manage")
    if group_id is not None:
        group_of(actor, group_id)
    return unit_services.save_group(actor=actor, owner_id=owner.id, group_id=group_id, values=values)


def changeable(actor: Person, unit_id: int) -> UnitAt:
    """A unit whose structure the person may change; a denial says who may."""
    unit = units.get_unit(unit_id=unit_id)
    may(actor, "unit.manage", unit.path).require()
    return unit


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


def preview_import(*, actor: Person, name: str, data: bytes) -> tuple[list[importing.Row], importing.Preview]:
    """The rows of a table and what they would do."""
    root = managed_unit(actor, "unit.manage")
    rows = _read(actor, root, name, data)
    if not rows:
        raise Refusal(_("Bảng không có dòng nào."), _("Hãy điền ít nhất một đơn vị dưới dòng tiêu đề."))
    return rows, importing.preview(rows, root=root)


def apply_import(*, actor: Person, name: str, data: bytes) -> importing.Preview:
    """Do what the preview says."""
    root = managed_unit(actor, "unit.manage")
    return importing.apply(actor=actor, root_id=root.id, rows=_read(actor, root, name, data))


def _read(actor: Person, root: UnitAt, name: str, data: bytes) -> list[importing.Row]:
    scanning.require_clean(actor=actor, verb="units.import.refused", subject=Unit(pk=root.id), unit_id=root.id, name=name, data=data)
    return importing.read_table(name, data)


def preview_official(*, actor: Person, chosen: official.OfficialList, province: str) -> official.Outcome:
    """What bringing a province of an official list in under the person's unit would do."""
    return official.preview(chosen, province=province, under_id=managed_unit(actor, "unit.manage").id)


def bring_official(*, actor: Person, chosen: official.OfficialList, province: str) -> official.Outcome:
    """Do what the preview says."""
    return official.bring_in(actor=actor, chosen=chosen, province=province, under_id=managed_unit(actor, "unit.manage").id)
