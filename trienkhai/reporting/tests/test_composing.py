"""Passages are gathered, never invented: the same words once, with everyone who said them."""

from trienkhai.reporting.composing import gather


def test_equal_words_become_one_passage_with_all_sources() -> None:
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
