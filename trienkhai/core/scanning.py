"""Asking clamd whether bytes carry something harmful, before they are kept (INSTREAM of its protocol; nothing is written on the way).

No scanner configured: nothing is asked. Configured: only a plain "OK" lets bytes in.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from trienkhai.core import journal
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from django.db.models import Model

    from trienkhai.accounts.models import Person

CHUNK = 64 * 1024


def configured() -> bool:
    """Whether a scanner was named in the settings."""
    return bool(settings.CLAMD_SOCKET or settings.CLAMD_ADDRESS)


def scan(data: bytes) -> str:
    """The name of what was found, "" when clean or when no scanner is configured. No clear answer in time is a Refusal."""
    if not configured():
        return ""
    try:
        answer = _ask(data)
    except OSError as error:
        raise _unscanned() from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise _unscanned()


def require_clean(*, actor: Person, verb: str, subject: Model, unit_id: int | None, name: str, data: bytes) -> None:
    """Refuse harmful bytes and write the refusal down under `verb`. Called before a transaction: the line stays, the bytes do not."""
    found = scan(data)
    if not found:
        return
    journal.record(actor, verb, subject, unit_id, reason="malware", found=found[:100], size=len(data))
    raise Refusal(
        _("Tệp «%(name)s» có mã độc nên không được nhận; tệp đã bị huỷ, không lưu lại.") % {"name": name},
        _("Hãy quét mã độc trên máy của bạn, báo người phụ trách an toàn thông tin, rồi gửi bản sạch."),
    )


def _unscanned() -> Refusal:
    return Refusal(
        _("Chưa quét được mã độc nên chưa nhận tệp."),
        _("Hãy gửi lại sau ít phút; nếu vẫn vậy, hãy báo quản trị hệ thống kiểm tra dịch vụ quét."),
        status=503,
    )


def _ask(data: bytes) -> str:
    with _connection() as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):  # too long for the scanner: it says so, then hangs up
            pass
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connection() -> socket.socket:
    if settings.CLAMD_SOCKET:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(settings.CLAMD_TIMEOUT)
        try:
            line.connect(settings.CLAMD_SOCKET)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.CLAMD_TIMEOUT)
