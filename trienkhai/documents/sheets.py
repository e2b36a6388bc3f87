"""The list of documents to take away whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import clock, lists
from trienkhai.core.lists import Cell, Sheet
from trienkhai.documents.selectors import list_documents

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def document_sheet(viewer: Person, _numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """The documents that the viewer sees."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        found = list_documents(viewer, text=asked["q"], state=asked["state"], page=page)
        rows: list[list[Cell]] = []
        for row in found.rows:
            days = [row.issued_on, clock.day_of(row.uploaded_at)]
            rows.append([row.name, row.doc_type, row.code, row.issuer, days[0], row.unit_name, str(row.state.label), days[1]])
        return rows, found.pages

    heads = [_("Văn bản"), _("Loại"), _("Số, ký hiệu"), _("Nơi ban hành"), _("Ngày"), _("Đơn vị"), _("Tình trạng"), _("Nhận ngày")]
    return Sheet("van-ban", _("Văn bản"), heads, lists.gather(read))
