"""Computed fields in a passage's words: what is counted is never typed. `[số đơn vị]` and `[tên đơn vị]` are filled in when it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from trienkhai.core import text

COUNT, NAMES = "[số đơn vị]", "[tên đơn vị]"
FIELDS = ((COUNT, _("số đơn vị đứng sau đoạn")), (NAMES, _("tên các đơn vị đầu và số đơn vị còn lại")))
_FIELD = re.compile(r"\[(số|tên) đơn vị\]", re.IGNORECASE)
_TYPED = re.compile(
    r"\b\d[\d.]*\s+(?:đơn vị|trường|phòng|xã|phường)\s+(?:đã\s+|có\s+)?(?:nêu|báo cáo|phản ánh|đề nghị|kiến nghị|đề xuất)", re.IGNORECASE
)


def has_field(words: str) -> bool:
    """Whether the words say themselves where the units stand."""
    return bool(_FIELD.search(words))


def typed_count(words: str) -> str:
    """A count of units that somebody typed; empty when there is none."""
    found = _TYPED.search(words)
    return found.group(0) if found else ""


def who(names: Sequence[str], units: int) -> str:
    """The first units by name and how many more there are."""
    rest = units - len(names)
    if not names:
        return f"{text.count_words(units)} đơn vị" if units else ""
    return ", ".join(names) + (f" và {text.count_words(rest)} đơn vị khác" if rest > 0 else "")


def fill(words: str, names: Sequence[str], units: int) -> str:
    """The words with their fields filled in."""
    return _FIELD.sub(lambda found: text.count_words(units) if found.group(1).lower() == "số" else who(names, units), words)


def sentence(words: str, names: Sequence[str], units: int) -> str:
    """The words as they stand in a document: fields filled in; where there is none, the units in brackets behind."""
    if has_field(words) or not units:
        return fill(words, names, units)
    return f"{words.strip().rstrip('.;')} ({who(names, units)})."
