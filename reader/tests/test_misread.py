"""Labels of recognised text: read by what must stand there, the text untouched; nothing is guessed where the strokes do not fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import vanban
from vanban import clean, misread
from vanban.load.base import Loaded, Piece
from vanban.outline import outline, walk
from vanban.types import Source


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


SCAN = """KẾ HOẠCH
Kiểm tra thư viện năm 2027
I. NHIỆM VỤ
1. Thực hiện Kế hoạch số 11§/KH-BCĐ3§9 ngày 02/12/2026 của Ban Chỉ đạo
Đơn vị chủ trì: Sở Y tế
Thời gian: Quý I/⁄2027"""


def test_signs_inside_numbers_are_read_and_the_text_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(grade: float | None) -> Callable[..., Loaded]:
        pieces = tuple(Piece(line, confidence=grade) for line in SCAN.splitlines())
        return lambda *_, **__: Loaded(Source("a.pdf", "application/pdf", "", ocr=grade is not None), pieces)

    monkeypatch.setattr("vanban.load.load", loaded(0.9))
    scan = vanban.read(b"")
    assert scan.text == SCAN
    assert [(one.number, one.date, scan.text[one.start : one.end] == one.text) for one in scan.citations] == [
        ("118/KH-BCĐ389", "2026-12-02", True)
    ]
    (task,) = scan.tasks
    assert [(time.from_, time.due, time.text) for time in task.times] == [("2027-01-01", "2027-03-31", "Quý I/⁄2027")]
    monkeypatch.setattr("vanban.load.load", loaded(None))
    assert {one.number for one in vanban.read(b"").citations} != {"118/KH-BCĐ389"}


def test_a_numeral_that_comes_twice_lost_its_last_stroke() -> None:
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. CHỦ ĐỀ", "IV. THỜI GIAN") == ["I", "II", "III", "IV"]
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. Nộp báo cáo") == ["I", "II", "II~2"]
    assert ids("I. MỤC ĐÍCH", "II. NỘI DUNG", "II. CHỦ ĐỀ", grade=None) == ["I", "II", "II~2"]


def test_names_get_back_the_marks_that_recognition_lost() -> None:
    assert misread.name("Sở Lao động - Thương bỉnh và Xã hội") == "Sở Lao động - Thương binh và Xã hội"
    assert misread.name("Phòng Ngoại vụ và Kính tế") == "Phòng Ngoại vụ và Kinh tế"
    assert misread.name("Tổ Ảnh Sáng") == "Tổ Ảnh Sáng"


def test_the_distribution_list_is_known_by_its_garbled_name() -> None:
    recognised = [
        Piece(line, confidence=0.8)
        for line in ("V. TỔ CHỨC", "1. Các trạm y tế tiêm phòng.", "Với nhận:", "- Các trạm y tế;", "- Xác nhận:")
    ]
    text, blocks = clean.normalise(recognised)
    assert [node.id for node, _ in walk(outline(text, blocks))] == ["V", "V.1"]
    assert ids("1. Họ tên", "Xác nhận:", "- Đơn vị") == ["1", "1.-1"]
