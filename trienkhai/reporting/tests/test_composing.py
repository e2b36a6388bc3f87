"""Wordings are gathered, never invented: the same words once, with everyone who said them; what is alike under one head."""

from __future__ import annotations

import pytest

from trienkhai.reporting.consolidating import fields, wording
from trienkhai.reporting.consolidating.wording import gather, grouped, pieces

pytestmark = pytest.mark.once


def test_equal_words_become_one_wording_with_all_sources() -> None:
    groups = gather([(1, "Đã tập huấn cho giáo viên."), (2, "đã tập huấn  cho giáo viên"), (3, "Đã lắp camera ở cổng trường")])
    assert [(g.text, g.sources) for g in groups] == [
        ("Đã tập huấn cho giáo viên.", [1, 2]),
        ("Đã lắp camera ở cổng trường", [3]),
    ]


def test_different_tones_stay_apart_and_empty_words_are_left_out() -> None:
    groups = gather([(1, "Đã cấp phát sách"), (2, "Đã cấp phát sạch"), (3, "   "), (4, ".")])
    assert sorted(g.text for g in groups) == ["Đã cấp phát sách", "Đã cấp phát sạch"]


def test_the_fullest_wording_comes_first_among_equals() -> None:
    groups = gather([(1, "Ngắn"), (2, "Dài hơn nhiều so với đoạn kia")])
    assert groups[0].sources == [2]


LONG = "Đã tổ chức tập huấn cho giáo viên toàn trường về đổi mới phương pháp dạy đọc"


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (LONG.replace("toàn trường", "của trường"), True),
        (f"{LONG} trong quý", True),
        (LONG.replace("Đã tổ chức", "Chưa tổ chức"), False),
        (f"{LONG} cho 25 người", False),
        (LONG.replace("tập huấn", "hội thảo").replace("giáo viên", "phụ huynh").replace("đọc", "viết"), False),
    ],
)
def test_like_wordings_are_one_group_unless_figures_or_turning_words_differ(other: str, together: bool) -> None:  # noqa: FBT001 - a table
    heads = grouped(gather([(1, LONG), (2, LONG), (3, other)]))
    assert heads == ([0, 0] if together else [0, 1])


def test_grouping_is_the_same_whatever_order_units_come_in() -> None:
    said = [(n, f"{LONG} {'rất kỹ' if n % 3 else 'bước đầu'} {'và' if n % 2 else 'cùng'} phụ huynh") for n in range(30)]
    one, other = gather(said), gather(reversed(said))
    assert [g.text for g in one] == [g.text for g in other]
    assert grouped(one) == grouped(other)


def test_lines_are_cut_out_with_their_place_and_without_their_marks() -> None:
    said = "- Thiếu phòng học\r\n\n  b) Thiếu sách\n...\nĐề nghị cấp kinh phí."
    found = list(pieces(said))
    assert [piece.text for piece in found] == ["Thiếu phòng học", "Thiếu sách", "Đề nghị cấp kinh phí."]
    assert all(said[piece.start : piece.end] == piece.text for piece in found)


def test_fields_are_counted_and_a_typed_count_is_pointed_at() -> None:
    assert fields.fill("[số đơn vị] đơn vị nêu thiếu sách", [], 7) == "07 đơn vị nêu thiếu sách"
    assert fields.fill("Thiếu sách ([Tên đơn vị])", ["Trường A", "Trường B"], 42) == "Thiếu sách (Trường A, Trường B và 40 đơn vị khác)"
    assert fields.sentence("Thiếu sách.", ["Trường A"], 1) == "Thiếu sách (Trường A)."
    assert fields.sentence("Văn phòng soạn.", [], 0) == "Văn phòng soạn."
    assert fields.typed_count("Có 42 đơn vị nêu thiếu sách") == "42 đơn vị nêu"
    assert not fields.typed_count("Đã tập huấn 42 giáo viên")
    assert wording.ENOUGH < 1
