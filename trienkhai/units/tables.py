"""Opening a table that an office sends: .csv in UTF-8, UTF-16 or Windows-1258, or the first sheet of an .xlsx, as rows of words."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.errors import Refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
_DELIMITERS = ",;\t"


def read(name: str, data: bytes, *, is_head: Callable[[list[str]], bool]) -> list[list[str]]:
    """The rows of a table. Raises Refusal when it cannot be opened.

    `is_head` knows its first row: an old encoding is believed only when that row can be read in it.
    """
    suffix = PurePath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        raise Refusal(_("Bảng lớn hơn 20 MB."), _("Hãy bỏ hình ảnh, định dạng thừa hoặc chia bảng thành nhiều tệp."))
    if suffix not in {".csv", ".xlsx"}:
        raise Refusal(_("Chỉ nhận tệp .csv hoặc .xlsx."), _("Hãy lưu bảng thành một trong hai loại này."))
    try:
        rows = _xlsx(data) if suffix == ".xlsx" else _rows(_words(data, is_head))
        return [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    except (ValueError, OSError, csv.Error) as error:
        raise Refusal(_("Không mở được bảng."), _("Hãy mở tệp trên máy, lưu lại (CSV chọn mã UTF-8) rồi thử lần nữa.")) from error


def _rows(words: str) -> list[list[str]]:
    first = words.partition("\n")[0]
    return list(csv.reader(io.StringIO(words, newline=""), delimiter=max(_DELIMITERS, key=first.count)))


def _words(data: bytes, is_head: Callable[[list[str]], bool]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\0" in data:
        return data.decode("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    old = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    if line > 1 or not is_head(_rows(old)[0]):
        raise _mixed(line)
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if not raw.isascii() and _is_utf8(raw):
            raise _mixed(number)
    return old


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mixed(line: int) -> Refusal:
    return Refusal(
        _("Dòng %(n)s viết bằng bảng mã khác với các dòng còn lại hoặc không nhận ra bảng mã.") % {"n": text.number(line)},
        _("Hãy mở tệp bằng Excel hoặc LibreOffice, sửa dòng đó rồi lưu lại, chọn mã UTF-8."),
    )


def _xlsx(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ValueError("unpacks to too much")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile, NotImplementedError) as error:
        raise ValueError from error
    return [[_cell(value) for value in row] for row in sheet.to_python()]


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
