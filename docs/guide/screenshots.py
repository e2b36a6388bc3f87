"""Make the guide's pictures: `scripts/screenshots`.

Starts a demonstration of its own on a fixed day and walks through it; nothing is drawn by hand.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from scan import scanned_plan

HERE = Path(__file__).parent
IMAGES = HERE / "images"
NOW = "2026-11-24T09:00"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
PLAN = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: /KH-SGDĐT
An Bình, ngày 20 tháng 11 năm 2026

KẾ HOẠCH
Bảo đảm an toàn cháy, nổ trong trường học mùa khô năm 2026

I. NHIỆM VỤ
1. Kiểm tra, khắc phục
a) Kiểm tra bình chữa cháy, lối thoát nạn, hệ thống điện của từng dãy phòng học; thay thế thiết bị hết hạn.
Đơn vị thực hiện: Các đơn vị giáo dục
Thời gian thực hiện: Trước ngày 15/12/2026
b) Tổng hợp nhu cầu mua sắm thiết bị chữa cháy, trình phê duyệt.
Đơn vị thực hiện: Phòng Kế hoạch - Tài chính và các đơn vị liên quan
2. Tuyên truyền, tập huấn
a) Tổ chức thực hành thoát nạn cho học sinh mỗi học kỳ một lần.
Đơn vị thực hiện: Các trường trung học phổ thông
Thời gian thực hiện: Thường xuyên
b) Phát tài liệu hướng dẫn phòng cháy tại gia đình cho cho phụ huynh.
Đơn vị thực hiện: Các đơn vị giáo dục
Thời gian thực hiện: Tháng 12/2026

Nơi nhận:
- Các đơn vị giáo dục;
- Lưu: VT.
GIÁM ĐỐC
Lê Minh Đức
"""


class Camera:
    """A browser that walks through the demonstration and takes pictures."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.page: Page = browser.new_page(viewport=WIDE, locale="vi-VN")  # type: ignore[arg-type]
        self.page.set_default_timeout(60_000)

    def enter(self, role: str) -> None:
        """As the demonstration's person of a role."""
        self.page.context.clear_cookies()
        self.go("/tai-khoan/login/")
        self.page.locator(f"button[name=role][value={role}]").click()

    def go(self, address: str) -> None:
        """Open an address of the demonstration."""
        self.page.goto(self.base + address)

    def press(self, name: str) -> None:
        """A button by its words."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def take(self, name: str, *, phone: bool = False) -> None:
        """The window as it stands, and the same page on a phone."""
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=IMAGES / f"{name}.png")
        if phone:
            self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            self.page.screenshot(path=IMAGES / f"{name}-360.png")
            self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def incoming(camera: Camera) -> None:
    """A document comes in and is read."""
    page = camera.page
    camera.go("/tai-khoan/login/")
    camera.take("dang-nhap")
    camera.enter("records")
    camera.go("/van-ban/tai-len/")
    camera.take("tai-len")
    page.locator("input[type=file]").set_input_files({"name": "ke-hoach-chay-no.txt", "mimeType": "text/plain", "buffer": PLAN.encode()})
    camera.press("Tải lên và đọc")
    page.get_by_text("Máy đề xuất").wait_for()
    camera.enter("specialist")
    camera.take("chuyen-vien")
    page.get_by_role("link", name="Rà soát văn bản đang chờ").click()
    page.wait_for_url("**/ra-soat/")
    page.keyboard.press("f")
    page.keyboard.press("f")
    page.wait_for_timeout(800)
    camera.take("ra-soat")
    review = page.url
    page.goto(review.replace("/ra-soat/", "/cho-can-xem/"))
    camera.take("cho-can-xem")
    page.goto(review)


def preparing(camera: Camera) -> None:
    """Phrases are bound, a plan is made of it and looked at before it is issued."""
    page = camera.page
    camera.press("Xác nhận tất cả")
    page.locator("[data-phrases]").click()
    camera.take("gan-don-vi")
    while page.locator("tbody form button").count():
        page.locator("tbody form button").first.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="Quay lại rà soát").click()
    camera.press("Kết thúc rà soát")
    camera.press("Lập kế hoạch từ văn bản này")
    camera.take("ke-hoach")
    camera.enter("leader")
    page.get_by_role("link", name="Mở kế hoạch chờ ban hành").click()
    page.get_by_role("link", name="Ban hành…").click()
    camera.take("ban-hanh")


def doing(camera: Camera) -> None:
    """A school reports."""
    page = camera.page
    camera.enter("reporter")
    camera.take("nguoi-bao-cao", phone=True)
    camera.go("/ke-hoach/viec-cua-toi/")
    page.locator("tbody th a").nth(1).click()
    page.get_by_label("Nội dung đã thực hiện").fill("Đã phát động trong lễ chào cờ; 24 lớp đã lập xong tủ sách.")
    page.get_by_label("Kết quả").fill("24/24 lớp có tủ sách, 1.150 cuốn.")
    camera.take("viec", phone=True)
    camera.press("Gửi báo cáo")
    camera.take("da-gui")
    camera.enter("head")
    camera.take("thu-truong")


def overseeing(camera: Camera) -> None:
    """The board, who has not, the report and its number."""
    page = camera.page
    camera.enter("leader")
    camera.take("lanh-dao", phone=True)
    page.get_by_role("link", name="Xem bảng theo dõi").first.click()
    camera.take("theo-doi")
    page.locator("table.data td.num a").first.click()
    camera.take("nhiem-vu")
    camera.enter("specialist")
    page.get_by_role("link", name="Ai chưa báo cáo").first.click()
    camera.take("chua-bao-cao")
    camera.go("/bao-cao/")
    page.get_by_role("link", name="Lập báo cáo").first.click()
    camera.press("Chốt số liệu và lập báo cáo")
    page.get_by_role("link", name="Tải báo cáo .docx").wait_for()
    camera.take("bao-cao")
    camera.enter("records")
    camera.take("van-thu")
    camera.enter("admin")
    camera.go("/don-vi/")
    camera.take("don-vi")
    camera.go("/dang-nhap/phien-quan-tri/")
    camera.take("phien-quan-tri")
    camera.press("Mở phiên quản trị")
    camera.go("/dang-nhap/nhom/")
    camera.take("nhom")


def naming(camera: Camera) -> None:
    """What phrases mean, and one unit."""
    camera.enter("specialist")
    camera.go("/ke-hoach/cum-tu/")
    camera.take("cum-tu")
    camera.go("/don-vi/?q=phong+giao+duc+trung+hoc")
    camera.page.locator("table.data th a").first.click()
    camera.take("trang-don-vi")


def keeping(camera: Camera) -> None:
    """Forms and registers: a form filled in, one collected, the year's inspections, a register in figures, a unit's page, its own plan."""
    page = camera.page
    camera.enter("reporter")
    camera.go("/bieu-mau/")
    page.locator("a[href*='/bieu-mau/dien/']").first.click()
    camera.take("bieu-mau", phone=True)
    camera.enter("specialist")
    camera.go("/bieu-mau/")
    page.locator("a[href*='/bieu-mau/dot/']").first.click()
    camera.take("thu-bieu")
    camera.go("/bieu-mau/so/")
    page.get_by_role("link", name="Sổ theo dõi kiểm tra").click()
    page.get_by_role("link", name="Chương trình kiểm tra năm").click()
    camera.take("chuong-trinh-kiem-tra")
    camera.go("/bieu-mau/so/")
    page.get_by_role("link", name="Sổ theo dõi trang thiết bị").click()
    page.get_by_role("link", name="Tổng hợp năm").click()
    camera.take("tong-hop-so")
    camera.go("/bao-cao/dot/")
    camera.take("dot-bao-cao")
    camera.go("/don-vi/?q=an+hai")
    page.locator("table.data th a").first.click()
    page.get_by_role("link", name="Biểu và sổ").click()
    camera.take("trang-don-vi-bieu")


def scanning(camera: Camera) -> None:
    """A scan is reviewed against its page."""
    page = camera.page
    camera.enter("specialist")
    camera.go("/van-ban/tai-len/")
    page.locator("input[type=file]").set_input_files({"name": "ban-quet.pdf", "mimeType": "application/pdf", "buffer": scanned_plan()})
    camera.press("Tải lên và đọc")
    page.get_by_role("link", name="Rà soát", exact=True).click()
    page.wait_for_url("**/ra-soat/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url("**trang=1**")
    page.wait_for_timeout(800)
    camera.take("trang-goc", phone=True)


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration on a free port, with a database that goes away."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"TRIENKHAI_MODE": "demo", "TRIENKHAI_VAR": folder, "TRIENKHAI_NOW": NOW}
        line = [sys.executable, "-m", "trienkhai.config.command", "demo", "--port", str(port)]
        with subprocess.Popen(line, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as running:
            try:
                wait_for(base)
                yield base
            finally:
                os.killpg(running.pid, signal.SIGTERM)


def wait_for(base: str) -> None:
    """Until the demonstration answers."""
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/tai-khoan/login/", timeout=5):  # noqa: S310 - our own loopback address
            return
        time.sleep(0.2)
    raise SystemExit("The demonstration does not answer.")


def main() -> None:
    """All pictures anew; those that no page of the guide shows any more go away."""
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    with demonstration() as base, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"], env=os.environ | {"LANGUAGE": "vi"}
        )
        camera = Camera(browser, base)
        for part in (incoming, preparing, doing, overseeing, naming, keeping, scanning):
            part(camera)
        browser.close()


if __name__ == "__main__":
    main()
