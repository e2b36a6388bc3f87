"""How figures of units and periods become one (cách tổng hợp chỉ tiêu). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trienkhai.plans.choices import SumRule

PLACES = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """What one unit said for one period; `order` tells which period is later."""

    unit_id: int
    order: int
    value: Decimal
    weight: Decimal | None = None


def total(rule: str, figures: Iterable[Figure]) -> Decimal | None:
    """The figures as one; None where nothing was said, or what a ratio is of adds up to nothing."""
    rows = list(figures)
    if not rows:
        return None
    if rule == SumRule.LATEST:
        rows = list({row.unit_id: row for row in sorted(rows, key=lambda row: row.order)}.values())
    if rule in {SumRule.SUM, SumRule.LATEST}:
        return sum((row.value for row in rows), Decimal(0))
    if rule == SumRule.MEAN:
        return _over(sum((row.value for row in rows), Decimal(0)), Decimal(len(rows)))
    weights = sum((row.weight or Decimal(0) for row in rows), Decimal(0))
    if rule == SumRule.WEIGHTED:
        return _over(sum((row.value * (row.weight or Decimal(0)) for row in rows), Decimal(0)), weights)
    return percent(sum((row.value for row in rows), Decimal(0)), weights)


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """`part` of `whole` in per cent; None where there is no whole."""
    return _over(100 * part, whole) if part is not None and whole else None


def _over(part: Decimal, whole: Decimal) -> Decimal | None:
    return round(part / whole, PLACES) if whole else None


def reached(value: Decimal | None, target: Decimal | None, *, is_less_better: bool) -> bool | None:
    """Whether a target is reached; None while one of both is missing."""
    if value is None or target is None:
        return None
    return value <= target if is_less_better else value >= target
