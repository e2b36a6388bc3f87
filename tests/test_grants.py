"""A database role that works for the application and cannot touch the journal's past, whatever the application is made to do."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from trienkhai.core import journal, sealing
from trienkhai.core.models import JournalLine
from trienkhai.plans.tests import factories as plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
ROLE = "trienkhai_app_thu"


@pytest.fixture
def as_the_application() -> Iterator[None]:
    """In a transaction that is undone, the role too."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    out = StringIO()
    call_command("grants", ROLE, stdout=out)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {ROLE}")
        for statement in out.getvalue().splitlines():
            cursor.execute(statement)
        cursor.execute(f"SET ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_it_does_the_work(as_the_application: None) -> None:
    body = plans.make_body()
    plans.make_issued(body)
    journal.record(body.leader, "test.line", body.leader)
    assert sealing.seal() is not None
    assert list(sealing.verify()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_journalline SET verb = 'x'",
        "DELETE FROM core_journalsegment",
        "TRUNCATE core_journalline",
        "ALTER TABLE core_journalline DISABLE TRIGGER USER",
        "DROP TRIGGER core_journalline_rows ON core_journalline",
        "DROP TABLE core_journalline CASCADE",
        "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "DELETE FROM django_migrations",
    ],
)
def test_it_cannot_take_the_guard_down(as_the_application: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalLine.objects.count() >= 0


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("grants", "a; DROP TABLE x", stdout=StringIO())
