"""The chain without a single script: links and forms do everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.walk import Walk

pytestmark = pytest.mark.once

SAID = "Đã sắp xếp lại điểm đón trả học sinh trước cổng trường."


def test_from_upload_to_report_without_scripts(open_walk: Any, sample_file: Path) -> None:
    walk: Walk = open_walk(scripts=False)
    review(walk, sample_file)
    issue_by_month(walk)
    say(walk)
    write(walk)


def review(walk: Walk, file: Path) -> None:
    page = walk.page
    walk.enter("specialist")
    walk.go("/van-ban/tai-len/")
    page.get_by_label("Tệp văn bản").set_input_files(file)
    walk.press("Tải lên và đọc")
    walk.follow("Rà soát", exact=True)
    walk.click(page.locator(".proposal").first.get_by_role("button", name="Xác nhận"))
    assert page.locator(".proposal").first.get_by_text("Đã xác nhận").count() == 1
    walk.click(page.locator(".proposal").nth(1).get_by_role("button", name="Bỏ"))
    assert page.locator(".proposal").nth(1).get_by_text("Đã bỏ").count() == 1
    walk.press("Xác nhận tất cả")
    bind_all(walk)
    walk.follow("Quay lại rà soát")
    walk.press("Kết thúc rà soát")
    walk.press("Lập kế hoạch từ văn bản này")


def issue_by_month(walk: Walk) -> None:
    walk.enter("leader")
    walk.follow("Mở kế hoạch chờ ban hành")
    walk.follow("Ban hành…")
    walk.page.get_by_label("Chu kỳ của việc thường xuyên").select_option("month")
    walk.press("Xem theo ngày và chu kỳ này")
    assert walk.says("chu kỳ: tháng")
    walk.press("Ban hành", exact=True)
    assert walk.says("Đã ban hành kế hoạch"), walk.page.locator("main").inner_text()


def say(walk: Walk) -> None:
    page = walk.page
    walk.enter("reporter")
    walk.follow("Mở việc của tôi")
    walk.click(page.locator("tbody th a").first)
    page.get_by_label("Đang thực hiện").check()
    page.get_by_label("Nội dung đã thực hiện").fill(SAID)
    walk.press("Gửi báo cáo")
    assert walk.says("Đã ghi báo cáo")


def write(walk: Walk) -> None:
    walk.enter("leader")
    walk.follow("Xem bảng theo dõi")
    assert walk.page.locator("table.data tbody tr").count() > 0
    walk.enter("specialist")
    walk.go("/bao-cao/")
    walk.follow("Lập báo cáo")
    walk.press("Chốt số liệu và lập báo cáo")
    walk.page.reload()
    assert Path(walk.download("Tải báo cáo .docx")).read_bytes().startswith(b"PK")


def bind_all(walk: Walk) -> None:
    """One click where the name is the same, left open where it is not."""
    page = walk.page
    walk.click(page.locator("[data-phrases]"))
    while page.locator("tbody form button").count():
        walk.click(page.locator("tbody form button").first)
    while (waiting := page.locator("tbody tr", has=page.locator(".todo", has_text="chưa gắn"))).count():
        walk.click(waiting.first.get_by_role("link"))
        page.get_by_label("Để ngỏ").check()
        walk.press("Ghi nhớ")
