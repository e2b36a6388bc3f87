"""Tables without ruling lines: numbered rows whose words stand in three columns or more, told by the empty strips between them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from vanban.late import late
from vanban.load.lattice import Cell, Grid
from vanban.load.lines import rows_of
from vanban.load.page import Page, Word

_NUMBER = late(r"^\d{1,3}[.)]?$")
_GAP = 1.0
_FAR = 3.2
_LEAST_COLUMNS = 3
_LEAST_ROWS = 3


def aligned(page: Page) -> list[Grid]:
    """The tables of a page that no line rules; their words are taken out of `page.words`."""
    if not _likely(page.words):
        return []
    rows = rows_of(page.words)
    out: list[Grid] = []
    at = 0
    while at < len(rows):
        end = _reach(rows, at)
        grid = _grid(rows[at:end]) if end - at >= _LEAST_ROWS else None
        if grid is None:
            at += 1
            continue
        out.append(grid)
        taken = {id(word) for row in rows[at:end] for word in row}
        page.words = [word for word in page.words if id(word) not in taken]
        at = end
    return out


def _likely(words: Sequence[Word]) -> bool:
    """Whether at least two bare numbers have a wide gap behind them; most pages end here, at little cost."""
    found = 0
    for word, after in itertools.pairwise(words):
        if (
            len(word.text) <= 4
            and word.text[0].isdigit()
            and not 0 <= after.left - word.right < _GAP * word.size
            and _NUMBER.match(word.text)
        ):
            found += 1
    return found >= 2


def _segments(row: Sequence[Word]) -> list[tuple[float, float]]:
    """The stretches of a row between wide gaps."""
    out = [(row[0].left, row[0].right)]
    for word in row[1:]:
        if word.left - out[-1][1] > _GAP * word.size:
            out.append((word.left, word.right))
        else:
            out[-1] = (out[-1][0], max(out[-1][1], word.right))
    return out


def _reach(rows: Sequence[Sequence[Word]], at: int) -> int:
    """The row behind the last one that keeps the columns of the first."""
    first = _segments(rows[at])
    if len(first) < _LEAST_COLUMNS:
        return at
    columns = first
    end = at + 1
    while end < len(rows) and rows[end][0].base - rows[end - 1][0].base < _FAR * rows[end][0].size:
        merged = _merged([*columns, *_segments(rows[end])])
        if len(merged) < _LEAST_COLUMNS or len(merged) < len(columns):
            break
        columns = merged
        end += 1
    return end


def _merged(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for left, right in sorted(stretches):
        if out and left < out[-1][1] + 2.0:
            out[-1] = (out[-1][0], max(out[-1][1], right))
        else:
            out.append((left, right))
    return out


def _grid(rows: Sequence[Sequence[Word]]) -> Grid | None:
    """Cells of rows that begin with a number; None when too few do."""
    columns = _merged([stretch for row in rows for stretch in _segments(row)])
    numbered = [at for at, row in enumerate(rows) if _NUMBER.match(row[0].text) and row[0].left < columns[0][1]]
    full = sum(len(_segments(row)) >= _LEAST_COLUMNS for row in rows)
    if len(numbered) < 2 or full < _LEAST_ROWS or columns[0][1] - columns[0][0] > 6 * rows[0][0].size:
        return None
    edges = [columns[0][0] - 2.0, *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), columns[-1][1] + 2.0]
    starts = [0, *(at for at in numbered if at > 0), len(rows)]
    cells: list[Cell] = []
    for row, (begin, end) in enumerate(itertools.pairwise(starts)):
        top, bottom = rows[begin][0].base - rows[begin][0].size, rows[end - 1][0].base + 3.0
        for column in range(len(columns)):
            box = (edges[column], top, edges[column + 1], bottom)
            inside = [word for line in rows[begin:end] for word in line if box[0] <= (word.left + word.right) / 2 < box[2]]
            cells.append(Cell(row, column, 1, 1, box, inside))
    return Grid((edges[0], cells[0].box[1], edges[-1], cells[-1].box[3]), edges, cells)
