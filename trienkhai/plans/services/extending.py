"""More time for one obligation: asked by its unit with a reason, decided by the plan's owner; the day before is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.periods import services as periods
from trienkhai.plans import counting, permissions
from trienkhai.plans.choices import OPEN_STATES, ExtensionState, State
from trienkhai.plans.models import Extension, Obligation
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST = 2000
"""Letters of a reason or a remark."""


@transaction.atomic
def ask_extension(*, actor: Person, obligation_id: int, until: dt.date, reason: str) -> Extension:
    """Ask for more time on what the unit owes. The same day asked again while it waits gives the request that stands.

    Raises Refusal for a day that is not later than the last day and than today or a reason that is missing, Conflict when the work is done
    or handed over, or another day is asked while one waits.
    """
    owed = permissions.obligation_door(actor, obligation_id)
    permissions.can_report(actor, path_today(owed.unit_id) or owed.path).require()
    _lock(owed)
    _refuse_ended(owed)
    waiting = Extension.objects.filter(obligation=owed, state=ExtensionState.WAITING).first()
    if waiting is not None and waiting.until == until:
        return waiting
    if waiting is not None:
        raise Conflict(_("Việc này đang có một đề nghị gia hạn chờ quyết định."), _("Hãy rút đề nghị trước nếu muốn đề nghị ngày khác."))
    _check_day(owed, until)
    row = Extension.objects.create(
        obligation=owed, old_due=owed.due, until=until, reason=_worded(reason), asked_by=actor, asked_at=clock.now()
    )
    journal.record(actor, "plans.extension.asked", owed, owed.unit_id, extension=row.pk, due=owed.due.isoformat(), until=until.isoformat())
    return row


@transaction.atomic
def withdraw_extension(*, actor: Person, extension_id: int) -> None:
    """Take back a request of one's own unit that nobody has decided on. Raises Conflict when somebody has."""
    row = permissions.extension_door(actor, extension_id)
    owed = row.obligation
    permissions.can_report(actor, path_today(owed.unit_id) or owed.path).require()
    _still_waiting(row)
    _end(row, actor, ExtensionState.WITHDRAWN)
    journal.record(actor, "plans.extension.withdrawn", owed, owed.unit_id, extension=row.pk)


@transaction.atomic
def grant_extension(*, actor: Person, extension_id: int, until: dt.date, remark: str = "") -> None:
    """Give more time: the obligation's last day becomes `until`, at most the day that was asked for.

    Raises Refusal for another day, Conflict when it was decided meanwhile or the work is done or handed over.
    """
    row = _to_decide(actor, extension_id)
    owed = row.obligation
    _refuse_ended(owed)
    _check_day(owed, until)
    if until > row.until:
        raise Refusal(
            _("Ngày gia hạn muộn hơn ngày đơn vị đề nghị (%(day)s).") % {"day": text.date(row.until)}, _("Hãy chọn ngày đó hoặc sớm hơn.")
        )
    counting.postpone(owed, due=until)
    Obligation.objects.filter(pk=owed.pk).update(due=until)
    if owed.state == State.NOT_STARTED and owed.period.expected_set_id is not None:
        silent = counting.silent(owed.period_id)
        periods.recount_waiting(expected_set_id=owed.period.expected_set_id, unit_ids=[owed.unit_id], silent=silent)
    _end(row, actor, ExtensionState.GRANTED, granted_until=until, remark=_short(remark))
    was, now = owed.due.isoformat(), until.isoformat()
    journal.record(actor, "plans.extension.granted", owed, owed.unit_id, extension=row.pk, due=was, until=now)


@transaction.atomic
def refuse_extension(*, actor: Person, extension_id: int, remark: str) -> None:
    """Say no, with a reason. Raises Refusal without one, Conflict when it was decided meanwhile."""
    row = _to_decide(actor, extension_id)
    _end(row, actor, ExtensionState.REFUSED, remark=_worded(remark))
    journal.record(actor, "plans.extension.refused", row.obligation, row.obligation.unit_id, extension=row.pk)


def _to_decide(actor: Person, extension_id: int) -> Extension:
    row = permissions.extension_door(actor, extension_id)
    permissions.can_extend(actor, permissions.owner_path(row.obligation.task.plan)).require()
    _lock(row.obligation)
    _still_waiting(row)
    return row


def _lock(owed: Obligation) -> None:
    """Hold the obligation and see it as it stands now."""
    Obligation.objects.select_for_update().get(pk=owed.pk)
    owed.refresh_from_db(fields=["state", "done_on", "due"])


def _still_waiting(row: Extension) -> None:
    if not Extension.objects.select_for_update().filter(pk=row.pk, state=ExtensionState.WAITING).exists():
        raise Conflict(_("Đề nghị này đã có quyết định hoặc đã rút."), _("Hãy tải lại trang để xem kết quả."))


def _refuse_ended(owed: Obligation) -> None:
    if owed.state == State.RELEASED:
        raise Conflict(_("Việc này đã chuyển cho đơn vị khác."), _("Hãy mở danh sách việc của đơn vị đang phụ trách."))
    if owed.state == State.SUSPENDED:
        raise Conflict(_("Việc này đang tạm dừng nên chưa tính hạn."), _("Hạn mới được ấn định khi cho tiếp tục thực hiện."))
    if owed.state not in OPEN_STATES:
        raise Conflict(
            _("Đơn vị đã báo cáo hoàn thành việc này nên không gia hạn."), _("Nếu việc chưa xong, đơn vị báo cáo lại tình trạng.")
        )


def _check_day(owed: Obligation, until: dt.date) -> None:
    if until <= max(owed.due, clock.today()):
        raise Refusal(
            _("Ngày mới phải sau hạn đang có (%(due)s) và sau hôm nay.") % {"due": text.date(owed.due)}, _("Hãy chọn một ngày muộn hơn.")
        )


def _worded(words: str) -> str:
    if not words.strip():
        raise Refusal(_("Chưa nêu lý do."), _("Hãy viết một, hai câu."))
    return _short(words)


def _short(words: str) -> str:
    if len(words.strip()) > MOST:
        raise Refusal(_("Nội dung dài quá %(most)s chữ cái.") % {"most": MOST}, _("Hãy viết gọn lại."))
    return words.strip()


def _end(row: Extension, actor: Person, state: ExtensionState, **values: object) -> None:
    row.state, row.decided_by, row.decided_at = state, actor, clock.now()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "decided_by", "decided_at", *values])
