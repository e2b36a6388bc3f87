"""Files that go with a submission: put in while the unit still has it, taken out again; what an edition holds stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning, uploads
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.text import number
from trienkhai.reporting import permissions
from trienkhai.reporting.models import SubmissionFile
from trienkhai.reporting.services.submitting import own, refuse_shut

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile

MOST_FILES = 20


def attach_file(*, actor: Person, submission_id: int, name: str, data: bytes) -> SubmissionFile:
    """Put a file with the submission; the same bytes again change nothing.

    It is checked and scanned before the transaction. Raises Refusal for one that may not be kept, or while the unit may not write.
    """
    seen = permissions.submission_door(actor, submission_id)
    permissions.can_prepare(actor, permissions.path_of(seen)).require()
    refuse_shut(seen)
    uploads.media_type(name, data)
    scanning.require_clean(
        actor=actor, verb="reporting.submission.refused", subject=seen, unit_id=seen.unit_id, name=files.safe_name(name), data=data
    )
    return _put(actor, submission_id, name, data)


@transaction.atomic
def _put(actor: Person, submission_id: int, name: str, data: bytes) -> SubmissionFile:
    row, _path = own(actor, submission_id)
    refuse_shut(row)
    stored = files.store(data, uploads.media_type(name, data))
    known = row.files.filter(file=stored, removed_at__isnull=True).first()
    if known is not None:
        return known
    if row.files.filter(removed_at__isnull=True).count() >= MOST_FILES:
        raise Refusal(_("Mỗi báo cáo kèm nhiều nhất %(n)s tệp.") % {"n": number(MOST_FILES)}, _("Hãy gộp các tệp, hoặc bỏ tệp không cần."))
    made = SubmissionFile.objects.create(submission=row, file=stored, name=files.safe_name(name), added_by=actor, added_at=clock.now())
    journal.record(actor, "reporting.submission.attached", row, row.unit_id, round=row.round_id, file=made.pk, size=len(data))
    return made


@transaction.atomic
def detach_file(*, actor: Person, submission_id: int, file_id: int) -> None:
    """Take a file out of what is written; one that was sent stays with its edition. Doing it twice changes nothing."""
    row, path = own(actor, submission_id)
    permissions.can_prepare(actor, path).require()
    refuse_shut(row)
    found = row.files.filter(pk=file_id).first()
    if found is None:
        raise Hidden
    if found.removed_at is not None:
        return
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    journal.record(actor, "reporting.submission.detached", row, row.unit_id, round=row.round_id, file=found.pk)


def hand_out_attachment(*, actor: Person, submission_id: int, file_id: int) -> tuple[StoredFile, str]:
    """A file of the submission and its name; who took it is written down."""
    row = permissions.submission_door(actor, submission_id)
    found = row.files.select_related("file").filter(pk=file_id).first()
    if found is None:
        raise Hidden
    journal.saw(actor, "reporting.submission.downloaded", row, row.unit_id, file=found.pk)
    return found.file, found.name
