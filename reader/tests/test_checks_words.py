"""The pieces rules are made of: syllables, order of labels, numbers in words; and rules in situations their examples do not show."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import vanban
from vanban import checks
from vanban.checks import listing, numbering, numbers, spelling
from vanban.types import Block, Document, Metadata, Source

PAGE = Path(__file__).parents[2] / "docs" / "develop" / "reader-checks.md"


def rules_of(*lines: str, name: str = "vi-du.txt") -> list[tuple[str, str]]:
    """(rule, words) of every finding on lines of text."""
    document = vanban.read("\n\n".join(lines).encode(), name=name)
    return [(finding.rule, document.text[finding.start : finding.end]) for finding in document.findings]


@pytest.mark.parametrize("word", ["viêt", "quyêt", "nghành", "ngiên", "đuợc", "truờng", "hòan", "qủa", "thựực", "kông", "thưong"])
def test_syllables_that_cannot_be_are_impossible(word: str) -> None:
    assert spelling.impossible(word)


@pytest.mark.parametrize(
    "word",
    [
        "việt",
        "quyết",
        "ngành",
        "nghiên",
        "được",
        "hoàn",
        "hòa",
        "hoà",
        "quả",
        "thuở",
        "khuya",
        "giếng",
        "gì",
        "quốc",
        "moóc",
        "ôxit",
        "êđê",
        "đắk",
        "web",
        "yếu",
    ],
)
def test_syllables_and_words_of_other_languages_are_left_alone(word: str) -> None:
    assert not spelling.impossible(word)


@pytest.mark.parametrize(
    ("label", "place"),
    [("2.", ("arabic.", 2)), ("đ)", ("letter)", 5)), ("IV.", ("roman.", 4)), ("Điều 7", ("điềuarabic", 7)), ("-", None), ("1.2.", None)],
)
def test_labels_have_a_style_and_a_place(label: str, place: tuple[str, int] | None) -> None:
    assert numbering.ordinal(label) == place


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("ba", 3),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("ba mươi", 30),
        ("năm chục", 50),
        ("năm 2026", None),
        ("ba bản", None),
    ],
)
def test_numbers_in_words_are_read(words: str, value: int | None) -> None:
    assert numbers.in_words(words) == value


def test_a_list_that_begins_again_is_no_duplicate() -> None:
    found = rules_of("I. NHIỆM VỤ", "1. Mua sách.", "II. KINH PHÍ", "1. Ngân sách tỉnh.", "2. Nguồn khác.", "1. Phụ huynh ủng hộ.")
    assert "numbering.duplicate" not in {rule for rule, _ in found}


def test_numbers_inside_a_quoted_wording_are_not_the_documents_own() -> None:
    found = rules_of(
        "Điều 1. Sửa đổi quy chế thư viện",
        "1. Sửa đổi khoản 1 như sau:",
        "“1. Thư viện mở cửa cả ngày.",
        "2. Học sinh được mượn hai cuốn mỗi lần.”",
        "2. Bỏ khoản 5.",
    )
    assert not {rule for rule, _ in found} & {"numbering.duplicate", "numbering.out_of_order"}


def test_two_words_that_meet_are_no_doubled_word() -> None:
    found = rules_of(
        "Nâng cao chất lượng công tác tác chiến, đánh giá giá trị kho sách, luôn luôn đúng hạn, từng bước quan quan trắc viên."
    )
    assert "language.doubled_word" not in {rule for rule, _ in found}


@pytest.mark.parametrize(
    "words",
    [
        "Nơi nhân dân sinh sống, mỗi trường học có nguyên nhân dẫn đến việc thiếu sách.",
        "Văn bản hành chính và quyết định kỷ luật được lưu; hàng hóa chuyển ra cảng để xuất khẩu.",
        "Kho sách bắt đầu từ năm 2020, chuyển đổi so với trước; vốn đầu tư cộng đồng tăng.",
        "Công việc khác phục vụ bạn đọc; thiết bị phát điện từ năng lượng mặt trời.",
    ],
)
def test_words_that_meet_are_no_misspelt_phrase(words: str) -> None:
    assert not {rule for rule, _ in rules_of(words)} & {"language.fixed_phrase", "language.likely_slip", "language.confusion"}


def test_a_wrapped_file_has_no_cut_sentences() -> None:
    line = "các trường rà soát kho sách hiện có và lập danh mục sách còn thiếu so với chuẩn của thư viện"
    assert "structure.sentence_cut" not in {rule for rule, _ in rules_of(*[line] * 20)}


def test_weekdays_are_not_read_from_counted_things() -> None:
    assert "dates.weekday" not in {rule for rule, _ in rules_of("Giấy phép sửa đổi lần thứ 3 ngày 01/12/2026 vẫn có hiệu lực.")}


def test_a_party_document_is_not_held_to_the_states_form() -> None:
    lines = (
        "ĐẢNG BỘ TỈNH AN BÌNH",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 12-KH/TU",
        "An Bình, ngày 12 tháng 10 năm 2026",
        "KẾ HOẠCH",
        "Phát triển văn hóa đọc trong cán bộ, đảng viên",
        "Các cấp ủy tổ chức thực hiện nghiêm túc Kế hoạch này, định kỳ báo cáo kết quả về Ban Thường vụ.",
        "Nơi nhận:",
        "- Các huyện ủy.",
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ",
        "Lê Minh Đức",
    )
    found = {rule for rule, _ in rules_of(*lines)}
    assert not found & {"structure.end_mark", "header.archive_missing", "header.deputy_without_kt", "header.authority_form"}


def test_rules_of_the_decree_are_silent_on_documents_older_than_it() -> None:
    lines = [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "Số: 45/KH-SGDĐT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "An Bình, ngày 6 tháng 10 năm {}",
        "KẾ HOẠCH",
    ]
    fired = [
        ("header.day_unpadded", f"ngày 6 tháng 10 năm {year}") in rules_of(*(line.format(year) for line in lines)) for year in (2015, 2026)
    ]
    assert fired == [False, True]


def test_findings_are_in_reading_order_and_inside_the_text() -> None:
    document = vanban.read("Các trường mua sách , báo và và vở.\n\nHọp ngày 31/4/2026.".encode(), name="a.txt")
    places = [(finding.start, finding.end) for finding in document.findings]
    assert places == sorted(places)
    assert len(places) > 2


def test_check_asks_nothing_of_the_file_of_a_text() -> None:
    def refused() -> bytes:
        raise AssertionError("the bytes of a text are no business of the rules")

    document: Document = vanban.read("Các trường mua sách và và vở.".encode(), name="a.txt")
    assert [finding.rule for finding in checks.run(document, refused)] == ["language.doubled_word"]


def test_page_of_the_developers_guide_lists_the_rules_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    begun, end = "<!-- rules: begin -->\n", "<!-- rules: end -->"
    assert page[page.index(begun) + len(begun) : page.index(end)].strip() == listing.listing().strip()


@pytest.mark.parametrize("unit", ["(", ")", "“", "\n", "1", "và ", "viêt ", "ngày 31/02/2026 ", "Quyết định nêu trên ", "sách,báo "])
def test_a_file_of_one_thing_repeated_takes_linear_time_and_few_findings(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    source = Source("x", "text/plain", "0")
    document = Document(source, text, (Block(0, len(text), "paragraph"),), Metadata(), (), (), (), (), ())
    begun = time.process_time()
    found = checks.run(document)
    assert time.process_time() - begun < 5
    assert len(found) <= 3 * checks.MOST


def test_a_rule_is_found_by_the_id_of_its_finding() -> None:
    assert checks.by_id()["language.doubled_word"].reference().endswith("Nghị định 30/2020/NĐ-CP")
