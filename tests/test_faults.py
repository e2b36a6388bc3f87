"""Faults from outside: the sealer killed in the middle, and two administrators who change one unit at the same moment."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from trienkhai.accounts import structure
from trienkhai.accounts.choices import Role
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Placement

WRITE = """
import time
import django
django.setup()
from pathlib import Path
from django.conf import settings
from trienkhai.accounts.models import Person
from trienkhai.core import journal
person = Person.objects.create(username="an", full_name="Nguyễn Thị An")
end = time.monotonic() + 120
while time.monotonic() < end and not (Path(settings.VAR_DIR) / "enough").exists():
    journal.record(person, "test.written", person)
"""


def segments(var: Path) -> int:
    with sqlite3.connect(var / "trienkhai.sqlite3", timeout=20) as database:
        return int(database.execute("SELECT count(*) FROM core_journalsegment").fetchone()[0])


@pytest.mark.scale
@pytest.mark.once
def test_a_sealer_killed_in_the_middle_leaves_whole_segments(tmp_path: Path, begun: Any) -> None:
    """A real sealer is killed again and again under writes: what it sealed holds, what it did not is sealed by the next one."""
    surroundings = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "TRIENKHAI_NOW"}}
    surroundings |= {"TRIENKHAI_MODE": "demo", "TRIENKHAI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "trienkhai.config.settings"}
    command = [sys.executable, "-m", "trienkhai.config.command"]
    where: dict[str, Any] = {"env": surroundings, "cwd": settings.BASE_DIR}
    begun(tmp_path)
    writer = subprocess.Popen([sys.executable, "-c", WRITE], **where)
    killed = 0
    for wanted in (1, 20, 40):  # a loaded machine may need long to start a process: kill it when it is at work, not after a time
        sealer = subprocess.Popen([*command, "journal", "seal", "--every", "0.01"], start_new_session=True, **where)
        while segments(tmp_path) < wanted and writer.poll() is None:
            time.sleep(0.01)
        killed += writer.poll() is None
        os.killpg(sealer.pid, signal.SIGKILL)
        sealer.wait()
    (tmp_path / "enough").touch()
    assert writer.wait(timeout=60) == 0
    assert killed == 3
    assert subprocess.run([*command, "journal", "verify"], capture_output=True, check=False, **where).returncode == 0
    subprocess.run([*command, "journal", "seal"], check=True, capture_output=True, **where)
    assert subprocess.run([*command, "journal", "verify"], capture_output=True, check=False, **where).returncode == 0
    said = subprocess.run([*command, "journal", "export"], check=True, capture_output=True, text=True, **where).stdout.splitlines()
    heads = [line for line in said if line.startswith('{"segment"')]
    assert len(heads) >= 40
    assert len(said) - len(heads) > 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [ChangeKind.CLOSE, ChangeKind.RENAME])
def test_two_administrators_change_one_unit_and_nothing_is_half_done(kind: ChangeKind, at_once: Any, at: Any) -> None:
    at("2026-11-24T09:00")
    office = make_unit("s", "Sở Văn hóa")
    school = make_unit("t", "Trường số 1", office, Kind.UPPER_SCHOOL)
    admins = [make_person(f"qt{n}", Role.ADMIN, office) for n in (1, 2)]
    changes = [
        Change(kind, school.pk, dt.date(2026, 11, 24), "Quyết định số 5/QĐ-UBND", name=name, unit_kind=Kind.UPPER_SCHOOL)
        for name in ("Trường số 2", "Trường số 3")
    ]
    found = at_once(
        lambda: structure.carry_out(actor=admins[0], change=changes[0]), lambda: structure.carry_out(actor=admins[1], change=changes[1])
    )
    told = [one for one in found if isinstance(one, Refusal | Hidden)]
    assert [one for one in found if isinstance(one, Exception) and one not in told] == []
    open_now = [place.name for place in Placement.objects.filter(unit=school, valid_to__isnull=True)]
    if kind == ChangeKind.CLOSE:
        assert (len(told), open_now) == (1, [])
    else:
        assert len(open_now) == 1
        assert open_now[0] in {"Trường số 2", "Trường số 3"}
    done = JournalLine.objects.filter(verb__startswith="units.", outcome="done", object_id=school.pk).count()
    assert done == 2 - len(told)
