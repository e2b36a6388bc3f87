"""Background doors of records."""

from trienkhai.core import jobs
from trienkhai.records import writing


@jobs.register("records.write")
def write(document_id: int) -> None:
    """Write the files of record of a numbered document; safe to run twice."""
    writing.write_files(document_id)
