"""Outline, tables and mentions to tasks: the smallest piece of text with its own addressee or its own time. Nothing is inherited from a
neighbour: an addressee comes from the item's own label lines, its own sentence, its row, or the heading it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vanban import addressing
from vanban.find.times import find_times
from vanban.find.units import split_phrase
from vanban.labels import LabelLine, label_lines
from vanban.outline import walk
from vanban.tables import TaskTable, task_tables
from vanban.types import Block, Citation, Metadata, OutlineNode, Span, Task, Time, UnitMention, Value

_ENDING = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)")
_ASIDE = re.compile(r"(?:^|\s)(?:MỤC ĐÍCH|YÊU CẦU|MỤC TIÊU|CHỈ TIÊU|QUAN ĐIỂM|TÌNH HÌNH|KẾT QUẢ|THỰC TRẠNG|ĐỐI TƯỢNG|PHẠM VI)(?:\s|$|,)")
TITLE = 160
_STRENGTH = {"lead": 0, "execute": 1, "coordinate": 2, "monitor": 3}


@dataclass(slots=True)
class _Context:
    """What every step needs of the document."""

    text: str
    blocks: tuple[Block, ...]
    year: int | None
    cited: tuple[Span, ...]


def tasks(
    text: str, blocks: Sequence[Block], outline: Sequence[OutlineNode], metadata: Metadata, cited: Sequence[Citation] = ()
) -> tuple[Task, ...]:
    """All tasks in reading order, ids unique."""
    context = _Context(text, tuple(blocks), _year(metadata), tuple(span for c in cited for span in c.mentions))
    found = [*_item_tasks(context, outline), *_table_tasks(context, outline)]
    found.sort(key=lambda task: task.start)
    seen: dict[str, int] = {}
    out = []
    for task in found:
        seen[task.id] = seen.get(task.id, 0) + 1
        out.append(task if seen[task.id] == 1 else _renamed(task, f"{task.id}~{seen[task.id]}"))
    return tuple(out)


def _renamed(task: Task, identity: str) -> Task:
    return Task(identity, task.outline_id, task.title, task.text, task.start, task.end, task.origin, task.units, task.times, task.products)


def _year(metadata: Metadata) -> int | None:
    for value in (metadata.date, metadata.title):
        match = re.search(r"(?:19|20)\d{2}", (value.value or value.text) if value else "")
        if match is not None:
            return int(match.group())
    return None


@dataclass(slots=True)
class _Item:
    """An outline node with the blocks that are its own, and its label lines."""

    node: OutlineNode
    above: tuple[OutlineNode, ...]
    own: list[Block]
    lines: list[LabelLine]


def _item_tasks(context: _Context, outline: Sequence[OutlineNode]) -> Iterator[Task]:
    items = _items(context, outline)
    taken: set[str] = set()
    by_id = {item.node.id: item for item in items}
    _lift_dashed_labels(context, items, by_id)
    for item in items:
        if item.node.id in taken:
            continue
        if item.lines:
            yield _line_task(context, item, by_id)
            taken.update(node.id for node, _ in walk(item.node.children))
            continue
        yield from _addressed(context, item, by_id)


def _items(context: _Context, outline: Sequence[OutlineNode]) -> list[_Item]:
    body = [b for b in context.blocks if b.table is None and b.kind != "furniture" and b.part == "body"]
    end = next((b.start for b in body if _ENDING.match(context.text[b.start : b.end])), len(context.text) + 1)
    annexes = [n.start for n in outline if n.kind == "annex"]
    out = []
    at = 0
    for node, above in walk(outline):
        if node.start >= end and not any(a <= node.start for a in annexes):
            continue
        limit = node.children[0].start if node.children else node.end
        while at < len(body) and body[at].start < node.start:
            at += 1
        own = []
        scan = at
        while scan < len(body) and body[scan].start < limit:
            if body[scan].start < end or any(a <= node.start for a in annexes):
                own.append(body[scan])
            scan += 1
        lines = [line for block in own for line in label_lines(context.text, block.start, block.end)]
        out.append(_Item(node, above, own, lines))
    return out


def _lift_dashed_labels(context: _Context, items: list[_Item], by_id: dict[str, _Item]) -> None:
    """Label lines that are themselves dashes belong to the item above, or to the dash before them when they repeat."""
    del context
    for item in items:
        if not item.node.children:
            continue
        kids = [by_id[child.id] for child in item.node.children if child.id in by_id]
        labelled = [kid for kid in kids if kid.node.kind == "dash" and kid.lines and kid.lines[0].start <= kid.node.start + 3]
        if not labelled:
            continue
        roles = [line.role for kid in labelled for line in kid.lines]
        repeated = any(roles.count(role) > 1 for role in ("lead", "execute", "time"))
        owner = item
        for kid in kids:
            if kid in labelled:
                owner.lines = [*owner.lines, *kid.lines]
                kid.lines = []
                kid.own = []
            elif repeated and kid.node.kind == "dash":
                owner = kid


def _line_task(context: _Context, item: _Item, by_id: dict[str, _Item]) -> Task:
    first_label = min(line.start for line in item.lines)
    blocks = [*item.own]
    for node, _ in walk(item.node.children):
        kid = by_id.get(node.id)
        if kid is not None:
            blocks.extend(kid.own)
            item.lines.extend(line for line in kid.lines if line not in item.lines)
    start = _after_label(context.text, item.node)
    ends = [min(b.end, first_label) if b.start <= first_label < b.end else b.end for b in blocks if not _is_label_block(b, item.lines)]
    end = max([e for e in ends if e > start], default=start)
    if start < first_label < end and not any(b.start > first_label for b in blocks if not _is_label_block(b, item.lines)):
        end = first_label
    units = [
        u for line in item.lines if line.role in _STRENGTH for u in split_phrase(context.text, line.value_start, line.value_end, line.role)
    ]  # type: ignore[arg-type]
    times = [
        t
        for line in item.lines
        if line.role == "time"
        for t in find_times(context.text, line.value_start, line.value_end, year=context.year, bare=True)
    ]
    products = tuple(_value(context.text, line) for line in item.lines if line.role == "product")
    return _task(context, item.node.id, item.node.id, start, end, "line", units, times, products)


def _is_label_block(block: Block, lines: Sequence[LabelLine]) -> bool:
    return any(block.start <= line.start <= block.start + 4 for line in lines)


def _value(text: str, line: LabelLine) -> Value:
    words = text[line.value_start : line.value_end].rstrip(" .;")
    return Value(words, line.value_start, line.value_start + len(words), words)


def _after_label(text: str, node: OutlineNode) -> int:
    found = text.find(node.heading, node.start, node.start + len(node.label) + len(node.heading) + 8) if node.heading else -1
    return found if found >= 0 else node.start + len(node.label)


def _task(
    context: _Context,
    identity: str,
    outline_id: str | None,
    start: int,
    end: int,
    origin: str,
    units: Sequence[UnitMention],
    times: Sequence[Time],
    products: tuple[Value, ...] = (),
) -> Task:
    while end > start and context.text[end - 1] in " \n;":
        end -= 1
    words = context.text[start:end]
    title = words.split("\n", 1)[0]
    return Task(identity, outline_id, title[:TITLE], words, start, end, origin, _strongest(units), _once_each(times), products)  # type: ignore[arg-type]


def _strongest(units: Sequence[UnitMention]) -> tuple[UnitMention, ...]:
    """One role a unit: the strongest."""
    best: dict[str, UnitMention] = {}
    for unit in units:
        key = unit.names[0].lower()
        if key not in best or _STRENGTH[unit.role] < _STRENGTH[best[key].role]:
            best[key] = unit
    return tuple(sorted(best.values(), key=lambda u: u.start))


def _once_each(times: Sequence[Time]) -> tuple[Time, ...]:
    seen = set()
    out = []
    for time in times:
        key = (time.kind, time.from_, time.due, time.every)
        if key not in seen or time.kind == "conditional":
            seen.add(key)
            out.append(time)
    return tuple(out)


def _addressed(context: _Context, item: _Item, by_id: dict[str, _Item]) -> Iterator[Task]:
    """Tasks by heading and by prose of one item that has no label lines."""
    node = item.node
    if not item.own or _within_aside(item):
        return
    begun = _after_label(context.text, node)
    own_end = item.own[-1].end
    heading = addressing.heading(context.text, begun, item.own[0].end, context.cited)
    has_kids = any(by_id[c.id].own for c in node.children if c.id in by_id)
    if heading is not None:
        if not has_kids:
            yield from _under_heading(context, item, heading, own_end)
        return
    inherited = _heading_above(context, item)
    own = addressing.sentence(context.text, begun, own_end, inherited=bool(inherited))
    if has_kids and (inherited or own) and not context.text[begun:own_end].rstrip().endswith(":"):
        own = own if len(context.text[begun:own_end]) > 80 else []
    if has_kids:
        return
    units = [*inherited, *own] if inherited else own
    times = find_times(context.text, begun, own_end, year=context.year, skip=context.cited)
    dated = any(t.kind == "once" for t in times)
    if units or dated:
        origin = "heading" if inherited else "prose"
        yield _task(context, node.id, node.id, begun, own_end, origin, units, times)


def _under_heading(context: _Context, item: _Item, heading: addressing.Heading, own_end: int) -> Iterator[Task]:
    """A heading that is the addressee, with its work in the same item: behind the heading words, or in the paragraphs under it."""
    start = heading.work_start
    if start >= own_end - 3:
        return
    own = addressing.partners(context.text, start, own_end)
    units = addressing.with_role(heading.units, own, context.text, start)
    times = find_times(context.text, start, own_end, year=context.year, skip=context.cited)
    yield _task(context, item.node.id, item.node.id, start, own_end, "heading", [*units, *own], times)


def _heading_above(context: _Context, item: _Item) -> list[UnitMention]:
    """The units of the nearest heading above that is an addressee, with the role this item's own words give them."""
    for node in reversed(item.above):
        begun = _after_label(context.text, node)
        line_end = context.text.find("\n", begun)
        heading = addressing.heading(context.text, begun, line_end if line_end >= 0 else len(context.text), context.cited)
        if heading is not None:
            start = _after_label(context.text, item.node)
            own = addressing.partners(context.text, start, item.own[-1].end)
            return [*addressing.with_role(heading.units, own, context.text, start), *own]
    return []


def _within_aside(item: _Item) -> bool:
    return any(_ASIDE.search(node.heading.upper()) and len(node.heading) < 90 for node in (*item.above, item.node))


def _table_tasks(context: _Context, outline: Sequence[OutlineNode]) -> Iterator[Task]:
    nodes = [node for node, _ in walk(outline)]
    for table in task_tables(context.text, context.blocks):
        inside = [n for n in nodes if n.start <= table.start and (n.end >= table.start) and n.kind != "dash"]
        base = inside[-1].id if inside else ""
        yield from _rows(context, table, base)


def _rows(context: _Context, table: TaskTable, base: str) -> Iterator[Task]:
    done: set[int] = set()
    count = 0
    for row in sorted(table.rows):
        cell = table.rows[row].get(table.columns["task"])
        if row < table.first_row or cell is None or cell.start in done:
            continue
        if cell.end - cell.start < 4 or _is_group(context.text, table, row):
            continue
        done.add(cell.start)
        count += 1
        units = [u for role in _STRENGTH for u in _cell_units(context, table, row, role)]
        times = _cell_times(context, table, row)
        if not units and not times:
            continue
        products = tuple(_cell_values(context, table, row))
        yield _task(context, _row_id(context, table, row, base, count), base or None, cell.start, cell.end, "table", units, times, products)


def _row_id(context: _Context, table: TaskTable, row: int, base: str, count: int) -> str:
    number = table.rows[row].get(table.columns.get("number", -1))
    printed = context.text[number.start : number.end].strip(" .)") if number else ""
    return f"{base}.{printed or f'r{count}'}".lstrip(".")


def _is_group(text: str, table: TaskTable, row: int) -> bool:
    """A row that only names a group: nothing stands in its unit and time columns."""
    columns = [table.columns[r] for r in ("lead", "execute", "coordinate", "time") if r in table.columns]
    cells = [table.rows[row].get(c) for c in columns]
    first = table.rows[row].get(min(table.rows[row]))
    wide = first is not None and first.column_span > table.width / 2
    return wide or not any(c is not None and text[c.start : c.end].strip(" -–") for c in cells)


def _cell_units(context: _Context, table: TaskTable, row: int, role: str) -> list[UnitMention]:
    cell = table.rows[row].get(table.columns.get(role, -1))
    return split_phrase(context.text, cell.start, cell.end, role) if cell is not None and cell.end > cell.start else []  # type: ignore[arg-type]


def _cell_times(context: _Context, table: TaskTable, row: int) -> tuple[Time, ...]:
    cell = table.rows[row].get(table.columns.get("time", -1))
    if cell is None or cell.end == cell.start:
        return ()
    return find_times(context.text, cell.start, cell.end, year=context.year, bare=True)


def _cell_values(context: _Context, table: TaskTable, row: int) -> Iterator[Value]:
    cell = table.rows[row].get(table.columns.get("product", -1))
    if cell is not None and cell.end > cell.start:
        yield Value(context.text[cell.start : cell.end], cell.start, cell.end, context.text[cell.start : cell.end])
