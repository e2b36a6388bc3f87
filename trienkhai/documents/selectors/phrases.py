"""What the unit phrases of a document mean to its owner, and which still wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import ngettext

from trienkhai.core.errors import Hidden
from trienkhai.core.text import fold, phrase_key
from trienkhai.documents.choices import ProposalState
from trienkhai.documents.models import Proposal
from trienkhai.documents.permissions import can_bind
from trienkhai.documents.selectors.sources import addressed
from trienkhai.units import tree
from trienkhai.units.models import PhraseBinding, Placement, UnitGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.documents.selectors.papers import DocumentCard

SHOWN_UNITS = 3


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase is bound to: `kind` is group, units, open or none; `label` says it in words."""

    kind: str
    label: str
    group_id: int | None = None
    units: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One phrase of a document, in how many living tasks it stands, and what it means.

    `suggestion` is a group of exactly this name, `same_unit` a unit of exactly this name; a person still has to say so.
    """

    key: str
    phrase: str
    tasks: int
    meaning: Meaning
    suggestion: tuple[int, str] | None
    same_unit: tuple[int, str] | None = None

    @property
    def is_vague(self) -> bool:
        """Words that name nobody ("đơn vị liên quan"): leaving them open is the likely answer."""
        return "liên quan" in self.phrase.lower()


@dataclass(frozen=True, slots=True)
class PhrasePage:
    """All phrases of a document; `waiting` are bound to nothing, `left_open` were left open on purpose."""

    rows: list[PhraseRow]
    groups: list[tuple[int, str]]
    waiting: int
    left_open: int

    @property
    def suggested(self) -> list[PhraseRow]:
        """Those that wait and whose very name a group or one unit bears."""
        return [row for row in self.rows if row.meaning.kind == "none" and (row.suggestion or row.same_unit)]

    @property
    def waiting_label(self) -> str:
        """How many wait, in words."""
        return ngettext("%(n)s cụm từ chưa gắn", "%(n)s cụm từ chưa gắn", self.waiting) % {"n": self.waiting}

    @property
    def open_label(self) -> str:
        """How many were left open, in words."""
        return ngettext("%(n)s cụm từ để ngỏ", "%(n)s cụm từ để ngỏ", self.left_open) % {"n": self.left_open}


UNBOUND = Meaning("none", "")


def meanings(owner_id: int, phrases: Iterable[str]) -> dict[str, Meaning]:
    """By `phrase_key`. Two queries, whatever the number of phrases."""
    keys = {phrase_key(phrase)[:250] for phrase in phrases}
    bindings = list(PhraseBinding.objects.filter(owner_id=owner_id, key__in=keys).select_related("group"))
    through = PhraseBinding.units.through.objects
    listed = through.filter(phrasebinding__in=[b.pk for b in bindings]).values_list("phrasebinding_id", "unit_id")
    members: dict[int, list[int]] = {}
    for binding_id, unit_id in listed:
        members.setdefault(binding_id, []).append(unit_id)
    wanted = {unit_id for ids in members.values() for unit_id in ids}
    names = dict(Placement.objects.filter(unit_id__in=wanted, valid_to__isnull=True).values_list("unit_id", "name"))
    return {b.key: _meaning(b, [(unit_id, names.get(unit_id, "")) for unit_id in members.get(b.pk, [])]) for b in bindings}


def _meaning(binding: PhraseBinding, units: list[tuple[int, str]]) -> Meaning:
    if binding.group is not None:
        return Meaning("group", binding.group.name, group_id=binding.group.pk)
    if units:
        shown = ", ".join(name for _, name in units[:SHOWN_UNITS])
        return Meaning("units", shown + (f" (+{len(units) - SHOWN_UNITS})" if len(units) > SHOWN_UNITS else ""), units=tuple(units))
    return Meaning("open", "") if binding.is_open else UNBOUND


def phrase_page(viewer: Person, card: DocumentCard) -> PhrasePage:
    """The phrases of the living tasks of a document the viewer was given, those that wait first. Six queries."""
    del viewer  # the card was handed out by `get_document`, which asked who looks
    living = Proposal.objects.filter(document_id=card.id, state__in=[ProposalState.PROPOSED, ProposalState.ACCEPTED])
    counts, words = count_phrases(living.values_list("units", flat=True))
    known = meanings(card.unit_id, words.values())
    groups = list(UnitGroup.objects.filter(owner_id=card.unit_id).order_by("name").values_list("pk", "name"))
    by_name = {phrase_key(name): (pk, name) for pk, name in groups}
    same = _same_names(card, words)
    rows = [PhraseRow(key, words[key], n, known.get(key, UNBOUND), by_name.get(key), same.get(key)) for key, n in counts.items()]
    rows.sort(key=lambda row: ("none", "open").index(row.meaning.kind) if row.meaning.kind in {"none", "open"} else 2)
    return PhrasePage(
        rows=rows,
        groups=groups,
        waiting=sum(row.meaning.kind == "none" for row in rows),
        left_open=sum(row.meaning.kind == "open" for row in rows),
    )


def may_bind(viewer: Person, card: DocumentCard) -> Verdict:
    """Whether the viewer may say what the phrases of a document mean. No query beyond the scope."""
    return can_bind(viewer, card.unit_path)


def _same_names(card: DocumentCard, words: dict[str, str]) -> dict[str, tuple[int, str]]:
    """By phrase key, the one unit of the whole body that bears exactly this name; none where two do. One query."""
    low, high = tree.subtree(card.unit_path[: tree.WIDTH])
    folded = {fold(phrase): key for key, phrase in words.items()}
    rows = Placement.objects.filter(path__gte=low, path__lt=high, valid_to__isnull=True, name_fold__in=list(folded))
    found: dict[str, list[tuple[int, str]]] = {}
    for unit_id, name, name_fold in rows.values_list("unit_id", "name", "name_fold")[:500]:
        found.setdefault(folded[name_fold], []).append((unit_id, name))
    return {key: units[0] for key, units in found.items() if len(units) == 1}


def phrase_row(page: PhrasePage, phrase: str) -> PhraseRow:
    """The row of one phrase, else `Hidden`."""
    key = phrase_key(phrase)[:250]
    row = next((row for row in page.rows if row.key == key), None)
    if row is None:
        raise Hidden
    return row


def units_like(card: DocumentCard, text: str, *, limit: int = 20) -> list[tuple[int, str, str]]:
    """Units of the whole body above the document's unit whose name holds every word of `text`, as (id, name, parent). One query."""
    words = fold(text).split()
    if not words:
        return []
    low, high = tree.subtree(card.unit_path[: tree.WIDTH])
    rows = Placement.objects.filter(path__gte=low, path__lt=high, valid_to__isnull=True)
    for word in words:
        rows = rows.filter(name_fold__contains=word)
    above = Placement.objects.filter(unit_id=OuterRef("parent_id"), valid_to__isnull=True).values("name")[:1]
    named = rows.annotate(above=Subquery(above)).order_by("depth", "sort_key", "id")
    return [(row.unit_id, row.name, row.above or "") for row in named[:limit]]


def units_named(unit_ids: list[int]) -> list[tuple[int, str]]:
    """Present names of units, as (id, name). One query, none for none."""
    if not unit_ids:
        return []
    return list(Placement.objects.filter(unit_id__in=unit_ids, valid_to__isnull=True).order_by("path").values_list("unit_id", "name"))


def count_phrases(units_of_tasks: Iterable[list[dict[str, Any]]]) -> tuple[dict[str, int], dict[str, str]]:
    """How many tasks name each phrase, and the phrase as first written; both by key."""
    counts: dict[str, int] = {}
    words: dict[str, str] = {}
    for units in units_of_tasks:
        phrases = {phrase_key(a.phrase)[:250]: a.phrase for a in addressed(units)}
        for key, phrase in phrases.items():
            counts[key] = counts.get(key, 0) + 1
            words.setdefault(key, phrase)
    return counts, words
