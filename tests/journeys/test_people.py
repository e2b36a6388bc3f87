"""People in a browser: an invitation taken up with a passkey, and an administrator who opens a session before changing anything."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.journeys.walk import Walk
from trienkhai.accounts import services
from trienkhai.accounts.models import AdminSession, Person
from trienkhai.accounts.services.inviting import link_of

pytestmark = pytest.mark.once

WORDS = "ao cá mùa xuân 2026"


@pytest.fixture
def invited(province: Any) -> tuple[Person, str]:
    """The school's clerk with an invitation by the school's head."""
    del province
    clerk, head = Person.objects.get(username="truong"), Person.objects.get(username="hieutruong")
    return clerk, link_of(services.invite(actor=head, person_id=clerk.pk))


def key_in(walk: Walk) -> tuple[Any, str]:
    """Chromium's own authenticator that says yes, as a phone's fingerprint would."""
    wire = walk.page.context.new_cdp_session(walk.page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    return wire, str(made["authenticatorId"])


def test_an_invitation_is_taken_up_and_a_passkey_made_and_used(open_walk: Any, invited: tuple[Person, str], settings: Any) -> None:
    settings.SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    clerk, link = invited
    walk: Walk = open_walk()
    wire, key = key_in(walk)
    take_up(walk, link)
    add_key(walk)
    assert len(wire.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    assert Authenticator.objects.filter(user=clerk, type="webauthn").count() == 1
    walk.go("/")
    walk.press("Thoát")
    sign_in(walk)
    assert walk.page.url.endswith("/2fa/authenticate/")
    walk.sound()
    walk.press("Dùng khoá truy cập")
    walk.page.get_by_role("button", name="Thoát").wait_for()
    walk.press("Thoát")
    wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    another_machine(walk)


def take_up(walk: Walk, link: str) -> None:
    """The password first; the policy then leads to the second step."""
    page = walk.page
    walk.go(link)
    walk.sound()
    page.get_by_label("Mật khẩu mới", exact=True).fill(WORDS)
    page.get_by_label("Nhập lại mật khẩu mới").fill(WORDS)
    walk.press("Đặt mật khẩu và vào")
    assert walk.says("cần bước xác thực thứ hai")
    walk.sound()


def add_key(walk: Walk) -> None:
    walk.follow("Thêm khoá")
    walk.sound()
    walk.page.get_by_label("Tên khoá").fill("Máy của văn phòng")
    walk.press("Thêm khoá")
    assert walk.says("Tờ mã đăng nhập")
    walk.go("/tai-khoan/2fa/webauthn/")
    assert walk.says("Máy của văn phòng")
    walk.sound()


def another_machine(walk: Walk) -> None:
    """Its key is none that the account knows, so it does not lead in."""
    key_in(walk)
    sign_in(walk)
    walk.page.get_by_role("button", name="Dùng khoá truy cập").click()
    walk.page.wait_for_timeout(1000)
    walk.go("/tai-khoan/2fa/authenticate/")
    assert walk.page.get_by_role("button", name="Thoát", exact=True).count() == 0
    assert walk.page.get_by_role("button", name="Thôi đăng nhập").count() == 1


def sign_in(walk: Walk) -> None:
    walk.go("/tai-khoan/login/")
    walk.page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill("truong")
    walk.page.get_by_label("Mật khẩu", exact=True).fill(WORDS)
    walk.click(walk.page.locator("form", has=walk.page.get_by_label("Mật khẩu", exact=True)).get_by_role("button", name="Đăng nhập"))


@pytest.mark.parametrize("width", [360, 1280])
def test_an_administrator_opens_a_session_adds_somebody_and_closes_them_again(open_walk: Any, width: int) -> None:
    walk: Walk = open_walk(width=width)
    page = walk.page
    walk.enter("admin")
    school = Person.objects.get(username="hieutruong").roles.get().unit_id
    page.goto(f"{walk.base}/dang-nhap/don-vi/{school}/nguoi-dung/")
    walk.faults.clear()  # Chromium reports the 403 itself
    assert walk.says("Việc này cần phiên quản trị đang mở")
    walk.follow("Mở phiên quản trị")
    walk.sound()
    walk.press("Mở phiên quản trị")
    assert page.locator(".admin-bar").inner_text().startswith("Phiên quản trị đang mở đến")
    walk.sound()
    page.get_by_label("Họ và tên").fill("Hoàng Thị Mai")
    page.get_by_label("Tên đăng nhập").first.fill("hoang-mai")
    walk.press("Thêm", exact=True)
    assert walk.says("hoang-mai")
    walk.sound()
    walk.follow("Tới trang của người này")
    walk.sound()
    page.locator("summary", has_text="Khoá tài khoản").click()
    page.get_by_label("Lý do").fill("Chuyển công tác")
    walk.press("Khoá tài khoản")
    assert walk.says("Đã khoá từ")
    walk.sound()
    walk.press("Mở lại tài khoản")
    walk.press("Đóng phiên quản trị")
    assert page.locator(".admin-bar").count() == 0
    assert AdminSession.objects.get().ended_at is not None
    assert walk.faults == []


def test_a_head_lends_the_role_and_takes_it_back_without_scripts(open_walk: Any) -> None:
    walk: Walk = open_walk(scripts=False, width=360)
    page = walk.page
    walk.enter("head")
    walk.go("/dang-nhap/uy-quyen/")
    page.get_by_label("Người nhận").select_option(
        label=page.get_by_label("Người nhận").locator("option", has_text="Vũ Thị Lan").inner_text()
    )
    page.get_by_label("Thay mặt, giữ quyền toàn bộ vai trò").check()
    page.get_by_label("Từ ngày").fill("24/11/2026")
    page.get_by_label("Đến hết ngày").fill("30/11/2026")
    page.get_by_label("Lý do").fill("Đi tập huấn")
    walk.press("Uỷ quyền", exact=True)
    assert walk.says("đang hiệu lực")
    assert walk.overflow() <= 0
    walk.enter("reporter")
    walk.go("/dang-nhap/cua-toi/")
    assert walk.says("Thay mặt Đỗ Anh Tuấn đến hết 30/11/2026")
    walk.enter("head")
    walk.go("/dang-nhap/uy-quyen/")
    walk.press("Chấm dứt")
    assert walk.says("đã hết")
    assert walk.faults == []
