"""One document as the rules see it: the reading, and what several rules need, worked out once and only when first asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from vanban.data.tables import table
from vanban.outline import walk
from vanban.types import Block, Document, OutlineNode, Task

if TYPE_CHECKING:
    from vanban.checks.form import Form

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
_TRIM = " .,;:!?()[]{}“”\"'‘’«»…-–—/*_|\n"
_PARTY = re.compile(r"Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy|Đảng ủy|Đảng bộ|Đảng đoàn|Ban cán sự đảng|Ban Chấp hành Trung ương|Bộ Chính trị|Ban Bí thư|Chi bộ")
_DAMAGED = re.compile(r"[\ufffd\ue000-\uf8ff]|[a-zđ][A-ZĐ][a-zđ]|\w[|¡¢£¤¥§©®°±²³µ¶·¹º»¼½¾¿]\w")


class Context:
    """The reading with shared indexes. Offsets are those of `document.text`."""

    def __init__(self, document: Document, data: Callable[[], bytes] | None = None) -> None:
        self.document = document
        self.text = document.text
        self._data = data

    @cached_property
    def low(self) -> str:
        """The text in lower case, of the same length."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    @cached_property
    def is_pdf(self) -> bool:
        """Whether spaces and line ends were inferred from places on a page."""
        return self.document.source.media_type == PDF

    @cached_property
    def doubtful(self) -> bool:
        """A scan, or a text layer so damaged that its slips are not the writer's."""
        if self.document.source.ocr:
            return True
        strange = sum(1 for _ in _DAMAGED.finditer(self.text))
        return strange > 5 and strange * 400 > len(self.tokens)

    @cached_property
    def tokens(self) -> list[str]:
        """The text cut at spaces and line ends, punctuation left on; `starts` gives the place of each."""
        return self.text.replace("\n", " ").split(" ")

    @cached_property
    def starts(self) -> list[int]:
        """Where each token begins."""
        return [0, *accumulate(len(token) + 1 for token in self.tokens)]

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """Distinct tokens with their number."""
        return Counter(self.tokens)

    @cached_property
    def cores(self) -> dict[str, str]:
        """Each distinct token in lower case without the punctuation around it."""
        return {token: token.strip(_TRIM).lower() for token in self.vocabulary}

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Blocks of the running text: no furniture."""
        return tuple(block for block in self.document.blocks if block.kind != "furniture")

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """Blocks that are paragraphs or headings of the body."""
        return tuple(block for block in self.blocks if block.kind != "cell" and block.part == "body")

    @cached_property
    def nodes(self) -> tuple[tuple[OutlineNode, tuple[OutlineNode, ...]], ...]:
        """Every outline item with its ancestors."""
        return tuple(walk(self.document.outline))

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
        if self.document.source.media_type != DOCX or self._data is None or not self.is_state:
            return None
        from vanban.checks.form import read_form

        return read_form(self._data())

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Spans between a line that opens a quotation and the mark that closes it, over lines: new wordings of other documents."""
        return tuple((m.start(), m.end()) for m in re.finditer(r"“[^“”]*\n[^”]*”", self.text))

    def line(self, at: int) -> tuple[int, int]:
        """The block line that holds a place."""
        end = self.text.find("\n", at)
        return self.text.rfind("\n", 0, at) + 1, len(self.text) if end < 0 else end
