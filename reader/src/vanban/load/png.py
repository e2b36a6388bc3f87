"""Pictures of pages as .png files, small enough to be looked at over an office's line: few shades, packed by zlib.

A page is ink on paper: sixteen shades of grey, or a cube of 6 × 6 × 6 colours where something on it is coloured, look the same to a
reader and make a file several times smaller. Bytes are worked on whole, as numbers, never one by one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 6
_SHADES = 16
_STEPS = 6
_HIGH = bytes((value * (_SHADES - 1) + 127) // 255 << 4 for value in range(256))
_LOW = bytes((value * (_SHADES - 1) + 127) // 255 for value in range(256))
_STEP = [bytes((value * (_STEPS - 1) + 127) // 255 * weight for value in range(256)) for weight in (36, 6, 1)]
_CUBE = b"".join(bytes((red * 51, green * 51, blue * 51)) for red in range(6) for green in range(6) for blue in range(6))


def png(width: int, height: int, red: bytes, green: bytes, blue: bytes) -> bytes:
    """A .png of a picture given by its three colours, each row by row without gaps."""
    if red == green == blue:
        return _file(width, height, 4, 0, _grey_rows(width, height, red))
    cube = _together(*(colour.translate(step) for colour, step in zip((red, green, blue), _STEP, strict=True)))
    return _file(width, height, 8, 3, _rows(cube, width), palette=_CUBE)


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a .png in dots, from its head."""
    width, height = struct.unpack_from(">II", data, 16)
    return int(width), int(height)


def _grey_rows(width: int, height: int, grey: bytes) -> bytes:
    """Two dots a byte. A row of an odd width ends with a dot that nobody sees."""
    if width % 2:
        grey = b"".join(grey[row * width : (row + 1) * width] + b"\xff" for row in range(height))
    packed = _together(grey[0::2].translate(_HIGH), grey[1::2].translate(_LOW))
    return _rows(packed, (width + 1) // 2)


def _together(*parts: bytes) -> bytes:
    """Bytes added place by place; they are chosen so that no place overflows."""
    return sum(int.from_bytes(part, "big") for part in parts).to_bytes(len(parts[0]), "big")


def _rows(pixels: bytes, stride: int) -> bytes:
    """Each row behind the sign for "as it is"."""
    return b"".join(b"\x00" + pixels[at : at + stride] for at in range(0, len(pixels), stride))


def _file(width: int, height: int, bits: int, kind: int, rows: bytes, *, palette: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    parts = [(b"IHDR", head), *([(b"PLTE", palette)] if palette else []), (b"IDAT", zlib.compress(rows, _LEVEL)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunks(parts))


def _chunks(parts: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, body in parts:
        yield struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
