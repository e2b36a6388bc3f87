"""How documents call a plan and its period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import text

if TYPE_CHECKING:
    from trienkhai.plans.models import Plan, PlanPeriod


def plan_name(plan: Plan) -> str:
    """ "Kế hoạch số 12/KH-ABC ngày 06 tháng 02 năm 2023" as far as it is known."""
    document = plan.document
    words = [document.doc_type.capitalize() if document and document.doc_type else "Kế hoạch"]
    if plan.number and plan.symbol:
        words.append(f"số {plan.number}/{plan.symbol}")
    if document and document.issued_on:
        words.append(text.day_words(document.issued_on))
    return " ".join(words)


def period_words(period: PlanPeriod) -> str:
    """The period's label inside a sentence: "năm 2026", "quý IV/2026"."""
    label = period.period.label
    return label[:1].lower() + label[1:]
