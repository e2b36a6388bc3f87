"""Plain text and Markdown: decoding, wrapped lines put together again, header columns taken apart."""

from __future__ import annotations

import html
import unicodedata

from vanban import legacy
from vanban.errors import UnsupportedFormat
from vanban.late import late
from vanban.load import typed
from vanban.load.base import Parts, Piece
from vanban.load.columns import parts, table_pieces
from vanban.load.sense import sense

_MARKS = late(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`")
_RULE = late(r"^\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE = late(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BREAK = late(r"<br\s*/?>")
_TAG = late(r"</?[a-zA-Z][^>\n]{0,200}>")
_FRONT = late(r"\s*---[ ]*\n((?:[\w-]+[ ]*:[^\n]*\n|[ \t]+[^\n]*\n|-[ ][^\n]*\n|#[^\n]*\n){1,80}?)(?:---|\.\.\.)[ ]*(?:\n|$)")


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding name); no-break spaces are spaces. Raises UnsupportedFormat when the bytes are no text."""
    text = _unicode(data)
    if text is None:
        text, scheme = _eight_bits(data)
    else:
        text, found = legacy.in_text(text)
        scheme = found or "unicode"
    return text.replace("\u00a0", " ").replace("\r\n", "\n"), scheme


def _unicode(data: bytes) -> str | None:
    """UTF-8 or UTF-16, with a mark in front or without; None when it is neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    head = data[:4096]
    if b"\x00" in head:
        low, high = head[1::2].count(0), head[::2].count(0)
        if max(low, high) * 5 < len(head):
            raise UnsupportedFormat("Tệp không phải văn bản. Hãy gửi tệp .docx, .doc, .odt, .rtf, .pdf, .html, .txt, .md hoặc ảnh quét.")
        return data.decode("utf-16-le" if low > high else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
        # A few broken bytes (a file cut short, a stray byte) do not make another encoding.
        return text if text.count("\ufffd") * 400 < len(text) and len(text) < len(data) else None


def _eight_bits(data: bytes) -> tuple[str, str]:
    """Bytes of an encoding before Unicode: the one whose words can be Vietnamese."""
    raw = data.decode("latin-1")
    text, scheme = legacy.in_text(raw)
    windows = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    if scheme is None:
        return windows, "windows-1258"
    own, other = sense(text[:20_000]), sense(windows[:20_000])
    if other[0] * other[1] > own[0] * own[1]:
        return windows, "windows-1258"
    if scheme == "vni":
        return legacy.decode_vni(data.decode("cp1252", errors="replace")), scheme
    return text, scheme


def load_text(data: bytes) -> Parts:
    """Plain text; hard-wrapped lines are joined where a sentence plainly runs on, also over the end of a page."""
    text, encoding = decode(data)
    count = text.count("\f") + 1 if "\f" in text else None
    front, text = _front(text.replace("\r", "\n"))
    lines = typed.pages(text)
    wrap = typed.wrap_of(lines)
    pieces = list(front)
    tables = 0
    for prose, rows in parts(lines):
        for line in filter(None, map(_plain, typed.paragraphs(prose, wrap))):
            pieces.append(Piece(line, paragraph=len(pieces)))
        pieces += table_pieces(rows, number=tables, paragraph=len(pieces))
        tables += bool(rows)
    return Parts(pieces, count, encoding)


def _front(text: str) -> tuple[list[Piece], str]:
    """What the maker of a web site put before the document ("---", names with values, "---"), kept but no part of it; and the rest."""
    found = _FRONT.match(text)
    if found is None:
        return [], text
    return [Piece(line.strip(), kind="furniture", paragraph=0) for line in found[1].split("\n") if line.strip()], text[found.end() :]


def _plain(line: str) -> str:
    if "**" in line or "__" in line:
        line = _MARKS.sub("", line)
    return line.strip()


def load_markdown(data: bytes) -> Parts:
    """Markdown as found in the field: heads, bold, tables, entities; anything else is plain text."""
    text, encoding = decode(data)
    pieces, text = _front(text)
    table = -1
    row = 0
    in_table = False
    for at, raw in enumerate(text.split("\n")):
        line = raw.strip()
        if line.startswith("|") and line.count("|") > 1:
            if _TABLE_RULE.match(line):
                continue
            table, row = (table, row + 1) if in_table else (table + 1, 0)
            in_table = True
            pieces.extend(_row(line, table, row, at))
            continue
        in_table = False
        if not line or _RULE.match(line):
            continue
        pieces.extend(_line(line, at))
    return Parts(pieces, encoding=encoding)


def _line(line: str, at: int) -> list[Piece]:
    head = line.startswith("#")
    words = line.lstrip("#").strip() if head else line
    if words.startswith("> "):
        words = words[2:]
    bold = words.startswith("**") and words.rstrip().endswith("**")
    parts = [_markup(part) for part in _BREAK.split(words)]
    return [
        Piece(part, kind="heading" if head else "paragraph", paragraph=at, bold=True if bold or head else None) for part in parts if part
    ]


def _row(line: str, table: int, row: int, at: int) -> list[Piece]:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [
        Piece(_markup(_BREAK.sub(" ", cell)), kind="cell", paragraph=at, table=table, row=row, column=column)
        for column, cell in enumerate(cells)
    ]


def _markup(words: str) -> str:
    words = _MARKS.sub("", words)
    if "<" in words:
        words = _TAG.sub("", words)
    return html.unescape(words).replace("\\-", "-").replace("\\.", ".").strip()
