"""Background work of this room."""

from __future__ import annotations

from trienkhai.core import jobs
from trienkhai.plans import counting


@jobs.register("plans.fold_counts")
def fold_counts(plan_period_id: int) -> None:
    """Fold the board counts of a period; repeating it does nothing."""
    counting.fold(plan_period_id)
