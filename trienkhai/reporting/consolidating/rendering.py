"""A part as words: what stands in a submission, and the passages as they stood when it was sent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db.models import Q

from trienkhai.core import clock
from trienkhai.reporting.choices import SubmissionState
from trienkhai.reporting.consolidating import fields, gathering, placing
from trienkhai.reporting.consolidating.gathering import Origin
from trienkhai.reporting.models import Consolidation, Part, Passage, Source, Submission

if TYPE_CHECKING:
    from collections.abc import Collection

    from trienkhai.reporting.models import Edition


def shown(part: Part) -> list[Passage]:
    """The passages of a part that stand in the document. One query."""
    return list(Passage.objects.filter(part=part, merged__isnull=True, included=True).order_by("order", "pk"))


def words(part: Part) -> str:
    """A part as the words of a submission's section. Two queries."""
    passages = shown(part)
    names = gathering.names_of(passages)
    return "\n".join(fields.sentence(one.text, names.get(one.pk, []), one.unit_count) for one in passages)


def kept_keys(row: Submission) -> frozenset[str]:
    """The sections of a submission that are written by consolidating: their words come from passages. One query."""
    kept = Part.objects.filter(consolidation__submission=row, passages__isnull=False)
    return frozenset(kept.values_list("key", flat=True).distinct())


def say(part: Part, submission_id: int) -> None:
    """Write the part's words into its submission: it is another version, and what was put before the head goes back to being written."""
    row = Submission.objects.select_for_update().get(pk=submission_id)
    row.said = {**row.said, part.key: words(part)}
    row.version, row.saved_at = row.version + 1, clock.now()
    row.state = SubmissionState.DRAFT if row.state == SubmissionState.PREPARED else row.state
    row.save(update_fields=["said", "version", "saved_at", "state"])


def freeze(row: Submission, edition: Edition) -> None:
    """Keep the passages of a submission as they stood when it was sent, with their sources; nothing for one that was not consolidated."""
    parts = list(Part.objects.filter(consolidation__submission=row, passages__isnull=False).distinct())
    if not parts:
        return
    made = Consolidation.objects.create(edition=edition)
    for part in parts:
        passages = shown(part)
        origins = _origins(passages)
        kept = Part.objects.create(consolidation=made, section=part.section, key=part.key, title=part.title, order=part.order)
        copies = [_copy(passage, kept) for passage in passages]
        Passage.objects.bulk_create(copies, batch_size=500)
        placing.keep_sources(
            (copy.pk, origin) for copy, passage in zip(copies, passages, strict=True) for origin in origins.get(passage.pk, [])
        )


def _copy(passage: Passage, part: Part) -> Passage:
    same = {name: getattr(passage, name) for name in ("order", "composed", "text", "source_count", "unit_count", "first_units")}
    return Passage(part=part, included=True, **same)


def _origins(passages: Collection[Passage]) -> dict[int, list[Origin]]:
    """Everything behind these passages, what is merged into them too. One query."""
    out: dict[int, list[Origin]] = defaultdict(list)
    columns = list(asdict(Origin(0)))
    rows = Source.objects.filter(Q(passage__in=passages) | Q(passage__merged__in=passages)).order_by("passage__order", "pk")
    for own, head, *values in rows.values_list("passage_id", "passage__merged_id", *columns):
        out[head or own].append(Origin(*values))
    return out
