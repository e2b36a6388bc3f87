"""Forms and registers of the demonstration: a form asked of the schools, sent by some; inspections, equipment, an incident.

Everything goes through the services that people use.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.test.utils import override_settings

from trienkhai.accounts.demonstration import clerks_of
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.plans import selectors as plans
from trienkhai.registers import selectors as found
from trienkhai.registers import services as registers
from trienkhai.registers.choices import ColumnKind, Sign
from trienkhai.registers.shape import EACH, Column, Line, Ref, Rule, Shape, Sheet
from trienkhai.units import selectors as units
from trienkhai.units.choices import Kind

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.plans.models import Plan
    from trienkhai.units.selectors import UnitAt

NUMBER, MONEY = ColumnKind.NUMBER, ColumnKind.MONEY
SHAPE = Shape(
    (
        Sheet(
            "b1",
            "Hạng mục cần sửa chữa",
            (
                Column("c1", "Tên hạng mục", required=True),
                Column("c2", "Mức độ", ColumnKind.LIST, required=True, choices=("Cấp thiết", "Cần sửa trong năm", "Theo dõi")),
                Column("c3", "Số lượng", NUMBER, total=True),
                Column("c4", "Kinh phí dự kiến", MONEY, measure="đồng", total=True),
                Column("c5", "Ngày kiểm tra", ColumnKind.DATE),
            ),
        ),
        Sheet(
            "b2",
            "Tình trạng phòng học",
            (
                Column("c1", "Tổng số phòng", NUMBER, total=True),
                Column("c2", "Trong đó kiên cố", NUMBER, total=True),
                Column("c3", "Cần sửa", NUMBER, total=True),
            ),
            (Line("d1", "Phòng học"), Line("d2", "Phòng bộ môn"), Line("d3", "Cộng", ("d1", "d2"))),
            "Loại phòng",
        ),
    ),
    (Rule(Ref("b2", "c2", EACH), Sign.AT_MOST, (Ref("b2", "c1", EACH),)),),
)
ITEMS = (("Tường rào phía sau", "Cấp thiết", "1", "45.000.000"), ("Lan can tầng hai", "Cần sửa trong năm", "2", "12.500.000"))
KITCHEN = "An toàn trường học, bếp ăn"
SENT = 5


def keep(*, root: UnitAt, specialist: Person, leader: Person, clerk: Person, plan: Plan, began: dt.datetime) -> None:
    """The form of a task that schools carry out, and registers with lines at each step."""
    _ask(specialist, root, plan, began)
    owner: dict[str, Any] = {"actor": specialist, "unit_id": root.id}
    own: dict[str, Any] = {"actor": clerk, "unit_id": scope_of(clerk).holdings[0].unit_id}
    opened = {kind: registers.open_register(actor=specialist, owner_id=root.id, kind=kind).pk for kind in KINDS}
    now, today = clock.now(), clock.today()
    school = units.get_unit(unit_id=own["unit_id"]).code
    others = [one.code for one in units.all_children(unit_id=root.id) if one.kind == Kind.UPPER_SCHOOL and one.code != school][:2]
    for n, (code, days, matter) in enumerate(((school, -6, "Bếp ăn bán trú"), *((one, 9, "Bếp ăn bán trú") for one in others))):
        typed = {"c1": matter, "c2": code, "c3": _day(today, days + n), "c6": KITCHEN, "c7": "Thanh tra nội bộ Sở"}
        registers.make_entry(register_id=opened["inspection"], typed=typed, **owner)
    said = {"document": "Quyết định phê duyệt chương trình kiểm tra của Giám đốc Sở", "legal_basis": "Quy chế kiểm tra nội bộ của Sở"}
    registers.approve_programme(actor=leader, register_id=opened["inspection"], year=today.year, **said)
    visits = found.programme_page(viewer=specialist, register_id=opened["inspection"], year=today.year).visits
    first = visits[0].row
    registers.take_step(actor=specialist, entry_id=first.pk, version=first.version, happened_at=now - dt.timedelta(days=5))
    for words, act, days in (("Thiếu bình chữa cháy ở bếp", "Mua thêm 4 bình", 10), ("Sổ lưu mẫu chưa ghi đủ", "Ghi lại từng ngày", -1)):
        asked = {"c1": words, "c2": act, "c3": _day(today, -5), "c4": _day(today, days)}
        registers.make_entry(register_id=opened["finding"], typed=asked, parent_id=first.pk, **owner)
    for n, (name, cost) in enumerate((("Máy chiếu", "15.000.000"), ("Tủ sách lớp học", "24.000.000"), ("Bình chữa cháy", "3.200.000"))):
        typed = {"c1": name, "c2": _day(today, -20 + n), "c3": str(2 + n), "c4": cost, "c5": cost if n == 1 else ""}
        made = registers.make_entry(register_id=opened["equipment"], typed=typed | {"c6": "Ngân sách"}, **own)
        for step in range(n):
            registers.take_step(actor=clerk, entry_id=made.pk, version=step + 1, happened_at=now - dt.timedelta(days=3 - step))
    typed = {"c1": "Trang thông tin của trường", "c2": "Mã độc", "c3": "Thông thường", "c4": _day(today, 0)}
    registers.make_entry(register_id=opened["incident"], typed=typed, happened_at=now - dt.timedelta(hours=6), **own)
    typed = {"c1": "Sơ cứu ban đầu", "c2": _day(today, -3), "c3": "Trực tiếp", "c4": "32", "c5": "4.500.000"}
    registers.make_entry(register_id=opened["training"], typed=typed, **own)


KINDS = ("training", "inspection", "finding", "equipment", "incident")


def _day(today: dt.date, days: int) -> str:
    return f"{today + dt.timedelta(days=days):%d/%m/%Y}"


def _ask(specialist: Person, root: UnitAt, plan: Plan, began: dt.datetime) -> None:
    """The form asked the day after the plan was issued; the first schools of the list have sent it."""
    with override_settings(CLOCK=(began + dt.timedelta(hours=1)).isoformat()):
        form = registers.create_form(actor=specialist, owner_id=root.id, title="Biểu 01: An toàn trường học")
        registers.set_shape(actor=specialist, form_id=form.pk, edit=1, shape=SHAPE)
        registers.publish(actor=specialist, form_id=form.pk, edit=2)
        page = plans.board(viewer=specialist, plan_id=plan.pk)
        task = next(line.task for line in page.tasks if "cổng trường" in line.task.title)
        held = page.view.chosen
        due = clock.today() + dt.timedelta(days=40)
        if held is None:
            return
        made = registers.open_collection(actor=specialist, form_id=form.pk, task_id=task.pk, plan_period_id=held.pk, due=due)
    listed = found.collection_page(viewer=specialist, collection_id=made.pk).listed
    for n, one in enumerate(listed[1 : SENT + 1], start=1):
        (person,) = clerks_of([units.get_unit(unit_id=one.row.unit_id)])
        _fill(person, one.row.pk, n)


def _fill(person: Person, filling_id: int, n: int) -> None:
    items = {(at, f"c{c}"): words for at, item in enumerate(ITEMS[: 1 + n % 2], start=1) for c, words in enumerate(item, start=1)}
    saved = registers.save_cells(actor=person, filling_id=filling_id, version=1, sheet_key="b1", typed=items)
    rooms = {(1, "c1"): str(18 + n), (1, "c2"): str(15 + n), (1, "c3"): str(n % 3), (2, "c1"): "4", (2, "c2"): "4"}
    saved = registers.save_cells(actor=person, filling_id=filling_id, version=saved.version, sheet_key="b2", typed=rooms)
    registers.send(actor=person, filling_id=filling_id, version=saved.version)
