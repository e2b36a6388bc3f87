"""Bytes by their hash, outside the web root."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from trienkhai.core import clock
from trienkhai.core.errors import Refusal
from trienkhai.core.models import StoredFile

logger = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""How a system says that there is no room."""


def no_room() -> Refusal:
    """What people are told when the disk is full."""
    return Refusal(
        _("Máy chủ đã hết chỗ lưu tệp nên chưa nhận được; chưa có gì được ghi."),
        _("Hãy báo quản trị hệ thống; khi đã có chỗ, hãy gửi lại."),
        status=507,
    )


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash are kept."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def derived_of(sha256: str) -> Path:
    """The folder of what was made from the bytes of this hash and can be made again; a backup leaves it out, and it goes with the bytes."""
    return Path(settings.FILES_ROOT) / "derived" / sha256


def keep_derived(target: Path, data: bytes) -> bool:
    """Keep something made from a file, complete or not at all. False where the disk is full: it can be made again."""
    try:
        _write(target, data)
    except OSError as error:
        if error.errno in FULL:
            return False
        raise
    return True


def forget(sha256: str) -> None:
    """Take the bytes of this hash off the disk, with everything that was made from them. Their row must be gone already."""
    path_of(sha256).unlink(missing_ok=True)
    shutil.rmtree(derived_of(sha256), ignore_errors=True)


def store(data: bytes, media_type: str) -> StoredFile:
    """Keep `data` once. The file is complete on disk (written aside, synced, renamed) before its row exists.

    A full disk is a Refusal, and what was begun is taken away.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if not target.exists():
        try:
            _write(target, data)
        except OSError as error:
            if error.errno in FULL:
                raise no_room() from error
            raise
    stored, _made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(data), "media_type": media_type, "created_at": clock.now()}
    )
    return stored


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(aside).replace(target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def attachment(stored: StoredFile, name: str) -> FileResponse:
    """The bytes as a download: always an attachment, never sniffed, never run, and only as they came in. Raises Refusal otherwise."""
    require_intact(stored)
    response = FileResponse(path_of(stored.sha256).open("rb"), as_attachment=True, filename=safe_name(name))
    response["Content-Type"] = "application/octet-stream"
    keep_inert(response)
    return response


def handed(data: bytes, name: str) -> HttpResponse:
    """Bytes that stand in no table of files as a download like any other."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=safe_name(name)) or "attachment"
    keep_inert(response)
    return response


def picture(data: bytes, media_type: str) -> HttpResponse:
    """Bytes that a page shows as a picture of the kind `media_type`; opened by itself it is a download like any other."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = "attachment"
    keep_inert(response)
    return response


def keep_inert(response: HttpResponseBase) -> None:
    """Headers of every download: it is never sniffed, run, framed or kept."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"


def require_intact(stored: StoredFile) -> None:
    """Raises Refusal when the bytes on the disk are gone or no longer those of the hash; the operator's log says which."""
    try:
        with path_of(stored.sha256).open("rb") as data:
            whole = hashlib.file_digest(data, "sha256").hexdigest() == stored.sha256
    except FileNotFoundError:
        whole = False
    if not whole:
        logger.error("stored file %s is gone or was altered", stored.sha256)
        raise Refusal(
            _("Tệp trên máy chủ đã mất hoặc không còn nguyên như lúc nhận nên không được trao."),
            _("Hãy báo quản trị hệ thống khôi phục tệp từ bản sao lưu."),
            status=503,
        )


def safe_name(name: str) -> str:
    """A file's name as it may stand in a header: the last part of a path, without anything that is not printed."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-250:] or "tep"


def load(stored: StoredFile) -> bytes:
    """The bytes, whole."""
    return path_of(stored.sha256).read_bytes()
