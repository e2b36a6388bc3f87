"""A form made of an office's own workbook, asked of units, filled in by keyboard and by pasting, sent and added up; wide and on a phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.journeys.walk import Walk
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import RoleInUnit
from trienkhai.plans.models import Obligation
from trienkhai.registers.models import Filling, FormRow

pytestmark = pytest.mark.once

PASTE = """words => {
  const data = new DataTransfer();
  data.setData("text/plain", words);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """What an office sends round."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Lớp tập huấn"
    page.append(["STT", "Tên lớp", "Ngày tổ chức", "Số người dự", "Kinh phí (triệu đồng)"])
    room = book.create_sheet("Cơ sở vật chất")
    room.append(["TT", "Nội dung", "Số lượng hiện có", "Số lượng cần thêm"])
    for n, words in enumerate(("Phòng học", "Thư viện", "Tổng"), start=1):
        room.append([n, words])
    path = tmp_path / "bieu.xlsx"
    book.save(path)
    return path


def owed_by_reporter() -> Obligation:
    unit = RoleInUnit.objects.filter(role=Role.REPORTER).earliest("pk").unit_id
    return Obligation.objects.filter(unit_id=unit, duty__in=("lead", "execute"), period__opened_at__isnull=False).earliest("pk")


def make_and_ask(walk: Walk, template: Path) -> None:
    """By the specialist: from a workbook to the units, every page looked at."""
    owed = owed_by_reporter()
    walk.enter("specialist")
    walk.click(walk.page.get_by_role("link", name="Biểu mẫu"))
    walk.sound()
    walk.click(walk.page.get_by_role("link", name="Lập biểu mới").first)
    walk.page.get_by_label("Tên biểu").fill("Biểu 01: Bồi dưỡng và cơ sở vật chất")
    walk.page.get_by_label("Tệp mẫu .xlsx").set_input_files(template)
    walk.sound()
    walk.press("Lập biểu")
    assert walk.says("Số người dự")
    walk.sound()
    walk.follow("Sửa bảng")
    walk.sound()
    walk.page.get_by_role("checkbox", name="Bắt buộc").first.check()
    walk.press("Lưu bảng", exact=True)
    walk.follow("Sửa quy tắc")
    walk.sound()
    walk.press("Lưu quy tắc", exact=True)
    walk.press("Công bố biểu")
    walk.page.get_by_label("Kế hoạch").select_option(str(owed.task.plan_id))
    walk.press("Chọn", exact=True)
    walk.page.get_by_label("Nhiệm vụ").select_option(str(owed.task_id))
    walk.page.get_by_label("Kỳ").select_option(str(owed.period_id))
    walk.page.get_by_label("Hạn gửi biểu").fill("2026-12-20")
    walk.sound()
    walk.press("Giao biểu")
    assert walk.says("Ai chưa gửi")
    walk.sound()


def of_reporter() -> Filling:
    return Filling.objects.get(unit_id=owed_by_reporter().unit_id)


def saved(walk: Walk) -> None:
    walk.page.locator("[data-saved]", has_text="Đã lưu").wait_for()
    walk.page.wait_for_timeout(1200)
    walk.page.locator("[data-saved]", has_text="Đã lưu").wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_form_goes_to_units_and_comes_back(open_walk: Any, issued: Any, template: Path, width: int) -> None:
    del issued
    walk: Walk = open_walk(width=width)
    make_and_ask(walk, template)
    walk.enter("reporter")
    walk.click(walk.page.get_by_role("link", name="Biểu mẫu").first)
    walk.sound()
    walk.follow("Biểu 01")
    walk.sound()
    fill_by_keyboard(walk)
    walk.follow("Cơ sở vật chất")
    walk.page.get_by_label("Số lượng hiện có, Phòng học").fill("12")
    walk.page.get_by_label("Số lượng hiện có, Thư viện").fill("1")
    saved(walk)
    assert walk.page.locator("[data-cell='o-3-c1']").inner_text() == "13", "the server added it up"
    walk.sound()
    walk.press("Gửi biểu")
    assert walk.says("Đã gửi biểu")
    walk.sound()
    walk.enter("specialist")
    walk.click(walk.page.get_by_role("link", name="Biểu mẫu").first)
    walk.follow("Biểu 01")
    assert walk.says("105")
    walk.sound()
    book = openpyxl.load_workbook(io.BytesIO(Path(walk.download("Tải bảng tổng hợp")).read_bytes()))
    assert [row[2] for row in list(book["1. Lớp tập huấn"].values)[1:]] == ["Lớp A", "Lớp B", "Lớp C", "Lớp D"]
    assert walk.faults == []


def fill_by_keyboard(walk: Walk) -> None:
    """A block from Excel, arrows, Enter, a mistake told at its cell, undo."""
    page = walk.page
    page.get_by_label("Tên lớp, 1", exact=True).focus()
    page.evaluate(PASTE, "Lớp A\t06/02/2026\t30\t1,5\r\nLớp B\t07/02/2026\t40\t2\r\nLớp C\t08/02/2026\tba\t2\r\n")
    page.locator(".fault", has_text="không phải là số").wait_for()
    page.get_by_label("Số người dự, 2", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("20")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("15")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("9/2/2026")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("Lớp D")
    page.get_by_label("Tên lớp, 5", exact=True).focus()
    page.evaluate(PASTE, "Nhầm\t1\nNhầm\t2\n")
    page.keyboard.press("Control+z")
    saved(walk)
    assert page.locator(".fault").count() == 0
    assert page.locator("[data-sum=c3]").inner_text() == "105"
    rows = FormRow.objects.filter(filling=of_reporter()).order_by("place")
    assert [row.values.get("c1") for row in rows] == ["Lớp A", "Lớp B", "Lớp C", "Lớp D"]
    assert rows[3].values == {"c1": "Lớp D", "c2": "2026-02-09", "c3": "15"}


def test_two_windows_and_a_page_without_scripts(open_walk: Any, issued: Any, template: Path) -> None:
    del issued
    make_and_ask(open_walk(), template)
    row = of_reporter()
    scripted, plain = open_walk(), open_walk(scripts=False)
    for walk in (scripted, plain):
        walk.enter("reporter")
        walk.go(f"/bieu-mau/dien/{row.pk}/")
    plain.page.get_by_label("Tên lớp, 1", exact=True).fill("Từ trang không có kịch bản")
    plain.press("Lưu", exact=True)
    assert plain.says("Đã lưu")
    plain.sound(axe=False)
    scripted.page.get_by_label("Tên lớp, 1", exact=True).fill("Từ trang thứ hai")
    assert scripted.says("phần bạn vừa nhập chưa được ghi")
    assert FormRow.objects.get(filling=row).values == {"c1": "Từ trang không có kịch bản"}
    scripted.faults.clear()  # the browser tells of the 409 in its console
    scripted.press("Lưu", exact=True)
    assert scripted.says("Đang lưu: Từ trang không có kịch bản")
    scripted.faults.clear()
    scripted.sound()
    scripted.press("Lưu", exact=True)
    assert FormRow.objects.get(filling=row).values == {"c1": "Từ trang thứ hai"}
    plain.page.get_by_label("Tên lớp, 1", exact=True).fill("")
    plain.press("Gửi biểu")
    assert plain.says("chưa được ghi")


def test_a_workbook_comes_back_with_its_faults(open_walk: Any, issued: Any, template: Path, tmp_path: Path) -> None:
    del issued
    make_and_ask(open_walk(), template)
    walk: Walk = open_walk()
    walk.enter("reporter")
    walk.go(f"/bieu-mau/dien/{of_reporter().pk}/")
    book = openpyxl.load_workbook(io.BytesIO(Path(walk.download("Tải biểu về")).read_bytes()))
    book.worksheets[0]["B5"], book.worksheets[0]["C5"] = "Lớp A", "hôm qua"
    path = tmp_path / "da-dien.xlsx"
    book.save(path)
    walk.page.get_by_label("Tệp biểu đã điền").set_input_files(path)
    walk.press("Nạp tệp")
    assert walk.says("có ô sai")
    walk.sound()
    marked = openpyxl.load_workbook(io.BytesIO(Path(walk.download("Tải tệp đã đánh dấu")).read_bytes()))
    assert "ngày/tháng/năm" in marked.worksheets[0]["C5"].comment.text
    marked.worksheets[0]["C5"] = "06/02/2026"
    marked.save(path)
    walk.page.get_by_label("Tệp biểu đã điền").set_input_files(path)
    walk.press("Nạp tệp")
    assert walk.says("Đã nạp số liệu")
    walk.sound()
    assert walk.faults == []
