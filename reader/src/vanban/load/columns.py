"""Tables in plain text: cells parted by tabs, by upright strokes, or by the spaces that set their columns."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterator, Sequence

from vanban.data.tables import table as data_table
from vanban.late import late
from vanban.load.base import Piece

_TABS = late(r"[ ]*(?:\t|(?<=\t)\|[ ]*|[ ]\|[ ])[ ]*")
_CELL = late(r"\S+(?:[ ]\S+)*")
_NUMBER = late(r"(?:\d{1,3}|[IVX]{1,5}|[A-H])[.)]?$")
_PIPED = late(r"\s*\|[^|]*\|.*\|\s*$")
_RULED = late(r"[\s|:\-+=]+$")
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 100
_LONGEST_HEAD = 40
_SLACK = 2

Rows = list[list[str]]


def parts(lines: Sequence[str]) -> Iterator[tuple[list[str], Rows]]:
    """The lines in order: those of prose, and the rows of the table behind them."""
    prose: list[str] = []
    at = 0
    while at < len(lines):
        rows, end = _table(lines, at)
        if rows:
            yield prose, rows
            prose, at = [], end
        else:
            prose.append(lines[at])
            at += 1
    yield prose, []


def table_pieces(rows: Rows, *, number: int, paragraph: int) -> list[Piece]:
    """The cells of a table as pieces."""
    return [
        Piece(cell, kind="cell", paragraph=paragraph + row, table=number, row=row, column=column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]


def _table(lines: Sequence[str], at: int) -> tuple[Rows, int]:
    """The table whose head stands on a line, and the line behind it; no rows if none begins there."""
    head = lines[at]
    if "|" in head and _PIPED.match(head):
        return _piped(lines, at)
    if "\t" not in head and "  " not in head:
        return [], at
    head = unicodedata.normalize("NFC", head)
    if "\t" in head.strip():
        names = _TABS.split(head.strip())
        return _tabbed(lines, at, len(names)) if _is_head(names) else ([], at)
    cells = list(_CELL.finditer(head))
    return _spaced(lines, at, [cell.start() for cell in cells]) if _is_head([cell.group() for cell in cells]) else ([], at)


def _is_head(names: Sequence[str]) -> bool:
    """Whether the words of a line are heads of columns: three or more, short, and most of them known."""
    if not _LEAST_COLUMNS <= len(names) <= _MOST_COLUMNS or any(len(name) > _LONGEST_HEAD for name in names):
        return False
    known = data_table("roles")["columns"]
    words = [name.lower().strip(" .:*") for name in names]
    told = sum(any(word == head or (len(word) > 3 and word in head) for group in known.values() for word in group) for head in words)
    return told * 2 > len(words)


def _piped(lines: Sequence[str], at: int) -> tuple[Rows, int]:
    """Rows between upright strokes, as Markdown and many programs write them; rows of dashes only rule."""
    end = at
    while end < len(lines) and _PIPED.match(lines[end]):
        end += 1
    rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines[at:end] if not _RULED.match(line)]
    width = max(map(len, rows), default=0)
    return ([row + [""] * (width - len(row)) for row in rows], end) if len(rows) > 1 else ([], at)


def _tabbed(lines: Sequence[str], at: int, width: int) -> tuple[Rows, int]:
    rows = [_TABS.split(lines[at].strip())]
    end = at + 1
    while end < len(lines):
        if not lines[end].strip():
            if end + 1 < len(lines) and "\t" in lines[end + 1]:
                end += 1
                continue
            break
        if "\t" not in lines[end]:
            break
        cells = _TABS.split(lines[end].rstrip())[:width]
        rows.append([cell.strip() for cell in cells] + [""] * (width - len(cells)))
        end += 1
    return (rows, end) if len(rows) > 1 else ([], at)


def _spaced(lines: Sequence[str], at: int, starts: list[int]) -> tuple[Rows, int]:
    """Rows whose words stand under the heads; a line that begins under a later head runs on from the row above."""
    rows = [[""] * len(starts)]
    _fill(rows[0], lines[at], starts)
    end = at + 1
    while end < len(lines):
        line = lines[end]
        if not line.strip():
            if end + 1 < len(lines) and _NUMBER.match(lines[end + 1].strip().split("  ", 1)[0]):
                end += 1
                continue
            break
        cells: list[str] = [""] * len(starts)
        _fill(cells, line, starts)
        filled = sum(bool(cell) for cell in cells)
        if set(line.strip()) <= set("-=_ "):
            pass
        elif cells[0] and (filled > 1 or _NUMBER.match(cells[0])):
            rows.append(cells)
        elif not cells[0] and len(rows) > 1:
            rows[-1] = [f"{old} {new}".strip() for old, new in zip(rows[-1], cells, strict=True)]
        else:
            break
        end += 1
    return (rows, end) if len(rows) > 1 else ([], at)


def _fill(cells: list[str], line: str, starts: Sequence[int]) -> None:
    for cell in _CELL.finditer(unicodedata.normalize("NFC", line)):
        column = max(0, bisect.bisect_right(starts, cell.start() + _SLACK) - 1)
        cells[column] = f"{cells[column]} {cell.group()}".strip()
