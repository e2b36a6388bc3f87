"""The shape of a reading (`vanban/1`): frozen values, every one with its place in the text.

Offsets count code points of `Document.text` (NFC); `text[start:end]` equals the value's own `text`.
Field names are those of the JSON contract, so `to_json` is a plain walk (see `vanban.contract`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "cell", "furniture"]
OutlineKind = Literal["part", "chapter", "section", "article", "clause", "point", "dash", "annex"]
Origin = Literal["line", "table", "prose", "heading"]
Role = Literal["lead", "coordinate", "execute", "monitor"]
TimeKind = Literal["once", "recurring", "continuous", "conditional"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of the text and what it was read as. `value` is None when printed blank."""

    text: str
    start: int
    end: int
    value: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """What was given to the reader. `secrecy_mark` is the mark of the header block, never of the body."""

    name: str
    media_type: str
    sha256: str
    pages: int | None = None
    ocr: bool = False
    encoding: str = "unicode"
    secrecy_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table cell, in reading order.

    `part` names the story it came from ("body", "header", "footnote", …); `paragraph` counts within the part;
    `table`, `row`, `column` are set for cells and count from 0; `row_span` and `column_span` tell merged cells;
    `page` counts from 1; `box` is (left, top, right, bottom) in points from the top left; `confidence` is 0–1.
    `label` is the automatic number that the file holds apart from its text and that stands at the start of this block.
    `unsure` are the words that were recognised with little confidence.
    """

    start: int
    end: int
    kind: BlockKind
    part: str = "body"
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    row_span: int = 1
    column_span: int = 1
    bold: bool | None = None
    italic: bool | None = None
    align: Literal["left", "center", "right", "justify"] | None = None
    label: str | None = None
    unsure: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """The signature block; `authority` is "KT. GIÁM ĐỐC", "TM. …" or None, `role` the printed title."""

    authority: Value | None
    role: Value | None
    name: Value | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the header block, the signature block and Nơi nhận say. A missing field is None, never guessed."""

    issuer: Value | None = None
    parent_issuer: Value | None = None
    number: Value | None = None
    symbol: Value | None = None
    place: Value | None = None
    date: Value | None = None
    type: Value | None = None
    title: Value | None = None
    urgency: Value | None = None
    secrecy: Value | None = None
    signers: tuple[Signer, ...] = ()
    recipients: tuple[Value, ...] = ()
    bases: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A labelled item. `id` is the path of labels ("II.1.a"), unique; `label` stands as printed (where a program recognised the
    letters, as its place in the sequence tells it was printed).

    `start` is where the label begins; `end` is where the whole item (with its children) ends. `heading` is the text of
    the item's first block without the label.
    """

    id: str
    kind: OutlineKind
    label: str
    heading: str
    start: int
    end: int
    children: tuple[OutlineNode, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A phrase that names who is to act; `names` holds each unit in it, elided heads restored."""

    text: str
    start: int
    end: int
    role: Role
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """When a task is to be done. `from_` and `due` are ISO dates (or `--11-20` yearly); `every` is ISO 8601 (P1Y)."""

    text: str
    start: int
    end: int
    kind: TimeKind
    from_: str | None = None
    due: str | None = None
    every: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The smallest piece of text with its own addressee or its own time. `text` is its own words, label lines left out."""

    id: str
    outline_id: str | None
    title: str
    text: str
    start: int
    end: int
    origin: Origin
    units: tuple[UnitMention, ...] = ()
    times: tuple[Time, ...] = ()
    products: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A bare place in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document named by this one; `mentions` are all the places, the first one included."""

    text: str
    start: int
    end: int
    type: str | None
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    pinpoint: str | None
    relation: str | None
    mentions: tuple[Span, ...]
    id: str
    alias_of: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A shorthand that the text defines ("sau đây gọi là …")."""

    term: str
    means: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a careful reader would point at. Nothing is repaired: `suggest` only proposes."""

    rule: str
    severity: Severity
    message: str
    start: int
    end: int
    suggest: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole reading: the answer of `vanban.read`."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    outline: tuple[OutlineNode, ...]
    tasks: tuple[Task, ...]
    citations: tuple[Citation, ...]
    terms: tuple[Term, ...]
    findings: tuple[Finding, ...]
