"""One spelling for names of units: the mark of the tone stands where most offices put it ("Hoà" → "Hòa"). Quoted text is never rewritten.

Source: both places are in use in official documents; a list mixes them, and a comparison must not take them for two names.
"""

from __future__ import annotations

import re
import unicodedata

_PLACES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_END = re.compile(rf"(?<![qQ])({'|'.join(_PLACES)})(?!\w)", re.IGNORECASE)


def name(words: str) -> str:
    """A name as it is stored: NFC, single spaces, tones in one place. "Xã Hoà Lạc" → "Xã Hòa Lạc"; "Quý", "Hoài" stay."""
    return _END.sub(_moved, " ".join(unicodedata.normalize("NFC", words).split()))


def _moved(found: re.Match[str]) -> str:
    was = found[0]
    now = _PLACES[was.lower()]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(was, now, strict=True))


def same(one: str, other: str) -> bool:
    """Whether two names differ in nothing but where a tone stands."""
    return name(one) == name(other)
