""".rtf: words with their fonts and code pages, printed list numbers, tables with spans, footnotes, heads and feet of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import ClassVar

from vanban import legacy
from vanban.errors import DamagedFile
from vanban.late import late
from vanban.load import symbols
from vanban.load.base import Parts, Piece
from vanban.load.page import PAGE_NUMBER
from vanban.load.rtftable import Row, spanned

_TOKEN = late(r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_SKIPPED = frozenset(
    [
        *("colortbl", "stylesheet", "info", "pict"),
        *("fldinst", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "xmlnstbl", "themedata", "datastore", "object"),
        *(
            "objdata",
            "colorschememapping",
            "latentstyles",
            "bkmkstart",
            "bkmkend",
            "sp",
            "annotation",
            "atnid",
            "atnauthor",
            "filetbl",
            "template",
        ),
    ]
)
_EDGES = {f"{part}{side}": part for part in ("header", "footer") for side in ("", "l", "r", "f")}
"""What is printed at the edge of every page: on all pages, left ones, right ones, the first."""
_BESIDE = frozenset(["footnote", "header", "footer"])
_OPENED = frozenset(["shpinst", "shptxt", "listtext", "pntext", "footnote", "fldrslt", "result", "nonshppict"])
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ", "page": "", "column": "",
}  # fmt: skip
_ALIGN = {"ql": "left", "qr": "right", "qc": "center", "qj": "justify"}
_CHARSETS = {0: "cp1252", 163: "cp1258", 204: "cp1251", 238: "cp1250", 161: "cp1253", 162: "cp1254", 134: "gbk", 128: "cp932", 129: "cp949"}
MAX_DEPTH = 500


@dataclass(frozen=True, slots=True)
class _State:
    """What braces open and close."""

    skip: bool = False
    font: int = -1
    bold: bool = False
    hidden: bool = False
    unicode_skip: int = 1
    target: str = "body"
    fresh: bool = False


@dataclass(slots=True)
class _Font:
    """A font of the font table."""

    name: str = ""
    charset: int = 0


@dataclass(slots=True)
class _Reader:
    """One file being read."""

    page: str = "cp1252"
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Piece] = field(default_factory=list)
    edges: list[Piece] = field(default_factory=list)
    fonts: dict[int, _Font] = field(default_factory=dict)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    words: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: {"body": [], "label": [], **{part: [] for part in _BESIDE}})
    pending: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    align: str | None = None
    in_table: bool = False
    in_row: bool = False
    row: Row = field(default_factory=Row)
    rows: list[Row] = field(default_factory=list)
    tables: int = 0
    paragraph: int = 0
    fonts_open: int = -1
    schemes: dict[str, int] = field(default_factory=dict)

    def text(self, words: str) -> None:
        """Words in the present state."""
        if self.fonts_open >= 0:
            self._font_name(words)
            return
        if self.state.skip or self.state.hidden or not words:
            return
        font = self.fonts.get(self.state.font)
        if font is not None:
            words, scheme = legacy.in_font(words, font.name)
            if scheme is not None:
                self.schemes[scheme] = self.schemes.get(scheme, 0) + len(words)
            if font.name.lower().startswith(("symbol", "wingdings")):
                words = "".join(symbols.sign(font.name, f"{ord(char):x}") if char > "\x80" else char for char in words)
        self.words[self.state.target].append((words, self.state.bold))

    def _font_name(self, words: str) -> None:
        font = self.fonts.setdefault(self.state.font, _Font())
        if not font.name.endswith(";"):
            font.name = (font.name + words).split(";")[0].strip() + (";" if ";" in words else "")
        if font.name.endswith(";"):
            font.name = font.name[:-1]
            self.fonts[self.state.font] = font

    def flush_bytes(self) -> None:
        """Bytes written as \\'xx become words, by the code page of the font."""
        if self.pending:
            raw, self.pending = bytes(self.pending), bytearray()
            font = self.fonts.get(self.state.font)
            page = _CHARSETS.get(font.charset, self.page) if font is not None and font.charset > 1 else self.page
            if font is not None and legacy.by_font(font.name) is not None:
                page = "latin-1" if font.name.lower().startswith(".vn") else "cp1252"
            self.text(raw.decode(page, errors="replace"))

    def end_paragraph(self, *, cell: bool = False) -> None:
        """A paragraph (or the last one of a cell) is whole."""
        target = self.state.target if self.state.target in _BESIDE else "body"
        runs, label = self.words[target], "".join(words for words, _ in self.words["label"]).strip()
        self.words[target], self.words["label"] = [], []
        self.paragraph += 1
        text = "".join(words for words, _ in runs)
        letters = sum(len(words.strip()) for words, _ in runs)
        bold = True if sum(len(words.strip()) for words, strong in runs if strong) * 2 > letters else None
        if label and label[:1] in "•●○▪■◦·\uf0b7o§Ø" and len(label) == 1:
            label = "-"
        within = self.in_table or self.in_row
        if within and label and not text.strip():
            text, label = label, ""  # a column of nothing but automatic numbers
        if not within and target == "body":
            self.end_table()  # also an empty paragraph parts two tables
        for at, line in enumerate(text.split("\n")):
            words = line.strip()
            if words:
                number = label if at == 0 and label else None
                piece = Piece(f"{number} {words}" if number else words, paragraph=self.paragraph, label=number, bold=bold, align=self.align)
                self._put(piece, target)
        if cell:
            self.row.close_cell()

    def _put(self, piece: Piece, target: str) -> None:
        if target == "footnote":
            piece.part = "footnote"
            self.notes.append(piece)
        elif target in _BESIDE:
            if PAGE_NUMBER.match(piece.text) is None and piece.text not in {edge.text for edge in self.edges}:
                piece.kind, piece.part = "furniture", target
                self.edges.append(piece)
        elif self.in_table or self.in_row:
            piece.kind = "cell"
            self.row.add(piece)
        else:
            self.end_table()
            self.pieces.append(piece)

    def end_row(self) -> None:
        """A table row is whole; the settings of its cells stand for the next one until they are set anew."""
        self.rows.append(self.row)
        self.in_row = False
        self.row = Row(self.row.left, list(self.row.edges), list(self.row.merges))

    def end_table(self) -> None:
        """What follows is no row: the rows so far are one table."""
        if self.rows:
            self.pieces.extend(spanned(self.rows, self.tables))
            self.tables += 1
            self.rows = []

    def _outer_skip(self) -> bool:
        return self.stack[-1].skip if self.stack else False

    def word(self, name: str, value: int | None) -> None:
        """One control word."""
        if self.state.fresh:
            if name in _SKIPPED:
                self.state = replace(self.state, skip=True, fresh=False)
                return
            self.state = replace(self.state, skip=self._outer_skip() if name in _OPENED else self.state.skip, fresh=False)
        handler = self._WORDS.get(name)
        if handler is not None:
            handler(self, name, value)
        elif name in _SIGNS and not self.state.skip:
            self.text(_SIGNS[name])
        elif name in _ALIGN:
            self.align = _ALIGN[name]

    def _fonttbl(self, name: str, value: int | None) -> None:
        del name, value
        self.fonts_open = len(self.stack)

    def _font(self, name: str, value: int | None) -> None:
        del name
        self.state = replace(self.state, font=value if value is not None else -1)

    def _charset(self, name: str, value: int | None) -> None:
        del name
        if self.fonts_open >= 0:
            self.fonts.setdefault(self.state.font, _Font()).charset = value or 0

    def _page(self, name: str, value: int | None) -> None:
        del name
        codec = f"cp{value}"
        try:
            b"".decode(codec)
        except LookupError:
            return
        self.page = codec

    def _format(self, name: str, value: int | None) -> None:
        if name == "plain":
            self.state = replace(self.state, bold=False, hidden=False)
        elif name == "b":
            self.state = replace(self.state, bold=value != 0)
        elif name in {"v", "deleted"}:
            self.state = replace(self.state, hidden=value != 0)
        elif name == "uc":
            self.state = replace(self.state, unicode_skip=max(value or 0, 0))

    def _unicode(self, name: str, value: int | None) -> None:
        del name
        code = (value or 0) % 65536
        self.text(chr(code) if not 0xD800 <= code < 0xE000 else "")
        self.to_skip = self.state.unicode_skip

    def _target(self, name: str, value: int | None) -> None:
        del value
        target = _EDGES.get(name, "footnote" if name == "footnote" else "label")
        self.state = replace(self.state, target=target, skip=self._outer_skip(), fresh=False)

    def _paragraph_word(self, name: str, value: int | None) -> None:
        del value
        if self.state.skip:
            return
        if name == "pard":
            self.in_table, self.align = False, None
        elif name == "intbl":
            self.in_table = True
        elif name in {"par", "sect"}:
            self.end_paragraph()
        elif name == "cell":
            self.in_table = True
            self.end_paragraph(cell=True)
        elif name == "row":
            self.end_row()

    def _row_word(self, name: str, value: int | None) -> None:
        if name == "trowd":
            self.in_row = True
            self.row.edges, self.row.merges, self.row.left = [], [], 0
            self.row.merge = ""
        elif name == "trleft":
            self.row.left = value or 0
        elif name == "cellx":
            self.row.edge(value or 0)
        else:
            self.row.merge = name

    _WORDS: ClassVar = {
        "fonttbl": _fonttbl,
        "f": _font,
        "fcharset": _charset,
        "ansicpg": _page,
        "u": _unicode,
        **dict.fromkeys(["b", "plain", "v", "deleted", "uc"], _format),
        **dict.fromkeys(["footnote", "listtext", "pntext", *_EDGES], _target),
        **dict.fromkeys(["pard", "intbl", "par", "sect", "cell", "row"], _paragraph_word),
        **dict.fromkeys(["trowd", "trleft", "cellx", "clvmgf", "clvmrg", "clmgf", "clmrg"], _row_word),
    }

    def symbol(self, sign: str) -> None:
        """One control symbol."""
        if sign == "*":
            self.state = replace(self.state, skip=True, fresh=True)
        elif sign in "\\{}":
            self.text(sign)
        elif sign == "~":
            self.text("\u00a0")
        elif sign == "_":
            self.text("-")
        elif sign in "\r\n":
            self._paragraph_word("par", None)

    def brace(self, sign: str) -> None:
        """A group opens or closes."""
        if sign == "{":
            if len(self.stack) > MAX_DEPTH:
                raise DamagedFile("Tệp .rtf có cấu trúc lồng quá sâu, có thể bị hỏng. Hãy lưu thành .docx rồi gửi lại.")
            self.stack.append(self.state)
            self.state = replace(self.state, fresh=True)
            return
        if self.state.target in _BESIDE and self.stack and self.stack[-1].target not in _BESIDE:
            self.end_paragraph()
        if self.stack:
            self.state = self.stack.pop()
        if len(self.stack) < self.fonts_open:
            self.fonts_open = -1


def load_rtf(data: bytes) -> Parts:
    """Pieces of a .rtf. Raises DamagedFile."""
    reader = _Reader()
    source = data.decode("latin-1")
    at, end = 0, len(source)
    while at < end:
        found = _TOKEN.match(source, at)
        if found is None:
            at += 1
            continue
        at = found.end() + _take(reader, found)
    reader.flush_bytes()
    reader.end_paragraph()
    if reader.row.cells:
        reader.end_row()
    reader.end_table()
    scheme = max(reader.schemes, key=lambda each: reader.schemes[each], default="unicode")
    return Parts([*reader.pieces, *reader.notes, *reader.edges], encoding=scheme)


def _take(reader: _Reader, found: re.Match[str]) -> int:
    """Take one token; gives how many raw bytes follow it that are no text."""
    name, number, code, sign, brace, words = found.groups()
    if reader.pending and code is None:
        reader.flush_bytes()
    if name == "bin" and number:
        return max(int(number), 0)
    if code is not None or (words is not None and reader.to_skip):
        _bytes(reader, code, words)
    elif name is not None:
        reader.word(name, int(number) if number else None)
    elif sign is not None:
        reader.symbol(sign)
    elif brace is not None:
        reader.to_skip = 0
        reader.brace(brace)
    elif words is not None:
        reader.text(words)
    return 0


def _bytes(reader: _Reader, code: str | None, words: str | None) -> None:
    """Bytes, less those that only stand in for a Unicode sign."""
    if code is not None:
        if reader.to_skip:
            reader.to_skip -= 1
        elif not reader.state.skip:
            reader.pending.append(int(code, 16))
        return
    text = words or ""
    skipped = min(reader.to_skip, len(text))
    reader.to_skip = 0
    reader.text(text[skipped:])
