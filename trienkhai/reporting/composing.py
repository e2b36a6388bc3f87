"""Gathering passages from what units reported: the same words once, with everyone who said them; nothing is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from trienkhai.core import clock, text
from trienkhai.reporting.choices import Section
from trienkhai.reporting.models import Passage, Report, ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterable

INCLUDED = 3
"""How many of a task's passages stand in the document until a person chooses; the rest are kept ready."""


@dataclass(slots=True)
class Gathered:
    """One wording and the progress entries that say it."""

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
    """Write the passages of a new report; does nothing when they stand already. Returns how many were written."""
    fresh = Report.objects.select_for_update().get(pk=report.pk)
    if fresh.composed_at is not None:
        return 0
    said: dict[tuple[str, int], list[tuple[int, str]]] = {}
    rows = ReportRow.objects.filter(report=report, progress__isnull=False).order_by("task_id", "progress_id")
    for task_id, progress_id, words, result, difficulty in rows.values_list(
        "task_id", "progress_id", "progress__text", "progress__result", "progress__difficulty"
    ):
        whole = ". ".join(part.strip().rstrip(".") for part in (words, result) if part.strip())
        said.setdefault((Section.RESULT, task_id), []).append((progress_id, whole))
        said.setdefault((Section.DIFFICULTY, task_id), []).append((progress_id, difficulty))
    passages, sources = [], []
    for (section, task_id), entries in said.items():
        for order, group in enumerate(gather(entries), start=1):
            passages.append(_passage(report, section, task_id, order, group))
            sources.append(group.sources)
    made = Passage.objects.bulk_create(passages, batch_size=500)
    through = Passage.sources.through
    links = [through(passage_id=p.pk, progress_id=s) for p, ids in zip(made, sources, strict=True) for s in ids]
    through.objects.bulk_create(links, batch_size=2000)
    Report.objects.filter(pk=report.pk).update(composed_at=clock.now())
    return len(made)


def _passage(report: Report, section: str, task_id: int, order: int, group: Gathered) -> Passage:
    return Passage(
        report=report,
        section=section,
        task_id=task_id,
        order=order,
        composed=group.text,
        text=group.text,
        included=order <= INCLUDED,
        source_count=len(group.sources),
    )
