""".pdf with a text layer: own lines and paragraphs from character origins, because fonts that lack Vietnamese letters are drawn in
several passes and their stream order is no reading order."""

from __future__ import annotations

import ctypes
import statistics
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from vanban.errors import DamagedFile, EncryptedFile, NoText
from vanban.load.base import Piece
from vanban.outline import starts_item

_TERMINAL = (".", ";", ":", "!", "?", "./.", "”")
_COLUMN_GAP = 2.2
MIN_LETTERS_A_PAGE = 40


@dataclass(slots=True)
class Line:
    """A run of words on one baseline; coordinates in points from the top left."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int
    pieces: int = 1


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words; a line that ends in a hyphen inside a symbol runs on without a space."""
        out = ""
        for line in self.lines:
            out = out + line.text if out.endswith("-") and out[-2:-1].isalnum() else f"{out} {line.text}"
        return out.strip()


def load_pdf(data: bytes) -> tuple[list[Piece], int | None, str]:
    """Pieces of a .pdf. Raises EncryptedFile, DamagedFile, NoText."""
    document = _open(data)
    try:
        pages = [_page_lines(document[at], at + 1) for at in range(len(document))]
    finally:
        document.close()
    letters = sum(len(line.text) for lines in pages for line in lines)
    if letters < MIN_LETTERS_A_PAGE * max(len(pages), 1) / 2:
        raise NoText(
            "Tệp .pdf là bản quét, không có lớp chữ để đọc. Hãy gửi tệp .docx gốc, hoặc bản .pdf xuất từ Word (không phải bản chụp)."
        )
    _drop_running_heads(pages)
    return [piece for lines in _paragraphs(pages) for piece in lines], len(pages), "unicode"


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFile("Tệp .pdf được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
        raise DamagedFile("Tệp .pdf bị hỏng hoặc tải lên chưa hết. Hãy xuất lại từ Word rồi gửi lại.") from error


def _page_lines(page: Any, number: int) -> list[Line]:
    height = page.get_height()
    textpage = page.get_textpage()
    chars = _chars(textpage, height)
    textpage.close()
    page.close()
    lines: list[Line] = []
    for row in _baselines(chars):
        lines.extend(_split(row, number))
    lines.sort(key=lambda line: (round(line.top, 1), line.left))
    return _columns(lines)


def _chars(textpage: Any, height: float) -> list[tuple[float, float, float, float, float, str]]:
    """(baseline, left, right, top, size, character) of every visible character; spaces are left to the gaps."""
    out = []
    handle = textpage.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    for at in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code <= 32 or code in {0xA0, 0xAD, 0xFFFE, 0xFFFF, 0x200B}:
            continue
        if not raw.FPDFText_GetCharOrigin(handle, at, x, y):
            continue
        raw.FPDFText_GetCharBox(handle, at, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(handle, at)
        out.append((height - y.value, left.value, right.value, height - top.value, size, chr(code)))
    return out


def _baselines(chars: list[tuple[float, float, float, float, float, str]]) -> list[list[tuple[float, float, float, float, float, str]]]:
    """Characters grouped by baseline: a new row begins where the baseline moves by more than a third of the letter height."""
    rows: list[list[tuple[float, float, float, float, float, str]]] = []
    base = None
    for char in sorted(chars):
        if base is None or char[0] - base > max(char[4], 6.0) * 0.33:
            rows.append([])
            base = char[0]
        rows[-1].append(char)
        base = char[0]
    return rows


def _split(row: list[tuple[float, float, float, float, float, str]], page: int) -> list[Line]:
    """One row to lines: words by small gaps, columns by wide ones."""
    row = sorted(row, key=lambda char: char[1])
    size = statistics.median(char[4] for char in row) or 12.0
    lines: list[Line] = []
    words: list[str] = []
    begun = previous = row[0]
    for char in row:
        gap = char[1] - previous[2]
        if words and gap > size * _COLUMN_GAP:
            lines.append(_line(words, begun, previous, size, page))
            words, begun = [], char
        elif words and gap > size * 0.16:
            words.append(" ")
        words.append(char[5])
        previous = char
    lines.append(_line(words, begun, previous, size, page))
    return lines


def _line(words: list[str], first: tuple[Any, ...], last: tuple[Any, ...], size: float, page: int) -> Line:
    return Line("".join(words), first[1], last[2], first[3], first[0], size, page)


def _columns(lines: list[Line]) -> list[Line]:
    """In a header or signature block two columns stand side by side: read the left one whole, then the right one."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        band = [lines[at]]
        while at + len(band) < len(lines) and _side_by_side(band, lines[at + len(band)]):
            band.append(lines[at + len(band)])
        if len(band) > 1 and _two_sided(band):
            middle = _middle(band)
            out.extend(line for line in band if line.left < middle)
            out.extend(line for line in band if line.left >= middle)
        else:
            out.extend(band)
        at += len(band)
    return out


def _side_by_side(band: list[Line], line: Line) -> bool:
    """Whether a line still belongs to a band of two columns: it is narrow and close to what stands above."""
    span = max(b.right for b in band) - min(b.left for b in band)
    close = line.top - max(b.bottom for b in band) < line.size * 2.2
    return close and (line.right - line.left) < max(span, 300) * 0.62


def _two_sided(band: list[Line]) -> bool:
    return any(a is not b and abs(a.bottom - b.bottom) < a.size * 0.9 and (a.right < b.left) for a in band for b in band)


def _middle(band: list[Line]) -> float:
    pairs = [(a.right + b.left) / 2 for a in band for b in band if abs(a.bottom - b.bottom) < a.size * 0.9 and a.right < b.left]
    return statistics.median(pairs)


def _drop_running_heads(pages: list[list[Line]]) -> None:
    """Page numbers and lines that stand at the top or foot of three pages or more are furniture."""
    seen: dict[str, int] = {}
    for lines in pages:
        for line in {line.text: line for line in [*lines[:1], *lines[-1:]]}.values():
            seen[line.text] = seen.get(line.text, 0) + 1
    for lines in pages:
        for at in (0, -1):
            if lines and (lines[at].text.strip("-– ").isdigit() or seen.get(lines[at].text, 0) > 2):
                lines.pop(at)


def _paragraphs(pages: list[list[Line]]) -> list[list[Piece]]:
    widths = [line.right for lines in pages for line in lines]
    edge = statistics.quantiles(widths, n=20)[-1] if len(widths) > 20 else max(widths, default=0.0)
    paragraphs: list[Paragraph] = []
    for lines in pages:
        for line in lines:
            if paragraphs and _runs_on(paragraphs[-1], line, edge):
                paragraphs[-1].lines.append(line)
            else:
                paragraphs.append(Paragraph([line]))
    return [[_piece(paragraph, at)] for at, paragraph in enumerate(paragraphs)]


def _runs_on(paragraph: Paragraph, line: Line, edge: float) -> bool:
    last = paragraph.lines[-1]
    if starts_item(line.text) or last.text.endswith(("./.", ";")):
        return False
    full = last.right > edge - last.size * 3
    same_page = last.page == line.page
    if same_page and not 0 < line.bottom - last.bottom < last.size * 2.6:
        return False
    if full and not last.text.endswith(_TERMINAL):
        return True
    lower = line.text[:1].islower()
    return (full and (lower or (abs(line.left - paragraph.lines[-1].left) < 3 and len(paragraph.lines) > 1))) or (
        lower and same_page and not last.text.endswith(_TERMINAL)
    )


def _piece(paragraph: Paragraph, at: int) -> Piece:
    first, last = paragraph.lines[0], paragraph.lines[-1]
    box = (min(line.left for line in paragraph.lines), first.top, max(line.right for line in paragraph.lines), last.bottom)
    return Piece(paragraph.text, paragraph=at, page=first.page, box=tuple(round(side, 1) for side in box))  # type: ignore[arg-type]
