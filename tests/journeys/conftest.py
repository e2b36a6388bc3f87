"""A real browser before a real server: Debian's Chromium, Django's live server, the demonstration's province in the test database."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.journeys.walk import CHROMIUM, Walk
from trienkhai.accounts.demonstration import make_province
from trienkhai.core import clock
from trienkhai.desk import demonstration
from trienkhai.desk.sample import sample_plan

HERE = Path(__file__).parent
REFERENCE = HERE.parents[2] / "shared" / "corpus" / "seed-plan.txt"
UNITS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, and is skipped loudly where there is no browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"NO BROWSER: {CHROMIUM} is missing; as root: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of a run."""
    # Playwright's loop runs in this thread, and Django would otherwise refuse its database to it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--lang=vi"])
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite the server's threads share the test's one connection in memory, so requests take turns; PostgreSQL answers them at once."""
    if connection.vendor != "sqlite":
        return
    turn, answer = threading.RLock(), WSGIHandler.__call__

    def in_turn(self: WSGIHandler, environ: Any, start_response: Any) -> Any:
        with turn:
            return answer(self, environ, start_response)

    monkeypatch.setattr(WSGIHandler, "__call__", in_turn)


@pytest.fixture
def province(settings: Any, at: Any) -> Any:
    """The demonstration's units, groups and people, on a fixed day."""
    settings.DEMO = True
    at("2026-11-24T09:00")
    return make_province(UNITS)


@pytest.fixture
def issued(province: Any) -> Any:
    """The sample plan read, reviewed, issued and partly reported, by the services that people use."""
    del province
    return demonstration.prepare(file=None, count=UNITS)


@pytest.fixture
def open_walk(browser: Browser, live_server: Any, one_at_a_time: None, province: Any) -> Iterator[Any]:
    """A new visitor with a window of the given width, with or without scripts."""
    del one_at_a_time, province
    contexts: list[BrowserContext] = []

    def enter(*, width: int = 1280, scripts: bool = True) -> Walk:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale="vi-VN", accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return Walk(context.new_page(), live_server.url, scripts)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def sample_file(tmp_path: Path, province: Any) -> Path:
    """The project's own sample plan as a file to upload."""
    import vanban

    del province
    path = tmp_path / "ke-hoach-mau.docx"
    path.write_bytes(vanban.write(sample_plan(clock.today())))
    return path


@pytest.fixture
def plan_file(sample_file: Path) -> Path:
    """The reference plan where it is at hand, else the sample plan."""
    return REFERENCE if REFERENCE.exists() else sample_file
