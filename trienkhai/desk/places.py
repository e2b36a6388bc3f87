"""Where benchmarks run: a database of its own for each engine, made and removed here, and the reader's own bench beside its sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

from trienkhai.core.measure import Line, NotMeasured

READER, NONE, SQLITE, POSTGRESQL = "reader", "", "sqlite", "postgresql"
ALL = (READER, SQLITE, POSTGRESQL, NONE)
LOCAL_SERVERS = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres:///postgres")
COMMAND = (sys.executable, "-m", "trienkhai.config.command")


@contextmanager
def database(place: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh, migrated database. Raises NotMeasured when no server of that engine answers."""
    with tempfile.TemporaryDirectory(prefix="trienkhai-bench-") as folder:
        common = {**os.environ, "TRIENKHAI_MODE": "test", "TRIENKHAI_VAR": folder, "TRIENKHAI_NOW": ""}
        if place == SQLITE:
            yield _migrated({**common, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"})
            return
        server, name = _server(), f"trienkhai_bench_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as door:
            door.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield _migrated({**common, "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))})
            finally:
                door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server() -> str:
    """The address of a PostgreSQL server where databases may be made: `DATABASE_URL`, else a local one."""
    given = os.environ.get("DATABASE_URL", "")
    wanted = (urlunsplit(urlsplit(given)._replace(path="/postgres")),) if given.startswith("postgres") else LOCAL_SERVERS
    for address in wanted:
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return address
    raise NotMeasured("không có máy chủ PostgreSQL nào trả lời; hãy đặt DATABASE_URL hoặc cài gói postgresql.")


def _migrated(environment: dict[str, str]) -> dict[str, str]:
    subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=environment, check=True, stdout=sys.stderr)  # noqa: S603
    return environment


def inside(place: str, prefix: str, environment: dict[str, str]) -> list[Line]:
    """The figures of one engine, measured by a process that has its database."""
    done = subprocess.run([*COMMAND, "bench", prefix, "--here", place], env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    lines: list[Line] = json.loads(done.stdout)
    return lines


def reader(prefix: str) -> list[Line]:
    """The figures of the reader, measured by its own bench, which knows no application."""
    if not ("reader.".startswith(prefix) or prefix.startswith("reader.")):
        return []
    bench = settings.BASE_DIR / "reader"
    done = subprocess.run([sys.executable, "-m", "bench", prefix], cwd=bench, check=True, stdout=subprocess.PIPE)  # noqa: S603
    lines: list[Line] = json.loads(done.stdout)
    return lines
