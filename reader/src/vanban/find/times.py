"""When: dates, months, quarters, years and spans; rhythms; "thường xuyên"; conditions. Nothing is invented: a missing year is the document's
own year or the expression stays without value; years that belong to a goal, a plan's name or a budget are no times.

A rule runs only where its own letters occur, on the text in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vanban.find import months, rhythms
from vanban.find.moments import NO_TIME, RULES, YEARLY_RULES, Place, Rule
from vanban.late import late
from vanban.types import Span, Time, TimeKind


def find_times(
    text: str, start: int, end: int, *, year: int | None, bare: bool = False, skip: Sequence[Span] = (), since: str | None = None
) -> tuple[Time, ...]:
    """Time expressions in `text[start:end]`, in order.

    Args:
        text: The whole text.
        start: Where to begin.
        end: Where to stop.
        year: The document's own year, for dates without one.
        bare: Whether the range is a label line or a time column, where "Quý II" or "2026" alone is a time.
        skip: Spans (citations) whose dates are no times.
        since: The document's own date; in running text a day before it is a memory, not a due date.
    """
    words = text[start:end]
    bars = [(max(0, s.start - start), min(end, s.end) - start) for s in skip if s.start < end and s.end > start]
    found = _found(words, _barred(words, bars), year, bare, since) if bars else ()
    if not found and (bare or not bars):
        found = _short(words, year, bare, since) if len(words) < _REMEMBERED else _found(words, words, year, bare, since)
    return tuple(Time(said, start + a, start + b, kind, first, due, every) for said, a, b, kind, first, due, every in found)


def _barred(words: str, bars: Sequence[tuple[int, int]]) -> str:
    """The words with what is cited blotted out, length kept."""
    out, at = [], 0
    for begun, finish in sorted(bars):
        out += [words[at:begun], "¤" * (finish - max(at, begun))]
        at = max(at, finish)
    return "".join([*out, words[at:]])


_Said = tuple[str, int, int, TimeKind, str | None, str | None, str | None]


def _found(words: str, seen: str, year: int | None, bare: bool, since: str | None) -> tuple[_Said, ...]:  # noqa: FBT001
    """What is said in the words; `seen` are the same with what is cited blotted out."""
    low = seen.lower()
    if len(low) != len(seen):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in seen)
    return tuple((words[a:b], a, b, kind, first, due, every) for a, b, kind, first, due, every in _read(low, year, bare, since))


# The same few words stand on most label lines and in most cells of a document.
_short = lru_cache(maxsize=4096)(lambda words, year, bare, since: _found(words, words, year, bare, since))


def _read(low: str, year: int | None, bare: bool, since: str | None) -> tuple[rhythms.Found, ...]:  # noqa: FBT001
    rhythmic = rhythms.may_hold(low)
    numbered = _DIGIT.search(low) is not None or "quý" in low or bare
    if not rhythmic and not numbered:
        return ()
    # Days that come back each year need no year; the assumed one is taken out again below.
    assumed = year is None and rhythmic
    place = Place(low, _ANY_YEAR if assumed else year, bare, since, _near_numbers(low, bare=bare))
    taken = bytearray(len(low) + 1)
    out = [*_by_rules(YEARLY_RULES, place, taken)] if numbered else []
    if rhythmic:
        out += rhythms.find(low, taken, bare=bare)
    if numbered:
        out += months.months_apart(low, place.year, taken)
        out += months.quarters_apart(low, place.year, taken)
        out += _by_rules(RULES, place, taken)
    made = rhythms.merged(low, out)
    if assumed:
        made = [one for one in made if one[2] != "once" or _SAID_YEAR.search(low, one[0], one[1])]
    return tuple(sorted(made))


_LUNAR = late(r"\s*\(?(?:âm lịch|al(?!\w)|tết|năm (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s)")
_DIGIT = late(r"\d")
_NUMBER = late(r"\d[\d/.\- ]*|quý")
_REMEMBERED = 120
_ANY_YEAR = 2000
_SAID_YEAR = late(r"(?:19|20)\d\d")


def _by_rules(rules: Sequence[Rule], place: Place, taken: bytearray) -> Iterator[rhythms.Found]:
    low = place.low
    for rule in rules:
        if rule.bare and not place.bare:
            continue
        for word in rule.needs:
            if word in low:
                break
        else:
            continue
        for match in _matches(rule, place):
            if taken.find(1, match.start(), match.end()) >= 0:
                continue
            made = None if _LUNAR.match(place.low, match.end()) else rule.make(match, place)
            if made is not None:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                if made is not NO_TIME:
                    yield match.start(), match.end(), *made


def _matches(rule: Rule, place: Place) -> Iterator[re.Match[str]]:
    for begun, finish in place.near:
        if rule.hint is None or rule.hint.search(place.low, begun, finish) is not None:
            yield from rule.pattern.finditer(place.low, begun, finish)


_MARGIN = 90


def _near_numbers(low: str, *, bare: bool) -> tuple[tuple[int, int], ...]:
    """The stretches of running text that stand near a number or a quarter: elsewhere no date can be."""
    if bare or len(low) < 3 * _MARGIN:
        return ((0, len(low)),)
    out: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(low):
        begun = low.rfind(" ", 0, max(0, match.start() - _MARGIN)) + 1
        finish = low.find(" ", min(len(low), match.end() + _MARGIN))
        finish = len(low) if finish < 0 else finish
        if out and begun <= out[-1][1]:
            out[-1] = (out[-1][0], finish)
        else:
            out.append((begun, finish))
    return tuple(out)
