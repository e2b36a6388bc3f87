"""How Vietnamese syllables are written: their letters without marks, and where the mark of a tone stands."""

from __future__ import annotations

import unicodedata
from functools import cache


@cache
def _plain() -> dict[int, str]:
    """Every precomposed Vietnamese letter with its bare Latin letter."""
    out = {ord("đ"): "d", ord("Đ"): "D"}
    for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii() and bare.isalpha():
            out[code] = bare
    return out


def skeleton(words: str) -> str:
    """The words without marks; đ is d."""
    return words.translate(_plain())


_NEW_STYLE = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
              "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip


def one_style(word: str) -> str:
    """A syllable in lower case with the mark of its tone in the older place: "hoà" → "hòa"; "quý" stays."""
    if len(word) > 2 and word[-2:] in _NEW_STYLE and not word.startswith("qu"):
        return word[:-2] + _NEW_STYLE[word[-2:]]
    return word
