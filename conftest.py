"""What holds for every test: no network clock, files in a place of their own, and templates that only show what they were given."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.signals import connection_created
from django.template import base
from django.templatetags import i18n
from django.test.utils import CaptureQueriesContext

OURS = str(Path(__file__).parent / "trienkhai")
IDENTIFIERS = ("pk", "id", "version", "counter", "counter0")


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    """Stored files of a test go away with it."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:  # noqa: ARG001 - what it extends
    """On SQLite the test database begins as the last one migrated by the very same migrations: they take ten times as long as a test."""
    kept = _migrated()

    def begin(connection: Any, **_kwargs: Any) -> None:
        if connection.alias == "default" and connection.vendor == "sqlite" and connection.is_in_memory_db():
            connection_created.disconnect(begin)
            with closing(sqlite3.connect(kept)) as migrated:
                migrated.backup(connection.connection)

    if kept.exists():
        connection_created.connect(begin, weak=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001 - what it extends
    """Keep a test database just migrated for the next run; whole or not at all, for two workers may come together."""
    kept, connection = _migrated(), connections["default"]
    if kept.exists() or connection.vendor != "sqlite":
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = kept.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), closing(sqlite3.connect(made)) as target:
        connection.connection.backup(target)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    made.rename(kept)


@pytest.fixture
def begun(django_db_setup: None) -> Any:  # noqa: ARG001 - makes the copy
    """Give an installation of its own on SQLite, in a folder of its own, a database already migrated: `begun(folder)`."""
    return lambda folder: shutil.copy(_migrated(), folder / "trienkhai.sqlite3")


def _migrated() -> Path:
    """Where the database stands that these migrations made; another one as soon as a migration or a dependency changes."""
    root = Path(__file__).parent
    sources = sorted([*root.glob("trienkhai/*/migrations/*.py"), *root.glob("requirements/*.txt")])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    return root / ".pytest_cache" / "migrated" / f"{digest}.sqlite3"


@pytest.fixture
def at(settings: Any) -> Any:
    """Set the clock: `at("2026-11-24T09:00")`."""

    def turn(moment: str) -> None:
        settings.CLOCK = moment

    turn("2026-11-24T09:00")
    return turn


class TemplateError(AssertionError):
    """A template asked the database, or printed a bare number."""


@pytest.fixture(autouse=True)
def template_faults(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A template asks nothing and prints no bare number. Faults are kept too, because `{% if %}` swallows what is raised inside it."""
    faults: list[str] = []

    def fault(words: str) -> TemplateError:
        faults.append(words)
        return TemplateError(words)

    def refuse(_execute: Any, sql: str, *_rest: Any) -> Any:
        raise fault(f"a template asked the database: {sql[:300]}")

    whole = base.Template._render
    monkeypatch.setattr(base.Template, "_render", lambda self, context: _quietly(whole, self, context, refuse))
    monkeypatch.setattr(base.VariableNode, "render", lambda self, context: _printed(self, context, fault))
    monkeypatch.setattr(i18n, "render_value_in_context", lambda value, context: _filled(value, context, fault))
    yield faults
    if faults:
        pytest.fail("\n".join(faults))


def _quietly(whole: Any, template: base.Template, context: Any, refuse: Any) -> Any:
    wrapped = [connection for connection in connections.all(initialized_only=True) if refuse not in connection.execute_wrappers]
    for connection in wrapped:
        connection.execute_wrappers.append(refuse)
    try:
        return whole(template, context)
    finally:
        for connection in wrapped:
            connection.execute_wrappers.remove(refuse)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _printed(node: base.VariableNode, context: Any, fault: Any) -> Any:
    value = node.filter_expression.resolve(context)
    if _is_number(value) and str(getattr(node, "origin", "")).startswith(OURS):
        last = str(node.filter_expression.token).partition("|")[0].rpartition(".")[2]
        if last not in IDENTIFIERS and not last.endswith("_id"):
            raise fault(f"a number printed without |number: {{{{ {node.filter_expression.token} }}}} in {node.origin}")
    return base.render_value_in_context(value, context)


def _filled(value: object, context: Any, fault: Any) -> Any:
    if _is_number(value):
        raise fault(f"a number without |number in a translated block: {value}")
    return base.render_value_in_context(value, context)


GUARDED = ("core_journalline", "core_journalsegment")


def _lower_guard() -> list[str]:
    """Let the test runner empty the journal between transactional tests; what to run to refuse again."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in GUARDED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in GUARDED]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", GUARDED)
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]


_to_refuse_again: list[str] = []


@pytest.fixture(autouse=True)
def _journal_guard(request: Any) -> Any:
    """Transactional tests end with a flush, which the journal's guard would refuse: lowered for the flush, raised before the next test."""
    marker = request.node.get_closest_marker("django_db")
    named = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not named and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    from django.db import connection

    with connection.cursor() as cursor:
        while _to_refuse_again:
            cursor.execute(_to_refuse_again.pop())
    yield
    _to_refuse_again.extend(_lower_guard())


@pytest.fixture
def queries() -> Any:
    """How many queries an act makes: `queries(lambda: selectors.list_units(...))`."""

    def count(act: Any) -> int:
        with CaptureQueriesContext(connections["default"]) as captured:
            act()
        return len(captured)

    return count


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Path) -> Iterator[Any]:  # noqa: ARG001 - asked for, not used
    """Run acts at the same moment, each in a thread with a connection of its own; gives what each returned or raised, in order.

    SQLite's test database lives in memory, where threads cannot wait for each other; here it stands in a file, as in use.
    """
    connection = connections["default"]
    kept, name = connection.connection, connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "shared.sqlite3") as target:
            connection.connection.backup(target)
        connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "shared.sqlite3")
    yield _run_together
    if connection.vendor == "sqlite":
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = kept, name


def _run_together(*acts: Any) -> list[Any]:
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Any) -> None:
        start.wait()
        try:
            found[place] = act()
        except Exception as error:  # noqa: BLE001 - what went wrong is the answer
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
