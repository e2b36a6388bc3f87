"""When: dates, months, quarters, years and spans; rhythms; "thường xuyên"; conditions. Nothing is invented: a missing year is the document's
own year or the expression stays without value; years that belong to a goal, a plan's name or a budget are no times.

A rule runs only where its own letters occur, on the text in lower case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vanban.find import months, rhythms
from vanban.find.dates import QUARTER_NUMBER, YEAR, day_before, day_of_year, point
from vanban.late import late
from vanban.types import Span, Time, TimeKind

_CLOCK = r"(?:(?:\d{1,2}\s?(?:giờ|h|g|:)\s?\d{0,2}(?:\s?phút)?)(?:\s?[-–]\s?\d{1,2}\s?(?:giờ|h|g|:)\s?\d{0,2})?\s*,?\s*)"
_PARTS = r"(?:(?:cả|sáng|chiều|tối|trưa)\s+)?"
_FULL = rf"\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?{YEAR}|(?:\d{{1,2}}|[0-3]\s\d)\s+tháng\s+(?:\d{{1,2}}|[01]\s\d)\s+năm\s+{YEAR}"
_SHORT = r"\d{1,2}\s?[/\-]\s?\d{1,2}(?![\d/%])|(?:\d{1,2}|[0-3]\s\d)\s+tháng\s+\d{1,2}(?!\d)"
_DAY = rf"(?:{_FULL}|{_SHORT})"
_MONTH = rf"tháng\s*(?:0?[1-9]|1[0-2])(?!\d)(?:\s*(?:/|-|,?\s*năm)\s*{YEAR})?(?!\s*(?:đầu|cuối|/\d|[-–]\s?\d))"
_QUARTER = rf"q[uú][ýíy]\s*{QUARTER_NUMBER}(?:\s*(?:/|,?\s*năm|-|,)\s*{YEAR})?"
_PART = rf"(?:\d{{1,2}}|sáu|ba|chín)\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s*{YEAR})?"
_TERM = rf"(?:(?:h[oọ]c kỳ\s*(?:ii|i|1|2)\s*,?\s*)?năm học\s*{YEAR}\s*[-–/]\s*(?:{YEAR}|\d\d))"
_YEARS = rf"năm\s*{YEAR}"
_NAMED = rf"(?:{_CLOCK}?{_PARTS}ngày\s*{_DAY}|{_FULL}|{_QUARTER}|{_MONTH}|{_PART}|{_TERM}|{_YEARS})"
_POINT = rf"(?:{_NAMED}|(?<![\d/.]){_DAY}|(?<![\d/.])(?:0?[1-9]|1[0-2])\s?/\s?{YEAR}|(?<![\d/.,]){YEAR}(?![/.,]\d))"
# Alternatives that each begin with a letter of their own: the search then skips to those letters.
_THEN = r"(?:\s+(?:trước|đến(?: hết)?|vào|trong|hết))?"
_BEFORE = (
    rf"(?:chậm nhất(?: là)?{_THEN}|muộn nhất(?: là)?{_THEN}|hạn (?:cuối|chót)(?: là)?{_THEN}|hoàn thành{_THEN}|xong{_THEN}"
    r"|trước|đến hết|cho đến hết|đến|hết|tới|cuối)"
)
_GOAL = late(
    r"(?:mục tiêu|tầm nhìn|định hướng|phấn đấu|giai đoạn|chiến lược|quy hoạch|đề án|chương trình"
    r"|kế hoạch|nghị quyết|kịch bản|dự báo|tỷ lệ|tỉ lệ|nhiệm kỳ|chỉ tiêu|dự toán|ngân sách|kinh phí"
    r"|đại hội|khóa)[^.;:]{0,90}$"
)
_GOAL_AFTER = late(
    r"[^.;]{0,40}?(?:\sđạt|\s\d+(?:[.,]\d+)?\s?%|phấn đấu|trở thành|tầm nhìn|định hướng|tối thiểu|ít nhất|cơ bản hoàn thành)"
)
_PAST = late(
    r"(?:kỷ niệm|thành lập|hội nghị|cuộc họp|phiên họp|có hiệu lực|thông báo|công văn|quyết định"
    r"|văn bản|kế hoạch|nghị quyết|tờ trình|báo cáo|biên bản|luật|kết luận|chỉ thị|nghị định|thông tư"
    r"|ban hành|ký)[^.;:]{0,40}$"
)

Made = months.Made


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a match stands: the chunk in lower case, the document's year, whether names of times are expected here (`bare`)."""

    low: str
    year: int | None
    bare: bool
    since: str | None
    near: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One form: the letters without which it cannot stand, how it looks, what it means. `bare` forms count only on label lines and in columns.

    `hint` is a cheap pattern that every stretch with such a form holds: it begins with a sign or a few letters, which the search skips to.
    """

    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str], _Place], Made | None]
    bare: bool = False
    hint: re.Pattern[str] | None = None


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
    place = _Place(low, _ANY_YEAR if assumed else year, bare, since, _near_numbers(low, bare=bare))
    taken = bytearray(len(low) + 1)
    out = [*_by_rules(_YEARLY_RULES, place, taken)] if numbered else []
    if rhythmic:
        out += rhythms.find(low, taken, bare=bare)
    if numbered:
        out += months.months_apart(low, place.year, taken)
        out += _by_rules(_RULES, place, taken)
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


def _by_rules(rules: Sequence[_Rule], place: _Place, taken: bytearray) -> Iterator[rhythms.Found]:
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
                yield match.start(), match.end(), *made


def _matches(rule: _Rule, place: _Place) -> Iterator[re.Match[str]]:
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


def _once(match: re.Match[str], place: _Place) -> Made | None:
    span = point(match["at"], place.year)
    if span is None or (not place.bare and _memory(match, place, span[1])):
        return None
    return "once", span[0], span[1], None


def _memory(match: re.Match[str], place: _Place, due: str) -> bool:
    """Whether a date in running text tells of something past, or belongs to an event's or a paper's name."""
    if place.since is not None and due < place.since[:10]:
        return True
    exact = "ngày" in match["at"] or "/" in match["at"]
    return exact and "quý" not in match["at"] and bool(_PAST.search(place.low[max(0, match.start() - 60) : match.start()]))


def _until(match: re.Match[str], place: _Place) -> Made | None:
    words = match["at"]
    span = point(words, place.year)
    if span is None:
        return None
    before = match["before"]
    if not place.bare and _is_goal(match, place, before, span):
        return None
    if "trước" in before and span[0] != span[1]:
        return "once", None, day_before(span[0]), None
    if before.endswith("trong") or before in {"hoàn thành", "xong", "hoàn thành vào", "xong vào"}:
        return "once", span[0], span[1], None
    return "once", None, span[1], None


def _is_goal(match: re.Match[str], place: _Place, before: str, span: tuple[str, str]) -> bool:
    """ "Đến năm 2030" is when to be somewhere, not when to act, unless the sentence says so at its beginning and names no figure."""
    low, at = place.low, match.start()
    if place.since is not None and span[1] < place.since[:7]:
        return True
    if span[0] == span[1] or span[0][:7] == span[1][:7] or "quý" in match["at"]:
        return before in {"đến", "tới"} and bool(_PAST.search(low[max(0, at - 60) : at]))
    if before.startswith(("chậm", "muộn", "hạn", "hoàn thành", "xong", "trước")):
        return bool(re.search(r"so với$|cùng kỳ$", low[max(0, at - 12) : at].rstrip()))
    head = low[max(0, at - 110) : at].rstrip()
    if head and head[-1] not in ".;:(-–+":
        return before in {"đến", "tới", "hết", "cuối"} or bool(_GOAL.search(head))
    return bool(_GOAL_AFTER.match(low, match.end()))


def _range(match: re.Match[str], place: _Place) -> Made | None:
    last = point(match["to"], place.year)
    own = int(last[1][:4]) if last else place.year
    first = point(match["at"], own)
    if first is None or last is None or first[0] > last[1]:
        return None
    before = place.low[max(0, match.start() - 60) : match.start()]
    if before.rstrip().endswith("trước") or (not place.bare and _GOAL.search(before)):
        return None
    return "once", first[0], last[1], None


def _since(match: re.Match[str], place: _Place) -> Made | None:
    span = point(match["at"], place.year)
    if span is None:
        return None
    if not place.bare and (
        _PAST.search(place.low[max(0, match.start() - 50) : match.start()])
        or _SPAN_OF.search(place.low[max(0, match.start() - 50) : match.start()])
    ):
        return None
    return "once", span[0], None, None


_SPAN_OF = late(r"(?:vốn|phí|dự toán|số liệu|kể|giai đoạn|khoảng thời gian)\s*$")


def _whole_year(_match: re.Match[str], place: _Place) -> Made | None:
    return None if place.year is None else ("once", f"{place.year}-01-01", f"{place.year}-12-31", None)


def _following(match: re.Match[str], _place: _Place) -> Made:
    return "once", f"{match['a']}-01-01", None, None


def _yearly_day(match: re.Match[str], _place: _Place) -> Made:
    return "recurring", None, day_of_year(match["at"]), "P1Y"


def _monthly_day(match: re.Match[str], _place: _Place) -> Made:
    return "recurring", None, None, "P3M" if "quý" in match.group() else "P1M"


def _yearly_span(match: re.Match[str], place: _Place) -> Made | None:
    first = point(match["at"], place.year)
    last = point(match["to"], place.year) if match["to"] else None
    return None if first is None else ("recurring", first[0], last[1] if last else None, "P1Y")


_YEARLY = r"(?:hằng|hàng|mỗi)\s+năm"
_TO = r"\s*(?:cho\s+)?(?:đến|tới|-|–|—)\s*(?:hết\s+|cuối\s+)?"
_OPENS = r"\s*(?:hết\s+|cuối\s+)?(?:[\dqhsbc]|ngày|năm|tháng|tối|trưa)"
_YEARLY_RULES: tuple[_Rule, ...] = (
    _Rule(("/",), months.BETWEEN, months.between, bare=True),
    _Rule(("hằng năm", "hàng năm"), late(rf"{_YEARLY},?\s+từ\s+(?P<at>{_NAMED})(?:{_TO}(?P<to>{_POINT}))?"), _yearly_span),
    _Rule(
        ("hằng", "hàng", "mỗi"),
        late(rf"(?:{_BEFORE}\s+)?(?:ngày\s+)?(?P<at>{_SHORT})\s*,?\s*(?:của\s+)?{_YEARLY}"),
        _yearly_day,
        hint=late(r"hằng\s+năm|hàng\s+năm|mỗi\s+năm"),
    ),
    _Rule(
        ("tháng",),
        late(
            rf"(?:{_BEFORE}\s+|vào\s+)?(?:{_CLOCK})?ngày\s+(?:làm việc\s+)?(?:\d{{1,2}}"
            rf"|cuối(?: cùng)?)\s*,?\s*(?:của\s+)?(?:tháng\s+)?(?:(?:hằng|hàng|mỗi)\s+(?:tháng|quý)"
            rf"|(?:của\s+)?tháng\s+(?:cuối|đầu)\s+(?:của\s+)?(?:mỗi\s+|hằng\s+|hàng\s+)?quý)"
        ),
        _monthly_day,
        hint=late(r"hằng\s+(?:tháng|quý)|hàng\s+(?:tháng|quý)|mỗi\s+(?:tháng|quý)|tháng\s+(?:cuối|đầu)\s"),
    ),
)
_RULES: tuple[_Rule, ...] = (
    _Rule(("năm học",), late(rf"(?P<at>{_TERM})"), _once, bare=True),
    _Rule(("trong năm", "cả năm"), late(r"(?P<at>(?:trong|cả) năm)(?!\s*(?:\d|học))"), _whole_year, bare=True),
    _Rule(
        ("/", "tháng"),
        late(
            rf"(?:từ\s+)?(?:các\s+)?(?:ngày\s+)?(?<![\d/.])(?P<first>\d{{1,2}})(?:\s*,\s*\d{{1,2}})*\s*(?:,|và"
            rf"|-|–|đến(?: ngày)?|đến hết ngày)\s*(?P<last>{_DAY})"
        ),
        months.days,
        hint=late(r"\d\s*(?:,|và|-|–|đến)\s*(?:ngày\s*|hết ngày\s*)?\d"),
    ),
    _Rule(
        ("năm",),
        late(rf"(?:từ\s+)?năm\s+(?P<a>{YEAR})\s*(?:và|,)\s*(?:những|các|cho những|cho các)?\s*năm\s+(?:tiếp theo|sau|kế tiếp)"),
        _following,
        bare=True,
    ),
    _Rule(("năm",), late(rf"(?P<a>{YEAR})\s*(?:và|,)\s*(?:những|các)\s+năm\s+(?:tiếp theo|sau|kế tiếp)"), _following, bare=True),
    _Rule(
        ("quý", "qúy", "quí"),
        late(
            rf"(?:từ\s+|trong\s+|các\s+)*q[uú][ýí]\s+(?P<all>{QUARTER_NUMBER}(?:\s*(?:,|-|–|và|đến|đến hết"
            rf"|\+)\s*(?:q[uú][ýí]\s+)?{QUARTER_NUMBER})+)\s*(?:(?:/|,?\s*năm|-)\s*(?P<year>{YEAR}))?(?!\s*/)"
        ),
        months.quarters,
        hint=late(rf"q[uú][ýí]\s+{QUARTER_NUMBER}\s*(?:,|-|–|và|đến|\+)"),
    ),
    _Rule(
        ("tháng",),
        months.SEVERAL,
        months.months,
        hint=late(r"tháng\s+\d{1,2}\s*(?:,|-|–|và|đến)"),
    ),
    _Rule(("từ",), late(rf"từ\s+(?:đầu\s+|nay\s+)?(?P<at>{_POINT}){_TO}(?P<to>{_POINT})"), _range),
    _Rule(
        ("quý", "qúy", "tháng", "/", "ngày"),
        late(
            rf"(?P<at>{_CLOCK}?{_PARTS}ngày\s*{_DAY}|{_QUARTER}|{_MONTH}|{_FULL})(?:{_TO}|\s*và\s+(?={_PARTS}ngày))(?P<to>{_NAMED}|{_DAY})"
        ),
        _range,
        hint=late(rf"đến{_OPENS}|tới{_OPENS}|-{_OPENS}|–{_OPENS}|—{_OPENS}|và\s+(?:ngày|cả|sáng|chiều|tối|trưa)"),
    ),
    _Rule(
        ("-", "–"),
        late(rf"(?:giai đoạn|trong|năm|từ)?\s*(?<![\d/])(?P<a>{YEAR})\s*[-–]\s*(?:năm\s*)?(?P<b>{YEAR})"),
        months.years,
        bare=True,
    ),
    _Rule(
        ("trước", "đến", "hết", "nhất", "xong", "hoàn thành", "hạn", "tới", "cuối"),
        late(rf"(?P<before>{_BEFORE})\s+(?:(?:thời điểm|cuối)\s+)?(?P<at>{_CLOCK}?{_POINT})"),
        _until,
    ),
    _Rule(("từ",), late(rf"(?:bắt đầu\s+(?:kể\s+)?từ|kể\s+từ|từ)\s+(?:đầu\s+)?(?P<at>{_NAMED})"), _since),
    _Rule(("từ",), late(rf"từ\s+(?P<at>{_POINT})"), _since, bare=True),
    _Rule(
        ("trong", "vào", "xong", "thành", "dự kiến", "lúc"),
        late(rf"(?:ngay\s+trong|trong|vào|xong|hoàn thành|dự kiến|lúc)\s+(?:(?:cuối|đầu)\s+)?(?:khoảng\s+)?(?P<at>{_NAMED})"),
        _once,
    ),
    _Rule(("ngày",), late(rf"(?P<at>{_CLOCK}{_PARTS},?\s*ngày\s*{_DAY})"), _once, hint=late(r"\d\s?(?:giờ|h|g|:)")),
    _Rule(
        ("quý", "qúy", "tháng", "ngày"),
        late(rf"(?P<at>{_PART}\s*{YEAR}|q[uú][ýí]\s*{QUARTER_NUMBER}\s*(?:/|,?\s*năm|-)\s*{YEAR})"),
        _once,
        hint=late(r"tháng\s+(?:đầu|cuối)|quý|qúy|quí|qúí"),
    ),
    _Rule(
        ("ngày",),
        late(
            rf"(?P<at>(?:cả\s+ngày|sáng\s+ngày|chiều\s+ngày|tối\s+ngày|trưa\s+ngày|ngày)\s*(?:{_FULL}))",
        ),
        _once,
    ),
    _Rule(("",), late(rf"(?<!tuần )(?P<at>{_POINT})"), _once, bare=True, hint=late(r"[\dq]|tháng")),
)
