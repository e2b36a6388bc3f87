"""The lines of a register to take away whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import lists
from trienkhai.core.lists import Cell, Sheet
from trienkhai.registers.selectors.events import register_page

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def register_sheet(viewer: Person, numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """The lines that the viewer sees; one that was taken out says so."""
    head = register_page(viewer=viewer, register_id=numbers[0]).definition

    def read(page: int) -> tuple[list[list[Cell]], int]:
        found = register_page(viewer=viewer, register_id=numbers[0], step=asked["buoc"], page=page)
        rows: list[list[Cell]] = []
        for line in found.lines:
            step = _("đã bỏ") if line.row.removed_at else line.step.title
            rows.append([line.unit_name, *(words for _column, words in line.cells), line.row.due, step])
        return rows, found.page.paginator.num_pages

    heads = [_("Đơn vị"), *(column.title for column in head.columns), _("Hạn"), _("Bước")]
    return Sheet("so-theo-doi", head.title, heads, lists.gather(read))
