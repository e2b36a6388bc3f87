"""One document as the rules see it: the reading, and what several rules need, worked out once and only when first asked for."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, KeysView
from functools import cached_property
from itertools import accumulate, chain, compress, count
from typing import TYPE_CHECKING, Any, TypeVar

from vanban.checks.spelling import pronounceable
from vanban.checks.words import TRIM, Word, core_of, word
from vanban.data.tables import table
from vanban.late import late
from vanban.types import Block, Document, OutlineNode, Task

if TYPE_CHECKING:
    from vanban.checks.form import Form

T = TypeVar("T")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
_PARTY = late(
    r"Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy|Đảng bộ|Đảng đoàn|Ban cán sự đảng|Ban Chấp hành Trung ương|Bộ Chính trị|"
    r"Ban Bí thư|Chi bộ"
)


class Context:
    """The reading with shared indexes. Offsets are those of `document.text`."""

    def __init__(self, document: Document, data: Callable[[], bytes] | None = None) -> None:
        self.document = document
        self.text = document.text
        self._data = data
        self._made: dict[str, Any] = {}

    @cached_property
    def is_pdf(self) -> bool:
        """Whether spaces and line ends were inferred from places on a page."""
        return self.document.source.media_type == PDF

    @cached_property
    def doubtful(self) -> bool:
        """A scan, or a text layer so damaged that its slips are not the writer's."""
        if self.document.source.ocr:
            return True
        strange = sum(word.damaged for _, word in self.odd)
        if strange > 5 and strange * 100 > len(self.vocabulary):
            return True
        if not self.is_pdf:
            return False
        cores = map(core_of, self.vocabulary)
        syllables = [core for core in cores if 1 < len(core) < 8 and core.isalpha() and not core.isascii()]
        return sum(not pronounceable(core) for core in syllables) * 12 > len(syllables)

    def pieces(self) -> Iterable[tuple[int, list[str]]]:
        """The text cut into tokens at spaces and line ends, punctuation left on: stretches of lines, each with the place where it begins.

        Of a long text no token is kept: they would take more memory than the text and all that was read in it.
        """
        return self._few_pieces if len(self.text) < _SHORT else self._cut()

    @cached_property
    def _few_pieces(self) -> list[tuple[int, list[str]]]:
        return list(self._cut())

    def _cut(self) -> Iterator[tuple[int, list[str]]]:
        at = 0
        while at <= len(self.text):
            end = self.text.find("\n", at + _PIECE)
            end = len(self.text) if end < 0 else end
            yield at, self.text[at:end].replace("\n", " ").split(" ")
            at = end + 1

    @cached_property
    def vocabulary(self) -> KeysView[str]:
        """Distinct tokens."""
        return dict.fromkeys(chain.from_iterable(tokens for _, tokens in self.pieces())).keys()

    @cached_property
    def words(self) -> dict[str, Word]:
        """Distinct tokens that some rule asks about."""
        return {token: known for token in self.vocabulary if (known := word(token)) is not None}

    @cached_property
    def odd(self) -> list[tuple[str, Word]]:
        """Distinct tokens that some rule may stumble over."""
        return [(token, word) for token, word in self.words.items() if word.odd]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Blocks of the running text: no furniture."""
        return tuple(block for block in self.document.blocks if block.kind != "furniture")

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """Blocks that are paragraphs or headings of the body."""
        return tuple(block for block in self.blocks if block.kind != "cell" and block.part == "body")

    @cached_property
    def nodes(self) -> tuple[OutlineNode, ...]:
        """Every outline item, in reading order."""
        found, pending = [], list(reversed(self.document.outline))
        while pending:
            node = pending.pop()
            found.append(node)
            pending.extend(reversed(node.children))
        return tuple(found)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of the reading."""
        return self.document.tasks

    @cached_property
    def date(self) -> dt.date | None:
        """The day of issue, when it is printed whole and is a day."""
        value = self.document.metadata.date
        try:
            return dt.date.fromisoformat(value.value) if value is not None and value.value and len(value.value) == 10 else None
        except ValueError:
            return None

    @cached_property
    def type(self) -> str | None:
        """The kind of document, in lower case."""
        value = self.document.metadata.type
        return value.value.lower() if value is not None and value.value else None

    @cached_property
    def head(self) -> str:
        """The words before the body, where the header block stands."""
        return self.text[:1500]

    @cached_property
    def is_party(self) -> bool:
        """Party documents have a form of their own: told by the issuer and the header, never by the hyphen of the symbol."""
        issuer = self.document.metadata.issuer
        if "ĐẢNG CỘNG SẢN VIỆT NAM" in self.head:
            return True
        return issuer is not None and _PARTY.match(issuer.text.capitalize()) is not None

    @cached_property
    def is_state(self) -> bool:
        """Whether the state's national title stands in the header block."""
        return not self.is_party and re.search(r"CỘNG HO[ÀA]|CỘNG HÒA", self.head) is not None

    @cached_property
    def is_normative(self) -> bool:
        """Legal normative documents have a form of their own; their number holds a year."""
        symbol = self.document.metadata.symbol
        line = self.text[slice(*self.line(symbol.start))] if symbol is not None else ""
        return self.type in {"luật", "bộ luật", "pháp lệnh", "nghị định", "thông tư", "thông tư liên tịch", "văn bản hợp nhất"} or bool(
            re.search(r"/\s?(?:19|20)\d{2}\s?/", line)
        )

    def in_force(self, basis: str) -> bool:
        """Whether the basis was in force on the day of the document; a document without a day is of today."""
        row = table("legal")["basis"][basis]
        day = self.document.metadata.date.value if self.document.metadata.date is not None else None
        if not day:
            return row["valid_to"] is None
        last = row["valid_to"]
        return bool(row["valid_from"][: len(day)] <= day and (last is None or day <= last[: len(day)]))

    @cached_property
    def form(self) -> Form | None:
        """Page, fonts and paragraphs of a .docx of the state's form; None for anything else."""
        if self.document.source.media_type != DOCX or self._data is None or not self.is_state or self.is_normative:
            return None
        from vanban.checks.form import read_form

        return read_form(self._data())

    @cached_property
    def _apart(self) -> tuple[list[int], list[int]]:
        """Starts and ends of what has numbers of its own: cells, and new wordings of other documents quoted over several lines."""
        spans = [m.span() for m in re.finditer(r"“[^“”]*\n[^”]*”", self.text)]
        spans += [(block.start, block.end + 1) for block in self.document.blocks if block.kind == "cell"]
        spans.sort()
        return [a for a, _ in spans], [b for _, b in spans]

    def set_apart(self, at: int) -> bool:
        """Whether a place stands in a table cell or in a quotation over several lines."""
        starts, ends = self._apart
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < ends[before]

    @cached_property
    def _spelt(self) -> str:
        return "\n".join(("", *self.vocabulary, ""))

    def may_have(self, literal: str) -> bool:
        """Whether each word of a literal is a word of the document: asked of the distinct words, many times fewer than the text's."""
        first, *others = literal.split(" ")
        if not others:
            return first in self._spelt
        return f"{first}\n" in self._spelt and f"\n{others[-1]}" in self._spelt and all(word in self.vocabulary for word in others[:-1])

    def matches(self, pattern: re.Pattern[str], *literals: str) -> Iterator[re.Match[str]]:
        """Where a pattern that begins with one of these literals stands, in order; the literals are far quicker to look for."""
        several = len(literals) > 1
        places = sorted(at for literal in literals for at in self.places(literal)) if several else self.places(literals[0])
        for at in places:
            match = pattern.match(self.text, at)
            if match is not None:
                yield match

    def places(self, literal: str) -> Iterator[int]:
        """Where a literal stands; cheap enough to ask of every document."""
        at = self.text.find(literal) if self.may_have(literal) else -1
        while at >= 0:
            yield at
            at = self.text.find(literal, at + 1)

    def standing(self, tokens: Container[str]) -> Iterator[int]:
        """Where any of these tokens stands, in order."""
        for begun, piece in self.pieces():
            hits = list(compress(count(), map(tokens.__contains__, piece)))
            if hits:
                ends = list(accumulate(map(len, piece), initial=0))
                yield from (begun + ends[hit] + hit for hit in hits)

    def token(self, at: int) -> str:
        """The token that begins at a place; nothing when none does."""
        return self.text[at : self._end(at)] if at >= 0 else ""

    def core(self, at: int) -> str:
        """The core of the token that begins at a place."""
        return core_of(self.token(at))

    def after(self, at: int) -> int:
        """Where the next token begins; -1 behind the last."""
        end = self._end(at) if at >= 0 else len(self.text)
        return end + 1 if end < len(self.text) else -1

    def before(self, at: int) -> int:
        """Where the token before begins; -1 when there is none, or one too long to be a word."""
        least = max(0, at - 1 - _LONGEST)
        begun = max(self.text.rfind(" ", least, max(0, at - 1)), self.text.rfind("\n", least, max(0, at - 1))) + 1
        return begun if begun > least or (least == 0 < at) else -1

    def _end(self, at: int) -> int:
        gap = _GAP.search(self.text, at)
        return len(self.text) if gap is None else gap.start()

    def word_span(self, first: int, last: int) -> tuple[int, int]:
        """From the token that begins at one place to that which begins at another, without the punctuation around them."""
        start, end = first, self._end(last)
        while start < end and self.text[start] in TRIM:
            start += 1
        while end > start and self.text[end - 1] in TRIM:
            end -= 1
        return start, end

    def once(self, key: str, make: Callable[[Context], T]) -> T:
        """What several rules of a family share, made by the first that asks."""
        if key not in self._made:
            self._made[key] = make(self)
        return self._made[key]  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Let go what one family of rules shared."""
        self._made.clear()

    def line(self, at: int) -> tuple[int, int]:
        """The block line that holds a place; of a line that never ends, what is near."""
        begun = self.text.rfind("\n", max(0, at - _NEAR), at) + 1
        end = self.text.find("\n", at, at + _NEAR)
        return begun or max(0, at - _NEAR), min(len(self.text), at + _NEAR) if end < 0 else end


_NEAR = 4000
_SHORT, _PIECE = 1 << 20, 1 << 14
_LONGEST = 100
_GAP = late(r"[ \n]")
