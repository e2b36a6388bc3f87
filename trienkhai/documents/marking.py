"""The text of a document as HTML with its spans marked: pure, and the only place of this room that writes markup.

Spans may overlap in any way (a finding across two units, a citation inside a task), so the text is cut at every boundary and each piece
carries all the marks over it. Every piece of the document passes through `escape`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_QUIET = {"task", "product"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text. `ref` is the id of what it belongs to on the other side; `label` makes a link there where the span begins.

    `said` is what a screen reader says after the label.
    """

    start: int
    end: int
    kind: str
    ref: str
    label: str = ""
    title: str = ""
    said: str = ""


def render(text: str, blocks: Sequence[dict[str, Any]], marks: Iterable[Mark], window: tuple[int, int]) -> SafeString:
    """The blocks that begin inside `window` as paragraphs and tables, in reading order."""
    low, high = window
    shown = [block for block in blocks if low <= block["start"] < high]
    ordered = sorted((m for m in marks if m.end > low and m.start < high), key=lambda m: (m.start, -m.end))
    pieces = _Sweep(text, ordered)
    parts: list[str] = []
    for table, run in groupby(shown, key=lambda block: block.get("table")):
        members = list(run)
        parts.append(_paragraphs(pieces, members) if table is None else _table(pieces, members))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of the document went through escape()


def _paragraphs(pieces: _Sweep, blocks: Iterable[dict[str, Any]]) -> str:
    return "".join(
        f'<p id="doan-{block["start"]}" class="doc-{escape(block["kind"])}{_align(block)}">'
        f"{pieces.between(block['start'], block['end'])}</p>"
        for block in blocks
    )


def _align(block: dict[str, Any]) -> str:
    align = block.get("align")
    return f" doc-{escape(align)}" if align in {"center", "right"} else ""


def _table(pieces: _Sweep, blocks: Iterable[dict[str, Any]]) -> str:
    rows: list[str] = []
    for _row, cells in groupby(blocks, key=lambda block: block.get("row")):
        columns: list[str] = []
        for _column, inside in groupby(cells, key=lambda block: block.get("column")):
            members = list(inside)
            spans = "".join(
                f' {name}="{int(members[0].get(field) or 1)}"'
                for name, field in (("rowspan", "row_span"), ("colspan", "column_span"))
                if int(members[0].get(field) or 1) > 1
            )
            columns.append(f"<td{spans}>{_paragraphs(pieces, members)}</td>")
        rows.append(f"<tr>{''.join(columns)}</tr>")
    return f'<div class="table-scroll" tabindex="0"><table class="data doc-table"><tbody>{"".join(rows)}</tbody></table></div>'


class _Sweep:
    """Walks the marks along the text once; blocks must be asked in reading order."""

    def __init__(self, text: str, ordered: list[Mark]) -> None:
        self.text = text
        self.waiting = ordered
        self.next = 0
        self.open: list[Mark] = []
        self.labelled: set[int] = set()

    def between(self, start: int, end: int) -> str:
        """One block's text, cut at each boundary of a mark."""
        self.open = [mark for mark in self.open if mark.end > start]
        while self.next < len(self.waiting) and self.waiting[self.next].start < end:
            self.open.append(self.waiting[self.next])
            self.next += 1
        here = [mark for mark in self.open if mark.end > start]
        cuts = sorted({start, end, *(m.start for m in here if m.start > start), *(m.end for m in here if m.end < end)})
        return "".join(self._piece(a, b, [m for m in here if m.start <= a and m.end >= b]) for a, b in pairwise(cuts))

    def _piece(self, start: int, end: int, over: list[Mark]) -> str:
        words = str(escape(self.text[start:end]))
        if not over:
            return words
        begins = [m for m in over if id(m) not in self.labelled]
        self.labelled.update(id(m) for m in begins)
        labels = "".join(_label(mark) for mark in begins if mark.label)
        loud = [m for m in over if m.kind not in _QUIET]
        tag = "mark" if loud else "span"
        kinds = " ".join(sorted({f"mark-{m.kind}" for m in over}))
        # A click means the narrowest thing over the words; a doubtful word is part of its task.
        narrow = [m.ref for m in reversed(over) if m.ref and m.kind != "unsure"]
        refs = " ".join(dict.fromkeys([*narrow, *(m.ref for m in over if m.kind == "unsure")]))
        title = next((m.title for m in loud if m.title), "")
        tip = f' title="{escape(title)}"' if title else ""
        return f'{labels}<{tag} class="{kinds}" data-refs="{escape(refs)}"{tip}>{words}</{tag}>'


def _label(mark: Mark) -> str:
    said = f'<span class="visually-hidden"> {escape(mark.said)}</span>' if mark.said else ""
    head = f'<a class="mark-label mark-label-{mark.kind}" id="tai-{mark.ref}" href="#{mark.ref}" title="{escape(mark.title)}">'
    return f"{head}{escape(mark.label)}{said}</a>"
