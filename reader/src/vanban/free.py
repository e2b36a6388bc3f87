"""Tasks of paragraphs that stand under no labelled item, as in official letters: addressed sentences with a due date."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vanban.addressing import Heading
from vanban.duty import Duty, duties_of
from vanban.find.closing import LISTED
from vanban.find.times import find_times
from vanban.items import addressed_to, is_closing
from vanban.late import late
from vanban.making import Context, make
from vanban.types import Block, Metadata, OutlineNode, Task

_MOST_BLOCKS = 400


def tasks(context: Context, outline: Sequence[OutlineNode], metadata: Metadata, *, assigned: bool) -> Iterator[Task]:
    """Addressed paragraphs outside the outline. Where items already assign work, only those with a date or a rhythm of their own count."""
    starts = [node.start for node in outline]
    ends = [node.end for node in outline]
    count = 0
    for block in _outside(context, starts, ends, metadata):
        for duty in duties_of(context.flat, block.start, block.end):
            words = context.text[duty.start : duty.end].rstrip()
            led = words.endswith(":") or (not duty.given and _leads_in(context, block))
            if duty.liable or led or _of_itself(duty, metadata) or is_closing(context.text, duty.start, duty.end):
                continue
            times = find_times(
                context.text, duty.start, duty.end, year=context.year, skip=context.cited_in(duty.start, duty.end), since=context.date
            )
            if assigned and not any(t.every or (t.kind == "once" and t.due) for t in times):
                continue
            count += 1
            yield make(context, f"p{count}", None, (duty.start, duty.end), "prose", [*duty.units, *duty.partners], times)


def _of_itself(duty: Duty, metadata: Metadata) -> bool:
    """Whether the sender of a letter tells what it does itself: "Sở A gửi kèm danh sách …"."""
    kind = (metadata.type.value or metadata.type.text).lower() if metadata.type is not None else ""
    if duty.given or metadata.issuer is None or not kind.startswith(("công văn", "v/v", "giấy mời", "tờ trình")) or len(duty.units) != 1:
        return False
    own, name = _plain(metadata.issuer.text), _plain(duty.units[0].text)
    return name.startswith(own)


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("uỷ", "ủy").replace("ủy ban nhân dân", "ubnd").split())


def _leads_in(context: Context, block: Block) -> bool:
    """Whether a paragraph says that its author drew up the document: "Thanh tra Sở xây dựng kế hoạch … như sau:"."""
    return context.text[block.end - 1] == ":" and _DRAWS_UP.search(context.flat, block.start, block.end) is not None


_DRAWS_UP = late(r"(?:xây dựng|ban hành|lập|đề ra)(?: và triển khai)? (?:[Kk]ế hoạch|[Cc]hương trình|[Hh]ướng dẫn|[Pp]hương án|[Đđ]ề án)")
_LED = ("công văn", "công điện", "v/v", "thông báo")


def led_in(context: Context, outline: Sequence[OutlineNode], metadata: Metadata) -> Heading | None:
    """Whom a letter's opening paragraph addresses when it ends in a colon: "… đề nghị các trường thực hiện các nội dung sau:"."""
    kind = (metadata.type.value or metadata.type.text).lower() if metadata.type is not None else "công văn"
    if not outline or kind not in _LED:
        return None
    addressed = addressed_to(context.text, context.blocks)
    first = next((node.start for node in outline if node.start >= addressed), len(context.text))
    before = [b for b in _outside(context, [first], [len(context.text)], metadata) if addressed <= b.start and b.end <= first]
    if not before or not context.text[before[-1].start : before[-1].end].rstrip().endswith((":", "sau", "sau đây")):
        return None
    duties = duties_of(context.flat, before[-1].start, before[-1].end)
    if not duties or not duties[-1].given:
        return None
    # What they are asked to do is said item by item, and so is how they take part.
    return Heading(tuple(unit if unit.role == "lead" else replace(unit, role="execute") for unit in duties[-1].units), before[-1].end)


def _outside(context: Context, starts: Sequence[int], ends: Sequence[int], metadata: Metadata) -> Iterator[Block]:
    """Body paragraphs behind the header block, before "Nơi nhận", in no item."""
    begun = max((v.end for v in (metadata.title, metadata.type, metadata.date, metadata.number) if v is not None), default=0)
    seen = 0
    for block in context.blocks:
        if block.start < begun or block.table is not None or block.kind == "furniture" or block.part != "body":
            continue
        if LISTED.match(context.text, block.start, block.end):
            return
        at = bisect.bisect_right(starts, block.start) - 1
        if (at >= 0 and block.start <= ends[at]) or block.end - block.start < 30:
            continue
        seen += 1
        if seen > _MOST_BLOCKS:
            return
        yield block
