"""What a unit does with its submission: writes, puts it before its head, sends, takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.text import number
from trienkhai.reporting import checking, permissions, windows
from trienkhai.reporting.choices import GIVEN, SubmissionAct, SubmissionState
from trienkhai.reporting.consolidating import rendering
from trienkhai.reporting.models import Edition, Submission, SubmissionStep
from trienkhai.reporting.selectors.contents import contents_of
from trienkhai.reporting.selectors.submissions import missing_below
from trienkhai.reporting.services import keeping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trienkhai.accounts.models import Person
    from trienkhai.reporting.selectors.contents import Contents

STANDING = ("state", "version", "due", "said", "is_nil", "late_reason", "saved_at", "first_sent_on")
"""What another person may have changed between the look and the lock."""
MOST = 40_000
"""Characters of one section: about 8,000 words."""


def step(row: Submission, act: SubmissionAct, actor: Person | None, words: str = "", **more: object) -> None:
    """Write what was done with a submission, and its journal line."""
    SubmissionStep.objects.create(submission=row, act=act, text=words, actor=actor, at=clock.now(), **more)
    journal.record(actor, f"reporting.submission.{act}", row, row.unit_id, round=row.round_id)


def move(row: Submission, state: SubmissionState, version: int) -> None:
    """Move a submission that is still as its page showed it; Conflict when somebody was faster."""
    moved = Submission.objects.filter(pk=row.pk, version=version).update(state=state, version=F("version") + 1)
    if not moved:
        raise stale()
    row.state, row.version = state, version + 1


def stale() -> Conflict:
    """Somebody else changed it since the page was opened."""
    return Conflict(
        _("Báo cáo này vừa được người khác sửa hoặc xử lý."),
        _("Nội dung bạn nhập vẫn còn trên trang này. Hãy mở báo cáo ở trang khác để xem thay đổi, rồi làm lại."),
    )


def own(actor: Person, submission_id: int) -> tuple[Submission, str]:
    """The submission, locked and as it stands then, for its unit's people, and the unit's path."""
    row = permissions.submission_door(actor, submission_id)
    path = permissions.path_of(row)
    locked = Submission.objects.select_for_update().get(pk=row.pk)
    for name in STANDING:
        setattr(row, name, getattr(locked, name))
    return row, path


@transaction.atomic
def save_submission(
    *, actor: Person, submission_id: int, version: int, said: Mapping[str, str], is_nil: bool = False, late_reason: str = ""
) -> Submission:
    """Keep what is written so far; nothing is checked but its length. Raises Conflict when another person saved meanwhile.

    What was put before the head and is written on goes back to being written.
    """
    row, path = own(actor, submission_id)
    permissions.can_prepare(actor, path).require()
    refuse_shut(row)
    known, kept = {one["key"] for one in row.round.sections}, rendering.kept_keys(row)
    words = {key: text.strip() for key, text in said.items() if key in known - kept}
    words |= {key: row.said[key] for key in kept if key in row.said}
    _refuse_long(*words.values(), late_reason)
    same = (row.said, row.is_nil, row.late_reason) == (words, is_nil, late_reason.strip())
    if row.version != version:
        if same:
            return row
        raise stale()
    if same and row.saved_at is not None:
        return row
    row.said, row.is_nil, row.late_reason, row.saved_at = words, is_nil, late_reason.strip(), clock.now()
    row.state = SubmissionState.RETURNED if row.state == SubmissionState.RETURNED else SubmissionState.DRAFT
    row.version += 1
    row.save(update_fields=["said", "is_nil", "late_reason", "saved_at", "state", "version"])
    journal.record(actor, "reporting.submission.saved", row, row.unit_id, round=row.round_id, filled=sum(map(bool, words.values())))
    return row


def _refuse_long(*words: str) -> None:
    if any(len(text) > MOST for text in words):
        raise Refusal(
            _("Một phần dài quá %(most)s chữ cái.") % {"most": number(MOST)},
            _("Hãy rút gọn, chi tiết để ở tệp minh chứng của từng việc."),
        )


@transaction.atomic
def prepare_submission(*, actor: Person, submission_id: int, version: int) -> Submission:
    """Put it before the unit's head. Raises Refusal while something stands in the way."""
    row, path = own(actor, submission_id)
    permissions.can_prepare(actor, path).require()
    refuse_shut(row)
    if row.state == SubmissionState.PREPARED:
        return row
    _refuse_unready(row, contents_of(row))
    move(row, SubmissionState.PREPARED, version)
    step(row, SubmissionAct.PREPARED, actor)
    return row


@transaction.atomic
def give_back(*, actor: Person, submission_id: int, version: int, words: str) -> Submission:
    """The head gives what was put before them back to be written on, and says why."""
    row, path = own(actor, submission_id)
    permissions.can_submit(actor, path).require()
    if row.state != SubmissionState.PREPARED:
        raise Conflict(_("Báo cáo không còn ở bước chờ thủ trưởng duyệt."), _("Hãy tải lại trang."))
    said = worded(words)
    move(row, SubmissionState.DRAFT, version)
    step(row, SubmissionAct.BACK, actor, said)
    return row


@transaction.atomic
def send_submission(*, actor: Person, submission_id: int, version: int) -> Edition:
    """Approve and send: what is said, how each piece of work stands, forms, figures and files are kept as an edition.

    Sent twice, it is sent once. Raises Refusal while something stands in the way, or without the right; Conflict when it changed meanwhile.
    """
    row, path = own(actor, submission_id)
    permissions.can_submit(actor, path).require()
    last = row.editions.order_by("number").last()
    if row.state in GIVEN and last is not None and last.sent_by_id == actor.pk and row.version == version + 1:
        return last
    refuse_shut(row)
    keeping.hold_forms(row)
    contents = contents_of(row)
    missing = _refuse_unready(row, contents)
    move(row, SubmissionState.SENT, version)
    edition = Edition.objects.create(
        submission=row,
        number=(row.editions.aggregate(last=Max("number"))["last"] or 0) + 1,
        said=row.said,
        is_nil=row.is_nil,
        late_reason=row.late_reason,
        missing=missing,
        sent_by=actor,
        sent_at=clock.now(),
    )
    keeping.keep(edition, row, contents)
    rendering.freeze(row, edition)
    if row.first_sent_on is None:
        Submission.objects.filter(pk=row.pk).update(first_sent_on=clock.today())
    step(row, SubmissionAct.SENT, actor)
    return edition


@transaction.atomic
def withdraw_submission(*, actor: Person, submission_id: int, version: int) -> Submission:
    """Take it back to write on while nobody has received it; the edition sent stays."""
    row, path = own(actor, submission_id)
    permissions.can_submit(actor, path).require()
    if row.state != SubmissionState.SENT:
        raise Conflict(_("Nơi nhận đã tiếp nhận hoặc xử lý báo cáo nên không rút được."), _("Đề nghị nơi nhận trả lại để bổ sung."))
    move(row, SubmissionState.DRAFT, version)
    step(row, SubmissionAct.WITHDRAWN, actor)
    return row


def refuse_shut(row: Submission) -> None:
    """Conflict, with its reason, while the unit may not write."""
    verdict = windows.may_write(row.round, row, clock.today())
    if not verdict:
        raise Conflict(verdict.reason, verdict.hint)


def worded(words: str) -> str:
    """A remark that must be there."""
    if not words.strip():
        raise Refusal(_("Chưa nêu lý do."), _("Hãy viết một, hai câu để đơn vị biết cần làm gì."))
    return words.strip()[:MOST]


def _refuse_unready(row: Submission, contents: Contents) -> int:
    missing = missing_below(row)
    found = [one for one in checking.problems(row, contents, missing, clock.today()) if one.stops]
    if found:
        raise Refusal(" ".join(one.words for one in found), _("Hãy bổ sung rồi gửi; bản đang soạn vẫn được giữ."))
    return missing
