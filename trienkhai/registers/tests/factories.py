"""A form of a department asked of its schools, and a workbook to fill in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from trienkhai.plans.models import PlanPeriod
from trienkhai.plans.tests.factories import Body, make_body, make_issued
from trienkhai.registers import services
from trienkhai.registers.choices import ColumnKind, Sign
from trienkhai.registers.models import Collection, Filling, Form
from trienkhai.registers.shape import EACH, TOTAL, Column, Line, Ref, Rule, Shape, Sheet

FREE = Sheet(
    "b1",
    "Lớp tập huấn",
    (
        Column("c1", "Tên lớp", ColumnKind.TEXT, required=True),
        Column("c2", "Ngày", ColumnKind.DATE, required=True),
        Column("c3", "Hình thức", ColumnKind.LIST, choices=("Trực tiếp", "Trực tuyến")),
        Column("c4", "Người dự", ColumnKind.NUMBER, minimum=Decimal(0), total=True, jump=Decimal(50)),
        Column("c5", "Trong đó nữ", ColumnKind.NUMBER, minimum=Decimal(0), total=True),
        Column("c6", "Kinh phí", ColumnKind.MONEY, measure="đồng", total=True),
        Column("c7", "Có đánh giá", ColumnKind.YESNO),
        Column("c8", "Đơn vị mời", ColumnKind.UNIT),
    ),
)
FIXED = Sheet(
    "b2",
    "Theo khối",
    (
        Column("c1", "Lớp", ColumnKind.NUMBER, total=True),
        Column("c2", "Người", ColumnKind.NUMBER, total=True),
        Column("c3", "Cộng", ColumnKind.NUMBER, sum_of=("c1", "c2")),
    ),
    (Line("d1", "Khối 10"), Line("d2", "Khối 11"), Line("d3", "Tổng", ("d1", "d2"))),
    "Khối",
)
RULES = (
    Rule(Ref("b1", "c5", EACH), Sign.AT_MOST, (Ref("b1", "c4", EACH),)),
    Rule(Ref("b1", "c4", TOTAL), Sign.EQUAL, (Ref("b2", "c2", "d3"),)),
)
SHAPE = Shape((FREE, FIXED), RULES)
GOOD = {"c1": "Lớp 1", "c2": "06/02/2026", "c3": "trực tiếp", "c4": "1.250", "c5": "600", "c6": "12.500.000", "c7": "có", "c8": "t2"}


def make_form(body: Body, shape: Shape = SHAPE) -> Form:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu 01: Tập huấn")
    services.set_shape(actor=body.specialist, form_id=form.pk, edit=1, shape=shape)
    services.publish(actor=body.specialist, form_id=form.pk, edit=2)
    return form


def ask(body: Body, form: Form, due: dt.date = dt.date(2026, 12, 20), period: PlanPeriod | None = None) -> Collection:
    held = period or PlanPeriod.objects.latest("pk")
    task = held.plan.tasks.get(key="1.a")
    return services.open_collection(actor=body.specialist, form_id=form.pk, task_id=task.pk, plan_period_id=held.pk, due=due)


def make_asked(schools: int = 3) -> tuple[Body, Collection]:
    body = make_body(schools=schools)
    make_issued(body)
    return body, ask(body, make_form(body))


def of_school(body: Body, collection: Collection, school: int = 0) -> Filling:
    return Filling.objects.get(collection=collection, unit=body.schools[school])


def type_into(
    body: Body, row: Filling, cells: dict[tuple[int, str], str], sheet: str = "b1", school: int = 0, **values: Any
) -> services.Saved:
    row.refresh_from_db()
    said = {"version": row.version, "actor": body.clerks[school]} | values
    return services.save_cells(filling_id=row.pk, sheet_key=sheet, typed=cells, **said)


def fill_whole(body: Body, row: Filling, school: int = 0, people: str = "1.250") -> None:
    type_into(body, row, {(1, key): words for key, words in (GOOD | {"c4": people}).items()}, school=school)
    type_into(
        body,
        row,
        {(1, "c1"): "3", (1, "c2"): "250", (2, "c1"): "4", (2, "c2"): str(int(people.replace(".", "")) - 250)},
        sheet="b2",
        school=school,
    )


def reworked(data: bytes, act: Callable[[Any], None]) -> bytes:
    """The same workbook after somebody worked on it."""
    book = load_workbook(io.BytesIO(data))
    act(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
