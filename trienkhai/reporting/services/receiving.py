"""What the unit that receives does with a submission: takes it in, returns it, accepts it, gives one unit more time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.reporting import permissions
from trienkhai.reporting.choices import GIVEN, SubmissionAct, SubmissionState
from trienkhai.reporting.models import Submission
from trienkhai.reporting.services.submitting import move, step, worded

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def _given(actor: Person, submission_id: int) -> Submission:
    """The submission, locked, for whoever receives it."""
    row = permissions.submission_door(actor, submission_id)
    permissions.can_receive(actor, row).require()
    Submission.objects.select_for_update().get(pk=row.pk)
    return row


def _refuse_not_given(row: Submission, *states: SubmissionState) -> None:
    if row.state not in states:
        raise Conflict(
            _("Báo cáo đang ở bước «%(state)s» nên không làm được việc này.") % {"state": row.get_state_display()},
            _("Hãy tải lại trang để xem bước hiện nay."),
        )


@transaction.atomic
def receive_submission(*, actor: Person, submission_id: int, version: int) -> Submission:
    """Take it in: from now on the unit cannot take it back. Doing it twice changes nothing."""
    row = _given(actor, submission_id)
    if row.state == SubmissionState.RECEIVED:
        return row
    _refuse_not_given(row, SubmissionState.SENT)
    move(row, SubmissionState.RECEIVED, version)
    step(row, SubmissionAct.RECEIVED, actor)
    return row


@transaction.atomic
def return_submission(*, actor: Person, submission_id: int, version: int, words: str) -> Submission:
    """Return it with remarks, also after it was accepted; what was sent stays as an edition. Its first day of sending still counts."""
    row = _given(actor, submission_id)
    _refuse_not_given(row, *GIVEN)
    said = worded(words)
    if clock.today() > max(row.round.locks_on, row.due):
        raise Refusal(
            _("Đợt báo cáo đã khoá nên đơn vị không sửa được nữa."), _("Lùi hạn nộp cho riêng đơn vị trước, rồi trả lại để bổ sung.")
        )
    move(row, SubmissionState.RETURNED, version)
    step(row, SubmissionAct.RETURNED, actor, said)
    return row


@transaction.atomic
def accept_submission(*, actor: Person, submission_id: int, version: int, words: str = "") -> Submission:
    """Accept it: locked, and counted as reported. Doing it twice changes nothing."""
    row = _given(actor, submission_id)
    if row.state == SubmissionState.ACCEPTED:
        return row
    _refuse_not_given(row, SubmissionState.SENT, SubmissionState.RECEIVED)
    move(row, SubmissionState.ACCEPTED, version)
    step(row, SubmissionAct.ACCEPTED, actor, words.strip())
    return row


@transaction.atomic
def extend_submission(*, actor: Person, submission_id: int, version: int, until: dt.date, words: str) -> Submission:
    """Give this unit alone a later last day, with a reason; the day before is kept. It opens a locked round for the unit again."""
    row = _given(actor, submission_id)
    _refuse_not_given(row, SubmissionState.DRAFT, SubmissionState.PREPARED, SubmissionState.RETURNED, *GIVEN)
    if until <= max(row.due, clock.today()):
        raise Refusal(
            _("Ngày mới phải sau hạn nộp đang có (%(due)s) và sau hôm nay.") % {"due": text.date(row.due)}, _("Hãy chọn một ngày muộn hơn.")
        )
    said, was = worded(words), row.due
    move(row, SubmissionState(row.state), version)
    Submission.objects.filter(pk=row.pk).update(due=until)
    row.due = until
    step(row, SubmissionAct.EXTENDED, actor, said, old_due=was)
    return row
