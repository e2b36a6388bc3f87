"""Plain text as it comes: hard-wrapped lines, page numbers inside sentences, headings cut over lines, matter before the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vanban
import yaml
from vanban.clean import one_line
from vanban.load import load
from vanban.load.typed import BREAK, pages, wrap_of

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "typed.yaml").read_text(encoding="utf-8"))
LONG = "- Chủ trì, phối hợp với Công an xã kiểm tra, xử lý hành vi đổ rác trái quy"


def lines(text: str, name: str = "a.txt") -> list[str]:
    """The pieces of a text."""
    return [piece.text for piece in load(text.encode(), name=name).pieces]


@pytest.mark.parametrize(
    "mark",
    [
        "\n                                      2\n\n",
        "\n2\n",
        "\n\n- 2 -\n\n",
        "\n\nTrang 2/5\n\n",
        "\n\f",
        "\n2\n\f",
        "\n\f\n   2\n\n",
        "\n\n\f\n\n",
    ],
)
def test_a_page_end_inside_a_sentence_leaves_it_whole(mark: str) -> None:
    assert lines(f"1. Phòng Kinh tế\n{LONG}{mark}định.\n2. Các trường học") == ["1. Phòng Kinh tế", f"{LONG} định.", "2. Các trường học"]


def test_numbers_that_count_on_from_a_page_number_are_page_numbers() -> None:
    body = [f"Nội dung dòng thứ {at} của văn bản này." for at in range(60)]
    text = "\n".join([*body[:20], LONG, "2", "định.", *body[20:40], "3", *body[40:]])
    read = lines(text)
    assert "2" not in read
    assert "3" not in read


def test_numbers_of_a_list_and_of_a_table_copied_as_text_stay() -> None:
    table = "\n".join(
        ["TT", "Nhiệm vụ", *(f"{at}\nTrồng rừng phòng hộ đầu nguồn\nHạt Kiểm lâm\nHội Nông dân\nQuý {at}" for at in range(1, 5))]
    )
    assert [line for line in lines(table) if line.isdigit()] == ["1", "2", "3", "4"]
    assert lines("Số lượng\n\n12\n\nbộ sách")[1] == "12"


def test_a_running_head_that_comes_back_is_left_out_and_a_repeated_item_is_not() -> None:
    text = BREAK.join(f"KẾ HOẠCH PHÁT TRIỂN THƯ VIỆN\nNội dung thứ {at} của văn bản.\n- Như trên." for at in range(5))
    read = lines(text)
    assert read.count("KẾ HOẠCH PHÁT TRIỂN THƯ VIỆN") == 1
    assert read.count("- Như trên.") == 5


def test_pages_of_a_text_without_any_are_its_lines() -> None:
    assert pages("a\n\nb") == ["a", "", "b"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_wrapped_lines_are_put_together(case: dict[str, Any]) -> None:
    assert [one_line(words) for words in lines(case["text"])] == case["expect"]


def test_lines_that_are_paragraphs_are_not_wrapped() -> None:
    assert wrap_of(["Sở Y tế yêu cầu các trạm", "Kiểm tra kho thuốc", "Báo cáo kết quả"]).width == 0


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_what_a_site_generator_puts_before_a_document_is_no_part_of_it(name: str) -> None:
    front = "---\ntitle: Kế hoạch số 5/KH-A\ntags:\n  - y tế\n---\n"
    text = f"{front}SỞ Y TẾ\nSố: 12/KH-SYT\nKẾ HOẠCH\nTiêm phòng dại năm 2026\nCăn cứ Luật Thú y;"
    document = vanban.read(text.encode(), name=name)
    assert [block.kind for block in document.blocks][:3] == ["furniture"] * 3
    assert [value and value.value for value in (document.metadata.issuer, document.metadata.number)] == ["SỞ Y TẾ", "12"]
    plain = lines("---\nKẾ HOẠCH\n---\nSố: 1/KH-A", name)
    assert "KẾ HOẠCH" in plain


def test_upright_strokes_in_plain_text_make_a_table() -> None:
    read = load("Bảng\n| TT | Nhiệm vụ |\n|---|:---:|\n| 1 | Trồng rừng |\n| 2 |\nHết".encode(), name="a.txt")
    assert [(p.row, p.column, p.text) for p in read.pieces if p.kind == "cell"] == [
        (0, 0, "TT"),
        (0, 1, "Nhiệm vụ"),
        (1, 0, "1"),
        (1, 1, "Trồng rừng"),
    ]
    assert [piece.text for piece in read.pieces][-2:] == ["| 2 |", "Hết"]
