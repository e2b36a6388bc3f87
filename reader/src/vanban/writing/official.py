"""A reading as an official document to be set anew: what stood in it, in the form the decree asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from vanban.outline import walk
from vanban.types import Block, Document, OutlineNode, Signer, Value
from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock, Table

TABLE_WIDTH = 160
_RUNNING = 120
"""Longer words behind a label are a sentence, not a heading: they are not set in bold."""


def official(document: Document) -> OfficialDocument:
    """What a reading says, ready to be written; what it does not say stays blank."""
    head = document.metadata
    signers = [_signature(signer) for signer in head.signers] or [SignatureBlock(None, "", None)]
    date, month = _day(head.date)
    return OfficialDocument(
        parent_issuer=_read(head.parent_issuer),
        issuer=_read(head.issuer) or "",
        number=_read(head.number),
        symbol=_read(head.symbol) or "",
        place=_read(head.place),
        date=date,
        year_month=month,
        type=_read(head.type) or "",
        title=_read(head.title) or "",
        body=tuple(_body(document)),
        recipients=tuple(value.value or "" for value in head.recipients),
        signer=signers[0],
        cosigners=tuple(signers[1:]),
    )


def _read(value: Value | None) -> str | None:
    return value.value if value else None


def _signature(signer: Signer) -> SignatureBlock:
    return SignatureBlock(_read(signer.authority), _read(signer.role) or "", _read(signer.name))


def _day(value: Value | None) -> tuple[dt.date | None, tuple[int, int] | None]:
    parts = [int(part) for part in (_read(value) or "").split("-") if part]
    if len(parts) < 2:
        return None, None
    return (dt.date(*parts) if len(parts) == 3 else None), (parts[0], parts[1])


def body_range(document: Document) -> tuple[int, int]:
    """The blocks between the title and the closing, as indices (first, behind the last)."""
    head, blocks = document.metadata, document.blocks
    front = [v.end for v in (head.issuer, head.number, head.symbol, head.date, head.type, head.title) if v is not None]
    first = next((at for at, b in enumerate(blocks) if b.end > b.start and b.start >= max(front, default=0)), len(blocks))
    if head.type is None and head.title is None and head.number is None:
        first = 0
    return first, max(first, _closing(document, first))


def closing_end(document: Document, last: int) -> int:
    """The index behind the last block of the closing, which begins at `last`; what follows are annexes."""
    blocks = document.blocks
    behind = max((value.end for value in _closing_values(document)), default=0)
    at = last
    while at < len(blocks) and (blocks[at].start < behind or blocks[at].end == blocks[at].start or _belongs(document.text, blocks[at])):
        at += 1
    return at


def _belongs(text: str, block: Block) -> bool:
    """Whether a block behind the last signer or recipient is still a line of the closing."""
    return block.kind == "furniture" or text[block.start : block.end].lstrip("-–+ ").startswith("Lưu")


def _closing_values(document: Document) -> list[Value]:
    head = document.metadata
    parts = [part for s in head.signers for part in (s.authority, s.role, s.name) if part is not None]
    return [*parts, *head.recipients]


def _closing(document: Document, first: int) -> int:
    blocks = document.blocks
    ends = [value.start for value in _closing_values(document)]
    cut = min((place for place in ends if first < len(blocks) and place > blocks[first].start), default=len(document.text) + 1)
    last = next((at for at, b in enumerate(blocks) if at >= first and b.end >= cut), len(blocks))
    while last > first and document.text[blocks[last - 1].start : blocks[last - 1].end].strip(" :").lower() in {"nơi nhận", ""}:
        last -= 1
    return last


def _body(document: Document) -> Iterator[Heading | Paragraph | Table]:
    first, last = body_range(document)
    starts = {node.start: (node, len(above)) for node, above in walk(document.outline)}
    at = first
    while at < last:
        block = document.blocks[at]
        if block.table is not None:
            stop = at
            while stop < last and document.blocks[stop].table == block.table:
                stop += 1
            yield _table(document.text, document.blocks[at:stop])
            at = stop
            continue
        if block.kind != "furniture" and block.end > block.start:
            yield _part(document.text, block, starts.get(block.start))
        at += 1


def _part(text: str, block: Block, begun: tuple[OutlineNode, int] | None) -> Heading | Paragraph:
    if begun is None or begun[0].kind == "dash":
        return Paragraph(text[block.start : block.end])
    node, depth = begun
    words = text[block.start + len(node.label) : block.end].strip()
    return Heading(3 if len(words) > _RUNNING else min(depth + 1, 3), node.label, words)


def _table(text: str, cells: Sequence[Block]) -> Table:
    rows = 1 + max(b.row or 0 for b in cells)
    columns = max((b.column or 0) + b.column_span for b in cells)
    grid = [["" for _ in range(columns)] for _ in range(rows)]
    for cell in cells:
        words = text[cell.start : cell.end]
        place = grid[cell.row or 0]
        place[cell.column or 0] = f"{place[cell.column or 0]} {words}".strip()
    width = max(TABLE_WIDTH // columns, 1)
    return Table(tuple(grid[0]), tuple(tuple(row) for row in grid[1:]), (width,) * columns)
