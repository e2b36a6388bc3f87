"""What search finds of documents: what their header says, and every word that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.permissions import reach_of
from trienkhai.core import searching
from trienkhai.core.searching import Entry
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Reading
from trienkhai.documents.permissions import SEEING_VERBS
from trienkhai.units.selectors import last_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOCUMENT = "documents.document"
CHANGES = ("documents.document.", "documents.header.", "documents.reading.")

searching.audience("papers", lambda viewer: reach_of(viewer, *SEEING_VERBS))
searching.kind(DOCUMENT, lambda found: reverse("documents:document-detail", args=[found.ref]))


@searching.source(DOCUMENT, *CHANGES)
def _documents(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Document.objects.filter(pk__in=ids, removed_at__isnull=True))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        read = Reading.objects.filter(document=row, state=ReadingState.DONE).order_by("-pk").values_list("result__text", flat=True).first()
        words = "\n".join(part for part in (row.code, row.issuer, row.file_name, read) if part)
        yield row.pk, Entry(DOCUMENT, row.pk, paths[row.unit_id], "papers", row.title or row.file_name, words, row.issued_on)
