"""From a reading to a document's header and its proposed tasks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator

from trienkhai.core.text import fold, phrase_key
from trienkhai.documents.models import Proposal
from trienkhai.documents.selectors.wordings import header_as_read, product_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trienkhai.documents.models import Document


def take_in(document: Document, result: dict[str, Any]) -> int:
    """Fill the header and make the proposals; returns how many. What the reader did not find stays empty."""
    said = header_as_read(result.get("metadata") or {})
    document.doc_type = said["doc_type"][:60]
    document.number = said["number"][:40]
    document.symbol = said["symbol"][:80]
    document.issuer = said["issuer"][:250]
    document.title = said["title"]
    document.issued_on = parse_day(said["issued_on"])
    settle(document)
    document.save()
    headings = dict(_headings(result.get("outline") or []))
    Proposal.objects.bulk_create(
        _proposal(document, order, task, headings) for order, task in enumerate(result.get("tasks") or [], start=1)
    )
    return len(result.get("tasks") or [])


def parse_day(value: str) -> dt.date | None:
    """A whole ISO day, else None ("2023-02" says no day)."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def settle(document: Document) -> None:
    """Recompute what is derived from the header: search words and the twin key. A twin needs number, symbol and date."""
    document.search = fold(f"{document.title} {document.code} {document.issuer} {document.file_name}")
    whole = document.number and document.symbol and document.issued_on
    parts = (document.number, document.symbol, document.issuer, str(document.issued_on))
    document.twin_key = "|".join(phrase_key(part) for part in parts)[:400] if whole else ""


def _headings(nodes: list[dict[str, Any]], above: str = "") -> Iterator[tuple[str, str]]:
    """For each outline id, the heading it stands under, with its label."""
    for node in nodes:
        yield node["id"], above
        own = " ".join(f"{node.get('label') or ''} {node.get('heading') or ''}".split())
        yield from _headings(node.get("children") or [], own)


def _proposal(document: Document, order: int, task: dict[str, Any], headings: dict[str, str]) -> Proposal:
    return Proposal(
        document=document,
        order=order * 100,
        key=str(task["id"])[:60],
        heading=headings.get(task.get("outline_id") or "", ""),
        as_read=task,
        title=task.get("title") or Truncator(task.get("text") or "").words(16),
        text=task.get("text") or "",
        start=task.get("start"),
        end=task.get("end"),
        units=task.get("units") or [],
        times=task.get("times") or [],
        product=product_of(task),
    )
