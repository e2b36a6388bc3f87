"""The plan's owner stops the clock of work and lets it go on: with reason and dates, and by decision what becomes of its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.periods import services as periods
from trienkhai.plans import counting, permissions
from trienkhai.plans.choices import OPEN_STATES, ChangeKind, Clock, DecisionKind, State
from trienkhai.plans.counting import Step
from trienkhai.plans.models import Change, Decision, Obligation
from trienkhai.plans.services.confirming import decide, held, worded

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def suspend_work(*, actor: Person, obligation_ids: Collection[int], reason: str, until: dt.date | None = None) -> list[Decision]:
    """Suspend open work of one plan from today: it is neither late nor reminded of until it is resumed. `until` is how long it is expected.

    Raises Refusal without a reason or for a day that has passed, Conflict when some of it is done, suspended or handed over.
    """
    rows = held(actor, obligation_ids)
    permissions.can_suspend(actor, permissions.owner_path(rows[0].task.plan)).require()
    words = worded(reason)
    if until is not None and until < clock.today():
        raise Refusal(_("Ngày dự kiến tiếp tục đã qua."), _("Hãy chọn ngày từ hôm nay trở đi hoặc để trống."))
    if any(row.state not in OPEN_STATES for row in rows):
        raise Conflict(_("Chỉ tạm dừng việc chưa xong và chưa tạm dừng."), _("Hãy tải lại trang rồi chọn lại."))
    counting.move_all([Step(row, State.SUSPENDED, None, ChangeKind.SUSPENDED) for row in rows])
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SUSPENDED)
    _recount(rows)
    made = decide(actor, rows, DecisionKind.SUSPENDED, text=words, until=until)
    for row in rows:
        journal.record(actor, "plans.work.suspended", row, row.unit_id, until=until.isoformat() if until else None)
    return made


@transaction.atomic
def resume_work(
    *, actor: Person, obligation_ids: Collection[int], clock_choice: str, due: dt.date | None = None, remark: str = ""
) -> list[Decision]:
    """Let suspended work of one plan go on where it stopped, from today. `clock_choice` keeps the last day, shifts it, or sets `due`.

    Raises Refusal for an unknown choice or a last day that would have passed, Conflict when some of it is not suspended.
    """
    rows = held(actor, obligation_ids)
    permissions.can_suspend(actor, permissions.owner_path(rows[0].task.plan)).require()
    if any(row.state != State.SUSPENDED for row in rows):
        raise Conflict(_("Có việc không còn tạm dừng."), _("Hãy tải lại trang rồi chọn lại."))
    stood = _stood(rows)
    dues = {row.pk: new_day(row.due, stood[row.pk][1], clock_choice, due) for row in rows}
    counting.move_all([Step(row, stood[row.pk][0], None, ChangeKind.RESUMED, dues[row.pk]) for row in rows])
    for row in rows:
        Obligation.objects.filter(pk=row.pk).update(state=stood[row.pk][0], due=dues[row.pk])
    _recount(rows)
    made = decide(actor, rows, DecisionKind.RESUMED, text=remark.strip()[:2000], dues=dues)
    for row in rows:
        journal.record(actor, "plans.work.resumed", row, row.unit_id, was=row.due.isoformat(), due=dues[row.pk].isoformat())
    return made


def _stood(rows: Sequence[Obligation]) -> dict[int, tuple[str, dt.date]]:
    """How each stood before it was suspended, and since when it is. One query."""
    last = Change.objects.filter(obligation=OuterRef("pk"), kind=ChangeKind.SUSPENDED).order_by("-id")
    found = Obligation.objects.filter(pk__in=[row.pk for row in rows]).annotate(
        stood=Subquery(last.values("was_state")[:1]), since=Subquery(last.values("at")[:1])
    )
    return {pk: (state, clock.day_of(since)) for pk, state, since in found.values_list("pk", "stood", "since")}


def new_day(last: dt.date, since: dt.date, choice: str, due: dt.date | None) -> dt.date:
    """What becomes of a last day when work that stood still since a day goes on; Refusal for an unknown choice or a day that has passed."""
    if choice == Clock.KEEP:
        return last
    if choice == Clock.SHIFT:
        return last + (clock.today() - since)
    if choice != Clock.DAY or due is None:
        raise Refusal(_("Chưa chọn cách tính hạn."), _("Giữ hạn cũ, cộng thêm số ngày đã tạm dừng, hoặc chọn hạn mới."))
    if due < clock.today():
        raise Refusal(_("Hạn mới %(day)s đã qua.") % {"day": text.date(due)}, _("Hãy chọn ngày từ hôm nay trở đi."))
    return due


def _recount(rows: Sequence[Obligation]) -> None:
    """What the units have said nothing about, in each period that has a frozen set."""
    for period in {row.period for row in rows}:
        if period.expected_set_id is not None:
            unit_ids = sorted({row.unit_id for row in rows if row.period_id == period.pk})
            periods.recount_waiting(expected_set_id=period.expected_set_id, unit_ids=unit_ids, silent=counting.silent(period.pk))
