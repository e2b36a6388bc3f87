"""A page of the file as it looks, with what was read from it framed where it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.core.errors import Hidden
from trienkhai.documents import pictures
from trienkhai.documents.choices import ProposalState, ReadingState
from trienkhai.documents.models import Reading
from trienkhai.documents.selectors.papers import get_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.accounts.models import Person
    from trienkhai.documents.models import Proposal
    from trienkhai.documents.selectors.findings import FindingCard
    from trienkhai.documents.selectors.unsure import UnsureWord

_ROOM = 2.0
_SIGN = 13.0


class Places:
    """The blocks of a reading that have a place on a page, asked by their place in the text."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.pages: int = (result.get("source") or {}).get("pages") or 0
        self.blocks = [b for b in result["blocks"] if b.get("box") and b.get("page")] if self.pages else []
        self.starts = [b["start"] for b in self.blocks]

    def over(self, start: int, end: int) -> list[dict[str, Any]]:
        """The blocks that a span touches."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, max(end, start + 1))
        return [block for block in self.blocks[first:last] if block["end"] > start]

    def sheet_of(self, start: int | None, end: int | None) -> int | None:
        """The page where a span begins; None where it has no place on one."""
        if start is None or not self.blocks:
            return None
        found = self.over(start, end if end is not None else start + 1)
        return int(found[0]["page"]) if found else None

    def first_on(self, sheet: int) -> int | None:
        """Where the text of a page begins, or that of the next page with words."""
        return next((block["start"] for block in self.blocks if block["page"] >= sheet), None)

    def row_of(self, block: dict[str, Any]) -> list[dict[str, Any]]:
        """The cells beside a cell on the same page; a block that is no cell stands alone."""
        if block.get("table") is None:
            return [block]
        same = ("table", "row", "page")
        return [other for other in self.blocks if all(other.get(name) == block.get(name) for name in same)]


@dataclass(frozen=True, slots=True)
class Frame:
    """Something framed on the page, in points as SVG takes them; `key` stands in the margin, at `key_x`, `key_y`."""

    ref: str
    start: int
    key: str
    words: str
    x: str
    y: str
    width: str
    height: str
    key_x: str
    key_y: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign in the right margin: `kind` is error, warning, note or unsure. `others` are the refs that share it."""

    ref: str
    others: tuple[str, ...]
    start: int
    kind: str
    words: str
    x: str
    y: str
    is_current: bool

    @property
    def refs(self) -> str:
        """All of them, as the page's script looks for them."""
        return " ".join((self.ref, *self.others))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the file. `picture` is None where it cannot be shown (now)."""

    number: int
    pages: int
    at: int | None
    picture: pictures.PagePicture | None
    width: str
    height: str
    frames: tuple[Frame, ...]
    signs: tuple[Sign, ...]

    @property
    def before(self) -> int:
        """The page before; 0 where this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page behind; 0 where this is the last."""
        return self.number + 1 if self.number < self.pages else 0


def sheet_view(
    viewer: Person,
    document_id: int,
    places: Places,
    number: int,
    *,
    at: int | None,
    at_ref: str,
    proposals: Sequence[Proposal],
    findings: Sequence[FindingCard],
    unsure: Sequence[UnsureWord],
) -> Sheet:
    """The page `number`, or the nearest there is, with its frames and signs; what stands at the character `at` is the current one."""
    number = min(max(1, number), places.pages)
    stored, _name = get_file(viewer, document_id)
    picture = pictures.of_page(stored, number)
    frames = [frame for row, end in _with_ends(proposals) if (frame := _frame(places, number, row, end, at_ref)) is not None]
    signs = _Signs(places, number, at)
    for finding in findings:
        signs.add([finding.ref], [finding.start], finding.severity, finding.message)
    for words in _by_line(places, unsure):
        said = _("Máy đọc chưa chắc: %(words)s") % {"words": ", ".join(f"«{word.words}»" for word in words)}
        signs.add([word.ref for word in words], [word.start for word in words], "unsure", said)
    return Sheet(
        number=number,
        pages=places.pages,
        at=at,
        picture=picture,
        width=_points(picture.width if picture else 595.0),
        height=_points(picture.height if picture else 842.0),
        frames=tuple(frames),
        signs=tuple(signs.all),
    )


def page_picture(viewer: Person, document_id: int, number: int) -> tuple[bytes, str]:
    """The bytes and the media type of a page; `Hidden` when document or page are not there for this person.

    So are those of a document that is not read yet: only the whole reading shows whether it bears a secrecy mark.
    """
    stored, _name = get_file(viewer, document_id)
    if not Reading.objects.filter(document_id=document_id, state=ReadingState.DONE).exists():
        raise Hidden
    picture = pictures.of_page(stored, number)
    try:
        if picture is not None:
            return picture.path.read_bytes(), picture.media_type
    except FileNotFoundError:  # destroyed meanwhile
        pass
    raise Hidden


def _with_ends(proposals: Sequence[Proposal]) -> list[tuple[Proposal, int]]:
    """The tasks that stand in the text, each with where its frame ends: behind the units and times that follow its words."""
    placed = [row for row in proposals if row.start is not None and row.end is not None and row.state != ProposalState.MERGED]
    begins = sorted({row.start for row in placed if row.start is not None})
    out = []
    for row in placed:
        start, end = row.start or 0, row.end or 0
        behind = bisect_right(begins, start)
        until = begins[behind] if behind < len(begins) else None
        told = [m["end"] for m in (*row.units, *row.times) if (m.get("start") or -1) >= start and (until is None or m["start"] < until)]
        out.append((row, max([end, *told])))
    return out


def _by_line(places: Places, unsure: Sequence[UnsureWord]) -> list[list[UnsureWord]]:
    """Doubtful words by the paragraph, or the row of a table, where they stand: one sign for each."""
    out: dict[object, list[UnsureWord]] = {}
    for word in unsure:
        block = next(iter(places.over(word.start, word.end)), {"start": word.start})
        line = (block["table"], block.get("row"), block["page"]) if block.get("table") is not None else block["start"]
        out.setdefault(line, []).append(word)
    return list(out.values())


def _frame(places: Places, number: int, row: Proposal, end: int, at_ref: str) -> Frame | None:
    """One frame around all that a task says on this page; a task of a table has its whole row."""
    start = row.start or 0
    own = [block for block in places.over(start, end) if block["page"] == number]
    boxes = [other["box"] for block in own for other in places.row_of(block)]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes) - _ROOM, min(box[1] for box in boxes) - _ROOM
    right, bottom = max(box[2] for box in boxes) + _ROOM, max(box[3] for box in boxes) + _ROOM
    return Frame(
        ref=f"p{row.pk}",
        start=start,
        key=row.key,
        words=row.title,
        x=_points(left),
        y=_points(top),
        width=_points(right - left),
        height=_points(bottom - top),
        key_x=_points(left - 3),
        key_y=_points(top + 9),
        is_current=f"p{row.pk}" == at_ref,
    )


class _Signs:
    """Signs of one page; those of one line stand side by side."""

    def __init__(self, places: Places, number: int, at: int | None) -> None:
        self.places, self.number, self.at = places, number, at
        self.all: list[Sign] = []
        self.taken: dict[tuple[float, float], int] = {}

    def add(self, refs: list[str], starts: list[int], kind: str, words: str) -> None:
        """One more, if its block stands on this page; in a table it stands beside the row."""
        block = next((b for b in self.places.over(starts[0], starts[0] + 1) if b["page"] == self.number), None)
        if block is None:
            return
        boxes = [other["box"] for other in self.places.row_of(block)]
        top, right = min(box[1] for box in boxes), max(box[2] for box in boxes)
        before = self.taken.get((top, right), 0)
        self.taken[top, right] = before + 1
        x, y = right + 6 + before * _SIGN, top + 1
        self.all.append(Sign(refs[0], tuple(refs[1:]), starts[0], kind, words, _points(x), _points(y), self.at in starts))


def _points(value: float) -> str:
    """A measure as SVG takes it, whatever the language of the page."""
    return f"{value:.1f}"
