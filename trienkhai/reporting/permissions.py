"""Who may see, make, edit a report, which belongs to the unit whose plan it is on; who submits, who receives, who rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict, denied
from trienkhai.reporting import windows
from trienkhai.reporting.models import Part, Passage, Regime, Report, Round, Submission
from trienkhai.units import tree
from trienkhai.units.models import Placement
from trienkhai.units.permissions import path_today

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


def path_of_owner(owner_id: int) -> str:
    """Where the owner of a plan stands today; `Hidden` when it is closed. One query."""
    path = path_today(owner_id)
    if path is None:
        raise Hidden
    return path


def path_of(row: Submission) -> str:
    """Where the unit of a submission stands today, or last stood in the round. One query."""
    return path_today(row.unit_id) or row.path


def submission_door(viewer: Person, submission_id: int) -> Submission:
    """The one door to a submission: its unit's own people and those who see reports of the unit; `Hidden` for others."""
    found = (
        Submission.objects.select_related("round__regime__plan", "round__period", "round__held__period").filter(pk=submission_id).first()
    )
    if found is None:
        raise Hidden
    path = path_of(found)
    if not (may(viewer, "report.prepare", path) or may(viewer, "report.see", path)):
        raise Hidden
    return found


def round_door(viewer: Person, round_id: int) -> Round:
    """The one door to a round: those who see reports of the plan's owner."""
    found = Round.objects.select_related("regime__plan", "period", "expected_set").filter(pk=round_id).first()
    if found is None:
        raise Hidden
    hide_unless_seen(viewer, path_of_owner(found.regime.owner_id))
    return found


def regime_door(viewer: Person, regime: Regime) -> None:
    """`Hidden` for those to whom reports of the regime's owner do not exist."""
    hide_unless_seen(viewer, path_of_owner(regime.owner_id))


def can_prepare(actor: Person | AnonymousUser, path: str) -> Verdict:
    """Write what the unit at `path` submits, and put it before its head."""
    return may(actor, "report.prepare", path)


def can_submit(actor: Person | AnonymousUser, path: str) -> Verdict:
    """Approve and send what the unit at `path` submits."""
    return may(actor, "report.submit", path)


def can_receive(actor: Person | AnonymousUser, row: Submission) -> Verdict:
    """Receive, return and accept a submission, give it more time: for the unit that receives it. One query."""
    return may(actor, "report.receive", path_today(row.receiver_id) or "")


def can_rule(actor: Person | AnonymousUser, path: str) -> Verdict:
    """Change the reporting regime of plans of the unit at `path`."""
    return may(actor, "regime.rule", path)


def part_door(viewer: Person, part_id: int) -> Part:
    """The one door to a part: that of its report, or of its submission (also as it was sent); `Hidden` for others."""
    with_round = (
        "consolidation__report__period__plan",
        "consolidation__report__period__period",
        "consolidation__report__period__round",
        "consolidation__submission__round",
    )
    part = Part.objects.select_related("task", *with_round, "consolidation__edition").filter(pk=part_id).first()
    if part is None:
        raise Hidden
    row = part.consolidation
    if row.report_id is not None:
        door(viewer, row.report_id)
    else:
        submission_door(viewer, row.submission_id or (row.edition.submission_id if row.edition is not None else 0))
    return part


def passage_door(viewer: Person, passage_id: int) -> Passage:
    """The one door to a passage: that of its part."""
    found = Passage.objects.filter(pk=passage_id).first()
    if found is None:
        raise Hidden
    found.part = part_door(viewer, found.part_id)
    return found


def can_edit_part(actor: Person, part: Part) -> Verdict:
    """Change the passages of a part; a submission that cannot be written is a denial here."""
    row = part.consolidation
    if row.report is not None:
        return can_make(actor, path_of_owner(row.report.unit_id))
    if row.submission is None:
        return denied(_("Bản này giữ nguyên như lúc gửi."))
    return can_write(actor, row.submission)


def can_write(actor: Person | AnonymousUser, row: Submission) -> Verdict:
    """Write a submission now: the right, then whether it is open."""
    verdict = can_prepare(actor, path_of(row))
    return verdict and windows.may_write(row.round, row, clock.today())
