"""Tasks of items that carry label lines: "Đơn vị thực hiện: …", "Thời gian: …"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from vanban.find.times import find_times
from vanban.find.units import split_phrase
from vanban.find.work import partners
from vanban.items import Item, after_label, is_closing
from vanban.labels import LabelLine, is_label_title
from vanban.making import ROLES, Context, make
from vanban.types import OutlineNode, Task, Time, UnitMention, Value


def tasks(context: Context, item: Item) -> list[Task] | None:
    """The task of an item with label lines; when its sub-items have their own, its lines are theirs where they say nothing.

    None when the lines are no label lines after all: the item is to be read by its words.
    """
    kids = [kid for kid in item.kids if kid.lines]
    if kids:
        for kid in kids:
            said = {line.role for line in kid.lines}
            kid.lines = [*kid.lines, *(line for line in item.lines if line.role in ROLES or line.role == "time" if line.role not in said)]
        return []
    heading = item.node.heading.split("\n", 1)[0]
    if min(line.start for line in item.lines) <= after_label(context.text, item.node) + 1:
        _spend(item)
        return []
    if is_label_title(heading.rstrip(" .:")) or not any(line.role in ROLES or line.role == "time" for line in item.lines):
        if any(line.role == "product" for line in item.lines) or is_label_title(heading.rstrip(" .:")):
            _spend(item)
            return []
        item.lines = ()
        return None
    below = list(_below(item))
    _spend(item)
    task = _line_task(context, item, below)
    return [task] if task is not None else []


def _below(item: Item) -> Iterator[Item]:
    for kid in item.kids:
        yield kid
        yield from _below(kid)


def _spend(item: Item) -> None:
    for kid in item.kids:
        kid.spent = True
        _spend(kid)


def _line_task(context: Context, item: Item, below: Sequence[Item]) -> Task | None:
    text = context.text
    blocks = [*item.own, *(block for kid in below for block in kid.own)]
    start = after_label(text, item.node)
    starts = sorted(line.start for line in item.lines)
    end = start
    for block in blocks:
        first = bisect_left(starts, block.start)
        inside = starts[first] if first < len(starts) and starts[first] < block.end else None
        if is_closing(text, block.start, block.end) and block.start > start:
            break
        if inside is None:
            end = max(end, block.end)
        elif inside > block.start + 6:
            end = max(end, inside)
    units = [u for line in item.lines if line.role in ROLES for u in split_phrase(text, line.value_start, line.value_end, line.role)]  # type: ignore[arg-type]
    times = [t for line in item.lines if line.role == "time" for t in _label_times(context, line)]
    units += _inner_partners(context, below) if units else []
    if not times and any(line.role == "time" and line.value_end <= line.value_start for line in item.lines):
        times = _times_below(context, item.node)
    if not times:
        times = [
            t
            for t in find_times(context.flat, start, end, year=context.year, skip=context.cited_in(start, end), since=context.date)
            if t.kind == "once" or (t.kind == "recurring" and t.start < start + 3)
        ]
    products = tuple(_value(text, line) for line in item.lines if line.role == "product")
    return (
        None
        if end - start < 3 or not (units or times)
        else make(context, item.node.id, item.node.id, (start, end), "line", units, times, products, item.node.heading)
    )


def _inner_partners(context: Context, below: Sequence[Item]) -> list[UnitMention]:
    out: list[UnitMention] = []
    for kid in below:
        for block in kid.own:
            out += partners(context.flat, block.start, block.end)
    return out


def _times_below(context: Context, node: OutlineNode) -> list[Time]:
    """When "Thời gian:" is followed by a table of days, the days that its cells begin with."""
    first = bisect_left(context.blocks, node.start, key=lambda block: block.start)
    last = bisect_left(context.blocks, node.end, key=lambda block: block.start)
    out: list[Time] = []
    for block in context.blocks[first:last]:
        if block.table is not None and context.text.startswith(("Ngày ", "Sáng ngày", "Chiều ngày", "Tháng ", "Quý "), block.start):
            out += find_times(context.text, block.start, block.end, year=context.year, bare=True)
    return out


def _label_times(context: Context, line: LabelLine) -> tuple[Time, ...]:
    skip = context.cited_in(line.value_start, line.value_end)
    return find_times(context.flat, line.value_start, line.value_end, year=context.year, bare=True, skip=skip)


def _value(text: str, line: LabelLine) -> Value:
    words = text[line.value_start : line.value_end].rstrip(" .;")
    return Value(words, line.value_start, line.value_start + len(words), words)
