"""What every way to a task shares: the document's context, and the making of one task from its place, units and times."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vanban.late import late
from vanban.letters import LOWER
from vanban.types import Block, Citation, Metadata, Origin, Span, Task, Time, UnitMention, Value

ROLES = {"lead": 0, "execute": 1, "coordinate": 2, "monitor": 3}
TITLE = 160
# A line that begins in lower case runs on, unless it begins with a letter that labels an item.
_RUNS_ON = late(rf"\n(?=[{LOWER}])(?![a-zđ]\d?\s?[).])")
_YEAR = late(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Context:
    """The document as tasks need it: text, blocks, its own year and day, and where it cites others.

    `flat` is the text with lines that only run on (they begin in lower case) joined by a space, so that a name or a date
    broken over two lines is still one; every place in it is the same place in `text`.
    """

    text: str
    blocks: tuple[Block, ...]
    year: int | None
    date: str | None
    cited: tuple[Span, ...]
    cited_starts: tuple[int, ...]
    flat: str = ""

    @classmethod
    def of(cls, text: str, blocks: Sequence[Block], metadata: Metadata, cited: Sequence[Citation], plain: str | None = None) -> Context:
        """The context of a document; `plain` is the text to look through when it is another one of the same length."""
        spans = {(s.start, s.end): s for c in cited for s in (Span(c.start, c.end), *c.mentions)}
        ordered = tuple(spans[place] for place in sorted(spans))
        date = metadata.date.value if metadata.date is not None else None
        flat, joined = _RUNS_ON.subn(" ", text if plain is None else plain)
        flat = flat if joined else text if plain is None else plain  # a copy of a long text is worth avoiding
        return cls(text, tuple(blocks), _year(metadata), date, ordered, tuple(s.start for s in ordered), flat)

    def cited_in(self, start: int, end: int) -> tuple[Span, ...]:
        """Citations that touch a range."""
        first = max(0, bisect.bisect_left(self.cited_starts, start) - 3)
        last = bisect.bisect_right(self.cited_starts, end)
        return tuple(span for span in self.cited[first:last] if span.end > start and span.start < end)


def _year(metadata: Metadata) -> int | None:
    for value in (metadata.date, metadata.title):
        match = _YEAR.search((value.value or value.text) if value else "")
        if match is not None:
            return int(match.group())
    return None


def make(
    context: Context,
    identity: str,
    outline_id: str | None,
    place: tuple[int, int],
    origin: Origin,
    units: Sequence[UnitMention],
    times: Sequence[Time],
    products: tuple[Value, ...] = (),
    heading: str = "",
) -> Task:
    """A task of the words at `place`, ends trimmed; each unit once (but once per column in a table), each value of time once.

    `heading` is that of the task's item: mostly the task's words are the same, and then they are kept once.
    """
    start, end = place
    while end > start and context.text[end - 1] in " \n;":
        end -= 1
    words = context.text[start:end]
    words = heading if words == heading else words
    first = words.split("\n", 1)[0]
    title = first if len(first) <= TITLE else first[:TITLE].rpartition(" ")[0] + "…"
    units = [unit if unit.text == (own := context.text[unit.start : unit.end]) else replace(unit, text=own) for unit in units]
    times = [time if time.text == (own := context.text[time.start : time.end]) else replace(time, text=own) for time in times]
    named = _each_column(units) if origin == "table" else _strongest(units)
    return Task(identity, outline_id, title, words, start, end, origin, named, once_each(times), products)


def _strongest(units: Sequence[UnitMention]) -> tuple[UnitMention, ...]:
    """One role a unit: the strongest."""
    best: dict[str, UnitMention] = {}
    for unit in units:
        key = _key(unit)
        if key not in best or ROLES[unit.role] < ROLES[best[key].role]:
            best[key] = unit
    return tuple(sorted(best.values(), key=lambda u: u.start))


def _each_column(units: Sequence[UnitMention]) -> tuple[UnitMention, ...]:
    best = {(_key(unit), unit.role): unit for unit in reversed(units)}
    return tuple(sorted(best.values(), key=lambda u: u.start))


def _key(unit: UnitMention) -> str:
    return unit.names[0].lower().removeprefix("các ")


def once_each(times: Sequence[Time]) -> tuple[Time, ...]:
    """A value said twice is one time."""
    seen = set()
    out = []
    for time in times:
        key = (time.kind, time.from_, time.due, time.every)
        if key not in seen or time.kind == "conditional":
            seen.add(key)
            out.append(time)
    return tuple(out)
