"""What the editions that were accepted say in one part, line by line, each with whose words they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from trienkhai.reporting.consolidating import fields, wording
from trienkhai.reporting.models import Edition, Part, Passage, Source
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trienkhai.reporting.models import Report


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words come from; the columns of a source."""

    unit_id: int
    edition_id: int | None = None
    key: str = ""
    start: int | None = None
    end: int | None = None
    given_id: int | None = None
    via_id: int | None = None
    progress_id: int | None = None
    difficulty_id: int | None = None


Said = tuple[Origin, str]


@dataclass(frozen=True, slots=True)
class Given:
    """An edition as it was sent: whose it is, and its words by section."""

    edition_id: int
    unit_id: int
    said: Mapping[str, str]


def editions(ids: Collection[int]) -> list[Given]:
    """The editions in the order of the tree. One query."""
    rows = Edition.objects.filter(pk__in=ids, is_nil=False).order_by("submission__path", "pk")
    return [Given(*row) for row in rows.values_list("pk", "submission__unit_id", "said")]


def words_of(given: Sequence[Given], key: str) -> Iterator[Said]:
    """What the editions say in a section: of those that were consolidated themselves the passages, of the others every line.

    Three queries.
    """
    frozen = _frozen([one.edition_id for one in given], key)
    for one in given:
        said = one.said.get(key, "")
        if one.edition_id in frozen:
            for passage, origins, shown in frozen[one.edition_id]:
                yield from ((origin, passage.text) for origin in origins or [_own(one, key, passage, said, shown)])
        else:
            for piece in wording.pieces(said):
                yield Origin(one.unit_id, one.edition_id, key, piece.start, piece.end, one.edition_id), piece.text


def _own(one: Given, key: str, passage: Passage, said: str, shown: str) -> Origin:
    """Words that the unit between wrote itself."""
    start = max(0, said.find(shown))
    return Origin(one.unit_id, one.edition_id, key, start, min(len(said), start + len(shown)), one.edition_id, passage.pk)


def _frozen(ids: Sequence[int], key: str) -> dict[int, list[tuple[Passage, list[Origin], str]]]:
    found = Passage.objects.filter(part__consolidation__edition__in=ids, part__key=key).order_by("part_id", "order")
    passages = list(found.select_related("part__consolidation"))
    origins: dict[int, list[Origin]] = defaultdict(list)
    rows = Source.objects.filter(passage__part__consolidation__edition__in=ids, passage__part__key=key).order_by("passage_id", "pk")
    edition_of = {passage.pk: passage.part.consolidation.edition_id for passage in passages}
    for passage_id, unit_id, edition_id, own_key, start, end in rows.values_list(
        "passage_id", "unit_id", "edition_id", "key", "start", "end"
    ):
        origins[passage_id].append(Origin(unit_id, edition_id, own_key, start, end, edition_of[passage_id], passage_id))
    names = names_of(passages)
    out: dict[int, list[tuple[Passage, list[Origin], str]]] = defaultdict(list)
    for passage in passages:
        shown = fields.sentence(passage.text, names.get(passage.pk, []), passage.unit_count)
        out[edition_of[passage.pk] or 0].append((passage, origins[passage.pk], shown))
    return out


def names_of(passages: Iterable[Passage]) -> dict[int, list[str]]:
    """The names of the first units of each passage. One query."""
    chosen = {passage.pk: passage.first_units for passage in passages if passage.first_units}
    known = units.units_by_ids({unit_id for ids in chosen.values() for unit_id in ids}) if chosen else {}
    return {pk: [known[unit_id].name for unit_id in ids if unit_id in known] for pk, ids in chosen.items()}


def tasks_before(report: Report) -> set[int]:
    """The tasks of which the reports that this one sums up say something. One query."""
    told = Part.objects.filter(consolidation__report__in=report.bases.all(), task__isnull=False, passages__included=True)
    return set(told.values_list("task_id", flat=True).distinct())


def words_before(report: Report, section: str, task_id: int | None, title: str | None = None) -> list[Said]:
    """What the reports that this one sums up say of a task, or in a part of that title, with everything it stands on there. Two queries."""
    part = Q(part__consolidation__report__in=report.bases.all(), part__section=section, part__task=task_id)
    if title is not None:
        part &= Q(part__title=title)
    shown = Passage.objects.filter(part, included=True, merged__isnull=True)
    passages = {one.pk: one for one in shown.order_by("part__consolidation__report__as_of", "order")}
    rows = Source.objects.filter(Q(passage__in=passages) | Q(passage__merged__in=passages)).order_by("pk").select_related("passage")
    return [
        (
            Origin(
                row.unit_id,
                row.edition_id,
                row.key,
                row.start,
                row.end,
                via_id=row.passage.merged_id or row.passage_id,
                progress_id=row.progress_id,
                difficulty_id=row.difficulty_id,
            ),
            passages[row.passage.merged_id or row.passage_id].text,
        )
        for row in rows
    ]
