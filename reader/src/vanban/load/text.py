"""Plain text and Markdown: decoding, wrapped lines put together again, header columns taken apart."""

from __future__ import annotations

import html
import re

from vanban.errors import UnsupportedFormat
from vanban.load.base import Parts, Piece
from vanban.outline import starts_item

_TERMINAL = (".", ";", ":", "!", "?", "./.", "”", '"')
_GAP = re.compile(r" {4,}|\t+")
_MARKS = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"</?[a-zA-Z][^>\n]{0,200}>")
WRAPPED_WIDTH = 130


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding name). Raises UnsupportedFormat when the bytes are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "unicode"
    if b"\x00" in data[:4096]:
        raise UnsupportedFormat("Tệp không phải văn bản. Hãy gửi tệp .docx, .pdf, .txt hoặc .md.")
    try:
        return data.decode("utf-8-sig"), "unicode"
    except UnicodeDecodeError:
        return data.decode("cp1258", errors="replace"), "windows-1258"


def load_text(data: bytes) -> Parts:
    """Plain text; hard-wrapped lines are joined where a sentence plainly runs on."""
    text, encoding = decode(data)
    pages = text.count("\f") + 1 if "\f" in text else None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    return Parts([Piece(line, paragraph=at) for at, line in enumerate(_paragraphs(lines))], pages, encoding)


def _paragraphs(lines: list[str]) -> list[str]:
    longest = max((len(line) for line in lines), default=0)
    if longest > WRAPPED_WIDTH:
        return [plain for plain in (_plain(line) for line in lines) if plain]
    out: list[str] = []
    open_line = False
    widths = sorted(len(line.rstrip()) for line in lines if line.strip())
    width = widths[int(len(widths) * 0.9)] if widths else 0
    for raw in lines:
        line = raw.rstrip()
        if not line.strip():
            open_line = False
            continue
        columns = [part.strip() for part in _GAP.split(line.strip()) if part.strip()]
        words = columns[0] if len(columns) == 1 else line.strip()
        if len(columns) > 1:
            out.extend(_plain(part) for part in columns)
            open_line = False
            continue
        if open_line and not starts_item(words):
            out[-1] = f"{out[-1]} {_plain(words)}"
        else:
            out.append(_plain(words))
        open_line = len(line) >= width * 0.72 and not out[-1].endswith(_TERMINAL)
    return [line for line in out if line]


def _plain(line: str) -> str:
    if "**" in line or "__" in line:
        line = _MARKS.sub("", line)
    return line.strip()


def load_markdown(data: bytes) -> Parts:
    """Markdown as found in the field: heads, bold, tables, entities; anything else is plain text."""
    text, encoding = decode(data)
    pieces: list[Piece] = []
    table = -1
    row = 0
    in_table = False
    for at, raw in enumerate(text.replace("\r\n", "\n").split("\n")):
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
