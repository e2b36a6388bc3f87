"""Lines to paragraphs: furniture out, sentences joined again over lines and pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from vanban.late import late
from vanban.load.base import Piece
from vanban.load.page import PAGE_NUMBER, Line, Page
from vanban.outline import label_of

_TERMINAL = (".", ";", ":", "!", "?", "”", "…")
_STAMP = late(
    r"(?:Người ký|Ký bởi|Ký ngày|Thời gian ký|Cơ quan\s*:.{0,60}(?:Ngày ký|Email)|Ngày ký\s*:|Digitally signed|Signature Not Verified|"
    r"Signed by|Signing Date|Chữ ký số|Email\s*:\s*\S+@\S+|DN\s*:\s*(?:C|CN|OID)\b|Date\s*:\s*\d{4}[./]\d\d[./]\d\d\s+\d\d:\d\d)"
)
_RULE_OFF = late(r"^[-–—_=*.\s]{3,}$")
_EDGE = 0.12
# Labels that are words as well: "(tại / Phụ lục kèm theo)", "theo / Điều 5 …".
_WORDED = frozenset(["annex", "part", "chapter", "section", "article"])
_REPEATS = 3
_STRETCH = 4
"""Pages around one that a running head comes back on."""
_COUNTERS = 3
_NUMBER = late(r"\d{1,4}")


@dataclass(slots=True)
class Measure:
    """The text block of a document: its left margin, right edge, and whether paragraphs begin indented."""

    margin: float
    edge: float
    indents: bool


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words; a line that ends in a hyphen inside a symbol runs on without a space."""
        out = ""
        for line in self.lines:
            out = out + line.text if out.endswith(("-", "/")) and out[-2:-1].isalnum() else f"{out} {line.text}"
        return out.strip()

    @property
    def unsure(self) -> tuple[tuple[int, int], ...]:
        """Where in `text` the words stand that were recognised with little confidence."""
        if not any(line.unsure for line in self.lines):
            return ()
        out, found = Paragraph(), []
        for line in self.lines:
            out.lines.append(line)
            begin = len(out.text) - len(line.text.rstrip())
            found += [(begin + start, begin + end) for start, end in line.unsure]
        return tuple(found)


def without_furniture(pages: Sequence[Page], lines: list[list[Line]]) -> None:
    """Take page numbers, running heads and the stamps of digital signatures out of the lines of each page."""
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for page, own in zip(pages, lines, strict=True):
        for trace in {trace for line in own if _at_edge(line, page) for trace in _traces(line, page)}:
            seen[trace].append(page.number)
    for page, own in zip(pages, lines, strict=True):
        own[:] = [line for line in own if not _is_furniture(line, page, seen)]


def _traces(line: Line, page: Page) -> list[tuple[str, int]]:
    """How a line may come back on another page: as it is, or with one number that counts the pages.

    Numbers that merely differ prove nothing: lines of a list often differ in nothing else.
    """
    place, numbers = round(line.base / 6), list(islice(_NUMBER.finditer(line.text), _COUNTERS))
    counted = (f"{line.text[: m.start()]}#{int(m.group()) - page.number}{line.text[m.end() :]}" for m in numbers)
    return [(text, place) for text in (line.text, *counted)]


def _comes_back(line: Line, page: Page, seen: dict[tuple[str, int], list[int]]) -> bool:
    for text, place in _traces(line, page):
        near = {at for step in (-1, 0, 1) for at in seen.get((text, place + step), ()) if abs(at - page.number) <= _STRETCH}
        if len(near) >= _REPEATS:
            return True
    return False


def _at_edge(line: Line, page: Page) -> bool:
    return line.base < page.height * _EDGE or line.base > page.height * (1 - _EDGE)


def _is_furniture(line: Line, page: Page, seen: dict[tuple[str, int], list[int]]) -> bool:
    if _RULE_OFF.match(line.text):
        return True
    if _at_edge(line, page):
        if PAGE_NUMBER.match(line.text):
            return True
        if label_of(line.text) is None and _comes_back(line, page, seen):
            return True
    return line.size < 10.5 and _STAMP.search(line.text) is not None


def measure(lines: Iterable[Line]) -> Measure:
    """Where the text block of these lines lies."""
    wide = [line for line in lines if len(line.text) > 45] or list(lines)
    if not wide:
        return Measure(0.0, 0.0, indents=False)
    rights = sorted(line.right for line in wide)
    edge = rights[int(len(rights) * 0.9)] if len(rights) > 1 else rights[0]
    lefts = Counter(round(line.left / 4) for line in wide)
    common = [at for at, count in lefts.items() if count >= max(2, len(wide) * 0.12)]
    margin = min(common, default=min(lefts)) * 4.0
    indented = sum(10 < line.left - margin < 70 for line in wide)
    return Measure(margin, edge, indents=indented >= max(2, len(wide) * 0.08))


def runs_on(paragraph: Paragraph, line: Line, shape: Measure) -> bool:
    """Whether a line goes on with the paragraph above it."""
    last = paragraph.lines[-1]
    same_page = last.page == line.page
    if last.text.endswith("./.") or (same_page and not 0 < line.base - last.base < last.size * 2.9):
        return False
    if abs(last.size - line.size) > 0.3 * max(last.size, line.size):
        return False
    terminal = last.text.endswith(_TERMINAL)
    if _apart(last, shape) or _apart(line, shape):
        return same_page and not terminal and _title_goes_on(last, line, shape)
    full = last.right + last.size * 0.2 + line.first_width > shape.edge - last.size * 0.1
    if not full:
        return not terminal and same_page and line.text[:1].islower() and label_of(line.text) is None
    return _flows(paragraph, line, shape, terminal=terminal)


def _apart(line: Line, shape: Measure) -> bool:
    """A line that begins far inside: a title, a column of the header or of the signature."""
    return line.left - shape.margin > max(0.16 * (shape.edge - shape.margin), 5.5 * line.size)


def _title_goes_on(last: Line, line: Line, shape: Measure) -> bool:
    """Lines of one centred title; a line all in capitals stands for itself."""
    if label_of(line.text) is not None or line.base - last.base > last.size * 1.9:
        return False
    if line.text[:1].islower():
        return not last.text.isupper()
    middle = (shape.margin + shape.edge) / 2
    centred = abs(last.middle - middle) < 14 and abs(line.middle - middle) < 14
    return centred and len(last.text) > 25 and not last.text.isupper() and not line.text.isupper() and line.text[:1] != "("


def _flows(paragraph: Paragraph, line: Line, shape: Measure, *, terminal: bool) -> bool:
    """Whether a line under a full one goes on with it: by indent, by label, by the sentence."""
    last = paragraph.lines[-1]
    indented = line.left > shape.margin + last.size * 0.8 and line.left > last.left + last.size * 0.5
    label = label_of(line.text)
    if label is not None:
        if label.style in _WORDED and not terminal and not indented:
            return True
        if terminal or indented or (not line.text[label.length :][:1].islower() and label.style not in {"dash", "plus"}):
            return False
        return shape.indents or len(paragraph.lines) > 1 or label_of(last.text) is None
    if not terminal:
        begins = line.text[:1].isupper() and line.left - last.left > last.size * 1.2 and len(paragraph.lines) > 1
        return not (shape.indents and ((indented and begins) or _same_indent(paragraph, line, shape)))
    if line.text[:1].islower():
        return True
    return not indented and (shape.indents or len(paragraph.lines) > 1) and line.left < shape.margin + last.size * 0.8


def _same_indent(paragraph: Paragraph, line: Line, shape: Measure) -> bool:
    """Whether a line stands as far in as the only line above it: where paragraphs begin indented, that begins another one."""
    first = paragraph.lines[0]
    inside = first.left > shape.margin + first.size * 1.2
    return len(paragraph.lines) == 1 and inside and abs(line.left - first.left) < first.size * 0.25 and line.text[:1].isupper()


def pieces_of(paragraph: Paragraph, at: int) -> Piece:
    """The paragraph as a piece, with the box of its lines on the page where it begins."""
    first = paragraph.lines[0]
    here = [line for line in paragraph.lines if line.page == first.page]
    grades = [line.confidence for line in paragraph.lines if line.confidence is not None]
    strong = [line.bold for line in paragraph.lines if line.bold is not None]
    return Piece(
        paragraph.text,
        paragraph=at,
        page=first.page,
        box=box_of(here),
        confidence=round(sum(grades) / len(grades), 3) if grades else None,
        bold=True if strong and all(strong) else None,
        unsure=paragraph.unsure,
    )


def box_of(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    """The box around lines."""
    return (
        round(min(line.left for line in lines), 1),
        round(min(line.top for line in lines), 1),
        round(max(line.right for line in lines), 1),
        round(max(line.base + line.size * 0.2 for line in lines), 1),
    )
