"""Pages to pieces: the same steps whether the words come from a text layer or from character recognition."""

from __future__ import annotations

from collections.abc import Sequence

from vanban.load import flow, sheets
from vanban.load.aligned import aligned
from vanban.load.base import Piece
from vanban.load.lattice import Grid, grids
from vanban.load.lines import page_lines
from vanban.load.page import Line, Page


def pieces(pages: Sequence[Page]) -> list[Piece]:
    """Everything on the pages in reading order, paragraphs and tables whole again, furniture left out."""
    tables = [sorted([*grids(page), *aligned(page)], key=lambda grid: grid.box[1]) for page in pages]
    lines = [page_lines(page) for page in pages]
    flow.without_furniture(pages, lines)
    shapes = _shapes(pages, lines)
    out = _Story(shapes)
    for page, own, found in zip(pages, lines, tables, strict=True):
        for item in _in_order(own, found):
            if isinstance(item, Line):
                out.line(item)
            else:
                out.grid(item, page.number)
    return out.close()


def _shapes(pages: Sequence[Page], lines: Sequence[list[Line]]) -> dict[int, flow.Measure]:
    """The text block by page: pages of one width share it, scanned pages lie each as it was put on the glass."""
    by_width: dict[object, list[Line]] = {}
    for page, own in zip(pages, lines, strict=True):
        by_width.setdefault(_sort_of(page), []).extend(own)
    shapes = {sort: flow.measure(own) for sort, own in by_width.items()}
    return {page.number: shapes[_sort_of(page)] for page in pages}


def _sort_of(page: Page) -> object:
    return ("scan", page.number) if page.scanned else round(page.width / 10)


def _in_order(lines: Sequence[Line], found: Sequence[Grid]) -> list[Line | Grid]:
    out: list[Line | Grid] = list(lines)
    for grid in found:
        at = next((i for i, item in enumerate(out) if _top(item) > grid.box[1]), len(out))
        out.insert(at, grid)
    return out


def _top(item: Line | Grid) -> float:
    return item.base if isinstance(item, Line) else item.box[1]


class _Story:
    """Collects paragraphs and tables; whatever may go on is kept open."""

    def __init__(self, shapes: dict[int, flow.Measure]) -> None:
        self.shapes = shapes
        self.items: list[flow.Paragraph | sheets.Sheet] = []

    def line(self, line: Line) -> None:
        """One more line of running text."""
        last = self.items[-1] if self.items else None
        if isinstance(last, flow.Paragraph) and flow.runs_on(last, line, self.shapes[line.page]):
            last.lines.append(line)
        else:
            self.items.append(flow.Paragraph([line]))

    def grid(self, grid: Grid, page: int) -> None:
        """A table, or the next part of one."""
        last = self.items[-1] if self.items else None
        if not isinstance(last, sheets.Sheet) or not last.continues(grid, page):
            last = sheets.Sheet(grid.edges, page)
            self.items.append(last)
        last.add(grid, page)

    def close(self) -> list[Piece]:
        """All pieces."""
        out: list[Piece] = []
        table = 0
        for at, item in enumerate(self.items):
            if isinstance(item, flow.Paragraph):
                out.append(flow.pieces_of(item, at))
            else:
                out.extend(sheets.sheet_pieces(item, table, at))
                table += 1
        return out
