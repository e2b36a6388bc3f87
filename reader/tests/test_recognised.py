"""What recognition garbled is read by what must stand there; the reading quotes the text as it was recognised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import vanban
from vanban import clean, recognised
from vanban.find import header
from vanban.load.base import Loaded, Piece
from vanban.types import Source


def seen(line: str, grade: float | None = 0.9) -> str:
    text, blocks = clean.normalise([Piece(line, confidence=grade)])
    assert text == line
    return recognised.seen(text, blocks)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("IH. TÔ CHỨC THỤC HIỆN", "IH. TỔ CHỨC THỰC HIỆN"),
        ("Sở Lao động - Thương bỉnh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
        ("Phòng Ngoại vụ và Kính tế", "Phòng Ngoại vụ và Kinh tế"),
        ("Thời gian thục hiện: Qúy II", "Thời gian thực hiện: Qúy II"),
        ("Cân bộ phôi hợp kiêm tra, đồn đốc", "Cán bộ phối hợp kiểm tra, đôn đốc"),
        ("Theo Nghị quyêt sô 12-NQ/TU", "Theo Nghị quyết số 12-NQ/TU"),
        ("Kế hoạch số l2/KH-UBND ngày O5/l0/2O26", "Kế hoạch số 12/KH-UBND ngày 05/10/2026"),
        ("Thông tư số 0I/2O26/TT-BYT", "Thông tư số 01/2026/TT-BYT"),
        ("An Bình, ngày l2 tháng O3 năm 2O27", "An Bình, ngày 12 tháng 03 năm 2027"),
        ("UBND TĨNH AN GIANG", "UBND TỈNH AN GIANG"),
        ("ỦY BẠN NHÂN DÂN THANH PHÓ HÀ NỌI", "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"),
        ("UỶ BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN"),
        ("SƠ Y TE", "SỞ Y TẾ"),
        ("Só:22T/SCT-QLCN", "Số:22T/SCT-QLCN"),
        ("Số» 44t/SYT-VP", "Số: 44t/SYT-VP"),
        ("An Giang, ngày3jtháng 7 năm 2027", "An Giang, ngày  tháng 7 năm 2027"),
        ("An Giang, ngày O5 tháng Š năm 2027", "An Giang, ngày 05 tháng   năm 2027"),
        ("Thời gian: Quý TV/2027", "Thời gian: Quý IV/2027"),
        ("Thời gian: Quý IH/2027", "Thời gian: Quý  3/2027"),
        ("Thời gian: Quý II1/2027", "Thời gian: Quý III/2027"),
        ("Thời gian: Quý II, II/2027", "Thời gian: Quý II,  3/2027"),
        ("Thời gian: Quý I và I năm 2027", "Thời gian: Quý I và 2 năm 2027"),
    ],
)
def test_what_must_stand_there(printed: str, read: str) -> None:
    assert seen(printed) == read
    assert seen(printed, grade=None) == printed


@pytest.mark.parametrize(
    "line",
    [
        "Nơi nào có dịch thì đưa vắc xin đến, bắt đầu từ nơi xa",
        "Trưng bày tại chính quyền xã; hồ sơ đang ký",
        "Ông Trần Đình Kỳ, Tổ Ảnh Sáng",
        "Uống 2 l nước, đo nồng độ O2 và CO2",
        "Quý 1/2027, Quý II và III năm 2027, quý ông",
        "điểm l khoản I Điều 5",
    ],
)
def test_what_can_stand_as_it_is(line: str) -> None:
    assert seen(line) == line


SCAN = """KẾ HOẠCH
Kiểm tra thư viện năm 2027
I. NHIỆM VỤ
1. Thực hiện Kế hoạch số 11§/KH-BCĐ3§9 ngày 02/12/2026 của Ban Chỉ đạo
Đơn vị chú trì: Sở Văn hóa, Thê thao và Du lịch
Thời gian: Quý I/⁄2027
II. TÔ CHỨC THỰC HIỆN
1. Sở Giảo dục và Đào tạo
- Phôi hợp với Sở Y tê kiêm tra."""


def test_the_reading_quotes_what_was_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(grade: float | None) -> Callable[..., Loaded]:
        pieces = tuple(Piece(line, confidence=grade) for line in SCAN.splitlines())
        return lambda *_, **__: Loaded(Source("a.pdf", "application/pdf", "", ocr=grade is not None), pieces)

    monkeypatch.setattr("vanban.load.load", loaded(0.9))
    scan = vanban.read(b"")
    assert scan.text == SCAN
    assert [(one.number, one.date, scan.text[one.start : one.end] == one.text) for one in scan.citations] == [
        ("118/KH-BCĐ389", "2026-12-02", True)
    ]
    assert [node.heading for node in scan.outline] == ["NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN"]
    first, second = scan.tasks
    assert [(time.from_, time.due, time.text) for time in first.times] == [("2027-01-01", "2027-03-31", "Quý I/⁄2027")]
    assert [(unit.names, unit.role) for unit in first.units] == [(("Sở Văn hóa, Thể thao và Du lịch",), "lead")]
    assert [(unit.names, unit.text) for unit in second.units] == [
        (("Sở Giáo dục và Đào tạo",), "Sở Giảo dục và Đào tạo"),
        (("Sở Y tế",), "Sở Y tê"),
    ]
    for value in (*scan.tasks, *first.units, *second.units):
        assert scan.text[value.start : value.end].startswith(value.text[:20])
    monkeypatch.setattr("vanban.load.load", loaded(None))
    typed = vanban.read(b"")
    assert {one.number for one in typed.citations} != {"118/KH-BCĐ389"}
    assert [node.heading for node in typed.outline] == ["NHIỆM VỤ", "TÔ CHỨC THỰC HIỆN"]


def head(*lines: str) -> vanban.types.Metadata:
    text, blocks = clean.normalise([Piece(line, confidence=0.9, page=1) for line in lines])
    return header.metadata(recognised.seen(text, blocks), blocks)


def test_a_header_with_handwriting_and_the_stamp_of_who_received_it() -> None:
    read = head(
        "ỦY BẠN NHÂN DÂN",
        "TĨNH AN GIANG",
        "Số: /CT-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Giang,",
        "tháng 3 năm 2027",
        "CHÍ THỊ",
        "&Âm VĂN THƯ",
        "Về việc tăng cường kiểm tra thư viện",
        "CV ĐẾN",
        "mm Ngày: W2 Chuyển:",
        "trên địa bàn tỉnh An Giang",
        "Thời gian qua, việc kiểm tra thư viện trên địa bàn tỉnh đã có nhiều tiến bộ, các trường học đã quan tâm bổ sung sách mới.",
    )
    assert (read.issuer and read.issuer.value) == "ỦY BAN NHÂN DÂN TỈNH AN GIANG"
    assert (read.place and read.place.value, read.date and read.date.value) == ("An Giang", "2027-03")
    assert (read.type and read.type.value) == "chỉ thị"
    assert (read.title and read.title.value) == "Về việc tăng cường kiểm tra thư viện trên địa bàn tỉnh An Giang"


def test_a_letter_whose_number_lost_its_word() -> None:
    read = head(
        "UBND TỈNH AN GIANG",
        "SỞ Y TẾ",
        "/SYT-NVY",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Giang, ngày Ä| tháng 7 năm 2027",
        "V/w góp ý dự thảo kế hoạch",
        "Kính gửi: Các bệnh viện.",
        "Thực hiện ý kiến của Ủy ban nhân dân tỉnh, Sở Y tế đề nghị các bệnh viện góp ý vào dự thảo kế hoạch kèm theo công văn này.",
        "KẾ HOẠCH",
        "Tiêm phòng năm 2027",
    )
    assert (read.symbol and read.symbol.value, read.number and read.number.value) == ("SYT-NVY", None)
    assert (read.date and read.date.value, read.issuer and read.issuer.value) == ("2027-07", "SỞ Y TẾ")
    assert (read.type and read.type.value, read.title and read.title.value) == ("công văn", "góp ý dự thảo kế hoạch")


def test_the_mark_of_a_digital_signature_is_no_signer() -> None:
    lines = ("Nơi nhận:", "- Như trên;", "TL. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ TỔ CHỨC", "BỘ Y TẾ")
    assert head(*lines).signers == ()
