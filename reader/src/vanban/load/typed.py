"""Plain text as typewriters and converters lay it out: page numbers and running heads taken out, wrapped lines put together.

A page end may cut a sentence; where it stood, the lines around it meet again.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vanban.late import late
from vanban.outline import Label, label_of

BREAK = "\f"
"""A line that stands for the end of a page."""
WRAPPED_WIDTH = 130
_TERMINAL = (".", ";", ":", "!", "?", "./.", "”", '"')
_GAP = late(r" {4,}|\t+")
_NUMBER = late(
    r"^[ ]*(?P<mark>[-–—][ ]*|[Tt]rang[ ]+)?(?P<number>(?!(?:19|20)\d\d(?!\d))\d{1,4})(?:[ ]?/[ ]?\d{1,4})?(?P<end>[ ]*[-–—])?[ ]*$",
    re.MULTILINE,
)
_NEAREST, _FARTHEST = 8, 150
"""Lines between the numbers of two pages that follow each other."""
_INDENTED, _CENTRED, _EVEN = 20, 8, 3
_LONG = 50
_WIDER, _FEW = 1.3, 12
_COMMA, _NEARLY = 0.75, 0.88
_REPEATS = 3
_LONGEST_HEAD = 120
_OPENS = late(r"(?:Căn cứ|Kính gửi|Nơi nhận|Theo đề nghị|Xét)(?!\w)|Thực hiện (?=[A-ZĐ])|(?:TM|KT|TL|TUQ|Q)\.|T/M|K/T|T/L")
# Behind these words a figure or a letter is their number, not the label of an item.
_AWAITS = late(
    r"(?:điểm|khoản|mục|[Đđ]iều|[Pp]hụ lục|[Cc]hương|[Pp]hần|[Mm]ẫu|số|ngày|tháng|năm|quý|[Hh]ọc kỳ|học kì|khóa|đợt|lần|cấp|bậc|hạng|nhóm|"
    r"loại|lớp|khối|tuần|thứ|từ|đến|và|hoặc|với|trên|dưới|khoảng|gần|ít nhất|tối thiểu|tối đa|là|có|đạt)$"
)
_UNFINISHED = late(
    r"(?:[,\-–]|\b(?:VÀ|CỦA|TRONG|VỀ|CHO|THEO|CÁC|TRÊN|TẠI|ĐỐI|VỚI|ĐẾN|TỪ|GIAI ĐOẠN|NĂM|THỰC|CÔNG|XÂY|PHÁT|QUẢN|ĐÀO|TỔ|GIÁO))$"
)
_FIELD = late(r"\W+\w[^:;,.]{1,50}:")
_WORDED = frozenset(["annex", "part", "chapter", "section", "article"])
_HEADED = frozenset(["roman", "upper", "number", "number2", "number3", "section", "chapter", "part"])


def pages(text: str) -> list[str]:
    """The lines of a text; page numbers, running heads and the empty lines around them are gone, `BREAK` stands in their place."""
    if BREAK not in text and _NUMBER.search(text) is None:
        return text.split("\n")
    lines = text.replace(BREAK, f"\n{BREAK}\n").split("\n")
    gone = set(_numbers(lines))
    lines = [BREAK if at in gone else line for at, line in enumerate(lines)]
    return list(_closed(_headless(list(_closed(lines)))))


def _numbers(lines: Sequence[str]) -> Iterator[int]:
    """Which lines are numbers of pages.

    Beside a page end, between dashes or behind "Trang" they are; a bare number is when it stands inside a sentence, or counts on from one
    that does. A column of numbers copied out of a table is none.
    """
    bare: list[tuple[int, int, bool]] = []
    for at, line in enumerate(lines):
        found = _NUMBER.match(line) if len(line) < 160 else None
        if found is None:
            continue
        near = [lines[i] for i in (_filled(lines, at, -1), _filled(lines, at, 1)) if i is not None]
        marked = found["mark"] is not None and (found["end"] is not None or found["mark"].lower().startswith("trang"))
        if marked or BREAK in near:
            yield at
        elif found["mark"] is None and found["end"] is None:
            bare.append((at, int(found["number"]), found.start("number") >= _INDENTED or _cuts(lines, at)))
    proved: dict[int, list[int]] = {}
    for at, number, sure in bare:
        if sure:
            proved.setdefault(number, []).append(at)
    for at, number, sure in bare:
        if sure or _near(proved.get(number + 1, ()), at, 1) or _near(proved.get(number - 1, ()), at, -1):
            yield at


def _near(places: Sequence[int], at: int, step: int) -> bool:
    """Whether a page before or behind (`step`) would end at one of the places."""
    low, high = sorted((at + step * _NEAREST, at + step * _FARTHEST))
    return bisect_left(places, low) < bisect_right(places, high)


def _filled(lines: Sequence[str], at: int, step: int) -> int | None:
    """The next line that is not empty, a page end included."""
    at += step
    while 0 <= at < len(lines):
        if lines[at].strip() or lines[at] == BREAK:
            return at
        at += step
    return None


def _cuts(lines: Sequence[str], at: int) -> bool:
    """Whether the lines around one are two halves of a sentence."""
    before, after = _filled(lines, at, -1), _filled(lines, at, 1)
    if before is None or after is None:
        return False
    last, line = lines[before].strip(), lines[after].strip()
    return len(last) >= _LONG and not last.endswith(_TERMINAL) and line[:1].islower() and label_of(line) is None


def _closed(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the empty ones around page ends, several page ends being one."""
    waiting: list[str] = []
    after_break = False
    for line in lines:
        if line == BREAK:
            if not after_break:
                yield BREAK
            waiting, after_break = [], True
        elif not line.strip():
            if not after_break:
                waiting.append(line)
        else:
            yield from waiting
            waiting, after_break = [], False
            yield line


def _headless(lines: list[str]) -> list[str]:
    """The lines without what comes back at the same edge of three pages or more."""
    for step in (1, -1):
        edges = [at + step for at, line in enumerate(lines) if line == BREAK and 0 <= at + step < len(lines)]
        seen = Counter(lines[at].strip() for at in edges)
        heads = {
            at for at in edges if seen[words := lines[at].strip()] >= _REPEATS and len(words) < _LONGEST_HEAD and label_of(words) is None
        }
        lines = [line for at, line in enumerate(lines) if at not in heads]
    return lines


@dataclass(frozen=True, slots=True)
class Wrap:
    """How wide the lines of a text are wrapped (0 when each paragraph is a line of its own), and whether they are filled evenly."""

    width: int = 0
    even: bool = False


def wrap_of(lines: Iterable[str]) -> Wrap:
    """How a text is wrapped, by its lines of prose; it is when some line begins in the middle of a sentence."""
    filled = [line.rstrip() for line in lines if line.strip() and line != BREAK and "\t" not in line and not line.lstrip().startswith("|")]
    widths = sorted(map(len, filled))
    if not widths or (widths[-1] > WRAPPED_WIDTH and not _but_few(widths)):
        return Wrap()
    wide = widths[int(len(widths) * 0.9)]
    if not any(len(above) > 0.6 * wide and _starts_low(line) for above, line in itertools.pairwise(filled)):
        return Wrap()
    return Wrap(wide, even=widths[-1] - wide <= _EVEN)


def _but_few(widths: Sequence[int]) -> bool:
    """Whether only a few lines are wider than lines are wrapped, and not by much: footnotes are set smaller."""
    wider = len(widths) - bisect_right(widths, WRAPPED_WIDTH)
    return widths[-1] <= WRAPPED_WIDTH * _WIDER and wider * _FEW <= len(widths)


def _starts_low(line: str) -> bool:
    words = line.lstrip()
    return words[:1].islower() and label_of(words) is None


@dataclass(slots=True)
class _Last:
    """The line above, as it stood."""

    words: str = ""
    length: int = 0
    indent: int = 0
    open: bool = False
    paged: bool = False


def paragraphs(lines: Iterable[str], wrap: Wrap) -> list[str]:
    """Lines put together; `wrap` is what `wrap_of` says of the whole text."""
    out: list[str] = []
    last = _Last()
    for raw in lines:
        if raw == BREAK:
            last.paged = True
            continue
        words = raw.strip()
        if not words:
            last.open = False
            continue
        columns = _columns(words)
        if len(columns) > 1:
            out.extend(columns)
            last.open = False
            continue
        line = raw.rstrip()
        indent = len(line) - len(words)
        if last.open and _goes_on(last, words, indent, wrap):
            out[-1] = f"{out[-1]} {words}"
        else:
            out.append(columns[0])
        last.words, last.length, last.indent, last.open, last.paged = words, len(line), indent, True, False
    return out


def _columns(words: str) -> list[str]:
    """What stands side by side in a line, parted by wide gaps; behind a label there is none."""
    if "\t" not in words and "    " not in words:
        return [words]
    columns = [part.strip() for part in _GAP.split(words) if part.strip()]
    if len(columns) == 2 and (label := label_of(f"{columns[0]} X")) is not None and label.length > len(columns[0]):
        return [" ".join(columns)]
    return columns


def _goes_on(last: _Last, words: str, indent: int, wrap: Wrap) -> bool:
    """Whether a line is the rest of the sentence above it."""
    low = words[0].islower()
    if not low and (last.words.endswith(_TERMINAL) or (not wrap.width and not last.words.isupper())):
        return False
    label = label_of(words)
    if low and label is None:
        return _runs_on(last, wrap.width)
    if last.words.endswith(_TERMINAL) or _OPENS.match(words):
        return False
    if label is None and last.words.isupper():
        return words.isupper() and _heading_goes_on(last, words, indent, wrap.width)
    full = wrap.width and (_full(last.length, words, wrap) or _nearly(last, indent, wrap)) and last.indent - indent < _CENTRED
    return bool(full) and (label is None or _no_item(last.words, words, label, even=wrap.even))


def _runs_on(last: _Last, width: int) -> bool:
    """Whether the line above may be followed by one that begins in lower case."""
    if last.words.endswith(_TERMINAL):
        return last.length > 0.8 * (width or WRAPPED_WIDTH) and not last.words.endswith((":", "./."))
    return last.paged or last.length > 0.5 * (width or last.length * 2)


def _full(length: int, words: str, wrap: Wrap) -> bool:
    """Whether the first word below would not have fitted into a line."""
    return length + 1 + len(words.split(None, 1)[0]) >= wrap.width - 1


def _nearly(last: _Last, indent: int, wrap: Wrap) -> bool:
    """Whether an unfinished line with no new paragraph's indent below it is about full: letters that were of different width once."""
    return not wrap.even and indent <= last.indent and last.length >= wrap.width * (_COMMA if last.words.endswith(",") else _NEARLY)


def _heading_goes_on(last: _Last, words: str, indent: int, width: int) -> bool:
    """Whether capitals under a labelled heading in capitals belong to it: it is as wide as lines are here, or plainly not at its end."""
    label = label_of(last.words)
    if label is None or label.style not in _HEADED or not last.words[label.length :].strip():
        return False
    if _UNFINISHED.search(last.words) or (not width and last.length >= _LONG):
        return True
    wide = last.length if not last.indent else int(len(last.words) * 1.25)
    return bool(width) and (indent > 0) == (last.indent > 0) and _full(wide, words, Wrap(width))


def _no_item(above: str, words: str, label: Label, *, even: bool) -> bool:
    """Whether what looks like a label is a part of the sentence that a full line above leaves open.

    A dash inside a name or a range comes to the start of a line only when not even a dash would have fitted above.
    """
    if label.style in {"dash", "plus"}:
        return even and label_of(above) is None and _FIELD.match(words) is None
    return label.style in _WORDED or _AWAITS.search(above) is not None
