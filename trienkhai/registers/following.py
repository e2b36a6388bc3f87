"""Forms and registers follow a unit that ends: what it had not sent is its heir's to send, what is not settled its heir's to settle.

What was sent or counted in a figure stays the ended unit's. Each thing handed over is a dated entry (`Handover`) with the decision's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.registers import builtin
from trienkhai.registers.choices import WRITTEN, FillingState
from trienkhai.registers.models import Filling, Form, FormRow, Handover, Register, RegisterEntry
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def unsettled() -> Q:
    """Lines that still take a step."""
    out = Q(pk__in=())
    for one in builtin.DEFINITIONS:
        out |= Q(register__kind=one.key) & ~Q(step=one.steps[-1].key)
    return out


def _own(units: dict[int, int | None]) -> QuerySet[RegisterEntry]:
    """Lines that go over: not settled, or not yet counted in a figure."""
    return RegisterEntry.objects.filter(unsettled() | Q(reported__isnull=True), unit_id__in=units, removed_at__isnull=True)


def _about(units: dict[int, int | None]) -> QuerySet[RegisterEntry]:
    """Inspections to come and tasks to mend that concern the units."""
    return RegisterEntry.objects.filter(unsettled(), subject_id__in=units, removed_at__isnull=True)


class Kept:
    """Forms, fillings and registers of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How much is handed on, by kind."""
        moving = any(heir is not None for heir in ending.heirs.values())
        owner = _("chuyển cho đơn vị kế thừa") if moving else _("giữ nguyên để tra cứu")
        fills = Filling.objects.filter(unit_id__in=ending.heirs, state__in=WRITTEN).count()
        forms = Form.objects.filter(owner_id__in=ending.heirs).count() + Register.objects.filter(owner_id__in=ending.heirs).count()
        sends = _("đơn vị kế thừa gửi, giữ hạn và phần đã điền") if moving else _("thôi phải gửi, có ghi lý do")
        follows = _("đơn vị kế thừa theo dõi tiếp") if moving else _("cơ quan cấp trên theo dõi tiếp")
        said = (
            Effect(forms, _("biểu mẫu, sổ theo dõi của đơn vị"), owner),
            Effect(fills, _("biểu chưa gửi"), sends),
            Effect(_own(ending.heirs).count(), _("dòng sổ chưa kết thúc hoặc chưa tính vào chỉ tiêu"), follows),
            Effect(
                _about(ending.heirs).count(),
                _("cuộc kiểm tra, việc phải khắc phục của đơn vị"),
                _("đơn vị kế thừa thực hiện") if moving else _("nơi kiểm tra kết thúc, có ghi lý do"),
            ),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """Hand them over; without an heir, the units owe no more forms and the rest stays with the body above."""
        for unit_id, heir in ending.heirs.items():
            path = path_today(heir) if heir is not None else None
            taker = heir if path is not None else None
            if taker is not None:
                Form.objects.filter(owner_id=unit_id).update(owner_id=taker)
                _registers(unit_id, taker)
            _fillings(actor, unit_id, (taker, path or ""), ending)
            if taker is not None:
                _entries(actor, unit_id, (taker, path or ""), ending)


def _registers(unit_id: int, heir: int) -> None:
    """The registers of a body; where its heir keeps one of the kind, the lines go into that."""
    for row in Register.objects.filter(owner_id=unit_id):
        known = Register.objects.filter(owner_id=heir, kind=row.kind).first()
        if known is None:
            Register.objects.filter(pk=row.pk).update(owner_id=heir)
        else:
            row.entries.update(register=known)


def _fillings(actor: Person | None, unit_id: int, heir: tuple[int | None, str], ending: Ending) -> None:
    """The ended unit owes no more; its heir owes the form, with what was typed so far, unless it has one."""
    for row in Filling.objects.filter(unit_id=unit_id, state__in=WRITTEN).select_for_update():
        if heir[0] is not None:
            said = {"path": heir[1], "state": row.state, "sums": row.sums, "returned_why": row.returned_why, "remark": row.remark}
            made, is_new = Filling.objects.get_or_create(collection_id=row.collection_id, unit_id=heir[0], defaults=said)
            if is_new:
                FormRow.objects.filter(filling=row).update(filling=made)
        Filling.objects.filter(pk=row.pk).update(state=FillingState.RELEASED, version=row.version + 1)
        _note(unit_id, heir[0], ending, filling=row)
        journal.record(actor, "registers.filling.handed", row, unit_id, to=heir[0], on=ending.on.isoformat())


def _entries(actor: Person | None, unit_id: int, heir: tuple[int, str], ending: Ending) -> None:
    """What is not settled is the heir's to settle, and to mend."""
    kept, mended = list(_own({unit_id: None})), list(_about({unit_id: None}))
    RegisterEntry.objects.filter(pk__in=[row.pk for row in kept]).update(unit_id=heir[0], path=heir[1])
    RegisterEntry.objects.filter(pk__in=[row.pk for row in mended]).update(subject_id=heir[0])
    for row in {row.pk: row for row in (*kept, *mended)}.values():
        _note(unit_id, heir[0], ending, entry=row)
    if kept or mended:
        journal.record(actor, "registers.entries.handed", None, unit_id, to=heir[0], n=len(kept), mended=len(mended))


def _note(unit_id: int, heir: int | None, ending: Ending, **what: Filling | RegisterEntry) -> None:
    Handover.objects.create(from_unit_id=unit_id, to_unit_id=heir, on=ending.on, reason=ending.reason, at=clock.now(), **what)


following.register("registers", Kept())
