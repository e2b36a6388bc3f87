"""What search finds of reports: consolidated ones with their passages, and what units submit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.permissions import reach_of
from trienkhai.core import searching
from trienkhai.core.searching import Entry
from trienkhai.reporting.models import Passage, Report, Submission
from trienkhai.units.selectors import last_paths, units_by_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPORT, SUBMISSION = "reporting.report", "reporting.submission"

searching.audience("reports", lambda viewer: reach_of(viewer, "report.see"))
searching.audience("submitted", lambda viewer: reach_of(viewer, "report.see", "report.prepare"))
searching.kind(REPORT, lambda found: reverse("reporting:report-detail", args=[found.ref]))
searching.kind(SUBMISSION, lambda found: reverse("reporting:submission", args=[found.ref]))


@searching.source(REPORT)
def _reports(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Report.objects.filter(pk__in=ids))
    said: dict[int, list[str]] = defaultdict(list)
    shown = Passage.objects.filter(part__consolidation__report__in=ids, included=True, merged__isnull=True).order_by("part_id", "order")
    for report_id, words in shown.values_list("part__consolidation__report_id", "text"):
        said[report_id].append(words)
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        words = "\n".join(said[row.pk])
        yield row.pk, Entry(REPORT, row.pk, paths[row.unit_id], "reports", row.title, words, row.as_of.date())


@searching.source(SUBMISSION)
def _submissions(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Submission.objects.filter(pk__in=ids).select_related("round__period", "round__regime"))
    paths, units = last_paths([row.unit_id for row in rows]), units_by_ids({row.unit_id for row in rows})
    for row in rows:
        words = "\n".join(value for value in row.said.values() if isinstance(value, str) and value)
        if words:
            unit = units.get(row.unit_id)
            title = f"{unit.name if unit else ''} – {row.round.regime.name}, {row.round.period.label}"
            yield row.pk, Entry(SUBMISSION, row.pk, paths[row.unit_id], "submitted", title, words, row.first_sent_on)
