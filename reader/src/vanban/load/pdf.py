""".pdf: each page by its text layer, or by character recognition where there is none or where it is garbled."""

from __future__ import annotations

import threading
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from vanban import legacy
from vanban.errors import DamagedFile, EmptyFile, EncryptedFile, TooLarge
from vanban.load import layout, ocr
from vanban.load.base import WHOLE, Parts, Piece, Wanted
from vanban.load.glyphs import read_page
from vanban.load.lines import cell_lines
from vanban.load.page import Page, Word
from vanban.load.raster import Picture, grey, upper
from vanban.load.sense import sense

# The library underneath is not made for two threads at once.
ONE_AT_A_TIME = threading.Lock()
MAX_PAGES = 3000
MAX_SCANNED = 200
_SOUND = 0.9
_MARKED = 0.5
_FEW = 15
_PICTURE = 0.4
_SAMPLE = 400
_MANY_SHAPES = 300
_BATCH = 4


def load_pdf(data: bytes, wanted: Wanted = WHOLE, *, pictures: bool = False) -> Parts:
    """Pieces of a .pdf; of one made of `pictures`, whatever text layer its maker added is left aside.

    Raises EncryptedFile, DamagedFile, TooLarge, EmptyFile, MissingProgram.
    """
    with ONE_AT_A_TIME:
        document = open_pdf(data)
        count = len(document)
        # Without the program, whether the file can be read at all is told by all its pages.
        pages, scanned = _pages(document, 1 if wanted.head and ocr.available() else count, pictures=pictures)
    try:
        unread = scanned if scanned and not _worth(len(pages), scanned) else []
        if not unread:
            _recognise(document, pages, scanned, wanted)
    finally:
        with ONE_AT_A_TIME:
            document.close()
    out = layout.pieces(pages)
    if not out and not (wanted.head and (scanned or len(pages) < count)):
        raise EmptyFile("Tệp .pdf không có chữ nào, kể cả sau khi nhận dạng. Hãy kiểm tra lại tệp rồi gửi lại.")
    encoding = legacy.in_pieces(out)
    for piece in out:
        piece.text = piece.text.replace("\u00ad", "-")
    if unread:
        out.append(_unread_note(unread))
    return Parts(out, pages=len(pages), encoding=encoding, ocr=any(page.scanned for page in pages))


def _recognise(document: pdfium.PdfDocument, pages: list[Page], scanned: list[int], wanted: Wanted) -> None:
    """Put what is recognised in the place of the pages that need it."""
    for at in range(0, len(scanned), _BATCH):
        batch = scanned[at : at + _BATCH]
        with ONE_AT_A_TIME:
            pictures = [(number, picture_of(document[number - 1])) for number in batch]
        if wanted.head:
            pictures = [(number, upper(picture)) for number, picture in pictures]
        for done, page in enumerate(ocr.recognise(pictures), start=at + 1):
            pages[page.number - 1] = page
            if wanted.tell is not None:
                wanted.tell(done, len(scanned))


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The file opened, which only one thread may use at a time. Raises EncryptedFile, DamagedFile, TooLarge."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFile("Tệp .pdf được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
        raise DamagedFile("Tệp .pdf bị hỏng hoặc tải lên chưa hết. Hãy xuất lại từ Word rồi gửi lại.") from error
    if len(document) > MAX_PAGES:
        document.close()
        raise TooLarge(f"Tệp .pdf có hơn {MAX_PAGES} trang. Hãy tách thành nhiều tệp rồi gửi lại.")
    if len(document) == 0:
        document.close()
        raise DamagedFile("Tệp .pdf không có trang nào, có thể tải lên chưa hết. Hãy xuất lại từ Word rồi gửi lại.")
    return document


def _pages(document: pdfium.PdfDocument, count: int, *, pictures: bool) -> tuple[list[Page], list[int]]:
    """The first `count` pages by their text layers, and the numbers of those whose text layer will not do."""
    pages: list[Page] = []
    scanned: list[int] = []
    for at in range(count):
        try:
            page = document[at]
        except pdfium.PdfiumError as error:
            raise DamagedFile(f"Trang {at + 1} của tệp .pdf bị hỏng. Hãy xuất lại từ Word rồi gửi lại.") from error
        try:
            read = read_page(page, at + 1)
            if pictures or _needs_recognition(page, read):
                scanned.append(at + 1)
            pages.append(read)
        finally:
            page.close()
    if len(scanned) > MAX_SCANNED:
        raise TooLarge(f"Bản quét có hơn {MAX_SCANNED} trang. Hãy tách thành nhiều tệp rồi gửi lại.")
    return pages, scanned


def _needs_recognition(page: Any, read: Page) -> bool:
    fit, marked, count = sense(" ".join(word.text for word in read.words))
    if count >= _FEW and fit >= _SOUND and marked >= _MARKED:
        return False
    if count < _FEW:
        return _pictured(page) >= _PICTURE or (count == 0 and _shapes(page) > _MANY_SHAPES)
    text = _by_lines(read.words)
    fit, marked, count = sense(text)
    if (fit >= _SOUND and marked >= _MARKED) or legacy.in_text(text)[1] is not None:
        return False
    if _pictured(page) >= _PICTURE:
        return fit < _SOUND or marked < _MARKED
    return _garbage(read.words) or (fit < 0.75 and marked > 0.1)


def _by_lines(words: list[Word]) -> str:
    """The words in the middle of a page as they stand side by side: letters drawn in a second pass are back in their places."""
    if len(words) > _SAMPLE:
        half = (len(words) - _SAMPLE) // 2
        words = sorted(words, key=lambda word: word.base)[half : half + _SAMPLE]
    return "\n".join(line.text for line in cell_lines(words, 0))


def _garbage(words: list[Word]) -> bool:
    """Letters without a meaning of their own: private use, replacement signs, control signs."""
    text = "".join(word.text for word in words)
    odd = sum(1 for char in text if "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or char < " ")
    return odd > 0.05 * len(text)


def _pictured(page: Any) -> float:
    """The share of the page that its largest picture covers."""
    area = page.get_width() * page.get_height()
    best = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        best = max(best, (right - left) * (top - bottom))
    return best / area if area else 0.0


def _shapes(page: Any) -> int:
    return int(raw.FPDFPage_CountObjects(page.raw))


def picture_of(page: Any) -> Picture:
    """The page as it prints, without what was laid over it afterwards (stamps of digital signatures are such notes)."""
    dots = float(ocr.DOTS)
    longest = max(page.get_width(), page.get_height()) * dots / 72
    if longest > 4600:
        dots *= 4600 / longest
    bitmap = page.render(scale=dots / 72, may_draw_forms=False, draw_annots=False, force_bitmap_format=raw.FPDFBitmap_BGRx)
    try:
        picture = grey(bitmap.width, bitmap.height, bitmap.stride, memoryview(bitmap.buffer))
    finally:
        bitmap.close()
    picture.dots = dots
    return picture


def _worth(count: int, scanned: list[int]) -> bool:
    """Without the program, a document that is mostly text is still read; one that is mostly scanned is refused with the reason."""
    if ocr.available():
        return True
    if len(scanned) * 2 >= count:
        raise ocr.need()
    return False


def _unread_note(numbers: list[int]) -> Piece:
    """A line that says which pages were not read, so that nobody takes the reading for the whole."""
    listed = ", ".join(map(str, numbers))
    return Piece(f"[Trang {listed} là ảnh quét, chưa đọc được: máy chủ cần tesseract-ocr-vie]", kind="furniture", page=numbers[0])
