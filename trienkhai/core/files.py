"""Bytes by their hash, outside the web root."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse

from trienkhai.core import clock
from trienkhai.core.models import StoredFile


def path_of(sha256: str) -> Path:
    """Where the bytes of this hash are kept."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def store(data: bytes, media_type: str) -> StoredFile:
    """Keep `data` once. The file is complete on disk (written aside, synced, renamed) before its row exists."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if not target.exists():
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
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(data), "media_type": media_type, "created_at": clock.now()}
    )
    return stored


def attachment(stored: StoredFile, name: str) -> FileResponse:
    """The bytes as a download: always an attachment, never sniffed, never run."""
    response = FileResponse(path_of(stored.sha256).open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def load(stored: StoredFile) -> bytes:
    """The bytes, whole."""
    return path_of(stored.sha256).read_bytes()
