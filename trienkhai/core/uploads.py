"""What may be attached: an allow-list by name and by content, a size cap. Only the first bytes are read and a packed file's index."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal

_OFFICE = b"PK\x03\x04"
MEDIA: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF", "application/pdf"),
    ".docx": (_OFFICE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (_OFFICE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": (_OFFICE, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".txt": (b"", "text/plain"),
}
"""Suffix → (first bytes, media type)."""
MOST_MEMBERS = 10_000
"""Files in a packed one at the most; what Office writes holds hundreds."""
MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
"""What a packed file of Office must hold to be what its name says."""


def media_type(name: str, data: bytes) -> str:
    """The media type of an acceptable attachment. Raises Refusal for empty, too large, unlisted or renamed files."""
    shown = PurePath(name.replace("\\", "/")).name
    suffix = PurePath(shown).suffix.lower()
    if not data:
        raise Refusal(_("Tệp «%(name)s» rỗng.") % {"name": shown}, _("Hãy chọn tệp có nội dung."))
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise Refusal(_("Tệp «%(name)s» lớn hơn 50 MB.") % {"name": shown}, _("Hãy giảm dung lượng ảnh hoặc tách tệp."))
    if suffix not in MEDIA:
        raise Refusal(
            _("Không nhận loại tệp của «%(name)s».") % {"name": shown}, _("Hãy dùng .pdf, .docx, .xlsx, .pptx, .jpg, .png hoặc .txt.")
        )
    first, kind = MEDIA[suffix]
    if not data.startswith(first) or (suffix == ".txt" and b"\0" in data[:4096]) or not _holds(data, MAIN_PART.get(suffix)):
        raise Refusal(
            _("Nội dung của «%(name)s» không đúng với đuôi tệp.") % {"name": shown},
            _("Hãy mở tệp, lưu lại đúng định dạng rồi đính kèm lại."),
        )
    return kind


def _holds(data: bytes, part: str | None) -> bool:
    """Whether a packed file holds its main part, not too many others and no macros; true for what is not packed. Only the index is read."""
    if part is None:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError):
        return False
    return part in names and len(names) <= MOST_MEMBERS and not any(name.lower().endswith("vbaproject.bin") for name in names)
