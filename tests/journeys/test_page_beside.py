"""A scan is reviewed against its page: by mouse, by keyboard, without scripts, on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from vanban.load import ocr, programs

from tests.journeys.walk import Walk
from trienkhai.documents.models import Proposal, Reading
from trienkhai.documents.tests import factories

LACKING = not ocr.available() or programs.find("soffice") is None
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(LACKING, reason="tesseract with its Vietnamese data or LibreOffice is not installed"),
]
PAGES = [
    [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "Số: 12/KH-SGDĐT",
        "An Bình, ngày 20 tháng 11 năm 2026",
        "KẾ HOẠCH",
        "Phát triển văn hóa đọc trong nhà trường",
        "II. NHIỆM VỤ",
        "1. Tổ chức Tuần lễ đọc sách trong toàn trường.",
        "Đơn vị thực hiện: Các đơn vị giáo dục.",
        "Thời gian thực hiện: Trước ngày 15/12/2026.",
        "Công văn đến ЖЩЮЪ ngày 21",
    ],
    [
        "2. Xây dựng tủ sách lớp học do học sinh quản lý.",
        "Đơn vị thực hiện: Các trường trung học phổ thông.",
        "Thời gian thực hiện: Thường xuyên.",
    ],
]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """The plan as a scan of two pages; letters of another script stand behind "Công văn đến", of which the machine cannot be sure."""
    path = tmp_path / "ban-quet.pdf"
    path.write_bytes(factories.scan_bytes(PAGES))
    return path


def bring(walk: Walk, scan: Path) -> tuple[str, str]:
    """Upload it and open its review; the refs of the two tasks."""
    page = walk.page
    walk.enter("specialist")
    walk.go("/van-ban/tai-len/")
    page.get_by_label("Tệp văn bản").set_input_files(scan)
    walk.press("Tải lên và đọc")
    walk.follow("Rà soát", exact=True)
    first, second = Proposal.objects.order_by("order").values_list("pk", flat=True)
    assert Reading.objects.get().result["source"]["ocr"] is True
    return f"p{first}", f"p{second}"


def test_the_page_and_the_proposals_follow_each_other(open_walk: Any, scan: Path) -> None:
    walk: Walk = open_walk()
    page, keys = walk.page, walk.page.keyboard
    first, second = bring(walk, scan)
    walk.sound()
    doubtful_word(walk)
    walk.click(page.get_by_role("link", name="Trang gốc"))
    picture_is_there(walk)
    walk.seen.clear()
    walk.sound()
    page.locator(f"#tai-{first}").click()
    expect(page.locator(f"#{first}")).to_contain_class("is-current")
    expect(page.locator(f"#tai-{first}")).to_contain_class("is-current")
    keys.press("j")  # the next task stands on the other page, which comes by itself
    expect(page.locator("#trang-goc")).to_have_attribute("data-sheet", "2")
    expect(page.locator(f"#tai-{second}")).to_contain_class("is-current")
    assert re.search(r"trang=2&doan=\d+", page.url)
    keys.press("a")
    expect(page.locator(f"#{second}")).to_contain_text("Đã xác nhận")
    keys.press("[")
    page.wait_for_url(re.compile(r"\?trang=1$"))
    keys.press("t")
    expect(page.locator("[data-text]")).to_be_visible()
    assert walk.faults == []


def doubtful_word(walk: Walk) -> None:
    """`c` goes to the word that the machine was not sure of, and the list names it."""
    page = walk.page
    said = page.locator("[data-unsure] strong").first.text_content()
    assert said
    page.keyboard.press("c")
    expect(page.locator(".doc-text .mark-unsure.is-current").first).to_have_text(said)
    listed = page.locator("summary", has_text="chỗ đọc chưa chắc")
    listed.click()
    expect(page.locator("[data-unsure]").first).to_contain_text("Công văn đến")
    listed.click()


def picture_is_there(walk: Walk) -> None:
    """The page is drawn, and its frames lie inside it."""
    page = walk.page
    page.wait_for_function("document.querySelector('svg.sheet image').getBoundingClientRect().width > 200")
    answer = page.request.get(walk.base + str(page.locator("svg.sheet image").get_attribute("href")))
    assert answer.ok
    assert answer.body().startswith(b"\x89PNG")
    whole, frame = page.locator("svg.sheet").bounding_box(), page.locator("svg.sheet .frame rect").first.bounding_box()
    assert whole is not None
    assert frame is not None
    assert whole["x"] < frame["x"] < frame["x"] + frame["width"] < whole["x"] + whole["width"]


@pytest.mark.parametrize("width", [360, 1280])
def test_links_alone_lead_from_the_page_to_the_proposals_and_back(open_walk: Any, scan: Path, width: int) -> None:
    walk: Walk = open_walk(width=width, scripts=False)
    page = walk.page
    first, second = bring(walk, scan)
    walk.click(page.get_by_role("link", name="Trang gốc"))
    assert walk.overflow() <= 0
    walk.click(page.locator(f"#{second} .proposal-key"))
    assert page.locator("#trang-goc").get_attribute("data-sheet") == "2"
    assert "is-current" in str(page.locator(f"#tai-{second}").get_attribute("class"))
    walk.click(page.locator(f"#{second}").get_by_role("button", name="Xác nhận"))
    assert page.locator("#trang-goc").get_attribute("data-sheet") == "2"
    assert page.locator(f"#{second}").get_by_text("Đã xác nhận").count() == 1
    walk.click(page.get_by_role("link", name="Trang trước"))
    frame = page.locator(f"#tai-{first}")
    address = str(frame.get_attribute("href"))
    walk.go(page.url.removeprefix(walk.base).partition("?")[0] + address)
    assert "is-current" in str(frame.get_attribute("class"))
    assert page.url.endswith(f"#{first}")
    assert walk.overflow() <= 0


def test_every_suggestion_is_taken_at_once(open_walk: Any, scan: Path) -> None:
    walk: Walk = open_walk()
    bring(walk, scan)
    walk.click(walk.page.locator("[data-phrases]"))
    walk.press("Nhận mọi gợi ý")
    assert walk.says("Đã gắn 2 cụm từ")
    assert walk.says("Mọi cụm từ đã có câu trả lời")
    walk.sound()
