"""Proposed tasks as cards of the review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.core.text import phrase_key
from trienkhai.documents.choices import MentionRole, ProposalState, TimeKind
from trienkhai.documents.selectors.phrases import UNBOUND, Meaning
from trienkhai.documents.selectors.sources import addressed
from trienkhai.documents.selectors.wordings import Said, day_of, differences, rhythm_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.documents.models import Proposal
    from trienkhai.documents.selectors.findings import FindingCard
    from trienkhai.documents.selectors.rows import TaskRow

LIVING = {ProposalState.PROPOSED, ProposalState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class PhraseCard:
    """A unit phrase of a task with what it means."""

    phrase: str
    role: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposed task as the review shows it; `said` is what the reader said where a person changed it.

    `row` is the row of the table it was read from, `sheet` the page of the file where it begins; None where there is none.
    """

    id: int
    ref: str
    key: str
    heading: str
    title: str
    text: str
    product: str
    state: ProposalState
    version: int
    start: int
    in_text: bool
    is_added: bool
    phrases: tuple[PhraseCard, ...]
    times: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    findings: tuple[FindingCard, ...]
    next_version: int | None
    row: TaskRow | None = None
    sheet: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits to be decided."""
        return self.state == ProposalState.PROPOSED


def proposal_cards(
    shown: list[Proposal], proposals: list[Proposal], known: dict[str, Meaning], findings: Sequence[FindingCard] = ()
) -> list[ProposalCard]:
    """The shown ones of all proposals of a document, each with what was found inside it. No query."""
    following = _next_versions(proposals)
    cards: list[ProposalCard] = []
    here = 0
    for row in shown:
        here = row.start if row.start is not None else here
        inside = tuple(f for f in findings if row.start is not None and row.end is not None and row.start <= f.start < row.end)
        cards.append(_card(row, here, known, inside, following.get(row.pk)))
    return cards


def _card(row: Proposal, here: int, known: dict[str, Meaning], inside: tuple[FindingCard, ...], following: int | None) -> ProposalCard:
    return ProposalCard(
        id=row.pk,
        ref=f"p{row.pk}",
        key=row.key,
        heading=row.heading,
        title=row.title,
        text=row.text,
        product=row.product,
        state=ProposalState(row.state),
        version=row.version,
        start=here,
        in_text=row.start is not None,
        is_added=row.as_read is None,
        phrases=tuple(
            PhraseCard(a.phrase, str(MentionRole(a.role).label), known.get(phrase_key(a.phrase)[:250], UNBOUND))
            for a in addressed(row.units)
        ),
        times=tuple((time["text"], _time_note(time)) for time in row.times),
        said=differences(row.as_read, _present(row)) if row.as_read is not None else (),
        findings=inside,
        next_version=following,
    )


def _present(row: Proposal) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "units": row.units, "times": row.times, "product": row.product}


def _next_versions(proposals: list[Proposal]) -> dict[int, int]:
    """For each proposal, the version of the living one behind it."""
    found: dict[int, int] = {}
    version: int | None = None
    for row in reversed(proposals):
        if version is not None:
            found[row.pk] = version
        if row.state in LIVING:
            version = row.version
    return found


def _time_note(time: dict[str, Any]) -> str:
    parts = [str(TimeKind(time["kind"]).label), day_of(time.get("from")), day_of(time.get("due")), rhythm_of(time.get("every"))]
    return " · ".join(part for part in parts if part)
