"""Taking a unit's workbook in: scanned, read and checked before the transaction, then all of it or nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning, uploads
from trienkhai.core.errors import Refusal
from trienkhai.registers import cells, checking, naming, permissions, taking, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import IntakeState
from trienkhai.registers.models import Filling, FormRow, Intake
from trienkhai.registers.selectors.covers import cover_of
from trienkhai.registers.services.filling import own, touch
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.shape import Shape
    from trienkhai.registers.taking import Taken

XLSX = uploads.MEDIA[".xlsx"][1]


def take_in(*, actor: Person, filling_id: int, version: int, name: str, data: bytes) -> Intake:
    """Put a workbook's lines in place of the filling's, or give the workbook back with its faults marked and change nothing.

    Raises Refusal for a workbook that cannot be taken at all, Conflict when somebody saved since `version` or the filling was sent.
    """
    seen = permissions.filling_door(actor, filling_id)
    permissions.can_fill(actor, path_today(seen.unit_id) or seen.path).require()
    if uploads.media_type(name, data) != XLSX:
        raise Refusal(_("Chỉ nhận tệp .xlsx."), _("Hãy tải tệp biểu của đơn vị tại trang này, điền rồi nạp lại."))
    scanning.require_clean(actor=actor, verb="registers.filling.refused", subject=seen, unit_id=seen.unit_id, name=name, data=data)
    shape = shapes.from_json(seen.collection.version.shape)
    units = partial(naming.units_of, path=path_today(seen.unit_id) or seen.path)
    taken = taking.read(data, shape, filling_id=filling_id, version=seen.collection.version.number, units=units)
    if taken.faults:
        return _given_back(actor, seen, shape, taken, name)
    return _put(actor, filling_id, version, shape, taken, name)


@transaction.atomic
def _given_back(actor: Person, seen: Filling, shape: Shape, taken: Taken, name: str) -> Intake:
    """Keep the same workbook with its faults marked, so that it can be corrected and sent again."""
    names: dict[int, str] = {}
    for sheet in shape.sheets:
        names |= naming.names_of(sheet, (values for _place, values in taken.rows.get(sheet.key, ())))
    marked = workbook.write(cover_of(seen), shape, taken.rows, names, taken.faults)
    return _noted(actor, seen, taken, name, IntakeState.FAULTY, marked)


@transaction.atomic
def _put(actor: Person, filling_id: int, version: int, shape: Shape, taken: Taken, name: str) -> Intake:
    row = own(actor, filling_id, version)
    row.rows.all().delete()
    sums: checking.Sums = {}
    for sheet in shape.sheets:
        lines = {place: checking.computed(sheet, values) for place, values in taken.rows.get(sheet.key, ())}
        lines |= checking.computed_lines(sheet, lines)
        rows = ((place, {key: value for key, value in values.items() if not cells.is_blank(value)}) for place, values in lines.items())
        FormRow.objects.bulk_create(
            [FormRow(filling=row, sheet=sheet.key, place=place, values=values) for place, values in rows if values], batch_size=1000
        )
        sums[sheet.key] = checking.whole_sheet(sheet, lines.items())
    row.sums = sums
    touch(actor, row)
    return _noted(actor, row, taken, name, IntakeState.TAKEN, None)


def _noted(actor: Person, row: Filling, taken: Taken, name: str, state: IntakeState, marked: bytes | None) -> Intake:
    kept = files.store(marked, XLSX) if marked is not None else None
    counts: dict[str, Any] = {"rows": taken.row_count, "fault_count": len(taken.faults)}
    made = Intake.objects.create(filling=row, name=files.safe_name(name), state=state, marked=kept, actor=actor, at=clock.now(), **counts)
    journal.record(actor, "registers.filling.taken_in", row, row.unit_id, intake=made.pk, state=state, **counts)
    return made
