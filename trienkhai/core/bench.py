"""Figures of this room for `scripts/bench`: writing the journal, writers side by side, sealing under load, verifying a million lines."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping
from functools import partial
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, connections, transaction

from trienkhai.core import clock, journal, measure, sealing
from trienkhai.core.measure import Bench, Figure
from trienkhai.core.models import JournalLine, JournalSegment

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

LINES = 1_000_000
WRITERS, PATIENCE_MS = 8, 50
LOAD_S, PAUSE_S, EVERY_S = 90, 0.02, "20"
"""Seconds of load, between two lines of a writer, and between two rounds of the sealer (as in deploy/systemd)."""
COMMAND = (sys.executable, "-m", "trienkhai.config.command")


def _writer() -> Person:
    person: Person = get_user_model().objects.get_or_create(username="do-nhat-ky", defaults={"full_name": "Người đo"})[0]
    return person


def _line_ms() -> float:
    """One line inside a service's transaction, 95 of 100."""
    person = _writer()
    with transaction.atomic():
        journal.record(person, "core.bench.line", person)
        found = 1000 * measure.p95(lambda: journal.record(person, "core.bench.line", person, None, order=1), 500)
        transaction.set_rollback(True)
    return found


def _writers_wait() -> float:
    """How many writers met a lock while as many others held their own uncommitted lines: each waits 50 ms at the most, then gives up."""
    person, gate, waited = _writer(), threading.Barrier(WRITERS), []

    def write() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                journal.record(person, "core.bench.line", person)
                gate.wait(30)
                journal.record(person, "core.bench.line", person)
                gate.wait(30)
        except (OperationalError, threading.BrokenBarrierError):
            gate.abort()
            waited.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return float(len(waited))


def _unsealed_age_s() -> float:
    """The oldest unsealed line that was ever seen, each half second, while four writers write and a real sealer seals."""
    person, end, oldest = _writer(), monotonic() + LOAD_S, 0.0

    def write() -> None:
        while monotonic() < end:
            journal.record(person, "core.bench.line", person)
            sleep(PAUSE_S)
        connections.close_all()

    sealer = subprocess.Popen([*COMMAND, "journal", "seal", "--every", EVERY_S])  # noqa: S603 - our own command
    threads = [threading.Thread(target=write) for _n in range(4)]
    try:
        for thread in threads:
            thread.start()
        while monotonic() < end:
            oldest = max(oldest, sealing.state().age(clock.now()))
            sleep(0.5)
        for thread in threads:
            thread.join()
    finally:
        sealer.kill()
        sealer.wait()
    return oldest


def _verify_s() -> float:
    """A million sealed lines of a day ago, made by one statement; only the verification is timed."""
    table = JournalLine._meta.db_table
    columns = "at, actor_id, verb, object_type, object_id, unit_id, data, outcome"
    with transaction.atomic():
        values = (clock.now() - dt.timedelta(days=1), _writer().pk, LINES)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT %s, %s, 'plans.progress.reported', 'plans.obligation', n, n %% 40000,"  # noqa: S608 - own words
                " '{\"state\": \"done\"}'::jsonb, 'done' FROM generate_series(1, %s) AS n",
                values,
            )
        _seal_all()
        began = perf_counter()
        faults = list(sealing.verify())
        spent = perf_counter() - began
        transaction.set_rollback(True)
    if faults:
        raise RuntimeError(faults[:3])
    return spent


def _seal_all() -> None:
    """Every unsealed line in segments as the sealer makes them, without its search for lines that came late."""
    last = JournalSegment.objects.order_by("-number").first()
    number, previous, since = (last.number, last.head, last.last_line) if last else (0, sealing.GENESIS, 0)
    while rows := list(JournalLine.objects.filter(pk__gt=since).order_by("id").values_list(*sealing.FIELDS)[: sealing.MOST]):
        number, since = number + 1, rows[-1][0]
        ranges, digests = sealing.ranges_of([row[0] for row in rows]), b"".join(sealing.digest(row) for row in rows)
        head = sealing.head_of(previous, number, ranges, digests)
        said = {"number": number, "previous": previous, "head": head, "ranges": ranges, "digests": digests, "sealed_at": clock.now()}
        JournalSegment.objects.create(**said, last_line=since, settled=since)
        previous = head


def _measured(prefix: str, wanted: Collection[str]) -> Mapping[str, float]:
    acts = {
        "journal_line_ms": _line_ms,
        "journal_writers_wait": _writers_wait,
        "unsealed_age_s": _unsealed_age_s,
        "verify_1000000_lines_s": _verify_s,
    }
    return {prefix + name: act() for name, act in acts.items() if prefix + name in wanted}


BENCHES = (
    Bench("sqlite", (Figure("core.sqlite.journal_line_ms", "ms", 2),), partial(_measured, "core.sqlite.")),
    Bench(
        "postgresql",
        (
            Figure("core.journal_line_ms", "ms", 2),
            Figure("core.journal_writers_wait", "người ghi", 0),
            Figure("core.unsealed_age_s", "s", 60),
            Figure("core.verify_1000000_lines_s", "s", 60),
        ),
        partial(_measured, "core."),
    ),
)
