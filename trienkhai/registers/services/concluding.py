"""The draft of an inspection's conclusion (thông báo kết luận kiểm tra) as an official .docx: what was seen and what is to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import vanban
from django.utils.translation import gettext as _
from vanban.writing.model import OfficialDocument, Paragraph, SignatureBlock, Table

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.registers import builtin, naming, permissions
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.registers.models import RegisterEntry


def draft_conclusion(*, actor: Person, entry_id: int) -> tuple[bytes, str]:
    """The letter and a name for its file; number and day are left to the records clerk. Raises Refusal before the visit."""
    _unit_id, letter = compose_conclusion(actor=actor, entry_id=entry_id)
    return vanban.write(letter), f"thong-bao-ket-luan-{entry_id}.docx"


def compose_conclusion(*, actor: Person, entry_id: int) -> tuple[int, OfficialDocument]:
    """The unit that inspected, and the letter to be issued."""
    row = permissions.entry_door(actor, entry_id)
    permissions.can_keep(actor, path_today(row.unit_id) or row.path).require()
    if row.register.kind != "inspection" or row.step == "planned":
        raise Refusal(_("Chưa kiểm tra nên chưa có kết luận."), _("Hãy ghi bước «Đã kiểm tra» rồi lập dự thảo."))
    journal.record(actor, "registers.conclusion.drafted", row, row.unit_id)
    return row.unit_id, _letter(row)


def _letter(row: RegisterEntry) -> OfficialDocument:
    today, definition = clock.today(), builtin.BY_KEY[row.register.kind]
    names = naming.names_of(definition.sheet, [row.values])
    visited = names.get(row.values.get("c2"), "–")
    issuer = units.last_known(unit_id=row.unit_id).name
    found = list(row.children.filter(removed_at__isnull=True).order_by("due", "id"))
    return OfficialDocument(
        parent_issuer=None,
        issuer=issuer.upper(),
        number=None,
        symbol="",
        place=None,
        date=None,
        year_month=(today.year, today.month),
        type="thông báo",
        title=f"Kết luận kiểm tra {row.values['c1']} tại {visited}",
        body=tuple(_body(row, visited, found)),
        recipients=(visited, "Lưu: VT"),
        signer=SignatureBlock(None, "THỦ TRƯỞNG ĐƠN VỊ", None),
    )


def _body(row: RegisterEntry, visited: str, found: list[RegisterEntry]) -> list[Paragraph | Table]:
    words = row.values.get("c4") or (row.programme.document if row.programme else "")
    basis = f" theo {words}" if words else ""
    said: list[Paragraph | Table] = [
        Paragraph(f"Ngày {text.date(row.day)}, đoàn kiểm tra đã kiểm tra {row.values['c1']} tại {visited}{basis}. Kết luận như sau:"),
        Paragraph(str(row.values.get("c5") or "Nhận xét chung: (bổ sung).")),
    ]
    if not found:
        return [*said, Paragraph("Qua kiểm tra không có thiếu sót phải khắc phục.")]
    rows = [(str(at), str(one.values["c1"]), str(one.values["c2"]), text.date(one.due)) for at, one in enumerate(found, start=1)]
    heads = ("TT", "Thiếu sót, kiến nghị", "Việc phải khắc phục", "Hạn")
    closing = f"Đề nghị {visited} khắc phục và báo cáo kèm minh chứng đúng thời hạn nêu trên."
    return [*said, Paragraph("Những việc phải khắc phục:"), Table(heads, tuple(rows), (10, 60, 66, 24)), Paragraph(closing)]
