"""One file that holds everything: the database as its engine copies it, the stored files, and a manifest with their hashes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from trienkhai.core import clock

MANIFEST = "manifest.json"
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def save(target: Path) -> Path:
    """Write a backup into the folder `target` while the system runs; complete on disk before it gets its name.

    Files are copied after the database: what a row names was on disk before the row existed. Raises CommandError when the engine fails.
    """
    target.mkdir(parents=True, exist_ok=True)
    name = target / f"trienkhai-{clock.now():%Y%m%d-%H%M%S}.tar"
    with tempfile.TemporaryDirectory(dir=target) as aside:
        dump = Path(aside) / NAMES[connection.vendor]
        _dump(dump)
        partial = Path(aside) / "whole.tar"
        with tarfile.open(partial, "w") as out:
            out.add(dump, dump.name)
            kept = {dump.name: _hash(dump)}
            for path in sorted(p for p in Path(settings.FILES_ROOT).rglob("*") if p.is_file() and len(p.name) == 64):
                inside = f"files/{path.relative_to(settings.FILES_ROOT)}"
                out.add(path, inside)
                kept[inside] = path.name
            _add_text(
                out, MANIFEST, json.dumps({"engine": connection.vendor, "made_at": clock.now().isoformat(), "sha256": kept}, indent=1)
            )
        with partial.open("rb") as whole:
            os.fsync(whole.fileno())
        partial.replace(name)
    return name


def load(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put a backup in place of an empty installation, or of a filled one when `replace`; every hash is checked before anything is touched.

    Returns the manifest. Raises CommandError for a damaged file, another engine, or an installation that is not empty.
    """
    with tempfile.TemporaryDirectory() as aside:
        manifest = _unpack(source, Path(aside))
        if manifest["engine"] != connection.vendor:
            raise CommandError(f"Bản sao lưu là của {manifest['engine']}, cơ sở dữ liệu ở đây là {connection.vendor}.")
        if not replace and _is_filled():
            raise CommandError("Cơ sở dữ liệu ở đây đã có dữ liệu. Nếu thật sự muốn thay thế, hãy thêm --replace.")
        stored = Path(aside) / "files"
        if stored.exists():
            shutil.copytree(stored, settings.FILES_ROOT, dirs_exist_ok=True)
        _restore(Path(aside) / NAMES[connection.vendor])
    return manifest


def _hash(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _add_text(out: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    out.addfile(info, io.BytesIO(text.encode()))


def _unpack(source: Path, aside: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as whole:
            whole.extractall(aside, filter="data")
        manifest: dict[str, Any] = json.loads((aside / MANIFEST).read_text(encoding="utf-8"))
        broken = [name for name, known in manifest["sha256"].items() if _hash(aside / name) != known]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise CommandError(f"Không đọc được bản sao lưu {source}: tệp hỏng hoặc không phải bản sao lưu.") from error
    if broken:
        raise CommandError(f"Bản sao lưu hỏng ở {', '.join(broken[:3])}; chưa thay đổi gì. Hãy dùng bản khác.")
    return manifest


def _is_filled() -> bool:
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(target) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        copy.close()
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _restore(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(dump) as copy:
            copy.backup(connection.connection)
        copy.close()
        return
    connection.close()
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", str(dump))


def _run(program: str, *line: str) -> None:
    """A program of the PostgreSQL client on our database; the password goes by the environment, not by the command line."""
    found = shutil.which(program)
    if found is None:
        raise CommandError(f"Thiếu chương trình {program}. Hãy cài: apt install postgresql-client")
    at = connection.settings_dict
    host = at["HOST"] or at.get("OPTIONS", {}).get("host", "")
    known = {"PGHOST": host, "PGPORT": at["PORT"], "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    environment = {**os.environ, **{name: str(value) for name, value in known.items() if value}}
    done = subprocess.run([found, f"--dbname={at['NAME']}", *line], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(f"{program} không thành công: {done.stderr.strip()[-500:]}")
