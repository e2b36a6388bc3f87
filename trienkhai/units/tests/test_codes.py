"""Agency codes: both forms say the same, what is no code is refused, and units are found and imported by either."""

from __future__ import annotations

import pytest

from trienkhai.core.errors import Refusal
from trienkhai.units import agency, codes, importing, selectors
from trienkhai.units.models import Unit, UnitCode
from trienkhai.units.tests import factories

HEAD = factories.HEAD + ",mã định danh"
PAIRS = [
    ("H41", "000.00.00.H41"),
    ("H41.15", "000.00.15.H41"),
    ("G22.02.15", "000.15.02.G22"),
    ("H41.15.02.007", "007.02.15.H41"),
    ("H41.15.00.007", "007.00.15.H41"),
]


@pytest.mark.parametrize(("now", "then"), PAIRS)
def test_both_forms_say_the_same_both_ways(now: str, then: str) -> None:
    assert agency.present(then) == agency.present(now) == now
    assert agency.former(now) == agency.former(then) == then
    assert agency.is_former(then)
    assert not agency.is_former(now)


def test_a_code_is_read_as_people_type_it() -> None:
    assert agency.present(" 000.00.15.h41 ") == "H41.15"
    assert agency.present("h41. 15") == "H41.15"


@pytest.mark.parametrize("code", ["H41.1", "H41.150", "H41.15.02.007.01", "H41.A1", "H41.15.02.07"])
def test_what_the_older_form_cannot_hold_has_none(code: str) -> None:
    assert agency.former(code) is None


WRONG = ["", "H4", "41H", "H41.", ".H41", "H41..02", "H41-15", "00.00.H41", "0000.00.00.H41", "H41." + "1" * 32, "Đ41", "H٤١"]


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_code_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(Refusal, match="không đúng mẫu") as caught:
        agency.present(code)
    assert "H41.15.02" in caught.value.hint
    assert agency.present("H41." + "1" * 31) == "H41." + "1" * 31


def bring(body: dict[str, Unit], *rows: str) -> importing.Preview:
    table = importing.read_table("a.csv", factories.table(*rows, head=HEAD))
    return importing.apply(actor=None, root_id=body["sgd"].pk, rows=table)


def look(body: dict[str, Unit], *rows: str) -> list[tuple[int, str]]:
    table = importing.read_table("a.csv", factories.table(*rows, head=HEAD))
    return importing.preview(table, root=factories.at(body["sgd"])).errors


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
class TestImported:
    """The column "mã định danh"."""

    def test_a_code_is_stored_in_the_present_form_and_found_by_both(self) -> None:
        body = factories.make_body()
        bring(body, "t1,Trường THPT Đông Hải,upper_school,sgd,,000.02.15.H41", "t9,Trường THPT Mới,upper_school,sgd,,H41.15.09")
        assert dict(UnitCode.objects.values_list("unit__code", "value")) == {"t1": "H41.15.02", "t9": "H41.15.09"}
        for words in ("H41.15.02", "000.02.15.H41", " h41.15.02"):
            assert [unit.code for unit in selectors.search_units(words=words)] == ["t1"]
        assert selectors.search_units(words="H41.15.03") == []
        line = codes.codes_of(body["t1"].pk)[0]
        assert (line.label, line.value, line.former) == ("Mã định danh điện tử", "H41.15.02", "000.02.15.H41")

    def test_two_units_can_change_codes_with_each_other_and_the_same_again_changes_nothing(self) -> None:
        body = factories.make_body()
        first = ("t1,Trường THPT Đông Hải,upper_school,sgd,,H41.1", "t2,Trường THPT Ánh Dương,upper_school,sgd,,H41.2")
        bring(body, *first)
        again = importing.preview(importing.read_table("a.csv", factories.table(*first, head=HEAD)), root=factories.at(body["sgd"]))
        assert again.is_empty
        bring(body, "t1,Trường THPT Đông Hải,upper_school,sgd,,H41.2", "t2,Trường THPT Ánh Dương,upper_school,sgd,,H41.1")
        assert dict(UnitCode.objects.values_list("unit__code", "value")) == {"t1": "H41.2", "t2": "H41.1"}

    @pytest.mark.parametrize(
        ("code", "words"), [("H4", "không đúng mẫu"), ("H41.7", "đang là của đơn vị khác"), ("000.00.10.H41", "hai lần trong bảng")]
    )
    def test_a_code_that_is_wrong_or_taken_is_named_with_its_line(self, code: str, words: str) -> None:
        body = factories.make_body()
        UnitCode.objects.create(unit=body["syt"], kind="agency", value="H41.7")
        found = look(body, "t1,Trường THPT Đông Hải,upper_school,sgd,,H41.10", f"t2,Trường THPT Ánh Dương,upper_school,sgd,,{code}")
        assert [(line, words in said) for line, said in found] == [(3, True)]
        with pytest.raises(Refusal, match="1 dòng sai"):
            bring(body, "t1,Trường THPT Đông Hải,upper_school,sgd,,H41.10", f"t2,Trường THPT Ánh Dương,upper_school,sgd,,{code}")
        assert UnitCode.objects.count() == 1
