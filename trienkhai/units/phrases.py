"""Reading what phrases mean to an owner: the bindings, who made them, and which units they mean today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.core import journal, text
from trienkhai.core.errors import Hidden
from trienkhai.units import selectors
from trienkhai.units.models import PhraseBinding, UnitGroup

if TYPE_CHECKING:
    from trienkhai.core.models import JournalLine

SHOWN_UNITS = 3


@dataclass(frozen=True, slots=True)
class Binding:
    """A phrase with what it means in words (empty while it is left open), the units it lists, and who said so."""

    row: PhraseBinding
    meaning: str
    unit_ids: tuple[int, ...]
    bound: JournalLine | None


def bindings_of(owner_id: int) -> list[Binding]:
    """What an owner has bound, in Vietnamese order. Four queries."""
    rows = PhraseBinding.objects.filter(owner_id=owner_id).select_related("group")
    return _told(sorted(rows, key=lambda row: text.sort_key(row.phrase)))


def binding_for(binding_id: int) -> Binding:
    """One binding; `Hidden` when there is none. Four queries."""
    found = _told(PhraseBinding.objects.filter(pk=binding_id).select_related("group"))
    if not found:
        raise Hidden
    return found[0]


def _told(bindings: Iterable[PhraseBinding]) -> list[Binding]:
    rows = list(bindings)
    listed: dict[int, list[int]] = {}
    links = PhraseBinding.units.through.objects.filter(phrasebinding__in=[row.pk for row in rows])
    for binding_id, unit_id in links.order_by("id").values_list("phrasebinding_id", "unit_id"):
        listed.setdefault(binding_id, []).append(unit_id)
    names = {pk: unit.name for pk, unit in selectors.units_by_ids({pk for ids in listed.values() for pk in ids}).items()}
    last = journal.last_lines(PhraseBinding, [row.pk for row in rows], "units.phrase.bound")
    return [Binding(row, _words(row, listed.get(row.pk, []), names), tuple(listed.get(row.pk, [])), last.get(row.pk)) for row in rows]


def _words(row: PhraseBinding, listed: list[int], names: dict[int, str]) -> str:
    if row.group is not None:
        return row.group.name
    more = f" (+{len(listed) - SHOWN_UNITS})" if len(listed) > SHOWN_UNITS else ""
    return ", ".join(names.get(pk, "–") for pk in listed[:SHOWN_UNITS]) + more


def meant_units(*, group_id: int | None, unit_ids: Sequence[int]) -> set[int]:
    """The units that a group or a list means today. Three queries at most."""
    if group_id is None:
        return set(selectors.units_by_ids(unit_ids))
    group = UnitGroup.objects.get(pk=group_id)
    return set(selectors.members_of(group).values_list("unit_id", flat=True))
