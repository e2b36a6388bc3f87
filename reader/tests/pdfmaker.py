"""Small .pdf files made by hand: any Unicode text at any place, ruling lines, turned pages, pictures."""

from __future__ import annotations

import zlib

WIDE = 500
# A range may only count up its last byte, and a block holds a hundred ranges at most.
_RANGES = [
    b"<%02x00> <%02xff> <%02x00>" % (high, high, high) for high in (0x00, 0x01, 0x02, 0x03, 0x1E, 0x20, 0x21, 0x22, 0x25, 0xE0, 0xF0)
]
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
    + b"%d beginbfrange %s endbfrange endcmap end end"
    % (len(_RANGES), b" ".join(_RANGES))
)


class Paper:
    """One page in the making; places are points from the top left."""

    def __init__(self, width: float = 595.0, height: float = 842.0, turn: int = 0) -> None:
        self.width, self.height, self.turn = width, height, turn
        self.content: list[str] = []
        self.picture: tuple[int, int, bytes] | None = None

    def words(self, x: float, y: float, text: str, size: float = 13.0, *, bold: bool = False) -> Paper:
        """Words on one baseline."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"BT /{'G' if bold else 'F'} {size} Tf 1 0 0 1 {x:.2f} {self.height - y:.2f} Tm <{code}> Tj ET")
        return self

    def two_passes(self, x: float, y: float, text: str, size: float = 13.0) -> Paper:
        """Words as a program draws them whose font lacks some letters: first all others, the missing ones at the end of the page."""
        step = size * WIDE / 1000
        missing = [(at, char) for at, char in enumerate(text) if "\u1ea0" <= char <= "\u1ef9"]
        for at, run in _runs(text):
            self.words(x + at * step, y, run, size)
        self.late = [*getattr(self, "late", []), *((x + at * step, y, char, size) for at, char in missing)]
        return self

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> Paper:
        """A ruling line."""
        self.content.append(f"0.5 w {x1:.2f} {self.height - y1:.2f} m {x2:.2f} {self.height - y2:.2f} l S")
        return self

    def bytes(self) -> bytes:
        """The content stream."""
        for x, y, char, size in getattr(self, "late", []):
            # The library passes over an object without any ink, and this font has none for these letters: a space goes with them.
            self.words(x, y, f"{char} ", size, bold=True)
        return "\n".join(self.content).encode()


def _runs(text: str) -> list[tuple[int, str]]:
    """The stretches between missing letters."""
    out: list[tuple[int, str]] = []
    for at, char in enumerate(text):
        if "\u1ea0" <= char <= "\u1ef9":
            continue
        if out and out[-1][0] + len(out[-1][1]) == at:
            out[-1] = (out[-1][0], out[-1][1] + char)
        else:
            out.append((at, char))
    return out


def width(text: str, size: float = 13.0) -> float:
    """How wide words are."""
    return len(text) * size * WIDE / 1000


def pdf(*pages: Paper) -> bytes:
    """The file."""
    fonts = []
    for name in (b"Made", b"Made-Bold"):
        fonts.append(  # noqa: PERF401
            (
                b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%%d 0 R] /ToUnicode 3 0 R >>" % name,
                b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo "
                b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW %d /FontDescriptor 4 0 R >>" % (name, WIDE),
            )
        )
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_TO_UNICODE), _TO_UNICODE)]
    bodies.append(
        b"<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 -216 1000 891] /ItalicAngle 0 /Ascent 891 /Descent -216"
        b" /CapHeight 662 /StemV 80 >>"
    )
    for outer, inner in fonts:
        bodies.append(outer % (len(bodies) + 2))
        bodies.append(inner)
    kids = []
    for page in pages:
        stream = page.bytes()
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(bodies) + 1)
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Rotate %d /Contents %d 0 R"
            b" /Resources << /Font << /F 5 0 R /G 7 0 R >> >> >>" % (page.width, page.height, page.turn, len(bodies))
        )
    bodies[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    return _file(bodies)


def _file(bodies: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)


def png(width: int, height: int, rows: list[bytes]) -> bytes:
    """A grey picture as .png."""
    import struct

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packed = zlib.compress(b"".join(b"\x00" + row for row in rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
