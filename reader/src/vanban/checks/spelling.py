"""How Vietnamese syllables are written: their letters without marks, and where the mark of a tone stands."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from vanban.data.tables import table
from vanban.late import late


@cache
def _plain() -> dict[int, str]:
    """Every precomposed Vietnamese letter with its bare Latin letter."""
    out = {ord("đ"): "d", ord("Đ"): "D"}
    for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii() and bare.isalpha():
            out[code] = bare
    return out


@lru_cache(maxsize=32768)
def skeleton(words: str) -> str:
    """The words without marks; đ is d."""
    return words.translate(_plain())


_NEW_STYLE = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
              "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy"}  # fmt: skip


def one_style(word: str) -> str:
    """A syllable in lower case with the mark of its tone in the older place: "hoà" → "hòa", "uỷ" → "ủy"; "quý" stays."""
    if word[-2:] in _NEW_STYLE and not word.startswith("qu"):
        return word[:-2] + _NEW_STYLE[word[-2:]]
    return word


_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


@cache
def _rhymes() -> frozenset[str]:
    return frozenset(table("syllables")["rhymes"].split())


_SYLLABLE = late(r"(?P<onset>ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?(?P<rhyme>[aăâeêioôơuưy][a-zăâêôơưđ]*)")
_FRONT = frozenset("eêiy")
_MISPLACED = late(
    r"q[ùúủũụ]|[ừứửữự]ơ|[ìíỉĩị]ê|[ùúủũụ][ôâ]|[ỳýỷỹỵ]ê|[òóỏõọ]a[cgimnptyo]|[òóỏõọ]e[nt]|^g[ìíỉĩị](?:ai|ao|am|an|ang|ap|at|au|ay|ăng|ơi|ư)"
)
_HALF_HOOKED = late(r"^(?:ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnprstvx])?(?:uơ|ưo)(?:c|i|m|n|ng|p|t|u)$")


_ONE_CLUSTER = late(r"[bcdđghklmnpqrstvx]*[aăâeêioôơuưy]+[bcdđghklmnpqrstvx]*")


def bare_of(word: str) -> tuple[str, int]:
    """The syllable without its tone, and how many marks of tone it has: "việc" → ("viêc", 1)."""
    parts = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", kept), sum(c in _TONES for c in parts)


@lru_cache(maxsize=32768)
def impossible(word: str) -> bool:
    """Whether a word in lower case, one syllable long and with marks, can be no Vietnamese syllable in any spelling.

    Only slips that are certain count: a stop without its tone ("viêt"), a half-hooked vowel ("đuợc"), a mark on the wrong vowel
    ("qủa", "hòan"), a spelling that the following vowel forbids ("nghành", "ngiên"), two marks of tone. Words of other languages do not.
    """
    if not 2 <= len(word) <= 7 or word.isascii() or not word.isalpha():
        return False
    bare, tones = bare_of(word)
    if _MISPLACED.search(word) or _HALF_HOOKED.match(bare) or (tones > 1 and _ONE_CLUSTER.fullmatch(bare)):
        return True
    match = _SYLLABLE.fullmatch(bare)
    if match is None:
        return False
    onset, rhyme = match["onset"] or "", match["rhyme"]
    if rhyme not in _rhymes():
        return False
    if rhyme.endswith(("c", "ch", "p", "t")) and not _has_stop_tone(word):
        return True
    return (onset in {"ngh", "gh", "k"} and rhyme[0] not in _FRONT) or (onset in {"ng", "c"} and rhyme[0] in _FRONT)


@lru_cache(maxsize=32768)
def pronounceable(word: str) -> bool:
    """Whether a word in lower case is built like a Vietnamese syllable, whatever its tone."""
    match = _SYLLABLE.fullmatch(bare_of(word)[0])
    return match is not None and (match["rhyme"] in _rhymes() or f"i{match['rhyme']}" in _rhymes())


def _has_stop_tone(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word)
    return "\u0301" in parts or "\u0323" in parts
