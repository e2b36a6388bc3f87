"""Words: doubled, misspelt in fixed phrases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.checks.spelling import one_style, skeleton
from vanban.data.tables import table
from vanban.types import Finding


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
        words = table("doubled")
        never, opens, free = frozenset(words["never"]), words["opens"], frozenset(words["free"])
        tokens, cores = context.tokens, context.cores
        for at, (one, two) in enumerate(zip(tokens, tokens[1:], strict=False)):
            if one and one[-1].isalpha() and two[0:1].islower() and one.lower() == cores[two]:
                word = cores[two]
                if one.lower() != word or len(one) > 7:
                    continue
                following = cores[tokens[at + 2]] if at + 2 < len(tokens) and two == two.rstrip(".,;:)") else ""
                certain = word in never or (word in opens and following and following not in opens[word])
                if certain and word not in free and not _crosses_line(context, at):
                    start = context.starts[at]
                    yield self.finding(start, context.starts[at + 1] + len(word), one, word=word)


def _crosses_line(context: Context, at: int) -> bool:
    return context.text[context.starts[at + 1] - 1] == "\n"


@cache
def _phrases() -> dict[str, dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]]:
    """Fixed phrases by their first and second syllable without marks: [(all syllables without marks, the syllables as they must be)]."""
    out: dict[str, dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]] = {}
    for phrase in table("phrases")["fixed"]:
        right = tuple(one_style(word) for word in phrase.split())
        bare = tuple(skeleton(word) for word in right)
        out.setdefault(bare[0], {}).setdefault(bare[1], []).append((bare, right))
    return out


@cache
def _also_right() -> frozenset[tuple[str, ...]]:
    """Other phrases of the language with the same letters."""
    return frozenset(tuple(one_style(word) for word in phrase.split()) for phrase in (*table("phrases")["fixed"], *table("phrases")["also"]))


class FixedPhrase(Rule):
    """A phrase that official documents always write one way, with a wrong mark or letter."""

    id = "language.fixed_phrase"
    name = "Sai chính tả trong cụm từ cố định"
    severity = "error"
    basis = ("chinh-ta", "")
    message = "«{words}» viết sai chính tả."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The whole phrase."""
        index = _phrases()
        bare = {token: skeleton(core) for token, core in context.cores.items()}
        tokens = context.tokens
        letters = [bare[token] for token in tokens]
        for at, first in enumerate(letters):
            if first in index:
                seconds = index[first]
                second = letters[at + 1] if at + 1 < len(letters) else ""
                if second in seconds:
                    yield from self._at(context, at, letters, seconds[second])

    def _at(
        self, context: Context, at: int, letters: list[str], known: list[tuple[tuple[str, ...], tuple[str, ...]]]
    ) -> Iterator[Finding]:
        for bare, right in known:
            if tuple(letters[at : at + len(bare)]) != bare:
                continue
            start = context.starts[at]
            last = at + len(bare) - 1
            end = context.starts[last] + len(context.tokens[last])
            words = context.text[start:end]
            core = words.strip(" .,;:!?()[]{}“”\"'‘’«»…-–—/*_|")
            start += words.index(core)
            written = tuple(one_style(word) for word in core.lower().split(" "))
            if len(written) != len(right) or "\n" in core or written in _also_right() or core.isascii():
                continue
            yield self.finding(start, start + len(core), _like(core, " ".join(right)), words=core)
            return


def _like(pattern: str, words: str) -> str:
    """The right words in the case of the written ones."""
    if pattern.isupper():
        return words.upper()
    return " ".join(w[0].upper() + w[1:] if p[0].isupper() else w for p, w in zip(pattern.split(" "), words.split(" "), strict=True))
