"""The round trip by .xlsx: out, filled in, back in; faults marked in what comes back; bad files refused whole; all units together."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse

from trienkhai.core import files
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans.tests.factories import Body
from trienkhai.registers import selectors, services, workbook
from trienkhai.registers.models import Collection, Filling, FormRow, Intake
from trienkhai.registers.tests.factories import fill_whole, make_asked, of_school, reworked, type_into

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
FREE, FIXED = "1. Lớp tập huấn", "2. Theo khối"
STYLES = ["06/02/2026", "6-2-2026", "06.02.2026", "2026-02-06", "ngày 06 tháng 02 năm 2026"]


@pytest.fixture
def asked(at: Any) -> tuple[Body, Collection]:
    return make_asked()


def out(body: Body, row: Filling, school: int = 0) -> bytes:
    return services.hand_out_filling(actor=body.clerks[school], filling_id=row.pk)[0]


def back(body: Body, row: Filling, data: bytes, name: str = "bieu.xlsx", **values: Any) -> Intake:
    row.refresh_from_db()
    said = {"actor": body.clerks[0], "version": row.version} | values
    return services.take_in(filling_id=row.pk, name=name, data=data, **said)


def lines(book: Any) -> None:
    """Five events, dates in five styles as text, and figures as numbers and as text."""
    page = book[FREE]
    for at, day in enumerate(STYLES, start=workbook.FIRST):
        for column, value in enumerate((f"Lớp {at}", day, "Trực tuyến", 20, "10", 1500000, "có", "Trường THPT số 2"), start=2):
            page.cell(at, column, value)
    page.cell(workbook.FIRST + 7, 2, "Lớp sau dòng trống")
    page.cell(workbook.FIRST + 7, 3, dt.datetime(2026, 3, 1))  # noqa: DTZ001 - as a spreadsheet keeps it
    fixed = book[FIXED]
    fixed.cell(workbook.FIRST, 3, 2)
    fixed.cell(workbook.FIRST, 4, 100)


def test_out_filled_in_and_back(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    type_into(body, row, {(1, "c1"): "Sẽ bị thay"})
    made = back(body, row, reworked(out(body, row), lines))
    assert (made.state, made.rows, made.fault_count, made.marked) == ("taken", 7, 0, None)
    rows = list(FormRow.objects.filter(filling=row, sheet="b1").order_by("place").values_list("values", flat=True))
    assert [one["c2"] for one in rows] == ["2026-02-06"] * 5 + ["2026-03-01"]
    assert rows[0] == {
        "c1": "Lớp 5",
        "c2": "2026-02-06",
        "c3": "Trực tuyến",
        "c4": "20",
        "c5": "10",
        "c6": "1500000",
        "c7": True,
        "c8": body.schools[1].pk,
    }
    row.refresh_from_db()
    assert row.sums["b1"] == {"c4": "100", "c5": "50", "c6": "7500000"}
    assert row.sums["b2"] == {"c1": "2", "c2": "100", "c3": "102"}
    again = openpyxl.load_workbook(io.BytesIO(out(body, row)))[FREE]
    assert [cell.value for cell in again[workbook.FIRST]][1:6] == ["Lớp 5", dt.datetime(2026, 2, 6), "Trực tuyến", 20, 10]  # noqa: DTZ001
    assert JournalLine.objects.filter(verb="registers.filling.taken_in").count() == 1


def test_the_workbook_guides_and_guards(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    type_into(body, row, {(1, "c1"): '=HYPERLINK("x")'})
    book = openpyxl.load_workbook(io.BytesIO(out(body, row)))
    page = book[FREE]
    assert page.protection.sheet
    assert (page["B4"].protection.locked, page["B5"].protection.locked) == (True, False)
    assert (page["B4"].value, page["G4"].value) == ("Tên lớp *", "Kinh phí (đồng)")
    assert page["B5"].data_type == "s", "what was typed is no formula"
    kinds = {str(rule.sqref).partition(":")[0]: (rule.type, rule.formula1) for rule in page.data_validations.dataValidation}
    assert kinds["D5"] == ("list", '"Trực tiếp,Trực tuyến"')
    assert kinds["H5"] == ("list", '"Có,Không"')
    assert workbook.read_code(str(page["A3"].value)) == (row.pk, 1)
    fixed = book[FIXED]
    assert [fixed.cell(at, 2).value for at in (5, 6, 7)] == ["Khối 10", "Khối 11", "Tổng"]
    assert (fixed["C7"].protection.locked, fixed["E5"].protection.locked, fixed["C5"].protection.locked) == (True, True, False)


def test_faults_come_back_marked_and_nothing_is_taken(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    type_into(body, row, {(1, "c1"): "Đang có"})

    def spoil(book: Any) -> None:
        lines(book)
        page = book[FREE]
        page["C5"], page["D6"], page["E7"], page["F8"], page["E8"] = "31/02/2026", "Qua thư", "=SUM(E5:E6)", "1,234", -5
        page["I9"] = "Trường không có"

    made = back(body, row, reworked(out(body, row), spoil))
    assert (made.state, made.fault_count) == ("faulty", 6)
    assert list(FormRow.objects.filter(filling=row).values_list("values", flat=True)) == [{"c1": "Đang có"}]
    stored, name = services.hand_out_marked(actor=body.clerks[0], intake_id=made.pk)
    assert name == "sua-bieu.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(files.load(stored)))[FREE]
    said = {at: page[at].comment.text for at in ("C5", "D6", "E7", "F8", "E8", "I9")}
    assert "ngày/tháng/năm" in said["C5"]
    assert "Trực tiếp, Trực tuyến" in said["D6"]
    assert "công thức" in said["E7"]
    assert "phần nghìn" in said["F8"]
    assert "nhỏ hơn 0" in said["E8"]
    assert page["C5"].fill.start_color.rgb == "FFFBE4E1"
    assert (page["E7"].value, page["E7"].data_type) == ("=SUM(E5:E6)", "s")
    assert page["I6"].value == "Trường THPT số 2", "what was right stays as it was"
    for viewer in (body.clerks[1], body.stranger):
        with pytest.raises(Hidden):
            services.hand_out_marked(actor=viewer, intake_id=made.pk)

    def mend(book: Any) -> None:
        sheet = book[FREE]
        sheet["C5"], sheet["D6"], sheet["E7"], sheet["F8"], sheet["E8"], sheet["I9"] = "03/02/2026", "Trực tiếp", 40, 34, 50, "t3"

    assert back(body, row, reworked(files.load(stored), mend)).state == "taken"


def hide(book: Any) -> None:
    book.create_sheet("Nháp").sheet_state = "hidden"


def very_hide(book: Any) -> None:
    book.create_sheet("Nháp").sheet_state = "veryHidden"


def merge(book: Any) -> None:
    book[FREE].merge_cells("B6:C6")


def rename(book: Any) -> None:
    book[FREE].title = "Sheet1"


def behead(book: Any) -> None:
    book[FREE]["C4"] = "Ngày tháng"


def reline(book: Any) -> None:
    book[FIXED]["B6"] = "Khối 12"


def uncode(book: Any) -> None:
    book[FREE]["A3"] = "BM-1-1-abcdefghijkl"


@pytest.mark.parametrize(
    ("spoil", "reason", "hint"),
    [
        (hide, "trang ẩn: Nháp", "bỏ ẩn"),
        (very_hide, "trang ẩn: Nháp", "bỏ ẩn"),
        (merge, r"ô gộp: B6:C6", "bỏ gộp"),
        (rename, "thiếu trang", "tải lại"),
        (behead, "cột thứ 3 phải là «Ngày", "tải lại"),
        (reline, "phải là «Khối 11»", "tải lại"),
        (uncode, "mã đã bị sửa", "tải tệp biểu"),
    ],
)
def test_a_workbook_that_cannot_be_taken_says_what_to_do(
    asked: tuple[Body, Collection], spoil: Callable[[Any], None], reason: str, hint: str
) -> None:
    body, collection = asked
    row = of_school(body, collection)
    data = reworked(out(body, row), lambda book: (lines(book), spoil(book)))  # type: ignore[func-returns-value]
    with pytest.raises(Refusal, match=reason) as caught:
        back(body, row, data)
    assert hint in caught.value.hint
    assert not FormRow.objects.exists()
    assert not Intake.objects.exists()
    client = Client()
    client.force_login(body.clerks[0])
    sent = {"version": row.version, "file": io.BytesIO(data)}
    sent["file"].name = "bieu.xlsx"  # type: ignore[attr-defined]
    answer = client.post(reverse("registers:filling-intake", args=[row.pk]), sent)
    assert answer.status_code == 422
    assert hint in answer.content.decode()


def test_a_workbook_of_another_unit_or_version_is_refused(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row, other = of_school(body, collection), of_school(body, collection, 1)
    with pytest.raises(Refusal, match="đơn vị khác"):
        back(body, row, out(body, other, school=1))
    version = collection.version
    version.number = 2
    version.save()
    old = reworked(out(body, row), lines)
    version.number = 3
    version.save()
    with pytest.raises(Refusal, match="phiên bản 2 của biểu; biểu đang dùng phiên bản 3"):
        back(body, row, old)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"PK\x03\x04 broken"), ("a.xls", b"\xd0\xcf\x11\xe0"), ("a.xlsx", b""), ("a.docx", b"PK\x03\x04"), ("a.csv", b"a,b")],
)
def test_what_is_no_workbook_is_refused(asked: tuple[Body, Collection], name: str, data: bytes) -> None:
    body, collection = asked
    row = of_school(body, collection)
    with pytest.raises(Refusal):
        back(body, row, data, name=name)


def test_entities_are_refused(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    spoilt = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out(body, row))) as packed, zipfile.ZipFile(spoilt, "w") as into:
        for part in packed.infolist():
            data = packed.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)
            into.writestr(part.filename, data)
    with pytest.raises(Refusal, match="Không mở được"):
        back(body, row, spoilt.getvalue())


def test_too_many_rows_are_told_and_nothing_is_taken(asked: tuple[Body, Collection], monkeypatch: pytest.MonkeyPatch) -> None:
    body, collection = asked
    row = of_school(body, collection)
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    made = io.BytesIO()
    plain = openpyxl.load_workbook(io.BytesIO(out(body, row)))
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    for page in plain.worksheets:
        copy = book.add_worksheet(page.title)
        for at in range(1, 5):
            copy.write_row(at - 1, 0, [cell.value for cell in page[at]])
        for at in range(200_000 if page.title == FREE else 0):
            copy.write(at + 4, 1, "Lớp")
    book.close()
    with pytest.raises(Refusal, match="quá 100 dòng"):
        back(body, row, made.getvalue())
    assert not FormRow.objects.exists()


def test_who_may_take_a_workbook_in_and_when(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    data = reworked(out(body, row), lines)
    for actor, raised in ((body.clerks[1], Hidden), (body.stranger, Hidden), (body.specialist, Refusal)):
        with pytest.raises(raised):
            back(body, row, data, actor=actor)
    type_into(body, row, {(1, "c1"): "Của người khác"}, actor=body.head)
    with pytest.raises(Conflict):
        back(body, row, data, version=1)
    assert FormRow.objects.get().values == {"c1": "Của người khác"}
    assert not Intake.objects.exists()


def test_all_units_together_in_one_workbook(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    for school, people in enumerate(("1.250", "2.250", "300")):
        row = of_school(body, collection, school)
        fill_whole(body, row, school, people)
        if school < 2:
            row.refresh_from_db()
            services.send(actor=body.clerks[school], filling_id=row.pk, version=row.version)
    data, _name = services.hand_out_consolidated(actor=body.specialist, collection_id=collection.pk)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["1. Cộng theo nhánh", FREE, "2. Cộng theo nhánh", FIXED, "Chưa gửi"]
    rows = list(book[FREE].values)
    assert [row[:3] for row in rows[1:]] == [("Trường THPT số 1", 1, "Lớp 1"), ("Trường THPT số 2", 1, "Lớp 1")]
    assert rows[1][-1] == "Trường THPT số 2"
    sums = list(book["1. Cộng theo nhánh"].values)
    assert sums[-1][:4] == ("Cộng", 3, 2, 3500)
    assert sum(row[5] for row in rows[1:]) == sums[-1][3], "the sums are those of the lines"
    assert list(book["Chưa gửi"].values)[1:] == [(1, "Trường THPT số 3")]
    assert JournalLine.objects.filter(verb="registers.collection.taken", outcome="seen").count() == 1
    for actor in (body.clerks[0], body.head, body.stranger):
        with pytest.raises(Hidden):
            services.hand_out_consolidated(actor=actor, collection_id=collection.pk)


def test_the_page_lists_what_came_in(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    back(body, row, reworked(out(body, row), lines))
    page = selectors.filling_page(viewer=body.clerks[0], filling_id=row.pk)
    assert [(one.name, one.rows) for one in page.intakes] == [("bieu.xlsx", 7)]
