"""When a unit may write or send its submission: one function, one answer, its reason (the order of locks). Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.verdict import ALLOWED, Verdict, denied
from trienkhai.reporting.choices import GIVEN, SubmissionState

if TYPE_CHECKING:
    from trienkhai.reporting.models import Round, Submission


def standing(made: Round, today: dt.date) -> str:
    """Where a day lies in a round: before, open, late (the lowest units' last day has passed) or locked."""
    if today > made.locks_on:
        return "locked"
    if today < made.opens_on:
        return "before"
    return "late" if today > made.deadline else "open"


def may_write(made: Round, row: Submission, today: dt.date) -> Verdict:
    """Whether the unit may still change and send what it submits.

    The order: released, accepted, the lock (a later day given to this unit alone goes before it), given already, not open yet. Late is
    no lock; it asks for a reason.
    """
    if row.state == SubmissionState.RELEASED:
        return denied(_("Đơn vị thôi phải nộp báo cáo này."), _("Đơn vị kế thừa nộp thay."))
    if row.state == SubmissionState.ACCEPTED:
        return denied(_("Báo cáo đã được chấp nhận nên đã khoá."), _("Nếu cần sửa, đề nghị nơi nhận trả lại để bổ sung."))
    last = max(made.locks_on, row.due)
    if today > last:
        return denied(
            _("Đợt báo cáo đã khoá từ sau ngày %(day)s.") % {"day": text.date(last)}, _("Đề nghị nơi nhận lùi hạn nộp cho riêng đơn vị.")
        )
    if row.state in GIVEN:
        return denied(_("Báo cáo đã gửi đi."), _("Muốn sửa thì rút báo cáo khi nơi nhận chưa tiếp nhận, hoặc đề nghị trả lại."))
    if today < made.opens_on:
        return denied(_("Đợt báo cáo mở từ ngày %(day)s.") % {"day": text.date(made.opens_on)}, _("Hãy trở lại từ ngày đó."))
    return ALLOWED


def needs_reason(row: Submission, today: dt.date) -> bool:
    """Whether what is sent today is late and must say why; once sent in time, a returned one is not late."""
    return row.first_sent_on is None and today > row.due
