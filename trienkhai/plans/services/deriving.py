"""A unit's own plan: made from the tasks that plans above give it, linked to them, put in force with its issuing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.plans import matching, permissions
from trienkhai.plans.choices import Duty, PlanState
from trienkhai.plans.models import Addressee, Implementing, Plan, Task
from trienkhai.plans.selectors.given import Given, given_tasks
from trienkhai.plans.services.opening import members
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

TITLE = 400
COPIED = ("heading", "title", "text", "schedule", "schedule_text", "starts_on", "product")


@transaction.atomic
def derive_plan(*, actor: Person, unit_id: int, parent_id: int) -> Plan:
    """Make the draft of a unit's own plan from what an issued plan gives it; the draft that stands when there is one already.

    Raises Refusal when the plan is not issued or gives the unit nothing.
    """
    parent, unit, given = _given(actor, unit_id, parent_id)
    standing = Plan.objects.filter(owner_id=unit_id, above=parent, state=PlanState.DRAFT).first()
    if standing is not None:
        return standing
    title = _("Kế hoạch thực hiện %(title)s") % {"title": parent.title}
    plan = Plan.objects.create(owner_id=unit_id, title=title[:TITLE], created_at=clock.now(), inner=True)
    _take(actor, plan, parent, unit, given)
    journal.record(actor, "plans.own.derived", plan, unit_id, above=parent.pk, tasks=len(given))
    return plan


@transaction.atomic
def take_in(*, actor: Person, plan_id: int, version: int, parent_id: int) -> Plan:
    """Add to a unit's draft what another plan gives it; tasks that the draft carries out already are left out."""
    plan = own_draft(actor, plan_id, version)
    parent, unit, given = _given(actor, plan.owner_id, parent_id)
    known = set(Implementing.objects.filter(task__plan=plan).values_list("parent_id", flat=True))
    fresh = [row for row in given if row.task.pk not in known]
    if not fresh:
        raise Refusal(_("Dự thảo đã có mọi nhiệm vụ của kế hoạch này."), _("Hãy chọn kế hoạch khác, hoặc sửa từng việc trong dự thảo."))
    _take(actor, plan, parent, unit, fresh)
    touch(plan)
    journal.record(actor, "plans.own.taken", plan, plan.owner_id, above=parent.pk, tasks=len(fresh))
    return plan


def own_draft(actor: Person, plan_id: int, version: int) -> Plan:
    """A unit's draft that is written on screen, locked for a change. Raises Conflict when it was changed or issued meanwhile."""
    permissions.plan_door(actor, plan_id)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    permissions.can_prepare(actor, permissions.owner_path(plan)).require()
    if plan.state != PlanState.DRAFT:
        raise Conflict(_("Kế hoạch đã ban hành nên không sửa trực tiếp."), _("Hãy dùng «Sửa đổi, bổ sung» ở trang kế hoạch."))
    if plan.document_id is not None:
        raise Refusal(_("Kế hoạch này lập từ văn bản."), _("Hãy mở lại rà soát văn bản để sửa nhiệm vụ, rồi lập lại kế hoạch."))
    if plan.version != version:
        raise Conflict(_("Kế hoạch vừa được người khác sửa."), _("Hãy tải lại trang, xem lại rồi làm tiếp."))
    return plan


def touch(plan: Plan) -> None:
    """The draft is another than people saw before."""
    plan.version += 1
    plan.save(update_fields=["version"])


def _given(actor: Person, unit_id: int, parent_id: int) -> tuple[Plan, UnitAt, list[Given]]:
    parent = permissions.plan_door(actor, parent_id)
    unit = units.get_unit(unit_id=unit_id)
    permissions.can_prepare(actor, unit.path).require()
    if parent.state != PlanState.ISSUED:
        raise Refusal(_("Kế hoạch cấp trên chưa ban hành."), _("Hãy chờ kế hoạch được ban hành."))
    given = [row for row in given_tasks(unit_id=unit_id, plan_ids=[parent.pk]) if not row.is_coordination]
    if parent.owner_id == unit_id or not given:
        raise Refusal(_("Kế hoạch này không giao việc nào cho đơn vị."), _("Hãy mở kế hoạch có giao việc cho đơn vị bạn."))
    return parent, unit, given


def _take(actor: Person, plan: Plan, parent: Plan, unit: UnitAt, given: Iterable[Given]) -> None:
    """Own tasks as worded above, by the unit's own last day, for the unit itself."""
    plan.above.add(parent)
    last = plan.tasks.aggregate(last=Max("order"))["last"] or 0
    for order, row in enumerate(given, start=last + 1):
        copied = {
            name: getattr(row.task, name)
            for name in ("heading", "title", "text", "schedule", "schedule_text", "starts_on", "product", "more_dues")
        }
        task = Task.objects.create(plan=plan, order=order, key=str(order), due=row.due or row.task.due, every=row.task.every, **copied)
        address(task, unit, [])
        link(actor, task, [row.task], plan.owner_id)


def address(task: Task, owner: UnitAt, picked: Iterable[UnitAt], person: Person | None = None) -> None:
    """Whom an own task addresses: the picked units, or the owner itself, where a person may be named."""
    task.addressees.all().delete()
    meant = list(picked) or [owner]
    phrase = "; ".join(unit.name for unit in meant)[:250]
    row = Addressee.objects.create(task=task, duty=Duty.EXECUTE, phrase=phrase, picked=True, person=person)
    row.units.set([unit.id for unit in meant])


def link(actor: Person, task: Task, parents: Iterable[Task], unit_id: int, *, late_reason: str = "") -> None:
    """Say which tasks above an own task carries out; what was said before and still holds keeps its author."""
    wanted = {parent.pk: parent for parent in parents}
    rows = Implementing.objects.filter(task=task)
    rows.exclude(parent_id__in=wanted).delete()
    rows.update(late_reason=late_reason)
    known = set(rows.values_list("parent_id", flat=True))
    said = {"unit_id": unit_id, "said_by": actor, "said_at": clock.now(), "late_reason": late_reason}
    Implementing.objects.bulk_create(Implementing(task=task, parent=wanted[pk], **said) for pk in wanted if pk not in known)
    task.plan.above.add(*{parent.plan_id for parent in wanted.values()})


def put_in_force(plan: Plan, owner_path: str) -> None:
    """With its issuing the own tasks cover those above; overlaps are marked, and whether anybody outside the owner's subtree is addressed.

    Raises Refusal where an own day is later than the day above without a reason.
    """
    links = list(Implementing.objects.filter(task__plan=plan).select_related("task", "parent"))
    days = {row.task.pk: row.due for row in given_tasks(unit_id=plan.owner_id, plan_ids={link.parent.plan_id for link in links})}
    late = sorted({row.task.key for row in links if is_late(row.task.due, days.get(row.parent_id)) and not row.late_reason})
    if late:
        raise Refusal(
            _("Việc có hạn muộn hơn hạn cấp trên giao mà chưa nêu lý do: %(keys)s.") % {"keys": ", ".join(late)},
            _("Hãy sửa hạn hoặc ghi lý do, rồi ban hành."),
        )
    mark_overlaps(plan)
    Implementing.objects.filter(task__plan=plan, since__isnull=True).update(since=clock.now())
    plan.inner = is_inner(plan, owner_path)
    plan.save(update_fields=["inner"])


def is_late(due: dt.date | None, above: dt.date | None) -> bool:
    """Whether an own day is later than the unit's last day for the task above."""
    return due is not None and above is not None and due > above


def mark_overlaps(plan: Plan) -> None:
    """Write anew which links of a plan overlap. A constant number of queries."""
    tasks = plan.tasks.prefetch_related("implements", "addressees__units")
    own = [
        matching.Own(
            task.pk,
            frozenset(link.parent_id for link in task.implements.all()),
            frozenset(key for row in task.addressees.all() for key in _addressed(row)),
            (task.schedule, task.due, task.every),
        )
        for task in tasks
    ]
    found = matching.overlapping(own)
    links = list(Implementing.objects.filter(task__plan=plan))
    for row in links:
        row.overlaps = (row.task_id, row.parent_id) in found
    Implementing.objects.bulk_update(links, ["overlaps"], batch_size=500)


def _addressed(row: Addressee) -> list[tuple[str, int]]:
    if row.person_id is not None:
        return [("person", row.person_id)]
    return [("group", row.group_id)] if row.group_id is not None else [("unit", unit.pk) for unit in row.units.all()]


def is_inner(plan: Plan, owner_path: str) -> bool:
    """Whether nobody outside the owner's subtree is addressed; an open phrase says nothing. A query for each addressee with a group."""
    low, high = tree.subtree(owner_path)
    rows = Addressee.objects.filter(task__plan=plan).select_related("group")
    groups = {row.group_id: row for row in rows if row.group_id is not None}
    listed = Addressee.units.through.objects.filter(addressee__task__plan=plan).values("unit_id")
    placed = [units.on_day().filter(unit_id__in=listed), *(found for row in groups.values() if (found := members(row)) is not None)]
    return not any(found.exclude(path__gte=low, path__lt=high).exists() for found in placed)
