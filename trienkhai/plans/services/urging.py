"""The draft of an official letter that urges (công văn đôn đốc): exactly which units have said nothing, about exactly what."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

import vanban
from django.utils.translation import gettext as _
from vanban.writing.model import OfficialDocument, Paragraph, SignatureBlock, Table

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Refusal
from trienkhai.documents import selectors as documents
from trienkhai.plans import selectors
from trienkhai.plans.models import PlanPeriod
from trienkhai.plans.selectors.unsaid import Unsaid, Urging
from trienkhai.plans.wording import period_words, plan_name

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

NAMED = 5
"""Addressees named one by one at the head; more stand in the list alone."""


def draft_urging(*, actor: Person, plan_id: int, plan_period_id: int | None = None, task_id: int | None = None) -> tuple[bytes, str]:
    """The letter as .docx and a name for its file, number and day left to the records clerk; written into the journal.

    Raises Refusal when every unit has reported; denied to who does not see the board.
    """
    found, letter = _drafted(actor, plan_id, plan_period_id, task_id)
    return vanban.write(letter), f"cong-van-don-doc-{found.plan.pk}-{clock.today():%Y%m%d}.docx"


def compose_urging(*, actor: Person, plan_period_id: int) -> tuple[int, OfficialDocument]:
    """The plan's owner, and the letter to be issued; refused and denied as its draft is."""
    plan_id = PlanPeriod.objects.filter(pk=plan_period_id).values_list("plan_id", flat=True).first()
    found, letter = _drafted(actor, plan_id or 0, plan_period_id, None)
    return found.plan.owner_id, letter


def _drafted(actor: Person, plan_id: int, plan_period_id: int | None, task_id: int | None) -> tuple[Urging, OfficialDocument]:
    found = selectors.urging(viewer=actor, plan_id=plan_id, plan_period_id=plan_period_id, task_id=task_id)
    if not found.rows or found.period is None:
        raise Refusal(_("Mọi đơn vị đều đã báo cáo nên không có gì để đôn đốc."), _("Hãy chọn kỳ hoặc nhiệm vụ khác."))
    counts: dict[str, Any] = {"period": found.period.pk, "task": task_id, "units": found.unit_count, "works": len(found.rows)}
    journal.record(actor, "plans.urging.drafted", found.plan, found.plan.owner_id, **counts)
    return found, _letter(found)


def _letter(found: Urging) -> OfficialDocument:
    plan, today = found.plan, clock.today()
    header: dict[str, Any] = documents.header(plan.document_id) if plan.document_id else {}
    signer: dict[str, Any] = next(iter(header.get("signers") or ()), {})
    assert found.period is not None  # noqa: S101 - asked before
    return OfficialDocument(
        parent_issuer=_said(header.get("parent_issuer")) or None,
        issuer=_said(header.get("issuer")) or found.owner_name.upper(),
        number=None,
        symbol=plan.symbol.partition("-")[2] or "",
        place=_said(header.get("place")) or None,
        date=None,
        year_month=(today.year, today.month),
        type="công văn",
        title=f"đôn đốc thực hiện {plan_name(plan)}, {period_words(found.period)}",
        body=tuple(_body(found, today)),
        recipients=("Như trên", "Lưu: VT"),
        signer=SignatureBlock(_said(signer.get("authority")) or None, _said(signer.get("role")) or "THỦ TRƯỞNG ĐƠN VỊ", None),
    )


def _body(found: Urging, today: dt.date) -> list[Paragraph | Table]:
    assert found.period is not None  # noqa: S101 - asked before
    names = list(dict.fromkeys(row.unit_name for row in found.rows))
    to = "; ".join(names) if len(names) <= NAMED else "các đơn vị có tên trong danh sách dưới đây"
    late = sum(1 for row in found.rows if row.due < today)
    overdue = f", trong đó {text.count_words(late)} việc đã quá hạn" if late else ""
    return [
        Paragraph(f"Kính gửi: {to}."),
        Paragraph(
            f"Thực hiện {plan_name(found.plan)}, tính đến {text.day_words(today)} còn {text.count_words(found.unit_count)} đơn vị "
            f"chưa báo cáo {text.count_words(len(found.rows))} việc của {period_words(found.period)}{overdue}."
        ),
        Paragraph(f"{found.owner_name} đề nghị thủ trưởng các đơn vị khẩn trương tổ chức thực hiện và báo cáo các việc sau:"),
        _table(found.rows, today),
        Paragraph("Khó khăn, vướng mắc trong quá trình thực hiện đề nghị nêu ngay tại báo cáo để được xem xét, giải đáp."),
    ]


def _table(rows: list[Unsaid], today: dt.date) -> Table:
    lines: list[tuple[str, ...]] = []
    for at, (name, works) in enumerate(groupby(rows, key=lambda row: row.unit_name), start=1):
        for number, row in enumerate(works):
            way = "Quá hạn" if row.due < today else "Trong hạn"
            first = (str(at), name) if number == 0 else ("", "")
            lines.append((*first, f"{row.key} {row.title}", text.date(row.due), way))
    return Table(("TT", "Đơn vị", "Việc chưa báo cáo", "Hạn", "Thời hạn"), tuple(lines), (10, 48, 62, 22, 18))


def _said(item: Any) -> str:
    return str((item or {}).get("value") or (item or {}).get("text") or "") if isinstance(item, dict) else str(item or "")
