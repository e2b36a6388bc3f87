"""Task tables: what each column is by its head, what each row says, merged cells counted for every row they span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vanban.data.tables import table as data_table
from vanban.types import Block

HEADER_ROWS = 3
_ORDER = ("number", "aim", "coordinate", "lead", "time", "product", "monitor", "other", "task", "execute")


@dataclass(slots=True)
class Cell:
    """A cell's blocks; `row` and `column` are where it begins."""

    row: int
    column: int
    row_span: int
    column_span: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.blocks[0].start

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.blocks[-1].end


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table whose rows are tasks. `columns` maps a role to its column; rows before `first_row` are heads."""

    number: int
    start: int
    columns: dict[str, int]
    first_row: int
    rows: dict[int, dict[int, Cell]]
    width: int
    end: int = 0

    def is_group(self, text: str, row: int) -> bool:
        """Whether a row only names a group: nothing stands in its unit and time columns, or its first cell is as wide as the table."""
        columns = [self.columns[r] for r in ("lead", "execute", "coordinate", "time") if r in self.columns]
        cells = [self.rows[row].get(c) for c in columns]
        wide = any(c.column_span > self.width / 2 for c in self.rows[row].values())
        return wide or not any(c is not None and text[c.start : c.end].strip(" -–") for c in cells)


def task_tables(text: str, blocks: Sequence[Block]) -> Iterator[TaskTable]:
    """The tables that assign work: a column of tasks and one of units or times."""
    grouped: dict[int, list[Block]] = {}
    for block in blocks:
        if block.table is not None:
            grouped.setdefault(block.table, []).append(block)
    previous: TaskTable | None = None
    for number, cells in grouped.items():
        rows = _grid(cells)
        found = _columns(text, rows)
        width = max((c.column + c.column_span for row in rows.values() for c in row.values()), default=0)
        if found is None and previous is not None and previous.width == width and _continues(text, rows):
            # The same table over a page break: its heads stand only on the first part.
            yield TaskTable(number, cells[0].start, previous.columns, 0, rows, width, cells[-1].end)
            continue
        if found is not None:
            previous = TaskTable(number, cells[0].start, found[0], found[1], rows, width, cells[-1].end)
            yield previous
        else:
            previous = None


def _grid(cells: Sequence[Block]) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    made: dict[tuple[int, int], Cell] = {}
    for block in cells:
        key = (block.row or 0, block.column or 0)
        if key not in made:
            made[key] = Cell(key[0], key[1], block.row_span, block.column_span)
            for row in range(key[0], key[0] + block.row_span):
                rows.setdefault(row, {})[key[1]] = made[key]
        made[key].blocks.append(block)
    return rows


def _columns(text: str, rows: dict[int, dict[int, Cell]]) -> tuple[dict[str, int], int] | None:
    for row in sorted(rows)[:HEADER_ROWS]:
        columns, below = _heads_of(text, rows, row)
        if "task" in columns and columns.keys() & {"lead", "execute", "coordinate", "time"} and len(rows) > below - row:
            return columns, below
    return None


def _heads_of(text: str, rows: dict[int, dict[int, Cell]], row: int) -> tuple[dict[str, int], int]:
    """What each column is by the heads of one row, and where the rows of the table begin."""
    words = data_table("roles")["columns"]
    columns: dict[str, int] = {}
    below = row + 1
    heads = {c: text[cell.start : cell.end].lower().replace("\n", " ").strip(" .:*") for c, cell in sorted(rows[row].items())}
    if _names_people(heads.values(), words):
        return {}, below
    for column, head in heads.items():
        cell = rows[row][column]
        role = _role(head, words) if 0 < len(head) < 90 else None
        if role in {"execute", "lead"} and cell.column_span > 1 and row + 1 in rows:
            columns.update({r: c for c, r in _below(text, rows[row + 1], cell, words)})
            below = row + 2
            continue
        if role is not None and role not in columns:
            columns[role] = column
        if role == "time" and cell.column_span == 2 and "until" not in columns and _is_head_row(text, rows.get(row + 1, {})):
            columns["until"], below = column + 1, max(below, row + 2)
        if cell.row_span > 1:
            below = max(below, row + cell.row_span)
    if "lead" in columns and heads.get(columns.get("execute", -1)) == "đơn vị":
        # Beside a column of those in charge, "Đơn vị" alone is what things are counted in.
        columns.pop("execute")
    _assigned(heads, columns)
    _in_charge(heads, columns)
    for other in ("aim", "product"):
        if "task" not in columns and other in columns:
            columns["task"] = columns.pop(other)
    return columns, below


def _assigned(heads: dict[int, str], columns: dict[str, int]) -> None:
    """ "Phân công nhiệm vụ" beside a column of tasks says who is to do them."""
    assigns = next((c for c, head in heads.items() if head.startswith("phân công") and c not in columns.values()), None)
    if assigns is not None and "task" in columns and not columns.keys() & {"lead", "execute"}:
        columns["execute"] = assigns


def _in_charge(heads: dict[int, str], columns: dict[str, int]) -> None:
    """ "Người phụ trách" is who does it where no other column says so; "Lãnh đạo phụ trách" watches over it."""
    column = columns.get("monitor", -1)
    head = heads.get(column, "")
    if "phụ trách" in head and not columns.keys() & {"lead", "execute"} and not any(word in head for word in _OVER):
        columns["execute"] = columns.pop("monitor")


_OVER = ("lãnh đạo", "chỉ đạo", "theo dõi", "giám sát", "đôn đốc", "kiểm tra")


def _names_people(heads: Iterable[str], words: dict[str, list[str]]) -> bool:
    """Whether the columns are those of a list of members, which assigns nothing by itself."""
    heads = list(heads)
    return any(word in head for head in heads for word in words["person"]) and not any(_role(head, words) == "time" for head in heads)


def _is_head_row(text: str, row: dict[int, Cell]) -> bool:
    """Whether a row only names the halves of the columns above it ("Bắt đầu", "Kết thúc")."""
    words = {text[cell.start : cell.end].lower().strip(" .:") for cell in row.values()}
    return bool(words & {"bắt đầu", "từ", "từ ngày", "khởi công", "triển khai"})


def _below(text: str, row: dict[int, Cell], above: Cell, words: dict[str, list[str]]) -> Iterator[tuple[int, str]]:
    for column, cell in row.items():
        if above.column <= column < above.column + above.column_span:
            role = _role(text[cell.start : cell.end].lower().strip(" .:"), words)
            if role is not None:
                yield column, role


_INSPECTED = ("được kiểm tra", "được thanh tra", "được giám sát", "được đánh giá", "thụ hưởng")


def _role(head: str, words: dict[str, list[str]]) -> str | None:
    if any(word in head for word in _INSPECTED):
        return "other"
    for role in _ORDER:
        for word in words[role]:
            # The head of a narrow column may be broken in the middle of its word: "T / T".
            if head == word or (head.replace(" ", "") == word if role == "number" else word in head):
                return "lead" if role == "coordinate" and "chủ trì" in head else role
    return None


def _continues(text: str, rows: dict[int, dict[int, Cell]]) -> bool:
    first = rows.get(min(rows), {}) if rows else {}
    lead = first.get(0)
    return lead is not None and bool(re.match(r"\d{1,3}[.)]?$|[IVX]+[.)]?$", text[lead.start : lead.end].strip()))
