"""The yearly programme of inspections: a document approves the visits that are planned; later ones are its changes, or stand outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.registers import permissions
from trienkhai.registers.models import Programme, Register
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def approve_programme(*, actor: Person, register_id: int, year: int, document: str, legal_basis: str) -> Programme:
    """Note the document that approves the year's planned visits; their days are kept as the programme names them.

    A second document of the year takes in what was planned since. Raises Refusal when nothing is planned, or without document or basis.
    """
    register = permissions.register_door(actor, register_id)
    if register.kind != "inspection":
        raise Hidden
    permissions.can_define(actor, path_today(register.owner_id) or "-").require()
    Register.objects.select_for_update().get(pk=register.pk)
    if not document.strip() or not legal_basis.strip():
        raise Refusal(_("Cần ghi văn bản phê duyệt và căn cứ pháp lý."), _("Hãy ghi số, ngày của quyết định và văn bản làm căn cứ."))
    planned = register.entries.filter(step="planned", removed_at__isnull=True, programme__isnull=True, day__year=year)
    if not planned.exists():
        raise Refusal(_("Năm này chưa có cuộc kiểm tra dự kiến nào chờ phê duyệt."), _("Hãy ghi các cuộc kiểm tra dự kiến vào sổ trước."))
    said = {"document": document.strip()[:250], "legal_basis": legal_basis.strip()[:2000], "approved_by": actor, "approved_at": clock.now()}
    made = Programme.objects.create(register=register, year=year, number=register.programmes.filter(year=year).count() + 1, **said)
    count = planned.update(programme=made, planned_on=F("day"))
    journal.record(actor, "registers.programme.approved", made, register.owner_id, year=year, number=made.number, n=count)
    return made
