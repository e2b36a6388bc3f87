"""The database goes away for ten seconds while people write: each is told what to do, nothing is half done, and then it works again."""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from trienkhai.core.measure import NotMeasured
from trienkhai.desk import places
from trienkhai.desk.management.commands.demo import free_port, sign_in, wait_for

pytestmark = pytest.mark.scale
BOUNDARY = "----kiem-thu"
GONE = 10.0


class Cable(socketserver.ThreadingTCPServer):
    """What leads from the application to the database, and can be pulled out."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    target: ClassVar[tuple[str, int]] = ("", 0)
    ends: ClassVar[list[socket.socket]] = []

    @classmethod
    def plug(cls, port: int) -> Cable:
        cable = cls(("127.0.0.1", port), Passing)
        threading.Thread(target=cable.serve_forever, args=(0.05,), daemon=True).start()
        return cable

    def pull(self) -> None:
        self.shutdown()
        self.server_close()
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()


class Passing(socketserver.BaseRequestHandler):
    """One connection, both ways."""

    def handle(self) -> None:
        with socket.create_connection(Cable.target) as other:
            Cable.ends.extend((self.request, other))
            back = threading.Thread(target=_pass_on, args=(other, self.request), daemon=True)
            back.start()
            _pass_on(self.request, other)
            back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


class Office:
    """A real server that reaches its database by a cable."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.database, self.wire, port = environment["DATABASE_URL"], free_port(), free_port()
        to = urlsplit(self.database)
        Cable.target = (to.hostname or "127.0.0.1", to.port or 5432)
        by_cable = urlunsplit(to._replace(netloc=to.netloc.rpartition("@")[0] + f"@127.0.0.1:{self.wire}"))
        self.environment = {**environment, "TRIENKHAI_MODE": "demo", "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
        for words in (("collectstatic", "-v0", "--no-input"), ("make_province", "--units", "40")):
            subprocess.run([*places.COMMAND, *words], env=self.environment, cwd=settings.BASE_DIR, check=True, capture_output=True)
        self.base = f"http://127.0.0.1:{port}"
        serve = [sys.executable, "-m", "gunicorn", "trienkhai.config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "2"]
        self.cable = Cable.plug(self.wire)
        there = self.environment | {"DATABASE_URL": by_cable}
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(serve, env=there, cwd=settings.BASE_DIR, **quiet)
        wait_for(self.base)

    def ask(self, sql: Any) -> list[Any]:
        with psycopg.connect(self.database) as door:
            return door.execute(sql).fetchall()

    def close(self) -> None:
        self.server.terminate()
        self.server.wait()
        self.cable.pull()


@pytest.fixture
def office() -> Iterator[Office]:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("about PostgreSQL")
    try:
        with places.database(places.POSTGRESQL) as environment:
            made = Office(environment)
            try:
                yield made
            finally:
                made.close()
    except NotMeasured as reason:
        pytest.skip(str(reason))


class Clerk(threading.Thread):
    """Registers one document after another until told to stop."""

    def __init__(self, office: Office, name: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.office, self.label, self.stop = office, name, stop
        self.browser = sign_in(office.base, "specialist")
        self.form = self.browser.open(f"{office.base}/van-ban/tai-len/", timeout=30).read().decode()
        self.taken: list[str] = []
        self.told: list[tuple[int, str, str]] = []

    def run(self) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            try:
                self.send(f"{self.label}-{count}.txt")
            except urllib.error.HTTPError as error:
                self.told.append((error.code, error.headers.get("Retry-After", ""), error.read().decode()))
            self.stop.wait(1)

    def send(self, name: str) -> None:
        fields = {key: _value(self.form, key) for key in ("csrfmiddlewaretoken", "unit")}
        parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n')
        text = f"KẾ HOẠCH\nSửa chữa tủ sách {name}\n\n1. Sửa chữa tủ sách {name}.\nThời gian: Thường xuyên\r\n--{BOUNDARY}--\r\n"
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Referer": self.office.base}
        request = urllib.request.Request(f"{self.office.base}/van-ban/tai-len/", ("".join(parts) + text).encode(), headers)  # noqa: S310
        self.browser.open(request, timeout=60).close()
        self.taken.append(name)


def _value(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def test_the_database_is_gone_for_ten_seconds_under_load(office: Office) -> None:
    stop = threading.Event()
    clerks = [Clerk(office, name, stop) for name in ("an", "binh", "chi")]
    for clerk in clerks:
        clerk.start()
    time.sleep(4)
    office.cable.pull()
    time.sleep(GONE)
    before = sum(len(clerk.taken) for clerk in clerks)
    office.cable = Cable.plug(office.wire)
    time.sleep(6)
    stop.set()
    for clerk in clerks:
        clerk.join(60)
        assert not clerk.is_alive()
    taken = [name for clerk in clerks for name in clerk.taken]
    told = [one for clerk in clerks for one in clerk.told]
    assert before >= 3
    assert len(taken) >= before + 3, "after the database came back, everybody writes again"
    assert len(told) >= 3
    assert {(code, wait) for code, wait, _page in told} == {(503, "10")}
    assert all("Cơ sở dữ liệu tạm thời không trả lời" in page and "làm lại" in page for _code, _wait, page in told)
    kept = Counter(name for (name,) in office.ask("SELECT file_name FROM documents_document"))
    assert set(taken) <= kept.keys(), "what was acknowledged is there"
    assert max(kept.values()) == 1
    documents = [row[0] for row in office.ask("SELECT id FROM documents_document ORDER BY id")]
    assert [row[0] for row in office.ask("SELECT document_id FROM documents_reading ORDER BY 1")] == documents
    lines = "SELECT object_id FROM core_journalline WHERE verb = 'documents.document.uploaded' ORDER BY 1"
    assert [row[0] for row in office.ask(lines)] == documents
    subprocess.run([*places.COMMAND, "journal", "seal"], env=office.environment, cwd=settings.BASE_DIR, check=True, capture_output=True)
    subprocess.run([*places.COMMAND, "journal", "verify"], env=office.environment, cwd=settings.BASE_DIR, check=True, capture_output=True)
