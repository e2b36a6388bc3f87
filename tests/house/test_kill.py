"""The server and the worker killed in the middle of a reading, then started again: the reading completes, nothing happens twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from trienkhai.desk.management.commands.demo import free_port, sign_in, wait_for

pytestmark = [pytest.mark.scale, pytest.mark.once]
BOUNDARY = "----kiem-thu"


class Office:
    """A real server and a real worker over a database of their own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TRIENKHAI_NOW"}}
        self.environment |= {"TRIENKHAI_MODE": "demo", "TRIENKHAI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
        self.running: list[subprocess.Popen[bytes]] = []

    def command(self, *words: str) -> None:
        line = [sys.executable, "-m", "trienkhai.config.command", *words]
        subprocess.run(line, env=self.environment, cwd=settings.BASE_DIR, check=True, capture_output=True)

    def start(self) -> None:
        serve = [sys.executable, "-m", "gunicorn", "trienkhai.config.wsgi", "-b", f"127.0.0.1:{self.port}", "-w", "1", "--threads", "2"]
        work = [sys.executable, "-m", "trienkhai.config.command", "db_worker", "--interval", "0.2", "--no-startup-delay"]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running = [
            subprocess.Popen(line, env=self.environment, cwd=settings.BASE_DIR, start_new_session=True, **quiet) for line in (serve, work)
        ]
        wait_for(self.base)

    def kill(self) -> None:
        """No goodbye to anybody: the whole group of each."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running = []

    def ask(self, sql: str) -> list[Any]:
        with sqlite3.connect(self.var / "trienkhai.sqlite3", timeout=20) as database:
            return database.execute(sql).fetchall()


@pytest.fixture
def office(tmp_path: Path, begun: Any) -> Iterator[Office]:
    made = Office(tmp_path / "var")
    made.var.mkdir()
    begun(made.var)
    made.command("collectstatic", "-v0", "--no-input")
    made.command("make_province", "--units", "40")
    made.start()
    yield made
    made.kill()


def until(true: Callable[[], Any], what: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for: {what}")


def long_plan(tasks: int) -> bytes:
    lines = [
        f"{n}. Sửa chữa tủ sách số {n} của thư viện.\nĐơn vị thực hiện: các trường học\nThời gian: Thường xuyên" for n in range(1, tasks)
    ]
    return ("KẾ HOẠCH\nPhát triển văn hóa đọc\n\nI. NHIỆM VỤ\n" + "\n".join(lines)).encode()


def upload(office: Office, data: bytes) -> urllib.request.OpenerDirector:
    """As a specialist would, by the form."""
    browser = sign_in(office.base, "specialist")
    page = browser.open(f"{office.base}/van-ban/tai-len/", timeout=20).read().decode()
    fields = {"csrfmiddlewaretoken": _value(page, "csrfmiddlewaretoken"), "unit": _value(page, "unit")}
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    body = "".join([*parts, head]).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Referer": office.base}
    browser.open(urllib.request.Request(f"{office.base}/van-ban/tai-len/", body, headers), timeout=60).close()  # noqa: S310 - loopback
    return browser


def _value(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def test_a_reading_survives_the_death_of_server_and_worker(office: Office) -> None:
    upload(office, long_plan(12_000))
    until(lambda: office.ask("SELECT 1 FROM documents_reading WHERE state = 'running' AND progress >= 15"), "the reading runs")
    office.kill()
    assert office.ask("SELECT state, attempts FROM documents_reading") == [("running", 1)]
    assert office.ask("SELECT count(*) FROM documents_proposal") == [(0,)]
    office.start()
    office.ask("UPDATE documents_reading SET heartbeat = datetime('now', '-2 minutes')")  # instead of waiting for it to grow stale
    browser = sign_in(office.base, "specialist")
    document = office.ask("SELECT id FROM documents_document")[0][0]
    browser.open(f"{office.base}/van-ban/{document}/", timeout=30).close()
    until(lambda: office.ask("SELECT 1 FROM documents_reading WHERE state = 'done'"), "the reading is done")
    assert office.ask("SELECT state, attempts FROM documents_reading") == [("done", 2)]
    found, keys = office.ask("SELECT count(*), count(DISTINCT key) FROM documents_proposal")[0]
    assert found == keys == office.ask("SELECT json_array_length(result, '$.tasks') FROM documents_reading")[0][0] > 500
    assert office.ask("SELECT count(*) FROM core_journalline WHERE verb = 'documents.reading.done'") == [(1,)]
    assert office.ask("SELECT count(*) FROM documents_document") == [(1,)]
