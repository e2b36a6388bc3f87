"""One visitor: signing in, looking at pages, and what must hold on every page looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from trienkhai.accounts.models import Person

CHROMIUM = Path("/usr/bin/chromium")
NUMBER = re.compile(r"\d+")
expect.set_options(timeout=15_000)


@dataclass
class Walk:
    """A browser page with the server's address; `faults` are script errors, broken answers and refused styles."""

    page: Page
    base: str
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda line: self.faults.append(f"console: {line.text}") if line.type == "error" else None)
        self.page.on("response", lambda answer: self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)

    def enter(self, role: str) -> None:
        """Sign in by the demonstration's button, as somebody else than before."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.base}/tai-khoan/login/")
        self.page.locator(f"button[name=role][value={role}]").click()
        self.page.get_by_role("button", name="Thoát").wait_for()

    def open_admin_session(self) -> None:
        """As an administrator: the demonstration opens a session by one click."""
        self.go("/dang-nhap/phien-quan-tri/")
        self.press("Mở phiên quản trị")

    def enter_as(self, person: Person) -> None:
        """Sign in as one person, whatever their role."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base}])
        self.go("/")

    def go(self, path: str) -> None:
        """Open a page; what it loads must all come."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def sound(self, *, axe: bool = True) -> None:
        """No axe violation, no fault, one heading of the first level, no scrolling sideways. Axe looks at each kind of page once."""
        kind = NUMBER.sub("n", self.page.url.removeprefix(self.base).partition("?")[0].partition("#")[0])
        assert self.faults == []
        assert self.page.locator("h1").count() == 1, kind
        assert self.overflow() <= 0, f"{kind} is {self.overflow()} px too wide"
        if kind in self.seen or not axe:
            return
        self.seen.add(kind)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{kind}\n{found.generate_report()}"

    def overflow(self) -> int:
        """How far the page reaches beyond the window, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def press(self, name: str, *, exact: bool = False) -> None:
        """Click a button by its words, and wait for what comes."""
        self.click(self.page.get_by_role("button", name=name, exact=exact).first)

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Click a link by its words, and wait for what comes."""
        self.click(self.page.locator("main").get_by_role("link", name=name, exact=exact).first)

    def click(self, wanted: Locator) -> None:
        """Click what leads to another page, or asks for a part of this one, and wait until that has come.

        A click alone returns before the browser leaves the page, so that the next look would be at the old one.
        """
        if self.scripts and wanted.evaluate("element => element.hasAttribute('hx-post') || element.hasAttribute('hx-get')"):
            with self.page.expect_response(lambda answer: answer.request.resource_type in {"xhr", "fetch"}):
                wanted.click()
            return
        with self.page.expect_navigation():
            wanted.click()

    def says(self, words: str) -> bool:
        """Whether the page's main part says this, or comes to say it, whatever its spacing."""
        try:
            expect(self.page.locator("main")).to_contain_text(words, use_inner_text=True)
        except AssertionError:
            return False
        return True

    def tab_to(self, wanted: Locator, limit: int = 150) -> None:
        """Reach something by the Tab key alone."""
        for _ in range(limit):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {wanted}")

    def download(self, name: str) -> Any:
        """The file behind a link, as a path."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        return waiting.value.path()
