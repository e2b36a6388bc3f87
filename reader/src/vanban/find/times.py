"""When: dates, months, quarters, years and spans; rhythms; "thường xuyên"; conditions. Nothing is invented: a missing year is the document's
own year or the expression stays without value."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vanban.types import Span, Time

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4}
_Q = r"(?:IV|III|II|I|[1-4])(?!\w)"
_Y = r"(?:19|20)\d{2}(?!\d)"
_FULL = rf"\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?{_Y}|\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+{_Y}"
_SHORT = r"\d{1,2}\s?[/\-]\s?\d{1,2}(?![\d/])|\d{1,2}\s+tháng\s+\d{1,2}(?!\d)"
_DAY = rf"(?:{_FULL}|{_SHORT})"
_MONTH = rf"(?:[Tt]háng\s*\d{{1,2}}\s*(?:/|năm|-)\s*{_Y}|[Tt]háng\s*\d{{1,2}}(?!\d|\s*(?:đầu|cuối)))"
_QUARTER = rf"[Qq][Uu]ý\s*{_Q}\s*(?:(?:/|năm|-|,)\s*(?:năm\s*)?{_Y})?"
_HALF = rf"(?:6|sáu|06)\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s*{_Y})?"
_YEAR = rf"[Nn]ăm(?:\s+học)?\s*{_Y}(?:\s*[-–]\s*{_Y})?"
_POINT = rf"(?:ngày\s*{_DAY}|{_FULL}|{_MONTH}|{_QUARTER}|{_HALF}|{_YEAR}|{_Y}|\d{{1,2}}/{_Y})"
_BEFORE = (
    r"(?:[Cc]hậm nhất(?:\s+là)?(?:\s+(?:trước|đến|vào|trong|ngày))?|[Tt]rước|[Đđ]ến hết|[Đđ]ến|[Xx]ong trước|[Hh]ết|[Mm]uộn nhất(?:\s+là)?)"
)
_YEARLY = r"(?:hằng|hàng|mỗi)\s+năm"
_MONTHLY = r"(?:hằng|hàng|mỗi)\s+tháng"
_EVERY = {"năm": "P1Y", "quý": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One form: how it looks, and what it means. `bare` forms count only on label lines and in time columns."""

    pattern: re.Pattern[str]
    make: Callable[[re.Match[str], int | None], tuple[str, str | None, str | None, str | None] | None]
    bare: bool = False


def find_times(text: str, start: int, end: int, *, year: int | None, bare: bool = False, skip: Sequence[Span] = ()) -> tuple[Time, ...]:
    """Time expressions in `text[start:end]`, in order.

    Args:
        text: The whole text.
        start: Where to begin.
        end: Where to stop.
        year: The document's own year, for dates without one.
        bare: Whether the range is a label line or a time column, where "Quý II" or "2026" alone is a time.
        skip: Spans (citations) whose dates are no times.
    """
    taken: list[tuple[int, int]] = [(s.start, s.end) for s in skip if s.start < end and s.end > start]
    out: list[Time] = []
    for rule in _RULES:
        if rule.bare and not bare:
            continue
        for match in rule.pattern.finditer(text, start, end):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            made = rule.make(match, year)
            if made is None:
                continue
            begun, finish = match.start(), match.end()
            taken.append((begun, finish))
            kind, from_, due, every = made
            out.append(Time(text[begun:finish], begun, finish, kind, from_, due, every))  # type: ignore[arg-type]
    return tuple(sorted(out, key=lambda t: t.start))


def span_of(words: str, year: int | None) -> tuple[str, str] | None:
    """First and last day of a point of time as written ("quý I/2023" → 2023-01-01, 2023-03-31); None when it has no year or no such day."""
    low = words.strip().lower()
    years = [int(y) for y in re.findall(r"(?:19|20)\d{2}(?!\d)", low)]
    own = years[-1] if years else year
    if own is None:
        return None
    for reader in (_quarter_span, _half_span, _day_span, _month_span):
        found = reader(low, own)
        if found is not None:
            return found
    if re.search(r"năm học", low):
        return f"{years[0]}-09-01", f"{years[-1] if len(years) > 1 else years[0] + 1}-05-31"
    return (f"{years[0]}-01-01", f"{years[-1]}-12-31") if years else None


def _quarter_span(low: str, year: int) -> tuple[str, str] | None:
    match = re.search(r"quý\s*(iv|iii|ii|i|[1-4])(?!\w)", low)
    if match is None:
        return None
    quarter = _ROMAN[match.group(1).upper()]
    return f"{year}-{quarter * 3 - 2:02d}-01", _last(year, quarter * 3)


def _half_span(low: str, year: int) -> tuple[str, str] | None:
    if re.search(r"(?:6|sáu) tháng đầu năm", low):
        return f"{year}-01-01", f"{year}-06-30"
    if re.search(r"(?:6|sáu) tháng cuối năm", low):
        return f"{year}-07-01", f"{year}-12-31"
    return None


def _day_span(low: str, year: int) -> tuple[str, str] | None:
    match = re.search(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})(?:\s?[/.\-]\s?(\d{4}))?(?!\d)|(\d{1,2})\s+tháng\s+(\d{1,2})", low)
    if match is None or re.match(r"tháng", low[match.start() - 6 : match.start()].strip()):
        return None
    day, month = (int(match.group(1)), int(match.group(2))) if match.group(1) else (int(match.group(4)), int(match.group(5)))
    own = int(match.group(3)) if match.group(3) else year
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(own, month)[1]:
        return None
    return (f"{own}-{month:02d}-{day:02d}",) * 2


def _month_span(low: str, year: int) -> tuple[str, str] | None:
    match = re.search(r"tháng\s*(\d{1,2})|(?<![\d/])(\d{1,2})/\d{4}", low)
    month = int(match.group(1) or match.group(2)) if match else 0
    return (f"{year}-{month:02d}-01", _last(year, month)) if 1 <= month <= 12 else None


def _last(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def _day_before(first: str) -> str:
    year, month = int(first[:4]), int(first[5:7])
    return _last(year - 1, 12) if month == 1 else _last(year, month - 1)


def _once(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    span = span_of(match["at"], year)
    return None if span is None else ("once", span[0], span[1], None)


def _until(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    words = match["at"]
    span = span_of(words, year)
    if span is None:
        return None
    before = match["before"].lower()
    is_day = span[0] == span[1]
    if before.startswith(("trước", "xong trước", "chậm nhất trước")) and not is_day:
        return "once", None, _day_before(span[0]), None
    return "once", None, span[1], None


def _range(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    last = span_of(match["to"], year)
    own = int(last[1][:4]) if last else year
    first = span_of(match["at"], own)
    if first is None or last is None:
        return None
    if match["to"].strip().isdigit() and len(match["to"].strip()) != 4:
        return None
    return "once", first[0], last[1], None


def _since(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    span = span_of(match["at"], year)
    return None if span is None else ("once", span[0], None, None)


def _quarters(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    own = int(match["year"]) if match["year"] else year
    if own is None:
        return None
    first, last = _ROMAN[match["a"].upper()], _ROMAN[match["b"].upper()]
    return ("once", f"{own}-{first * 3 - 2:02d}-01", _last(own, last * 3), None) if first <= last else None


def _days(match: re.Match[str], year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    last = span_of(match["last"], year)
    if last is None:
        return None
    first = f"{last[0][:8]}{int(match['first']):02d}"
    return ("once", first, last[1], None) if first <= last[1] else None


def _years(match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    first, last = int(match["a"]), int(match["b"])
    return ("once", f"{first}-01-01", f"{last}-12-31", None) if first < last < first + 40 else None


def _following(match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None]:
    return "once", f"{match['a']}-01-01", None, None


def _yearly_day(match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    span = _day_span(match["at"].lower(), 2023)
    return ("recurring", None, f"--{span[1][5:]}", "P1Y") if span else ("recurring", None, None, "P1Y")


def _rhythm(match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None]:
    return "recurring", None, None, _EVERY[match["every"].lower()]


def _months(match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None] | None:
    count = {"sáu": 6, "ba": 3}.get(match["n"], 0) or int(re.sub(r"\D", "", match["n"]) or 0)
    return ("recurring", None, None, f"P{count}M") if 0 < count < 25 else None


def _fixed(kind: str, every: str | None = None) -> Callable[[re.Match[str], int | None], tuple[str, str | None, str | None, str | None]]:
    def make(_match: re.Match[str], _year: int | None) -> tuple[str, str | None, str | None, str | None]:
        return kind, None, None, every

    return make


_RULES: tuple[_Rule, ...] = (
    _Rule(re.compile(rf"(?:{_BEFORE}\s+)?(?:ngày\s+)?(?P<at>{_SHORT})\s*,?\s*(?:{_YEARLY})"), _yearly_day),
    _Rule(
        re.compile(rf"(?:[Đđ]ịnh kỳ\s+)?(?:hằng|hàng)\s+năm[^.;\n]{{0,40}}?\(?(?:trước|vào)\s+(?:ngày\s+)?(?P<at>{_SHORT})\)?"), _yearly_day
    ),
    _Rule(re.compile(rf"(?:{_BEFORE}\s+|vào\s+)?ngày\s+\d{{1,2}}\s+(?:của\s+)?(?:tháng\s+)?{_MONTHLY}"), _fixed("recurring", "P1M")),
    _Rule(
        re.compile(
            rf"(?:[Nn]gày\s+)?(?P<first>\d{{1,2}})(?:\s*,\s*\d{{1,2}})*\s*(?:,|và|-|–)\s*(?P<last>\d{{1,2}}\s?/\s?\d{{1,2}}(?:\s?/\s?{_Y})?)"
        ),
        _days,
    ),
    _Rule(re.compile(rf"[Nn]ăm\s+(?P<a>{_Y})\s+và\s+(?:những|các)\s+năm\s+(?:tiếp theo|sau)"), _following),
    _Rule(re.compile(rf"(?P<a>{_Y})\s+và\s+(?:những|các)\s+năm\s+(?:tiếp theo|sau)"), _following, bare=True),
    _Rule(
        re.compile(
            rf"(?:[Tt]ừ\s+)?[Qq]uý\s+(?P<a>{_Q})\s*(?:,|-|–|và|đến|đến hết)\s*(?:[Qq]uý\s+)?(?P<b>{_Q})\s*(?:(?:/|năm|-)\s*(?P<year>{_Y}))?"
        ),
        _quarters,
    ),
    _Rule(
        re.compile(
            rf"[Tt]ừ\s+(?:đầu\s+)?(?P<at>{_POINT}|tháng\s*\d{{1,2}})\s*(?:cho\s+)?(?:đến|tới|-|–)\s*(?:hết\s+|cuối\s+)?(?P<to>{_POINT})"
        ),
        _range,
    ),
    _Rule(
        re.compile(rf"(?P<at>{_QUARTER}|{_MONTH}|{_FULL})\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?P<to>{_QUARTER}|{_MONTH}|{_FULL}|{_YEAR})"),
        _range,
    ),
    _Rule(re.compile(rf"[Gg]iai đoạn\s+(?P<a>{_Y})\s*[-–]\s*(?P<b>{_Y})"), _years, bare=True),
    _Rule(re.compile(rf"(?<![\d/])(?P<a>{_Y})\s*[-–]\s*(?P<b>{_Y})"), _years, bare=True),
    _Rule(re.compile(rf"(?P<before>{_BEFORE})\s+(?:cuối\s+)?(?P<at>{_POINT})"), _until),
    _Rule(re.compile(rf"(?P<before>{_BEFORE})\s+(?:ngày\s+)?(?P<at>{_DAY})"), _until),
    _Rule(re.compile(rf"[Tt]ừ\s+(?P<at>{_POINT})"), _since),
    _Rule(re.compile(rf"(?:[Tt]rong|[Vv]ào|[Hh]oàn thành|[Xx]ong|[Nn]gay trong)\s+(?:ngày\s+)?(?P<at>{_POINT})"), _once),
    _Rule(re.compile(rf"(?P<at>{_HALF}|[Qq]uý\s*{_Q}\s*(?:/|năm|-)\s*{_Y})"), _once),
    _Rule(re.compile(rf"(?P<at>{_POINT}|[Nn]gày\s*{_DAY})"), _once, bare=True),
    _Rule(re.compile(r"[Đđ]ịnh kỳ\s*(?:\(?\s*)(?:hằng|hàng|mỗi)\s+(?P<every>năm|quý|tháng|tuần|ngày)"), _rhythm),
    _Rule(re.compile(r"(?:[Hh]ằng|[Hh]àng|[Mm]ỗi)\s+(?P<every>năm|quý|tháng|tuần|ngày)(?!\s+tuổi)"), _rhythm),
    _Rule(re.compile(r"(?:[Đđ]ịnh kỳ|[Mm]ỗi|báo cáo)\s+(?:theo\s+)?(?P<n>\d{1,2}|sáu|ba)\s+tháng(?!\s+(?:đầu|cuối))"), _months),
    _Rule(re.compile(r"(?:[Đđ]ịnh kỳ\s+)(?:theo\s+)?(?P<every>năm|quý|tháng|tuần)(?!\w)"), _rhythm),
    _Rule(re.compile(r"[Đđ]ịnh kỳ(?!\w)"), _fixed("recurring")),
    _Rule(re.compile(r"(?:[Tt]hường xuyên|[Ll]iên tục)(?:\s*,\s*liên tục)?"), _fixed("continuous")),
    _Rule(
        re.compile(r"(?:[Kk]hi có|[Ss]au khi có|[Nn]gay sau khi|[Tt]rong dịp|[Tt]rong quá trình|[Tt]heo lịch)[^,.;:\n]{2,60}"),
        _fixed("conditional"),
    ),
    _Rule(
        re.compile(
            r"(?:[Ss]au|[Tt]rong thời hạn|[Tt]rong vòng|[Cc]hậm nhất)\s+\d{1,3}\s+(?:ngày|tháng|giờ)(?: làm việc)?[^.;\n]{0,50}?(?:kể từ|từ khi|sau khi)[^,.;\n]{2,60}"
        ),
        _fixed("conditional"),
    ),
)
