"""Outline, tables and mentions to tasks: the smallest piece of text with its own addressee or its own time. Nothing is inherited from a
neighbour: an addressee comes from the item's own label lines, its own sentence, its row, or the heading it stands under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vanban import addressing, free, lined, rows
from vanban.addressing import Heading
from vanban.duty import GIVEN, Duty, duties_of
from vanban.find.times import find_times
from vanban.find.work import partners, verb_at
from vanban.items import Item, after_label, is_closing, items
from vanban.late import late
from vanban.making import Context, make, once_each
from vanban.outline import walk
from vanban.types import Block, Citation, Metadata, Origin, OutlineNode, Span, Task, Time, UnitMention

_REPORT = late(r"(?:Báo cáo|Kết quả|Văn bản|Ý kiến|Hồ sơ|Danh sách|Kế hoạch)[^.;:]{0,120}(?:gửi|nộp|trước|chậm nhất)")


def tasks(
    text: str,
    blocks: Sequence[Block],
    outline: Sequence[OutlineNode],
    metadata: Metadata,
    cited: Sequence[Citation] = (),
    plain: str | None = None,
) -> tuple[Task, ...]:
    """All tasks in reading order, ids unique; `plain` is the text as it is to be looked through, with every place where it is."""
    context = Context.of(text, blocks, metadata, cited, plain)
    listed = items(text, context.blocks, outline)
    found = [*_item_tasks(context, listed, free.led_in(context, outline, metadata)), *rows.table_tasks(context, outline)]
    found += free.tasks(context, outline, metadata, assigned=bool(found))
    found = [task for task in found if not _tells(task, metadata)]
    found.sort(key=lambda task: task.start)
    own = {task.id for task in found}
    seen: dict[str, int] = {}
    out = []
    for task in found:
        count = seen[task.id] = seen.get(task.id, 0) + 1
        while count > 1 and f"{task.id}~{count}" in own:  # an item of its own may be called so
            count = seen[task.id] = count + 1
        out.append(task if count == 1 else replace(task, id=f"{task.id}~{count}"))
    return tuple(out)


_TOLD = ("báo cáo", "tờ trình")
_UPWARD = late(r"(?:Đề nghị|Kiến nghị|Kính (?:đề nghị|trình|mong)|Đề xuất)(?![\wà-ỹ])")
_DONE = late(r"(?:^|\s)(?:[Đđ]ã|[Đđ]ược)\s")


def _tells(task: Task, metadata: Metadata) -> bool:
    """Whether a report or a proposal only tells what was done, or asks those above: neither assigns."""
    kind = (metadata.type.value or metadata.type.text).lower() if metadata.type is not None else ""
    if not kind.startswith(_TOLD) or task.origin == "table":
        return False
    return _UPWARD.match(task.text) is not None or (not task.units and _DONE.search(task.text) is not None)


def _item_tasks(context: Context, listed: list[Item], led_in: Heading | None) -> Iterator[Task]:
    # The lead-in of a letter stands above all its items, as a heading would.
    headings: dict[str, Heading | None] = {"": led_in}
    listed.reverse()
    while listed:
        item = listed.pop()
        if item.own and not (item.spent or item.aside or _names_document(context, item)):
            found = lined.tasks(context, item) if item.lines else None
            yield from _addressed(context, item, headings if not item.lines else {}) if found is None else found
        # No item behind this one asks it: in a long text what is done must make room for the tasks.
        item.own, item.lines, item.kids = (), (), ()


def _names_document(context: Context, item: Item) -> bool:
    """Whether a dash only names a document, as the entries of a list of them do."""
    begun = after_label(context.text, item.node)
    if item.node.kind not in {"dash", "point"} or item.kids or not (cited := context.cited_in(begun, begun + 4)):
        return False
    return cited[0].start <= begun and not duties_of(context.flat, begun, item.own[-1].end)


def _addressed(context: Context, item: Item, headings: dict[str, Heading | None]) -> Iterator[Task]:
    """Tasks by heading and by prose of one item that has no label lines."""
    begun = after_label(context.text, item.node)
    first_end = item.own[0].end
    own = _heading_of(context, item, headings)
    if own is not None:
        yield from _under_own_heading(context, item, own)
        return
    above = _units_above(context, item, headings)
    if not above and (when := _when_above(context, item)):
        yield from _dated(context, item, begun, when)
        return
    if above and not item.kids and _is_entry(context, item, begun, headings):
        return
    leads_in = bool(item.kids) and _leads_in(context.text, item.own[-1]) and not _said_whole(context.text, item)
    lead_in = headings.get("")
    led = lead_in is not None and above == list(lead_in.units)
    if led and any(duty.given and duty.start <= begun + 2 for duty in duties_of(context.flat, begun, first_end)):
        above, led = [], False
    stretches = list(_stretches(context, item, begun, whole=bool(above)))
    if above and len(stretches) > 1 and stretches[0][2] is None and _names_only(context.flat, *stretches[0][:2]):
        stretches = stretches[1:]
    if item.kids and (leads_in or first_end - begun < 80):
        stretches = [s for s in stretches if s[0] != begun and not context.text[s[0] : s[1]].rstrip().endswith(":")]
    for start, end, found in stretches:
        if item.kids and start == begun and not _said_whole(context.text, item) and any(_has_work(context, kid) for kid in item.kids):
            continue
        yield from _prose_task(context, item, (start, end), found, above, led=led)


def _is_entry(context: Context, item: Item, begun: int, headings: dict[str, Heading | None]) -> bool:
    """Whether a point only explains the work above it ("Sổ theo dõi …", "Việc xác định …")."""
    if item.node.kind not in {"point", "dash"} or not _ENTRY.match(context.flat, begun):
        return False
    direct = not item.above or headings.get(item.above[-1].id) is not None
    return not direct and not duties_of(context.flat, begun, item.own[-1].end)


_ENTRY = late(
    r"(?:Sổ|Hồ sơ|Bản (?:đồ|gốc|sao|vẽ|chính|kê)|Chứng từ|Thiết bị|Khối lượng|Kết quả|Nội dung|Hình thức|Số lượng|Việc|Danh sách"
    r"|Giấy|Đơn|Biên bản|Tài liệu|Mức|Tỷ lệ|Thời hạn|Lưu ý|Khoản|Báo cáo (?:định kỳ|kết quả)? ?[^.;]{0,80} được"
    r"|Các (?:tài liệu|tồn tại|hạn chế|kiến nghị|loại))(?![\wà-ỹ])"
)


def _when_above(context: Context, item: Item) -> tuple[Time, ...]:
    """The time that the heading above is: "1. Tháng 9/2026" speaks of every dash under it."""
    if item.month is not None and not item.kids:
        return find_times(context.flat, item.month.start, item.month.end, year=context.year, bare=True)
    node = item.above[-1] if item.above and not item.kids and item.node.kind in {"dash", "point"} else None
    if node is None or len(node.heading) > _LONGEST_TIME:
        return ()
    begun = after_label(context.text, node)
    end = begun + len(node.heading.rstrip(" .:"))
    found = find_times(context.flat, begun, end, year=context.year, bare=True)
    return found if len(found) == 1 and found[0].kind == "once" and found[0].start <= begun + 6 and found[0].end >= end - 1 else ()


_LONGEST_TIME = 50


def _dated(context: Context, item: Item, begun: int, when: tuple[Time, ...]) -> Iterator[Task]:
    """The task of a dash under a time: whoever its words name, in the heading's time beside its own."""
    end = _own_end(context, item, begun)
    if end - begun < 8:
        return
    duties = duties_of(context.flat, begun, end)
    units = [*duties[0].units, *duties[0].partners] if duties else []
    own = find_times(context.flat, begun, end, year=context.year, skip=context.cited_in(begun, end), since=context.date)
    yield make(
        context, item.node.id, item.node.id, (begun, end), "heading", units, own if any(t.kind == "once" for t in own) else (*when, *own)
    )


def _said_whole(text: str, item: Item) -> bool:
    """Whether the item's first paragraph is a whole sentence of work, so that what stands under it comes on top."""
    first = item.own[0]
    return text[first.end - 1] == "." and first.end - first.start > 120


def _leads_in(text: str, block: Block) -> bool:
    return text[block.start : block.end].rstrip().endswith((":", "sau đây", "như sau"))


def _has_work(context: Context, kid: Item) -> bool:
    return bool(kid.lines) or bool(kid.own and duties_of(context.flat, after_label(context.text, kid.node), kid.own[-1].end))


def _heading_of(context: Context, item: Item, headings: dict[str, Heading | None]) -> Heading | None:
    node = item.node
    if node.id not in headings:
        headings[node.id] = _read_heading(context, node)
    return headings[node.id]


def _read_heading(context: Context, node: OutlineNode) -> Heading | None:
    """An addressee in the item's first line: a bare heading, or a sentence that ends in a colon and has items under it."""
    text = context.text
    begun = after_label(text, node)
    if any(child.kind == "article" for child in node.children):
        return None  # a law's chapter on a body assigns nothing: its articles do
    line_end = _line_end(context.flat, node)
    found = addressing.heading(context.flat, begun, line_end)
    if found is not None and found.work_start < line_end and _has_subject(context.flat, found.work_start, line_end):
        found = None
    if found is not None and (
        node.kind != "dash" or node.children or (found.work_start < line_end and ":" in text[begun : found.work_start])
    ):
        return found
    if node.children and (led_in := _lead_in_of(context, node, line_end)) is not None:
        return led_in
    if not node.children or not text[begun:line_end].rstrip().endswith((":", "sau đây", "như sau", "sau")):
        return None
    duties = [d for d in duties_of(context.flat, begun, line_end) if d.end >= line_end - 1]
    return Heading((*duties[-1].units, *duties[-1].partners), line_end) if duties else None


def _has_subject(text: str, start: int, end: int) -> bool:
    """Whether the work behind "Thanh tra khoa học:" has its own subject, so that those words only say what it is about."""
    if addressing.works(text, start, end):
        return False
    duties = duties_of(text, start, end)
    return bool(duties) and duties[0].start == start and duties[0].units[0].start == start and not duties[0].given


def _lead_in_of(context: Context, node: OutlineNode, line_end: int) -> Heading | None:
    """The addressee in the paragraph that leads in an item's sub-items: "Giao Phòng A thực hiện các việc sau:"."""
    before = node.children[0].start
    last = context.flat.rfind("\n", line_end, before - 1) + 1
    words = context.flat[last:before].rstrip() if last > line_end else ""
    if not words.endswith((":", "sau", "sau đây")):
        return None
    end = last + len(words)
    duties = [d for d in duties_of(context.flat, last, end) if d.end >= end - 1 and (d.given or GIVEN.match(context.flat, d.start))]
    return Heading((*duties[-1].units, *duties[-1].partners), end) if duties else None


def _under_own_heading(context: Context, item: Item, heading: Heading) -> Iterator[Task]:
    """A heading that is the addressee, with its work in the same item: behind the heading words, or in the paragraphs under it."""
    begun = after_label(context.text, item.node)
    start = begun if item.node.kind in {"point", "dash"} and heading.work_start < item.own[0].end else heading.work_start
    last = item.own[-1].end
    while start < last and context.text[start] in " \n":
        start += 1
    if item.kids:
        for block in item.own[1:]:
            if _leads_in(context.text, block):
                yield from _before_lead_in(context, item, block)
            elif heading.work_start <= block.start:
                yield from _prose_task(context, item, (block.start, block.end), None, list(heading.units))
            else:
                for duty in duties_of(context.flat, block.start, block.end):
                    yield from _prose_task(context, item, (duty.start, duty.end), duty, [])
        return
    end = _own_end(context, item, start)
    if start >= end - 3 or (heading.work_start < item.own[0].end and not addressing.works(context.flat, heading.work_start, end)):
        return
    stretches = list(_stretches(context, item, start, whole=True))
    if stretches and stretches[0][0] <= start:
        for begun, stop, found in stretches:
            yield from _prose_task(context, item, (begun, stop), _named_whole(heading, found, begun), list(heading.units))


def _named_whole(heading: Heading, found: Duty | None, start: int) -> Duty | None:
    """The item's sentence with the names of its heading, which the colon behind them shows whole."""
    if found is None or found.start > start or len({unit.role for unit in heading.units}) != 1:
        return found
    role = found.units[0].role
    return replace(found, units=tuple(replace(unit, role=role) for unit in heading.units)) if heading.work_start > start else found


def _before_lead_in(context: Context, item: Item, block: Block) -> Iterator[Task]:
    """The tasks of a paragraph whose last sentence leads in what stands under it."""
    for duty in duties_of(context.flat, block.start, block.end)[:-1]:
        yield from _prose_task(context, item, (duty.start, duty.end), duty, [])


def _own_end(context: Context, item: Item, start: int) -> int:
    end = start
    for block in item.own:
        if block.start > start and is_closing(context.text, block.start, block.end):
            break
        end = max(end, block.end)
    return end


def _units_above(context: Context, item: Item, headings: dict[str, Heading | None]) -> list[UnitMention]:
    """The units of the nearest heading above that is an addressee, with the partners of a lead-in between."""
    beside: list[UnitMention] = []
    for node in reversed(item.above):
        if node.id not in headings:
            headings[node.id] = _read_heading(context, node)
        found = headings[node.id]
        if found is not None:
            return [*found.units, *beside]
        begun, end = after_label(context.text, node), _line_end(context.flat, node)
        if context.text[begun:end].rstrip().endswith(":"):
            beside += partners(context.flat, begun, end)
    return list(led_in.units) if (led_in := headings.get("")) is not None else []


def _line_end(text: str, node: OutlineNode) -> int:
    # `text` is the flat one: a heading that runs on to the next line is read whole.
    line_end = text.find("\n", node.start)
    return min(line_end if line_end >= 0 else len(text), node.end)


def _stretches(context: Context, item: Item, begun: int, *, whole: bool = False) -> Iterator[tuple[int, int, Duty | None]]:
    """The item's own words, cut where a later sentence has another addressee (and at paragraphs, unless `whole`)."""
    text = context.text
    open_at, open_end = begun, begun
    duty: Duty | None = None
    for block in _paragraphs(text, item.own):
        start = max(block.start, begun)
        if block.start > begun and is_closing(context.flat, block.start, block.end):
            break
        if block.end <= start:
            continue
        if open_end > begun and duty is None and not whole and item.node.kind != "dash" and not text[start].islower():
            if not _is_title(text, open_at, open_end):
                yield open_at, open_end, None
            open_at = start
        if open_end > begun and not item.above and _REPORT.match(text, block.start, block.end):
            yield open_at, open_end, duty
            open_at, duty = start, None
        for found in addressing.said(context.flat, start, block.end, later=open_end > begun):
            if whole and (found.given or text[found.start].islower()):
                continue
            together = _together(duty, found)
            if together is None and found.start > open_at and not _first_words(text, open_at, found.start, duty):
                yield open_at, found.start, duty
                open_at = found.start
            duty = together or found
        open_end = block.end
    yield open_at, max(open_end, open_at), duty


def _together(before: Duty | None, found: Duty) -> Duty | None:
    """Two sentences that address the same ones as one; None when they do not."""
    if before is None or {u.names[0].lower() for u in found.units} != {u.names[0].lower() for u in before.units}:
        return None
    return replace(found, units=(*before.units, *found.units), partners=(*before.partners, *found.partners))


def _paragraphs(text: str, own: Sequence[Block]) -> list[Span]:
    """The item's paragraphs; a line that begins in lower case runs on from the one before."""
    out: list[Span] = []
    for block in own:
        if out and text[block.start].islower() and block.start == out[-1].end + 1:
            out[-1] = Span(out[-1].start, block.end)
        else:
            out.append(Span(block.start, block.end))
    return out


def _is_title(text: str, start: int, end: int) -> bool:
    return end - start < 160 and text[start:end].rstrip()[-1:] not in ".;"


def _names_only(text: str, start: int, end: int) -> bool:
    """Whether a title without a verb stands before the paragraphs that name who acts: "Bộ tiêu chí cấp xã (Phụ lục I)"."""
    return _is_title(text, start, end) and not verb_at(text, start, end)


def _first_words(text: str, start: int, at: int, duty: Duty | None) -> bool:
    """Whether what stands before the sentence that names the addressee is only its beginning, so that both are one task."""
    return duty is None and at > start and at - start < 4000 and "\n" not in text[start:at]


def _prose_task(
    context: Context, item: Item, place: tuple[int, int], duty: Duty | None, above: list[UnitMention], *, led: bool = False
) -> Iterator[Task]:
    start, end = place
    text = context.text
    while end > start and text[end - 1] in " \n":
        end -= 1
    if end - start < 8 or (duty is not None and duty.liable) or (not above and text[end - 1] == ":"):
        return
    times = find_times(context.flat, start, end, year=context.year, skip=context.cited_in(start, end), since=context.date)
    own = duty is not None and (_own_subject(text, start, duty) or (led and duty.start <= start + 2))
    own = own and not addressing.leads(text, start, above)
    hands_on = own and not led and bool(above) and _hands_on(text, item, start) and not addressing.several(above[0])
    handed = duty.units if duty is not None and hands_on else ()
    if above and (not own or handed):
        # What a unit asks of others or hands on, and how others take part, leaves the heading's unit in charge.
        beside = partners(context.flat, start, end)
        units = [*addressing.inherited(above, context.flat, start, end, beside), *handed, *beside]
        yield make(context, item.node.id, item.node.id, (start, end), "heading", units, times, heading=item.node.heading)
        return
    units = [*duty.units, *duty.partners] if duty is not None else []
    if units or any(t.kind == "once" for t in times):
        origin: Origin = "heading" if above else "prose"
        yield make(context, item.node.id, item.node.id, (start, end), origin, units, once_each(times), heading=item.node.heading)


def _hands_on(text: str, item: Item, start: int) -> bool:
    """Whether an item begins with "Giao"; a paragraph behind it is the document's own word to someone else."""
    return start == after_label(text, item.node) and text.startswith(("Giao ", "Phân công "), start)


def _own_subject(text: str, start: int, duty: Duty) -> bool:
    """Whether the item's first sentence has its own subject, at its beginning or behind an opening clause."""
    return not duty.given and duty.start <= start + 2 and "; " not in text[start : duty.units[0].start]


def base_of(outline: Sequence[OutlineNode], at: int) -> str:
    """The id of the innermost labelled item that holds a place."""
    inside = [node for node, _ in walk(outline) if node.start <= at <= node.end and node.kind != "dash"]
    return inside[-1].id if inside else ""
