"""The single place that calls `vanban`: a quick look before anything is stored, and the reading itself."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SUFFIXES: Final = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".txt", ".md", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
"""Names of the files that the reader takes; what is in them is told by their content."""

# The header block ends well before this; a body paragraph never is one of these words alone.
_HEADER_BLOCKS = 40
_MARK = re.compile(r"(?:TUYỆTMẬT|TỐIMẬT|MẬT)")
_BOX = re.compile(r"[\s\[\](){}|_\-–—=*.:•■□▢▪┌┐└┘─│═║╔╗╚╝]+")


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at a file tells: its media type by content, and the secrecy mark of its header block, if any."""

    media_type: str
    secrecy: str | None


def formats() -> str:
    """The kinds of file that are taken, as people say them."""
    return _(".docx, .doc, .odt, .rtf, .pdf, .html, .txt, .md và bản quét, ảnh chụp (.pdf, .png, .jpg, .tif)")


def glance(data: bytes, name: str) -> Glance:
    """Look at the head in memory: of a scan, half a page. What cannot be opened is refused in the reader's own words with the way out."""
    from vanban.clean import normalise
    from vanban.errors import VanbanError
    from vanban.find.header import metadata
    from vanban.load import head as head_of

    try:
        loaded = head_of(data, name=name)
        text, blocks = normalise(loaded.pieces)
        head = metadata(text, blocks) if blocks else None
    except VanbanError as error:
        raise Refusal(error.message, way_out(error.code)) from error
    found = head.secrecy.text if head and head.secrecy else None
    return Glance(loaded.source.media_type, found or boxed_mark(text[b.start : b.end] for b in blocks[:_HEADER_BLOCKS]))


def is_secret(result: dict[str, Any]) -> bool:
    """Whether a whole reading (`vanban/1`) shows a secrecy mark in its header block, which the look at the head may have missed."""
    text, blocks = result["text"], result["blocks"][:_HEADER_BLOCKS]
    return bool(result["source"]["secrecy_mark"] or boxed_mark(text[b["start"] : b["end"]] for b in blocks))


def boxed_mark(lines: Iterable[str]) -> str | None:
    """A line that is nothing but a secrecy mark, however spaced or boxed ("M Ậ T", "[TỐI  MẬT]"); a sentence never matches."""
    for line in lines:
        for part in re.split(r"\s{3,}|\t|\||\n", line):
            bare = _BOX.sub("", unicodedata.normalize("NFC", part))
            if _MARK.fullmatch(bare):
                return bare
    return None


def read(data: bytes, name: str, tell: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """The whole reading as `vanban/1`; `tell` hears (pages done, pages in all) of a scan. Raises the reader's own errors."""
    import vanban
    from vanban.contract import to_json

    result: dict[str, Any] = json.loads(json.dumps(to_json(vanban.read(data, name=name, tell=tell)), ensure_ascii=False))
    return result


def reader_version() -> str:
    """The version of the reader that is installed."""
    try:
        return version("vanban")
    except PackageNotFoundError:
        return ""


def way_out(code: str) -> str:
    """What a person can do about a file that the reader refused; `code` is the reader's."""
    ways = {
        "empty": _("Hãy kiểm tra tệp trên máy của bạn rồi tải lên bản có nội dung."),
        "damaged": _("Hãy mở tệp trên máy, lưu lại thành bản mới rồi tải lên lần nữa."),
        "encrypted": _("Hãy bỏ mật khẩu (Lưu thành… không đặt mật khẩu) rồi tải lên lại."),
        "unsupported": _("Hãy chuyển sang .docx hoặc .pdf rồi tải lên lại."),
        "too-large": _("Hãy bỏ bớt ảnh hoặc tách tệp thành các phần dưới 50 MB rồi tải lên lại."),
        "missing-program": _("Hãy báo quản trị hệ thống cài gói còn thiếu, hoặc chuyển tệp sang .docx rồi tải lên lại."),
    }
    return ways.get(code, _("Hãy chuyển tệp sang .docx rồi tải lên lại; nếu vẫn lỗi, hãy báo quản trị hệ thống."))
