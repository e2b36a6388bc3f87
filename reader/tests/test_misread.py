"""Labels of recognised text: read by what must stand there, the text untouched; nothing is guessed where the strokes do not fit."""

from __future__ import annotations

import pytest
from vanban import clean
from vanban.load.base import Piece
from vanban.outline import outline, walk


def labels(*lines: str, grade: float | None = 0.9) -> list[tuple[str, str]]:
    """(id, label) of all items."""
    text, blocks = clean.normalise([Piece(line, confidence=grade) for line in lines])
    assert text == "\n".join(lines)
    return [(node.id, node.label) for node, _ in walk(outline(text, blocks))]


def ids(*lines: str, grade: float | None = 0.9) -> list[str]:
    return [identity for identity, _ in labels(*lines, grade=grade)]


@pytest.mark.parametrize(
    "second",
    ["1I. NỘI DUNG", "lI. NỘI DUNG", "H. NỘI DUNG", "Il. NỘI DUNG", "11. NỘI DUNG", "TI. NỘI DUNG", "ÏI. NỘI DUNG", "II, NỘI DUNG"],
)
def test_the_second_numeral(second: str) -> None:
    assert ids("I. MỤC ĐÍCH", "1. Mục đích", second) == ["I", "I.1", "II"]


@pytest.mark.parametrize("third", ["IH. TÔ CHỨC THỰC HIỆN", "HI. TỔ CHỨC THỰC HIỆN", "1II. TỔ CHỨC THỰC HIỆN", "ITI.TỔ CHỨC THỰC HIỆN"])
def test_the_third_numeral(third: str) -> None:
    assert labels("I. MỤC ĐÍCH", "II. NỘI DUNG", third, "1. Sở Y tế")[2:] == [("III", "III."), ("III.1", "1.")]


def test_numerals_with_a_five() -> None:
    lines = ("I. MỤC ĐÍCH", "II. NỘI DUNG", "III. GIẢI PHÁP", "TV. KINH PHÍ", "Y. TỔ CHỨC", "VỊ. BÁO CÁO", "VH. THI ĐUA")
    assert ids(*lines) == ["I", "II", "III", "IV", "V", "VI", "VII"]


def test_letters_that_look_alike() -> None:
    assert ids("1. Sở Y tế", "a) Tiêm phòng", "b) Kiểm tra", "e) Báo cáo", "đ) Tập huấn", "đ) Công khai", "e) Tổng kết") == [
        "1", "1.a", "1.b", "1.c", "1.d", "1.đ", "1.e",
    ]  # fmt: skip


def test_the_figure_one_read_as_a_letter() -> None:
    assert ids("I. NHIỆM VỤ", "l. Sở Y tế tiêm phòng", "2. Sở Xây dựng sửa đường") == ["I", "I.1", "I.2"]
    assert ids("I. NHIỆM VỤ", "I. Sở Y tế tiêm phòng", "2. Sở Xây dựng sửa đường") == ["I", "I.1", "I.2"]


def test_what_does_not_fit_stays_as_it_is() -> None:
    assert ids("I. MỤC ĐÍCH", "IV. KINH PHÍ") == ["I", "IV"]
    assert ids("I. MỤC ĐÍCH", "TL. CHỦ TỊCH") == ["I"]
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "11. Sở Y tế") == ["I", "II", "II.11"]
    assert ids("I. MỤC ĐÍCH", "10. SỞ Y TẾ", "11. SỞ XÂY DỰNG") == ["I", "I.10", "I.11"]
    assert ids("1. Sở Y tế", "k) Tiêm phòng", "l) Kiểm tra") == ["1", "1.k", "1.l"]
    assert ids("1. Sở Y tế", "d) Tiêm phòng", "đ) Kiểm tra", "e) Báo cáo") == ["1", "1.d", "1.đ", "1.e"]


def test_typed_text_is_read_as_it_is_printed() -> None:
    assert ids("I. MỤC ĐÍCH", "IH. NỘI DUNG", "a) Một", "b) Hai", "e) Ba", grade=None) == ["I", "I.a", "I.b", "I.e"]


def test_a_numeral_that_comes_twice_lost_its_last_stroke() -> None:
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. CHỦ ĐỀ", "IV. THỜI GIAN") == ["I", "II", "III", "IV"]
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. Nộp báo cáo") == ["I", "II", "II~2"]
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. CHỦ ĐỀ", grade=None) == ["I", "II", "II~2"]


def test_the_distribution_list_is_known_by_its_garbled_name() -> None:
    recognised = [
        Piece(line, confidence=0.8)
        for line in ("V. TỔ CHỨC", "1. Các trạm y tế tiêm phòng.", "Với nhận:", "- Các trạm y tế;", "- Xác nhận:")
    ]
    text, blocks = clean.normalise(recognised)
    assert [node.id for node, _ in walk(outline(text, blocks))] == ["V", "V.1"]
    assert ids("1. Họ tên", "Xác nhận:", "- Đơn vị") == ["1", "1.-1"]
    assert ids("1. Tiêm phòng", "Nơi", "- Các trạm y tế;") == ["1"]
    assert ids("1. Tiêm phòng", "Mới nhận:", "- Các trạm y tế;") == ["1"]


def test_the_distribution_list_is_known_by_the_end_mark_above_it() -> None:
    lines = ("1. Sở Y tế tiêm phòng.", "Yêu cầu các đơn vị báo cáo kết quả./. 3—", "TM. ỦY BAN NHÂN DÂN", "- Các trạm y tế;", "- Lưu: VT.")
    assert ids(*lines) == ["1"]
    assert ids(*lines, grade=None) == ["1", "1.-1", "1.-2"]
    assert ids("1. Sở Y tế tiêm phòng./.", "2. Các đơn vị:", "- Các trạm y tế;") == ["1", "2", "2.-1"]


@pytest.mark.parametrize(("first", "second"), [("8)", "b)"), ("4)", "b)"), ("â)", "6)"), ("Á)", "h)"), ("ä)", "b)")])
def test_letters_read_as_other_signs(first: str, second: str) -> None:
    lines = ("7. Sở Y tế chủ trì", f"{first} Tiêm phòng", f"{second} Kiểm tra", "©) Báo cáo", "8. Sở Xây dựng")
    assert ids(*lines) == ["7", "7.a", "7.b", "7.c", "8"]


def test_figures_before_brackets_that_count_are_figures() -> None:
    assert ids("1) Sở Y tế", "2) Sở Xây dựng", "4) Sở Công Thương") == ["1", "2", "4"]
    assert ids("4) Tiêm phòng", "5) Kiểm tra") == ["4", "5"]
    assert ids("1. Sở Y tế", "1) Tiêm phòng", "2) Kiểm tra") == ["1", "1.1", "1.2"]
