"""Figures of this room for `scripts/bench`: a workbook of 20,000 lines out and in, a page of it, a save, a collection of 2,000 units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Names
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from django.db import transaction

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock, measure
from trienkhai.core.measure import Bench, Figure
from trienkhai.plans import services as plans
from trienkhai.plans.choices import Duty, Schedule
from trienkhai.plans.models import Addressee, Plan, PlanPeriod, Task
from trienkhai.registers import consolidated, selectors, services, workbook
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import ColumnKind, FillingState
from trienkhai.registers.models import Collection, Filling, Form, FormRow, FormVersion
from trienkhai.registers.selectors.covers import cover_of
from trienkhai.registers.shape import Column, Shape, Sheet
from trienkhai.units import selectors as units
from trienkhai.units import services as binding

if TYPE_CHECKING:
    from trienkhai.units.selectors import UnitAt

UNITS, ROWS, EACH = 2000, 20_000, 10
SHEET = Sheet(
    "b1",
    "Lớp tập huấn",
    (
        Column("c1", "Tên lớp", ColumnKind.TEXT, required=True),
        Column("c2", "Ngày", ColumnKind.DATE),
        Column("c3", "Hình thức", ColumnKind.LIST, choices=("Trực tiếp", "Trực tuyến")),
        Column("c4", "Người dự", ColumnKind.NUMBER, total=True),
        Column("c5", "Trong đó nữ", ColumnKind.NUMBER, total=True),
        Column("c6", "Kinh phí", ColumnKind.MONEY, total=True),
        Column("c7", "Có đánh giá", ColumnKind.YESNO),
        Column("c8", "Ghi chú", ColumnKind.TEXT),
    ),
)


def measure_room(wanted: Names[str]) -> Mapping[str, float]:
    """Every figure of the room; nothing of it stays."""
    with transaction.atomic():
        found = _measure()
        transaction.set_rollback(True)
    return {name: value for name, value in found.items() if name in wanted}


def _measure() -> dict[str, float]:
    root = make_province(UNITS)
    specialist = Person.objects.filter(roles__role=Role.SPECIALIST, roles__unit_id=root.id).earliest("pk")
    clerk = Person.objects.filter(roles__role=Role.REPORTER).earliest("pk")
    period = _period(root, clerk.roles.earliest("pk").unit_id)
    form = Form.objects.create(owner_id=root.id, title="Biểu đo", created_by=specialist, created_at=clock.now())
    shape = shapes.to_json(Shape((SHEET,)))
    FormVersion.objects.create(form=form, number=1, shape=shape, published_at=clock.now(), published_by=specialist)
    task, due = period.plan.tasks.get(), clock.today() + dt.timedelta(days=30)
    began = perf_counter()
    asked = services.open_collection(actor=specialist, form_id=form.pk, task_id=task.pk, plan_period_id=period.pk, due=due)
    out = {"registers.ask_2000_s": perf_counter() - began}
    row = Filling.objects.get(collection=asked, unit_id__in=clerk.roles.values("unit_id"))
    out |= _round_trip(clerk, row)
    out |= _pages(clerk, specialist, row, asked)
    return out


def _period(root: UnitAt, clerk_unit: int) -> PlanPeriod:
    leader = Person.objects.filter(roles__role=Role.LEADER, roles__unit_id=root.id).earliest("pk")
    below = list(units.on_day().exclude(unit_id=clerk_unit).order_by("path").values_list("unit_id", flat=True)[: UNITS - 1])
    binding.bind_phrase(actor=leader, owner_id=root.id, phrase="các đơn vị đo biểu", unit_ids=[clerk_unit, *below])
    plan = Plan.objects.create(owner_id=root.id, title="Đo thu biểu", symbol="KH-ĐO", created_at=clock.now())
    task = Task.objects.create(plan=plan, order=1, key="1", title="Gửi biểu", text="Gửi biểu", schedule=Schedule.CONTINUOUS)
    Addressee.objects.create(task=task, duty=Duty.EXECUTE, phrase="các đơn vị đo biểu")
    plans.issue_plan(actor=leader, plan_id=plan.pk, version=plan.version, effective_on=clock.today(), rhythm="year", carry=False)
    return PlanPeriod.objects.get(plan=plan, opened_at__isnull=False)


def _values(n: int) -> dict[str, object]:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=n % 300)
    said: dict[str, object] = {"c1": f"Lớp tập huấn số {n}", "c2": day.isoformat(), "c3": "Trực tiếp", "c4": str(n % 90), "c5": str(n % 40)}
    return said | {"c6": str(1000 * n), "c7": bool(n % 2), "c8": f"Tổ chức tại hội trường số {n % 7}"}


def _round_trip(clerk: Person, row: Filling) -> dict[str, float]:
    """A workbook that somebody filled in with 20,000 lines, in and out again."""
    full = workbook.write(cover_of(row), Shape((SHEET,)), {"b1": ((n, _values(n)) for n in range(1, ROWS + 1))}, {})
    began = perf_counter()
    taken = services.take_in(actor=clerk, filling_id=row.pk, version=row.version, name="bieu.xlsx", data=full)
    came_in = perf_counter() - began
    if taken.rows != ROWS:
        raise LookupError(f"{taken.rows} lines instead of {ROWS}")
    began = perf_counter()
    data, _name = services.hand_out_filling(actor=clerk, filling_id=row.pk)
    went_out = perf_counter() - began
    if len(data) < ROWS:
        raise LookupError("the workbook is empty")
    return {"registers.xlsx_in_20000_s": came_in, "registers.xlsx_out_20000_s": went_out}


def _pages(clerk: Person, specialist: Person, row: Filling, asked: Collection) -> dict[str, float]:
    def save() -> None:
        row.refresh_from_db(fields=["version"])
        cells = {(3, "c4"): str(row.version), (4, "c1"): "Lớp đổi tên"}
        services.save_cells(actor=clerk, filling_id=row.pk, version=row.version, sheet_key="b1", typed=cells)

    page = measure.p95(lambda: selectors.filling_page(viewer=clerk, filling_id=row.pk, page=100))
    saving = measure.p95(save)
    others = list(Filling.objects.filter(collection=asked).exclude(pk=row.pk))
    lines = [FormRow(filling=one, sheet="b1", place=n, values=_values(n)) for one in others for n in range(1, EACH + 1)]
    FormRow.objects.bulk_create(lines, batch_size=2000)
    Filling.objects.filter(collection=asked).exclude(pk=row.pk).update(
        state=FillingState.SENT, sums={"b1": {"c4": "55", "c5": "55", "c6": "55000"}}
    )
    board = measure.p95(lambda: selectors.collection_page(viewer=specialist, collection_id=asked.pk), 20)
    began = perf_counter()
    consolidated.write(asked)
    whole = perf_counter() - began
    return {
        "registers.filling_page_ms": 1000 * page,
        "registers.save_ms": 1000 * saving,
        "registers.collection_2000_ms": 1000 * board,
        "registers.consolidated_20000_s": whole,
    }


BENCHES = (
    Bench(
        "sqlite",
        (
            Figure("registers.xlsx_out_20000_s", "s", 10),
            Figure("registers.xlsx_in_20000_s", "s", 10),
            Figure("registers.filling_page_ms", "ms", 100),
            Figure("registers.save_ms", "ms", 50),
            Figure("registers.collection_2000_ms", "ms", 200),
            Figure("registers.consolidated_20000_s", "s", 10),
            Figure("registers.ask_2000_s", "s", 1),
        ),
        measure_room,
    ),
)
