"""Times: every form offices write, and what is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from vanban.find.times import find_times
from vanban.types import Span

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "times.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_times_said_in_a_sentence(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_times(text, 0, len(text), year=2026, bare=case.get("bare", False), since="2026-01-15")
    assert [[t.kind, t.from_, t.due, t.every] for t in found if t.kind != "conditional"] == case["expect"]
    assert all(text[t.start : t.end] == t.text for t in found)


def test_a_date_inside_a_citation_is_no_time() -> None:
    text = "Thực hiện Công văn số 15/SYT-NVY ngày 20/3/2026, gửi báo cáo trước ngày 30/3/2026."
    cited = Span(text.index("Công văn"), text.index(", gửi"))
    found = find_times(text, 0, len(text), year=2026, skip=[cited])
    assert [t.due for t in found] == ["2026-03-30"]


def test_without_any_year_nothing_is_invented() -> None:
    assert find_times("Trước ngày 30/6", 0, 15, year=None, bare=True) == ()


def test_conditions_carry_no_value() -> None:
    text = "Báo cáo khi có yêu cầu của cấp trên; trong dịp Tết trực 24/24 giờ."
    found = find_times(text, 0, len(text), year=2026)
    assert {t.kind for t in found} == {"conditional"}
    assert all((t.from_, t.due, t.every) == (None, None, None) for t in found)


def test_offsets_hold_inside_a_longer_text() -> None:
    text = "Mở đầu. Sửa cầu xong trong quý II/2026. Kết thúc."
    (found,) = find_times(text, 8, 39, year=None)
    assert text[found.start : found.end] == found.text == "xong trong quý II/2026"
