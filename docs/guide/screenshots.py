"""Make the guide's screenshots from a running demonstration: `scripts/screenshots`.

Every picture is taken at 1280 px and at 360 px; nothing is drawn by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent / "images"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def sign_in(page: Page, base: str, role: str) -> None:
    """Through the demonstration's button."""
    page.goto(f"{base}/tai-khoan/login/")
    page.locator(f"button[name=role][value={role}]").click()


def first(page: Page, base: str, at: str, pattern: str) -> str:
    """The address of the first link of a page that matches."""
    page.goto(base + at)
    return str(page.locator(f"main a[href^='{pattern}']").first.get_attribute("href"))


def shots(browser: Browser, base: str, size: dict[str, int], suffix: str) -> None:
    """All pictures at one size."""
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]

    def take(name: str, address: str, *, full: bool = False) -> None:
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / f"{name}{suffix}.png", full_page=full)

    take("dang-nhap", "/tai-khoan/login/")
    sign_in(page, base, "specialist")
    take("chuyen-vien", "/")
    take("van-ban", "/van-ban/")
    take("tai-len", "/van-ban/tai-len/")
    document = first(page, base, "/van-ban/", "/van-ban/1")
    take("van-ban-chi-tiet", document)
    take("ra-soat", f"{document}ra-soat/")
    take("gan-don-vi", f"{document}don-vi/")
    plan = first(page, base, "/ke-hoach/", "/ke-hoach/1")
    take("ke-hoach", plan)
    take("theo-doi", f"{plan}theo-doi/")
    take("chua-bao-cao", f"{plan}chua-bao-cao/")
    take("nhiem-vu", first(page, base, plan, "/ke-hoach/nhiem-vu/"))
    take("don-vi", "/don-vi/")
    take("nhom", "/dang-nhap/nhom/")
    take("bao-cao", "/bao-cao/")
    sign_in_again(page, base, "reporter")
    take("nguoi-bao-cao", "/")
    take("viec-cua-toi", "/ke-hoach/viec-cua-toi/")
    take("viec", first(page, base, "/ke-hoach/viec-cua-toi/", "/ke-hoach/viec/"))
    sign_in_again(page, base, "leader")
    take("lanh-dao", "/")
    page.close()


def sign_in_again(page: Page, base: str, role: str) -> None:
    """As somebody else."""
    page.context.clear_cookies()
    sign_in(page, base, role)


def main(base: str) -> None:
    """Both sizes."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        shots(browser, base, WIDE, "")
        shots(browser, base, NARROW, "-360")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
