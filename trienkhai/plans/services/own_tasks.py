"""Writing a unit's own draft: its name, its tasks, and which task above each carries out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.text import date as shown
from trienkhai.plans import permissions, schedule
from trienkhai.plans.choices import PlanState, Schedule
from trienkhai.plans.models import Implementing, Plan, Task
from trienkhai.plans.selectors.assigning import people_in
from trienkhai.plans.selectors.given import given_tasks
from trienkhai.plans.services.deriving import TITLE, address, is_late, link, mark_overlaps, own_draft, touch
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

WORDS, REASON = 4000, 250
KINDS = (Schedule.ONCE, Schedule.CONTINUOUS, Schedule.RECURRING)
"""When an own task may be due: on a day, all the time, or again and again."""


@dataclass(frozen=True, slots=True)
class OwnTask:
    """What a person says of an own task. `parent_ids` are the tasks above it carries out; none means it goes beyond them."""

    text: str
    kind: str
    due: dt.date | None = None
    every: str = ""
    product: str = ""
    unit_ids: Sequence[int] = ()
    person_id: int | None = None
    parent_ids: Collection[int] = ()
    late_reason: str = ""


@transaction.atomic
def save_own_task(*, actor: Person, plan_id: int, version: int, task_id: int | None, said: OwnTask) -> Task:
    """Add a task to a unit's draft or change one.

    Raises Refusal for empty words, a missing day, units outside the own subtree, a person of another unit, tasks above that were not given
    to the unit, or a day later than the one above without a reason; Conflict when the draft was changed meanwhile.
    """
    plan = own_draft(actor, plan_id, version)
    owner = units.get_unit(unit_id=plan.owner_id)
    picked, person = _picked(owner, said)
    parents = _parents(plan, said)
    values = _values(said)
    if task_id is None:
        order = (plan.tasks.aggregate(last=Max("order"))["last"] or 0) + 1
        task = Task.objects.create(plan=plan, order=order, key=str(order), **values)
    else:
        task = _task(plan, task_id)
        for name, value in values.items():
            setattr(task, name, value)
        task.save(update_fields=list(values))
    address(task, owner, picked, person)
    link(actor, task, parents, plan.owner_id, late_reason=said.late_reason.strip()[:REASON])
    touch(plan)
    journal.record(actor, "plans.own.task-saved", plan, plan.owner_id, task=task.pk, above=sorted(parent.pk for parent in parents))
    return task


@transaction.atomic
def remove_own_task(*, actor: Person, plan_id: int, version: int, task_id: int) -> None:
    """Take a task out of a unit's draft."""
    plan = own_draft(actor, plan_id, version)
    task = _task(plan, task_id)
    journal.record(actor, "plans.own.task-removed", plan, plan.owner_id, key=task.key)
    task.delete()
    touch(plan)


@transaction.atomic
def rename_own_plan(*, actor: Person, plan_id: int, version: int, title: str, number: str = "", symbol: str = "") -> Plan:
    """Say what a unit's draft is called. Raises Refusal for an empty name."""
    plan = own_draft(actor, plan_id, version)
    if not title.strip():
        raise Refusal(_("Kế hoạch cần có tên."), _("Hãy ghi tên kế hoạch."))
    plan.title, plan.number, plan.symbol = title.strip()[:TITLE], number.strip()[:40], symbol.strip()[:80]
    plan.save(update_fields=["title", "number", "symbol"])
    touch(plan)
    journal.record(actor, "plans.own.renamed", plan, plan.owner_id)
    return plan


@transaction.atomic
def match_tasks(*, actor: Person, plan_id: int, version: int, pairs: Mapping[int, Collection[int]], reasons: Mapping[int, str]) -> Plan:
    """Confirm which tasks above the own tasks carry out: `pairs` has the tasks above for each own one, `reasons` why a day is later.

    Own tasks that are not named stay as they are. Works on drafts and on issued plans; raises Refusal for a task above that was not given
    to the unit or a later day without reason, Conflict when the plan was changed meanwhile.
    """
    permissions.plan_door(actor, plan_id)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    permissions.can_prepare(actor, permissions.owner_path(plan)).require()
    if plan.version != version:
        raise Conflict(_("Kế hoạch vừa được người khác sửa."), _("Hãy tải lại trang, xem lại rồi làm tiếp."))
    tasks = {task.pk: task for task in plan.tasks.filter(pk__in=pairs)}
    if tasks.keys() != set(pairs):
        raise Hidden
    for task_id, task in tasks.items():
        said = OwnTask(task.text, task.schedule, task.due, parent_ids=pairs[task_id], late_reason=reasons.get(task_id, ""))
        link(actor, task, _parents(plan, said), plan.owner_id, late_reason=said.late_reason.strip()[:REASON])
    if plan.state == PlanState.ISSUED:
        mark_overlaps(plan)
        Implementing.objects.filter(task__plan=plan, since__isnull=True).update(since=clock.now())
    touch(plan)
    journal.record(actor, "plans.own.matched", plan, plan.owner_id, tasks=len(tasks), above=sum(len(ids) for ids in pairs.values()))
    return plan


def _task(plan: Plan, task_id: int) -> Task:
    task = plan.tasks.filter(pk=task_id).first()
    if task is None:
        raise Hidden
    return task


def _values(said: OwnTask) -> dict[str, Any]:
    words = said.text.strip()
    if not words or len(words) > WORDS:
        raise Refusal(_("Nội dung việc để trống hoặc quá dài."), _("Hãy viết một, hai câu nêu việc phải làm."))
    if said.kind not in KINDS:
        raise Refusal(_("Hãy chọn thời gian thực hiện."), _("Chọn có thời hạn, thường xuyên hoặc định kỳ."))
    if said.kind == Schedule.ONCE and said.due is None:
        raise Refusal(_("Việc có thời hạn cần ngày hoàn thành."), _("Hãy chọn ngày, hoặc chọn thường xuyên."))
    if said.kind == Schedule.RECURRING and said.every not in schedule.EVERY:
        raise Refusal(_("Việc định kỳ cần chu kỳ."), _("Hãy chọn hằng tháng, hằng quý, sáu tháng hoặc hằng năm."))
    return {
        "title": words,
        "text": words,
        "schedule": said.kind,
        "due": said.due if said.kind == Schedule.ONCE else None,
        "every": said.every if said.kind == Schedule.RECURRING else "",
        "product": said.product.strip()[:1000],
        "schedule_text": "",
        "starts_on": None,
    }


def _picked(owner: UnitAt, said: OwnTask) -> tuple[list[UnitAt], Person | None]:
    known = units.units_by_ids(said.unit_ids)
    if len(known) != len(set(said.unit_ids)) or any(not tree.contains(owner.path, unit.path) for unit in known.values()):
        raise Refusal(_("Có đơn vị không thuộc đơn vị của bạn."), _("Hãy chọn trong đơn vị mình và các đơn vị trực thuộc."))
    picked = list(known.values()) or [owner]
    if said.person_id is None:
        return picked, None
    person = people_in(picked[0].id).get(said.person_id) if len(picked) == 1 else None
    if person is None:
        raise Refusal(_("Người thực hiện phải đang có vai trò ở chính đơn vị được chọn."), _("Hãy chọn một đơn vị và người của đơn vị đó."))
    return picked, person


def _parents(plan: Plan, said: OwnTask) -> list[Task]:
    """The tasks above, each given to the plan's owner."""
    if not said.parent_ids:
        return []
    wanted = {task.pk: task for task in Task.objects.filter(pk__in=said.parent_ids)}
    given = {row.task.pk: row for row in given_tasks(unit_id=plan.owner_id, plan_ids={task.plan_id for task in wanted.values()})}
    if not set(said.parent_ids) <= given.keys():
        raise Refusal(_("Có nhiệm vụ không phải cấp trên giao cho đơn vị."), _("Hãy chọn trong các nhiệm vụ được giao."))
    late = [row.due for pk in said.parent_ids if is_late(said.due, (row := given[pk]).due)]
    if late and not said.late_reason.strip():
        raise Refusal(
            _("Hạn của việc muộn hơn hạn cấp trên giao (%(day)s).") % {"day": shown(min(day for day in late if day))},
            _("Hãy chọn ngày sớm hơn, hoặc ghi lý do."),
        )
    return [given[pk].task for pk in said.parent_ids]
