"""Words to lines in reading order: rows by baseline, segments by wide gaps, header and signature blocks column by column."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from operator import attrgetter

from vanban.late import late
from vanban.load.page import UNSURE, Line, Page, Word
from vanban.outline import label_of

SPACE = 0.16
_BASE, _LEFT = attrgetter("base"), attrgetter("left")
_SURE_GAP = 2.2
_MAYBE_GAP = 0.85
_TABBED = 80.0
"""The widest gap between the number of an item and its words, in points."""
_NATION = late(r"(?:CỘNG\s+H[ÒO]|Độc\s+lập\s*[-–—]|ĐẢNG\s+CỘNG\s+SẢN)")
_RECIPIENTS = late(r"^\W{0,2}N[ơoƠ]i\s+nh[ậâạa]n|^NƠI\s+NHẬN")
_UNIT = late(r"(?:^|[\d\s/(.,])[kcdm]?m$")
# "Số:      /KH-…" and "ngày      tháng …": a blank to be filled in is no gap between columns; nor is the tab behind "Thành phần:".
_BLANK = late(r"(?:^|\s)(?:Số|SỐ)\s*:?\s*$|(?:ngày|tháng|năm)\s*$")
_AFTER_BLANK = late(r"^\s*(?:[/\-–]|tháng|năm|/)")
_LABEL = late(r"^\s*(?:[-–+•*]|\d{1,2}[.)]|[a-zđ]\))?\s*\w[^:]{2,40}:$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def page_lines(page: Page) -> list[Line]:
    """All lines of a page outside its tables, in reading order."""
    rows = [_segments(row, page.number) for row in _with_neighbours(rows_of(page.words))]
    return _ordered([row for row in rows if row])


def cell_lines(words: list[Word], page: int) -> list[Line]:
    """The lines of a table cell: no columns inside."""
    return [_line(row, page) for row in rows_of(words)]


def rows_of(words: list[Word]) -> list[list[Word]]:
    """Words grouped by baseline, each row from left to right; raised figures go to the row they belong to."""
    rows: list[list[Word]] = []
    sizes: list[float] = []
    row: list[Word] = []
    base, size = -1e9, 0.0
    for word in sorted(words, key=_BASE):
        low = word.size if word.size < size else size
        if word.base - base <= 0.33 * (low if low > 6.0 else 6.0):
            row.append(word)
            if word.size > size:
                size = sizes[-1] = word.size
        else:
            row = [word]
            rows.append(row)
            base, size = word.base, word.size
            sizes.append(size)
    out: list[list[Word]] = []
    for at, row in enumerate(rows, start=1):
        if at < len(rows) and rows[at][0].base - row[0].base < sizes[at] * 0.65 and _raised(row, rows[at], sizes[at]):
            rows[at].extend(_as_raised(row, rows[at]))
        else:
            row.sort(key=_LEFT)
            out.append(_once(row))
    return out


def _raised(row: Sequence[Word], below: Sequence[Word], size: float) -> bool:
    """Whether a row close above another one, whose letters have a size, holds nothing but note numbers or exponents of it."""
    return all(w.text.isalnum() and len(w.text) <= (3 if w.text.isdigit() else 2) and w.size < size * 0.8 for w in row) and all(
        any(abs(w.left - b.right) < size * 0.4 for b in below) for w in row
    )


def _as_raised(row: Sequence[Word], below: Sequence[Word]) -> list[Word]:
    """Exponents of units are kept (m²), raised letters too (8h30); numbers of footnotes are marks, not words, as in .docx."""
    kept = []
    for word in row:
        before = min(below, key=lambda b: abs(word.left - b.right))
        if word.text.isalpha():
            kept.append(Word(word.text, max(word.left, before.right), word.right, before.base, before.size, word.confidence))
        elif _UNIT.search(before.text):
            kept.append(Word(word.text.translate(_RAISED), before.right, word.right, before.base, before.size, word.confidence))
    return kept


def _once(row: list[Word]) -> list[Word]:
    """Words printed twice in one place (false bold) count once."""
    if not any(a.text == b.text for a, b in itertools.pairwise(row)):
        return row
    out = row[:1]
    for word in row[1:]:
        if word.text != out[-1].text or word.left - out[-1].left >= min(2.0, word.size * 0.2):
            out.append(word)
    return out


def _with_neighbours(rows: list[list[Word]]) -> list[tuple[list[Word], list[Word], list[Word]]]:
    return [(rows[at - 1] if at else [], row, rows[at + 1] if at + 1 < len(rows) else []) for at, row in enumerate(rows)]


def _segments(around: tuple[list[Word], list[Word], list[Word]], page: int) -> list[Line]:
    """A row cut where columns part: at very wide gaps, and at fair gaps that the row above or below has as well."""
    above, row, below = around
    size = _middle([w.size for w in row]) or 12.0
    gaps = [b.left - a.right for a, b in itertools.pairwise(row)]
    if _stretched(gaps, size):
        return [_line(row, page)]
    out: list[Line] = []
    begun = 0
    for at, gap in enumerate(gaps):
        if gap < _MAYBE_GAP * size:
            continue
        left, right = row[at].right, row[at + 1].left
        if _slot(row[begun : at + 1], row[at + 1 :], gap, size):
            continue
        if gap > _SURE_GAP * size or _nation(row[at + 1 :]) or _parts(above, left, right, size) or _parts(below, left, right, size):
            out.append(_line(row[begun : at + 1], page))
            begun = at + 1
    out.append(_line(row[begun:], page))
    return out


def _slot(before: Sequence[Word], after: Sequence[Word], gap: float, size: float) -> bool:
    """Whether a wide gap is a blank inside one line."""
    words = " ".join(w.text for w in before)
    if len(before) <= 2 and gap < _TABBED and (label := label_of(f"{words} X")) is not None and label.length > len(words):
        return True  # the tab behind the number of an item
    if _BLANK.search(words):
        return _AFTER_BLANK.match(after[0].text) is not None or (gap < 3 * size and after[0].text.isalnum() and not _nation(after))
    return gap < 5 * size and _LABEL.match(words) is not None and _RECIPIENTS.match(words) is None


def _stretched(gaps: Sequence[float], size: float) -> bool:
    """A justified line that was broken by hand: all its spaces are wide, and all alike."""
    words = [gap for gap in gaps if gap > SPACE * size]
    return len(words) >= 3 and min(words) > _MAYBE_GAP * size and max(words) < min(words) * 1.3


def _nation(words: Sequence[Word]) -> bool:
    return _NATION.match(" ".join(w.text for w in words[:4])) is not None


def _parts(row: Sequence[Word], left: float, right: float, size: float) -> bool:
    """Whether another row has a gap at this place as well."""
    if not row or row[0].left > left or row[-1].right < right:
        return False
    for a, b in itertools.pairwise(row):
        if b.left - a.right >= _MAYBE_GAP * size and min(b.left, right) - max(a.right, left) >= 0.7 * size:
            return True
    return False


def _line(words: Sequence[Word], page: int) -> Line:
    size = _middle([w.size for w in words]) or 12.0
    recognised = words[0].confidence is not None
    least = -1e9 if recognised else SPACE * size * 0.9
    parts = [words[0].text]
    first, right = 0, words[0].right
    for at, word in enumerate(words[1:], start=1):
        if word.left - right > least:
            parts.append(" ")
            first = first or at
        parts.append(word.text)
        right = word.right
    grades = [w.confidence for w in words if w.confidence is not None]
    strong = [w.bold for w in words if w.bold is not None]
    return Line(
        "".join(parts),
        words[0].left,
        max([w.right for w in words]),
        _middle([w.base for w in words]),
        size,
        page,
        words[(first or len(words)) - 1].right - words[0].left,
        sum(grades) / len(grades) if grades else None,
        (sum(strong) * 2 > len(strong)) if strong else None,
        tuple(_unsure(words)) if recognised else (),
    )


def _middle(values: list[float]) -> float:
    """The median."""
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _unsure(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where doubtful words stand in the line of recognised words, which has a space between all of them."""
    at = 0
    for word in words:
        if _is_unsure(word):
            yield at, at + len(word.text)
        at += len(word.text) + 1


def _is_unsure(word: Word) -> bool:
    return word.confidence is not None and word.confidence < UNSURE and any(map(str.isalnum, word.text))


def _ordered(rows: list[list[Line]]) -> list[Line]:
    """Rows from top to bottom; where two columns stand side by side, the left one whole, then the right one."""
    out: list[Line] = []
    middle = _text_middle(rows)
    at = 0
    while at < len(rows):
        band = _band(rows, at, middle)
        if band is None:
            out.extend(rows[at])
            at += 1
            continue
        gutter, end = band
        lines = [line for row in rows[at:end] for line in row]
        out.extend(line for line in lines if line.middle < gutter)
        out.extend(line for line in lines if line.middle >= gutter)
        at = end
    return out


def _text_middle(rows: Sequence[Sequence[Line]]) -> float:
    wide = [line for row in rows for line in row if len(line.text) > 50]
    if not wide:
        wide = [line for row in rows for line in row]
    return (statistics.median(line.left for line in wide) + statistics.median(line.right for line in wide)) / 2 if wide else 0.0


def _band(rows: Sequence[Sequence[Line]], at: int, middle: float) -> tuple[float, int] | None:
    """A band of two columns that begins at this row: (gutter, row behind it)."""
    gutter = _opening(rows, at)
    if gutter is None:
        return None
    left, right = gutter
    end = last_pair = at + 1
    signing = _signing(rows[at])
    previous = rows[at]
    while end < len(rows):
        row = rows[end]
        close = row[0].base - previous[0].base < (6.0 if signing else 3.6) * max(previous[0].size, 9.0)
        fitted = _fitted(row, left, right) if close else None
        if fitted is None or (len(row) == 1 and not signing and _centred(row[0], middle, rows[at:end])):
            break
        left, right = fitted
        signing = signing or _signing(row)
        end += 1
        if len(row) > 1 or _beside(rows[end - 2], row):
            last_pair = end
        previous = row
    end = end if signing else max(last_pair, at + 1)
    if end == at + 1 and len(rows[at]) < 2:
        return None
    return (left + right) / 2, end


def _signing(row: Sequence[Line]) -> bool:
    return _RECIPIENTS.match(row[0].text) is not None


def _opening(rows: Sequence[Sequence[Line]], at: int) -> tuple[float, float] | None:
    row = rows[at]
    if len(row) == 2:
        return (row[0].right, row[1].left)
    if len(row) == 1 and at + 1 < len(rows) and len(rows[at + 1]) <= 2 and _beside(row, rows[at + 1]):
        lines = sorted((row[0], rows[at + 1][0]), key=lambda line: line.left)
        return (lines[0].right, lines[1].left)
    return None


def _beside(row: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether two single lines stand side by side, one a little lower than the other."""
    if len(row) != 1 or len(other) != 1:
        return False
    a, b = row[0], other[0]
    return abs(a.base - b.base) < 0.95 * max(a.size, b.size) and (a.right < b.left or b.right < a.left)


def _fitted(row: Sequence[Line], left: float, right: float) -> tuple[float, float] | None:
    """The gutter narrowed by a row, None when a line lies across it."""
    for line in row:
        if line.right < right - line.size * 0.3 and line.middle < (left + right) / 2:
            left = max(left, line.right)
        elif line.left > left + line.size * 0.3 and line.middle > (left + right) / 2:
            right = min(right, line.left)
        else:
            return None
    return (left, right) if right - left > 3.0 else None


def _centred(line: Line, middle: float, band: Sequence[Sequence[Line]]) -> bool:
    """A title that stands in the middle of the page belongs to neither column."""
    if abs(line.middle - middle) > 16:
        return False
    return not any(abs(other.left - line.left) < 4 or abs(other.middle - line.middle) < 6 for row in band for other in row)
