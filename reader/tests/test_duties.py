"""Sentences that give work: who is named, in which role, and where nobody is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from vanban.duty import duties_of

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "duties.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_sentence_names_who_is_to_act(case: dict[str, Any]) -> None:
    text = case["text"]
    named = [unit for duty in duties_of(text, 0, len(text)) for unit in (*duty.units, *duty.partners)]
    assert sorted([unit.role, unit.names[0]] for unit in named) == case["expect"]
    assert all(text[unit.start : unit.end] == unit.text for unit in named)
