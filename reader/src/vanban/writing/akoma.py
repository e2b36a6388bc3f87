"""Akoma Ntoso 3.0 (OASIS LegalDocML): the reading as XML that is valid against its schema.

It is an export, never the model: blocks become paragraphs and tables in reading order, labelled items become the hierarchy, other documents
become references. Items inside a table stay rows of the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from vanban.outline import walk
from vanban.types import Block, Document, OutlineNode, Value
from vanban.writing.docx import legal
from vanban.writing.official import body_range, closing_end

NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ELEMENTS = {"part": "part", "chapter": "chapter", "section": "section", "article": "article", "clause": "clause", "point": "point"}
_RUNNING = 160
_UNKNOWN_DAY = "0001-01-01"


@dataclass(slots=True)
class _Item:
    """An item of the outline with the blocks that stand in it before its first child."""

    node: OutlineNode
    blocks: list[Block] = field(default_factory=list)
    children: list[_Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Inline:
    """A place that has an element of its own."""

    start: int
    end: int
    tag: str
    attributes: tuple[tuple[str, str], ...] = ()


def akoma(document: Document) -> bytes:
    """The reading as Akoma Ntoso."""
    root = etree.Element(f"{{{NS}}}akomaNtoso", nsmap={None: NS})  # type: ignore[dict-item]
    kind = document.metadata.type
    doc = _sub(root, "doc", name=_slug(kind.value if kind else None) or "van-ban")
    _meta(_sub(doc, "meta"), document)
    first, last = body_range(document)
    inlines = sorted([*_metadata_inlines(document), *_references(document)], key=lambda inline: (inline.start, -inline.end))
    writer = _Writer(document, inlines)
    writer.blocks(_sub(doc, "preface"), document.blocks[:first])
    writer.body(_sub(doc, "mainBody"), first, last)
    end = closing_end(document, last)
    if last < end:
        writer.blocks(_sub(doc, "conclusions"), document.blocks[last:end])
    if end < len(document.blocks):
        annex = _sub(_sub(_sub(doc, "attachments"), "attachment"), "doc", name="phu-luc")
        _meta(_sub(annex, "meta"), document, part="phu-luc")
        writer.body(_sub(annex, "mainBody"), end, len(document.blocks))
    for name in ("preface", "conclusions"):
        part = doc.find(f"{{{NS}}}{name}")
        if part is not None and not len(part):
            doc.remove(part)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)


def _sub(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NS}}}{tag}", {name: legal(value) for name, value in attributes.items()})


def _slug(words: str | None) -> str:
    plain = unicodedata.normalize("NFD", (words or "").lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def _meta(meta: etree._Element, document: Document, part: str = "main") -> None:
    head = document.metadata
    kind, number = _slug(_read(head.type)) or "van-ban", _slug(f"{_read(head.number) or ''} {_read(head.symbol) or ''}") or "khong-so"
    day = _read(head.date) or ""
    date = day if len(day) == 10 else (f"{day}-01" if len(day) == 7 else _UNKNOWN_DAY)
    work = f"/akn/vn/doc/{kind}/{_slug(_read(head.issuer)) or 'khong-ro'}/{day or 'khong-ngay'}/{number}"
    identification = _sub(meta, "identification", source="#vanban")
    for level, address in (("FRBRWork", work), ("FRBRExpression", f"{work}/vie@"), ("FRBRManifestation", f"{work}/vie@.xml")):
        frbr = _sub(identification, level)
        _sub(frbr, "FRBRthis", value=f"{address}/!{part}")
        _sub(frbr, "FRBRuri", value=address)
        _sub(frbr, "FRBRdate", date=date, name="ban hành" if date == day else "chưa ghi đủ ngày")
        _sub(frbr, "FRBRauthor", href="#issuer" if level != "FRBRManifestation" else "#vanban")
        if level == "FRBRWork":
            _sub(frbr, "FRBRcountry", value="vn")
        if level == "FRBRExpression":
            _sub(frbr, "FRBRlanguage", language="vie")
    if part != "main":
        return
    references = _sub(meta, "references", source="#vanban")
    issuer = _read(head.issuer) or "không rõ"
    _sub(references, "TLCOrganization", eId="issuer", href=f"/akn/ontology/organization/vn/{_slug(issuer)}", showAs=issuer)
    _sub(references, "TLCOrganization", eId="vanban", href="/akn/ontology/organization/vanban", showAs="vanban")


def _read(value: Value | None) -> str | None:
    return value.value if value else None


def _metadata_inlines(document: Document) -> Iterator[_Inline]:
    head = document.metadata
    for value, tag in (
        (head.parent_issuer, "docAuthority"),
        (head.issuer, "docAuthority"),
        (head.type, "docType"),
        (head.title, "docTitle"),
    ):
        if value is not None:
            yield _Inline(value.start, value.end, tag)
    if head.number is not None and head.symbol is not None and head.number.start <= head.symbol.start:
        yield _Inline(head.number.start, head.symbol.end, "docNumber")
    if head.date is not None and len(head.date.value or "") == 10:
        yield _Inline(head.date.start, head.date.end, "docDate", (("date", head.date.value or ""),))
    for signer in head.signers:
        if signer.role is not None:
            yield _Inline(signer.role.start, signer.role.end, "role", (("refersTo", "#issuer"),))
        if signer.name is not None:
            yield _Inline(signer.name.start, signer.name.end, "person", (("refersTo", f"#{_slug(signer.name.text) or 'person'}"),))


def _references(document: Document) -> Iterator[_Inline]:
    for cited in document.citations:
        href = f"/akn/vn/doc/{_slug(cited.type) or 'van-ban'}/{_slug(cited.issuer) or 'khong-ro'}/{cited.date or 'khong-ngay'}/"
        href += _slug(cited.number or cited.title) or "khong-so"
        yield from (_Inline(place.start, place.end, "ref", (("href", href),)) for place in cited.mentions)


class _Writer:
    """Puts blocks, items and inline elements into the tree; each inline element once, in the order of the text."""

    def __init__(self, document: Document, inlines: Sequence[_Inline]) -> None:
        self._document = document
        self._text = document.text
        self._inlines = inlines
        self._at = 0
        self._names: set[str] = set()

    def body(self, parent: etree._Element, first: int, last: int) -> None:
        """The hierarchy of the main body; what stands before the first item comes first."""
        items, loose = self._items(first, last)
        if not loose and not items:
            _sub(parent, "p")
        self.blocks(parent, loose)
        for item in items:
            self._write_item(parent, item)

    def _items(self, first: int, last: int) -> tuple[list[_Item], list[Block]]:
        begins = {node.start: node for node, _ in walk(self._document.outline)}
        top: list[_Item] = []
        stack: list[_Item] = []
        loose: list[Block] = []
        for block in self._document.blocks[first:last]:
            begun = begins.get(block.start) if block.table is None and block.end > block.start else None
            if begun is not None:
                while stack and not _within(begun, stack[-1].node):
                    stack.pop()
                item = _Item(begun)
                (stack[-1].children if stack else top).append(item)
                stack.append(item)
            if stack:
                stack[-1].blocks.append(block)
            else:
                loose.append(block)
        return top, loose

    def _write_item(self, parent: etree._Element, item: _Item) -> None:
        pending: list[tuple[etree._Element, _Item]] = [(parent, item)]
        while pending:
            above, current = pending.pop()
            made = self._open(above, current)
            pending.extend((made, child) for child in reversed(current.children))

    def _open(self, parent: etree._Element, item: _Item) -> etree._Element:
        node, block = item.node, item.blocks[0]
        tag = _ELEMENTS.get(node.kind, "hcontainer")
        made = _sub(parent, tag, eId=self._name(node))
        if tag == "hcontainer":
            made.set("name", "phu-luc" if node.kind == "annex" else "gach-dau-dong")
        _sub(made, "num").text = legal(node.label)
        begun = block.start + len(node.label)
        begun += len(self._text[begun : block.end]) - len(self._text[begun : block.end].lstrip())
        short = block.end - begun <= _RUNNING and node.kind != "dash"
        rest = item.blocks[1:]
        if short and begun < block.end:
            self._inline(_sub(made, "heading"), begun, block.end)
        if (begun < block.end and not short) or any(b.kind != "furniture" for b in rest) or not item.children:
            content = _sub(made, "intro" if item.children else "content")
            if begun < block.end and not short:
                self._inline(_sub(content, "p"), begun, block.end)
            self.blocks(content, rest)
            if not len(content):
                _sub(content, "p")
        return made

    def _name(self, node: OutlineNode) -> str:
        made = f"{node.kind}_{re.sub(r'[^A-Za-z0-9]+', '-', node.id.replace('đ', 'dd').replace('~', '-lan-')).strip('-') or 'muc'}"
        name, again = made, 2
        while name in self._names:
            name, again = f"{made}_{again}", again + 1
        self._names.add(name)
        return name

    def blocks(self, parent: etree._Element, blocks: Iterable[Block]) -> None:
        """Paragraphs and tables, in reading order."""
        table: tuple[int | None, etree._Element | None] = (None, None)
        place: tuple[int | None, int | None] = (None, None)
        row = cell = parent
        for block in blocks:
            if block.table is None:
                table = (None, None)
                if block.kind != "furniture" and block.end > block.start:
                    self._inline(_sub(parent, "p"), block.start, block.end)
                continue
            if table[1] is None or block.table != table[0]:
                table, place = (block.table, _sub(parent, "table")), (None, None)
            if block.row != place[0]:
                row = _sub(table[1], "tr")  # type: ignore[arg-type]
            if (block.row, block.column) != place:
                spans = {"colspan": block.column_span, "rowspan": block.row_span}
                cell = _sub(row, "td", **{name: str(span) for name, span in spans.items() if span > 1})
            place = (block.row, block.column)
            self._inline(_sub(cell, "p"), block.start, block.end)

    def _inline(self, parent: etree._Element, start: int, end: int) -> None:
        """The words from `start` to `end` with their inline elements; an element that runs over several blocks is opened in each."""
        at = start
        while self._at < len(self._inlines) and self._inlines[self._at].end <= start:
            self._at += 1
        index = self._at
        last: etree._Element | None = None
        while index < len(self._inlines) and self._inlines[index].start < end:
            inline = self._inlines[index]
            begun, stop = max(inline.start, at), min(inline.end, end)
            if begun < stop and (inline.start >= at or at == start):
                last = self._words(parent, last, at, begun)
                last = _sub(parent, inline.tag, **dict(inline.attributes))
                last.text = legal(self._text[begun:stop])
                at = stop
            index += 1
        self._words(parent, last, at, end)

    def _words(self, parent: etree._Element, last: etree._Element | None, start: int, end: int) -> etree._Element | None:
        words = legal(self._text[start:end])
        if last is None:
            parent.text = (parent.text or "") + words
        else:
            last.tail = (last.tail or "") + words
        return last


def _within(inner: OutlineNode, outer: OutlineNode) -> bool:
    return outer.start < inner.start and inner.end <= outer.end
