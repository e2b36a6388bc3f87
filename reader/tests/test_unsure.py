"""Words recognised with little confidence keep their places from the page to the reading."""

from __future__ import annotations

import jsonschema
import vanban
from vanban import contract
from vanban.clean import normalise
from vanban.load import layout
from vanban.load.base import Piece
from vanban.load.page import Page, Rule, Word
from vanban.reading import read
from vanban.types import Block, Span


def words(line: str, base: float, doubted: str = "", left: float = 70.0) -> list[Word]:
    """A line as character recognition gives it; the words of `doubted` with little confidence."""
    out, at = [], left
    for word in line.split():
        wide = 7.0 * len(word)
        out.append(Word(word, at, at + wide, base, 13.0, 0.3 if word in doubted.split() else 0.95))
        at += wide + 5
    return out


def doubts(page: Page) -> list[str]:
    text, blocks = normalise(layout.pieces([page]))
    return [text[span.start : span.end] for block in blocks for span in block.unsure]


def test_a_doubtful_word_is_found_again_over_the_lines_of_a_paragraph() -> None:
    first = words("Căn cứ Nghị quyết số 29-NQ/TW ngày 04 tháng 11 năm 2O13 của Ban Chấp hành Trung", 100, "2O13")
    second = words("ương về đổi mới căn bản giáo dục và đào t@o năm 2O13 theo kế hoạch 12/KH-", 120, "t@o")
    third = words("SGDĐ7 của Sở.", 140, "SGDĐ7")
    assert doubts(Page(1, 595, 842, [*first, *second, *third], scanned=True)) == ["2O13", "t@o", "SGDĐ7"]


def test_signs_alone_are_no_doubtful_words() -> None:
    assert doubts(Page(1, 595, 842, words("- Kế hoạch năm học mới .", 100, "- ."), scanned=True)) == []


def test_a_doubtful_word_of_a_cell_is_found_again() -> None:
    rules = [Rule(level=True, at=y, begin=60, end=400) for y in (80, 110, 140)] + [
        Rule(level=False, at=x, begin=80, end=140) for x in (60, 230, 400)
    ]
    cells = [
        *words("Việc", 100),
        *words("Đơn vị", 100, left=240),
        *words("Kiểm tra", 130),
        *words("Văn ph0ng", 130, "ph0ng", left=240),
    ]
    page = Page(1, 595, 842, cells, rules, scanned=True)
    text, blocks = normalise(layout.pieces([page]))
    (block,) = [block for block in blocks if block.unsure]
    assert (block.kind, block.row, block.column) == ("cell", 1, 1)
    assert text[block.unsure[0].start : block.unsure[0].end] == "ph0ng"


def test_cleaning_moves_the_places_with_the_words() -> None:
    piece = Piece("  Kê\u0301  hoạch\u00a0 số l2 ", unsure=((2, 5), (17, 19)))
    assert (piece.text[2:5], piece.text[17:19]) == ("Kê\u0301", "l2")
    text, (_above, block) = normalise([Piece("Trên"), piece])
    assert [text[span.start : span.end] for span in block.unsure] == ["Kế", "l2"]


def test_the_contract_carries_them_and_leaves_them_out_where_there_are_none() -> None:
    document = read("KẾ HOẠCH\nViệc l2".encode(), name="a.txt")
    plain = contract.to_json(document)
    assert all("unsure" not in block for block in plain["blocks"])
    plain["blocks"][1]["unsure"] = [{"start": 14, "end": 16}]
    jsonschema.validate(plain, vanban.schema())
    assert contract.from_json(plain).blocks[1] == Block(
        **{name: getattr(document.blocks[1], name) for name in Block.__slots__ if name != "unsure"}, unsure=(Span(14, 16),)
    )
