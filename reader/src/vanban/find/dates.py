"""Points of time as printed ("quý I/2023", "15/6", "tháng 3 năm 2026") to their first and last day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from vanban.late import late

QUARTERS = {"tv": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
QUARTER_NUMBER = r"(?:iv|tv|iii|ii|i|0?[1-4])(?![\w])"
YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY_FULL = late(
    rf"(\d{{1,2}})\s?[/.\-]\s?(\d{{1,2}})\s?[/.\-]\s?({YEAR})|(\d{{1,2}}|[0-3]\s\d)\s+tháng\s+(\d{{1,2}}|[01]\s\d)(?:\s+năm\s+({YEAR}))?"
)
_DAY_SHORT = late(r"(\d{1,2})\s?[/\-]\s?(\d{1,2})(?![\d/])")
_MONTH = late(rf"tháng\s*(\d{{1,2}})|(?<![\d/])(\d{{1,2}})/{YEAR}")
_QUARTER = late(rf"q[uú][ýíy]́?\s*({QUARTER_NUMBER})")
WEEK = (
    r"(?:(?:tuần\s+(?:lễ\s+)?(?:thứ\s+)?(?P<which>đầu(?:\s+tiên)?|cuối(?:\s+cùng)?|[1-4]|nhất|hai|ba|tư)"
    r"|(?P<tens>thượng tuần|trung tuần|hạ tuần|giữa))\s*(?:của\s+|[-–,]\s*)?(?=tháng))"
)
_WEEK = late(WEEK)
_WEEKS = {"đầu": 0, "nhấ": 0, "1": 0, "hai": 1, "2": 1, "ba": 2, "3": 2, "tư": 3, "4": 3}
MONTHS = 12
_YEARS = late(YEAR)
_PART = late(r"(?:0?(\d)|sáu|ba|chín)\s+tháng\s+(đầu|cuối)\s+năm")
_SCHOOL = late(rf"năm học\s*({YEAR})\s*[-–/]\s*({YEAR}|\d\d)")
_TERM = late(r"h[oọ]c kỳ\s*(ii|i|2|1)(?!\w)")

Span = tuple[str, str]


def last_day(year: int, month: int) -> str:
    """The last day of a month."""
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def day_before(first: str) -> str:
    """The day before `first`: what "trước tháng 7", "trước trung tuần tháng 5" leave as the last one."""
    return (date.fromisoformat(first) - timedelta(days=1)).isoformat()


def point(words: str, year: int | None) -> Span | None:
    """First and last day of a point of time, in lower case as written; None when it has no year or there is no such day."""
    years = [int(y) for y in _YEARS.findall(words)]
    own = years[-1] if years else year
    school = _SCHOOL.search(words)
    if school is not None:
        return _school(words, int(school.group(1)))
    if own is None:
        return None
    for reader in (_quarter, _part, _week, _day, _month):
        found = reader(words, own)
        if found is not None:
            return found
    if not years or _DAY_FULL.search(words) or _DAY_SHORT.search(words):
        return None
    first = f"{years[0]}-01-01"
    return (first, f"{years[-1]}-12-31") if years[-1] >= years[0] else None


def day_of_year(words: str) -> str | None:
    """`--06-05` for a day without a year; None if there is no such day."""
    found = _day(words, 2024)
    return None if found is None else f"--{found[0][5:]}"


def _school(words: str, first: int) -> Span:
    term = _TERM.search(words)
    if term is None:
        return f"{first}-09-01", f"{first + 1}-05-31"
    return (f"{first}-09-01", f"{first + 1}-01-31") if term.group(1) in {"i", "1"} else (f"{first + 1}-01-01", f"{first + 1}-05-31")


def _quarter(words: str, year: int) -> Span | None:
    match = _QUARTER.search(words)
    if match is None:
        return None
    quarter = QUARTERS[match.group(1).lstrip("0")]
    return f"{year}-{quarter * 3 - 2:02d}-01", last_day(year, quarter * 3)


def _part(words: str, year: int) -> Span | None:
    match = _PART.search(words)
    if match is None:
        return None
    count = int(match.group(1) or {"s": 6, "b": 3, "c": 9}[match.group()[0]])
    if not 0 < count < 12:
        return None
    return (f"{year}-01-01", last_day(year, count)) if match.group(2) == "đầu" else (f"{year}-{13 - count:02d}-01", f"{year}-12-31")


def _day(words: str, year: int) -> Span | None:
    match = _DAY_FULL.search(words)
    if match is not None:
        day, month = (match.group(1), match.group(2)) if match.group(1) else (match.group(4), match.group(5))
        own = int(match.group(3) or match.group(6) or year)
        return _checked(int(day.replace(" ", "")), int(month.replace(" ", "")), own)
    short = _DAY_SHORT.search(words)
    return _checked(int(short.group(1)), int(short.group(2)), year) if short else None


def _week(words: str, year: int) -> Span | None:
    """ "Tuần thứ 2 tháng 5" is its days 8 to 14, "trung tuần tháng 5" its days 11 to 20."""
    match = _WEEK.search(words)
    month = _MONTH.search(words, match.end()) if match is not None else None
    if match is None or month is None or not 1 <= (number := int(month.group(1) or month.group(2))) <= MONTHS:
        return None
    last = int(last_day(year, number)[8:])
    if match["tens"]:
        first, end = {"thượng tuần": (1, 10), "hạ tuần": (21, last)}.get(match["tens"], (11, 20))
    elif match["which"].startswith("cuối"):
        first, end = last - 6, last
    else:
        first = _WEEKS.get(match["which"][:3].strip(), 0) * 7 + 1
        end = first + 6
    return f"{year}-{number:02d}-{first:02d}", f"{year}-{number:02d}-{end:02d}"


def until(words: str, span: Span) -> str:
    """The last day of what is to be done by a point of time: "đến giữa tháng 9" is the 15th."""
    return f"{span[1][:8]}15" if "giữa" in words else span[1]


def _checked(day: int, month: int, year: int) -> Span | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return (f"{year}-{month:02d}-{day:02d}",) * 2


def _month(words: str, year: int) -> Span | None:
    match = _MONTH.search(words)
    month = int(match.group(1) or match.group(2)) if match else 0
    if not 1 <= month <= 12:
        return None
    if "cuối tháng" in words:
        return (last_day(year, month),) * 2
    return f"{year}-{month:02d}-01", last_day(year, month)
