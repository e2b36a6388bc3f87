"""The list of ASVS 5.0 has every requirement of levels 1 and 2 once, and what it names exists."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

sys.path.append(str(Path(settings.BASE_DIR) / "docs"))
import asvs

pytestmark = pytest.mark.once

LEVELS = {
    1: "1.2:1-5 1.3:1-2 1.5:1 2.1:1 2.2:1-2 2.3:1 3.2:1-2 3.3:1 3.4:1-2 3.5:1-3 4.1:1 4.4:1 5.2:1-2 5.3:1-2 6.1:1 6.2:1-8 6.3:1-2 6.4:1-2"
    " 7.2:1-4 7.4:1-2 8.1:1 8.2:1-2 8.3:1 9.1:1-3 9.2:1 10.4:1-5 11.3:1-2 11.4:1 12.1:1 12.2:1-2 13.4:1 14.2:1 14.3:1 15.1:1 15.2:1 15.3:1",
    2: "1.1:1-2 1.2:6-9 1.3:3-11 1.4:1-3 1.5:2 2.1:2-3 2.2:3 2.3:2-4 2.4:1 3.3:2-4 3.4:3-6 3.5:4-5 3.7:1-2 4.1:2-3 4.2:1 4.3:1-2 4.4:2-4"
    " 5.1:1 5.2:3 5.4:1-3 6.1:2-3 6.2:9-12 6.3:3-4 6.4:3-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.3:1-2 7.4:3-5 7.5:1-2 7.6:1-2 8.1:2 8.2:3"
    " 8.4:1 9.2:2-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:6-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:3 11.4:2-4 11.5:1 11.6:1"
    " 12.1:2-3 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:2-5 14.1:1-2 14.2:2-4 14.3:2-3 15.1:2-3 15.2:2-3 15.3:2-7 16.1:1 16.2:1-5 16.3:1-4"
    " 16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2",
}
"""Section: first and last number, by level, as in version 5.0.0: 70 and 183 requirements."""


def wanted() -> set[tuple[str, int]]:
    found = set()
    for level, sections in LEVELS.items():
        for one in sections.split():
            section, _colon, numbers = one.partition(":")
            first, _dash, last = numbers.partition("-")
            found |= {(f"{section}.{n}", level) for n in range(int(first), int(last or first) + 1)}
    return found


def test_every_requirement_of_both_levels_is_there_once() -> None:
    there = [(item.id, item.level) for item in asvs.items()]
    assert (len([one for one in wanted() if one[1] == 1]), len(wanted())) == (70, 253)
    assert set(there) ^ wanted() == set()
    assert len(there) == len(set(there))


def test_what_the_list_names_exists_and_what_is_not_met_says_why() -> None:
    assert list(asvs.faults()) == []


def test_the_check_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = ("tests/test_journal.py::test_nothing", "setting:NOTHING", "docs/security/controls.md#nothing")
    said: list[Any] = [
        asvs.Item("1.1.1", 2, "met", "x", (), ""),
        asvs.Item("1.1.2", 2, "met", "x", ("tests/nowhere.py",), ""),
        asvs.Item("1.2.1", 1, "met", "x", nowhere, ""),
        asvs.Item("1.2.2", 1, "none", "x", (), ""),
    ]
    monkeypatch.setattr(asvs, "items", lambda: said)
    found = list(asvs.faults())
    assert [line.split(":")[0] for line in found] == ["1.1.1", "1.1.2", "1.2.1", "1.2.1", "1.2.1", "1.2.2", "1.2.2"]


@pytest.mark.parametrize("page", ["threat-model.md", "controls.md"])
def test_every_file_that_the_pages_on_security_name_exists(page: str) -> None:
    words = (asvs.DATA.parent / page).read_text(encoding="utf-8")
    known = [path.relative_to(asvs.ROOT).as_posix() for top in ("trienkhai", "tests", "docs") for path in (asvs.ROOT / top).rglob("*.py")]
    named = set(re.findall(r"`([\w/]+\.py)`", words))
    assert named
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") or path == name for path in known)] == []
