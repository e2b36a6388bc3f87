"""An office's own workbook → what a form like it would ask: sheets, columns with kinds, fixed lines. A person corrects it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal
from trienkhai.core.text import fold
from trienkhai.registers import taking
from trienkhai.registers.choices import ColumnKind
from trienkhai.registers.shape import MOST_COLUMNS, MOST_LINES, MOST_SHEETS, Column, Line, Sheet

LOOKED_AT, WIDTH = 200, 60
NUMBERS = {"tt", "stt", "so tt", "so thu tu"}
HINTS = (
    (ColumnKind.DATE, ("ngay ", "thoi gian", "thoi diem", "han ")),
    (ColumnKind.MONEY, ("kinh phi", "so tien", "thanh tien", "don gia", "trieu dong", "ty dong", "(dong)", "nguyen gia")),
    (ColumnKind.NUMBER, ("so luong", "tong so", "so lop", "so hoc sinh", "so ", "ty le", "dien tich", "(%)", "tong cong")),
    (ColumnKind.UNIT, ("ten don vi", "ten truong")),
)
"""What words of a head say of its column, folded; the first that fits."""
LABELS = ("noi dung", "chi tieu", "tieu chi", "danh muc", "hang muc", "ten chi tieu")
"""Heads of the column that names fixed lines."""
SUMS = ("tong", "cong", "tong so", "tong cong")

Grid = list[list[Any]]


def propose(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a form like this workbook. Raises Refusal when no table is found."""
    book = taking.open_workbook(data, read_only=False)
    found: list[Sheet] = []
    for page in [one for one in book.worksheets if one.sheet_state == "visible"][:MOST_SHEETS]:
        sheet = _sheet(page, len(found) + 1)
        if sheet is not None:
            found.append(sheet)
    if not found:
        raise Refusal(
            _("Không thấy bảng nào trong tệp mẫu."),
            _("Mỗi bảng cần một dòng tiêu đề có ít nhất hai cột. Hãy sửa tệp rồi tải lại, hoặc lập biểu trên màn hình."),
        )
    return tuple(found)


def _sheet(page: Any, number: int) -> Sheet | None:
    grid: Grid = [list(row) for row in page.iter_rows(max_row=LOOKED_AT, max_col=WIDTH, values_only=True)]
    top = _head_row(grid)
    if top is None:
        return None
    below = _head_depth(page, top)
    heads = [_head(page, top, below, at) for at in range(len(grid[top]))]
    body = [row for row in grid[top + below :] if any(cell not in (None, "") for cell in row) and not _is_numbering(row)]
    listed = _listed(page, top + below + 1)
    places = [at for at, words in enumerate(heads) if words and fold(words).strip(" .") not in NUMBERS][: MOST_COLUMNS + 1]
    lines = _fixed_lines(heads, places, body)
    label = places[0] if lines else -1
    columns = tuple(
        _column(n, heads[at], [row[at] for row in body if at < len(row)], listed.get(at, ()))
        for n, at in enumerate([at for at in places if at != label][:MOST_COLUMNS], start=1)
    )
    return Sheet(f"b{number}", str(page.title), columns, lines, heads[label] if lines else "") if columns else None


def _head_row(grid: Grid) -> int | None:
    """The first row with two or more words and no number, that has the most cells of the first rows."""
    best, most = None, 1
    for at, row in enumerate(grid[:30]):
        words = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        if len(words) > most and not any(isinstance(cell, int | float) for cell in row) and not _is_numbering(row):
            best, most = at, len(words)
        elif best is not None and at > best + 2:
            break
    return best


def _head_depth(page: Any, top: int) -> int:
    """How many rows the head takes: as far as its merged cells reach down."""
    reach: list[int] = [merged.max_row - top for merged in page.merged_cells.ranges if merged.min_row == top + 1]
    return min(max(1, *reach), 4) if reach else 1


def _head(page: Any, top: int, depth: int, at: int) -> str:
    """The words over a column, from the top down; a merged cell stands over all its columns."""
    parts: list[str] = []
    for row in range(top + 1, top + depth + 1):
        value = page.cell(row, at + 1).value
        if value in (None, ""):
            merged = next(
                (one for one in page.merged_cells.ranges if one.min_row <= row <= one.max_row and one.min_col <= at + 1 <= one.max_col),
                None,
            )
            value = page.cell(merged.min_row, merged.min_col).value if merged else None
        words = " ".join(str(value or "").split())
        if words and words not in parts:
            parts.append(words)
    return " – ".join(parts)[:120]


def _is_numbering(row: Sequence[Any]) -> bool:
    """A row that only numbers the columns: (1) (2) (3)…"""
    cells = [str(cell).strip(" ()") for cell in row if cell not in (None, "")]
    return (
        len(cells) > 1
        and all(cell.isdigit() and len(cell) < 3 for cell in cells)
        and [int(c) for c in cells] == sorted(int(c) for c in cells)
    )


def _listed(page: Any, row: int) -> dict[int, tuple[str, ...]]:
    """The values that drop-downs offer, by column."""
    out: dict[int, tuple[str, ...]] = {}
    for rule in page.data_validations.dataValidation if page.data_validations else ():
        if rule.type != "list" or not (rule.formula1 or "").startswith('"'):
            continue
        choices = tuple(part.strip() for part in rule.formula1.strip('"').split(",") if part.strip())
        for cells in rule.sqref.ranges:
            if cells.max_row >= row:
                out |= dict.fromkeys(range(cells.min_col - 1, cells.max_col), choices)
    return out


def _fixed_lines(heads: list[str], places: list[int], body: Grid) -> tuple[Line, ...]:
    """Fixed lines: the first column names things, and the cells beside them are to be filled in."""
    if len(places) < 2 or not body:
        return ()
    first, rest = places[0], places[1:]
    names = [row[first] for row in body]
    filled = sum(1 for row in body for at in rest if at < len(row) and row[at] not in (None, ""))
    is_label = fold(heads[first]).startswith(LABELS) or filled == 0
    words = [" ".join(name.split())[:250] for name in names if isinstance(name, str) and name.strip()]
    if not (is_label and len(words) == len(body) and len(set(words)) == len(words) and len(words) <= MOST_LINES):
        return ()
    return _with_sums(words)


def _with_sums(words: list[str]) -> tuple[Line, ...]:
    """A line called a sum, when it stands last, adds up those above it."""
    lines = [Line(f"d{n}", name) for n, name in enumerate(words, start=1)]
    if len(lines) > 2 and fold(words[-1]) in SUMS:
        lines[-1] = Line(lines[-1].key, lines[-1].title, tuple(line.key for line in lines[:-1]))
    return tuple(lines)


def _column(n: int, head: str, values: list[Any], choices: tuple[str, ...]) -> Column:
    kind = ColumnKind.LIST if len(choices) > 1 else _kind(head, [value for value in values if value not in (None, "")])
    return Column(
        f"c{n}", head, kind, choices=choices if kind == ColumnKind.LIST else (), total=kind in {ColumnKind.NUMBER, ColumnKind.MONEY}
    )


def _kind(head: str, values: list[Any]) -> ColumnKind:
    plain = fold(head) + " "
    hinted = next(
        (kind for kind, hints in HINTS if any(plain.startswith(hint) or (len(hint) > 4 and hint in plain) for hint in hints)), None
    )
    if values and all(isinstance(value, dt.date) for value in values):
        return ColumnKind.DATE
    if values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return ColumnKind.MONEY if hinted == ColumnKind.MONEY else ColumnKind.NUMBER
    return hinted or ColumnKind.TEXT
