"""Handing out workbooks: a unit's own, the marked one, the consolidated one. Who took what others filled in is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import journal
from trienkhai.registers import consolidated, permissions, selectors, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.selectors.covers import cover_of

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile


def hand_out_filling(*, actor: Person, filling_id: int) -> tuple[bytes, str]:
    """A unit's form as a workbook with what was filled in so far, and a name for it."""
    row = permissions.filling_door(actor, filling_id)
    shape = shapes.from_json(row.collection.version.shape)
    data = workbook.write(cover_of(row), shape, selectors.rows_by_sheet(row), selectors.unit_names(shape, row))
    return data, f"bieu-{row.pk}-v{row.collection.version.number}.xlsx"


def hand_out_marked(*, actor: Person, intake_id: int) -> tuple[StoredFile, str]:
    """The workbook that came back with its faults marked."""
    row = selectors.intake_door(actor, intake_id)
    assert row.marked is not None  # noqa: S101 - the door lets no other through
    return row.marked, f"sua-{row.name}"


def hand_out_consolidated(*, actor: Person, collection_id: int) -> tuple[bytes, str]:
    """What all units sent, in one workbook; written into the journal."""
    row = permissions.collection_door(actor, collection_id)
    data = consolidated.write(row)
    journal.saw(actor, "registers.collection.taken", row, row.period.plan.owner_id)
    return data, f"tong-hop-{row.pk}.xlsx"
