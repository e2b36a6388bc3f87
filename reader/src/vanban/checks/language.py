"""Words: doubled, misspelt in fixed phrases, confused, impossible.

All rules about two or more words share one pass that finds the neighbours which may be wrong; of most two syllables it is known from
before that they are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate, compress, count, islice
from typing import ClassVar

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.checks.spelling import one_style, pronounceable, skeleton
from vanban.checks.words import Phrase, confusions, followers, phrases, right_pairs
from vanban.data.tables import table
from vanban.types import Finding


def neighbours(context: Context) -> list[int]:
    """Places of tokens that stand before one they should not stand before, and of tokens that stand twice."""
    return context.once("neighbours", _neighbours)


def _neighbours(context: Context) -> list[int]:
    syllables = {token: word.syllable for token, word in context.words.items()}
    out: list[int] = []
    last, begun = "", -1
    for at, piece in context.pieces():
        # Two passes that hardly leave the interpreter's own loops: they run over every word of the text.
        tokens = [last, *piece] if begun >= 0 else piece
        begun = begun if begun >= 0 else at
        spoken = list(map(syllables.get, tokens))
        pairs = zip(spoken, islice(spoken, 1, None), strict=False)
        hits = [hit for hit in compress(count(), map(_VERDICTS.__getitem__, pairs)) if _wrong(context, tokens[hit], tokens[hit + 1])]
        if hits:
            ends = list(accumulate(map(len, tokens), initial=0))
            out += [begun + ends[hit] + hit for hit in hits]
        last, begun = piece[-1], at + sum(map(len, piece)) + len(piece) - 1 - len(piece[-1])
    return out


def _wrong(context: Context, first: str, second: str) -> bool:
    """Whether two tokens are one written twice, a confusion, or no phrase though their letters without marks are those of a phrase."""
    if first == second and first in _doubled()[1]:
        return True
    one, two = context.words[first], context.words[second]
    if two.core in confusions().get(one.core, ()):
        return True
    return one.opens and two.closes and _unlike(one.syllable or "", two.syllable or "")


def _unlike(one: str, two: str) -> bool:
    return skeleton(two) in followers().get(skeleton(one), ()) and (one, two) not in right_pairs()


class _Verdicts(dict[tuple[str | None, str | None], bool]):
    """Whether two syllables may be wrong neighbours, worked out for each two when they are first met."""

    def __missing__(self, pair: tuple[str | None, str | None]) -> bool:
        if len(self) >= _MOST_VERDICTS:
            self.clear()
        one, two = pair
        self[pair] = verdict = one is not None and two is not None and (one == two or two in _confused_with(one) or _unlike(one, two))
        return verdict


_VERDICTS = _Verdicts()
_MOST_VERDICTS = 40_000


@cache
def _confused_syllables() -> dict[str, frozenset[str]]:
    return {one_style(first): frozenset(map(one_style, others)) for first, others in confusions().items()}


def _confused_with(syllable: str) -> frozenset[str]:
    return _confused_syllables().get(syllable, frozenset())


@cache
def _doubled() -> tuple[frozenset[str], dict[str, list[str]]]:
    data = table("doubled")
    never = frozenset(data["never"])
    return never, {word: data["opens"].get(word, []) for word in (*never, *data["opens"])}


@cache
def _by_pair(name: str) -> dict[tuple[str, str], list[tuple[Phrase, Phrase, int]]]:
    """Where two neighbouring syllables without marks stand in phrases: (without marks, as they must be, place)."""
    out: dict[tuple[str, str], list[tuple[Phrase, Phrase, int]]] = {}
    for right in phrases(name):
        bare = tuple(skeleton(word) for word in right)
        for at in range(len(bare) - 1):
            out.setdefault((bare[at], bare[at + 1]), []).append((bare, right, at))
    return out


@cache
def _also_right(name: str) -> frozenset[Phrase]:
    """The phrases themselves and others of the language with the same letters."""
    return frozenset((*phrases(name), *phrases("also")))


class DoubledWord(Rule):
    """A word written twice."""

    id = "language.doubled_word"
    name = "Lặp từ"
    severity = "error"
    basis = ("chinh-ta", "")
    message = "Lặp từ «{word}»."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """Both words, when no two words of the language meet there."""
        never, opens = _doubled()
        for at in neighbours(context):
            one, second = context.core(at), context.after(at)
            if one != context.core(second) or one not in opens or not context.text[second].islower():
                continue
            following = context.core(context.after(second)) if context.token(second) == one else ""
            certain = one in never or (bool(following) and following not in opens[one])
            if certain and context.text[second - 1] != "\n":
                start, end = context.word_span(at, second)
                yield self.finding(start, end, context.text[start:end].split()[0], word=one)


class _Phrases(Rule):
    """Phrases of one list of `data/phrases.json`, with a wrong mark or letter."""

    basis = ("chinh-ta", "")
    scope = "clean"
    source: ClassVar[str]

    def check(self, context: Context) -> Iterator[Finding]:
        """The whole phrase, once."""
        known = _by_pair(self.source)
        done = -1
        for at in neighbours(context):
            pair = skeleton(context.core(at)), skeleton(context.core(context.after(at)))
            for bare, right, place in known.get(pair, ()):
                places = _places(context, at, place, bare)
                found = self._phrase(context, places, right) if places and places[0] > done else None
                if found is not None:
                    done = places[-1]
                    yield found
                    break

    def _phrase(self, context: Context, places: list[int], right: Phrase) -> Finding | None:
        span = tuple(map(context.core, places))
        if tuple(map(one_style, span)) in _also_right(self.source):
            return None
        start, end = context.word_span(places[0], places[-1])
        words = context.text[start:end]
        if "\n" in words or words.isascii() or words.lower() != " ".join(span):
            return None
        return self.finding(start, end, _like(words, " ".join(right)), words=words)


def _places(context: Context, at: int, back: int, bare: Phrase) -> list[int]:
    """Where the tokens of a phrase begin, the first of them `back` tokens before a place; none when other letters stand there."""
    for _step in range(back):
        at = context.before(at)
    out: list[int] = []
    for letters in bare:
        if skeleton(context.core(at)) != letters:
            return []
        out.append(at)
        at = context.after(at)
    return out


class FixedPhrase(_Phrases):
    """A phrase that official documents always write one way, with a wrong mark or letter."""

    id = "language.fixed_phrase"
    name = "Sai chính tả trong cụm từ cố định"
    severity = "error"
    message = "«{words}» viết sai chính tả."
    source = "fixed"


class LikelySlip(_Phrases):
    """A common pair of syllables with other marks: nearly always a slip."""

    id = "language.likely_slip"
    name = "Có thể sai dấu"
    severity = "warning"
    message = "«{words}»: có thể gõ sai dấu."
    source = "likely"


class Confusion(Rule):
    """Two syllables that do not go together: hỏi for ngã, s for x, tr for ch."""

    id = "language.confusion"
    name = "Lẫn hỏi/ngã, s/x, tr/ch, d/gi"
    severity = "error"
    basis = ("chinh-ta", "")
    message = "«{words}» viết sai chính tả."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """Both syllables, unless they belong to two neighbouring words."""
        pairs = confusions()
        for at in neighbours(context):
            second = context.after(at)
            one, two = context.core(at), context.core(second)
            if two not in pairs.get(one, ()):
                continue
            right, after, before = pairs[one][two]
            if context.core(context.before(at)) in after or context.core(context.after(second)) in before:
                continue
            start, end = context.word_span(at, second)
            written = context.text[start:end]
            if written.lower() == f"{one} {two}":
                yield self.finding(start, end, _like(written, right), words=written)


class ImpossibleSyllable(Rule):
    """A syllable that Vietnamese cannot have."""

    id = "language.impossible_syllable"
    name = "Âm tiết không có trong tiếng Việt"
    severity = "error"
    basis = ("chinh-ta", "")
    message = "«{word}» không phải là âm tiết tiếng Việt."
    advice = "Kiểm tra dấu thanh và chữ cái của từ này."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """Each place of the word; a text layer where such words abound is damaged, and its slips are not the writer's."""
        wrong = {token for token, word in context.odd if word.impossible}
        if wrong and (len(wrong) < _FEW or len(wrong) * _DAMAGE <= len(context.vocabulary)):
            for at in context.standing(wrong):
                start, end = context.word_span(at, at)
                line = context.line(start)
                if _legible(context.text[max(line[0], start - _AROUND) : min(line[1], end + _AROUND)]):
                    yield self.finding(start, end, word=context.text[start:end])


_FEW, _DAMAGE = 8, 40
_LEGIBLE, _AROUND = 0.8, 200


def _legible(line: str) -> bool:
    """Whether nearly all words of a line are built like syllables: the slip is one word, not the whole line."""
    words = [word for word in line.lower().translate(_NO_MARKS).split() if word.isalpha()]
    return sum(pronounceable(word) for word in words) >= _LEGIBLE * len(words)


_NO_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]{}“”\"'/-–…", " "))


def _like(pattern: str, words: str) -> str:
    """The right words in the case of the written ones."""
    if pattern.isupper():
        return words.upper()
    return " ".join(w[0].upper() + w[1:] if p[0].isupper() else w for p, w in zip(pattern.split(" "), words.split(" "), strict=True))
