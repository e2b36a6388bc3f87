"""Which wordings belong together. Pure, deterministic, and to be explained in one sentence.

The same words (case, spaces and edge punctuation apart) are one wording. A wording joins the group of an earlier one when most of the
pairs of neighbouring words of both together are the same (`ENOUGH`), and neither figures nor words that turn a meaning differ: "25 giáo
viên" and "30 giáo viên", "đã mua" and "chưa mua" never stand under one another's words. Each is compared with the head of a group alone,
so groups do not drift; heads are found by their rarest pairs, so that the work grows with the number of wordings and not with its square.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from trienkhai.core import text

ENOUGH = 0.65
"""Share of common pairs of words (of all pairs of both) from which two wordings are one group."""
LOOKED_AT = 40
"""With so many heads a wording is compared at the most, those that share most of its rarest pairs first."""
LEAST_WORDS = 4
"""Shorter wordings are grouped only when they are the same."""
TURNING = frozenset("không chưa chẳng thiếu đủ tăng giảm trước sau hết ngừng dừng trừ ngoài vượt".split())  # noqa: SIM905 - read as words
"""Words that turn a meaning: wordings that differ in them are kept apart."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")
_LABEL = re.compile(r"^(?:[-–+•*]|\(?(?:\d{1,2}|[a-zđ])[.)])\s+")

Id = TypeVar("Id")


@dataclass(slots=True)
class Wording(Generic[Id]):
    """One wording and everything that says it, in the order it came."""

    text: str
    key: str
    sources: list[Id] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of what a unit wrote, from `start` to `end` of it, without the mark in front."""

    text: str
    start: int
    end: int


def pieces(said: str) -> Iterator[Piece]:
    """The lines of a text that say something."""
    at = 0
    for line in said.splitlines(keepends=True):
        bare = line.strip()
        label = _LABEL.match(bare)
        words = bare[label.end() :].strip() if label else bare
        if text.phrase_key(words):
            start = at + line.index(words)
            yield Piece(words, start, start + len(words))
        at += len(line)


def gather(entries: Iterable[tuple[Id, str]]) -> list[Wording[Id]]:
    """Entries grouped by equal words, most said first, then the fullest; empty words are left out."""
    found: dict[str, Wording[Id]] = {}
    for source, words in entries:
        key = text.phrase_key(words)
        if key:
            found.setdefault(key, Wording(" ".join(words.split()), key)).sources.append(source)
    return sorted(found.values(), key=lambda one: (-len(one.sources), -len(one.text), one.text))


Fixed = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a wording is compared: its pairs of neighbouring words, rarest first, and what must be the same."""

    pairs: frozenset[int]
    rarest: tuple[int, ...]
    fixed: Fixed


def _pairs(key: str) -> tuple[set[str], Fixed] | None:
    words = _WORD.findall(key)
    if len(words) < LEAST_WORDS:
        return None
    figures = tuple(sorted(_FIGURE.findall(key)))
    turning = tuple(sorted(word for word in words if word in TURNING))
    return {f"{one} {other}" for one, other in pairwise(words)}, (figures, turning)


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Common pairs by all pairs of both."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def _shapes(keys: Iterable[str]) -> dict[str, _Shape]:
    """The shapes of all wordings; a pair is named by how rare it is among them, the rarest first.

    Of so many of its rarest pairs two wordings that are alike enough must share one.
    """
    read = {key: found for key in keys if (found := _pairs(key)) is not None}
    often = Counter(pair for pairs, _fixed in read.values() for pair in pairs)
    rank = {pair: place for place, pair in enumerate(sorted(often, key=lambda pair: (often[pair], pair)))}
    out = {}
    for key, (pairs, fixed) in read.items():
        ordered = sorted(rank[pair] for pair in pairs)
        out[key] = _Shape(frozenset(ordered), tuple(ordered[: len(ordered) - math.ceil(len(ordered) * ENOUGH) + 1]), fixed)
    return out


class Groups:
    """Heads of groups, to which wordings are added one after the other. Heads of different figures never meet."""

    def __init__(self, keys: Iterable[str]) -> None:
        """`keys` are all wordings that will be asked for: together they say which pairs are rare."""
        self._shapes = _shapes(keys)
        self._heads: dict[tuple[Fixed, int], list[tuple[int, frozenset[int]]]] = defaultdict(list)

    def head_of(self, key: str) -> int | None:
        """The head that a wording belongs to; None when it belongs to none."""
        shape = self._shapes.get(key)
        if shape is None:
            return None
        size, shared, known = len(shape.pairs), defaultdict[int, int](int), {}
        for pair in shape.rarest:
            for head, pairs in self._heads.get((shape.fixed, pair), ()):
                shared[head] += 1
                known[head] = pairs
        alike = [head for head in shared if ENOUGH * size <= len(known[head]) <= size / ENOUGH]
        nearest = sorted(alike, key=lambda head: (-shared[head], head))[:LOOKED_AT]
        best = max(((likeness(shape.pairs, known[head]), -head) for head in nearest), default=(0.0, 0))
        return -best[1] if best[0] >= ENOUGH else None

    def add_head(self, key: str, head: int) -> None:
        """From now on wordings may join this one."""
        shape = self._shapes.get(key)
        if shape is not None:
            for pair in shape.rarest:
                self._heads[shape.fixed, pair].append((head, shape.pairs))


def grouped(wordings: Sequence[Wording[Id]]) -> list[int]:
    """For each wording, in their order, the place of the head of its group: its own place when it is one."""
    groups, out = Groups(one.key for one in wordings), []
    for place, one in enumerate(wordings):
        head = groups.head_of(one.key)
        if head is None:
            groups.add_head(one.key, place)
        out.append(place if head is None else head)
    return out
