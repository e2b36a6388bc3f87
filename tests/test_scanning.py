"""What is scanned before it is kept: by the real clamd with a signature of our own, and what happens when the scanner says nothing."""

from __future__ import annotations

import base64
import errno
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from trienkhai.accounts import structure
from trienkhai.accounts.choices import Role
from trienkhai.config import env
from trienkhai.config.urls import urlpatterns as known
from trienkhai.core import scanning, uploads
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine, StoredFile
from trienkhai.documents import services as documents
from trienkhai.documents.models import Document
from trienkhai.documents.tests import factories as papers
from trienkhai.plans.models import Evidence, Obligation, Progress
from trienkhai.plans.services import Attachment
from trienkhai.plans.tests import factories as plans

CLAMD = shutil.which("clamd") or next((path for path in ("/usr/sbin/clamd", "/usr/local/sbin/clamd") if Path(path).exists()), "")
# The EICAR test string, kept encoded so that no scanner takes this file away.
EICAR = base64.b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
SETTINGS = """
LocalSocket {socket}
DatabaseDirectory {signatures}
TemporaryDirectory {folder}
Foreground yes
MaxThreads 2
StreamMaxLength 1M
SelfCheck 0
"""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A clamd of our own that knows one signature."""
    if not CLAMD:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Own.Eicar:0:*:{EICAR.hex()}\n", encoding="ascii")
    kept = folder / "clamd.conf"
    kept.write_text(SETTINGS.format(socket=folder / "socket", signatures=signatures, folder=folder), encoding="ascii")
    folder.chmod(0o755)
    signatures.chmod(0o755)
    process = subprocess.Popen([CLAMD, "-c", str(kept)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    end = time.monotonic() + 60
    while not (folder / "socket").exists():
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < end, "clamd does not start"
        time.sleep(0.1)
    yield str(folder / "socket")
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
def scanned(clamd: str, settings: Any) -> None:
    settings.CLAMD_SOCKET = clamd


@pytest.mark.usefixtures("scanned")
def test_the_scanner_lets_clean_bytes_in_and_names_what_it_finds() -> None:
    assert scanning.scan("Kế hoạch phát triển văn hóa đọc".encode()) == ""
    assert scanning.scan(b"x" * 300_000) == ""
    assert scanning.scan(b"minh " + EICAR + b" chung") == "Own.Eicar.UNOFFICIAL"


@pytest.mark.usefixtures("scanned")
def test_more_than_the_scanner_takes_is_refused_not_let_in() -> None:
    with pytest.raises(Refusal, match="Chưa quét được") as caught:
        scanning.scan(b"x" * 3_000_000)
    assert (caught.value.status, bool(caught.value.hint)) == (503, True)


class Odd:
    """A scanner that takes everything and answers `words`, or nothing at all."""

    def __init__(self, words: bytes | None) -> None:
        self.words, self.door = words, socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _who = self.door.accept()
        with line:
            if self.words is not None:
                line.recv(1 << 16)
                line.sendall(self.words)
            self.over.wait(10)

    def close(self) -> None:
        self.over.set()
        self.door.close()


@pytest.mark.parametrize(
    "words", [None, b"", b"stream: OK ", b"UNKNOWN COMMAND\0", b"stream: Can't allocate memory ERROR\0", b"\xff\xfe\0"]
)
def test_no_answer_in_time_or_an_odd_one_is_refused(words: bytes | None, settings: Any) -> None:
    odd = Odd(words)
    settings.CLAMD_ADDRESS, settings.CLAMD_TIMEOUT = odd.address, 0.3
    with pytest.raises(Refusal, match="Chưa quét được"):
        scanning.scan(b"Bien ban")
    odd.close()


def test_no_scanner_where_one_was_named_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = str(tmp_path / "nothing")
    with pytest.raises(Refusal, match="Chưa quét được"):
        scanning.scan(b"Bien ban")


def test_without_a_scanner_named_nothing_is_asked() -> None:
    assert not scanning.configured()
    assert scanning.scan(EICAR) == ""


def test_a_wrong_address_or_time_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ImproperlyConfigured

    for name, wrong, read in (
        ("CLAMD_ADDRESS", "localhost", env.address),
        ("CLAMD_ADDRESS", "máy:99999", env.address),
        ("CLAMD_TIMEOUT", "0", lambda name: env.whole(name, default=60)),
        ("CLAMD_TIMEOUT", "mười", lambda name: env.whole(name, default=60)),
    ):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(ImproperlyConfigured, match=name):
            read(name)
    monkeypatch.setenv("CLAMD_ADDRESS", "127.0.0.1:3310")
    monkeypatch.setenv("CLAMD_TIMEOUT", "30")
    assert (env.address("CLAMD_ADDRESS"), env.whole("CLAMD_TIMEOUT", default=60)) == ("127.0.0.1:3310", 30)


PLAN = papers.PLAN.encode()


def nothing_kept() -> bool:
    files = [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    return not files and not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("scanned", "at")
def test_a_document_with_something_harmful_is_refused_and_only_that_is_written() -> None:
    world = papers.make_world()
    with pytest.raises(Refusal, match="mã độc"):
        documents.receive(actor=world.specialist, unit_id=world.department.pk, name="C:\\kh.txt", data=PLAN + EICAR)
    assert nothing_kept()
    line = JournalLine.objects.get()
    assert (line.verb, line.data["reason"], line.data["found"]) == ("documents.upload.refused", "malware", "Own.Eicar.UNOFFICIAL")
    assert "kh.txt" not in str(line.data)
    assert documents.receive(actor=world.specialist, unit_id=world.department.pk, name="kh.txt", data=PLAN).pk


@pytest.mark.django_db
@pytest.mark.usefixtures("scanned", "at")
def test_evidence_with_something_harmful_is_refused_and_nothing_of_the_report_is_kept() -> None:
    body = plans.make_body(schools=1)
    plans.make_issued(body)
    owed = Obligation.objects.filter(unit=body.schools[0])[0]
    with pytest.raises(Refusal, match="mã độc"):
        plans.say(body.clerks[0], owed.pk, attachments=[Attachment("a.txt", b"Anh"), Attachment("b.txt", EICAR)])
    assert not Progress.objects.exists()
    assert not Evidence.objects.exists()
    assert JournalLine.objects.get(verb="plans.evidence.refused").object_id == owed.pk
    with pytest.raises((Refusal, Hidden)):
        plans.say(body.stranger, owed.pk, attachments=[Attachment("b.txt", EICAR)])
    assert JournalLine.objects.filter(verb="plans.evidence.refused").count() == 1
    plans.say(body.clerks[0], owed.pk, attachments=[Attachment("a.txt", b"Anh")])
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("scanned", "at")
def test_a_table_of_units_is_scanned_too() -> None:
    unit = papers.make_unit("so", "Sở Văn hóa")
    admin = papers.make_person("quan-tri", Role.ADMIN, unit)
    with pytest.raises(Refusal, match="mã độc"):
        structure.preview_import(actor=admin, name="a.csv", data=EICAR)
    assert JournalLine.objects.get().verb == "units.import.refused"


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in names:
            book.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), True),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), True),
        ("a.xlsx", packed("[Content_Types].xml", "word/document.xml"), False),
        ("a.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin"), False),
        ("a.docx", packed("evil.exe"), False),
        ("a.docx", b"PK\x03\x04 not packed at all", False),
        ("a.pptx", packed("ppt/presentation.xml"), True),
        ("a.pptx", packed("ppt/presentation.xml", *map(str, range(uploads.MOST_MEMBERS))), False),
        ("a.png", b"<script>", False),
        ("a.html", b"<script>", False),
        ("a.pdf.exe", b"%PDF", False),
    ],
)
def test_what_is_attached_must_be_what_its_name_says(name: str, data: bytes, taken: bool) -> None:  # noqa: FBT001 - a column of the table
    if taken:
        assert uploads.media_type(name, data)
        return
    with pytest.raises(Refusal) as caught:
        uploads.media_type(name, data)
    assert caught.value.hint


SMALL = """
import os, resource, sys
sys.path.insert(0, {base!r})
import django
django.setup()
from trienkhai.core import files
from trienkhai.core.errors import Refusal

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    files.store(b"x" * 200_000, "text/plain")
except Refusal as refusal:
    print(refusal.status, refusal.reason)
print([name for _folder, _folders, names in os.walk({root!r}) for name in names])
"""


def test_a_full_disk_is_said_clearly_and_nothing_half_written_stays(tmp_path: Path) -> None:
    """In a process of its own whose files may not grow past a size: the system answers as a full disk does."""
    surroundings = {
        **os.environ,
        "TRIENKHAI_MODE": "demo",
        "TRIENKHAI_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings",
    }
    script = SMALL.format(base=str(settings.BASE_DIR), root=str(tmp_path / "files"))
    done = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["507 Máy chủ đã hết chỗ lưu tệp nên chưa nhận được; chưa có gì được ghi.", "[]"], done.stderr


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB, where the system lets us make one."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no right to mount a small file system here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_an_upload_onto_a_full_disk_keeps_nothing_and_says_why(full_disk: Path, settings: Any) -> None:
    settings.FILES_ROOT = full_disk
    world = papers.make_world()
    client = Client()
    client.force_login(world.specialist)
    long = PLAN + b"\n" + "Bảo đảm trật tự giao thông trước cổng trường.\n".encode() * 4000
    answer = client.post("/van-ban/tai-len/", {"unit": world.department.pk, "file": SimpleUploadedFile("kh.txt", long)})
    assert answer.status_code == 507
    assert "hết chỗ lưu tệp" in answer.content.decode()
    assert nothing_kept()
    assert not Document.objects.exists()
    assert not JournalLine.objects.filter(verb="documents.document.uploaded").exists()


def broken(_request: HttpRequest, what: str) -> HttpResponse:
    raise {"dia": OSError(errno.ENOSPC, "No space left on device"), "csdl": OperationalError("server closed"), "loi": ValueError("x")}[what]


urlpatterns = [path("thu/<str:what>/", broken), path("api/v1/thu/<str:what>/", broken), *known]
handler500 = "trienkhai.core.faults.answer"


@pytest.mark.urls(__name__)
@pytest.mark.filterwarnings("ignore:No directory at")
@pytest.mark.parametrize(("what", "status", "words"), [("dia", 507, "hết chỗ"), ("csdl", 503, "Cơ sở dữ liệu"), ("loi", 500, "gặp lỗi")])
def test_a_fault_that_passes_is_told_from_a_bug(what: str, status: int, words: str) -> None:
    browser = Client(raise_request_exception=False)
    answer = browser.get(f"/thu/{what}/")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert ("Retry-After" in answer.headers) == (status != 500)
    assert "server closed" not in answer.content.decode()
    if status != 500:
        assert words in browser.get(f"/api/v1/thu/{what}/").json()["reason"]
