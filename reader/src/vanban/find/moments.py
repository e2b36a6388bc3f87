"""The forms in which offices say when, each with what it means: `times` looks for them, rule after rule.

A rule runs only where its own letters occur, on the text in lower case."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from vanban.find import months
from vanban.find.dates import QUARTER_NUMBER, WEEK, YEAR, day_before, day_of_year, point, until
from vanban.late import late

_CLOCK = r"(?:(?:\d{1,2}\s?(?:giờ|h|g|:)\s?\d{0,2}(?:\s?phút)?)(?:\s?[-–]\s?\d{1,2}\s?(?:giờ|h|g|:)\s?\d{0,2})?\s*,?\s*)"
_PARTS = r"(?:(?:buổi\s+)?(?:cả|sáng|chiều|tối|trưa)\s+)?"
_FULL = rf"\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?{YEAR}|(?:\d{{1,2}}|[0-3]\s\d)\s+tháng\s+(?:\d{{1,2}}|[01]\s\d)\s+năm\s+{YEAR}"
_SHORT = r"\d{1,2}\s?[/\-]\s?\d{1,2}(?![\d/%])|(?:\d{1,2}|[0-3]\s\d)\s+tháng\s+\d{1,2}(?!\d)"
_DAY = rf"(?:{_FULL}|{_SHORT})"
_MONTH = rf"tháng\s*(?:0?[1-9]|1[0-2])(?!\d)(?:\s*(?:/|-|,?\s*năm)\s*{YEAR})?(?!\s*(?:đầu|cuối|/\d|[-–]\s?\d))"
_WEEK = re.sub(r"\?P<\w+>", "?:", WEEK) + _MONTH
_QUARTER = rf"q[uú][ýíy]\s*{QUARTER_NUMBER}(?:\s*(?:/|,?\s*năm|-|,)\s*{YEAR})?"
_PART = rf"(?:\d{{1,2}}|sáu|ba|chín)\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s*{YEAR})?"
_TERM = rf"(?:(?:h[oọ]c kỳ\s*(?:ii|i|1|2)\s*,?\s*)?năm học\s*{YEAR}\s*[-–/]\s*(?:{YEAR}|\d\d))"
_YEARS = rf"năm\s*{YEAR}"
_NAMED = rf"(?:{_CLOCK}?{_PARTS}ngày\s*{_DAY}|{_FULL}|{_QUARTER}|{_WEEK}|{_MONTH}|{_PART}|{_TERM}|{_YEARS})"
_POINT = rf"(?:{_NAMED}|(?<![\d/.]){_DAY}|(?<![\d/.])(?:0?[1-9]|1[0-2])\s?/\s?{YEAR}|(?<![\d/.,]){YEAR}(?![/.,]\d))"
# Alternatives that each begin with a letter of their own: the search then skips to those letters.
_THEN = r"(?:\s+(?:trước|đến(?: hết)?|vào|trong|hết))?"
_BEFORE = (
    rf"(?:chậm nhất(?: là)?{_THEN}|muộn nhất(?: là)?{_THEN}|hạn (?:cuối|chót)(?: là)?{_THEN}|hoàn thành{_THEN}|xong{_THEN}"
    r"|trước|đến hết|cho đến hết|đến|hết|tới|(?<!tháng )(?<!tuần )cuối)"
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
    r"|(?<!bằng )văn bản|kế hoạch|nghị quyết|tờ trình|báo cáo|biên bản|luật|kết luận|chỉ thị|nghị định|thông tư"
    r"|ban hành|ký)[^.;:]{0,40}$"
)

Made = months.Made
NO_TIME: Made = ("once", None, None, None)
"""What a form gives that is none after all, but whose words no other form may take up."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match stands: the chunk in lower case, the document's year, whether names of times are expected here (`bare`)."""

    low: str
    year: int | None
    bare: bool
    since: str | None
    near: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One form: the letters without which it cannot stand, how it looks, what it means. `bare` forms count only on label lines and in columns.

    `hint` is a cheap pattern that every stretch with such a form holds: it begins with a sign or a few letters, which the search skips to.
    """

    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str], Place], Made | None]
    bare: bool = False
    hint: re.Pattern[str] | None = None


def _once(match: re.Match[str], place: Place) -> Made | None:
    span = point(match["at"], place.year)
    if span is None or (not place.bare and _memory(match, place, span[1])):
        return None
    return "once", None if "cuối " in place.low[match.start() : match.start("at")] else span[0], span[1], None


def _school_year(match: re.Match[str], place: Place) -> Made | None:
    """A school year alone in a column; "sau khi kết thúc năm học 2026-2027" tells of an event."""
    return NO_TIME if place.low.endswith(_EVENTS, 0, match.start()) else _once(match, place)


_EVENTS = ("kết thúc ", "bế giảng ", "khai giảng ", "tổng kết ", "bước vào ")


def _named(match: re.Match[str], place: Place) -> Made | None:
    """A quarter that no word leads in: behind "báo cáo" it only names the report."""
    return None if not place.bare and _OF_PAPER.search(place.low, max(0, match.start() - 30), match.start()) else _once(match, place)


_OF_PAPER = late(
    r"(?:thuế|báo cáo(?: công tác)?|kết quả|số liệu|kế hoạch|chương trình(?: công tác)?|lương|quyết toán|tình hình|nhiệm vụ)\s+$"
)


def _memory(match: re.Match[str], place: Place, due: str) -> bool:
    """Whether a date in running text tells of something past, or belongs to an event's or a paper's name."""
    if place.since is not None and due < place.since[:10] and (_SAID_YEAR.search(match["at"]) or not _EACH_YEAR.search(place.low)):
        return True
    exact = "ngày" in match["at"] or "/" in match["at"]
    if match.group().startswith(_ORDERS):
        return False
    return exact and "quý" not in match["at"] and bool(_PAST.search(place.low[max(0, match.start() - 60) : match.start()]))


_SAID_YEAR = late(r"(?:19|20)\d\d")
# Beside these a day without a year comes back, also when this year's is over.
_EACH_YEAR = late(r"(?:hằng|hàng|mỗi) năm|định kỳ")
_ORDERS = ("trong ", "ngay trong", "xong ", "hoàn thành ")
# What is counted up to a day or from one, and not done by then: "tính đến ngày 31/3", "phát sinh từ ngày 01/01".
_COUNTED = late(
    r"(?:tính|l[uũ][ỹy] kế|thống kê|phát sinh|(?:người|trẻ|cháu|học sinh|đối tượng)(?: được)? sinh|(?:số liệu|dữ liệu|đã)[^.;,]{0,30})\s*$"
)


def _counts(place: Place, at: int) -> bool:
    return not place.bare and _COUNTED.search(place.low, max(0, at - 45), at) is not None


def _until(match: re.Match[str], place: Place) -> Made | None:
    words = match["at"]
    span = point(words, place.year)
    if span is None:
        return None
    before = match["before"]
    if not place.bare and _is_goal(match, place, before, span):
        return None
    if before in _UP_TO and _counts(place, match.start()):
        return NO_TIME
    if "trước" in before and span[0] != span[1]:
        return "once", None, day_before(span[0]), None
    if before.endswith("trong") or before in {"hoàn thành", "xong", "hoàn thành vào", "xong vào"}:
        return "once", span[0], span[1], None
    return "once", None, until(words, span), None


_UP_TO = frozenset({"đến", "đến hết", "cho đến hết", "hết", "tới"})


def _deadline(match: re.Match[str], place: Place) -> Made | None:
    """A day behind "Hạn nộp:"."""
    span = point(match["at"], place.year)
    return None if span is None else ("once", None, span[1], None)


def _is_goal(match: re.Match[str], place: Place, before: str, span: tuple[str, str]) -> bool:
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


def _range(match: re.Match[str], place: Place) -> Made | None:
    last = point(match["to"], place.year)
    own = int(last[1][:4]) if last else place.year
    first = point(match["at"], own)
    if first is None or last is None or first[0] > last[1]:
        return None
    before = place.low[max(0, match.start() - 60) : match.start()]
    if before.rstrip().endswith("trước") or (not place.bare and _GOAL.search(before)):
        return None
    if _counts(place, match.start()):
        return NO_TIME
    return "once", first[0], until(match["to"], last), None


def _two_days(match: re.Match[str], place: Place) -> Made | None:
    """ "06/3, 07/3/2026": two days running are one span."""
    made = _range(match, place)
    return made if made is not None and made[1] is not None and made[2] is not None and day_before(made[2]) == made[1] else None


def _since(match: re.Match[str], place: Place) -> Made | None:
    span = point(match["at"], place.year)
    if span is None:
        return None
    if _counts(place, match.start()):
        return NO_TIME
    if not place.bare and (
        _PAST.search(place.low[max(0, match.start() - 50) : match.start()])
        or _SPAN_OF.search(place.low[max(0, match.start() - 50) : match.start()])
    ):
        return None
    return "once", span[0], None, None


_SPAN_OF = late(r"(?:vốn|phí|dự toán|số liệu|kể|giai đoạn|khoảng thời gian)\s*$")


def _whole_year(_match: re.Match[str], place: Place) -> Made | None:
    return None if place.year is None else ("once", f"{place.year}-01-01", f"{place.year}-12-31", None)


def _following(match: re.Match[str], _place: Place) -> Made:
    return "once", f"{match['a']}-01-01", None, None


def _yearly_day(match: re.Match[str], _place: Place) -> Made:
    return "recurring", None, day_of_year(match["at"]), "P1Y"


def _yearly_month(match: re.Match[str], _place: Place) -> Made | None:
    """ "Tháng 3 hằng năm" comes back each year and names no day; "trước tháng 7 hằng năm" does."""
    span = point(match["at"], _COMMON_YEAR)
    before = match.group()[: match.start("at") - match.start()]
    if span is None:
        return None
    return "recurring", None, f"--{day_before(span[0])[5:]}" if "trước" in before else None, "P1Y"


_COMMON_YEAR = 2023


def _short_quarter(match: re.Match[str], place: Place) -> Made | None:
    span = point(f"quý {match['number']}/{match['year']}", place.year)
    return None if span is None else ("once", span[0], span[1], None)


def _summer(match: re.Match[str], _place: Place) -> Made:
    return "once", f"{match['year']}-06-01", f"{match['year']}-08-31", None


def _monthly_day(match: re.Match[str], _place: Place) -> Made:
    return "recurring", None, None, "P3M" if "quý" in match.group() else "P1M"


def _yearly_span(match: re.Match[str], place: Place) -> Made | None:
    first = point(match["at"], place.year)
    last = point(match["to"], place.year) if match["to"] else None
    return None if first is None else ("recurring", first[0], last[1] if last else None, "P1Y")


_YEARLY = r"(?:hằng|hàng|mỗi)\s+năm"
_TO = r"\s*(?:cho\s+)?(?:đến|tới|-|–|—)\s*(?:hết\s+|cuối\s+)?"
_OPENS = r"\s*(?:hết\s+|cuối\s+)?(?:[\dqhsbc]|ngày|năm|tháng|tối|trưa)"
YEARLY_RULES: tuple[Rule, ...] = (
    Rule(("/",), months.BETWEEN, months.between, bare=True),
    Rule(("hằng năm", "hàng năm"), late(rf"{_YEARLY},?\s+từ\s+(?P<at>{_NAMED})(?:{_TO}(?P<to>{_POINT}))?"), _yearly_span),
    Rule(
        ("hằng", "hàng", "mỗi"),
        late(rf"(?:{_BEFORE}\s+)?(?:ngày\s+)?(?P<at>{_SHORT})\s*,?\s*(?:của\s+)?{_YEARLY}"),
        _yearly_day,
        hint=late(r"hằng\s+năm|hàng\s+năm|mỗi\s+năm"),
    ),
    Rule(
        ("hằng năm", "hàng năm", "mỗi năm"),
        late(rf"(?:trước\s+|vào\s+|trong\s+)?(?:cuối\s+)?(?P<at>{_MONTH}|{_QUARTER})\s*,?\s*(?:của\s+)?{_YEARLY}"),
        _yearly_month,
        hint=late(r"hằng\s+năm|hàng\s+năm|mỗi\s+năm"),
    ),
    Rule(
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
RULES: tuple[Rule, ...] = (
    Rule(("năm học",), late(rf"(?P<at>{_TERM})"), _school_year, bare=True),
    Rule(("hè ",), late(rf"(?<!\w)hè\s+(?:năm\s+)?(?P<year>{YEAR})"), _summer, bare=True),
    Rule(("q",), late(rf"(?<!\w)q\.?\s?(?P<number>[1-4]|iv|i{{1,3}})\s*/\s*(?P<year>{YEAR})"), _short_quarter, bare=True),
    Rule(
        ("(",),
        late(
            rf"(?P<before>(?:xong |hoàn thành )?trước|chậm nhất(?: là)?(?: trước)?)\s+(?:ngày|lễ|dịp|kỳ|khi)\s+[^.;:,()\d]{{3,60}}"
            rf"\((?:ngày\s*)?(?P<at>{_DAY})\)"
        ),
        _until,
        hint=late(r"\((?:ngày\s*)?\d"),
    ),
    Rule(("hạn ",), late(rf"hạn\s[^.;:,()\d]{{0,40}}:\s*(?:ngày\s*)?(?P<at>{_DAY})"), _deadline, hint=late(r":\s*(?:ngày\s*)?\d")),
    Rule(("trong năm", "cả năm"), late(r"(?P<at>(?:trong|cả) năm)(?!\s*(?:\d|học))"), _whole_year, bare=True),
    Rule(
        ("/", "tháng"),
        late(
            rf"(?:từ\s+)?(?:các\s+)?(?:ngày\s+)?(?<![\d/.])(?<!tháng )(?P<first>\d{{1,2}})(?:\s*,\s*\d{{1,2}})*\s*(?:,|và"
            rf"|-|–|đến(?: ngày)?|đến hết ngày)\s*(?P<last>{_DAY})"
        ),
        months.days,
        hint=late(r"\d\s*(?:,|và|-|–|đến)\s*(?:ngày\s*|hết ngày\s*)?\d"),
    ),
    Rule(
        ("năm",),
        late(rf"(?:từ\s+)?năm\s+(?P<a>{YEAR})\s*(?:và|,)\s*(?:những|các|cho những|cho các)?\s*năm\s+(?:tiếp theo|sau|kế tiếp)"),
        _following,
        bare=True,
    ),
    Rule(("năm",), late(rf"(?P<a>{YEAR})\s*(?:và|,)\s*(?:những|các)\s+năm\s+(?:tiếp theo|sau|kế tiếp)"), _following, bare=True),
    Rule(
        ("quý", "qúy", "quí"),
        late(
            rf"(?:từ\s+|trong\s+|các\s+)*q[uú][ýí]\s+(?P<all>{QUARTER_NUMBER}(?:\s*(?:,|-|–|và|đến|đến hết"
            rf"|\+)\s*(?:q[uú][ýí]\s+)?{QUARTER_NUMBER})+)\s*(?:(?:/|,?\s*năm|-)\s*(?P<year>{YEAR}))?(?!\s*/)"
        ),
        months.quarters,
        hint=late(rf"q[uú][ýí]\s+{QUARTER_NUMBER}\s*(?:,|-|–|và|đến|\+)"),
    ),
    Rule(
        ("tháng",),
        months.SEVERAL,
        months.months,
        hint=late(r"tháng\s+\d{1,2}\s*(?:,|-|–|và|đến)"),
    ),
    Rule(("từ",), late(rf"từ\s+(?:đầu\s+|nay\s+)?(?P<at>{_POINT}){_TO}(?P<to>{_POINT})"), _range),
    Rule(("/", "tháng"), late(rf"(?<![\d/.])(?P<at>{_SHORT})\s*(?:[-–—]|đến(?: hết)?(?: ngày)?)\s*(?P<to>{_DAY})"), _range, bare=True),
    Rule(("/", "tháng"), late(rf"(?<![\d/.])(?P<at>{_SHORT})\s*(?:,|và)\s*(?:ngày\s*)?(?P<to>{_DAY})"), _two_days, bare=True),
    Rule(
        ("quý", "qúy", "tháng", "/", "ngày"),
        late(
            rf"(?P<at>{_CLOCK}?{_PARTS}ngày\s*{_DAY}|{_QUARTER}|{_MONTH}|{_FULL})(?:{_TO}|\s*và\s+(?={_PARTS}ngày))(?P<to>{_NAMED}|{_DAY})"
        ),
        _range,
        hint=late(rf"đến{_OPENS}|tới{_OPENS}|-{_OPENS}|–{_OPENS}|—{_OPENS}|và\s+(?:ngày|cả|sáng|chiều|tối|trưa)"),
    ),
    Rule(
        ("-", "–"),
        late(rf"(?:giai đoạn|trong|năm|từ)?\s*(?<![\d/])(?P<a>{YEAR})\s*[-–]\s*(?:năm\s*)?(?P<b>{YEAR})"),
        months.years,
        bare=True,
    ),
    Rule(
        ("trước", "đến", "hết", "nhất", "xong", "hoàn thành", "hạn", "tới", "cuối"),
        late(rf"(?P<before>{_BEFORE})\s+(?:(?:thời điểm|cuối)\s+)?(?P<at>{_CLOCK}?{_POINT})"),
        _until,
    ),
    Rule(("từ",), late(rf"(?:bắt đầu\s+(?:kể\s+)?từ|kể\s+từ|từ)\s+(?:đầu\s+)?(?P<at>{_NAMED})"), _since),
    Rule(("từ",), late(rf"từ\s+(?P<at>{_POINT})"), _since, bare=True),
    Rule(
        ("trong", "vào", "xong", "thành", "dự kiến", "lúc", "suốt"),
        late(
            rf"(?:ngay\s+trong|trong(?:\s+suốt)?|xuyên\s+suốt|suốt|vào|xong|hoàn thành|dự kiến|lúc)\s+(?:(?:cuối|đầu)\s+)?(?:khoảng\s+)?(?P<at>{_NAMED})"
        ),
        _once,
    ),
    Rule(
        ("phiên", "kỳ", "cuộc", "giao ban"),
        late(rf"(?:vào|tại|trong)\s+(?:phiên|kỳ|cuộc|buổi|hội nghị|giao ban)\s[^.;:,()\d]{{0,30}}?(?P<at>{_MONTH})"),
        _once,
        hint=late(r"tháng\s*\d"),
    ),
    Rule(("ngày",), late(rf"(?P<at>{_CLOCK}{_PARTS},?\s*ngày\s*{_DAY})"), _once, hint=late(r"\d\s?(?:giờ|h|g|:)")),
    Rule(
        ("quý", "qúy", "tháng", "ngày"),
        late(rf"(?P<at>{_PART}\s*{YEAR}|q[uú][ýí]\s*{QUARTER_NUMBER}\s*(?:/|,?\s*năm|-)\s*{YEAR})"),
        _named,
        hint=late(r"tháng\s+(?:đầu|cuối)|quý|qúy|quí|qúí"),
    ),
    Rule(
        ("ngày",),
        late(
            rf"(?P<at>(?:cả\s+ngày|sáng\s+ngày|chiều\s+ngày|tối\s+ngày|trưa\s+ngày|ngày)\s*(?:{_FULL}))",
        ),
        _once,
    ),
    Rule(("",), late(rf"(?<!tuần )(?P<at>{_POINT})"), _once, bare=True, hint=late(r"[\dq]|tháng")),
)
