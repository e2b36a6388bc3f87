"""Bringing a structure in: what it would do is shown first, a bad table does nothing, a good one does everything."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
import zipfile
from itertools import pairwise
from typing import Any

import pytest

from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import importing, tables
from trienkhai.units.models import Placement, Unit, UnitTag
from trienkhai.units.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
TODAY = dt.date(2026, 11, 24)


def look(body: dict[str, Unit], *rows: str) -> importing.Preview:
    return importing.preview(importing.read_table("a.csv", factories.table(*rows)), root=factories.at(body["sgd"]))


def bring(body: dict[str, Unit], *rows: str, on: dt.date | None = None) -> importing.Preview:
    table = importing.read_table("a.csv", factories.table(*rows))
    return importing.apply(actor=None, root_id=body["sgd"].pk, rows=table, on=on)


def standing() -> set[tuple[str, str, str, str]]:
    rows = Placement.objects.filter(valid_to__isnull=True)
    return set(rows.values_list("unit__code", "name", "kind", "path"))


def test_a_preview_says_what_would_change_and_changes_nothing() -> None:
    body = factories.make_body()
    before = standing()
    found = look(
        body,
        "t1,Trường THPT Biển Đông,Trường trung học phổ thông,sgd,",
        "t2,Trường THPT Ánh Dương,upper_school,x1,",
        "m1,Trường mầm non Hòa Lạc,TRUONG MAM NON,x1,điểm; vùng cao",
        "cq,Cơ quan Sở,Cơ quan văn phòng,sgd,",
        "t9,Trường THPT Mới,upper_school,t1,",
    )
    assert [(row.code, words) for row, words in found.changed] == [("t1", "đổi tên từ «Trường THPT Đông Hải»"), ("t2", "chuyển về x1")]
    assert [row.code for row in found.opened] == ["t9"]
    assert [(row.code, words) for row, words in found.labelled] == [("m1", "thêm nhãn điểm; vùng cao")]
    assert [line for line, _words in found.errors] == [5]
    assert standing() == before


def test_a_table_moves_a_branch_with_everything_under_it_and_history_stays() -> None:
    body = factories.make_body()
    old = factories.at(body["m1"]).path
    bring(body, "x1,Xã Hòa Lạc,commune,cq,", "t9,Trường THPT Mới,upper_school,x1,chuyên", on=TODAY)
    moved = factories.at(body["m1"])
    assert moved.path == factories.at(body["x1"]).path + moved.path[-6:]
    assert factories.at(body["x1"]).path.startswith(factories.at(body["cq"]).path)
    assert factories.at(body["m1"], TODAY - dt.timedelta(days=1)).path == old
    new = Unit.objects.get(code="t9")
    assert (factories.at(new).depth, UnitTag.objects.get(unit=new).name) == (3, "chuyên")
    line = JournalLine.objects.get(verb="units.structure.imported")
    assert line.data == {"opened": 1, "changed": 1}


def test_the_same_table_twice_changes_nothing_the_second_time() -> None:
    body = factories.make_body()
    rows = ("t1,Trường THPT Biển Đông,upper_school,sgd,chuyên", "t9,Trường THPT Mới,upper_school,sgd,")
    bring(body, *rows)
    after = standing()
    again = look(body, *rows)
    assert (again.is_empty, again.same) == (True, 2)
    bring(body, *rows)
    assert standing() == after
    assert Placement.objects.filter(unit=body["t1"]).count() == 2


def test_two_changes_on_one_day_leave_one_placement_of_that_day() -> None:
    body = factories.make_body()
    bring(body, "t1,Tên một,upper_school,sgd,", on=TODAY)
    bring(body, "t1,Tên hai,upper_school,sgd,", on=TODAY)
    assert list(Placement.objects.filter(unit=body["t1"]).order_by("valid_from").values_list("name", "valid_to")) == [
        ("Trường THPT Đông Hải", TODAY),
        ("Tên hai", None),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",Không mã,upper_school,sgd,", "thiếu mã hoặc tên"),
        ("t9,,upper_school,sgd,", "thiếu mã hoặc tên"),
        (f"{'x' * 41},Dài,upper_school,sgd,", "quá 40"),
        ("t9,Lạ,castle,sgd,", "không biết loại «castle»"),
        ("t9,Mồ côi,upper_school,,", "thiếu mã cấp trên"),
        ("t9,Mồ côi,upper_school,zz,", "không có đơn vị cấp trên mang mã zz"),
        ("syt,Sở Y tế,department,sgd,", "ngoài phạm vi"),
        ("sgd2,A,upper_school,sgd2,", "vòng lại"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_stops_the_whole_table(row: str, words: str) -> None:
    body = factories.make_body()
    before = standing()
    rows = ("t8,Trường THPT Tốt,upper_school,sgd,", row)
    found = look(body, *rows)
    assert [(line, words in said) for line, said in found.errors] == [(3, True)]
    with pytest.raises(Refusal, match="1 dòng sai"):
        bring(body, *rows)
    assert standing() == before


def test_a_code_twice_and_units_that_stand_above_each_other_are_named() -> None:
    body = factories.make_body()
    assert "hai lần" in look(body, "t9,A,upper_school,sgd,", "t9,B,upper_school,sgd,").errors[0][1]
    loop = look(body, "cq,Cơ quan Sở,office,p1,", "p1,Phòng Giáo dục trung học,division,cq,")
    assert [line for line, _words in loop.errors] == [2, 3]


def test_csv_of_every_common_shape_and_xlsx_say_the_same() -> None:
    rows = ["t9", "Trường THPT «Mới», cơ sở 2", "upper_school", "sgd", "chuyên, nội trú"]

    def shaped(delimiter: str, encoding: str = "utf-8") -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([factories.HEAD.split(","), rows, ["", " ", "", "", ""]])
        return out.getvalue().encode(encoding)

    tables = [
        importing.read_table("A.CSV", shaped(",")),
        importing.read_table("a.csv", shaped(";", "utf-8-sig")),
        importing.read_table("a.xlsx", factories.workbook(rows)),
    ]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0][0].tags == ("chuyên", "nội trú")
    assert importing.read_table("a.xlsx", factories.workbook([12.0, "A", "office", 7.0, ""]))[0].code == "12"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed, packed.open("xl/sheet.xml", "w") as part:
        for _n in range(21):
            part.write(bytes(16 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"PK", ".csv hoặc .xlsx"),
        ("a.csv", b"", "thiếu cột: mã, tên, loại, mã cấp trên"),
        ("a.csv", "mã,tên\nt1,A".encode(), "thiếu cột: loại, mã cấp trên"),
        ("a.csv", factories.table("t1,Trường,office,sgd,").decode().encode("utf-16")[:-1], "Không mở được"),
        ("a.csv", b"m\xe3,t\xean\n", "Dòng 1 viết bằng bảng mã khác"),
        ("a.csv", factories.table('t1,"' + "x" * 200_000), "Không mở được"),
        ("a.xlsx", b"MZ program", "Không mở được"),
        ("a.xlsx", factories.workbook(["t1"])[:-200], "Không mở được"),
        ("a.csv", b"a" * (tables.MAX_BYTES + 1), "20 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_way_out(name: str, data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        importing.read_table(name, data)
    assert caught.value.hint


OLD = "t1,Trường mầm non Đại Lộc,preschool,sgd,vùng cao"


def old_vietnamese(words: str) -> bytes:
    """Windows-1258: a letter with its shape, then the mark of the tone."""
    out = []
    for char in words:
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + tones)
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize(
    "data",
    [
        old_vietnamese(f"{factories.HEAD}\n{OLD}"),
        f"{factories.HEAD}\n{OLD}".encode("utf-16"),
        f"{factories.HEAD}\n{OLD}".encode("utf-16-be"),
        f"{factories.HEAD}\n{OLD}".replace(",", "\t").encode("utf-16-le"),
        unicodedata.normalize("NFD", f"{factories.HEAD}\n{OLD}").encode(),
    ],
    ids=["windows-1258", "utf-16", "utf-16-be without mark", "utf-16-le with tabs", "decomposed"],
)
def test_a_table_in_an_encoding_of_offices_is_read_right(data: bytes) -> None:
    row = importing.read_table("a.csv", data)[0]
    assert (row.name, row.tags) == ("Trường mầm non Đại Lộc", ("vùng cao",))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (factories.table("t2,Trường,office,sgd,") + b"\n" + old_vietnamese(OLD), 3),
        (old_vietnamese(f"{factories.HEAD}\nt2,Trường,office,sgd,\n") + OLD.encode(), 3),
        (factories.table("t2,Tr\N{LATIN SMALL LETTER U WITH HORN}", "x").replace("ư".encode(), b"\xff"), 2),
    ],
    ids=["old among new", "new among old", "no encoding at all"],
)
def test_a_table_of_two_encodings_is_refused_by_the_line(data: bytes, line: int) -> None:
    with pytest.raises(Refusal, match=f"Dòng {line} viết bằng bảng mã khác") as caught:
        importing.read_table("a.csv", data)
    assert "UTF-8" in caught.value.hint


def test_the_other_place_of_a_tone_is_no_new_name() -> None:
    body = factories.make_body()
    assert look(body, "x1,Xã Hoà Lạc,commune,sgd,").is_empty
    assert not look(body, "x1,Xã Hóa Lạc,commune,sgd,").is_empty


def test_a_change_dated_before_the_present_placement_leaves_no_two_placements_of_one_day() -> None:
    body = factories.make_body()
    bring(body, "x1,Xã Hòa Lạc Mới,commune,sgd,", on=TODAY)
    bring(body, "x1,Xã Hòa Lạc Hai,commune,cq,", on=dt.date(2026, 1, 1))
    for unit in body.values():
        spans = list(Placement.objects.filter(unit=unit).order_by("valid_from").values_list("valid_from", "valid_to"))
        assert all(end == start for (_a, end), (start, _b) in pairwise(spans))
    assert factories.at(body["x1"]).name == "Xã Hòa Lạc Hai"
    assert factories.at(body["m1"]).path.startswith(factories.at(body["x1"]).path)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    with pytest.raises(Refusal, match="Không mở được"):
        importing.read_table("a.xlsx", bomb())


def test_a_large_table_comes_back_with_the_confirmation() -> None:
    data = factories.table(*(f"t{n},Trường trung học phổ thông số {n},upper_school,sgd,vùng cao" for n in range(20_000)))
    kept = importing.pack(data)
    assert importing.unpack(kept) == data
    assert len(kept) < len(data) / 3
    for broken in ("", "%%%", kept[:400], "QUJD"):
        with pytest.raises(Refusal, match="Chưa có bảng"):
            importing.unpack(broken)


def test_a_preview_of_three_hundred_rows_asks_as_often_as_one_of_three(queries: Any) -> None:
    body = factories.make_body()
    rows = [f"n{i},Trường {i},upper_school,sgd,chuyên" for i in range(300)]
    assert queries(lambda: look(body, *rows[:3])) == queries(lambda: look(body, *rows))
    bring(body, *rows)
    assert queries(lambda: look(body, *rows[:3])) == queries(lambda: look(body, *rows))
