"""Amending an issued plan by a later document: compared by whoever prepares plans, decided point by point by leadership."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents import selectors as documents
from trienkhai.plans import amending, permissions
from trienkhai.plans.choices import AlterationKind, AmendmentKind, AmendmentState, PlanState, Ruling, Schedule
from trienkhai.plans.models import Addressee, Alteration, Amendment, Obligation, Plan, Task
from trienkhai.plans.services.amending_work import Work, give, give_again, move_day, no_longer_addressed, withdraw
from trienkhai.plans.services.deriving import is_inner
from trienkhai.plans.services.preparing import refresh_addressees, schedule_of

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.plans.amending import Snap

REASON = 200


@transaction.atomic
def compare_plan(*, actor: Person, plan_id: int, document_id: int, kind: str) -> Amendment:
    """Compare an issued plan with a later reviewed document of the same unit; a comparison that nobody decided on is made anew.

    Raises Refusal when the plan is not issued, the document is not reviewed, of another unit, or a plan or amendment already.
    """
    plan = _issued(actor, plan_id)
    permissions.can_prepare(actor, permissions.owner_path(plan)).require()
    card = documents.get_document(actor, document_id)
    if kind not in AmendmentKind.values or card.unit_id != plan.owner_id:
        raise Hidden
    if card.reviewed_at is None:
        raise Refusal(_("Văn bản chưa rà soát xong."), _("Hãy kết thúc rà soát rồi so sánh."))
    used = Amendment.objects.filter(document_id=document_id, state=AmendmentState.APPLIED).exists()
    if used or Plan.objects.filter(document_id=document_id).exists():
        raise Refusal(_("Văn bản này đã là kế hoạch hoặc đã dùng để sửa đổi."), _("Hãy chọn văn bản khác."))
    Amendment.objects.filter(plan=plan, state=AmendmentState.DRAFT).delete()
    Amendment.objects.filter(document_id=document_id, state=AmendmentState.DRAFT).delete()
    made = {"plan_version": plan.version, "made_by": actor, "made_at": clock.now()}
    row = Amendment.objects.create(plan=plan, document_id=document_id, kind=kind, **made)
    found = amending.compare(_standing(plan), _worded(document_id), whole=kind == AmendmentKind.REPLACE)
    if not found:
        raise Refusal(_("Văn bản này không thay đổi nhiệm vụ nào của kế hoạch."), _("Hãy xem lại văn bản hoặc loại sửa đổi."))
    Alteration.objects.bulk_create(
        Alteration(amendment=row, order=order, kind=one.kind, task_id=one.task_id, before=one.before, after=one.after)
        for order, one in enumerate(found, start=1)
    )
    journal.record(actor, "plans.plan.compared", plan, plan.owner_id, amendment=row.pk, document=document_id, points=len(found))
    return row


@transaction.atomic
def drop_amendment(*, actor: Person, amendment_id: int) -> None:
    """Throw a comparison away that nobody decided on. Raises Conflict when somebody has."""
    row = _waiting(actor, amendment_id)
    permissions.can_prepare(actor, permissions.owner_path(row.plan)).require()
    journal.record(actor, "plans.amendment.dropped", row.plan, row.plan.owner_id, document=row.document_id)
    row.delete()


@transaction.atomic
def amend_plan(*, actor: Person, amendment_id: int, rulings: Mapping[int, str], reason: str) -> Amendment:
    """Decide on every point of a comparison and change the plan: `rulings` says for each whether it holds now, later or not.

    Now reaches the open work of periods that have not ended; later reaches only periods not opened; one that has ended stays as it was.
    Raises Refusal without a reason, with a point left out, a phrase that is bound to nobody, or a dated task that could hold nowhere;
    Conflict when it was decided or the plan was changed meanwhile.
    """
    row = _waiting(actor, amendment_id)
    plan, path = row.plan, permissions.owner_path(row.plan)
    permissions.can_issue(actor, path).require()
    points = list(row.alterations.select_related("task").order_by("order"))
    _check(plan, row, points, rulings, reason)
    for point in points:
        point.ruling = rulings[point.pk]
        if point.ruling != Ruling.KEEP:
            _apply(Work(actor, plan, path, reason.strip()[:REASON], point.ruling == Ruling.NOW), row, point)
    Alteration.objects.bulk_update(points, ["ruling", "task", "made", "moved", "released"])
    row.state, row.reason, row.decided_by, row.decided_at = AmendmentState.APPLIED, reason.strip()[:REASON], actor, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    plan.version, plan.inner = plan.version + 1, is_inner(plan, path)
    plan.save(update_fields=["version", "inner"])
    sums = {name: sum(getattr(point, name) for point in points) for name in ("made", "moved", "released")}
    applied = sum(point.ruling != Ruling.KEEP for point in points)
    journal.record(actor, "plans.plan.amended", plan, plan.owner_id, amendment=row.pk, points=len(points), applied=applied, **sums)
    return row


def _issued(actor: Person, plan_id: int) -> Plan:
    permissions.plan_door(actor, plan_id)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    if plan.state != PlanState.ISSUED:
        raise Refusal(_("Kế hoạch chưa ban hành nên chưa cần sửa đổi."), _("Hãy sửa ngay trong dự thảo."))
    return plan


def _waiting(actor: Person, amendment_id: int) -> Amendment:
    """A comparison that waits for its decision, its plan locked."""
    row = permissions.amendment_door(actor, amendment_id)
    plan = Plan.objects.select_for_update().get(pk=row.plan_id)
    row.refresh_from_db()
    row.plan = plan
    if row.state != AmendmentState.DRAFT:
        raise Conflict(_("Bản sửa đổi này đã có quyết định."), _("Hãy tải lại trang để xem."))
    return row


def _standing(plan: Plan) -> list[tuple[int, Snap]]:
    """The plan's tasks that hold, as they are compared."""
    rows = plan.tasks.filter(ended_on__isnull=True).prefetch_related("addressees")
    names = ("schedule", "schedule_text", "starts_on", "due", "every", "more_dues")
    return [
        (
            task.pk,
            amending.snap(task, {name: getattr(task, name) for name in names}, [(a.duty, a.phrase) for a in task.addressees.all()]),
        )
        for task in rows
    ]


def _worded(document_id: int) -> list[Snap]:
    """The tasks of a reviewed document, as they are compared."""
    return [
        amending.snap(row, schedule_of(row.times), [(named.role, named.phrase[:250]) for named in documents.addressed(row.units)])
        for row in documents.reviewed(document_id)
    ]


def _check(plan: Plan, row: Amendment, points: Iterable[Alteration], rulings: Mapping[int, str], reason: str) -> None:
    if row.plan_version != plan.version:
        raise Conflict(_("Kế hoạch đã thay đổi sau khi so sánh."), _("Hãy so sánh lại với văn bản rồi quyết định."))
    if not reason.strip():
        raise Refusal(_("Sửa đổi kế hoạch cần căn cứ."), _("Hãy ghi số, ký hiệu văn bản sửa đổi hoặc ý kiến chỉ đạo."))
    points = list(points)
    if {point.pk for point in points} != rulings.keys() or not set(rulings.values()) <= set(Ruling.values):
        raise Refusal(_("Còn điểm sửa đổi chưa quyết định."), _("Hãy chọn cho từng điểm, rồi lưu."))
    for point in points:
        if point.kind == AlterationKind.ADDED and rulings[point.pk] == Ruling.LATER and point.after and not amending.is_steady(point.after):
            raise Refusal(
                _("Nhiệm vụ mới có thời hạn (%(key)s) thuộc kỳ chứa ngày hết hạn.") % {"key": point.after["key"]},
                _("Hãy chọn áp dụng cả kỳ đang mở, hoặc không áp dụng."),
            )


def _apply(work: Work, row: Amendment, point: Alteration) -> None:
    if point.kind == AlterationKind.ADDED:
        _add(work, row, point)
    elif point.kind == AlterationKind.REMOVED:
        _end(work, point)
    elif point.before and point.after and amending.is_steady(point.before) != amending.is_steady(point.after):
        _end(work, point)  # dated and continuous work are counted apart, so that one never becomes the other
        _add(work, row, point)
    else:
        _change(work, row, point)


def _end(work: Work, point: Alteration) -> None:
    task = _task(point)
    task.ended_on = clock.today()
    task.save(update_fields=["ended_on"])
    point.released += withdraw(work, work.undone(task))


def _add(work: Work, row: Amendment, point: Alteration) -> None:
    said = point.after or {}
    taken = set(work.plan.tasks.values_list("key", flat=True))
    key = next(key for key in (said["key"], *(f"{said['key'][:54]}~{n}" for n in range(2, 1000))) if key not in taken)
    order = (work.plan.tasks.aggregate(last=Max("order"))["last"] or 0) + 1
    task = Task.objects.create(plan=work.plan, order=order, key=key, document_id=row.document_id, **amending.fields_of(said))
    _address(task, said)
    point.task = task
    point.made += give(work, task)


def _change(work: Work, row: Amendment, point: Alteration) -> None:
    task, said, before = _task(point), point.after or {}, point.before or {}
    was = task.due
    for name, value in amending.fields_of(said).items():
        setattr(task, name, value)
    task.document_id = row.document_id
    task.save()
    undone = work.undone(task)
    if task.due is not None and was is not None and was != task.due and task.schedule == Schedule.ONCE:
        point.moved += move_day(undone.filter(due=was), task.due)
    if said["addressed"] != before["addressed"]:
        task.addressees.all().delete()
        _address(task, said)
        point.released += withdraw(work, no_longer_addressed(task, work.undone(task)))
        standing = Obligation.objects.filter(task=task).exists()
        point.made += give_again(work, task) if standing else give(work, task)


def _task(point: Alteration) -> Task:
    if point.task is None:
        raise Hidden
    return point.task


def _address(task: Task, said: Snap) -> None:
    """Whom the words address, as bound today. Raises Refusal while a phrase is neither bound nor left open."""
    Addressee.objects.bulk_create(Addressee(task=task, duty=duty, phrase=phrase) for duty, phrase in said["addressed"])
    refresh_addressees(task.plan, task=task)
    unbound = Addressee.objects.filter(task=task, group__isnull=True, units__isnull=True, is_open=False)
    phrases = sorted({row.phrase for row in unbound})
    if phrases:
        raise Refusal(
            _("Chưa gắn với đơn vị: %(phrases)s.") % {"phrases": "; ".join(f"«{phrase}»" for phrase in phrases)},
            _("Hãy mở văn bản sửa đổi, gắn mỗi cụm từ với nhóm hoặc đơn vị, rồi quyết định lại."),
        )
