"""The plan's owner on work reported done: confirmed, with a remark on the work; or returned to be done again, its last day unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from trienkhai.core import clock, jobs, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.verdict import Verdict, denied
from trienkhai.plans import counting, permissions
from trienkhai.plans.choices import ChangeKind, Confirmation, DecisionKind, Quality, State
from trienkhai.plans.models import Decision, Obligation, Plan, Progress, Task

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST, MOST_WORDS = 200, 2000
"""Works of one decision, and letters of a reason or a remark."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many works were confirmed, and how many stood otherwise meanwhile and were left as they are."""

    count: int
    skipped: int


@transaction.atomic
def confirm_done(*, actor: Person, obligation_ids: Collection[int], quality: str = "", remark: str = "") -> Confirmed:
    """Confirm that work reported done is done; many units' work on one plan at once, with one remark on the work for all.

    What is no longer done or was confirmed meanwhile is left as it is. Raises Refusal when nothing or too much is chosen, for work of
    several plans, for an unknown remark, and for work that the actor reported.
    """
    rows = held(actor, obligation_ids)
    owner_path = permissions.owner_path(rows[0].task.plan)
    permissions.can_confirm(actor, owner_path).require()
    if quality and quality not in Quality.values:
        raise Refusal(_("Nhận xét chất lượng chưa đúng."), _("Hãy chọn một trong các mức hoặc để trống."))
    words = short(remark)
    ready = [row for row in rows if row.state == State.DONE and row.confirmation != Confirmation.CONFIRMED]
    for row in ready:
        _not_ones_own(actor, row, owner_path).require()
    if not ready:
        raise Conflict(_("Việc đã được xác nhận hoặc không còn ở trạng thái hoàn thành."), _("Hãy tải lại trang để xem."))
    Obligation.objects.filter(pk__in=[row.pk for row in ready]).update(confirmation=Confirmation.CONFIRMED)
    decide(actor, ready, DecisionKind.CONFIRMED, text=words, quality=quality)
    for row in ready:
        journal.record(actor, "plans.completion.confirmed", row, row.unit_id, quality=quality)
    return Confirmed(len(ready), len(rows) - len(ready))


@transaction.atomic
def return_work(*, actor: Person, obligation_id: int, reason: str) -> Decision:
    """Return work reported done, confirmed or not, to be done again; its last day stays. The unit is told.

    Raises Refusal without a reason, Conflict when it is not done any more.
    """
    row = held(actor, [obligation_id])[0]
    owner_path = permissions.owner_path(row.task.plan)
    permissions.can_confirm_of(actor, owner_path, row.path).require()
    words = worded(reason)
    if row.state != State.DONE:
        raise Conflict(_("Việc này không ở trạng thái đã hoàn thành nên không trả lại."), _("Hãy tải lại trang để xem."))
    counting.move(row, state=State.IN_PROGRESS, done_on=None, kind=ChangeKind.RETURNED)
    Obligation.objects.filter(pk=row.pk).update(state=State.IN_PROGRESS, done_on=None, confirmation="")
    decision = decide(actor, [row], DecisionKind.RETURNED, text=words)[0]
    journal.record(actor, "plans.completion.returned", row, row.unit_id, decision=decision.pk, was_confirmed=bool(row.confirmation))
    return decision


@transaction.atomic
def rule_confirmation(*, actor: Person, plan_id: int, task_id: int | None = None, required: bool | None) -> None:
    """Say whether work reported done from now on waits for confirmation, of a plan or of one task; None takes back what was said."""
    plan = permissions.plan_door(actor, plan_id)
    permissions.can_prepare(actor, permissions.owner_path(plan)).require()
    if task_id is None:
        Plan.objects.filter(pk=plan.pk).update(confirms=required)
    elif not Task.objects.filter(pk=task_id, plan=plan).update(confirms=required):
        raise Hidden
    journal.record(actor, "plans.confirmation.ruled", plan, plan.owner_id, task=task_id, required=required)


def _not_ones_own(actor: Person, row: Obligation, owner_path: str) -> Verdict:
    """Nobody confirms what they reported; a head does not confirm their own unit's work."""
    if row.said_by == actor.pk:  # type: ignore[attr-defined]
        return denied(_("Người đã báo cáo việc này không tự xác nhận."), _("Hãy để người khác của cơ quan giao việc xác nhận."))
    return permissions.can_confirm_of(actor, owner_path, row.path)


def held(actor: Person, obligation_ids: Collection[int]) -> list[Obligation]:
    """Works of one plan, locked in one order, with who spoke last as `said_by`; `Hidden` unless all are open to this person."""
    ids = sorted(set(obligation_ids))
    if not ids:
        raise Refusal(_("Chưa chọn việc nào."), _("Hãy đánh dấu ít nhất một việc trong danh sách."))
    if len(ids) > MOST:
        raise Refusal(_("Mỗi lần chọn nhiều nhất %(most)s việc.") % {"most": MOST}, _("Hãy chia thành nhiều lần."))
    permissions.obligation_door(actor, ids[0])
    list(Obligation.objects.select_for_update().filter(pk__in=ids).order_by("id").values_list("pk", flat=True))
    last = Progress.objects.filter(obligation=OuterRef("pk")).order_by("-id").values("actor")[:1]
    told = Obligation.objects.filter(pk__in=ids).annotate(said_by=Subquery(last)).select_related("task__plan", "period")
    rows: list[Obligation] = list(told.order_by("id"))
    if len(rows) != len(ids) or len({row.task.plan_id for row in rows}) != 1:
        raise Hidden
    return rows


def decide(actor: Person, rows: Collection[Obligation], kind: DecisionKind, **said: Any) -> list[Decision]:
    """Write a decision on works as they stood, and let their units be told. `dues` are new last days by work, where they change."""
    dues: dict[int, dt.date] = said.pop("dues", {})
    common = said | {"kind": kind, "actor": actor, "at": clock.now()}
    made = Decision.objects.bulk_create(
        Decision(period_id=row.period_id, obligation=row, old_due=row.due, new_due=dues.get(row.pk, row.due), **common) for row in rows
    )
    if kind != DecisionKind.CONFIRMED:
        jobs.enqueue("plans.tell_decisions", decision_ids=[row.pk for row in made])
    return made


def worded(words: str) -> str:
    """A reason; Refusal when it is missing or too long."""
    if not words.strip():
        raise Refusal(_("Chưa nêu lý do."), _("Hãy viết một, hai câu để đơn vị biết cần làm gì."))
    return short(words)


def short(words: str) -> str:
    """Words without margins; Refusal when they are too long."""
    if len(words.strip()) > MOST_WORDS:
        raise Refusal(_("Nội dung dài quá %(most)s chữ cái.") % {"most": MOST_WORDS}, _("Hãy viết gọn lại."))
    return words.strip()
