"""Tasks that stand in a table: the row they were read from, each cell under the head of its column and with what that column tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vanban.tables import TaskTable

    from trienkhai.documents.models import Proposal

ROLES: Final = {
    "number": _("số"),
    "task": _("nhiệm vụ"),
    "lead": _("chủ trì"),
    "execute": _("thực hiện"),
    "coordinate": _("phối hợp"),
    "monitor": _("theo dõi"),
    "time": _("thời gian"),
    "until": _("đến ngày"),
    "product": _("sản phẩm"),
    "aim": _("mục tiêu"),
}
"""What the reader takes a column for."""


@dataclass(frozen=True, slots=True)
class RowCell:
    """One cell: the head printed over its column, what the reader takes the column for ("" for nothing), and its words."""

    key: str
    head: str
    role: str
    words: str
    is_task: bool

    @property
    def note(self) -> str:
        """What the column is taken for, where its head does not say it by itself."""
        return self.role if self.head and self.key != "number" and self.role not in self.head.lower() else ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The whole row of a task, from left to right."""

    cells: tuple[RowCell, ...]


def task_rows(result: dict[str, Any], shown: Iterable[Proposal]) -> dict[int, TaskRow]:
    """By the id of the proposal; only for tasks that the reader took from a table. Tables are looked at only where there are such."""
    wanted = {p.pk: p.start for p in shown if p.start is not None and (p.as_read or {}).get("origin") == "table"}
    if not wanted:
        return {}
    found: dict[int, TaskRow] = {}
    for table in _tables(result):
        inside = {pk: start for pk, start in wanted.items() if table.start <= start <= table.end}
        found |= {pk: row for pk, start in inside.items() if (row := _row_at(result["text"], table, start)) is not None}
    return found


def _tables(result: dict[str, Any]) -> list[TaskTable]:
    from vanban.tables import task_tables
    from vanban.types import Block

    known = ("start", "end", "kind", "table", "row", "column", "row_span", "column_span")
    cells = [
        Block(**{name: block[name] for name in known if name in block}) for block in result["blocks"] if block.get("table") is not None
    ]
    return list(task_tables(result["text"], cells))


def _row_at(text: str, table: TaskTable, start: int) -> TaskRow | None:
    """The first row whose cells hold the character `start`; a merged cell belongs to the row where it begins."""
    task = table.columns.get("task", -1)
    number = next((n for n in sorted(table.rows) if (cell := table.rows[n].get(task)) is not None and cell.start <= start < cell.end), None)
    if number is None:
        return None
    roles = {column: role for role, column in table.columns.items()}
    cells = [
        RowCell(
            roles.get(column, ""),
            _head(text, table, column),
            str(ROLES.get(roles.get(column, ""), "")),
            text[cell.start : cell.end],
            column == task,
        )
        for column, cell in sorted(table.rows[number].items())
    ]
    return TaskRow(tuple(cells))


def _head(text: str, table: TaskTable, column: int) -> str:
    """The words over a column: the lowest head that is not empty; none on the later parts of a table over several pages."""
    for number in sorted((n for n in table.rows if n < table.first_row), reverse=True):
        cell = table.rows[number].get(column)
        if cell is not None and (words := text[cell.start : cell.end].strip()) and not words.strip("().").isdigit():
            return " ".join(words.split())
    return ""
