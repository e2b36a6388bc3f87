"""The review by keyboard alone: no click, no pointer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.walk import Walk

pytestmark = pytest.mark.once


def test_a_review_without_a_mouse(open_walk: Any, sample_file: Path) -> None:
    walk: Walk = open_walk()
    page, keys = walk.page, walk.page.keyboard
    open_review(walk, sample_file)
    keys.press("?")
    page.get_by_text("đề xuất sau / trước").wait_for()
    keys.press("?")
    accept_and_drop(walk)
    correct(walk)
    split_and_merge(walk)
    bind_from_here(walk)
    finish(walk)
    assert walk.faults == []


def open_review(walk: Walk, file: Path) -> None:
    page, keys = walk.page, walk.page.keyboard
    walk.go("/tai-khoan/login/")
    walk.tab_to(page.locator("button[value=specialist]"))
    keys.press("Enter")
    page.get_by_role("button", name="Thoát").wait_for()
    walk.go("/van-ban/tai-len/")
    page.get_by_label("Tệp văn bản").set_input_files(file)  # the file dialog itself belongs to the system
    walk.tab_to(page.get_by_role("button", name="Tải lên và đọc"))
    keys.press("Enter")
    link = page.get_by_role("link", name="Rà soát", exact=True)
    link.wait_for()
    walk.tab_to(link)
    keys.press("Enter")
    page.wait_for_url("**/ra-soat/")


def accept_and_drop(walk: Walk) -> None:
    """`a` accepts and goes on to the next one, `d` drops, and the same key takes a decision back."""
    page, keys = walk.page, walk.page.keyboard
    proposals = page.locator(".proposal")
    first, second = proposals.nth(0), proposals.nth(1)
    step_to(walk, first)
    keys.press("a")
    first.get_by_text("Đã xác nhận").wait_for()
    expect(first).not_to_contain_class("is-current")  # the decision has moved on
    step_to(walk, second)
    keys.press("d")
    second.get_by_text("Đã bỏ").wait_for()
    expect(second).not_to_contain_class("is-current")
    step_to(walk, second)
    keys.press("d")
    second.get_by_text("Chờ rà soát").wait_for()


def step_to(walk: Walk, card: Any) -> None:
    """With j from above, with k from below."""
    for key in ["j"] * 40 + ["k"] * 80:
        if "is-current" in str(card.get_attribute("class")):
            return
        walk.page.keyboard.press(key)
    raise AssertionError("the card is not reached")


def correct(walk: Walk) -> None:
    page, keys = walk.page, walk.page.keyboard
    step_to(walk, page.locator(".proposal").nth(2))
    keys.press("e")
    page.wait_for_url("**/de-xuat/*/")
    walk.tab_to(page.get_by_label("Sản phẩm").first)
    keys.type("Danh sách lớp tập huấn")
    walk.tab_to(page.get_by_role("button", name="Lưu", exact=True))
    keys.press("Enter")
    page.wait_for_url("**/ra-soat/**")
    assert walk.says("Danh sách lớp tập huấn")


def split_and_merge(walk: Walk) -> None:
    page, keys = walk.page, walk.page.keyboard
    before = page.locator(".proposal:not(.proposal-merged)").count()
    step_to(walk, page.locator(".proposal").nth(0))
    keys.press("e")
    page.wait_for_url("**/de-xuat/*/")
    walk.tab_to(page.locator("summary", has_text="Tách làm hai"))
    keys.press("Enter")
    walk.tab_to(page.locator("input[name=at]").first)
    keys.press("Space")
    walk.tab_to(page.get_by_role("button", name="Tách", exact=True))
    keys.press("Enter")
    page.wait_for_url("**/ra-soat/**")
    expect(page.locator(".proposal:not(.proposal-merged)")).to_have_count(before + 1)
    step_to(walk, page.locator(".proposal").nth(0))
    keys.press("e")
    page.wait_for_url("**/de-xuat/*/")
    walk.tab_to(page.get_by_role("button", name="Gộp", exact=True))
    keys.press("Enter")
    page.wait_for_url("**/ra-soat/**")
    expect(page.locator(".proposal:not(.proposal-merged)")).to_have_count(before)


def bind_from_here(walk: Walk) -> None:
    """`u` leads to the phrases; one is answered, and the way back is a link."""
    page, keys = walk.page, walk.page.keyboard
    keys.press("u")
    page.wait_for_url("**/don-vi/")
    waiting = page.locator(".todo").count()
    walk.tab_to(page.locator("tbody form button").first)
    keys.press("Enter")
    page.get_by_text("Đã ghi nhớ «").wait_for()
    expect(page.locator(".todo")).to_have_count(waiting - 1)
    walk.tab_to(page.get_by_role("link", name="Quay lại rà soát"))
    keys.press("Enter")
    page.wait_for_url("**/ra-soat/")


def finish(walk: Walk) -> None:
    page, keys = walk.page, walk.page.keyboard
    for name in ("Xác nhận tất cả", "Kết thúc rà soát"):
        walk.tab_to(page.get_by_role("button", name=name))
        with page.expect_navigation():
            keys.press("Enter")
    page.get_by_text("Đã rà soát xong").wait_for()


def test_the_tree_of_units_by_arrows(open_walk: Any) -> None:
    walk: Walk = open_walk()
    page, keys = walk.page, walk.page.keyboard
    walk.enter("admin")
    walk.go("/don-vi/")
    branch = page.locator(".tree .tree-branch").first
    branch.locator("> .tree-line > .tree-name").focus()
    if "is-open" in (branch.get_attribute("class") or ""):
        keys.press("ArrowLeft")
    assert branch.locator("> .tree-line > .tree-toggle").get_attribute("aria-expanded") == "false"
    keys.press("ArrowRight")
    branch.locator("> ul > li").first.wait_for()
    assert branch.locator("> .tree-line > .tree-toggle").get_attribute("aria-expanded") == "true"
    keys.press("ArrowRight")
    inner = branch.locator("> ul > li").first.locator("> .tree-line > .tree-name")
    assert inner.evaluate("link => link === document.activeElement")
    keys.press("ArrowLeft")
    if not branch.locator("> .tree-line > .tree-name").evaluate("link => link === document.activeElement"):
        keys.press("ArrowLeft")
    assert branch.locator("> .tree-line > .tree-name").evaluate("link => link === document.activeElement")
    assert walk.faults == []
