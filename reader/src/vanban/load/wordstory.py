"""One story of a .docx (body, footnotes, …) from its stream of tags: paragraphs with their numbers, tables, text boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from vanban import legacy
from vanban.load import symbols, wordtokens
from vanban.load.base import Piece
from vanban.load.numbering import Numbering
from vanban.load.styles import Style, Styles, align_of
from vanban.load.wordtokens import ParagraphSettings, RunSettings, attribute, paragraph_settings, run_settings, words_of

_PLAIN = ParagraphSettings()
_BARE = RunSettings()
_NO_STYLE = Style()


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read."""

    settings: ParagraphSettings
    style: Style
    number: int
    words: list[str] = field(default_factory=list)
    letters: int = 0
    strong: int = 0
    boxes: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    """Where a table cell stands."""

    table: int
    row: int
    column: int
    span: int = 1
    merge: str | None = None
    first: int = 0


@dataclass(slots=True)
class _Table:
    """A table while it is read.

    One inside a cell (`first` is its first piece) gives its words to that cell, unless it is large enough to be a table of its own.
    """

    number: int
    first: int = -1
    widest: int = 0
    row: int = -1
    column: int = 0
    dead_row: bool = False
    tall: dict[int, tuple[int, int]] = field(default_factory=dict)


class Story:
    """Reads streams one after the other; numbering goes on from story to story as Word counts it."""

    def __init__(self, numbering: Numbering, styles: Styles, *, fonts: bool) -> None:
        self.numbering = numbering
        self.styles = styles
        self.fonts = fonts
        self.pieces: list[Piece] = []
        self.schemes: dict[str, int] = {}
        self.part = "body"
        self._count = 0
        self._tables = 0
        self._table: list[_Table] = []
        self._cell: list[_Cell] = []
        self._open: list[_Paragraph] = []
        self._held: list[tuple[list[Piece], list[_Table], list[_Cell]]] = []
        self._now: _Paragraph | None = None
        self._joined: _Paragraph | None = None
        self._run = _BARE

    def read(self, stream: Iterable[re.Match[str]], part: str = "body") -> None:
        """Read one stream to its end."""
        self.part = part
        for found in stream:
            kind = found.lastindex
            if kind == wordtokens.PARAGRAPH:
                settings, fragment, words, ends = found.group(1, 2, 3, 4)
                self._begin(settings)
                if words:
                    self._run = run_settings(fragment) if fragment else _BARE
                    self._text(words)
                if ends:
                    self._end()
            elif kind == wordtokens.RUN:
                fragment, words, ends = found.group(6, 7, 8)
                self._run = run_settings(fragment) if fragment else _BARE
                self._text(words)
                if ends:
                    self._end()
            else:
                self._rarer(found, kind)
        self._flush()

    def _rarer(self, found: re.Match[str], kind: int | None) -> None:
        if kind == wordtokens.END:
            self._end()
        elif kind == wordtokens.OPEN_RUN:
            self._run = run_settings(found[12]) if found[12] else _BARE
        elif kind == wordtokens.CLOSE:
            self._CLOSING[found[11]](self)
        elif kind == wordtokens.FOREIGN:
            self._text(found[18])
        elif found[14] == "t":
            self._text(found[16])
        else:
            self._OPENING[found[14]](self, found[15])

    def _text(self, raw: str) -> None:
        now = self._now
        run = self._run
        if now is None or not raw:
            return
        words = words_of(raw)
        bold, font = run.bold, run.font
        if run.style is not None:
            style = self._run_style(run.style)
            bold = style.bold if bold is None else bold
            font = font or style.font
            if style.hidden and run.hidden is None:
                return
        if run.hidden:
            return
        if self.fonts:
            words, scheme = legacy.in_font(words, font or now.style.font)
            if scheme is not None:
                self.schemes[scheme] = self.schemes.get(scheme, 0) + len(words)
        now.words.append(words)
        letters = len(words.strip())
        now.letters += letters
        if bold if bold is not None else now.style.bold:
            now.strong += letters

    def _run_style(self, key: str) -> Style:
        if key not in self.styles.own:
            return _NO_STYLE
        style = self.styles.whole(key)
        if style.font == self.styles.default_font:
            return Style(bold=style.bold, hidden=style.hidden)
        return style

    def _begin(self, fragment: str | None) -> None:
        self._count += 1
        self._run = _BARE
        settings = paragraph_settings(fragment) if fragment else _PLAIN
        if self._joined is not None:
            self._now, self._joined = self._joined, None
            if not settings.mark_deleted:
                self._now.settings = ParagraphSettings(
                    self._now.settings.style, self._now.settings.num_id, self._now.settings.level, self._now.settings.align
                )
            return
        self._now = _Paragraph(settings, self.styles.whole(settings.style), self._count)

    def _end(self) -> None:
        now = self._now
        if now is None:
            return
        self._now = None
        if now.settings.mark_deleted:
            # The break behind it was struck out: what follows belongs to the same paragraph.
            self._joined = now
            return
        self._emit(now)
        if now.boxes:
            self.pieces.extend(now.boxes)

    def _emit(self, now: _Paragraph) -> None:
        text = "".join(now.words)
        label = self._label(now)
        cell = self._cell[-1] if self._cell else None
        if not text or text.isspace():
            if not label or cell is None:
                return
            text, label = label, ""  # a column of nothing but automatic numbers
        align = align_of(now.settings.align) or now.style.align
        bold = True if now.strong * 2 > now.letters else None
        for at, line in enumerate(text.split("\n") if "\n" in text else (text,)):
            words = line.strip()
            if not words:
                continue
            piece = Piece(words, "paragraph" if cell is None else "cell", self.part, now.number)
            piece.bold, piece.align = bold, align
            if label and at == 0:
                piece.text, piece.label = f"{label} {words}", label
            if cell is not None:
                piece.table, piece.row, piece.column, piece.column_span = cell.table, cell.row, cell.column, cell.span
            self.pieces.append(piece)

    def _label(self, now: _Paragraph) -> str:
        num_id, level = now.settings.num_id, now.settings.level
        if num_id is None:
            num_id = now.style.num_id
            if num_id is None:
                return ""
            if level is None:
                level = self.styles.level_of(num_id, now.settings.style, self.numbering)
        if num_id == "0":
            return ""
        return self.numbering.label(num_id, level if level is not None else now.style.level or 0)

    def _sign(self, sign: str, attributes: str) -> None:
        if self._now is not None and not self._run.hidden and 'type="page"' not in attributes:
            self._now.words.append(sign)

    def _symbol(self, attributes: str) -> None:
        if self._now is not None and not self._run.hidden:
            self._now.words.append(symbols.sign(attribute(attributes, "font"), attribute(attributes, "char")))

    def _empty(self, attributes: str) -> None:
        """A paragraph without anything in it."""
        del attributes
        self._count += 1

    def _struck(self, attributes: str) -> None:
        """An empty w:del outside a paragraph: the row it stands in is struck out."""
        del attributes
        if self._now is None and self._table:
            self._table[-1].dead_row = True

    def _tbl(self, attributes: str) -> None:
        del attributes
        self._flush()
        self._table.append(_Table(self._tables, len(self.pieces) if self._cell else -1))
        self._tables += 1

    def _tbl_ends(self) -> None:
        if not self._table:
            return
        table = self._table.pop()
        if table.first >= 0 and self._cell and (table.row < 1 or table.widest < _WIDE):
            self.pieces[table.first :] = [piece for piece in self.pieces[table.first :] if piece.text]
            _into(self._cell[-1], self.pieces[table.first :])

    def _tr(self, attributes: str) -> None:
        del attributes
        if self._table:
            table = self._table[-1]
            table.row += 1
            table.column, table.dead_row = 0, False

    def _tr_ends(self) -> None:
        table = self._table[-1] if self._table else None
        if table is not None and table.dead_row:
            self.pieces = [p for p in self.pieces if p.table != table.number or p.row != table.row or p.part != self.part]
            table.row -= 1

    def _before(self, attributes: str) -> None:
        if self._table:
            self._table[-1].column += _number(attributes)

    def _tc(self, attributes: str) -> None:
        del attributes
        if self._table:
            table = self._table[-1]
            self._cell.append(_Cell(table.number, table.row, table.column, first=len(self.pieces)))

    def _span(self, attributes: str) -> None:
        if self._cell and self._now is None:
            self._cell[-1].span = max(1, _number(attributes))

    def _merge(self, attributes: str) -> None:
        if self._cell and self._now is None:
            self._cell[-1].merge = attribute(attributes) or "continue"

    def _tc_ends(self) -> None:
        if not self._cell:
            return
        self._flush()
        cell = self._cell.pop()
        table = self._table[-1]
        table.column = cell.column + cell.span
        table.widest = max(table.widest, table.column)
        above = table.tall.get(cell.column)
        if cell.merge == "continue" and above is not None:
            del self.pieces[cell.first :]
            for piece in self.pieces[above[0] : above[1]]:
                if piece.table == cell.table:
                    piece.row_span = cell.row - (piece.row or 0) + 1
            return
        if len(self.pieces) == cell.first:
            self.pieces.append(
                Piece("", "cell", self.part, self._count, table=cell.table, row=cell.row, column=cell.column, column_span=cell.span)
            )
        table.tall.pop(cell.column, None)
        if cell.merge == "restart":
            table.tall[cell.column] = (cell.first, len(self.pieces))

    def _flush(self) -> None:
        """A paragraph that waited for one to join it stands alone after all."""
        if self._joined is not None:
            waiting, self._joined = self._joined, None
            self._emit(waiting)

    def _box(self, attributes: str) -> None:
        del attributes
        if self._now is not None:
            self._open.append(self._now)
            self._held.append((self.pieces, self._table, self._cell))
            self.pieces, self._table, self._cell = [], [], []
            self._now = None

    def _box_ends(self) -> None:
        if not self._open:
            return
        self._flush()
        inside = self.pieces
        self._now = self._open.pop()
        self.pieces, self._table, self._cell = self._held.pop()
        if self._cell:
            _into(self._cell[-1], inside)
        self._now.boxes.extend(inside)

    def _note(self, attributes: str) -> None:
        """A note begins; the lines that part notes from the text are notes without words."""
        del attributes
        self._flush()

    def _nothing(self, attributes: str) -> None:
        """A tag that says nothing here."""

    _OPENING: ClassVar[dict[str, Callable[[Story, str], None]]] = {
        "p": _empty,
        "tab": lambda self, a: self._sign("\t", a),
        "ptab": lambda self, a: self._sign("\t", a),
        "br": lambda self, a: self._sign("\n", a),
        "cr": lambda self, a: self._sign("\n", a),
        "noBreakHyphen": lambda self, a: self._sign("-", a),
        "sym": _symbol,
        "tbl": _tbl,
        "tr": _tr,
        "tc": _tc,
        "gridSpan": _span,
        "vMerge": _merge,
        "gridBefore": _before,
        "txbxContent": _box,
        "del": _struck,
        "footnote": _note,
        "endnote": _note,
        **dict.fromkeys(wordtokens.SKIPPED - {"del"}, _nothing),
    }
    _CLOSING: ClassVar[dict[str, Callable[[Story], None]]] = {
        "tbl": _tbl_ends,
        "tr": _tr_ends,
        "tc": _tc_ends,
        "txbxContent": _box_ends,
        "footnote": _flush,
        "endnote": _flush,
    }


_WIDE = 3
"""Columns of a table that stands in a cell only to be framed; narrower ones arrange words."""


def _into(cell: _Cell, pieces: list[Piece]) -> None:
    """Give pieces to the cell they stand in."""
    for piece in pieces:
        piece.kind, piece.table, piece.row, piece.column, piece.column_span = "cell", cell.table, cell.row, cell.column, cell.span
        piece.row_span = 1


def _number(attributes: str) -> int:
    value = attribute(attributes)
    return int(value) if value and value.isdigit() else 0
