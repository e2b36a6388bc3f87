"""Patterns compiled when first used behave as compiled ones do."""

from __future__ import annotations

import re

import pytest
from vanban.late import late


def test_a_late_pattern_is_compiled_at_its_first_use_and_answers_like_any_other() -> None:
    pattern = late(r"(?P<day>\d+) tháng", re.IGNORECASE)
    assert "search" not in vars(pattern)
    match = pattern.search("ngày 5 THÁNG 9")
    assert match is not None
    assert match["day"] == "5"
    assert "search" in vars(pattern)
    assert pattern.sub("x", "5 tháng") == "x"
    with pytest.raises(AttributeError):
        pattern.cope  # type: ignore[attr-defined]  # noqa: B018


def test_a_wrong_pattern_is_told_when_it_is_used() -> None:
    with pytest.raises(re.error):
        late("(").match("x")
