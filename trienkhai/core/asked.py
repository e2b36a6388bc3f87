"""Numbers in an address: what stands there may be anything, so it becomes a whole number or nothing."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[0-9]{1,15}")


def whole(words: str) -> int | None:
    """A whole number of plain digits that every database holds, else None ("²" and "९" are no numbers here)."""
    return int(words) if _WHOLE.fullmatch(words) else None


class RowId:
    """`<id:…>` in an address: a number that every database holds as a row's id; anything longer is no address at all."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Plain digits."""
        return str(value)
