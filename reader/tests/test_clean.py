"""Cleaning: one text in NFC, one block a line, each block where its words are."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError, fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vanban import clean
from vanban.load.base import Piece
from vanban.types import Block


def test_decomposed_letters_odd_spaces_and_invisible_signs() -> None:
    words = unicodedata.normalize("NFD", "Sở\u00a0Giáo  dục\u200b và\tĐào tạo\u00ad")
    assert clean.one_line(words) == "Sở Giáo dục và Đào tạo"
    assert clean.one_line("xã\u2011phường\r\nthôn") == "xã-phường thôn"
    assert clean.one_line("Q\u00d0-TTg") == "QĐ-TTg"


def test_page_numbers_of_paged_files_are_furniture_and_numbers_elsewhere_are_not() -> None:
    _, blocks = clean.normalise([Piece("Trang 3/10", page=3), Piece("3"), Piece("3", kind="cell", page=3, table=0, row=0, column=0)])
    assert [block.kind for block in blocks] == ["furniture", "paragraph", "cell"]
    _, (year,) = clean.normalise([Piece("2025", page=3)])
    assert year.kind == "paragraph"


def test_empty_cells_keep_their_place_and_empty_paragraphs_do_not() -> None:
    text, blocks = clean.normalise([Piece("a"), Piece("  "), Piece("", kind="cell", table=0, row=0, column=0), Piece("b")])
    assert text == "a\n\nb"
    assert [(block.start, block.end) for block in blocks] == [(0, 1), (2, 2), (3, 4)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_block_is_its_words_and_the_whole_is_composed(lines: list[str]) -> None:
    pieces = [Piece(line) for line in lines]
    text, blocks = clean.normalise(pieces)
    assert text == unicodedata.normalize("NFC", text)
    assert [text[block.start : block.end] for block in blocks] == [words for words in map(clean.one_line, lines) if words]
    assert "\n".join(text[block.start : block.end] for block in blocks) == text


def test_furniture_is_blanked_at_its_place() -> None:
    text, blocks = clean.normalise([Piece("Trang 3", page=3), Piece("Nghị định"), Piece("Lưu hành nội bộ", kind="furniture")])
    assert clean.without_furniture(text, blocks) == "       \nNghị định\n               "
    assert clean.without_furniture("a", clean.normalise([Piece("a")])[1]) == "a"


def test_blocks_hold_what_their_pieces_hold_and_stay_frozen() -> None:
    values = {
        "part": "footnote",
        "paragraph": 3,
        "table": 1,
        "row": 2,
        "column": 4,
        "page": 5,
        "box": (1.0, 2.0, 3.0, 4.0),
        "confidence": 0.5,
    }
    values |= {"row_span": 2, "column_span": 3, "bold": True, "italic": False, "align": "center", "label": "a)"}
    _, (block,) = clean.normalise([Piece("Sở", kind="cell", **values)])
    assert block == Block(0, 2, "cell", **values)
    assert {field.name for field in fields(Block)} == {*values, "start", "end", "kind", "unsure"}
    with pytest.raises(FrozenInstanceError):
        block.start = 1  # type: ignore[misc]


def test_a_mark_meets_its_letter_when_what_parts_them_is_gone() -> None:
    assert clean.one_line("a\u200b\u0301") == "á"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="a\u0301 \u00a0\t\n\u200b\u001f\u00d0ế", max_size=6), min_size=60, max_size=130))
def test_batches_of_lines_are_cleaned_as_each_line_is(lines: list[str]) -> None:
    text, blocks = clean.normalise([Piece(line, kind="cell") for line in lines])
    assert [text[block.start : block.end] for block in blocks] == [clean.one_line(line) for line in lines]
