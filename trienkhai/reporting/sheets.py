"""The submissions of a round to take away whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import lists
from trienkhai.core.lists import Cell, Sheet
from trienkhai.reporting.selectors.rounds import get_round

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def round_sheet(viewer: Person, numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """Who has reported in a round."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        found = get_round(viewer=viewer, round_id=numbers[0], show=asked["xem"], branch=asked["nhanh"], page=page)
        rows: list[list[Cell]] = []
        for line in found.lines:
            row = line.row
            nil, late = _("không phát sinh") if row.is_nil else "", _("quá hạn") if line.is_overdue or line.was_late else ""
            rows.append([line.unit_name, row.due, row.get_state_display(), row.first_sent_on, nil, late, row.late_reason])
        return rows, found.page.paginator.num_pages

    heads = [_("Đơn vị"), _("Hạn"), _("Trạng thái"), _("Gửi lần đầu"), _("Không phát sinh"), _("Quá hạn"), _("Lý do muộn")]
    return Sheet("bao-cao-cua-don-vi", _("Báo cáo của đơn vị"), heads, lists.gather(read))
