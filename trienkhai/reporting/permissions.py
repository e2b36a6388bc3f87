"""Who may see, make, edit and number a report. A report belongs to the unit whose plan it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict
from trienkhai.reporting.models import Report
from trienkhai.units import tree
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from trienkhai.accounts.models import Person


def placed_where(viewer: Person | AnonymousUser, verb: str) -> QuerySet[Placement]:
    """Present placements of the units where the viewer may do `verb`. No query until evaluated, one for the scope."""
    reach = Q(pk__in=())
    for path, whole_subtree in scope_of(viewer).paths(verb):
        low, high = tree.subtree(path)
        reach |= Q(path__gte=low, path__lt=high) if whole_subtree else Q(path=path)
    return Placement.objects.filter(reach, valid_to__isnull=True)


def visible_to(viewer: Person | AnonymousUser) -> QuerySet[Report]:
    """Reports of the viewer's units (whole subtree for those who oversee)."""
    return Report.objects.filter(Exists(placed_where(viewer, "report.see").filter(unit=OuterRef("unit"))))


def door(viewer: Person | AnonymousUser, report_id: int) -> Report:
    """The one door to a report; `Hidden` when it is not there for this person."""
    report = visible_to(viewer).select_related("period__plan", "period__period", "docx", "xlsx").filter(pk=report_id).first()
    if report is None:
        raise Hidden
    return report


def hide_unless_seen(viewer: Person | AnonymousUser, path: str) -> None:
    """`Hidden` for those to whom reports of the unit at `path` do not exist. No query beyond the scope."""
    if not may(viewer, "report.see", path):
        raise Hidden


def can_make(actor: Person | AnonymousUser, path: str) -> Verdict:
    """Make and edit consolidated reports of the unit at `path`."""
    return may(actor, "report.consolidate", path)


def can_number(actor: Person | AnonymousUser, path: str) -> Verdict:
    """Give a report its number and day."""
    return may(actor, "report.number", path)
