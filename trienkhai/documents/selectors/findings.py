"""What the reader points at, as the review shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vanban.checks import by_id

from trienkhai.documents.choices import FindingSeverity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.documents.selectors.papers import DocumentCard
    from trienkhai.documents.selectors.sheets import Places

LISTED = 60
MOST = 300
_KINDS = {"error": "late", "warning": "open", "note": "info"}


@dataclass(frozen=True, slots=True)
class FindingCard:
    """Something the reader points at; `ref` ties it to its mark in the text, `name` and `basis` tell the rule and what it rests on.

    `sheet` is the page of the file where it stands, None where it has no place on one.
    """

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
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class FindingLink:
    """A finding in the list above the text: where it is, how grave, and what it says."""

    ref: str
    part: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in the list of all, with the part of the review that shows it."""

    finding: FindingCard
    part: int


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Findings of a document by severity and rule. `severities` and `rules` are (value, words, how many) over all; `more` were left off."""

    document: DocumentCard
    lines: tuple[FindingLine, ...]
    severities: tuple[tuple[str, str, int], ...]
    rules: tuple[tuple[str, str, int], ...]
    severity: str
    rule: str
    total: int
    more: int


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
    return tuple(FindingLink(f.ref, _part(f, part_starts), f.kind, f.message) for f in ordered)


def sifted(
    document: DocumentCard, findings: Sequence[FindingCard], part_starts: Sequence[int], places: Places, *, severity: str, rule: str
) -> FindingsPage:
    """The findings of one severity and one rule (blank: all), in reading order."""
    names = {f.rule: f.name or f.rule for f in findings}
    severities = Counter(f.severity for f in findings)
    rules = Counter(f.rule for f in findings if severity in {"", f.severity})
    wanted = sorted((f for f in findings if severity in {"", f.severity} and rule in {"", f.rule}), key=lambda f: f.start)
    return FindingsPage(
        document=document,
        lines=tuple(FindingLine(replace(f, sheet=places.sheet_of(f.start, None)), _part(f, part_starts)) for f in wanted[:MOST]),
        severities=tuple((value, str(label), severities[value]) for value, label in FindingSeverity.choices if severities[value]),
        rules=tuple(sorted(((value, names[value], count) for value, count in rules.items()), key=lambda row: (-row[2], row[1]))),
        severity=severity,
        rule=rule,
        total=len(findings),
        more=max(0, len(wanted) - MOST),
    )


def _part(finding: FindingCard, part_starts: Sequence[int]) -> int:
    return max((n for n, start in enumerate(part_starts, start=1) if start <= finding.start), default=1)
