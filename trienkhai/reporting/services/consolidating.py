"""Consolidating what was accepted: into the report of the plan's owner, or into a unit's own submission. One way for both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.records import selectors as records
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import FileState
from trienkhai.reporting.consolidating import filling, rendering
from trienkhai.reporting.models import Consolidation, Part, Report

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

STILL = dt.timedelta(minutes=1)
"""A run that has not moved for so long is taken for dead and started again."""


@transaction.atomic
def consolidate_report(*, actor: Person, report_id: int) -> Consolidation:
    """Take into a report what was accepted since, and editions that took the place of others. Passages edited stay as they are."""
    report = permissions.door(actor, report_id)
    permissions.can_make(actor, permissions.path_of_owner(report.unit_id)).require()
    refuse_issued(report.pk)
    row = Consolidation.objects.select_for_update().get_or_create(report=report)[0]
    if _queue(actor, row, report.unit_id):
        Report.objects.filter(pk=report.pk).update(version=F("version") + 1, state=FileState.QUEUED, step="", progress=0)
        jobs.enqueue("reporting.write", report_id=report.pk)
    return row


@transaction.atomic
def consolidate_submission(*, actor: Person, submission_id: int) -> Consolidation:
    """Take what was accepted of the units below into the sections of a unit's own submission; each section keeps where its words come from.

    Raises Refusal while the submission cannot be written, and when nobody reports to the unit.
    """
    found = permissions.submission_door(actor, submission_id)
    permissions.can_write(actor, found).require()
    row = Consolidation.objects.select_for_update().get_or_create(submission=found)[0]
    if not filling.below(row).exists():
        raise Refusal(_("Không có đơn vị nào nộp báo cáo cho đơn vị trong đợt này."), _("Hãy viết trực tiếp vào các phần của báo cáo."))
    if _queue(actor, row, found.unit_id):
        jobs.enqueue("reporting.consolidate", consolidation_id=row.pk)
    return row


def _queue(actor: Person, row: Consolidation, unit_id: int) -> bool:
    """Ask for a run unless one is under way; one that stands still goes on."""
    if row.state == FileState.RUNNING and row.moved_at is not None and clock.now() - row.moved_at < STILL:
        return False
    if row.state != FileState.RUNNING:
        row.state, row.progress, row.moved_at = FileState.QUEUED, 0, clock.now()
        row.save(update_fields=["state", "progress", "moved_at"])
    journal.record(actor, "reporting.consolidation.asked", row, unit_id)
    return True


def refuse_issued(report_id: int) -> None:
    """What was put before who approves it is what is approved: its words do not change behind it."""
    issued = records.issued_from("report", [report_id]).get(report_id)
    if issued is not None and not issued.is_open:
        raise Conflict(
            _("Báo cáo đã trình phát hành (%(state)s) nên không sửa được nữa.") % {"state": issued.state_label.lower()},
            _("Cần sửa thì đề nghị trả lại dự thảo ở trang văn bản đi, sửa báo cáo, rồi lấy lại nội dung."),
        )


def changed(part: Part) -> None:
    """What follows from a change of a part: files are written anew, or the submission says what its passages say."""
    row = part.consolidation
    if row.report_id is not None:
        Report.objects.filter(pk=row.report_id).update(version=F("version") + 1, state=FileState.QUEUED, step="", progress=0)
        jobs.enqueue("reporting.write", report_id=row.report_id)
        return
    if row.submission_id is not None:
        rendering.say(part, row.submission_id)


def raise_version(part: Part, version: int) -> None:
    """Conflict when somebody else changed the part since its page was opened."""
    if not Part.objects.filter(pk=part.pk, version=version).update(version=F("version") + 1):
        raise Conflict(
            _("Phần này vừa được người khác sửa."),
            _("Nội dung bạn nhập vẫn còn trên trang này, bên cạnh nội dung hiện có. Hãy xem khác biệt rồi lưu lại."),
        )
    part.version = version + 1
