"""What stands besides a submission's words is kept with its edition: work, forms that were sent, figures, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from trienkhai.core import clock
from trienkhai.periods import timeliness
from trienkhai.plans.models import Progress
from trienkhai.registers.models import Filling
from trienkhai.reporting.models import Edition, EditionWork, Submission
from trienkhai.reporting.selectors.contents import owed_by

if TYPE_CHECKING:
    from trienkhai.reporting.selectors.contents import Contents


def hold_forms(row: Submission) -> None:
    """Lock the unit's forms of the period, so that what was checked is what is kept."""
    held = row.round.held_id
    if held is not None:
        list(Filling.objects.select_for_update().filter(unit_id=row.unit_id, collection__period=held).values_list("pk", flat=True))


def keep(edition: Edition, row: Submission, contents: Contents) -> None:
    """Keep everything with the edition."""
    _works(edition, row)
    edition.forms.set([one.sent_id for one in contents.forms if one.sent_id is not None])
    edition.figures.set([one.said for one in contents.figures if one.said is not None])
    edition.files.set(contents.files)


def _works(edition: Edition, row: Submission) -> None:
    last = Progress.objects.filter(obligation=OuterRef("pk")).order_by("-id").values("pk")[:1]
    rows = owed_by(row).annotate(way=timeliness.expression(clock.today()), last=Subquery(last)).order_by("task__order", "id")
    EditionWork.objects.bulk_create(
        EditionWork(edition=edition, obligation_id=pk, state=state, timeliness=way, progress_id=progress)
        for pk, state, way, progress in rows.values_list("pk", "state", "way", "last")
    )
