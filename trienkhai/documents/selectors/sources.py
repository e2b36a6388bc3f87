"""What plans take from a review: the accepted tasks, whom each addresses, and the words of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.documents.choices import ProposalState, ReadingState
from trienkhai.documents.models import Document, Proposal, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable


FINISHED = 50
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Addressed:
    """One unit phrase of a task: `phrase` is what is bound, `role` the contract's (lead, execute, coordinate, monitor)."""

    phrase: str
    role: str
    start: int | None
    end: int | None


def reviewed(document_id: int) -> list[Proposal]:
    """The accepted tasks of a document in order. One query."""
    return list(Proposal.objects.filter(document_id=document_id, state=ProposalState.ACCEPTED))


def addressed(units: Iterable[dict[str, Any]]) -> tuple[Addressed, ...]:
    """The phrases to bind in `Proposal.units`, one for each unit named ("Cơ quan Sở và các trường" names two); the same twice is one."""
    found: dict[tuple[str, str], Addressed] = {}
    for mention in units:
        for name in mention.get("names") or [mention["text"]]:
            found.setdefault((name, mention["role"]), Addressed(name, mention["role"], mention.get("start"), mention.get("end")))
    return tuple(found.values())


def source_text(document_id: int) -> str:
    """The whole text as read; spans of proposals count in it. Empty when nothing was read. One query."""
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    return done.values_list("result__text", flat=True).first() or ""


def source_around(document_id: int, start: int, end: int, *, margin: int = 200) -> tuple[str, str, str]:
    """The words before, of and after a span, for showing a sentence in its place; cut at whole words. One query."""
    text = source_text(document_id)
    before, after = text[max(0, start - margin) : start], text[end : end + margin]
    if start > margin:
        before = before.partition(" ")[2] or before
    if end + margin < len(text):
        after = after.rpartition(" ")[0] or after
    return before, text[start:end], after


def header(document_id: int) -> dict[str, Any]:
    """The header of the latest reading as the contract's `metadata`; empty when nothing was read. One query."""
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    found: dict[str, Any] = done.values_list("result__metadata", flat=True).first() or {}
    return found


def outline_headings(document_id: int) -> dict[str, str]:
    """Every outline id of the latest reading with its heading. One query."""
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    out: dict[str, str] = {}
    waiting = list(done.values_list("result__outline", flat=True).first() or [])
    while waiting:
        node = waiting.pop()
        out[node["id"]] = node["heading"]
        waiting.extend(node.get("children", ()))
    return out


def cited(document_id: int) -> list[str]:
    """The numbers of documents that the latest reading names ("128/KH-SGDĐT"), each once. One query."""
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    found = done.values_list("result__citations", flat=True).first() or []
    return list(dict.fromkeys(row["number"] for row in found if row.get("number")))


def finished(unit_id: int) -> list[tuple[int, str]]:
    """The newest reviewed documents of a unit, with what to call them. One query."""
    rows = Document.objects.filter(unit_id=unit_id, reviewed_at__isnull=False, removed_at__isnull=True).order_by("-reviewed_at")[:FINISHED]
    return [(row.pk, " – ".join(part for part in (row.code, row.title or row.file_name) if part)) for row in rows]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that another one names: in which words, on what ground, where; `document_id` where the same unit received it."""

    text: str
    relation: str
    places: tuple[tuple[int, int], ...]
    document_id: int | None

    def stands_in(self, start: int, end: int) -> bool:
        """Whether it is named between two places of the text."""
        return any(start <= at < end for at, _end in self.places)


def citations_of(document_id: int) -> list[Cited]:
    """The documents that the latest reading names, each once, with the card of those received by the same unit. Two queries."""
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).order_by("-id")
    row = done.values_list("document__unit_id", "result__citations").first()
    found = [one for one in (row[1] or [] if row else []) if not one.get("alias_of")]
    digits = {(_DIGITS.match(one["number"] or "") or [""])[0] for one in found} - {""}
    here = Document.objects.filter(unit_id=row[0], number__in=digits, removed_at__isnull=True) if digits and row else ()
    known = {_code_key(one.code): one.pk for one in here if one.pk != document_id}
    return [
        Cited(
            one["text"],
            one.get("relation") or "",
            tuple((place["start"], place["end"]) for place in one.get("mentions") or [one]),
            known.get(_code_key(one.get("number") or "")),
        )
        for one in found
    ]


def _code_key(code: str) -> str:
    """Number and symbol without the signs between them: "29-NQ/TW" and "29/NQ-TW" are looked for alike."""
    return "".join(letter for letter in code.lower() if letter.isalnum())
