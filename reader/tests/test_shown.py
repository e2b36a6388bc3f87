"""Pages as they look: drawn from a .pdf, taken as they are from a picture, in the measure of the blocks."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest
from pdfmaker import Paper, pdf
from pdfmaker import png as grey_png
from vanban.errors import DamagedFile
from vanban.load import ocr
from vanban.load.png import SIGNATURE, png, size_of
from vanban.load.shown import as_pages, can_be_shown, needs_pages, shown_page

BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (255, 0, 0)


def dots(data: bytes) -> list[list[tuple[int, int, int]]]:
    """The colours of a .png as it is written here: every row as it is, four grey bits or a palette."""
    assert data.startswith(SIGNATURE)
    parts = dict(chunks(data))
    width, height, bits, kind, _, _, _ = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    rows = zlib.decompress(parts[b"IDAT"])
    stride = len(rows) // height
    out = []
    for at in range(height):
        row = rows[at * stride : (at + 1) * stride]
        assert row[0] == 0
        if kind == 3:
            found = [tuple(parts[b"PLTE"][3 * byte : 3 * byte + 3]) for byte in row[1:]]
        else:
            assert bits == 4
            found = [(shade * 17,) * 3 for byte in row[1:] for shade in (byte >> 4, byte & 15)]
        out.append(found[:width])
    return out  # type: ignore[return-value]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a .png, their checksums verified."""
    at = len(SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size) == (zlib.crc32(name + body),)
        yield name, body
        at += 12 + size


def picture(rows: list[list[tuple[int, int, int]]]) -> bytes:
    colours = (bytes(dot[colour] for row in rows for dot in row) for colour in range(3))
    return png(len(rows[0]), len(rows), *colours)


@pytest.mark.parametrize("width", [1, 2, 3, 8])
def test_a_grey_picture_keeps_its_dots(width: int) -> None:
    rows = [[BLACK if (x + y) % 2 else WHITE for x in range(width)] for y in range(3)]
    assert dots(picture(rows)) == rows
    assert size_of(picture(rows)) == (width, 3)


def test_a_picture_with_colour_keeps_it_and_the_rest_stays_grey() -> None:
    rows = [[RED, WHITE, BLACK], [(200, 50, 0), (102, 102, 102), (0, 0, 255)]]
    assert dots(picture(rows)) == [[RED, WHITE, BLACK], [(204, 51, 0), (102, 102, 102), (0, 0, 255)]]


def test_a_page_is_drawn_in_the_measure_of_its_boxes() -> None:
    shown = shown_page(pdf(Paper().words(72, 100, "KẾ HOẠCH"), Paper(300, 200).rule(0, 100, 300, 100)), 2)
    assert (shown.media_type, shown.width, shown.height) == ("image/png", 300, 200)
    width, height = size_of(shown.data)
    assert (width, height) == (550, 367)
    rows = dots(shown.data)
    assert min(rows[183]) < (128, 128, 128)
    assert set(rows[40]) == {WHITE}


def test_a_turned_page_is_shown_upright() -> None:
    shown = shown_page(pdf(Paper(300, 200, turn=90)), 1)
    assert (shown.width, shown.height) == (200, 300)


def test_a_picture_is_shown_as_it_is() -> None:
    data = grey_png(400, 200, [b"\xff" * 400] * 200)
    shown = shown_page(data, 1)
    assert (shown.data, shown.media_type, round(shown.width), round(shown.height)) == (data, "image/png", 842, 421)
    assert not needs_pages(data)


def test_a_page_that_is_not_there_is_told() -> None:
    one = pdf(Paper())
    for number in (0, 2):
        with pytest.raises(IndexError):
            shown_page(one, number)
    with pytest.raises(DamagedFile):
        shown_page(b"%PDF-1.4 nothing", 1)


def test_only_files_with_pages_of_their_own_are_shown() -> None:
    assert [can_be_shown(kind) for kind in ("application/pdf", "image/tiff", "text/plain")] == [True, True, False]


@pytest.mark.skipif(not ocr.available(), reason="tesseract with its Vietnamese data is not installed")
def test_a_picture_that_must_be_unpacked_is_made_into_pages_first() -> None:
    clear = rgba(300, 200)
    assert needs_pages(clear)
    pages = as_pages(clear)
    assert pages.startswith(b"%PDF")
    assert not needs_pages(pages)
    assert shown_page(pages, 1).media_type == "image/png"


def rgba(width: int, height: int) -> bytes:
    """A .png with transparency."""
    rows = b"".join(b"\x00" + b"\xff\xff\xff\x80" * width for _ in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return SIGNATURE + b"".join(struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
