"""Background doors of reporting."""

from trienkhai.core import jobs
from trienkhai.reporting import services, writing
from trienkhai.reporting.consolidating import filling


@jobs.register("reporting.write")
def write(report_id: int) -> None:
    """Compose a new report and write its files; safe to run twice."""
    writing.write_files(report_id)


@jobs.register("reporting.open_round")
def open_round(plan_period_id: int) -> None:
    """Open the round of a plan's period, its regime made when there is none; safe to run twice."""
    services.open_round(plan_period_id=plan_period_id)


@jobs.register("reporting.consolidate")
def consolidate(consolidation_id: int) -> None:
    """Take what was accepted into a unit's own submission; safe to run twice."""
    filling.run(consolidation_id)
