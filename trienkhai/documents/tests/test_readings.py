"""The background reading: claimed once, taken over from the dead, never written twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models.functions import Now
from vanban.load import ocr

from trienkhai.core import clock, files
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents import reading as reader
from trienkhai.documents import services
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.services import readings
from trienkhai.documents.services.readings import MAX_ATTEMPTS, STALE
from trienkhai.documents.tests import factories


@pytest.fixture(autouse=True)
def files_apart(tmp_path: Path, settings: object) -> None:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined]


def waiting_document(state: ReadingState = ReadingState.QUEUED, *, data: bytes = factories.PLAN.encode(), name: str = "a.txt") -> Reading:
    world = factories.make_world()
    document = Document.objects.create(
        unit=world.department,
        file=files.store(data, "text/plain"),
        file_name=name,
        uploaded_by=world.specialist,
        uploaded_at=clock.now(),
    )
    return Reading.objects.create(document=document, state=state, queued_at=clock.now(), heartbeat=Now())


@pytest.mark.django_db
def test_a_reading_is_done_once_however_often_the_job_runs() -> None:
    reading = waiting_document()
    for _ in range(3):
        services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert (reading.state, reading.attempts, reading.progress) == (ReadingState.DONE, 1, 100)
    assert JournalLine.objects.filter(verb="documents.reading.done").count() == 1


@pytest.mark.django_db
def test_a_living_worker_is_left_alone_and_a_dead_one_is_replaced() -> None:
    reading = waiting_document(ReadingState.RUNNING)
    assert services.resume_stale() == 0
    Reading.objects.update(heartbeat=Now() - STALE * 2)
    assert services.resume_stale(document_id=reading.document_id + 1) == 0
    assert services.resume_stale(document_id=reading.document_id) == 1
    reading.refresh_from_db()
    assert reading.state == ReadingState.DONE


@pytest.mark.django_db
def test_a_worker_that_lost_its_claim_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = waiting_document()
    whole = reader.read

    def slow(data: bytes, name: str, tell: Callable[[int, int], None]) -> dict[str, object]:
        """Another worker takes over and finishes while this one is still reading."""
        monkeypatch.setattr(reader, "read", whole)
        Reading.objects.filter(pk=reading.pk).update(heartbeat=Now() - STALE * 2)
        services.resume_stale()
        return whole(data, name, tell)

    monkeypatch.setattr(reader, "read", slow)
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert (reading.state, reading.attempts) == (ReadingState.DONE, 2)
    assert JournalLine.objects.filter(verb="documents.reading.done").count() == 1
    assert Proposal.objects.filter(document=reading.document).count() == len((reading.result or {})["tasks"])


@pytest.mark.django_db
def test_a_file_that_kills_every_worker_is_given_up() -> None:
    reading = waiting_document()
    Reading.objects.update(attempts=MAX_ATTEMPTS)
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert reading.state == ReadingState.FAILED
    assert "ba lần" in reading.error


@pytest.mark.django_db
def test_a_damaged_file_fails_with_the_way_out_and_may_be_read_again() -> None:
    reading = waiting_document(data=factories.docx_bytes(["x"])[:-500])
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert reading.state == ReadingState.FAILED
    assert "tải lên" in reading.error
    actor = reading.document.uploaded_by
    services.read_again(actor=actor, document_id=reading.document_id)
    assert Reading.objects.filter(document=reading.document).count() == 2


@pytest.mark.django_db
def test_a_read_document_is_not_read_again() -> None:
    reading = waiting_document()
    services.run_reading(reading_id=reading.pk)
    with pytest.raises(Conflict):
        services.read_again(actor=reading.document.uploaded_by, document_id=reading.document_id)


@pytest.mark.django_db
def test_a_lost_file_is_told() -> None:
    reading = waiting_document()
    files.path_of(reading.document.file.sha256).unlink()
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert reading.state == ReadingState.FAILED


SCAN = pytest.mark.skipif(
    shutil.which("soffice") is None or not ocr.available(), reason="LibreOffice or tesseract with its Vietnamese data is not installed"
)


@pytest.mark.scale
@SCAN
@pytest.mark.django_db(transaction=True)
def test_a_mark_that_only_the_whole_reading_sees_destroys_the_file_and_says_so() -> None:
    """Half of the first page was unreadable: the look before storing saw nothing, the mark stands further down."""
    data = factories.scan_bytes([["", "", "", "", "", "", "TỐI MẬT", "KẾ HOẠCH", "Phát triển văn hóa đọc trong cộng đồng"]])
    assert reader.glance(data, "a.pdf").secrecy is None
    reading = waiting_document(data=data, name="de-an.pdf")
    kept = files.path_of(reading.document.file.sha256)
    assert kept.exists()
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert (reading.state, reading.result) == (ReadingState.REFUSED, None)
    assert "dấu chỉ độ mật" in reading.error
    assert not kept.exists()
    document = Document.objects.get()
    assert b"" != files.load(document.file) != data
    assert "de-an" not in document.file_name + document.search
    assert JournalLine.objects.get().verb == "documents.document.destroyed"
    with pytest.raises(Refusal):
        services.read_again(actor=document.uploaded_by, document_id=document.pk)


@pytest.mark.scale
@SCAN
@pytest.mark.django_db
def test_each_page_of_a_scan_is_told_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = waiting_document(data=factories.scan_bytes([factories.PLAN.split("\n")[:12]] * 2), name="a.pdf")
    steps: list[tuple[str, int]] = []
    write = readings._step

    def seen(reading_id: int, token: str, progress: int, step: str) -> None:
        write(reading_id, token, progress, step)
        steps.append(Reading.objects.values_list("step", "progress").get(pk=reading_id))

    monkeypatch.setattr(readings, "_step", seen)
    services.run_reading(reading_id=reading.pk)
    reading.refresh_from_db()
    assert reading.state == ReadingState.DONE
    assert steps[1:3] == [("Nhận dạng chữ: trang 1/2", 47), ("Nhận dạng chữ: trang 2/2", 80)]


WORKER = """
import os, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.FILES_ROOT = sys.argv[3]
connections.databases["default"]["NAME"] = sys.argv[2]
from trienkhai.documents import reading, services
def stuck(data, name, tell):
    print("reading", flush=True)
    time.sleep(60)
reading.read = stuck
services.run_reading(reading_id=int(sys.argv[1]))
"""


def _test_database(tmp_path: Path) -> str:
    """A database that another process can open too: the server's test database, or a file copy of the one in memory."""
    if connection.vendor == "postgresql":
        return str(connection.settings_dict["NAME"])
    import sqlite3

    path = tmp_path / "copy.sqlite3"
    with sqlite3.connect(path) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    return str(path)


@pytest.mark.scale
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_is_taken_over_and_nothing_happens_twice(tmp_path: Path) -> None:
    reading = waiting_document()
    database = _test_database(tmp_path)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings", "TRIENKHAI_MODE": "test"}
    command = [sys.executable, "-c", WORKER, str(reading.pk), database, str(django_settings.FILES_ROOT)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=django_settings.BASE_DIR)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"reading"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    with _connected_to(database):
        left = Reading.objects.get(pk=reading.pk)
        assert (left.state, left.attempts) == (ReadingState.RUNNING, 1)
        assert services.resume_stale() == 0
        Reading.objects.update(heartbeat=Now() - STALE * 2)
        assert services.resume_stale() == 1
        left.refresh_from_db()
        assert (left.state, left.attempts) == (ReadingState.DONE, 2)
        assert Proposal.objects.filter(document=left.document).count() == len((left.result or {})["tasks"])
        assert JournalLine.objects.filter(verb="documents.reading.done").count() == 1
        assert services.resume_stale() == 0


class _connected_to:  # noqa: N801 - reads as a phrase
    """Look into the database that the worker wrote to."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.before = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            self.kept = connection.connection
            connection.connection = None
            connection.settings_dict["NAME"] = self.name

    def __exit__(self, *_: object) -> None:
        if connection.vendor == "sqlite":
            connection.connection.close()
            connection.settings_dict["NAME"] = self.before
            connection.connection = self.kept
