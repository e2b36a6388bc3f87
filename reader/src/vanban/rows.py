"""Tasks from tables: one a row, its units and times from their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vanban.find.times import find_times
from vanban.find.units import split_phrase
from vanban.late import late
from vanban.making import ROLES, Context, make
from vanban.outline import walk
from vanban.tables import TaskTable, task_tables
from vanban.types import OutlineNode, Role, Task, Time, UnitMention, Value

_OWN_NUMBER = late(r"(?P<number>\d{1,3}(?:\.\d{1,2})*)[.)]\s+(?=\S)")
_UNIT_ROLES: tuple[Role, ...] = ("lead", "execute", "coordinate", "monitor")


def table_tasks(context: Context, outline: Sequence[OutlineNode]) -> Iterator[Task]:
    """The tasks of all tables that assign work."""
    found = list(task_tables(context.text, context.blocks))
    if not found:
        return
    nodes = [node for node, _ in walk(outline) if node.kind != "dash"]
    for table in found:
        yield from _rows(context, table, nodes)


def _rows(context: Context, table: TaskTable, nodes: Sequence[OutlineNode]) -> Iterator[Task]:
    done: set[int] = set()
    groups = [n for n in nodes if table.start <= n.start <= table.end]
    outside = [n for n in nodes if n.start <= table.start <= n.end]
    base = outside[-1].id if outside else ""
    count = 0
    for row in sorted(table.rows):
        cell = table.rows[row].get(table.columns["task"])
        if row < table.first_row or cell is None or cell.start in done or cell.end - cell.start < 4 or table.is_group(context.text, row):
            continue
        done.add(cell.start)
        count += 1
        units = [u for role in _UNIT_ROLES for u in _cell_units(context, table, row, role)]
        times = _cell_times(context, table, row)
        if not units and not times:
            continue
        above = [g.id for g in groups if g.start <= cell.start]
        number = table.rows[row].get(table.columns.get("number", -1))
        printed = context.text[number.start : number.end].strip(" .)") if number is not None and number is not cell else ""
        start = _after_dash(context.text, cell.start, cell.end)
        if "number" not in table.columns and (label := _OWN_NUMBER.match(context.text, start, cell.end)) is not None:
            printed, start = label["number"], label.end()
        identity = f"{above[-1] if above else base}.{printed or f'r{count}'}".lstrip(".")
        yield make(
            context,
            identity,
            (above[-1] if above else base) or None,
            (start, cell.end),
            "table",
            units,
            times,
            tuple(_products(context, table, row)),
        )


def _after_dash(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " -–•*+":
        start += 1
    return start


def _cell_units(context: Context, table: TaskTable, row: int, role: Role) -> list[UnitMention]:
    cell = table.rows[row].get(table.columns.get(role, -1))
    return split_phrase(context.text, cell.start, cell.end, role) if cell is not None and cell.end > cell.start else []


def _cell_times(context: Context, table: TaskTable, row: int) -> tuple[Time, ...]:
    cell = table.rows[row].get(table.columns.get("time", -1))
    out: tuple[Time, ...] = ()
    if cell is not None and cell.end > cell.start:
        out = find_times(context.text, cell.start, cell.end, year=context.year, bare=True)
    until = table.rows[row].get(table.columns.get("until", -1))
    if until is not None and until is not cell and until.end > until.start:
        last = find_times(context.text, until.start, until.end, year=context.year, bare=True)
        if len(last) == 1 and len(out) == 1 and out[0].kind == last[0].kind == "once":
            out = (replace(last[0], from_=out[0].from_),)
    task = table.rows[row][table.columns["task"]]
    if len(task.blocks) > 1:
        out += find_times(
            context.text, task.start, task.end, year=context.year, skip=context.cited_in(task.start, task.end), since=context.date
        )
    return out


def _products(context: Context, table: TaskTable, row: int) -> Iterator[Value]:
    cell = table.rows[row].get(table.columns.get("product", -1))
    if cell is not None and cell.end > cell.start:
        yield Value(context.text[cell.start : cell.end], cell.start, cell.end, context.text[cell.start : cell.end])


__all__ = ["ROLES", "table_tasks"]
