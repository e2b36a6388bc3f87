"""Whether words can be Vietnamese: the check that tells a sound text layer from a garbled one, and encodings from each other."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from vanban.late import late

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ONSET = r"(?:ngh?|nh|gh|gi|kh|ch|th|tr|ph|qu|[bcdđghklmnprstvx])?"
_OPEN = (
    "uyêu|oai|oay|oeo|uây|uôi|uya|uyu|ươi|ươu|iêu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|ui|uê|uơ|uy|ưa|ưi|ưu|ya"
    "|a|e|ê|i|o|ô|ơ|u|ư|y"
)
_CLOSED = "uyê|iê|yê|uô|ươ|oa|oă|oe|oo|uâ|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
_SYLLABLE = late(rf"^{_ONSET}(?:{_OPEN}|(?:{_CLOSED})(?:ch|ng|nh|[cmnptk]))$|^g[iì]n?$|^qu[aâăeêiơoy]\w*$")
_WORD = late(r"[^\W\d_]{2,}")
_MARKED = late(r"[^\x00-\x7f]")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word has the build of a Vietnamese syllable."""
    if word.isupper() and len(word) <= 5 and word.isascii():
        return True
    bare = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return _SYLLABLE.match(unicodedata.normalize("NFC", bare)) is not None


def sense(text: str) -> tuple[float, float, int]:
    """(share of words built like Vietnamese syllables, share of words with a mark, number of words)."""
    words = _WORD.findall(text)
    if not words:
        return 0.0, 0.0, 0
    fit = sum(map(is_syllable, words))
    marked = sum(1 for word in words if _MARKED.search(word))
    return fit / len(words), marked / len(words), len(words)
