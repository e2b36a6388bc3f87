"""Tables of contents and translations are furniture: nothing is read twice."""

from __future__ import annotations

import pytest
from vanban import clean
from vanban.find import header
from vanban.load.base import Piece
from vanban.outline import outline, walk

HEAD = ("UBND TỈNH AN BÌNH", "SỞ Y TẾ", "Số: 15/KH-SYT", "An Bình, ngày 05 tháng 3 năm 2026", "KẾ HOẠCH", "Tiêm phòng năm 2026")
BODY = ("I. NHIỆM VỤ", "1. Tập huấn tiêm chủng", "II. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế")


def read(*lines: str) -> tuple[list[str], str | None]:
    """(ids of the items, title)."""
    text, blocks = clean.normalise([Piece(line) for line in lines])
    head = header.metadata(text, blocks)
    return [node.id for node, _ in walk(outline(text, blocks))], head.title and head.title.value


@pytest.mark.parametrize(
    "entries",
    [
        ("I. NHIỆM VỤ........................ 2", "1. Tập huấn tiêm chủng............. 2", "II. TỔ CHỨC THỰC HIỆN.............. 3"),
        ("I. NHIỆM VỤ 2", "1. Tập huấn tiêm chủng 2", "II. TỔ CHỨC THỰC HIỆN 3"),
        ("I. NHIỆM VỤ……………… 2", "II. TỔ CHỨC THỰC HIỆN…… 3", "1. Sở Y tế …… 3"),
    ],
)
def test_a_table_of_contents_is_read_over(entries: tuple[str, ...]) -> None:
    wanted = (["I", "I.1", "II", "II.1"], "Tiêm phòng năm 2026")
    assert read(*HEAD, "MỤC LỤC", *entries, *BODY) == wanted
    assert read(*HEAD, *BODY) == wanted


def test_a_heading_of_that_name_and_blanks_of_a_form_stay() -> None:
    assert read("I. LẬP HỒ SƠ", "Mục lục", "1. Ghi mục lục hồ sơ", "2. Nộp hồ sơ")[0] == ["I", "I.1", "I.2"]
    assert read("1. Họ tên: .............", "2. Ngày sinh: ..........", "3. Quê quán: .........")[0] == ["1", "2", "3"]


def test_a_translation_line_under_line_is_read_over() -> None:
    ids, title = read(
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        "AN BINH PROVINCIAL PEOPLE'S COMMITTEE",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SOCIALIST REPUBLIC OF VIET NAM",
        "Số/No.: 15/KH-UBND",
        "KẾ HOẠCH",
        "PLAN",
        "Hợp tác y tế năm 2026",
        "On health cooperation in 2026",
        "I. NHIỆM VỤ",
        "I. TASKS",
        "1. Sở Y tế mở hội thảo.",
        "1. The Department of Health shall hold a workshop.",
    )
    assert (ids, title) == (["I", "I.1"], "Hợp tác y tế năm 2026")


def test_the_number_behind_its_english_word() -> None:
    text, blocks = clean.normalise([Piece(line) for line in ("UBND TỈNH AN BÌNH", "Số/No.: 15/KH-UBND", "KẾ HOẠCH")])
    head = header.metadata(text, blocks)
    assert (head.number and head.number.value, head.symbol and head.symbol.value) == ("15", "KH-UBND")
