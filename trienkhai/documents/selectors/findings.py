"""What the reader points at, as the review shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vanban.checks import by_id

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED = 60
_KINDS = {"error": "late", "warning": "open", "note": "info"}


@dataclass(frozen=True, slots=True)
class FindingCard:
    """Something the reader points at; `ref` ties it to its mark in the text, `name` and `basis` tell the rule and what it rests on."""

    ref: str
    rule: str
    name: str
    severity: str
    kind: str
    message: str
    suggest: str
    basis: str
    words: str
    start: int


@dataclass(frozen=True, slots=True)
class FindingLink:
    """A finding in the list above the text: where it is, how grave, and what it says."""

    ref: str
    part: int
    kind: str
    message: str


def finding_cards(result: dict[str, Any]) -> list[FindingCard]:
    """All findings of a reading, numbered as they came. A rule that this reader no longer has is shown by its id alone."""
    known = by_id()
    return [
        FindingCard(
            ref=f"f{number}",
            rule=finding["rule"],
            name=known[finding["rule"]].name if finding["rule"] in known else "",
            severity=finding["severity"],
            kind=_KINDS.get(finding["severity"], "info"),
            message=finding["message"],
            suggest=finding.get("suggest") or "",
            basis=known[finding["rule"]].reference() if finding["rule"] in known else "",
            words=result["text"][finding["start"] : finding["end"]][:200],
            start=finding["start"],
        )
        for number, finding in enumerate(result.get("findings") or [], start=1)
    ]


def finding_links(findings: Sequence[FindingCard], part_starts: Sequence[int]) -> tuple[FindingLink, ...]:
    """The first findings in reading order, each with the part of the review that shows it."""
    ordered = sorted(findings, key=lambda finding: finding.start)[:LISTED]
    parts = (max((n for n, start in enumerate(part_starts, start=1) if start <= f.start), default=1) for f in ordered)
    return tuple(FindingLink(f.ref, part, f.kind, f.message) for f, part in zip(ordered, parts, strict=True))
