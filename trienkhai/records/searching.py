"""What search finds of records: what a body issues, and the lines of its register of what came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.permissions import reach_of
from trienkhai.core import searching
from trienkhai.core.searching import Entry
from trienkhai.records.models import IncomingDocument, OutgoingDocument
from trienkhai.units.selectors import last_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OUTGOING, INCOMING = "records.outgoingdocument", "records.incomingdocument"

searching.audience("outgoing", lambda viewer: reach_of(viewer, "outgoing.see"))
searching.audience("incoming", lambda viewer: reach_of(viewer, "incoming.see"))
searching.kind(OUTGOING, lambda found: reverse("records:outgoing", args=[found.ref]))
searching.kind(INCOMING, lambda found: reverse("records:incoming", args=[found.ref]))


@searching.source(OUTGOING)
def _outgoing(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(OutgoingDocument.objects.filter(pk__in=ids))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        words = f"{row.code}\n{row.doc_type}\n{row.recipients}\n{row.signer_name}"
        yield row.pk, Entry(OUTGOING, row.pk, paths[row.unit_id], "outgoing", row.title, words, row.issued_on)


@searching.source(INCOMING)
def _incoming(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(IncomingDocument.objects.filter(pk__in=ids))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        words = f"{row.code}\n{row.issuer}\n{row.doc_type}\n{row.note}"
        yield row.pk, Entry(INCOMING, row.pk, paths[row.unit_id], "incoming", row.title, words, row.arrived_on)
