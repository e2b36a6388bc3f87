"""A register is begun, a clerk writes a line and moves it on, an inspection is concluded as .docx; wide and on a phone."""

from __future__ import annotations

from typing import Any

import docx
import pytest

from tests.journeys.walk import Walk

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [1280, 360])
def test_an_inspection_from_the_programme_to_its_conclusion(open_walk: Any, issued: Any, width: int) -> None:
    del issued
    walk: Walk = open_walk(width=width)
    begin(walk)
    walk.enter("reporter")
    walk.go("/bieu-mau/so/")
    walk.sound()
    walk.follow("Sổ theo dõi kiểm tra")
    walk.click(walk.page.get_by_role("link", name="Ghi vào sổ").first)
    walk.sound()
    walk.page.get_by_label("Nội dung kiểm tra").fill("An toàn bếp ăn")
    walk.page.get_by_label("Đơn vị được kiểm tra").fill("Trường THPT An Hải")
    walk.page.get_by_label("Ngày kiểm tra").fill("20/11/2026")
    walk.press("Ghi", exact=True)
    walk.sound()
    walk.press("Chuyển bước")
    walk.follow("Thêm kiến nghị")
    walk.page.get_by_label("Thiếu sót, kiến nghị").fill("Thiếu bình chữa cháy")
    walk.page.get_by_label("Việc phải khắc phục").fill("Mua 4 bình")
    walk.page.get_by_label("Ngày kiến nghị").fill("20/11/2026")
    walk.page.get_by_label("Hạn khắc phục").fill("30/11/2026")
    walk.press("Ghi", exact=True)
    assert walk.says("Thiếu bình chữa cháy")
    walk.sound()
    letter = docx.Document(str(walk.download("Lập dự thảo thông báo kết luận")))
    assert "Mua 4 bình" in "".join(cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    walk.enter("leader")
    walk.go("/bieu-mau/so/")
    walk.follow("Sổ theo dõi kiểm tra")
    walk.sound()
    assert walk.faults == []


def begin(walk: Walk) -> None:
    """By the specialist."""
    walk.enter("specialist")
    walk.go("/bieu-mau/so/")
    walk.sound()
    walk.press("Sổ theo dõi kiểm tra")
    walk.sound()
    walk.go("/bieu-mau/so/")
    walk.press("Sổ theo dõi kiến nghị sau kiểm tra")
