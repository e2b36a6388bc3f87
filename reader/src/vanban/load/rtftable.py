"""Rows of an .rtf table to cells with rows, columns and spans, from the right edges that the rows name."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from vanban.load.base import Piece

_SNAP = 30


@dataclass(slots=True)
class Row:
    """One row: right edges and merge marks of its cells, and the pieces in each."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    merge: str = ""
    cells: list[list[Piece]] = field(default_factory=list)
    open: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """A paragraph of the cell that is being filled."""
        self.open.append(piece)

    def close_cell(self) -> None:
        """The cell is whole."""
        self.cells.append(self.open)
        self.open = []

    def edge(self, right: int) -> None:
        """The right edge of the next cell; it takes the merge mark that was set before."""
        self.edges.append(right)
        self.merges.append(self.merge)
        self.merge = ""


def spanned(rows: list[Row], table: int) -> list[Piece]:
    """All pieces of a table with their places."""
    stops = _stops(rows)
    out: list[Piece] = []
    tall: dict[int, list[Piece]] = {}
    for at, row in enumerate(rows):
        left = row.left
        wide: list[Piece] = []
        for number, pieces in enumerate(row.cells):
            right = row.edges[number] if number < len(row.edges) else left + 1000
            merge = row.merges[number] if number < len(row.merges) else ""
            column, span = _column(stops, left), max(1, _column(stops, right) - _column(stops, left))
            left = right
            if merge == "clmrg" and wide:
                for piece in wide:
                    piece.column_span += span
                continue
            if merge == "clvmrg" and column in tall:
                for piece in tall[column]:
                    piece.row_span = at - (piece.row or 0) + 1
                continue
            wide = pieces or [Piece("", "cell")]
            for piece in wide:
                piece.kind, piece.table, piece.row, piece.column, piece.column_span = "cell", table, at, column, span
            tall.pop(column, None)
            if merge == "clvmgf":
                tall[column] = wide
            out.extend(wide)
    return out


def _stops(rows: list[Row]) -> list[int]:
    """Where columns begin and end, over all rows; edges a hair apart are one."""
    places = sorted({place for row in rows for place in (row.left, *row.edges)})
    out: list[int] = []
    for place in places:
        if not out or place - out[-1] > _SNAP:
            out.append(place)
    return out


def _column(stops: list[int], place: int) -> int:
    at = bisect_left(stops, place - _SNAP)
    return min(at, max(len(stops) - 1, 0))
