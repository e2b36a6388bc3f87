"""What the rules ask of each distinct word, worked out once for a word: the same few thousand syllables stand in all documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from sys import intern

from vanban.checks.spelling import impossible, one_style, skeleton
from vanban.data.tables import table
from vanban.late import late
from vanban.letters import LOWER

Phrase = tuple[str, ...]

TRIM = " .,;:!?()[]{}“”\"'‘’«»…-–—/*_|\n"
_LONGEST = 8
"""No Vietnamese syllable has more letters than seven ("nghiêng")."""
_LONGEST_KNOWN = 20
_DAMAGED = late(r"[\ufffd\ue000-\uf8ff]|[a-zđ][A-ZĐ][a-zđ]|\w[|¡¢£¤¥§©®°±²³µ¶·¹º»¼½¾¿]\w")
_FOREIGN = late(r"[\u0391-\u03a9\u03b1-\u03c9\u0400-\u04ff]")
_MIXED = late(
    rf"[A-Za-zÀ-ỹĐđ][\u0391-\u03a9\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u0400-\u04ff]|[\u0391-\u03a9\u03bf\u0400-\u04ff][{LOWER}]"
)
_OLD = late(r"(?<!q)(?:[òóỏõọ][ae]|[ùúủũụ]y)$")
_NEW = late(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])$")
_ENDINGS = frozenset(
    [a + b for a in "òóỏõọ" for b in "ae"] + [f"{a}y" for a in "ùúủũụ"] + [f"o{a}" for a in "àáảãạèéẻẽẹ"] + [f"u{a}" for a in "ỳýỷỹỵ"]
)

I_AND_Y = {"lí": "lý", "kĩ": "kỹ", "kỉ": "kỷ", "mĩ": "mỹ", "quí": "quý", "tỉ": "tỷ", "sĩ": "sỹ", "kì": "kỳ", "qui": "quy"}
_EITHER = frozenset(I_AND_Y) | frozenset(I_AND_Y.values())


@dataclass(frozen=True, slots=True)
class Word:
    """A token as it stands in the text, and what may be wrong with it.

    `core` is the token in lower case without the punctuation around it; `syllable` the same with its tone in one style, set for what
    stands in phrases, is confused or written twice. `opens` and `closes` tell that no mark stands behind or before it.
    """

    core: str
    syllable: str | None
    confusable: bool
    opens: bool
    closes: bool
    damaged: bool
    foreign: bool
    impossible: bool
    old_style: bool
    new_style: bool
    one_of_two: bool
    odd: bool
    """Whether any of the six above is so; of most words none is."""


def core_of(token: str) -> str:
    """The token in lower case without the punctuation around it."""
    return token.strip(TRIM).lower()


def word(token: str) -> Word | None:
    """The word that a token is; None when no rule has anything to ask of it."""
    if token[:1].isdigit() and token.isascii():
        return None
    return _known(token) if len(token) <= _LONGEST_KNOWN else _read(token)


def _read(token: str) -> Word | None:
    core = core_of(token)
    ending = core[-2:] in _ENDINGS
    damaged, foreign = False, False
    if not token.isascii():
        damaged = _DAMAGED.search(token) is not None
        foreign = _FOREIGN.search(token) is not None and _MIXED.search(token) is not None
    cannot_be = impossible(core) and core in token
    old, new = ending and _OLD.search(core) is not None, ending and _NEW.search(core) is not None
    confusable, either = core in _confusable(), core in _EITHER
    odd = damaged or foreign or cannot_be or old or new or either
    syllable = intern(one_style(core)) if confusable or core in _repeated() or _in_phrases(core) else None
    if syllable is None and not odd:
        return None
    return Word(
        core=core,
        syllable=syllable,
        confusable=confusable,
        opens=token[-1:].isalnum(),
        closes=token[:1].isalnum(),
        damaged=damaged,
        foreign=foreign,
        impossible=cannot_be,
        old_style=old,
        new_style=new,
        one_of_two=either,
        odd=odd,
    )


_known = lru_cache(maxsize=16384)(_read)


def _in_phrases(core: str) -> bool:
    return len(core) < _LONGEST and core.isalpha() and skeleton(core) in _syllables()


@cache
def confusions() -> dict[str, dict[str, tuple[str, list[str], list[str]]]]:
    """Pairs of syllables that do not go together: first → second → (the right words, what may stand behind, what may stand before)."""
    out: dict[str, dict[str, tuple[str, list[str], list[str]]]] = {}
    for wrong, right, after, before in table("confusions")["pairs"]:
        first, _, second = wrong.partition(" ")
        out.setdefault(first, {})[second] = (right, after, before)
    return out


@cache
def _repeated() -> frozenset[str]:
    return frozenset((*table("doubled")["never"], *table("doubled")["opens"]))


@cache
def _confusable() -> frozenset[str]:
    return frozenset(each for first, others in confusions().items() for each in (first, *others))


@cache
def phrases(name: str) -> tuple[Phrase, ...]:
    """Phrases of one list as syllables without punctuation, longest first."""
    split = (tuple(one_style(each.strip(",")) for each in phrase.split() if each != "-") for phrase in table("phrases")[name])
    return tuple(sorted(set(split), key=len, reverse=True))


@cache
def followers() -> dict[str, tuple[str, ...]]:
    """Every other pair of each phrase, without marks, by its first: each syllable is in one, and a wrong syllable makes its pair wrong."""
    out: dict[str, set[str]] = {}
    for right in (*phrases("fixed"), *phrases("likely")):
        bare = tuple(skeleton(each) for each in right)
        for at in (*range(0, len(bare) - 1, 2), len(bare) - 2):
            out.setdefault(bare[at], set()).add(bare[at + 1])
    return {first: tuple(sorted(seconds)) for first, seconds in out.items()}


@cache
def right_pairs() -> frozenset[tuple[str, str]]:
    """Neighbours in phrases, as they must be."""
    return frozenset(pair for name in ("fixed", "likely") for right in phrases(name) for pair in pairwise(right))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(each for first, seconds in followers().items() for each in (first, *seconds))
