"""Several months, quarters, days or years in one breath: "tháng 4, 5, 6" is a span, "tháng 4 và tháng 10" are two times."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from vanban.find.dates import QUARTER_NUMBER, QUARTERS, YEAR, last_day, point
from vanban.find.rhythms import Found
from vanban.late import late
from vanban.types import TimeKind

Made = tuple[TimeKind, str | None, str | None, str | None]


class HasYear(Protocol):
    """Where a match stands, as far as its year goes."""

    @property
    def year(self) -> int | None:
        """The document's year."""


SEVERAL = late(
    rf"(?:từ\s+|trong\s+)*(?:các\s+)?tháng\s+(?P<all>\d{{1,2}}(?:\s*(?:,|-|–|và"
    rf"|đến(?: tháng)?)\s*(?:tháng\s+)?\d{{1,2}})+)(?!\s?/\s?\d{{1,2}}(?!\d))\s*(?:(?:/|,?\s*năm"
    rf"|-)\s*(?P<year>{YEAR}))?(?![\d/])"
)


def far_apart(words: str, numbers: Sequence[int]) -> bool:
    """Whether "tháng 4 và tháng 10" names months with others between them, and so two times and no span."""
    return not _SPANS.search(words) and any(later - earlier != 1 for earlier, later in itertools.pairwise(numbers))


_HINT = late(r"tháng\s+\d{1,2}\s*(?:,|và)")
_SPANS = late(r"[-–]|đến")
_ONE_MONTH = late(r"(?:tháng\s+)?(?P<n>\d{1,2})")


def months_apart(low: str, year: int | None, taken: bytearray) -> Iterator[Found]:
    """Each of several months that do not follow each other, as a time of its own."""
    if year is None or "tháng" not in low or _HINT.search(low) is None:
        return
    for match in SEVERAL.finditer(low):
        own = int(match["year"]) if match["year"] else year
        numbers = [int(n) for n in re.findall(r"\d{1,2}", match["all"])]
        if any(not 1 <= n <= 12 for n in numbers) or not far_apart(match["all"], numbers) or taken.find(1, match.start(), match.end()) >= 0:
            continue
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        for one in _ONE_MONTH.finditer(low, match.start(), match.end("all")):
            month = int(one["n"])
            yield one.start(), one.end(), "once", f"{own}-{month:02d}-01", last_day(own, month), None


QUARTERS_APART = late(
    rf"(?:trong\s+|các\s+)*q[uú][ýí]\s+(?P<a>{QUARTER_NUMBER})\s*(?:,|và)\s*(?:trong\s+)?q[uú][ýí]\s+(?P<b>{QUARTER_NUMBER})"
    rf"\s*(?:(?:/|,?\s*năm|-)\s*(?P<year>{YEAR}))?(?!\s*[/,]|\s*và)"
)


def quarters_apart(low: str, year: int | None, taken: bytearray) -> Iterator[Found]:
    """ "Quý I và quý III" are two times: another one lies between."""
    if year is None or low.count("quý") <= 1:
        return
    for match in QUARTERS_APART.finditer(low):
        own = int(match["year"]) if match["year"] else year
        first, second = (QUARTERS[match[name].lstrip("0")] for name in ("a", "b"))
        if second - first <= 1 or taken.find(1, match.start(), match.end()) >= 0:
            continue
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        for name, quarter in (("a", first), ("b", second)):
            yield match.start(name) - 4, match.end(name), "once", f"{own}-{quarter * 3 - 2:02d}-01", last_day(own, quarter * 3), None


BETWEEN = late(
    rf"(?:từ\s+)?(?:tháng\s+|(?<!\w)t\.?)?(?<![\d/])(?<!\d\.)(?<!tuần )(?P<a>0?[1-9]|1[0-2])\s*(?:[-–]|đến)\s*(?:tháng\s+|t\.?)?(?P<b>0?[1-9]|1[0-2])\s*/\s*(?P<year>{YEAR})(?![\d/])"
)


def between(match: re.Match[str], _place: HasYear) -> Made | None:
    """ "09 - 10/2026": from the one month to the other."""
    first, last = int(match["a"]), int(match["b"])
    return ("once", f"{match['year']}-{first:02d}-01", last_day(int(match["year"]), last), None) if first < last else None


def quarters(match: re.Match[str], place: HasYear) -> Made | None:
    """ "quý I, II": from the first of them to the last."""
    own = int(match["year"]) if match["year"] else place.year
    if own is None:
        return None
    numbers = [QUARTERS[q.lstrip("0")] for q in re.findall(QUARTER_NUMBER, match["all"])]
    first, last = numbers[0], numbers[-1]
    return ("once", f"{own}-{first * 3 - 2:02d}-01", last_day(own, last * 3), None) if first <= last else None


def months(match: re.Match[str], place: HasYear) -> Made | None:
    """ "tháng 4, 5, 6": from the first of them to the last."""
    own = int(match["year"]) if match["year"] else place.year
    numbers = [int(n) for n in re.findall(r"\d{1,2}", match["all"])]
    if own is None or not numbers or any(not 1 <= n <= 12 for n in numbers) or numbers[0] > numbers[-1] or far_apart(match["all"], numbers):
        return None
    return "once", f"{own}-{numbers[0]:02d}-01", last_day(own, numbers[-1]), None


def days(match: re.Match[str], place: HasYear) -> Made | None:
    """ "ngày 26, 27, 28/6": from the first of them to the last."""
    last = point(match["last"], place.year)
    if last is None:
        return None
    first = f"{last[0][:8]}{int(match['first']):02d}"
    return ("once", first, last[1], None) if first <= last[1] else None


def years(match: re.Match[str], _place: HasYear) -> Made | None:
    """ "2026 - 2030": from the first to the last."""
    first, last = int(match["a"]), int(match["b"])
    return ("once", f"{first}-01-01", f"{last}-12-31", None) if first < last < first + 40 else None
