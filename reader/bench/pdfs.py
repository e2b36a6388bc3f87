"""PDF files made by hand: one font as most programs write it, and the fallback kind, where letters the font lacks come in a second pass."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from bench.texts import plan

WIDTH, LINES, SIZE, LEFT, TOP, STEP = 78, 44, 12, 56, 790, 17
ADVANCE = SIZE / 2
"""Every letter is half as wide as it is high."""


def lines(pages: int) -> list[str]:
    """Enough lines of an own plan, broken between words."""
    out: list[str] = []
    for line in plan(pages * LINES * WIDTH * 2).splitlines():
        at = ""
        for word in line.split():
            if at and len(at) + 1 + len(word) > WIDTH:
                out.append(at)
                at = word
            else:
                at = f"{at} {word}".strip()
        if at:
            out.append(at)
    return out[: pages * LINES]


@cache
def letters() -> str:
    """Every letter of the plan, in the order of its glyphs."""
    return "".join(sorted(set(plan(20_000))))


@cache
def font() -> bytes:
    """A font of boxes: its letters have places and sizes, which is all that a reader of text layers sees."""
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters())]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters(), names[1:], strict=True)})
    shapes = {}
    for name in names:
        pen = TTGlyphPen(None)
        if name not in {"u0020", "u000A"}:
            corners = ((50, 0), (50, 650), (450, 650), (450, 0))
            pen.moveTo(corners[0])
            for corner in corners[1:]:
                pen.lineTo(corner)
            pen.closePath()
        shapes[name] = pen.glyph()
    builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def _shown(text: str, x: float, y: float, font: str) -> str:
    codes = "".join(f"{letters().index(letter) + 1:04x}" for letter in text)
    return f"BT /{font} {SIZE} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj ET\n"


def _runs(line: str) -> Iterator[tuple[bool, int, str]]:
    """(is missing from the main font, column, letters) for each run of a line."""
    at = 0
    while at < len(line):
        rare = ord(line[at]) >= 0x1E00
        end = at
        while end < len(line) and (ord(line[end]) >= 0x1E00) == rare:
            end += 1
        yield rare, at, line[at:end]
        at = end


def _page(rows: list[str], *, fallback: bool) -> bytes:
    first, second = [], []
    for row, line in enumerate(rows):
        y = TOP - row * STEP
        if not fallback:
            first.append(_shown(line, LEFT, y, "F1"))
            continue
        for rare, column, letters in _runs(line):
            (second if rare else first).append(_shown(letters, LEFT + column * ADVANCE, y, "F2" if rare else "F1"))
    return "".join(first + second).encode()


def _unicode() -> bytes:
    pairs = [f"<{at:04x}> <{ord(letter):04x}>\n" for at, letter in enumerate(letters(), start=1)]
    chunks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    body = "".join(f"{len(chunk)} beginbfchar\n{''.join(chunk)}endbfchar\n" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}endcmap end end"
    ).encode()


def _font_objects(first: int, name: str) -> list[bytes]:
    """The four objects of one font, the first numbered `first`."""
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{first + 1} 0 R] "
        f"/ToUnicode {first + 2} 0 R >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 500 /CIDToGIDMap /Identity /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 4 "
        f"/FontBBox [0 -200 500 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 /FontFile2 {first + 3} 0 R "
        ">> >>".encode(),
        _stream(_unicode()),
        _stream(font()),
    ]


def pdf(pages: int, *, fallback: bool) -> bytes:
    """The whole file."""
    rows = lines(pages)
    contents = [_page(rows[at : at + LINES], fallback=fallback) for at in range(0, len(rows), LINES)]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_font_objects(3, "Main"), *_font_objects(7, "Fallback")]
    kids = []
    for content in contents:
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 7 0 R >> >> >>".encode()
        )
        objects.append(_stream(content))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
