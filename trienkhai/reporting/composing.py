"""Gathering a report's passages from what units reported and submitted: the same words once, with all who said them; nothing is invented.

Task after task and part after part, each in its own transaction: a run that was killed goes on where it stopped, a second one does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction

from trienkhai.core import clock
from trienkhai.plans import selectors as plans
from trienkhai.reporting.choices import FileState, Section
from trienkhai.reporting.consolidating import filling, gathering, placing
from trienkhai.reporting.consolidating.gathering import Origin, Said
from trienkhai.reporting.models import Consolidation, Part, Report, ReportRow

INCLUDED = 3
"""How many of a task's passages stand in the document until a person chooses; the rest are kept ready."""


def compose(report: Report, say: Callable[[int, str], None] | None = None) -> None:
    """Write the passages of a new report; does nothing when they stand already."""
    row, _made = Consolidation.objects.get_or_create(report=report, defaults={"state": FileState.QUEUED})
    if Report.objects.filter(pk=report.pk, composed_at__isnull=True).exists():
        _tasks(report, row)
        Report.objects.filter(pk=report.pk).update(composed_at=clock.now())
    filling.run(row.pk, say)


def _tasks(report: Report, row: Consolidation) -> None:
    """What units said of each task in their progress, and what they find difficult. Memory holds what they said of one task."""
    done = set(Part.objects.filter(consolidation=row, section=Section.DIFFICULTY, run=1).values_list("task_id", flat=True))
    rows = ReportRow.objects.filter(report=report, progress__isnull=False).exclude(task__in=done).order_by("task_id", "progress_id")
    said = rows.values_list("task_id", "progress_id", "unit_id", "progress__text", "progress__result", "progress__difficulty")
    lonely = set(plans.troubled_tasks(plan_period_id=report.period_id, until=report.as_of)) | gathering.tasks_before(report)
    lonely -= done
    for task_id, entries in groupby(said.iterator(chunk_size=2000), key=itemgetter(0)):
        _task(report, row, task_id, entries)
        lonely.discard(task_id)
    for task_id in sorted(lonely):
        _task(report, row, task_id, ())


@transaction.atomic
def _task(report: Report, row: Consolidation, task_id: int, entries: Iterable[tuple[Any, ...]]) -> None:
    """The passages of one task; difficulties in the words of their group, also those raised without a report."""
    troubles = plans.troubles(plan_period_id=report.period_id, task_id=task_id, until=report.as_of)
    results: list[Said] = []
    difficulties: list[Said] = [(Origin(unit_id, difficulty_id=pk), words) for pk, unit_id, words in troubles.alone]
    for _task_id, progress_id, unit_id, words, result, difficulty in entries:
        origin = Origin(unit_id, progress_id=progress_id)
        results.append((origin, ". ".join(part.strip().rstrip(".") for part in (words, result) if part.strip())))
        difficulties.append((origin, troubles.words(unit_id, difficulty)))
    for section, said_of in ((Section.RESULT, results), (Section.DIFFICULTY, difficulties)):
        part = Part.objects.create(consolidation=row, section=section, key=str(task_id), task_id=task_id, run=1)
        placing.place(part, [*gathering.words_before(report, section, task_id), *said_of], included=INCLUDED)
