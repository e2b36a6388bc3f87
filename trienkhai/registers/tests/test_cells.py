"""One value at a time: what is read, what is refused, and that nothing is guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trienkhai.registers import cells
from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import Column

pytestmark = pytest.mark.once

KINDS = {kind: Column("c1", "Cột", kind, choices=("Trực tiếp", "Trực tuyến")) for kind in ColumnKind}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1.250", "1250"),
        ("1250", "1250"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("1 250", "1250"),
        ("0,125", "0.125"),
        (3, "3"),
        (0.1, "0.1"),
        (1e3, "1000"),
        ("  ", ""),
        (None, ""),
    ],
)
def test_numbers_are_read_the_vietnamese_way(typed: Any, kept: str) -> None:
    assert cells.parse(KINDS[ColumnKind.NUMBER], typed) == kept


@pytest.mark.parametrize(
    "typed", ["1,234", "ba", "1.23.4", "12a", "1e9", "--3", True, dt.date(2026, 2, 6), "9" * 20, float("nan"), float("inf"), "१२"]
)
def test_what_is_no_plain_number_is_refused(typed: Any) -> None:
    with pytest.raises(cells.Unreadable):
        cells.parse(KINDS[ColumnKind.NUMBER], typed)


def test_a_number_that_reads_in_two_ways_says_both() -> None:
    with pytest.raises(cells.Unreadable, match=r"1\.234 hoặc 1,2340"):
        cells.parse(KINDS[ColumnKind.MONEY], "1,234")


@pytest.mark.parametrize(
    "typed",
    [
        "06/02/2026",
        "6-2-2026",
        "06.02.2026",
        "2026-02-06",
        "ngày 06 tháng 02 năm 2026",
        "6 / 2 / 2026",
        dt.date(2026, 2, 6),
        dt.datetime(2026, 2, 6, 8, tzinfo=dt.UTC),
    ],
)
def test_dates_are_read_in_the_styles_offices_use(typed: Any) -> None:
    assert cells.parse(KINDS[ColumnKind.DATE], typed) == "2026-02-06"


@pytest.mark.parametrize("typed", ["02/13/2026", "30/02/2026", "06/02/26", "46059", 46059, "hôm qua", "tháng 2/2026", "0001-01-01"])
def test_what_is_no_sure_date_is_refused(typed: Any) -> None:
    with pytest.raises(cells.Unreadable, match="ngày"):
        cells.parse(KINDS[ColumnKind.DATE], typed)


def test_lists_yes_and_units() -> None:
    assert cells.parse(KINDS[ColumnKind.LIST], "TRỰC  tiếp") == "Trực tiếp"
    with pytest.raises(cells.Unreadable, match="Trực tiếp, Trực tuyến"):
        cells.parse(KINDS[ColumnKind.LIST], "truc tiep")
    assert [cells.parse(KINDS[ColumnKind.YESNO], one) for one in ("Có", "x", 1, True, "KHÔNG", 0)] == [True, True, True, True, False, False]
    known = {"truong a": 7, "t7": 7, "truong b": 0}
    assert cells.parse(KINDS[ColumnKind.UNIT], "Trường A", known) == cells.parse(KINDS[ColumnKind.UNIT], "t7", known) == 7
    with pytest.raises(cells.Unreadable, match="mã đơn vị"):
        cells.parse(KINDS[ColumnKind.UNIT], "Trường B", known)


def test_limits_of_a_column_hold() -> None:
    column = Column("c1", "Tỷ lệ", ColumnKind.NUMBER, minimum=Decimal(0), maximum=Decimal(100))
    assert cells.parse(column, "100") == "100"
    for typed in ("-0,1", "100,01"):
        with pytest.raises(cells.Unreadable):
            cells.parse(column, typed)


def test_what_cannot_be_read_is_kept_as_typed() -> None:
    value, fault = cells.kept(KINDS[ColumnKind.NUMBER], "khoảng 30")
    assert value == {"raw": "khoảng 30"}
    assert "không phải là số" in fault
    assert cells.shown(KINDS[ColumnKind.NUMBER], value) == "khoảng 30"
    assert cells.fault_of(KINDS[ColumnKind.NUMBER], value) == fault
    assert cells.number_of(value) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_every_number_comes_back_as_it_was_shown(number: Decimal) -> None:
    column = KINDS[ColumnKind.NUMBER]
    kept = cells.parse(column, number)
    assert Decimal(cells.parse(column, cells.shown(column, kept))) == number


@given(st.text(max_size=40))
def test_no_words_break_a_column(words: str) -> None:
    for column in KINDS.values():
        value, _fault = cells.kept(column, words)
        assert isinstance(cells.shown(column, value), str)
