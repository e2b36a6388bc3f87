"""The letterhead of a report, prefilled from the plan's own header so that nothing is typed twice."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from trienkhai.documents import selectors as documents
from trienkhai.plans.wording import period_words, plan_name

if TYPE_CHECKING:
    from trienkhai.plans.models import Plan, PlanPeriod
    from trienkhai.units.selectors import UnitAt


def prefill(period: PlanPeriod, owner: UnitAt) -> dict[str, Any]:
    """Field values for a new report: what the plan's document says, else what the unit's name gives. Two queries at most."""
    plan = period.plan
    header = documents.header(plan.document_id) if plan.document_id else {}
    signer: dict[str, Any] = next(iter(header.get("signers") or ()), {})
    parent = _value(header.get("parent_issuer"))
    return {
        "title": _title(plan, period),
        "parent_issuer": parent,
        "issuer": _value(header.get("issuer")) or owner.name.upper(),
        "symbol": _symbol(plan.symbol, owner),
        "place": _value(header.get("place")),
        "recipients": _plain(parent, _value(header.get("place"))),
        "authority": _value(signer.get("authority")),
        "signer_role": _value(signer.get("role")) or "THỦ TRƯỞNG ĐƠN VỊ",
        "signer_name": _value(signer.get("name")),
    }


def _plain(committee: str, place: str) -> str:
    """ "ỦY BAN NHÂN DÂN TỈNH AN BÌNH" as Nơi nhận prints it; other names in capitals stay, their lower case cannot be known."""
    if not committee.startswith(("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN")):
        return committee
    plain = committee.lower().replace(place.lower(), place) if place else committee.lower()
    return plain[:1].upper() + plain[1:] if place and place in plain else committee


def title_over(period: PlanPeriod, starts: dt.date) -> str:
    """The title of a report over several periods, from the first day to the last."""
    years = f"{starts.year}–{period.period.ends.year}" if starts.year < period.period.ends.year else f"{starts.year}"
    plan = period.plan
    return _title(plan, period).rpartition(",")[0] + f", giai đoạn {years}"


def _title(plan: Plan, period: PlanPeriod) -> str:
    title = plan.title.strip().rstrip(".")
    about = f" {title[:1].lower()}{title[1:]}" if title else ""
    return f"Kết quả thực hiện {plan_name(plan)}{about}, {period_words(period)}"


def _symbol(plan_symbol: str, owner: UnitAt) -> str:
    """BC-SGDĐT from KH-SGDĐT; the type of a report is BC (Decree 30/2020, Annex III)."""
    __, dash, body = plan_symbol.partition("-")
    if not dash:
        body = owner.short_name or "".join(word[0] for word in re.findall(r"\w+", owner.name)).upper()
    return f"BC-{body}"


def _value(item: Any) -> str:
    return str((item or {}).get("value") or (item or {}).get("text") or "") if isinstance(item, dict) else str(item or "")
