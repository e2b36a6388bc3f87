"""Every page of every role on a phone and on a desk: nothing scrolls sideways, axe finds nothing, one plain next step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.walk import Walk
from trienkhai.accounts.models import Person
from trienkhai.plans.models import Plan

pytestmark = pytest.mark.once

HOMES = {
    "reporter": [
        "/",
        "/ke-hoach/viec-cua-toi/",
        "/ke-hoach/viec-cua-toi/?xem=xong",
        "/ke-hoach/viec-cua-toi/?xem=giao",
        "/van-ban/tai-len/",
        "/ke-hoach/",
        "/bao-cao/dot/",
    ],
    "records": ["/", "/van-ban/", "/bao-cao/"],
    "specialist": [
        "/",
        "/van-ban/",
        "/ke-hoach/",
        "/bao-cao/",
        "/bao-cao/dot/",
        "/dang-nhap/nhom/",
        "/dang-nhap/nhom/them/",
        "/ke-hoach/cum-tu/",
    ],
    "head": ["/", "/ke-hoach/viec-cua-toi/", "/dang-nhap/uy-quyen/", "/dang-nhap/cua-toi/", "/du-lieu-ca-nhan/"],
    "leader": ["/", "/ke-hoach/", "/bao-cao/"],
    "admin": [
        "/",
        "/don-vi/",
        "/don-vi/?q=truong",
        "/don-vi/?on=2026-01-01",
        "/dang-nhap/nhom/",
        "/dang-nhap/phien-quan-tri/",
        "/dang-nhap/nguoi/{person}/",
        "/du-lieu-ca-nhan/nguoi/{person}/",
    ],
}
"""Where each role's day begins."""


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_each_role(open_walk: Any, issued: Any, width: int) -> None:
    clerk = Person.objects.get(username="truong").pk
    walk: Walk = open_walk(width=width)
    phone = width == 360  # axe looks at the desk's pages on the way through the chain
    walk.go("/tai-khoan/login/")
    walk.sound(axe=phone)
    for role, pages in HOMES.items():
        walk.enter(role)
        if role == "admin":
            walk.open_admin_session()
        for path in pages:
            walk.go(path.format(person=clerk))
            walk.seen.discard("/")
            walk.sound(axe=phone)
            assert walk.page.locator("main .button.primary:visible").count() <= 1, f"{role} {path} has two primary actions"
    look_into(walk, issued.pk, axe=phone)
    own = Plan.objects.get(document__isnull=True).pk
    walk.enter("head")
    for path in (f"/ke-hoach/{own}/", f"/ke-hoach/{own}/doi-chieu/", "/ke-hoach/don-vi-duoi/"):
        walk.go(path)
        walk.sound(axe=phone)
    assert walk.faults == []


def look_into(walk: Walk, document: int, *, axe: bool) -> None:
    """The pages behind: a document with its review, a plan with its boards, a task, one piece of work."""
    page = walk.page
    walk.enter("specialist")
    for path in (
        f"/van-ban/{document}/",
        f"/van-ban/{document}/ra-soat/",
        f"/van-ban/{document}/cho-can-xem/",
        f"/van-ban/{document}/don-vi/",
        f"/van-ban/{document}/the-thuc/",
    ):
        walk.go(path)
        walk.sound(axe=axe)
    walk.go("/ke-hoach/")
    walk.click(page.locator("main td a").first)
    walk.sound(axe=axe)
    plan_at = page.url.removeprefix(walk.base)
    for path in ("theo-doi/", "theo-doi/?ky=tat-ca", "ma-tran/", "sua-doi/", "chua-bao-cao/"):
        walk.go(plan_at + path)
        walk.sound(axe=axe)
    walk.click(page.locator("main tbody a").first)
    walk.sound(axe=axe)
    walk.click(page.locator("main tbody a").first)
    walk.sound(axe=axe)
    walk.go(plan_at)
    walk.click(page.get_by_role("link", name="Giao đơn vị").first)
    walk.sound(axe=axe)
    for path in ("/ke-hoach/cum-tu/", "/dang-nhap/nhom/", "/don-vi/?q=truong", "/bao-cao/dot/"):
        walk.go(path)
        walk.click(page.locator("main tbody a").first)
        walk.sound(axe=axe)


def test_the_language_is_switched_to_what_the_button_says(open_walk: Any, issued: Any) -> None:
    del issued
    walk: Walk = open_walk()
    walk.enter("leader")
    assert walk.page.locator("html").get_attribute("lang") == "vi"
    walk.press("English")
    assert walk.page.locator("html").get_attribute("lang") == "en"
    walk.press("Tiếng Việt")
    assert walk.page.locator("html").get_attribute("lang") == "vi"


def test_a_printed_board_leaves_out_what_is_for_the_screen(open_walk: Any, issued: Any) -> None:
    del issued
    walk: Walk = open_walk()
    walk.enter("leader")
    walk.follow("Xem bảng theo dõi")
    walk.page.emulate_media(media="print")
    assert not walk.page.locator(".top").is_visible()
    assert not walk.page.get_by_role("button", name="Thoát").is_visible()
    assert walk.page.locator("table.data").first.is_visible()
