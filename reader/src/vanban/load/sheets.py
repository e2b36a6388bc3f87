"""Tables on pages to pieces: paragraphs in cells, tables that go on over pages, repeated heads, rows and merged cells cut by a page end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from vanban.find.names import head_at
from vanban.late import late
from vanban.load.base import Piece
from vanban.load.flow import Paragraph, box_of
from vanban.load.lattice import Cell, Grid
from vanban.load.lines import cell_lines
from vanban.load.page import Line
from vanban.load.sense import is_syllable
from vanban.outline import label_of

_TERMINAL = (".", ";", ":", "!", "?", "”")
_RUNNING = (",", "-", "–", "/", "(", "và", "hoặc", "của")
_SAME_EDGE = 9.0
_CUT_YEAR = late(r"[/.-](?:1|2|19|20|19\d|20\d)?$")
_YEAR = late(r"[/.-](?:19|20)\d\d[.;,]?$")
_FIGURES = late(r"\d{2,3}|[IVX]{2,5}")
_PADDING = 11.0
"""What Word leaves free on both sides of the words in a cell, in points."""
_ROW_NUMBER = late(r"\d{1,3}(?:\.\d{1,2})?[.)]?")
_ROWS = 2
"""Numbered rows that make a table a numbered one."""
_VOWEL = late("[aeiouy]")


@dataclass(slots=True)
class Filled:
    """A cell with its paragraphs; `row` counts over all pages of the table."""

    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words of the cell."""
        return " ".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(slots=True)
class Sheet:
    """A whole table, over as many pages as it takes."""

    edges: list[float]
    page: int
    rows: int = 0
    cells: list[Filled] = field(default_factory=list)
    head: list[list[str]] = field(default_factory=list)

    def continues(self, grid: Grid, page: int) -> bool:
        """Whether a grid at the top of the next page is the same table: its columns stand in the same places."""
        if page != self.page + 1 or len(grid.edges) != len(self.edges):
            return False
        width, own = self.edges[-1] - self.edges[0], grid.edges[-1] - grid.edges[0]
        if abs(width - own) > _SAME_EDGE * 2:
            return False
        return all(abs((a - self.edges[0]) - (b - grid.edges[0])) < _SAME_EDGE for a, b in zip(self.edges, grid.edges, strict=True))

    def add(self, grid: Grid, page: int) -> None:
        """Take in the part of the table that stands on a page."""
        limits = _limits(grid, page)
        cells = [_filled(cell, page, limits) for cell in grid.cells]
        count = max(cell.row + cell.row_span for cell in cells)
        skip = self._repeated(cells, count) if self.rows else 0
        cells = [cell for cell in cells if cell.row >= skip]
        if not self.rows:
            self.head = _texts(cells, min(count, 3))
        elif cells:
            cells = self._mended(cells, skip)
        for cell in cells:
            cell.row += self.rows - skip
        self.cells.extend(cells)
        self.rows += count - skip
        self.page = page

    def _repeated(self, cells: Sequence[Filled], count: int) -> int:
        """How many first rows repeat the head of the table."""
        texts = _texts(cells, min(count, len(self.head)))
        same = 0
        for own, head in zip(texts, self.head, strict=False):
            if own != head or not any(own):
                break
            same += 1
        return same if same < count or same == len(self.head) else 0

    def _mended(self, cells: list[Filled], first: int) -> list[Filled]:
        """Put back what the page end cut: a row whose text runs on, and merged cells that go on empty."""
        top = [cell for cell in cells if cell.row == first]
        last = {cell.column: cell for cell in self.cells if cell.row + cell.row_span == self.rows}
        whole_row = len(top) == len(last) and all(cell.column in last and cell.row_span == 1 for cell in top)
        if whole_row and (_runs_over(top, last) or self._unnumbered(top)):
            for cell in top:
                _append(last[cell.column], cell.paragraphs)
            rest = [cell for cell in cells if cell.row != first]
            for cell in rest:
                cell.row -= 1
            self.rows -= 0
            return _shift_note(rest, self)
        for cell in top:
            above = last.get(cell.column)
            if above is not None and not cell.paragraphs and (cell.row_span > 1 or above.row_span > 1) and above.paragraphs:
                above.row_span += cell.row_span
                cells = [other for other in cells if other is not cell]
        return cells

    def _unnumbered(self, top: Sequence[Filled]) -> bool:
        """Whether a row has no number of its own though every row above it is numbered: it is the rest of the last one."""
        if top[0].paragraphs or not any(cell.paragraphs for cell in top):
            return False
        numbers = [cell for cell in self.cells if cell.column == top[0].column and cell.row >= len(self.head[:1])]
        return len(numbers) >= _ROWS and all(cell.row_span == 1 and _ROW_NUMBER.fullmatch(cell.text) for cell in numbers)


def _shift_note(cells: list[Filled], sheet: Sheet) -> list[Filled]:
    sheet.rows -= 1
    for cell in cells:
        cell.row += 1
    return cells


def _texts(cells: Iterable[Filled], rows: int) -> list[list[str]]:
    out: list[list[str]] = [[] for _ in range(rows)]
    for cell in cells:
        if cell.row < rows:
            out[cell.row].append(cell.text.casefold())
    return out


def _runs_over(top: Sequence[Filled], last: dict[int, Filled]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before: no number of its own, and text that goes on."""
    filled = [cell for cell in top if cell.paragraphs]
    if filled and top[0].paragraphs and _goes_on(top[0], last[top[0].column]):
        return True
    if not filled or top[0].paragraphs or not last[top[0].column].paragraphs or len(top) < 2:
        return False
    starts_low = [cell.text[:1].islower() for cell in filled]
    open_above = [not last[cell.column].text.endswith(_TERMINAL) and bool(last[cell.column].paragraphs) for cell in filled]
    return any(starts_low) or all(open_above)


def _goes_on(cell: Filled, above: Filled) -> bool:
    """Whether a first cell, in a table without numbers, is the rest of a sentence."""
    return cell.text[:1].islower() and label_of(cell.text) is None and bool(above.paragraphs) and not above.text.endswith(_TERMINAL)


def _append(cell: Filled, paragraphs: list[Paragraph]) -> None:
    if not paragraphs:
        return
    first = paragraphs[0]
    words = first.lines[0].text
    another = bool(head_at(words, 0, len(words))[0]) and not cell.text.endswith(_RUNNING)
    if cell.paragraphs and not another and label_of(first.lines[0].text) is None and not cell.text.endswith(_TERMINAL):
        cell.paragraphs[-1].lines.extend(first.lines)
        cell.paragraphs.extend(paragraphs[1:])
    else:
        cell.paragraphs.extend(paragraphs)


def _limits(grid: Grid, page: int) -> dict[tuple[int, int], float]:
    """For each column (and span) the right edge that its lines reach."""
    out: dict[tuple[int, int], float] = {}
    for cell in grid.cells:
        key = (cell.column, cell.column_span)
        for line in cell_lines(cell.words, page):
            out[key] = max(out.get(key, cell.box[0]), line.right)
    return out


def _filled(cell: Cell, page: int, limits: dict[tuple[int, int], float]) -> Filled:
    edge = max(limits.get((cell.column, cell.column_span), 0.0), cell.box[2] - 16.0)
    out = Filled(cell.row, cell.column, cell.row_span, cell.column_span, page)
    for line in cell_lines(cell.words, page):
        last = out.paragraphs[-1].lines[-1] if out.paragraphs else None
        if last is not None and _broken(last, line, cell.box[2] - cell.box[0]):
            first, _, line.text = line.text.partition(" ")
            last.text += first
            if line.text:
                out.paragraphs[-1].lines.append(line)
        elif last is not None and _joins(last, line, edge):
            out.paragraphs[-1].lines.append(line)
        else:
            out.paragraphs.append(Paragraph([line]))
    return out


def _broken(last: Line, line: Line, width: float) -> bool:
    """Whether a narrow cell broke a word in its middle ("Thườn / g xuyên", "11/202 / 7"): what stands below is no word, both are one."""
    if " " in last.text or last.confidence is not None:
        return False
    first = line.text.split(" ", 1)[0]
    whole = f"{last.text}{first}"
    if _CUT_YEAR.search(last.text) and _YEAR.search(whole):
        return True
    if _FIGURES.fullmatch(whole):
        return width < len(whole) * last.size * 0.5 + _PADDING
    voiceless = any(part.isalpha() and _VOWEL.search(_bare(part)) is None for part in (last.text, first.strip(".,;")))
    return voiceless and whole.strip(".,;").isalpha() and is_syllable(whole.strip(".,;"))


def _bare(word: str) -> str:
    return unicodedata.normalize("NFD", word.lower())


def _joins(last: Line, line: Line, edge: float) -> bool:
    full = last.right + last.size * 0.2 + line.first_width > edge - 0.5
    terminal = last.text.endswith(_TERMINAL)
    label = label_of(line.text)
    if label is not None and (terminal or not full or label.style in {"dash", "plus"}):
        return False
    if full:
        return not terminal or line.text[:1].islower() or line.base - last.base < last.size * 1.45
    return not terminal and (line.text[:1].islower() or last.text.endswith(_RUNNING) or line.text[:1] in "(/&")


def sheet_pieces(sheet: Sheet, table: int, at: int) -> list[Piece]:
    """The cells of a table as pieces, row by row; an empty cell keeps its place."""
    out: list[Piece] = []
    for cell in sorted(sheet.cells, key=lambda c: (c.row, c.column)):
        place = {"table": table, "row": cell.row, "column": cell.column, "row_span": cell.row_span, "column_span": cell.column_span}
        if not cell.paragraphs:
            out.append(Piece("", kind="cell", paragraph=at, page=cell.page, **place))  # type: ignore[arg-type]
        for paragraph in cell.paragraphs:
            page = paragraph.lines[0].page
            lines = [line for line in paragraph.lines if line.page == page]
            grades = [line.confidence for line in paragraph.lines if line.confidence is not None]
            grade = round(sum(grades) / len(grades), 3) if grades else None
            known = {"page": page, "box": box_of(lines), "confidence": grade, "unsure": paragraph.unsure}
            out.append(Piece(paragraph.text, kind="cell", paragraph=at, **known, **place))  # type: ignore[arg-type]
    return out
