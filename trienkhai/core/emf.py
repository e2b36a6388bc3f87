"""Bars with words as a picture for a document: an enhanced metafile, which office programs draw with their own fonts, sharp at any size.

Shades and hatching tell the parts apart in grey as well; what a bar shows stands beside it in figures.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from trienkhai.core import text

DOT = 100
"""Units of the picture in a millimetre: hundredths."""
SHADES = (0x404040, 0x8C8C8C, 0xC8C8C8, 0xFFFFFF, 0x101010, 0xE6E6E6)
_HEADER, _EOF, _BRUSH, _PEN, _FONT, _SELECT, _RECTANGLE, _TEXT, _ALIGN, _MODE = 1, 14, 39, 38, 82, 37, 43, 84, 22, 18
_ROW, _BAR, _LETTER = 900, 520, 420


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the chart: its name and the length of each part."""

    name: str
    parts: Sequence[int]


def chart(bars: Sequence[Bar], kinds: Sequence[str], *, width: int = 160, names: int = 62) -> tuple[bytes, int]:
    """Stacked bars with a legend above; the picture and its height in millimetres. `names` is the room for names, in millimetres."""
    drawing = _Drawing(width * DOT, _ROW * (len(bars) + 1 + (len(kinds) - 1) // 3) + 200)
    longest = max((sum(bar.parts) for bar in bars), default=0) or 1
    left, room = names * DOT, (width - names - 16) * DOT
    for at, kind in enumerate(kinds):
        x, y = (at % 3) * (width * DOT // 3), (at // 3) * _ROW + 200
        drawing.box(x, y, x + 420, y + 420, at)
        drawing.words(x + 560, y, kind)
    top = _ROW * (1 + (len(kinds) - 1) // 3) + 200
    for row, bar in enumerate(bars):
        y, x = top + row * _ROW, left
        drawing.words(0, y, bar.name)
        for at, value in enumerate(bar.parts):
            end = x + round(room * value / longest)
            if end > x:
                drawing.box(x, y, end, y + _BAR, at)
            x = end
        drawing.words(x + 160, y, text.number(sum(bar.parts)))
    return drawing.done(), drawing.height // DOT


class _Drawing:
    """Records of the metafile; brushes are made once for each shade."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._records: list[bytes] = []
        for at, shade in enumerate(SHADES):
            self._put(_BRUSH, struct.pack("<IIII", at + 1, 0, shade, 0))
        self._put(_PEN, struct.pack("<IIiiI", len(SHADES) + 1, 0, 12, 0, 0))
        face = "Times New Roman".encode("utf-16-le").ljust(64, b"\0")
        font = struct.pack("<iiiii8B", -_LETTER, 0, 0, 0, 400, 0, 0, 0, 1, 0, 0, 0, 0) + face
        self._put(_FONT, struct.pack("<I", len(SHADES) + 2) + font.ljust(320, b"\0"))
        self._put(_SELECT, struct.pack("<I", len(SHADES) + 1))
        self._put(_SELECT, struct.pack("<I", len(SHADES) + 2))
        self._put(_MODE, struct.pack("<I", 1))
        self._put(_ALIGN, struct.pack("<I", 0))

    def box(self, left: int, top: int, right: int, bottom: int, shade: int) -> None:
        """A filled rectangle with a thin edge."""
        self._put(_SELECT, struct.pack("<I", shade % len(SHADES) + 1))
        self._put(_RECTANGLE, struct.pack("<iiii", left, top, right, bottom))

    def words(self, left: int, top: int, words: str) -> None:
        """A line of words from its upper left corner."""
        said = words.encode("utf-16-le")
        count = len(said) // 2
        bounds = (left, top, self.width, top + _LETTER)
        body = struct.pack("<iiiiIff", *bounds, 1, 1.0, 1.0) + struct.pack("<iiIIIiiiiI", left, top, count, 76, 0, 0, 0, -1, -1, 0)
        self._put(_TEXT, body + said.ljust((len(said) + 3) // 4 * 4, b"\0"))

    def _put(self, kind: int, body: bytes) -> None:
        self._records.append(struct.pack("<II", kind, len(body) + 8) + body)

    def done(self) -> bytes:
        """The whole file."""
        self._put(_EOF, struct.pack("<III", 0, 16, 20))
        body = b"".join(self._records)
        handles = len(SHADES) + 3
        frame = (0, 0, self.width, self.height)
        head = struct.pack("<iiiiiiii", *frame, *frame)
        head += struct.pack(
            "<IIIIHHIIIiiii", 0x464D4520, 0x10000, len(body) + 88, len(self._records) + 1, handles, 0, 0, 0, 0, *self._device()
        )
        return struct.pack("<II", _HEADER, 88) + head + body

    def _device(self) -> tuple[int, int, int, int]:
        """A device with a hundred dots in a millimetre: its size in dots and in millimetres."""
        return (21_000, 29_700, 210, 297)
