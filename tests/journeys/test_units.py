"""Units on screen: the tree by letters, a unit as of a day, a group that shows its members while it is typed – with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.walk import Walk

pytestmark = pytest.mark.once


def test_the_tree_goes_where_letters_say(open_walk: Any) -> None:
    walk: Walk = open_walk()
    walk.enter("reporter")
    walk.go("/don-vi/")
    page = walk.page
    page.locator(".tree-name").first.focus()
    page.keyboard.type("xa ho")
    page.wait_for_function("document.activeElement.textContent.startsWith('Xã Hòa')")
    page.keyboard.press("Home")
    assert page.locator(".tree-name").first.evaluate("link => link === document.activeElement")
    page.keyboard.press("End")
    assert page.locator(".tree-more, .tree-name").last.evaluate("link => link === document.activeElement")
    assert walk.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_group_shows_its_members_before_it_is_saved(open_walk: Any, issued: Any, *, scripts: bool) -> None:
    del issued
    walk: Walk = open_walk(scripts=scripts)
    page = walk.page
    walk.enter("specialist")
    walk.go("/dang-nhap/nhom/them/")
    page.get_by_label("Theo quy tắc").check()
    page.get_by_label("Phòng chuyên môn").check()
    if not scripts:
        walk.press("Xem trước")
    page.locator("#thanh-vien").get_by_text("Phòng Giáo dục trung học").wait_for()
    assert page.locator("#thanh-vien").get_by_text("Các phòng Sở").count() == 1
    page.get_by_label("Tên nhóm").fill("Các phòng chuyên môn")
    walk.press("Lưu nhóm")
    assert walk.says("Đã lưu nhóm «Các phòng chuyên môn».")


def test_a_unit_is_looked_at_as_of_a_day_and_back(open_walk: Any, issued: Any) -> None:
    del issued
    walk: Walk = open_walk(scripts=False)
    walk.enter("specialist")
    walk.go("/don-vi/?q=phong giao duc trung hoc")
    walk.click(walk.page.locator("main tbody a").first)
    assert walk.says("Người làm việc ở đây")
    assert walk.says("Kết quả theo kỳ")
    walk.page.get_by_label("Xem theo ngày").fill("2025-12-01")
    walk.press("Xem", exact=True)
    assert walk.says("Đang xem theo ngày 01/12/2025, không phải hôm nay.")
    assert walk.says("Chưa có kỳ nào đơn vị chủ trì hoặc thực hiện việc.")
    walk.follow("Về hôm nay")
    assert not walk.says("không phải hôm nay")


def test_a_phrase_gets_another_meaning_after_a_look_at_it(open_walk: Any, issued: Any) -> None:
    del issued
    walk: Walk = open_walk()
    walk.enter("specialist")
    walk.go("/ke-hoach/cum-tu/")
    walk.follow("«Các đơn vị giáo dục»", exact=True)
    walk.page.get_by_label("Nhóm đơn vị", exact=True).select_option(label="Các trường tiểu học")
    walk.press("Xem trước")
    assert walk.says("giữ cách hiểu cũ")
    walk.press("Ghi cách hiểu này")
    assert walk.says("Đã ghi nhớ «Các đơn vị giáo dục».")
    assert walk.says("Nhóm «Các trường tiểu học»")
