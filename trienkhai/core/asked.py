"""Numbers in an address: what stands there may be anything, so it becomes a whole number or nothing."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[0-9]{1,15}")


def whole(words: str) -> int | None:
    """A whole number of plain digits that every database holds, else None ("²" and "९" are no numbers here)."""
    return int(words) if _WHOLE.fullmatch(words) else None
