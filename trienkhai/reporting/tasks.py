"""Background doors of reporting."""

from trienkhai.core import jobs
from trienkhai.reporting import writing


@jobs.register("reporting.write")
def write(report_id: int) -> None:
    """Compose a new report and write its files; safe to run twice."""
    writing.write_files(report_id)
