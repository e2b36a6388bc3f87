"""The list of outgoing documents to take away whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import lists
from trienkhai.core.lists import Cell, Sheet
from trienkhai.records.selectors.outgoing import list_outgoing

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def outgoing_sheet(viewer: Person, _numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """The outgoing documents of the viewer's units."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        found = list_outgoing(viewer=viewer, state=asked["buoc"], words=asked["q"], page=page)
        rows: list[list[Cell]] = [
            [row.title, row.doc_type, row.code, row.issued_on, row.get_state_display(), row.signer_name] for row in found.rows.object_list
        ]
        return rows, found.rows.paginator.num_pages

    heads = [_("Trích yếu"), _("Loại"), _("Số, ký hiệu"), _("Ngày ban hành"), _("Bước"), _("Người ký")]
    return Sheet("van-ban-di", _("Văn bản đi"), heads, lists.gather(read))
