"""Background work of this room."""

from __future__ import annotations

from trienkhai.core import jobs, setwise
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, services
from trienkhai.plans.models import BoardCount, Obligation


@jobs.register("plans.fold_counts")
def fold_counts(plan_period_id: int) -> None:
    """Fold the board counts of a period; repeating it does nothing."""
    counting.fold(plan_period_id)


@jobs.register("plans.gather_statistics")
def gather_statistics() -> None:
    """Tell the database's planner about a large period that has just been opened; repeating it does nothing."""
    setwise.gather_statistics(Obligation, ExpectedMember, BoardCount)


@jobs.register("plans.post_reminders")
def post_reminders(run_id: int) -> None:
    """Write the letters of a day's reminders; repeating it writes nothing twice."""
    services.post_reminders(run_id=run_id)


@jobs.register("plans.tell_answer")
def tell_answer(difficulty_id: int) -> None:
    """Write to the units what was answered; repeating it writes nothing twice."""
    services.tell_answer(difficulty_id=difficulty_id)


@jobs.register("plans.tell_decisions")
def tell_decisions(decision_ids: list[int]) -> None:
    """Write to units what was decided on their work; repeating it writes nothing twice."""
    services.tell_decisions(decision_ids=decision_ids)


@jobs.register("plans.tell_halt")
def tell_halt(halt_id: int, kind: str) -> None:
    """Write to the units of a task that it stands still, or goes on; repeating it writes nothing twice."""
    services.tell_halt(halt_id=halt_id, kind=kind)
