"""What stands over a unit's workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.registers.workbook import Cover
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.registers.models import Filling


def cover_of(row: Filling) -> Cover:
    """Title, unit, period and last day of a filling. One query."""
    asked = row.collection
    said = {"unit": units.last_known(unit_id=row.unit_id).name, "period": asked.period.period.label, "due": text.date(asked.due)}
    return Cover(row.pk, asked.version.number, asked.version.form.title, _("%(unit)s – %(period)s – hạn gửi %(due)s") % said)
