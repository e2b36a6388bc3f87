"""What the writers of obligations guarantee in place of database constraints, proved by reading: `trienkhai verify`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting
from trienkhai.plans.choices import DecisionKind, State
from trienkhai.plans.models import Change, Decision, Entry, Implementing, Obligation, PlanPeriod, Progress, Task
from trienkhai.units.models import Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 5


def faults() -> Iterator[str]:
    """Every kind of fault with how often it stands and the first ids; nothing when all holds. A few set queries a period."""
    rows = Obligation.objects.all()
    last = Progress.objects.filter(obligation=OuterRef("pk")).order_by("-id").values("state")[:1]
    overruled = Exists(Decision.objects.filter(obligation=OuterRef("pk")).exclude(kind=DecisionKind.CONFIRMED))
    said = rows.exclude(state=State.RELEASED).exclude(overruled).annotate(said=Subquery(last))
    yield from _told("việc thuộc nhiệm vụ không có", rows.exclude(Exists(Task.objects.filter(pk=OuterRef("task_id")))))
    yield from _told("việc thuộc đơn vị không có", rows.exclude(Exists(Unit.objects.filter(pk=OuterRef("unit_id")))))
    yield from _told("việc thuộc kỳ không có", rows.exclude(Exists(PlanPeriod.objects.filter(pk=OuterRef("period_id")))))
    yield from _told("việc có nhiệm vụ và kỳ của hai kế hoạch khác nhau", rows.exclude(period__plan_id=F("task__plan_id")))
    yield from _told("trạng thái khác báo cáo sau cùng", said.filter(said__isnull=False).exclude(state=F("said")))
    yield from _told("có trạng thái mà chưa ai báo cáo", said.filter(said__isnull=True).exclude(state=State.NOT_STARTED))
    yield from _told("chờ hoặc đã xác nhận mà không còn hoàn thành", rows.exclude(confirmation="").exclude(state=State.DONE))
    yield from _history_faults(rows)
    strayed = Implementing.objects.exclude(unit_id=F("task__plan__owner_id")).count()
    if strayed:
        yield f"{strayed} việc của đơn vị đối chiếu với nhiệm vụ cấp trên ghi sai đơn vị"
    for held in PlanPeriod.objects.select_related("plan").order_by("id"):
        yield from _period_faults(held)


def _history_faults(rows: QuerySet[Obligation]) -> Iterator[str]:
    """The last step leads to how a work stands, each step begins where the one before ended, and every work came in by some entry."""
    step = Change.objects.filter(obligation=OuterRef("pk")).order_by("-id")
    stepped = rows.annotate(
        then_state=Subquery(step.values("state")[:1]),
        then_due=Subquery(step.values("due")[:1]),
        then_done_on=Subquery(step.values("done_on")[:1]),
    )
    stands = Q(state=F("then_state"), due=F("then_due")) & (
        Q(done_on=F("then_done_on")) | Q(done_on__isnull=True, then_done_on__isnull=True)
    )
    yield from _told("việc khác với bước thay đổi sau cùng", stepped.filter(then_state__isnull=False).exclude(stands))
    unmoved = rows.exclude(Exists(Change.objects.filter(obligation=OuterRef("pk")))).exclude(state=State.NOT_STARTED)
    yield from _told("có trạng thái mà không có bước thay đổi nào", unmoved)
    before = Change.objects.filter(obligation=OuterRef("obligation"), id__lt=OuterRef("id")).order_by("-id")
    chained = Change.objects.annotate(from_state=Subquery(before.values("state")[:1]), from_due=Subquery(before.values("due")[:1]))
    torn = chained.filter(from_state__isnull=False).exclude(was_state=F("from_state"), was_due=F("from_due"))
    yield from _told("việc có bước thay đổi không nối tiếp bước trước", rows.filter(pk__in=torn.values("obligation_id")))
    entries = Entry.objects.filter(period=OuterRef("period_id"), first_id__lte=OuterRef("pk"), last_id__gte=OuterRef("pk"))
    yield from _told("việc không rõ được giao từ khi nào", rows.exclude(Exists(entries)))


def _told(what: str, rows: QuerySet[Obligation]) -> Iterator[str]:
    ids = list(rows.order_by("id").values_list("id", flat=True)[:SHOWN])
    if ids:
        yield f"{rows.count()} {what} (ví dụ việc số {', '.join(map(str, ids))})"


def _period_faults(held: PlanPeriod) -> Iterator[str]:
    if wrong := counting.differences(held):
        yield f"kỳ {held.pk}: {len(wrong)} dòng số đếm khác số việc thật"
    if held.expected_set_id is not None:
        expected = ExpectedMember.objects.filter(expected_set=held.expected_set_id, unit_id=OuterRef("unit_id"))
        waits = (
            counting.silent(held.pk).filter(unit_id=OuterRef("unit_id")).order_by().values("unit_id").annotate(n=Count("id")).values("n")
        )
        rows = ExpectedMember.objects.filter(expected_set=held.expected_set_id)
        owing = rows.annotate(owing=Case(When(left_on__isnull=True, then=Coalesce(Subquery(waits), 0)), default=Value(0)))
        told = owing.exclude(waiting=F("owing"))
        if strayed := told.count():
            yield f"kỳ {held.pk}: {strayed} đơn vị có số việc chưa báo cáo khác thực tế"
        owed = Obligation.objects.filter(period=held).exclude(state=State.RELEASED)
        yield from _told(f"việc của đơn vị ngoài danh sách kỳ {held.pk}", owed.exclude(Exists(expected)))
