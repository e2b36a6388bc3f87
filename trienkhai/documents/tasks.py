"""Background doors of this room."""

from __future__ import annotations

from trienkhai.core import jobs
from trienkhai.documents import services


@jobs.register("documents.read")
def read_document(*, reading_id: int) -> None:
    """Read one document, after putting back what a dead worker left."""
    services.resume_stale()
    services.run_reading(reading_id=reading_id)


@jobs.register("documents.pages")
def make_pages(*, document_id: int) -> None:
    """Make the pages of one picture."""
    services.make_pages(document_id=document_id)
