"""Pictures of pages (.png, .jpg, .tif): set into a .pdf of their own and read as any scan is."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2.raw as raw

from vanban.errors import DamagedFile, EmptyFile, TooLarge
from vanban.load import ocr, programs
from vanban.load.base import WHOLE, Parts, Wanted
from vanban.load.pdf import ONE_AT_A_TIME, load_pdf, open_pdf

_PNG = b"\x89PNG\r\n\x1a\n"
MAX_SIDE = 20_000
SHEET = 842.0
"""The longer side of a page made of a picture, in points: that of A4."""
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
_DAMAGED = "Tệp ảnh bị hỏng hoặc tải lên chưa hết. Hãy quét hoặc chụp lại rồi gửi lại."


def load_image(data: bytes, wanted: Wanted = WHOLE) -> Parts:
    """Pieces of a picture. Raises MissingProgram, DamagedFile, TooLarge, EmptyFile."""
    if not ocr.available():
        raise ocr.need()
    try:
        return load_pdf(as_pdf(data, first_page=wanted.head), wanted, pictures=True)
    except EmptyFile as error:
        raise EmptyFile("Ảnh không có chữ nào nhận dạng được. Hãy quét lại rõ hơn (từ 200 dpi) rồi gửi lại.") from error


def as_pdf(data: bytes, *, first_page: bool = False) -> bytes:
    """The picture as a .pdf, all its pages or the first. Raises MissingProgram, DamagedFile, TooLarge."""
    made = straight(data)
    return made if made is not None else _by_program(data, first_page=first_page)


def straight(data: bytes) -> bytes | None:
    """The picture as a .pdf where it goes in as it is; None for one that a program has to unpack. Raises DamagedFile, TooLarge."""
    return _jpeg(data) if data.startswith(b"\xff\xd8") else _png(data) if data.startswith(_PNG) else None


def _jpeg(data: bytes) -> bytes:
    """A .jpg goes into a .pdf as it is."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker in _START_OF_FRAME:
            bits, height, width, parts = struct.unpack_from(">BHHB", data, at + 4)
            colour = _COLOURS.get(parts)
            if colour is None or not width or not height:
                break
            extra = b" /Decode [1 0 1 0 1 0 1 0]" if parts == 4 else b""
            head = b"/ColorSpace %s /BitsPerComponent %d /Filter /DCTDecode%s" % (colour, bits, extra)
            return _pdf(width, height, head, data)
        if marker in {0xFF, 0x00, 0x01} or 0xD0 <= marker <= 0xD9:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    raise DamagedFile(_DAMAGED)


def _png(data: bytes) -> bytes | None:
    """A .png without layers or transparency goes in as it is, too; None for the others."""
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise DamagedFile(_DAMAGED)
    width, height, bits, kind, _, _, woven = struct.unpack(">IIBBBBB", chunks[0][1])
    packed = b"".join(body for name, body in chunks if name == b"IDAT")
    if not packed or not width or not height:
        raise DamagedFile(_DAMAGED)
    if woven or kind not in {0, 2, 3} or bits == 16:
        return None
    try:
        zlib.decompressobj().decompress(packed, 1 << 16)
    except zlib.error as error:
        raise DamagedFile(_DAMAGED) from error
    colours = 3 if kind == 2 else 1
    space = {0: b"/DeviceGray", 2: b"/DeviceRGB", 3: _palette(chunks)}[kind]
    predictor = b"<< /Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d >>" % (colours, bits, width)
    head = b"/ColorSpace %s /BitsPerComponent %d /Filter /FlateDecode /DecodeParms %s" % (space, bits, predictor)
    return _pdf(width, height, head, packed)


def _palette(chunks: list[tuple[bytes, bytes]]) -> bytes:
    colours = next((body for name, body in chunks if name == b"PLTE"), b"\x00\x00\x00\xff\xff\xff")
    return b"[/Indexed /DeviceRGB %d <%s>]" % (len(colours) // 3 - 1, colours.hex().encode())


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def _pdf(width: int, height: int, head: bytes, stream: bytes) -> bytes:
    """A .pdf of one page that is the picture; the longer side is that of an A4 page."""
    if max(width, height) > MAX_SIDE:
        raise TooLarge(f"Ảnh có cạnh dài hơn {MAX_SIDE} điểm ảnh. Hãy quét ở 200–300 dpi rồi gửi lại.")
    scale = SHEET / max(width, height)
    wide, high = width * scale, height * scale
    content = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (wide, high)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
        % (wide, high),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d %s /Length %d >>\nstream\n%s\nendstream"
        % (width, height, head, len(stream), stream),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def _by_program(data: bytes, *, first_page: bool) -> bytes:
    """Other pictures (.tif with several pages, transparent .png) are unpacked by tesseract, which makes a .pdf of them."""
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        given = Path(folder) / "anh"
        given.write_bytes(data)
        command = [
            "tesseract",
            str(given),
            str(given),
            "-l",
            "vie",
            # The page as one line: this is for unpacking only, the words are recognised with the other scans.
            "--psm",
            "13",
            *(("-c", "tessedit_page_number=0") if first_page else ()),
            "pdf",
        ]
        programs.run(command, seconds=ocr.SECONDS_A_PAGE * 4, environment={"OMP_THREAD_LIMIT": "1"})
        return _as_sheets(given.with_suffix(".pdf").read_bytes())


def _as_sheets(data: bytes) -> bytes:
    """The .pdf with every page as large as a sheet of A4: a picture that says nothing of its dots may come out as large as a wall."""
    with ONE_AT_A_TIME:
        document = open_pdf(data)
        try:
            for page in document:
                wide, high = page.get_size()
                scale = SHEET / max(wide, high)
                raw.FPDFPage_TransFormWithClip(page.raw, raw.FS_MATRIX(scale, 0, 0, scale, 0, 0), None)
                page.set_mediabox(0, 0, wide * scale, high * scale)
                page.close()
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
        finally:
            document.close()
