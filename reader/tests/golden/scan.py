"""Pages as a scanner gives them: grey, a little askew, a little dirty. Written with the standard library alone."""

from __future__ import annotations

import random
import struct
import subprocess
import zlib
from math import cos, radians, sin
from pathlib import Path

LEVELS = 16


def pages_of(pdf: Path, resolution: int, folder: Path) -> list[tuple[int, int, bytes]]:
    """Every page as width, height and grey bytes."""
    subprocess.run(["pdftoppm", "-gray", "-r", str(resolution), str(pdf), str(folder / "p")], check=True)
    pages = []
    for path in sorted(folder.glob("p*.pgm")):
        _, size, _, grey = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        pages.append((width, height, grey))
    return pages


def scanned(page: tuple[int, int, bytes], degrees: float, seed: int) -> list[bytes]:
    """Rows of 4-bit grey values, turned about the centre, with a few specks."""
    width, height, grey = page
    chance = random.Random(seed)  # noqa: S311
    c, s = cos(radians(degrees)), sin(radians(degrees))
    rows = []
    for y in range(height):
        dy = y - height / 2
        row = bytearray(width)
        for x in range(width):
            dx = x - width / 2
            u, v = int(c * dx - s * dy + width / 2), int(s * dx + c * dy + height / 2)
            row[x] = grey[v * width + u] >> 4 if 0 <= u < width and 0 <= v < height else LEVELS - 1
        for _ in range(chance.randrange(3)):
            row[chance.randrange(width)] = chance.randrange(LEVELS)
        rows.append(bytes(row))
    return rows


def packed_rows(rows: list[bytes], lead: bytes = b"") -> bytes:
    """Two pixels a byte."""
    out = bytearray()
    for row in rows:
        even = row + b"\x0f" * (len(row) % 2)
        out += lead + bytes(a << 4 | b for a, b in zip(even[::2], even[1::2], strict=True))
    return bytes(out)


def as_png(rows: list[bytes], resolution: int) -> bytes:
    """One page as a .png."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 4, 0, 0, 0, 0)
    dots = struct.pack(">IIB", round(resolution / 0.0254), round(resolution / 0.0254), 1)
    data = zlib.compress(packed_rows(rows, b"\0"), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"pHYs", dots) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def as_pdf(pages: list[list[bytes]], resolution: int) -> bytes:
    """Pages of pictures and nothing else."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for rows in pages:
        width, height = len(rows[0]), len(rows)
        w, h = width * 72 / resolution, height * 72 / resolution
        data = zlib.compress(packed_rows(rows), 9)
        paint = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (w, h)
        n = len(objects) + 1
        kids.append(b"%d 0 R" % n)
        look = b"/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 4/Filter/FlateDecode" % (width, height)
        size = b"/MediaBox[0 0 %.2f %.2f]" % (w, h)
        objects += [
            b"<</Type/Page/Parent 2 0 R%s/Resources<</XObject<</I %d 0 R>>>>/Contents %d 0 R>>" % (size, n + 1, n + 2),
            b"<</Type/XObject/Subtype/Image%s/Length %d>>stream\n%s\nendstream" % (look, len(data), data),
            b"<</Length %d>>stream\n%s\nendstream" % (len(paint), paint),
        ]
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return pdf_file(objects)


def pdf_file(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for i, item in enumerate(objects):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
