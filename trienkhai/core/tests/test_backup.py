"""Backup and restore walk the whole way in processes and databases of their own, on SQLite and, where a server is tested, on PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.scale

MAKE = """
from trienkhai.core import files, journal
from trienkhai.accounts.models import Person
person = Person.objects.create(username="an", full_name="Nguyễn Thị An")
stored = files.store("Biên bản họp".encode(), "text/plain")
journal.record(person, "test.kept", stored)
assert files.keep_derived(files.derived_of(stored.sha256) / "1-595.00x842.00.png", b"can be made again")
"""
ASK = """
from trienkhai.core import files
from trienkhai.core.models import JournalLine, StoredFile
from trienkhai.accounts.models import Person
print(Person.objects.get().full_name, files.load(StoredFile.objects.get()).decode(), JournalLine.objects.get().verb)
"""


class Place:
    """An installation: a folder and a database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "TRIENKHAI_MODE": "demo", "TRIENKHAI_VAR": str(folder), "DATABASE_URL": url}
        folder.mkdir()

    def run(self, *line: str, text: str = "") -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "trienkhai.config.command", *line]
        return subprocess.run(whole, env=self.environment, input=text, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False)

    def well(self, *line: str, text: str = "") -> str:
        done = self.run(*line, text=text)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    given = settings.DATABASES["default"]
    if "postgresql" not in given["ENGINE"]:
        yield Place(tmp_path / "one", ""), Place(tmp_path / "two", "")
        return
    import psycopg

    names = [f"backup_{uuid.uuid4().hex[:10]}" for _ in range(2)]
    host = given["HOST"] or given["OPTIONS"].get("host", "")
    server = psycopg.connect(dbname="postgres", user=given["USER"] or None, host=host or None, port=given["PORT"] or None, autocommit=True)
    for name in names:
        server.execute(f'CREATE DATABASE "{name}"')
    url = f"postgres://{given['USER']}@/%s?host={host}&port={given['PORT'] or 5432}"
    yield Place(tmp_path / "one", url % names[0]), Place(tmp_path / "two", url % names[1])
    for name in names:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


def test_what_was_saved_comes_back_whole(places: tuple[Place, Place], tmp_path: Path) -> None:
    here, there = places
    here.well("migrate", "-v0")
    here.well("shell", "-v0", text=MAKE)
    saved = Path(here.well("backup", str(tmp_path / "kept")).splitlines()[-1])
    with tarfile.open(saved) as whole:
        assert not [name for name in whole.getnames() if "derived" in name]
    there.well("restore", str(saved))
    assert there.well("shell", "-v0", text=ASK) == "Nguyễn Thị An Biên bản họp test.kept"
    again = there.run("restore", str(saved))
    assert again.returncode != 0
    assert "--replace" in again.stderr
    there.well("restore", str(saved), "--replace")
    assert there.well("shell", "-v0", text=ASK) == "Nguyễn Thị An Biên bản họp test.kept"


def test_a_damaged_backup_is_refused_before_anything_is_touched(places: tuple[Place, Place], tmp_path: Path) -> None:
    here, there = places
    here.well("migrate", "-v0")
    here.well("shell", "-v0", text=MAKE)
    saved = Path(here.well("backup", str(tmp_path / "kept")).splitlines()[-1])
    kept = hashlib.sha256("Biên bản họp".encode()).hexdigest()
    with tarfile.open(saved) as whole:
        at = whole.getmember(f"files/{kept[:2]}/{kept[2:4]}/{kept}").offset_data
    data = bytearray(saved.read_bytes())
    data[at] ^= 1
    saved.write_bytes(data)
    answer = there.run("restore", str(saved))
    assert answer.returncode != 0
    assert "hỏng" in answer.stderr
    assert not (there.folder / "files").exists()
    (tmp_path / "half.tar").write_bytes(bytes(data[: len(data) // 2]))
    assert "hỏng" in there.run("restore", str(tmp_path / "half.tar")).stderr
