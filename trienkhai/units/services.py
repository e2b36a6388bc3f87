"""Writing units, groups and what phrases mean. Permission is asked of `allow`, which the caller's room gives: units know no people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.units import selectors, tree
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.models import PhraseBinding, Placement, Unit, UnitGroup

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.following import Use


def sort_text(name: str) -> str:
    """A Vietnamese sort key as text, comparable on every engine."""
    letters, tones = text.sort_key(name)
    return ("".join(f"{letter:04x}" for letter in letters[:60]) + "." + "".join(map(str, tones[:60])))[:400]


def placement_for(unit: Unit, *, name: str, kind: str, parent: selectors.UnitAt | None, since: dt.date, short_name: str = "") -> Placement:
    """An unsaved placement with its derived columns."""
    return Placement(
        unit=unit,
        parent_id=parent.id if parent else None,
        name=name,
        short_name=short_name,
        kind=kind,
        path=tree.path_of(parent.path if parent else "", unit.pk),
        depth=parent.depth + 1 if parent else 0,
        name_fold=text.fold(name),
        sort_key=sort_text(name),
        valid_from=since,
    )


@transaction.atomic
def open_unit(*, actor: Person | None, code: str, name: str, kind: str, parent_id: int | None, since: dt.date) -> Unit:
    """Open a unit under its parent. Raises Refusal for an empty name or an unknown kind, Conflict for a code in use."""
    if not name.strip() or kind not in Kind.values:
        raise Refusal(_("Đơn vị cần có tên và loại hợp lệ."), _("Hãy điền tên và chọn một loại trong danh sách."))
    if Unit.objects.filter(code=code).exists():
        raise Conflict(_("Mã đơn vị %(code)s đã có.") % {"code": code}, _("Hãy dùng mã khác hoặc mở đơn vị đang mang mã này."))
    parent = selectors.get_unit(unit_id=parent_id) if parent_id is not None else None
    unit = Unit.objects.create(code=code, created_at=clock.now())
    placement_for(unit, name=name.strip(), kind=kind, parent=parent, since=since).save()
    journal.record(actor, "units.unit.opened", unit, unit.pk, code=code)
    return unit


@transaction.atomic
def save_group(*, actor: Person | None, owner_id: int, group_id: int | None, values: dict[str, Any]) -> UnitGroup:
    """Create or change a group. `values`: name, rule_or_list, kinds, under_id, levels, tag, member_ids, and the `version` that was changed.

    Raises Refusal when a rule would hold every unit there is or reaches out of the owner's body, Conflict for a name in use or when
    somebody else changed the group meanwhile.
    """
    name = str(values.get("name", "")).strip()
    by_rule = values["rule_or_list"] == GroupKind.RULE
    group = _group_to_change(owner_id, group_id, values.get("version"))
    if by_rule and not (values.get("kinds") or values.get("under_id") or values.get("tag")):
        raise Refusal(_("Quy tắc đang để trống nên sẽ gồm mọi đơn vị."), _("Hãy chọn ít nhất một loại, một nhánh hoặc một nhãn."))
    if UnitGroup.objects.filter(owner_id=owner_id, name=name).exclude(pk=group_id or 0).exists():
        raise Conflict(_("Đã có nhóm tên «%(name)s».") % {"name": name}, _("Hãy đặt tên khác hoặc sửa nhóm đang có."))
    under = [values["under_id"]] if by_rule and values.get("under_id") else []
    check_meant(owner_id=owner_id, group_id=group_id, unit_ids=under if by_rule else values.get("member_ids") or [])
    group.name, group.rule_or_list = name, values["rule_or_list"]
    put_rule(group, values)
    group.save()
    group.members.set([] if by_rule else values.get("member_ids") or [])
    journal.record(actor, "units.group.saved", group, owner_id, rule=values["rule_or_list"])
    return group


def drafted_group(*, owner_id: int, group_id: int | None, values: dict[str, Any]) -> UnitGroup:
    """The group that `values` would make, not saved: to look at its members beforehand."""
    group = UnitGroup(pk=group_id, owner_id=owner_id, name=values.get("name") or "", rule_or_list=values["rule_or_list"])
    put_rule(group, values)
    return group


@transaction.atomic
def remove_group(*, actor: Person | None, group_id: int, held_by: Sequence[Use] = ()) -> None:
    """Remove a group that nothing uses. `held_by` is what the rooms use it for; Refusal while a phrase, a task or a period does."""
    group = UnitGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None:
        raise Hidden
    held = next((use for use in held_by if use.holds), None)
    if held is not None:
        raise Refusal(
            _("Nhóm «%(name)s» đang được dùng: %(n)s %(what)s.") % {"name": group.name, "n": text.number(held.count), "what": held.what},
            _("Hãy gắn cụm từ sang nhóm khác trước; nhóm mà kế hoạch đã ban hành dùng thì giữ lại."),
        )
    journal.record(actor, "units.group.removed", group, group.owner_id, name=group.name)
    try:
        group.delete()
    except ProtectedError as error:
        raise Conflict(_("Nhóm «%(name)s» vừa được dùng.") % {"name": group.name}, _("Hãy tải lại trang để xem ở đâu.")) from error


def put_rule(group: UnitGroup, values: dict[str, Any]) -> None:
    """Give a group the rule that `values` say; a list has none."""
    by_rule = group.rule_or_list == GroupKind.RULE
    group.kinds = list(values.get("kinds") or []) if by_rule else []
    group.under_id = values.get("under_id") if by_rule else None
    group.levels = sorted(values.get("levels") or []) if by_rule else []
    group.tag = str(values.get("tag") or "") if by_rule else ""


def _group_to_change(owner_id: int, group_id: int | None, version: int | None) -> UnitGroup:
    """A new group, or the one there is, locked, its version raised; Conflict when it is no longer the version that was changed."""
    if group_id is None:
        return UnitGroup(owner_id=owner_id)
    group = UnitGroup.objects.select_for_update().get(pk=group_id, owner_id=owner_id)
    if version is not None and version != group.version:
        raise Conflict(
            _("Nhóm «%(name)s» vừa được người khác sửa.") % {"name": group.name},
            _("Những gì bạn chọn còn nguyên trên trang. Hãy xem lại nhóm hiện nay rồi lưu lần nữa."),
        )
    group.version += 1
    return group


@transaction.atomic
def bind_phrase(
    *,
    actor: Person | None,
    owner_id: int,
    phrase: str,
    group_id: int | None = None,
    unit_ids: Sequence[int] = (),
    leave_open: bool = False,
    version: int | None = None,
) -> PhraseBinding:
    """Say once what a phrase means to an owner: a group, units, or left open. A later answer replaces the earlier one.

    Raises Refusal when nothing or more than one kind of answer is given, Conflict when `version` is no longer the one that stands.
    """
    if sum([group_id is not None, bool(unit_ids), leave_open]) != 1:
        raise Refusal(
            _("Hãy chọn một cách hiểu cho cụm từ «%(phrase)s».") % {"phrase": phrase},
            _("Chọn một nhóm, hoặc chọn các đơn vị, hoặc để ngỏ."),
        )
    check_meant(owner_id=owner_id, group_id=group_id, unit_ids=unit_ids)
    key = text.phrase_key(phrase)[:250]
    known = PhraseBinding.objects.select_for_update().filter(owner_id=owner_id, key=key).first()
    _same_version(known, version, phrase)
    said = {"phrase": phrase[:250], "group_id": group_id, "is_open": leave_open, "version": known.version + 1 if known else 1}
    binding, _made = PhraseBinding.objects.update_or_create(owner_id=owner_id, key=key, defaults=said)
    binding.units.set(unit_ids)
    journal.record(actor, "units.phrase.bound", binding, owner_id, group=group_id, units=len(unit_ids), open=leave_open)
    return binding


@transaction.atomic
def forget_phrase(*, actor: Person | None, binding_id: int, version: int | None = None) -> None:
    """Forget what a phrase means: the next document asks again. Hidden when it is forgotten already, Conflict as above."""
    binding = PhraseBinding.objects.select_for_update().filter(pk=binding_id).first()
    if binding is None:
        raise Hidden
    _same_version(binding, version, binding.phrase)
    journal.record(actor, "units.phrase.forgotten", binding, binding.owner_id, phrase=binding.phrase)
    binding.delete()


def _same_version(binding: PhraseBinding | None, version: int | None, phrase: str) -> None:
    if version is not None and (binding is None or binding.version != version):
        raise Conflict(
            _("Cụm từ «%(phrase)s» vừa được người khác gắn lại hoặc bỏ.") % {"phrase": phrase},
            _("Những gì bạn chọn còn nguyên trên trang. Hãy xem lại cách hiểu hiện nay rồi ghi lần nữa."),
        )


def check_meant(*, owner_id: int, group_id: int | None, unit_ids: Sequence[int]) -> None:
    """Only a group of the owner, or units that stand today in its whole body, can be meant. Raises Hidden or Refusal."""
    if group_id is not None and selectors.group_for(group_id=group_id).owner_id != owner_id:
        raise Hidden
    if not unit_ids:
        return
    body = selectors.get_unit(unit_id=owner_id).path[: tree.WIDTH]
    known = selectors.units_by_ids(unit_ids)
    if any(unit_id not in known or not tree.contains(body, known[unit_id].path) for unit_id in unit_ids):
        raise Refusal(_("Có đơn vị đã chọn không còn hoạt động hoặc không thuộc hệ thống của bạn."), _("Hãy tìm và chọn lại đơn vị."))
