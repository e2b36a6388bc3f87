"""How many writes one person makes in a minute. Kept in memory, by person, in each process; no address is kept."""

from __future__ import annotations

import threading
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal

_MINUTE = 60
_MOST_KNOWN = 10_000
_lock = threading.Lock()
_began: dict[int, tuple[float, int]] = {}
"""Person → (when the minute began, writes since)."""


def take(person_id: int) -> None:
    """Count one write; a Refusal (429) beyond `WRITES_A_MINUTE`. Zero means no limit."""
    most, now = settings.WRITES_A_MINUTE, monotonic()
    if not most:
        return
    with _lock:
        began, count = _began.get(person_id, (now, 0))
        if now - began >= _MINUTE:
            began, count = now, 0
        if len(_began) >= _MOST_KNOWN:
            _began.clear()
        _began[person_id] = (began, count + 1)
    if count >= most:
        raise Refusal(
            _("Có quá nhiều thao tác ghi trong một phút từ tài khoản này."),
            _("Hãy chờ một phút rồi làm tiếp; nếu là chương trình tự động, hãy giãn nhịp gửi."),
            status=429,
        )
