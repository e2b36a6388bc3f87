"""Units: names never cut, lists cut where they join, heads restored, roles by their words."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from vanban.find.units import series_at, split_phrase

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "units.yaml").read_text(encoding="utf-8"))
PHRASES = [case for case in CASES if "phrase" in case]
RUNS = [case for case in CASES if "run" in case]


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: case["phrase"][:60])
def test_a_phrase_is_split_into_its_units(case: dict[str, Any]) -> None:
    text = f"Đơn vị: {case['phrase']}"
    found = split_phrase(text, 8, len(text), "lead")
    assert [[unit.role, unit.names[0]] for unit in found] == case["expect"]
    assert all(text[unit.start : unit.end] == unit.text for unit in found)


@pytest.mark.parametrize("case", RUNS, ids=lambda case: case["run"][:60])
def test_a_sentence_begins_with_units(case: dict[str, Any]) -> None:
    text = case["run"]
    found, stop = series_at(text, 0, len(text), "execute")
    assert [unit.names[0] for unit in found] == case["expect"]
    assert all(text[unit.start : unit.end] == unit.text for unit in found)
    if found:
        assert text[stop:].startswith(case["rest"])


@pytest.mark.parametrize("piece", ["Sở A; ", "các ", "Sở Y tế và ", "UBND các huyện, xã, ", "Phòng A - ", "("])
def test_long_lists_cost_linear_time(piece: str) -> None:
    def cost(times: int) -> float:
        text = piece * times
        begun = process_time()
        split_phrase(text, 0, len(text), "lead")
        series_at(text, 0, len(text), "execute", semicolons=True)
        return process_time() - begun

    small, large = cost(500), cost(5000)
    assert large < 40 * small + 0.5
