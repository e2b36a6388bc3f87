"""Background doors of this room."""

from trienkhai.core import jobs
from trienkhai.privacy import writing


@jobs.register("privacy.write_copy")
def write_copy(*, request_id: int) -> None:
    """Write the copy of somebody's data; safe to run twice."""
    writing.write_copy(request_id)
