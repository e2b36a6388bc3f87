"""Gathering passages from what units reported: the same words once, with everyone who said them; nothing is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction

from trienkhai.core import clock, text
from trienkhai.plans import selectors as plans
from trienkhai.reporting.choices import Section
from trienkhai.reporting.models import Passage, Report, ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMED = 2
"""How many of its source units a passage names."""
INCLUDED = 3
"""How many of a task's passages stand in the document until a person chooses; the rest are kept ready."""


@dataclass(slots=True)
class Gathered:
    """One wording and the progress entries that say it (difficulties raised alone by their negative number)."""

    text: str
    sources: list[int] = field(default_factory=list)


def gather(entries: Iterable[tuple[int, str]]) -> list[Gathered]:
    """Entries (progress id, words) grouped by equal words, most said first, then the fullest; empty words are left out."""
    groups: dict[str, Gathered] = {}
    for progress_id, words in entries:
        key = text.phrase_key(words)
        if key:
            groups.setdefault(key, Gathered(" ".join(words.split()))).sources.append(progress_id)
    return sorted(groups.values(), key=lambda g: (-len(g.sources), -len(g.text), g.text))


@transaction.atomic
def compose(report: Report) -> int:
    """Write the passages of a new report; does nothing when they stand already. Returns how many were written.

    One task after the other, so that memory holds what units said of one of them.
    """
    fresh = Report.objects.select_for_update().get(pk=report.pk)
    if fresh.composed_at is not None:
        return 0
    rows = ReportRow.objects.filter(report=report, progress__isnull=False).order_by("task_id", "progress_id")
    said = rows.values_list("task_id", "progress_id", "unit_id", "progress__text", "progress__result", "progress__difficulty")
    made, lonely = 0, set(plans.troubled_tasks(plan_period_id=report.period_id, until=report.as_of))
    for task_id, entries in groupby(said.iterator(chunk_size=2000), key=itemgetter(0)):
        made += _task(report, task_id, entries)
        lonely.discard(task_id)
    made += sum(_task(report, task_id, ()) for task_id in sorted(lonely))
    Report.objects.filter(pk=report.pk).update(composed_at=clock.now())
    return made


def _task(report: Report, task_id: int, entries: Iterable[tuple[Any, ...]]) -> int:
    """The passages of one task; difficulties in the words of their group, those raised without a report by their negative number."""
    troubles = plans.troubles(plan_period_id=report.period_id, task_id=task_id, until=report.as_of)
    unit_of = {-number: unit_id for number, unit_id, _words in troubles.alone}
    results, difficulties = [], [(-number, words) for number, _unit, words in troubles.alone]
    for _task_id, progress_id, unit_id, words, result, difficulty in entries:
        unit_of[progress_id] = unit_id
        results.append((progress_id, ". ".join(part.strip().rstrip(".") for part in (words, result) if part.strip())))
        difficulties.append((progress_id, troubles.words(unit_id, difficulty)))
    made = 0
    for section, said_of in ((Section.RESULT, results), (Section.DIFFICULTY, difficulties)):
        groups = gather(said_of)
        made += _write([_passage(report, section, task_id, order, group, unit_of) for order, group in enumerate(groups, 1)], groups)
    return made


def _write(passages: list[Passage], groups: Sequence[Gathered]) -> int:
    """Write passages with their sources; how many."""
    made = Passage.objects.bulk_create(passages, batch_size=500)
    pairs = [(passage.pk, source) for passage, group in zip(made, groups, strict=True) for source in group.sources]
    entries, troubles = Passage.sources.through, Passage.troubles.through
    links = (entries(passage_id=passage_id, progress_id=source) for passage_id, source in pairs if source > 0)
    while batch := list(islice(links, 2000)):
        entries.objects.bulk_create(batch)
    troubles.objects.bulk_create(
        [troubles(passage_id=passage_id, difficulty_id=-source) for passage_id, source in pairs if source < 0], batch_size=2000
    )
    return len(made)


def _passage(report: Report, section: str, task_id: int, order: int, group: Gathered, unit_of: Mapping[int, int]) -> Passage:
    return Passage(
        report=report,
        section=section,
        task_id=task_id,
        order=order,
        composed=group.text,
        text=group.text,
        included=order <= INCLUDED,
        source_count=len(group.sources),
        first_units=list(dict.fromkeys(unit_of[source] for source in group.sources[:NAMED])),
    )
