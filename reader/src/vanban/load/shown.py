"""Pages as they look, beside what was read from them: a page of a .pdf drawn, a picture as it is."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from vanban.load import image
from vanban.load.kinds import JPEG, PDF, PNG, TIFF, sniff
from vanban.load.pdf import ONE_AT_A_TIME, open_pdf
from vanban.load.png import png

DOTS = 132
"""Dots an inch: small print can be read, and an A4 page is some 1,100 by 1,500 dots."""
_LONGEST = 2600


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to look at; `width` and `height` are in points, as `Block.box` counts them from the top left."""

    data: bytes
    media_type: str
    width: float
    height: float


def can_be_shown(media_type: str) -> bool:
    """Whether files of this kind have pages of their own."""
    return media_type in {PDF, PNG, JPEG, TIFF}


def needs_pages(data: bytes) -> bool:
    """Whether pages must first be made by `as_pages`, which may take seconds: .tif, .png with transparency."""
    return sniff(data, "") != PDF and image.straight(data) is None


def as_pages(data: bytes) -> bytes:
    """The .pdf that the reader makes of a picture it cannot take as it is. Raises MissingProgram, DamagedFile, TooLarge."""
    return image.as_pdf(data)


def shown_page(data: bytes, number: int) -> Shown:
    """The page `number` (from 1) of a .pdf or of a picture. Raises DamagedFile and its like; IndexError where there is no such page."""
    kind = sniff(data, "")
    pages = data if kind == PDF else image.as_pdf(data)
    with ONE_AT_A_TIME:
        document = open_pdf(pages)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            page = document[number - 1]
            width, height = page.get_size()
            if kind != PDF and image.straight(data) is not None:
                return Shown(data, kind, width, height)
            return Shown(_drawn(page), PNG, width, height)
        finally:
            document.close()


def _drawn(page: pdfium.PdfPage) -> bytes:
    scale = min(DOTS / 72, _LONGEST / max(page.get_size()))
    bitmap = page.render(scale=scale, may_draw_forms=False, force_bitmap_format=raw.FPDFBitmap_BGRx)
    try:
        rows = bytes(memoryview(bitmap.buffer))
        if bitmap.stride != bitmap.width * 4:
            rows = b"".join(rows[at * bitmap.stride : at * bitmap.stride + bitmap.width * 4] for at in range(bitmap.height))
        return png(bitmap.width, bitmap.height, rows[2::4], rows[1::4], rows[0::4])
    finally:
        bitmap.close()
