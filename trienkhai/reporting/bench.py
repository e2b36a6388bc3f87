"""Figures of this room for `scripts/bench`: how long a report over 300 units takes. Everything is made and undone in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from time import perf_counter
from typing import TYPE_CHECKING

import vanban
from django.db import transaction

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.core.measure import Bench, Figure
from trienkhai.plans import services as plans
from trienkhai.plans.choices import Duty, Schedule, State
from trienkhai.plans.models import Addressee, Obligation, Plan, PlanPeriod, Progress, Task
from trienkhai.reporting import bench_consolidating, bench_rounds, composing, letterhead, official, selectors, snapshot
from trienkhai.reporting.models import Report
from trienkhai.units import selectors as units
from trienkhai.units import services as binding

if TYPE_CHECKING:
    from trienkhai.units.selectors import UnitAt

UNITS, TASKS = 300, 20
SAID = (
    "Đã tổ chức cho toàn trường, có kế hoạch và phân công cụ thể",
    "Đang triển khai theo từng tổ chuyên môn",
    "Đã rà soát, lập danh mục và báo cáo cấp trên",
)


def measure(wanted: Collection[str]) -> Mapping[str, float]:
    """The figure of the room; nothing of it stays."""
    with transaction.atomic():
        seconds = _measure()
        transaction.set_rollback(True)
    return dict.fromkeys(wanted, seconds)


def _measure() -> float:
    """Seconds from the click to the .docx: freeze the period, gather every passage, write the document."""
    period, owner, maker = _period()
    began = perf_counter()
    report = Report.objects.create(
        unit_id=owner.id, period=period, as_of=clock.now(), form_key=uuid.uuid4(), made_by=maker, **letterhead.prefill(period, owner)
    )
    rows = snapshot.take(report)
    composing.compose(report)
    vanban.write(official.document(selectors.get_content(report)))
    seconds = perf_counter() - began
    if rows != UNITS * TASKS:
        raise LookupError(f"{rows} rows instead of {UNITS * TASKS}: the province that stands here is too small")
    return seconds


def _period() -> tuple[PlanPeriod, UnitAt, Person]:
    """An issued plan of a province whose units have all reported on all tasks, each in words of its own for every other task."""
    root = make_province(UNITS)
    leader = Person.objects.filter(roles__role=Role.LEADER, roles__unit_id=root.id).earliest("pk")
    below = list(units.on_day().order_by("path").values_list("unit_id", flat=True)[:UNITS])
    phrase = f"các đơn vị đo {uuid.uuid4()}"
    binding.bind_phrase(actor=leader, owner_id=root.id, phrase=phrase, unit_ids=below)
    today = clock.today()
    plan = Plan.objects.create(owner_id=root.id, title="Đo thời gian lập báo cáo", symbol="KH-ĐO", created_at=clock.now())
    for n in range(1, TASKS + 1):
        words = f"Tổ chức hoạt động đọc sách thứ {n} cho học sinh trong toàn trường"
        due = today + dt.timedelta(days=n - TASKS // 2)
        task = Task.objects.create(plan=plan, order=n, key=f"II.{n}", title=words, text=words, schedule=Schedule.ONCE, due=due)
        Addressee.objects.create(task=task, duty=Duty.EXECUTE, phrase=phrase)
    plans.issue_plan(actor=leader, plan_id=plan.pk, version=plan.version, effective_on=today, rhythm="year", carry=True)
    _report_all(plan, leader)
    return PlanPeriod.objects.select_related("plan__document", "period").get(plan=plan, opened_at__isnull=False), root, leader


def _report_all(plan: Plan, actor: Person) -> None:
    rows = Obligation.objects.filter(task__plan=plan).values_list("pk", "task__order", "unit_id")
    Progress.objects.bulk_create(
        [
            Progress(
                obligation_id=pk,
                state=State.DONE,
                text=f"{SAID[unit_id % 3]}, đợt {unit_id}." if order % 2 else SAID[unit_id % 3],
                difficulty="" if unit_id % 5 else f"Thiếu kinh phí mua sách cho nhiệm vụ {order}.",
                actor=actor,
                at=clock.now(),
                form_key=uuid.uuid4(),
            )
            for pk, order, unit_id in rows
        ],
        batch_size=1000,
    )


BENCHES = (
    Bench("sqlite", (Figure("reporting.docx_300_units_s", "s", 3.0),), measure),
    *bench_rounds.BENCHES,
    *bench_consolidating.BENCHES,
)
