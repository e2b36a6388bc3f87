"""Pages with a text layer: words, paragraphs, columns, tables, furniture."""

from __future__ import annotations

import pytest
from pdfmaker import Paper, pdf, width
from vanban import clean
from vanban.errors import DamagedFile, EmptyFile
from vanban.load import load
from vanban.load.base import Piece

LINE = "Sở Giáo dục và Đào tạo kiểm tra thư viện trường học trên địa bàn tỉnh theo"
FIRST = LINE.removesuffix(" theo")
NEXT = "kế hoạch đã duyệt, báo cáo kết quả trước ngày 30 tháng 6 năm 2025."


def pieces(*pages: Paper) -> list[Piece]:
    """Pieces of a file of these pages, with the offsets checked."""
    loaded = load(pdf(*pages), name="van-ban.pdf")
    text, blocks = clean.normalise(loaded.pieces)
    assert all(text[b.start : b.end] == piece.text for b, piece in zip(blocks, loaded.pieces, strict=True))
    return list(loaded.pieces)


def texts(*pages: Paper) -> list[str]:
    """Their words."""
    return [piece.text for piece in pieces(*pages)]


def body(page: Paper, top: float, lines: list[str], indent: float = 28.0) -> float:
    """A paragraph set on a page, its first line indented; gives the place of the next line."""
    for at, line in enumerate(lines):
        page.words(85 + (indent if at == 0 else 0), top, line, 12)
        top += 18
    return top


def test_letters_drawn_in_a_second_pass_come_back_into_their_words() -> None:
    page = Paper()
    for at, line in enumerate((LINE, NEXT)):
        page.two_passes(85, 100 + 18 * at, line, 11)
    assert " ".join(texts(page)) == f"{LINE} {NEXT}"


def test_lines_of_a_paragraph_are_joined_and_the_next_one_begins_at_its_indent() -> None:
    page = Paper()
    top = body(page, 100, [FIRST, NEXT])
    body(page, top, [FIRST, NEXT])
    assert texts(page) == [f"{FIRST} {NEXT}", f"{FIRST} {NEXT}"]


def test_a_line_that_begins_with_a_figure_goes_on_but_a_new_item_does_not() -> None:
    page = Paper()
    first = "Các trường rà soát phương án phòng cháy, chữa cháy theo Nghị định số"
    top = body(page, 100, [first + " 136 và Thông tư", "12. của Bộ Công an về thẩm duyệt, nghiệm thu phòng cháy, chữa cháy."])
    body(page, top, ["1. Các trường lập danh sách thiết bị hư hỏng gửi về Sở trong tháng Ba", NEXT])
    assert [text[:2] for text in texts(page)] == ["Cá", "1."]


def test_a_sentence_runs_on_over_the_page_end_and_page_numbers_are_left_out() -> None:
    one, two, three = Paper(), Paper(), Paper()
    body(one, 750, [FIRST, LINE])
    two.words(295, 40, "2", 12)
    top = 70.0
    two.words(85, top, NEXT, 12)
    body(two, top + 18, [FIRST, NEXT])
    three.words(295, 40, "3", 12)
    body(three, 70, [FIRST, NEXT])
    assert texts(one, two, three) == [f"{FIRST} {LINE} {NEXT}", f"{FIRST} {NEXT}", f"{FIRST} {NEXT}"]


@pytest.mark.parametrize("year", ["2025.", "2025"])
def test_a_year_that_ends_a_sentence_at_the_top_of_a_page_is_no_page_number(year: str) -> None:
    first, second = Paper(), Paper()
    body(first, 700, [FIRST, "kế hoạch đã duyệt, báo cáo kết quả và các kiến nghị trước tháng 6 năm"])
    second.words(300, 40, "2", 12)
    body(second, 70, [year], indent=0.0)
    body(second, 88, [LINE, NEXT])
    joined = " ".join(texts(first, second))
    assert f"tháng 6 năm {year} " in joined
    assert " 2 " not in joined


def test_running_heads_are_furniture_but_a_repeated_heading_in_the_text_is_not() -> None:
    pages = []
    for number in range(4):
        page = Paper()
        page.words(85, 40, f"CÔNG BÁO/Số {280 + number}/Ngày 01-6-2025", 10)
        page.words(85, 420, "Nội dung chung", 12)
        body(page, 450, [FIRST, NEXT])
        pages.append(page)
    read = texts(*pages)
    assert not any("CÔNG BÁO" in text for text in read)
    assert read.count("Nội dung chung") == 4


def test_lines_of_a_list_at_the_page_end_stay_though_they_differ_only_in_numbers_or_come_back_far_away() -> None:
    pages = []
    for number in range(12):
        page = Paper()
        for at in range(41):
            page.words(85, 36 + 18 * at, f"Trường số {(number * 41 + at) * 7 % 1000} sửa chữa phòng học và thư viện trong hè;", 12)
        page.words(85, 774, "Các trường báo cáo kết quả theo từng đợt;" if number % 5 == 0 else f"Điểm trường {number * number + 5};", 12)
        pages.append(page)
    read = " ".join(texts(*pages))
    assert all(f"Trường số {n * 7 % 1000} sửa" in read for n in range(12 * 41))
    assert all(f"Điểm trường {n * n + 5};" in read for n in range(12) if n % 5)
    assert read.count("Các trường báo cáo kết quả theo từng đợt;") == 3


def test_the_stamp_of_a_digital_signature_is_left_out() -> None:
    page = Paper()
    page.words(420, 30, "Người ký: Văn phòng Ủy ban", 8).words(420, 40, "Thời gian ký: 02.06.2025 08:15", 8)
    body(page, 100, [FIRST, NEXT])
    assert texts(page) == [f"{FIRST} {NEXT}"]


def test_header_columns_are_read_one_after_the_other_and_blanks_do_not_part_them() -> None:
    page = Paper()
    page.words(85, 60, "SỞ XÂY DỰNG", 12).words(320, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12)
    page.words(85, 76, "PHÒNG QUY HOẠCH", 12).words(340, 76, "Độc lập - Tự do - Hạnh phúc", 12)
    page.words(85, 100, "Số:", 12).words(150, 100, "/KH-SXD", 12).words(320, 100, "Hà Nam, ngày", 12).words(
        430, 100, "tháng 3 năm 2025", 12
    )
    page.words(260, 140, "KẾ HOẠCH", 13)
    body(page, 170, [FIRST, NEXT])
    assert texts(page) == [
        "SỞ XÂY DỰNG",
        "PHÒNG QUY HOẠCH",
        "Số: /KH-SXD",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nam, ngày tháng 3 năm 2025",
        "KẾ HOẠCH",
        f"{FIRST} {NEXT}",
    ]


def test_numbers_of_footnotes_are_no_words_but_exponents_are() -> None:
    page = Paper()
    page.words(85, 100, "Diện tích phòng đọc 120 m", 12).words(85 + width("Diện tích phòng đọc 120 m", 12), 95, "2", 7)
    page.words(85, 160, "Theo báo cáo năm trước", 12).words(85 + width("Theo báo cáo năm trước", 12), 155, "1", 7)
    assert texts(page) == ["Diện tích phòng đọc 120 m²", "Theo báo cáo năm trước"]


def grid(page: Paper, top: float, rows: list[list[str]], *, ends: tuple[int, ...] = (85, 125, 385, 510), height: float = 30) -> float:
    """A ruled table."""
    bottom = top + height * len(rows)
    for at in range(len(rows) + 1):
        page.rule(ends[0], top + at * height, ends[-1], top + at * height)
    for x in ends:
        page.rule(x, top, x, bottom)
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            page.words(ends[column] + 5, top + at * height + 18, words, 10)
    return bottom


def test_a_table_over_two_pages_is_one_and_its_head_counts_once() -> None:
    head = ["TT", "Nhiệm vụ", "Cơ quan chủ trì"]
    one, two = Paper(), Paper()
    body(one, 100, [FIRST, NEXT])
    grid(one, 600, [head, ["1", "Sửa chữa phòng thí nghiệm", "Sở Tài chính"], ["2", "Mua sách cho thư viện", "Sở Nội vụ"]])
    grid(two, 60, [head, ["3", "Trồng rừng phòng hộ", "Chi cục Kiểm lâm"]])
    cells = [p for p in pieces(one, two) if p.kind == "cell"]
    assert {p.table for p in cells} == {0}
    assert [(p.row, p.column, p.text) for p in cells if p.column == 0] == [(0, 0, "TT"), (1, 0, "1"), (2, 0, "2"), (3, 0, "3")]
    assert [p.text for p in cells if p.row == 3] == ["3", "Trồng rừng phòng hộ", "Chi cục Kiểm lâm"]


def test_tables_with_other_columns_or_with_words_between_stay_apart() -> None:
    one, two = Paper(), Paper()
    grid(one, 600, [["TT", "Nhiệm vụ", "Đơn vị"], ["1", "Sửa mái trường", "Sở Xây dựng"]])
    grid(two, 60, [["TT", "Chỉ tiêu", "Đơn vị tính"], ["1", "Số lớp học", "lớp"]], ends=(85, 160, 300, 510))
    assert {p.table for p in pieces(one, two) if p.kind == "cell"} == {0, 1}


def test_a_row_cut_by_the_page_end_is_put_together() -> None:
    one, two = Paper(), Paper()
    grid(one, 700, [["TT", "Nhiệm vụ", "Đơn vị"], ["1", "Kiểm tra hệ thống chữa cháy của các", "Công an tỉnh"]])
    grid(two, 60, [["", "trường nội trú", ""], ["2", "Tập huấn cán bộ", "Sở Y tế"]])
    cells = [p for p in pieces(one, two) if p.kind == "cell"]
    assert [p.text for p in cells if p.column == 1] == ["Nhiệm vụ", "Kiểm tra hệ thống chữa cháy của các trường nội trú", "Tập huấn cán bộ"]
    assert [p.row for p in cells if p.column == 0] == [0, 1, 2]


def test_a_row_without_its_number_in_a_numbered_table_is_the_rest_of_the_last_one() -> None:
    one, two = Paper(), Paper()
    grid(one, 650, [["TT", "Nhiệm vụ", "Đơn vị"], ["1", "Tập huấn cán bộ", "Sở Y tế"], ["2", "Sửa mái trường.", "Sở Xây dựng"]])
    grid(two, 60, [["", "Lắp cột thu lôi.", "Công an tỉnh"], ["3", "Trồng cây", "Đoàn xã"]])
    cells = [p for p in pieces(one, two) if p.kind == "cell"]
    assert [p.text for p in cells if p.row == 2] == ["2", "Sửa mái trường.", "Lắp cột thu lôi.", "Sở Xây dựng", "Công an tỉnh"]
    assert [p.text for p in cells if p.row == 3] == ["3", "Trồng cây", "Đoàn xã"]


def test_a_row_without_number_stays_one_where_rows_have_none() -> None:
    one, two = Paper(), Paper()
    grid(one, 650, [["TT", "Nhiệm vụ", "Đơn vị"], ["", "Tập huấn cán bộ.", "Sở Y tế"], ["2", "Sửa mái trường.", "Sở Xây dựng"]])
    grid(two, 60, [["", "Lắp cột thu lôi.", "Công an tỉnh"]])
    assert [p.text for p in pieces(one, two) if p.kind == "cell" and p.row == 3] == ["", "Lắp cột thu lôi.", "Công an tỉnh"]


def test_a_cut_row_of_a_table_without_numbers() -> None:
    one, two = Paper(), Paper()
    grid(one, 700, [["Nhiệm vụ", "Đơn vị", "Ghi chú"], ["Kiểm tra", "Công an tỉnh", "mỗi quý, theo lịch của"]], ends=(85, 230, 370, 510))
    grid(two, 60, [["chữa cháy", "", "xã"], ["Tập huấn", "Sở Y tế", ""]], ends=(85, 230, 370, 510))
    cells = [p for p in pieces(one, two) if p.kind == "cell"]
    assert [p.text for p in cells if p.column == 0] == ["Nhiệm vụ", "Kiểm tra chữa cháy", "Tập huấn"]


def test_merged_cells_keep_their_spans() -> None:
    page = Paper()
    for y in (100, 130, 190):
        page.rule(85, y, 510, y)
    page.rule(85, 160, 300, 160)
    for x in (85, 300, 510):
        page.rule(x, 130, x, 190)
    page.rule(85, 100, 85, 130).rule(510, 100, 510, 130)
    page.words(90, 118, "Nhóm nhiệm vụ về thư viện", 10).words(90, 148, "Bổ sung sách", 10).words(90, 178, "Kiểm kê", 10)
    page.words(305, 148, "Thư viện tỉnh", 10)
    cells = {p.text: (p.row, p.column, p.row_span, p.column_span) for p in pieces(page)}
    assert cells == {
        "Nhóm nhiệm vụ về thư viện": (0, 0, 1, 2),
        "Bổ sung sách": (1, 0, 1, 1),
        "Kiểm kê": (2, 0, 1, 1),
        "Thư viện tỉnh": (1, 1, 2, 1),
    }


def test_lines_under_words_are_no_table() -> None:
    page = Paper()
    page.words(85, 100, LINE, 12).rule(85, 103, 300, 103).rule(85, 400, 300, 400)
    assert [p.kind for p in pieces(page)] == ["paragraph"]


@pytest.mark.parametrize("turn", [90, 270])
def test_words_of_a_turned_page_are_read_as_shown(turn: int) -> None:
    page = Paper(595, 842, turn)
    text = "Danh mục nhiệm vụ bảo vệ rừng phòng hộ"
    code = text.encode("utf-16-be").hex()
    matrix = "0 1 -1 0 200 100" if turn == 90 else "0 -1 1 0 300 700"
    page.content.append(f"BT /F 13 Tf {matrix} Tm <{code}> Tj ET")
    read = pieces(page)
    assert [p.text for p in read] == [text]
    assert read[0].box is not None
    assert read[0].box[2] - read[0].box[0] > read[0].box[3] - read[0].box[1]


def test_a_symbol_broken_at_its_hyphen_is_whole_again() -> None:
    page = Paper()
    first = "Thực hiện Chương trình hành động của Ban Thường vụ Tỉnh ủy tại văn bản số 40-"
    body(page, 100, [first, "CTr/TU về phát triển rừng bền vững trên địa bàn các huyện miền núi."], indent=0)
    assert "40-CTr/TU" in " ".join(texts(page))


def test_a_numbered_table_without_lines_is_told_by_its_columns() -> None:
    page = Paper()
    body(page, 80, [FIRST, NEXT])
    rows = [("TT", "Nhiệm vụ", "Đơn vị"), ("1", "Trồng rừng phòng hộ", "Chi cục Kiểm lâm"), ("", "ở các xã ven biển", "")]
    rows += [("2", "Sửa đường vào trường", "Sở Xây dựng"), ("3", "Mua sách", "Thư viện tỉnh")]
    for at, row in enumerate(rows):
        for x, words in zip((85, 130, 380), row, strict=True):
            if words:
                page.words(x, 160 + 18 * at, words, 12)
    cells = [(p.row, p.column, p.text) for p in pieces(page) if p.kind == "cell"]
    assert (1, 1, "Trồng rừng phòng hộ ở các xã ven biển") in cells
    assert [text for row, column, text in cells if column == 2] == ["Đơn vị", "Chi cục Kiểm lâm", "Sở Xây dựng", "Thư viện tỉnh"]


def test_two_columns_or_items_with_tabs_are_no_table() -> None:
    page = Paper()
    for at, words in enumerate(("Sở Y tế", "Sở Nội vụ", "Sở Xây dựng", "Sở Tài chính")):
        page.words(85, 100 + 18 * at, f"{at + 1}.", 12).words(110, 100 + 18 * at, words, 12)
    page.words(85, 300, "Nơi nhận:", 12).words(350, 300, "GIÁM ĐỐC", 12).words(85, 318, "- Như trên;", 12)
    assert not any(piece.kind == "cell" for piece in pieces(page))


def test_a_text_layer_in_an_old_encoding_is_put_into_unicode() -> None:
    page = Paper()
    lines = [
        "Së Gi¸o dôc vµ §µo t¹o chñ tr×, phèi hîp víi C«ng an tØnh kiÓm tra hÖ thèng",
        "phßng ch¸y, ch÷a ch¸y cña c¸c tr­êng néi tró trªn ®Þa bµn tØnh.",
    ]
    for at, line in enumerate(lines):
        page.words(85, 100 + 18 * at, line, 11)
    read = load(pdf(page), name="cu.pdf")
    assert read.source.encoding == "tcvn3"
    assert " ".join(piece.text for piece in read.pieces) == (
        "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Công an tỉnh kiểm tra hệ thống phòng cháy, chữa cháy của các trường nội trú "
        "trên địa bàn tỉnh."
    )


def test_damaged_and_empty_files_are_refused_with_a_reason() -> None:
    with pytest.raises(DamagedFile, match="hỏng"):
        load(pdf(Paper())[:120], name="cut.pdf")
    with pytest.raises(EmptyFile, match="không có chữ"):
        load(pdf(Paper()), name="blank.pdf")


def test_a_number_set_apart_by_a_tab_stays_with_its_words() -> None:
    page = Paper()
    for at, (number, line) in enumerate(
        (("a)", "Tập huấn cho cán bộ các xã."), ("-", "Kiểm tra kho thuốc."), ("1.1.", "Báo cáo kết quả."))
    ):
        page.words(85, 100 + 20 * at, number, 12)
        page.words(85 + 36, 100 + 20 * at, line, 12)
    assert texts(page) == ["a) Tập huấn cho cán bộ các xã.", "- Kiểm tra kho thuốc.", "1.1. Báo cáo kết quả."]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        ("Thườn", "g xuyên", "Thường xuyên"),
        ("11/202", "7", "11/2027"),
        ("1", "0", "10"),
        ("Trường", "học", "Trường học"),
        ("2026", "2027", "2026 2027"),
    ],
)
def test_a_word_that_a_narrow_cell_broke_is_one_again(upper: str, lower: str, whole: str) -> None:
    page, wide = Paper(), max(width(upper, 12), 12.0) + 9.0
    for y in (100, 150, 200):
        page.rule(85, y, 285 + wide, y)
    for x in (85, 85 + wide, 285 + wide):
        page.rule(x, 100, x, 200)
    page.words(90, 116, upper, 12)
    page.words(90, 130, lower, 12)
    page.words(90 + wide, 116, "Kiểm tra", 12)
    page.words(90 + wide, 166, "Báo cáo", 12)
    assert texts(page)[0] == whole
