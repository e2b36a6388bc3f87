"""The review screen: the document's text with its spans on one side, the proposals and findings on the other.

Both sides show the same part of a long document (forty tasks at a time), so that a page of a 100-page plan costs what a short one costs.
In the place of the text may stand a page of the file as it looks; the proposals are then those of the part where that page begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trienkhai.core.errors import Hidden
from trienkhai.documents.choices import ProposalState, ReadingState
from trienkhai.documents.marking import Mark, render
from trienkhai.documents.models import Correction, Proposal, Reading
from trienkhai.documents.permissions import can_bind, can_review
from trienkhai.documents.selectors.cards import LIVING, ProposalCard, proposal_cards
from trienkhai.documents.selectors.findings import (
    FindingCard,
    FindingLink,
    FindingsPage,
    finding_cards,
    finding_links,
    sifted,
)
from trienkhai.documents.selectors.papers import DocumentCard, get_document, twin_of
from trienkhai.documents.selectors.phrases import UNBOUND, count_phrases, meanings
from trienkhai.documents.selectors.rows import task_rows
from trienkhai.documents.selectors.sheets import Places, Sheet, sheet_view
from trienkhai.documents.selectors.sources import addressed, source_text
from trienkhai.documents.selectors.unsure import UnsureWord, unsure_words
from trienkhai.documents.selectors.wordings import Said, differences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

PAGE = 40
LISTED_UNDECIDED = 30


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the review is."""

    proposed: int
    accepted: int
    dropped: int
    findings: int
    phrases_waiting: int
    phrases_open: int

    @property
    def percent(self) -> int:
        """Share of decided tasks, 0–100."""
        total = self.proposed + self.accepted + self.dropped
        return 100 * (total - self.proposed) // total if total else 0


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One part of the review. `sheet` is the page of the file shown in the place of the text (None: the text is shown).

    `sheets` is how many pages the file has (0: none that can be shown), `first_sheet` the one where this part begins.
    """

    document: DocumentCard
    text_html: SafeString
    sheet: Sheet | None
    sheets: int
    first_sheet: int
    outline: tuple[tuple[str, str], ...]
    items: tuple[ProposalCard | FindingCard, ...]
    counts: Counts
    undecided: tuple[tuple[str, int, str], ...]
    to_see: tuple[FindingLink, ...]
    unsure: tuple[UnsureWord, ...]
    at_ref: str
    part: int
    parts: tuple[int, ...]
    twin: DocumentCard | None
    may_review: Verdict
    may_bind: Verdict

    @property
    def may_edit(self) -> bool:
        """Whether this person may decide now."""
        return bool(self.may_review) and self.document.reviewed_at is None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One line of a proposal's history."""

    who: str
    verb: str
    at: dt.datetime
    changes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal with everything needed to correct it."""

    document: DocumentCard
    proposal: ProposalCard
    units: list[dict[str, Any]]
    times: list[dict[str, Any]]
    cuts: tuple[tuple[int, str], ...]
    history: tuple[CorrectionLine, ...]
    part: int
    source: str
    next_key: str
    next_title: str
    may_review: Verdict


@dataclass(frozen=True, slots=True)
class AddingPage:
    """Where a new task is written: the words chosen in the text, if any."""

    document: DocumentCard
    words: str
    start: int | None
    end: int | None
    may_review: Verdict


def review_page(
    viewer: Person, document_id: int, *, part: int | None = None, at: int | None = None, sheet: int | None = None
) -> ReviewPage:
    """The part `part` of a review (or the one that holds the character `at`, or where the page `sheet` begins), its text or that page.

    Nine queries and the scope, whatever the size; one more for a page.
    """
    document = get_document(viewer, document_id)
    result = _result(document_id)
    places = Places(result)
    proposals = list(Proposal.objects.filter(document_id=document_id))
    starts = _part_starts(proposals)
    part = _part_of(part, at if at is not None or sheet is None else places.first_on(sheet), starts)
    window = (starts[part - 1], starts[part] if part < len(starts) else len(result["text"]) + 1)
    shown = proposals[(part - 1) * PAGE : part * PAGE]
    every = finding_cards(result)
    unsure = unsure_words(result, starts, places)
    findings = [replace(f, sheet=places.sheet_of(f.start, None)) for f in every if window[0] <= f.start < window[1]]
    counts_by_key, words = count_phrases(p.units for p in proposals if p.state in LIVING)
    known = meanings(document.unit_id, words.values())
    rows = task_rows(result, shown)
    placed = {p.pk: places.sheet_of(p.start, p.end) for p in shown}
    cards = [replace(c, row=rows.get(c.id), sheet=placed[c.id]) for c in proposal_cards(shown, proposals, known, findings)]
    taken = {f.ref for card in cards for f in card.findings}
    items: list[ProposalCard | FindingCard] = [*cards, *(f for f in findings if f.ref not in taken)]
    at_ref = _ref_at(proposals, at)
    view = None
    if sheet is not None and places.blocks:
        view = sheet_view(viewer, document_id, places, sheet, at=at, at_ref=at_ref, proposals=proposals, findings=every, unsure=unsure)
    return ReviewPage(
        document=document,
        text_html=mark_safe("") if view else render(result["text"], result["blocks"], _marks(result, shown, findings, unsure), window),
        sheet=view,
        sheets=places.pages if places.blocks else 0,
        first_sheet=places.sheet_of(window[0], window[1]) or 1,
        outline=tuple(_outline_links(result.get("outline") or [], window)),
        items=tuple(sorted(items, key=lambda item: item.start)),
        counts=_counts(proposals, len(every), [known.get(key, UNBOUND).kind for key in counts_by_key]),
        undecided=_undecided(proposals),
        to_see=finding_links(every, starts),
        unsure=unsure,
        at_ref=at_ref,
        part=part,
        parts=tuple(range(1, len(starts) + 1)),
        twin=twin_of(viewer, document),
        may_review=can_review(viewer, document.unit_path),
        may_bind=can_bind(viewer, document.unit_path),
    )


def findings_page(viewer: Person, document_id: int, *, severity: str = "", rule: str = "") -> FindingsPage:
    """What the reader points at in a document, by severity and rule; `Hidden` when it is not there for this person. Four queries."""
    document = get_document(viewer, document_id)
    result = _result(document_id)
    starts = _part_starts(list(Proposal.objects.filter(document_id=document_id).only("start")))
    return sifted(document, finding_cards(result), starts, Places(result), severity=severity, rule=rule)


def _part_of(part: int | None, at: int | None, starts: list[int]) -> int:
    """The part asked for, else the one that holds the character `at`, else the first."""
    if part is None and at is not None:
        part = max((index for index, start in enumerate(starts, start=1) if start <= at), default=1)
    return min(max(1, part or 1), len(starts))


def proposal_page(viewer: Person, document_id: int, proposal_id: int) -> ProposalPage:
    """One proposal to correct, with its history; `Hidden` when it is not there for this person."""
    document = get_document(viewer, document_id)
    rows = list(Proposal.objects.filter(document_id=document_id).defer("as_read"))
    index = next((i for i, row in enumerate(rows) if row.pk == proposal_id), None)
    if index is None:
        raise Hidden
    row = Proposal.objects.get(pk=proposal_id)
    known = meanings(document.unit_id, [a.phrase for a in addressed(row.units)])
    behind = next((p for p in rows[index + 1 :] if p.state in LIVING), None)
    history = Correction.objects.filter(proposal_id=proposal_id).select_related("actor").order_by("-id")[:20]
    return ProposalPage(
        document=document,
        proposal=proposal_cards([row], rows, known)[0],
        units=row.units,
        times=row.times,
        cuts=_cuts(row.text),
        history=tuple(
            CorrectionLine(str(line.actor), line.get_verb_display(), line.at, differences(line.before, line.after)) for line in history
        ),
        part=index // PAGE + 1,
        source=source_text(document_id)[row.start : row.end] if row.start is not None and row.end is not None else "",
        next_key=behind.key if behind else "",
        next_title=behind.title if behind else "",
        may_review=can_review(viewer, document.unit_path),
    )


def adding_page(viewer: Person, document_id: int, start: int | None, end: int | None) -> AddingPage:
    """A blank task, or one that begins with the words between two offsets of the text."""
    document = get_document(viewer, document_id)
    verdict = can_review(viewer, document.unit_path)
    if start is None or end is None:
        return AddingPage(document, "", None, None, verdict)
    return AddingPage(document, source_text(document_id)[start:end].strip(), start, end, verdict)


def _result(document_id: int) -> dict[str, Any]:
    done = Reading.objects.filter(document_id=document_id, state=ReadingState.DONE)
    result = done.order_by("-id").values_list("result", flat=True).first()
    if result is None:
        raise Hidden
    return {"blocks": [], **result}


def _part_starts(proposals: list[Proposal]) -> list[int]:
    """Where each part of the text begins: at the earliest place of its tasks that is not before the part above."""
    starts = [0]
    for first in range(PAGE, len(proposals), PAGE):
        places = [p.start for p in proposals[first : first + PAGE] if p.start is not None and p.start > starts[-1]]
        starts.append(min(places, default=starts[-1]))
    return starts


def _marks(result: dict[str, Any], shown: list[Proposal], findings: list[FindingCard], unsure: Iterable[UnsureWord]) -> list[Mark]:
    doubt, said = _("Máy đọc chưa chắc, hãy so với trang gốc"), _("chưa chắc")
    marks = [Mark(word.start, word.end, "unsure", word.ref, "?", doubt, said) for word in unsure]
    for row in shown:
        if row.start is None or row.end is None or row.state == ProposalState.MERGED:
            continue
        ref = f"p{row.pk}"
        marks.append(Mark(row.start, row.end, "task", ref, row.key, row.title))
        for kind, spans in (("unit", row.units), ("time", row.times)):
            marks.extend(Mark(s["start"], s["end"], kind, ref) for s in spans if s.get("start") is not None and s.get("end") is not None)
    for citation in result.get("citations") or []:
        places = citation.get("mentions") or [citation]
        marks.extend(Mark(place["start"], place["end"], "citation", "", title=citation["text"]) for place in places)
    by_ref = {f.ref: f for f in findings}
    for number, finding in enumerate(result.get("findings") or [], start=1):
        card = by_ref.get(f"f{number}")
        if card:
            end = max(finding["end"], finding["start"] + 1)
            marks.append(Mark(finding["start"], end, f"finding mark-{card.severity}", card.ref, f"!{number}", card.message))
    return marks


def _outline_links(nodes: list[dict[str, Any]], window: tuple[int, int], depth: int = 1) -> list[tuple[str, str]]:
    """Headings of the outline inside the window as (anchor, words); dashes and deep points are left out."""
    links: list[tuple[str, str]] = []
    for node in nodes:
        if node["kind"] == "dash" or depth > 3:
            continue
        if window[0] <= node["start"] < window[1]:
            links.append((f"doan-{node['start']}", f"{node['label']} {node['heading']}"[:90]))
        links.extend(_outline_links(node.get("children") or [], window, depth + 1))
    return links


def _counts(proposals: list[Proposal], findings: int, kinds: list[str]) -> Counts:
    states = [p.state for p in proposals]
    return Counts(
        proposed=states.count(ProposalState.PROPOSED),
        accepted=states.count(ProposalState.ACCEPTED),
        dropped=states.count(ProposalState.DROPPED) + states.count(ProposalState.MERGED),
        findings=findings,
        phrases_waiting=kinds.count("none"),
        phrases_open=kinds.count("open"),
    )


def _ref_at(proposals: list[Proposal], at: int | None) -> str:
    """The narrowest task over a character, the newest where two are alike; empty when there is none."""
    over = [
        (p.end - p.start, -p.pk)
        for p in proposals
        if at is not None and p.start is not None and p.end is not None and p.start <= at < p.end
    ]
    return f"p{-min(over)[1]}" if over else ""


def _undecided(proposals: list[Proposal]) -> tuple[tuple[str, int, str], ...]:
    """The first undecided ones as (ref, part, key)."""
    waiting = [(f"p{p.pk}", index // PAGE + 1, p.key) for index, p in enumerate(proposals) if p.state == ProposalState.PROPOSED]
    return tuple(waiting[:LISTED_UNDECIDED])


def _cuts(text: str) -> tuple[tuple[int, str], ...]:
    """Places where a task may be split: behind a sentence, a semicolon or a line, with the words that would begin the second half."""
    cuts: list[tuple[int, str]] = []
    for at in range(1, len(text)):
        if text[at - 1] in ";\n" or (text[at - 1] in ".:" and text[at] in " \n"):
            rest = text[at:].strip()
            if rest and text[:at].strip() and (not cuts or cuts[-1][1] != rest[:80]):
                cuts.append((at, rest[:80]))
    return tuple(cuts)
