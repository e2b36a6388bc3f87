"""Structure that changes: rename, move, merge, split, close, each previewed, dated, and with history left as it was.

A change takes effect today or on a past day; one that is still to come is entered on its day. Callers ask permission themselves.
Source: reorganisation of administrative units from 1 July 2025 (Decision 19/2025/QĐ-TTg for codes); DESIGN §4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, DateField, F, Value, When
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, setwise, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.units import selectors, tree
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.following import Effect, Ending, followers
from trienkhai.units.models import PhraseBinding, Placement, Succession, Unit, UnitGroup
from trienkhai.units.services import open_unit, placement_for

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

BATCH = 5000
NAMES = 5
COLUMNS = ("unit_id", "parent_id", "name", "short_name", "kind", "path", "depth", "name_fold", "sort_key", "valid_from")
SOURCES = ("unit_id", "to_parent", "name", "short_name", "kind", "to_path", "to_depth", "name_fold", "sort_key", "since")


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that comes out of a split, with the units that go under it."""

    code: str
    name: str
    kind: str
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What shall happen on a day and on what ground. Which fields count depends on the kind.

    `seen` is the version of the unit (`version_of`) that whoever asks has before them; empty when nobody looked at one.
    """

    kind: ChangeKind
    unit_id: int
    on: dt.date
    reason: str
    name: str = ""
    unit_kind: str = ""
    target_id: int | None = None
    parts: tuple[Part, ...] = ()
    stays: bool = False
    seen: str = ""


@dataclass(slots=True)
class Preview:
    """What a change would do, in every room; `stops` holds what must be settled first."""

    effects: list[Effect] = field(default_factory=list)

    @property
    def stops(self) -> list[Effect]:
        """What stands in the way."""
        return [effect for effect in self.effects if effect.stops]


def preview(change: Change) -> Preview:
    """What the change would do; reads only. Raises Refusal when it cannot be meant."""
    unit = _checked(change)
    under = selectors.subtree_of(unit).count() - 1
    out = Preview()
    if under and change.kind != ChangeKind.RENAME:
        stops = change.kind == ChangeKind.CLOSE
        then = _("phải chuyển đi hoặc kết thúc trước") if stops else _("đi cùng, giữ nguyên tên và mã")
        out.effects.append(Effect(under, _("đơn vị bên dưới"), then, stops=stops))
    ending = _ending(change)
    if ending.heirs:
        out.effects += _own_effects(ending)
        for follower in followers():
            out.effects += follower.effects(ending)
    return out


@transaction.atomic
def carry_out(*, actor: Person | None, change: Change) -> Preview:
    """Do what the preview says, in every room or not at all. Raises Refusal as above, Conflict when somebody changed the unit meanwhile."""
    hold_bodies([change.unit_id, *([change.target_id] if change.target_id else [])])
    found = preview(change)
    if found.stops:
        first = found.stops[0]
        hint = f"{first.then[:1].upper()}{first.then[1:]}."
        raise Refusal(_("Còn %(n)s %(what)s.") % {"n": text.number(first.count), "what": first.what}, hint)
    _DO[change.kind](actor, change)
    return found


def hold_bodies(unit_ids: Iterable[int]) -> None:
    """Changes of one body take turns until the transaction ends, imports too: two moves at once could otherwise close a circle.

    The rows of the topmost units are held, without keeping others from naming those units.
    """
    roots = {tree.ids(unit.path)[0] for unit in selectors.units_by_ids(list(unit_ids)).values()}
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk"))


def version_of(unit_id: int) -> str:
    """What tells that a unit was changed: its present placement, and how often others came out of it. Two queries."""
    present = Placement.objects.filter(unit_id=unit_id, valid_to__isnull=True).values_list("pk", flat=True).first()
    return f"{present or 0}-{Succession.objects.filter(predecessor_id=unit_id).count()}"


def _standing(unit_id: int) -> selectors.UnitAt:
    """The unit as it stands; Conflict with who carries it on when it has ended, Hidden when it never was."""
    found = selectors.units_by_ids([unit_id]).get(unit_id)
    if found is not None:
        return found
    last = selectors.last_known(unit_id=unit_id)
    ended = Placement.objects.filter(unit_id=unit_id).latest("valid_from").valid_to
    heirs = Succession.objects.filter(predecessor_id=unit_id).values("successor_id")
    names = Placement.objects.filter(unit_id__in=heirs, valid_to__isnull=True).order_by("sort_key").values_list("name", flat=True)
    reason = _("«%(name)s» không còn hoạt động từ ngày %(day)s.") % {"name": last.name, "day": text.date(ended)}
    hint = _("Đơn vị kế thừa: %(names)s.") % {"names": ", ".join(names)} if names else _("Hãy chọn đơn vị khác.")
    raise Conflict(reason, hint)


def _checked(change: Change) -> selectors.UnitAt:
    """The unit as it stands, when the change makes sense for it and nobody changed it since it was looked at."""
    unit = _standing(change.unit_id)
    if change.seen and change.seen != version_of(unit.id):
        raise Conflict(
            _("«%(name)s» vừa được người khác thay đổi.") % {"name": unit.name},
            _("Những gì bạn nhập còn nguyên trên trang. Hãy xem quá trình của đơn vị rồi xem trước và ghi lại nếu còn đúng."),
        )
    present = Placement.objects.get(unit_id=unit.id, valid_to__isnull=True)
    if change.on > clock.today():
        raise Refusal(_("Ngày hiệu lực %(day)s chưa tới.") % {"day": text.date(change.on)}, _("Hãy ghi thay đổi vào ngày đó."))
    if change.on <= present.valid_from:
        raise Refusal(
            _("Ngày hiệu lực phải sau %(day)s, ngày vị trí hiện nay bắt đầu.") % {"day": text.date(present.valid_from)},
            _("Hãy chọn ngày muộn hơn."),
        )
    if not change.reason.strip():
        raise Refusal(_("Thay đổi cơ cấu cần có căn cứ."), _("Hãy ghi số và ngày của quyết định."))
    if change.kind in {ChangeKind.MOVE, ChangeKind.MERGE}:
        _check_target(change, unit)
    if change.kind == ChangeKind.RENAME and (not change.name.strip() or (change.unit_kind and change.unit_kind not in Kind.values)):
        raise Refusal(_("Đơn vị cần có tên và loại hợp lệ."), _("Hãy điền tên và chọn một loại trong danh sách."))
    if change.kind == ChangeKind.SPLIT:
        _check_parts(change, unit)
    return unit


def _check_target(change: Change, unit: selectors.UnitAt) -> None:
    if change.target_id is None:
        raise Refusal(_("Chưa chọn đơn vị tiếp nhận."), _("Hãy tìm và chọn đơn vị."))
    target = _standing(change.target_id)
    if target.id == unit.id:
        raise Refusal(_("Đơn vị không thể nhập hoặc chuyển vào chính mình."), _("Hãy chọn đơn vị khác."))
    if tree.contains(unit.path, target.path):
        reason = _("«%(name)s» đang nằm dưới đơn vị này nên sẽ thành vòng.") % {"name": target.name}
        raise Refusal(reason, _("Hãy chọn đơn vị ngoài nhánh này."))
    if change.kind == ChangeKind.MOVE and unit.parent_id == target.id:
        raise Conflict(_("Đơn vị đã ở dưới «%(name)s».") % {"name": target.name}, _("Không cần chuyển."))
    began = Placement.objects.get(unit_id=target.id, valid_to__isnull=True).valid_from
    if change.on < began:
        raise Refusal(
            _("«%(name)s» chỉ có từ %(day)s.") % {"name": target.name, "day": text.date(began)}, _("Hãy chọn ngày hiệu lực muộn hơn.")
        )


def _check_parts(change: Change, unit: selectors.UnitAt) -> None:
    least = 1 if change.stays else 2
    codes = [part.code for part in change.parts]
    if len(codes) < least or not all(part.code.strip() and part.name.strip() and part.kind in Kind.values for part in change.parts):
        raise Refusal(_("Mỗi đơn vị tách ra cần mã, tên và loại; ít nhất %(n)s đơn vị.") % {"n": least}, _("Hãy điền đủ các dòng."))
    if len(set(codes)) < len(codes) or Unit.objects.filter(code__in=codes).exists():
        raise Conflict(_("Mã của đơn vị tách ra đã dùng hoặc lặp lại."), _("Hãy đặt mã khác."))
    under = {child.id for child in selectors.all_children(unit_id=unit.id)}
    given = [child for part in change.parts for child in part.children]
    if len(set(given)) < len(given) or not set(given) <= under:
        raise Refusal(_("Có đơn vị trực thuộc được chia hai lần hoặc không thuộc đơn vị này."), _("Hãy chia lại."))


def _ending(change: Change) -> Ending:
    """Which units the change ends. A split's heir is known only once it is opened: 0 stands for it in a preview."""
    if change.kind == ChangeKind.MERGE:
        return Ending(change.on, change.reason, {change.unit_id: change.target_id})
    if change.kind == ChangeKind.SPLIT and not change.stays:
        return Ending(change.on, change.reason, {change.unit_id: 0})
    return Ending(change.on, change.reason, {change.unit_id: None} if change.kind == ChangeKind.CLOSE else {})


def _own_effects(ending: Ending) -> list[Effect]:
    """Groups that list an ended unit, and what an ended unit owns."""
    ids = list(ending.heirs)
    heir = any(found is not None for found in ending.heirs.values())
    then = _("có đơn vị kế thừa thay vào") if heir else _("bớt đơn vị này")
    ruled = _("lấy nhánh của đơn vị kế thừa") if heir else _("không còn ai, cần sửa")
    owned = UnitGroup.objects.filter(owner__in=ids).count() + PhraseBinding.objects.filter(owner__in=ids).count()
    said = (
        _named(UnitGroup.objects.filter(members__in=ids).values_list("name", flat=True), _("nhóm kê đơn vị này"), then),
        _named(UnitGroup.objects.filter(under__in=ids).values_list("name", flat=True), _("nhóm lấy nhánh của đơn vị này"), ruled),
        _named(PhraseBinding.objects.filter(units__in=ids).values_list("phrase", flat=True), _("cụm từ gắn với đơn vị này"), then),
        Effect(owned, _("nhóm và cụm từ của đơn vị này"), _("chuyển cho đơn vị kế thừa") if heir else _("giữ lại, không dùng nữa")),
    )
    return [effect for effect in said if effect.count]


def _named(names: Iterable[str], what: str, then: str) -> Effect:
    found = sorted(set(names))
    return Effect(len(found), what, then, names=tuple(found[:NAMES]))


def _end(actor: Person | None, ending: Ending) -> None:
    """Close the placements, hand on what the room owns, and let the other rooms follow."""
    Placement.objects.filter(unit_id__in=ending.heirs, valid_to__isnull=True).update(valid_to=ending.on)
    for unit_id, heir in ending.heirs.items():
        _hand_on(unit_id, heir)
    for follower in followers():
        follower.follow(actor, ending)


def _hand_on(unit_id: int, heir: int | None) -> None:
    _relist(UnitGroup.members.through, "unitgroup_id", unit_id, heir)
    _relist(PhraseBinding.units.through, "phrasebinding_id", unit_id, heir)
    if heir is None:
        return
    UnitGroup.objects.filter(under_id=unit_id).update(under_id=heir)
    taken = UnitGroup.objects.filter(owner_id=heir).values_list("name", flat=True)
    UnitGroup.objects.filter(owner_id=unit_id).exclude(name__in=list(taken)).update(owner_id=heir)
    known = PhraseBinding.objects.filter(owner_id=heir).values_list("key", flat=True)
    PhraseBinding.objects.filter(owner_id=unit_id).exclude(key__in=list(known)).update(owner_id=heir)


def _relist(links: Any, holder: str, unit_id: int, heir: int | None) -> None:
    """Put the heir where a list holds the unit."""
    held = list(links.objects.filter(unit_id=unit_id).values_list(holder, flat=True))
    links.objects.filter(unit_id=unit_id).delete()
    if heir is not None:
        links.objects.bulk_create([links(**{holder: one, "unit_id": heir}) for one in held], ignore_conflicts=True)


def move_subtree(unit: selectors.UnitAt, parent: selectors.UnitAt | None, on: dt.date) -> None:
    """New placements from a day on for a unit and everything under it: two set statements for each few thousand units."""
    low, high = tree.subtree(unit.path)
    rows = Placement.objects.filter(path__gte=low, path__lt=high, valid_to__isnull=True)
    to = parent.id if parent else None
    there: dict[str, Any] = {
        "to_path": Concat(Value(parent.path if parent else ""), Substr("path", len(unit.path) - tree.WIDTH + 1)),
        "to_depth": F("depth") + (parent.depth + 1 if parent else 0) - unit.depth,
        "to_parent": Case(When(unit_id=unit.id, then=Value(to)), default=F("parent_id"), output_field=BigIntegerField()),
    }
    ids = list(rows.filter(valid_from__lt=on).values_list("pk", flat=True))
    rows.filter(valid_from__gte=on).update(path=there["to_path"], depth=there["to_depth"], parent_id=there["to_parent"])
    for at in range(0, len(ids), BATCH):
        some = Placement.objects.filter(pk__in=ids[at : at + BATCH])
        some.update(valid_to=on)
        setwise.insert_from(Placement, COLUMNS, some.annotate(**there, since=Value(on, output_field=DateField())), sources=SOURCES)


def _rename(actor: Person | None, change: Change) -> None:
    unit = selectors.get_unit(unit_id=change.unit_id)
    parent = selectors.get_unit(unit_id=unit.parent_id) if unit.parent_id else None
    Placement.objects.filter(unit_id=unit.id, valid_to__isnull=True).update(valid_to=change.on)
    kept = Unit.objects.get(pk=unit.id)
    kind = change.unit_kind or unit.kind
    placement_for(kept, name=change.name.strip(), kind=kind, parent=parent, since=change.on, short_name=unit.short_name).save()
    journal.record(actor, "units.unit.renamed", kept, unit.id, on=change.on.isoformat(), reason=change.reason)


def _move(actor: Person | None, change: Change) -> None:
    unit, parent = selectors.get_unit(unit_id=change.unit_id), selectors.get_unit(unit_id=change.target_id or 0)
    move_subtree(unit, parent, change.on)
    journal.record(actor, "units.unit.moved", Unit(pk=unit.id), unit.id, on=change.on.isoformat(), to=parent.id, reason=change.reason)


def _merge(actor: Person | None, change: Change) -> None:
    unit, heir = selectors.get_unit(unit_id=change.unit_id), selectors.get_unit(unit_id=change.target_id or 0)
    for child in selectors.all_children(unit_id=unit.id):
        move_subtree(child, heir, change.on)
    _succeed(unit.id, [heir.id], change)
    _end(actor, _ending(change))
    journal.record(actor, "units.unit.merged", Unit(pk=unit.id), unit.id, on=change.on.isoformat(), into=heir.id, reason=change.reason)


def _split(actor: Person | None, change: Change) -> None:
    unit = selectors.get_unit(unit_id=change.unit_id)
    made = [
        open_unit(actor=actor, code=part.code.strip(), name=part.name, kind=part.kind, parent_id=unit.parent_id, since=change.on)
        for part in change.parts
    ]
    parent_of = {child: new.pk for part, new in zip(change.parts, made, strict=True) for child in part.children}
    for below in selectors.all_children(unit_id=unit.id):
        to = parent_of.get(below.id, None if change.stays else made[0].pk)
        if to is not None:
            move_subtree(below, selectors.get_unit(unit_id=to), change.on)
    _succeed(unit.id, [new.pk for new in made], change)
    if not change.stays:
        _end(actor, Ending(change.on, change.reason, {unit.id: made[0].pk}))
    codes = [part.code for part in change.parts]
    journal.record(actor, "units.unit.split", Unit(pk=unit.id), unit.id, on=change.on.isoformat(), parts=codes, reason=change.reason)


def _close(actor: Person | None, change: Change) -> None:
    _end(actor, _ending(change))
    journal.record(actor, "units.unit.closed", Unit(pk=change.unit_id), change.unit_id, on=change.on.isoformat(), reason=change.reason)


def _succeed(unit_id: int, heirs: list[int], change: Change) -> None:
    said = {"kind": change.kind, "since": change.on, "reason": change.reason.strip()[:250]}
    Succession.objects.bulk_create([Succession(predecessor_id=unit_id, successor_id=heir, **said) for heir in heirs])


_DO = {
    ChangeKind.RENAME: _rename,
    ChangeKind.MOVE: _move,
    ChangeKind.MERGE: _merge,
    ChangeKind.SPLIT: _split,
    ChangeKind.CLOSE: _close,
}
