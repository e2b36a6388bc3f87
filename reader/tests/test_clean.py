"""Cleaning: one text in NFC, one block a line, each block where its words are."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from vanban import clean
from vanban.load.base import Piece


def test_decomposed_letters_odd_spaces_and_invisible_signs() -> None:
    words = unicodedata.normalize("NFD", "Sở\u00a0Giáo  dục\u200b và\tĐào tạo\u00ad")
    assert clean.one_line(words) == "Sở Giáo dục và Đào tạo"
    assert clean.one_line("xã\u2011phường\r\nthôn") == "xã-phường thôn"
    assert clean.one_line("Q\u00d0-TTg") == "QĐ-TTg"


def test_page_numbers_of_paged_files_are_furniture_and_numbers_elsewhere_are_not() -> None:
    _, blocks = clean.normalise([Piece("Trang 3/10", page=3), Piece("3"), Piece("3", kind="cell", page=3, table=0, row=0, column=0)])
    assert [block.kind for block in blocks] == ["furniture", "paragraph", "cell"]


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
