"""The journal: appended only, sealed in chains, refusals kept, personal values that can be erased, and faults named."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock, journal, personal, sealing
from trienkhai.core.models import JournalLine, JournalSegment, PersonKey
from trienkhai.documents.tests.factories import make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def an() -> Person:
    return make_person("an", Role.SPECIALIST, make_unit("sgd", "Sở Giáo dục"))


def write(person: Person, n: int = 3) -> list[int]:
    before = set(JournalLine.objects.values_list("id", flat=True))
    for order in range(n):
        journal.record(person, "test.line", person, None, order=order)
    return sorted(set(JournalLine.objects.values_list("id", flat=True)) - before)


def by_hand(statement: str, *values: Any) -> None:
    """What somebody with the database in hand would do: the guard down, the statement, the guard up."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE core_journalline DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE core_journalsegment DISABLE TRIGGER USER")
            cursor.execute(statement, values)
            cursor.execute("ALTER TABLE core_journalline ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE core_journalsegment ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
        for _name, sql in kept:
            cursor.execute(sql)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_journalline SET verb = 'x'",
        "DELETE FROM core_journalline",
        "UPDATE core_journalsegment SET head = 'x'",
        "DELETE FROM core_journalsegment",
        "TRUNCATE core_journalline",
        "TRUNCATE core_journalsegment",
    ],
)
def test_the_database_refuses_to_alter_or_remove(an: Person, statement: str) -> None:
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        statement = statement.replace("TRUNCATE", "DELETE FROM")
    write(an)
    sealing.seal()
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(sealing.verify()) == []


def test_segments_chain_and_everything_is_sealed_once(an: Person) -> None:
    write(an)
    first = sealing.seal()
    assert sealing.seal() is None
    write(an, 2)
    second = sealing.seal()
    assert first is not None
    assert second is not None
    assert (first.number, second.number, second.previous) == (1, 2, first.head)
    sealed = sum(end - start + 1 for segment in (first, second) for start, end in segment.ranges)
    assert sealed == JournalLine.objects.count()
    assert list(sealing.verify()) == []
    assert sealing.state().unsealed == 0


def test_a_line_altered_removed_or_slipped_in_by_hand_is_named(an: Person) -> None:
    ids = write(an, 5)
    sealing.seal()
    by_hand("UPDATE core_journalline SET verb = 'plans.plan.issued' WHERE id = %s", ids[1])
    by_hand("DELETE FROM core_journalline WHERE id = %s", ids[3])
    faults = list(sealing.verify())
    assert faults == [f"dòng {ids[1]} (đoạn 1) đã bị sửa", f"dòng {ids[3]} (đoạn 1) đã bị xóa"]


def test_a_line_slipped_in_behind_the_seals_is_named(an: Person, at: Any) -> None:
    at("2026-11-24T06:00")
    ids = write(an, 3)
    sealing.seal()
    with connection.cursor() as cursor:  # leave a gap in the ids, as a rolled-back transaction does
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('core_journalline', 'id'))")
            gap = cursor.fetchone()[0]
        else:
            gap = ids[-1] + 1
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'core_journalline'", [gap])
    for _ in range(sealing.SETTLE_SEGMENTS + 2):
        write(an, 1)
        sealing.seal()
    at("2026-11-24T09:00")
    write(an, 1)
    segment = sealing.seal()
    assert segment is not None
    assert segment.settled >= gap
    JournalLine.objects.create(pk=gap, at=clock.now(), verb="slipped.in", object_type="x")
    assert list(sealing.verify()) == [f"dòng {gap} được chèn sau khi niêm phong"]


def test_a_line_that_commits_late_is_still_sealed(an: Person) -> None:
    late = write(an, 1)[0] + 2  # the id of a transaction that is still open
    write(an, 1)
    JournalLine.objects.create(pk=late + 1, at=clock.now(), verb="after", object_type="x")
    sealing.seal()
    JournalLine.objects.create(pk=late, at=clock.now(), verb="late", object_type="x")
    segment = sealing.seal()
    assert segment is not None
    assert segment.ranges == [[late, late]]
    assert list(sealing.verify()) == []


def test_altered_segments_are_named_and_heads_kept_elsewhere_catch_a_whole_rewrite(an: Person, tmp_path: Path) -> None:
    write(an)
    segment = sealing.seal()
    assert segment is not None
    out = StringIO()
    call_command("journal", "export", stdout=out)
    kept = tmp_path / "nhat-ky.jsonl"
    kept.write_text(out.getvalue(), encoding="utf-8")
    assert [json.loads(line)["verb"] for line in out.getvalue().splitlines()[1:]] == list(
        JournalLine.objects.order_by("id").values_list("verb", flat=True)
    )
    call_command("journal", "verify", "--heads", str(kept), stdout=StringIO())
    by_hand("UPDATE core_journalsegment SET head = %s WHERE number = 1", "f" * 64)
    assert list(sealing.verify()) == ["đoạn 1 đã bị sửa"]
    by_hand("DELETE FROM core_journalsegment")
    sealing.seal()
    assert list(sealing.verify()) == []
    JournalSegment.objects.all()
    by_hand("UPDATE core_journalline SET verb = 'other' WHERE id = (SELECT MIN(id) FROM core_journalline)")
    by_hand("DELETE FROM core_journalsegment")
    sealing.seal()
    with pytest.raises(CommandError):
        call_command("journal", "verify", "--heads", str(kept), stdout=StringIO(), stderr=(said := StringIO()))
    assert "khác với mã đã xuất trước đây" in said.getvalue()


def test_a_clock_moved_back_breaks_nothing(an: Person, at: Any) -> None:
    write(an)
    first = sealing.seal()
    at("2026-11-20T09:00")
    write(an)
    second = sealing.seal()
    assert first is not None
    assert second is not None
    assert second.sealed_at == first.sealed_at
    assert list(sealing.verify()) == []


def test_unsealed_age_is_shown(an: Person, at: Any) -> None:
    write(an)
    at("2026-11-24T09:01")
    out = StringIO()
    call_command("journal", "status", stdout=out)
    assert "lâu nhất 60 giây" in out.getvalue()
    call_command("journal", "seal", stdout=out)
    assert "Đã niêm phong đoạn 1" in out.getvalue()


def test_personal_values_are_read_until_erased_and_the_chain_stays_whole(an: Person) -> None:
    journal.record(an, "accounts.person.changed", an, about=an, values={"email": "an@example.vn"})
    line = JournalLine.objects.get(verb="accounts.person.changed")
    sealing.seal()
    assert b"example" not in bytes(line.personal)
    assert personal.decrypt(an.pk, line.personal) == {"email": "an@example.vn"}
    personal.destroy(an.pk)
    assert personal.decrypt(an.pk, line.personal) is None
    assert personal.encrypt(an.pk, {"email": "x"}) is None
    assert PersonKey.objects.get(pk=an.pk).destroyed_at is not None
    assert list(sealing.verify()) == []


def test_a_refusal_is_written_after_the_rollback_without_its_words(an: Person) -> None:
    browser = Client()
    browser.force_login(an)
    answer = browser.get("/ke-hoach/987654/")
    assert answer.status_code == 404
    line = JournalLine.objects.get(outcome="refused")
    assert (line.actor, line.verb, line.data) == (
        an,
        "core.request.refused",
        {"page": "plans:plan-detail", "status": 404, "plan_id": 987654},
    )
    assert Client().get("/ke-hoach/987654/").status_code == 302
    assert JournalLine.objects.filter(outcome="refused").count() == 1


def test_who_saw_is_apart_from_what_was_changed(an: Person) -> None:
    journal.record(an, "test.changed", an)
    journal.saw(an, "test.seen", an)
    assert [line.verb for line in journal.lines(an) if line.verb.startswith("test")] == ["test.changed"]
    assert [line.verb for line in journal.viewers(an)] == ["test.seen"]


def test_digest_covers_every_field(an: Person) -> None:
    base = (1, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 2, "v", "t", 3, 4, "done", None, {"a": 1}, None)
    other = (9, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), 9, "w", "u", 9, 9, "seen", 5, {"a": 2}, b"x")
    seen = {sealing.digest(base)}
    for at in range(len(base)):
        seen.add(sealing.digest((*base[:at], other[at], *base[at + 1 :])))
    assert len(seen) == len(base) + 1
