"""What units say: that they have seen the work, and how far it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, jobs, journal, scanning, uploads
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.periods import services as periods
from trienkhai.plans import confirming, counting, permissions
from trienkhai.plans.choices import REPORTABLE, Confirmation, State
from trienkhai.plans.models import Evidence, Obligation, Progress
from trienkhai.plans.services import difficulties

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MAX_FILES = 10


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it came from the browser."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Said:
    state: str
    text: str
    result: str
    difficulty: str
    attachments: Sequence[Attachment]


def _own(actor: Person, obligation_id: int) -> Obligation:
    """The obligation locked for its unit's report; `Hidden` for people it does not concern, a denial for those who only oversee."""
    found = permissions.owed(actor, obligation_id)
    permissions.can_report(actor, found.path).require()
    locked = Obligation.objects.select_for_update().get(pk=obligation_id)
    locked.task, locked.period = found.row.task, found.row.period
    return locked


@transaction.atomic
def acknowledge(*, actor: Person, obligation_id: int) -> Obligation:
    """Say that the unit has seen what it owes; saying it twice changes nothing."""
    row = _own(actor, obligation_id)
    if row.acknowledged_at is None:
        row.acknowledged_at = clock.now()
        row.save(update_fields=["acknowledged_at"])
        journal.record(actor, "plans.obligation.acknowledged", row, row.unit_id)
    return row


def report_progress(
    *,
    actor: Person,
    obligation_id: int,
    form_key: uuid.UUID,
    state: str,
    text: str = "",
    result: str = "",
    difficulty: str = "",
    attachments: Sequence[Attachment] = (),
) -> Progress:
    """Append what the unit says and move its obligation. `form_key` names the page: sent twice, it reports once.

    Raises Refusal for an unknown state, an empty report, or an attachment that may not be kept. Attachments are scanned before
    the transaction: no row waits for the scanner, and that something harmful came stays written.
    """
    if attachments and not Progress.objects.filter(form_key=form_key, obligation_id=obligation_id).exists():
        _screen(actor, obligation_id, attachments)
    return _append(actor, obligation_id, form_key, _Said(state, text, result, difficulty, attachments))


def _screen(actor: Person, obligation_id: int, attachments: Sequence[Attachment]) -> None:
    found = permissions.owed(actor, obligation_id)
    permissions.can_report(actor, found.path).require()
    _check_files(attachments)
    row = found.row
    for item in attachments:
        scanning.require_clean(actor=actor, verb="plans.evidence.refused", subject=row, unit_id=row.unit_id, name=item.name, data=item.data)


@transaction.atomic
def _append(actor: Person, obligation_id: int, form_key: uuid.UUID, said: _Said) -> Progress:
    row = _own(actor, obligation_id)
    known = Progress.objects.filter(form_key=form_key, obligation=row).first()
    if known is not None:
        return known
    _refuse_closed(row)
    _check(said)
    now, state = clock.now(), said.state
    done_on = (row.done_on or now.date()) if state == State.DONE else None
    progress = Progress.objects.create(
        obligation=row,
        form_key=form_key,
        state=state,
        text=said.text.strip(),
        result=said.result.strip(),
        difficulty=said.difficulty.strip(),
        actor=actor,
        at=now,
    )
    for item in said.attachments:
        stored = files.store(item.data, uploads.media_type(item.name, item.data))
        Evidence.objects.create(progress=progress, file=stored, name=item.name[-250:])
    if (state, done_on) != (row.state, row.done_on):
        counting.move(row, state=state, done_on=done_on)
    spoke = (row.state == State.NOT_STARTED) != (state == State.NOT_STARTED)
    row.state, row.done_on, row.reported_at = state, done_on, now
    row.acknowledged_at = row.acknowledged_at or now
    row.confirmation = Confirmation.AWAITS if state == State.DONE and confirming.required(row.task, now.date()) else ""
    row.save(update_fields=["state", "done_on", "reported_at", "acknowledged_at", "confirmation"])
    if spoke and row.period.expected_set_id is not None:
        silent = counting.silent(row.period_id)
        periods.recount_waiting(expected_set_id=row.period.expected_set_id, unit_ids=[row.unit_id], silent=silent)
    difficulties.raise_from_report(actor=actor, obligation=row, progress=progress)
    journal.record(actor, "plans.progress.reported", row, row.unit_id, state=state, progress=progress.pk, files=len(said.attachments))
    if progress.pk % counting.FOLD_EVERY == 0:
        jobs.enqueue("plans.fold_counts", plan_period_id=row.period_id)
    return progress


def _refuse_closed(row: Obligation) -> None:
    """What was handed over, suspended or confirmed is not reported on."""
    if row.state == State.RELEASED:
        raise Conflict(_("Việc này đã chuyển cho đơn vị khác."), _("Hãy mở danh sách việc của đơn vị đang phụ trách."))
    if row.state == State.SUSPENDED:
        raise Conflict(_("Việc này đang tạm dừng."), _("Báo cáo khi cơ quan giao việc cho tiếp tục; lý do tạm dừng ghi ở trang của việc."))
    if row.confirmation == Confirmation.CONFIRMED:
        raise Conflict(_("Việc này đã được xác nhận hoàn thành."), _("Nếu cần sửa, đề nghị cơ quan giao việc trả lại để thực hiện lại."))


def _check(said: _Said) -> None:
    text, result, difficulty = said.text.strip(), said.result.strip(), said.difficulty.strip()
    if said.state not in REPORTABLE:
        raise Refusal(_("Hãy chọn tình trạng thực hiện."), _("Chọn chưa, đang thực hiện hoặc đã hoàn thành."))
    if said.state == State.DONE and not (text or result):
        raise Refusal(_("Báo cáo hoàn thành cần nêu đã làm gì hoặc kết quả."), _("Hãy viết một, hai câu ở ô nội dung."))
    if not (text or result or difficulty):
        raise Refusal(_("Báo cáo đang để trống."), _("Hãy viết nội dung đã làm hoặc khó khăn, vướng mắc."))
    _check_files(said.attachments)


def _check_files(attachments: Sequence[Attachment]) -> None:
    if len(attachments) > MAX_FILES:
        raise Refusal(_("Mỗi lần báo cáo đính kèm nhiều nhất %(n)s tệp.") % {"n": MAX_FILES}, _("Hãy gửi phần còn lại ở lần báo cáo sau."))
    for item in attachments:
        uploads.media_type(item.name, item.data)
