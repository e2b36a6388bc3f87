"""The official lists: what is shipped is whole and in one spelling, what is opened has the codes, days and places of the list."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import official, selectors, spelling
from trienkhai.units.models import Placement, Succession, Unit, UnitCode
from trienkhai.units.tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at")]
BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("import_official", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_lists_have_as_many_units_as_the_country_had() -> None:
    past, present = official.lists()
    assert Counter(len(e.code) for e in official.entries(past)) == {2: 63, 3: 696, 5: 10_035}
    now = official.entries(present)
    assert Counter(len(e.code) for e in now) == {2: 34, 5: 3321}
    assert Counter(e.name.split()[0] for e in now if len(e.code) == 5) == {"Xã": 2611, "Phường": 697, "Đặc": 13}
    assert Counter(e.name.split()[0] for e in official.entries(present, "31")) == {"Thành": 1, "Xã": 67, "Phường": 45, "Đặc": 2}


@pytest.mark.parametrize("at_list", [0, 1])
def test_names_are_in_one_spelling_and_everything_stands_under_something(at_list: int) -> None:
    entries = official.entries(official.lists()[at_list])
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    at = {code: place for place, code in enumerate(codes)}
    for place, entry in enumerate(entries):
        assert entry.name == spelling.name(entry.name) == unicodedata.normalize("NFC", entry.name)
        assert not entry.above or at[entry.above] < place


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Xã  Hoà Lạc", "Xã Hòa Lạc"),
        ("PHƯỜNG HOÀ XUÂN", "PHƯỜNG HÒA XUÂN"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("Xã Vinh Quý", "Xã Vinh Quý"),
        ("Xã Hoài Đức, Khoái Châu, Hoàng Mai", "Xã Hoài Đức, Khoái Châu, Hoàng Mai"),
        (unicodedata.normalize("NFD", "Uỷ ban"), "Ủy ban"),
    ],
)
def test_a_tone_stands_in_one_place_where_two_are_in_use_and_nowhere_else(written: str, stored: str) -> None:
    assert spelling.name(written) == stored


def test_the_present_list_of_a_province_opens_its_communes_once() -> None:
    words = run("--as-of", "today", "--province", "31")
    assert "lập 115 đơn vị, 0 đã có" in words
    assert "Quyết định 19/2025/QĐ-TTg" in words
    province = selectors.unit_by_code("31")
    assert (province.name, province.kind, province.parent_id) == ("Thành phố Hải Phòng", "committee", None)
    assert selectors.subtree_of(province).filter(kind="commune", depth=1).count() == 114
    assert "lập 0 đơn vị, 115 đã có" in run("--province", "31")
    assert Placement.objects.filter(valid_from=AFTER).count() == 115
    assert JournalLine.objects.filter(verb="units.structure.imported").earliest("pk").data == {
        "opened": 115,
        "list": "2026-07-25",
    }


def test_the_past_list_has_districts_and_ends_where_the_present_begins() -> None:
    run("--as-of", "2025-06-30", "--province", "31")
    run("--as-of", "2025-06-30", "--province", "30")
    run("--province", "31")
    old = [unit for unit in selectors.search_units(words="quan le chan", day=BEFORE) if unit.kind == "district"]
    assert [(unit.code, unit.depth) for unit in old] == [("2025-06-30:305", 1)]
    assert selectors.search_units(words="quan le chan") == []
    assert {unit.name for unit in selectors.children_of(unit_id=None, day=BEFORE) for unit in [unit.unit]} == {
        "Tỉnh Hải Dương",
        "Thành phố Hải Phòng",
    }
    assert [branch.unit.name for branch in selectors.children_of(unit_id=None)] == ["Thành phố Hải Phòng"]
    assert Succession.objects.count() == 0
    assert {u.code for day in (BEFORE, AFTER) for u in selectors.search_units(words="31", day=day)} >= {"31", "2025-06-30:31"}


def test_a_province_that_became_a_city_was_a_province_before() -> None:
    run("--province", "75")
    unit = selectors.unit_by_code("75")
    assert unit.name == "Thành phố Đồng Nai"
    assert selectors.get_unit(unit_id=unit.id, day=dt.date(2026, 4, 29)).name == "Tỉnh Đồng Nai"
    assert selectors.get_unit(unit_id=unit.id, day=dt.date(2026, 4, 30)).name == "Thành phố Đồng Nai"
    assert selectors.children_of(unit_id=unit.id, day=AFTER).paginator.count == selectors.children_of(unit_id=unit.id).paginator.count


def test_a_list_goes_under_the_unit_that_stands_for_the_province_from_the_day_that_one_stands() -> None:
    root = factories.make_unit("ub", "Ủy ban nhân dân thành phố", since=dt.date(2025, 9, 1))
    run("--province", "31", "--under", "ub")
    rows = Placement.objects.filter(parent=root)
    assert set(rows.values_list("kind", "valid_from", "depth")) == {("commune", dt.date(2025, 9, 1), 1)}
    assert not Unit.objects.filter(code="31").exists()
    with pytest.raises(CommandError, match="chưa có vào ngày 30/06/2025"):
        run("--province", "31", "--under", "ub", "--as-of", "2025-06-30")


def test_a_code_that_another_unit_has_stops_the_whole_list() -> None:
    taken = official.entries(official.lists()[1], "31")[5].code
    factories.make_unit(taken, "Trường THPT Tân Phong")
    with pytest.raises(Refusal, match="1 mã đã dùng"):
        official.bring_in(actor=None, chosen=official.lists()[1], province="31")
    assert Unit.objects.count() == 1
    assert f"mã {taken}" in run("--province", "31", "--dry-run")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "hôm qua"), "Không hiểu ngày"),
        (("--as-of", "2019-01-01"), "Chưa có danh mục"),
        (("--province", "99"), "không có tỉnh mã 99"),
        (("--province", "00004"), "không có tỉnh mã 00004"),
        (("--under", "zz"), "cần đi cùng --province"),
        (("--province", "31", "--under", "zz"), "Không có đơn vị mang mã «zz»"),
    ],
)
def test_what_cannot_be_meant_is_said(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)
    assert Unit.objects.count() == 0


def test_the_whole_country_asks_as_often_as_a_province(queries: Any) -> None:
    present = official.lists()[1]
    few = queries(lambda: official.preview(present, province="31"))
    assert queries(lambda: official.preview(present, province="01")) == few
    official.bring_in(actor=None, chosen=present)
    assert UnitCode.objects.filter(kind="admin").count() == 3355
