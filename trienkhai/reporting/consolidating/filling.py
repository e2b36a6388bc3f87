"""The job: takes what was accepted into a consolidation, part after part, each in its own transaction. Killed anywhere, it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Value

from trienkhai.core import clock, journal, text
from trienkhai.reporting.choices import FileState, PassageAct, Section, SubmissionState
from trienkhai.reporting.consolidating import gathering, placing, rendering, wording
from trienkhai.reporting.models import Consolidation, Edition, Part, Passage, PassageChange, Source, Submission, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trienkhai.reporting.models import Round

INCLUDED = 10
"""How many passages of a free section stand in the document until a person chooses; the rest are kept ready."""
_FIXED = (Section.OPENING, Section.PROPOSAL)


def place_of(row: Consolidation) -> tuple[Round | None, int]:
    """The round whose submissions go into it, and the unit that receives them."""
    if row.report is not None:
        return getattr(row.report.period, "round", None), row.report.unit_id
    if row.submission is None:
        raise LookupError("what was sent is not consolidated again")
    return row.submission.round, row.submission.unit_id


def below(row: Consolidation) -> QuerySet[Submission]:
    """The submissions that are to go into it."""
    made, unit_id = place_of(row)
    if made is None:
        return Submission.objects.none()
    return Submission.objects.filter(round=made, receiver_id=unit_id).exclude(state=SubmissionState.RELEASED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted submission whose latest edition has not been taken, and the edition that was taken before."""

    submission_id: int
    edition_id: int
    had_id: int | None


def taken_id(row: Consolidation) -> Subquery:
    """The id of the edition that was taken of a submission, as a part of a query."""
    return Subquery(Taken.objects.filter(consolidation=row, submission=OuterRef("pk")).values("edition_id")[:1])


def waiting(row: Consolidation) -> list[Waiting]:
    """What was accepted and has not been taken, in the order of the tree. One query."""
    last = Subquery(Edition.objects.filter(submission=OuterRef("pk")).order_by("-number").values("pk")[:1])
    accepted = below(row).filter(state=SubmissionState.ACCEPTED)
    accepted = accepted.annotate(last=last, had=taken_id(row) if row.pk else Value(None, output_field=BigIntegerField()))
    found = accepted.order_by("path", "pk").values_list("pk", "last", "had")
    return [Waiting(pk, edition, had) for pk, edition, had in found if edition is not None and edition != had]


def keep_parts(row: Consolidation) -> None:
    """A part for each free section of the round; a report always has its opening and its proposals."""
    made, _unit = place_of(row)
    outline = made.sections if made is not None else []
    parts = [_part(row, at, one) for at, one in enumerate(outline, start=1)]
    if row.report_id is not None:
        parts += [
            Part(consolidation=row, section=section, title=str(section.label), order=100)
            for section in _FIXED
            if section not in {part.section for part in parts}
        ]
    Part.objects.bulk_create(parts, ignore_conflicts=True)


def _part(row: Consolidation, at: int, one: dict[str, str]) -> Part:
    """A section of the round; one that bears the name of a fixed part of the report stands there."""
    key = text.phrase_key(one["title"])
    section = next((fixed for fixed in _FIXED if text.phrase_key(str(fixed.label)) == key), Section.FREE)
    return Part(consolidation=row, section=section, key=one["key"], title=one["title"][:250], order=at)


def run(consolidation_id: int, say: Callable[[int, str], None] | None = None) -> None:
    """Take what waits into every part. Does nothing when nobody asked; goes on where a killed run stopped."""
    row = _begin(consolidation_id)
    if row is None:
        return
    parts = list(Part.objects.filter(consolidation=row, task__isnull=True).order_by("order", "pk"))
    taken = list(Taken.objects.filter(consolidation=row, run=row.run))
    given = gathering.editions([one.edition_id for one in taken])
    for at, part in enumerate(parts):
        _say(row, 5 + 90 * at // len(parts), f"Đang tổng hợp phần «{part.title}»", say)
        _fill(row, part.pk, taken, given)
    _end(row)


@transaction.atomic
def _begin(consolidation_id: int) -> Consolidation | None:
    row = Consolidation.objects.select_for_update().get(pk=consolidation_id)
    if row.state in (FileState.DONE, FileState.FAILED):
        return None
    if row.state == FileState.QUEUED:
        row.run, row.state = row.run + 1, FileState.RUNNING
        row.save(update_fields=["run", "state"])
        keep_parts(row)
        _take(row)
    return row


def _take(row: Consolidation) -> None:
    """Say which editions this run takes, and in whose place."""
    rows = [
        Taken(consolidation=row, submission_id=one.submission_id, edition_id=one.edition_id, before_id=one.had_id, run=row.run)
        for one in waiting(row)
    ]
    Taken.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["consolidation", "submission"],
        update_fields=["edition", "before", "run"],
    )


@transaction.atomic
def _fill(row: Consolidation, part_id: int, taken: Sequence[Taken], given: Sequence[gathering.Given]) -> None:
    """One part, once in a run: what another edition took the place of goes, what is new comes. Words typed before stay, as one's own."""
    part = Part.objects.select_for_update().get(pk=part_id)
    if part.run == row.run:
        return
    _keep_typed(row, part)
    _let_go(part, [one.before_id for one in taken if one.before_id is not None])
    placing.place(part, [*_before(row, part), *gathering.words_of(given, part.key)], included=INCLUDED)
    part.run, part.version = row.run, part.version + 1
    part.save(update_fields=["run", "version"])
    PassageChange.objects.create(part=part, act=PassageAct.FILLED, version=part.version, at=clock.now())
    if row.submission is not None:
        rendering.say(part, row.submission.pk)


def _before(row: Consolidation, part: Part) -> list[gathering.Said]:
    """What the reports that this one sums up say in the part; taken in once."""
    if row.report is None or part.run:
        return []
    return gathering.words_before(row.report, part.section, None, part.title)


def _keep_typed(row: Consolidation, part: Part) -> None:
    """What the unit had typed into the section before its first run."""
    if row.submission is None or Passage.objects.filter(part=part).exists():
        return
    typed = Submission.objects.get(pk=row.submission.pk).said.get(part.key, "")
    Passage.objects.bulk_create([Passage(part=part, order=at, text=one.text) for at, one in enumerate(wording.pieces(typed), start=1)])


def _let_go(part: Part, editions: Sequence[int]) -> None:
    """Words that came by these editions stand behind nothing of this part any more."""
    if not editions:
        return
    gone = Source.objects.filter(passage__part=part, given__in=editions)
    touched = set(gone.values_list("passage_id", flat=True))
    gone.delete()
    placing.recount(touched)


@transaction.atomic
def _end(row: Consolidation) -> None:
    count = below(row).count()
    Consolidation.objects.filter(pk=row.pk, run=row.run).update(
        state=FileState.DONE, step="", progress=100, expected=count, moved_at=clock.now()
    )
    _made, unit_id = place_of(row)
    n = Taken.objects.filter(consolidation=row, run=row.run).count()
    journal.record(None, "reporting.consolidation.done", row, unit_id, run=row.run, taken=n, expected=count)


def _say(row: Consolidation, progress: int, step: str, also: Callable[[int, str], None] | None) -> None:
    Consolidation.objects.filter(pk=row.pk).update(progress=progress, step=step, moved_at=clock.now())
    if also is not None:
        also(progress, step)
