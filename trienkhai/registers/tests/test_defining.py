"""Defining a form: who may, what keeps it from being published, versions, and what an office's own workbook proposes."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.datavalidation import DataValidation

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans.tests.factories import Body, make_body
from trienkhai.registers import selectors, services
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import ColumnKind, Sign
from trienkhai.registers.models import Form, FormVersion
from trienkhai.registers.shape import EACH, TOTAL, Column, Line, Ref, Rule, Shape, Sheet
from trienkhai.registers.tests.factories import FIXED, FREE, RULES, SHAPE, make_form

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=2)


def test_a_specialist_defines_and_publishes_a_form(body: Body) -> None:
    form = make_form(body)
    version = form.versions.get()
    assert shapes.from_json(version.shape) == SHAPE
    assert (version.number, version.published_by) == (1, body.specialist)
    assert set(JournalLine.objects.values_list("verb", flat=True)) >= {
        "registers.form.created",
        "registers.form.edited",
        "registers.form.published",
    }


def test_who_may_not_define(body: Body) -> None:
    form = make_form(body)
    for actor, raised in ((body.clerks[0], Hidden), (body.stranger, Hidden), (body.head, Hidden)):
        with pytest.raises(raised):
            services.revise(actor=actor, form_id=form.pk)
    with pytest.raises(Refusal):
        services.create_form(actor=body.clerks[0], owner_id=body.department.pk, title="Biểu")
    with pytest.raises(Refusal):
        services.create_form(actor=body.specialist, owner_id=body.department.pk, title="  ")


def test_two_people_at_one_draft_are_told(body: Body) -> None:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu")
    services.add_sheet(actor=body.specialist, form_id=form.pk, edit=1)
    with pytest.raises(Conflict, match="Người khác"):
        services.add_sheet(actor=body.specialist, form_id=form.pk, edit=1)
    assert len(form.versions.get().shape["sheets"]) == 2


def test_a_published_version_never_changes(body: Body) -> None:
    form = make_form(body)
    with pytest.raises(Conflict):
        services.add_sheet(actor=body.specialist, form_id=form.pk, edit=3)
    draft = services.revise(actor=body.specialist, form_id=form.pk)
    assert services.revise(actor=body.specialist, form_id=form.pk).pk == draft.pk
    services.remove_sheet(actor=body.specialist, form_id=form.pk, edit=draft.edit, key="b2")
    first, second = form.versions.order_by("number")
    assert shapes.from_json(first.shape) == SHAPE
    assert [sheet["key"] for sheet in second.shape["sheets"]] == ["b1"]
    assert shapes.from_json(second.shape).rules == RULES[:1], "a rule that names the sheet goes with it"


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (Shape(), "chưa có bảng"),
        (Shape((Sheet("b1", "A"),)), "chưa có cột"),
        (Shape((Sheet("b1", "A", (Column("c1", "X"), Column("c2", " x "))),)), "hai cột trùng tên"),
        (Shape((Sheet("b1", "100%", (Column("c1", "%s"), Column("c2", "%s"))),)), "hai cột trùng tên: %s"),
        (Shape((Sheet("b1", "A", (Column("c1", "X", ColumnKind.LIST, choices=("một",)),)),)), "hai giá trị"),
        (Shape((Sheet("b1", "A", (Column("c1", "X", ColumnKind.NUMBER, minimum=Decimal(2), maximum=Decimal(1)),)),)), "nhỏ nhất lớn hơn"),
        (Shape((Sheet("b1", "A", (Column("c1", "X", ColumnKind.NUMBER, sum_of=("c9",)),)),)), "cột số tự nhập"),
        (Shape((Sheet("b1", "A", (Column("c1", "X"),), (Line("d1", "L"), Line("d2", "l"))),)), "hai dòng trùng tên"),
        (Shape((FREE,), (Rule(Ref("b1", "c1", TOTAL), Sign.EQUAL, (Ref("b1", "c4", TOTAL),)),)), "không còn trong biểu"),
        (Shape((FREE, FIXED), (Rule(Ref("b1", "c4", EACH), Sign.EQUAL, (Ref("b2", "c1", EACH),)),)), "cùng một bảng"),
    ],
)
def test_what_keeps_a_form_from_being_published(body: Body, shape: Shape, said: str) -> None:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu")
    services.set_shape(actor=body.specialist, form_id=form.pk, edit=1, shape=shape)
    with pytest.raises(Refusal, match=said):
        services.publish(actor=body.specialist, form_id=form.pk, edit=2)
    assert FormVersion.objects.get(form=form).published_at is None


def sent(client: Client, form: Form, key: str, edit: int, columns: list[dict[str, str]], **values: str) -> Any:
    fields = {"edit": edit, "title": "Theo khối", "head": "Khối", "lines": "Khối 10\nKhối 11\n= Tổng", "form-TOTAL_FORMS": len(columns)}
    fields |= {"form-INITIAL_FORMS": 0} | values
    fields |= {f"form-{at}-{name}": words for at, column in enumerate(columns) for name, words in column.items()}
    return client.post(reverse("registers:sheet-edit", args=[form.pk, key]), fields)


def test_a_sheet_is_defined_in_the_browser(body: Body) -> None:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu")
    client = Client()
    client.force_login(body.specialist)
    columns = [
        {"title": "Nam", "kind": "number", "total": "on", "minimum": "0", "maximum": "1.000"},
        {"title": "Nữ", "kind": "number"},
        {"title": "Cả hai", "kind": "number", "sum_of": "Nam + nữ"},
        {"title": "Loại", "kind": "list", "choices": "Tốt; Khá; tốt;  "},
        {"title": "", "kind": "text"},
    ]
    assert sent(client, form, "b1", 1, columns).status_code == 302
    sheet = shapes.from_json(form.versions.get().shape).sheets[0]
    assert [(one.key, one.title) for one in sheet.columns] == [("c1", "Nam"), ("c2", "Nữ"), ("c3", "Cả hai"), ("c4", "Loại")]
    assert sheet.columns[0].maximum == Decimal(1000)
    assert sheet.columns[2].sum_of == ("c1", "c2")
    assert [(line.title, line.sum_of) for line in sheet.lines] == [("Khối 10", ()), ("Khối 11", ()), ("Tổng", ("d1", "d2"))]
    moved = [{"key": "c2", "title": "Nữ", "kind": "number"}, {"key": "c1", "title": "Nam giới", "kind": "number"}]
    assert sent(client, form, "b1", 2, moved, lines="Khối 11\nKhối 12").status_code == 302
    sheet = shapes.from_json(form.versions.get().shape).sheets[0]
    assert [one.key for one in sheet.columns] == ["c2", "c1"]
    assert [line.key for line in sheet.lines] == ["d2", "d1"], "a line that stood keeps its key"
    wrong = sent(client, form, "b1", 3, [{"title": "Tổng", "kind": "number", "sum_of": "Không có", "minimum": "mười"}])
    assert wrong.status_code == 422
    assert "không phải là số" in wrong.content.decode()
    assert sent(client, form, "b1", 1, moved).status_code == 409


def test_rules_are_defined_in_the_browser(body: Body) -> None:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu")
    services.set_shape(actor=body.specialist, form_id=form.pk, edit=1, shape=Shape((FREE, FIXED)))
    client = Client()
    client.force_login(body.specialist)
    address = reverse("registers:form-rules", args=[form.pk])
    assert "Lớp tập huấn · Người dự · cộng cột" in client.get(address).content.decode()
    fields = {
        "version": 2,
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-left": "b1.c4.",
        "form-0-sign": "eq",
        "form-0-right": "b2.c2.d1",
    }
    assert client.post(address, fields | {"form-0-right2": "b2.c2.d2", "form-1-left": "b1.c5.*"}).status_code == 422
    assert client.post(address, fields | {"form-0-right2": "b2.c2.d2"}).status_code == 302
    page = selectors.form_page(viewer=body.specialist, form_id=form.pk)
    assert page.rules == ["Lớp tập huấn · Người dự · cộng cột = Theo khối · Người · Khối 10 + Theo khối · Người · Khối 11"]


def workbook() -> bytes:
    """What an office sends round: a title, a head in two rows with merged cells, a numbering row, and a list of lines."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Cơ sở vật chất"
    page["A1"] = "BIỂU TỔNG HỢP CƠ SỞ VẬT CHẤT"
    page.merge_cells("A1:F1")
    for at, words in {"A3": "TT", "B3": "Nội dung", "C3": "Số lượng", "E3": "Kinh phí (triệu đồng)", "F3": "Tình trạng"}.items():
        page[at] = words
    page["C4"], page["D4"] = "Phòng kiên cố", "Phòng tạm"
    for cells in ("A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"):
        page.merge_cells(cells)
    for at, n in enumerate(range(1, 7), start=1):
        page.cell(5, at, f"({n})")
    for row, words in enumerate(("Phòng học", "Thư viện", "Nhà vệ sinh", "Tổng số"), start=6):
        page.cell(row, 1, row - 5)
        page.cell(row, 2, words)
    rule = DataValidation(type="list", formula1='"Tốt,Cần sửa,Hỏng"')
    rule.add("F6:F9")
    page.add_data_validation(rule)
    events = book.create_sheet("Hoạt động")
    events.append(["STT", "Tên hoạt động", "Ngày tổ chức", "Số người dự"])
    hidden = book.create_sheet("Nháp")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_offices_workbook_proposes_a_form(body: Body) -> None:
    form = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu", template=("bieu.xlsx", workbook()))
    rooms, events = shapes.from_json(form.versions.get().shape).sheets
    assert [(one.title, one.kind) for one in rooms.columns] == [
        ("Số lượng – Phòng kiên cố", "number"),
        ("Số lượng – Phòng tạm", "number"),
        ("Kinh phí (triệu đồng)", "money"),
        ("Tình trạng", "list"),
    ]
    assert rooms.columns[3].choices == ("Tốt", "Cần sửa", "Hỏng")
    assert [line.title for line in rooms.lines] == ["Phòng học", "Thư viện", "Nhà vệ sinh", "Tổng số"]
    assert rooms.lines[-1].sum_of == ("d1", "d2", "d3")
    assert (rooms.head, events.is_free) == ("Nội dung", True)
    assert [(one.title, one.kind) for one in events.columns] == [
        ("Tên hoạt động", "text"),
        ("Ngày tổ chức", "date"),
        ("Số người dự", "number"),
    ]


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b"PK\x03\x04 broken"), ("a.txt", b"abc"), ("a.xlsx", b"")])
def test_what_is_no_template_is_refused_and_nothing_stays(body: Body, name: str, data: bytes) -> None:
    with pytest.raises(Refusal):
        services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu", template=(name, data))
    assert not Form.objects.exists()
