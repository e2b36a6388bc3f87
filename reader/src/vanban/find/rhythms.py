"""How often and on what condition: "định kỳ 6 tháng, hằng năm", "01 lần/quý", "thường xuyên", "khi có hướng dẫn"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vanban.find.dates import day_of_year
from vanban.late import late
from vanban.types import TimeKind

Found = tuple[int, int, TimeKind, str | None, str | None, str | None]
_KEYS = (
    "hằng ",
    "hàng ",
    "định kỳ",
    "mỗi ",
    "/lần",
    " lần",
    "thường xuyên",
    "liên tục",
    "khi ",
    "trong dịp",
    "trong quá trình",
    "đột xuất",
    "theo lịch",
    "kể từ",
    "suốt",
    "cuối năm",
    "24/24",
    "cuối tháng",
    "cuối cùng",
    "theo quý",
    "sơ kết",
    "theo tháng",
)
_EVERY = {"năm": "P1Y", "cả năm": "P1Y", "quý": "P3M", "qúy": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}
_UNIT = (
    r"(?:(?P<n>\d{1,2}|một|sáu|ba|hai)\s+)?(?P<every>cả năm|năm|quý|qúy|tháng|tuần|ngày)(?!\s+(?:đầu"
    r"|cuối)|\w|\s*(?:19|20)\d\d|\s+học|\s+\d)"
)
_START = late(rf"(?:định kỳ\s*[:(]?\s*(?:theo\s+)?(?:(?:hằng|hàng|mỗi)\s+)?|(?:hằng|hàng|mỗi)\s+){_UNIT}(?:\s*(?:/|một)\s*(?:0?1\s*)?lần)?")
_NEXT = late(rf"\s*(?:,|và|hoặc|/|;)\s*(?:(?:hằng|hàng|mỗi)\s+)?{_UNIT}(?:\s*/\s*lần)?")
_PER = late(
    r"(?P<times>\d{1,2}|một|hai)\s+(?:lần\s*(?:/|trong|mỗi|một)|(?:đợt|buổi|cuộc|số)\s*/)\s*(?:0?1\s+)?(?P<every>năm|quý|tháng|tuần|ngày)(?!\w)"
)
_ONCE_IN = late(r"(?P<n>\d{1,2}|một|sáu|ba|hai)\s+(?P<every>năm|quý|tháng|tuần)\s*(?:/|một|mỗi|0?1(?=\s*lần))\s*(?:0?1\s*)?lần")
_ONE_EACH = late(r"(?<![\w ])(?P<n>)(?P<every>năm|quý|tháng|tuần)\s*/\s*(?:0?1\s*)?lần")
_SUMS_UP = late(
    r"(?:sơ kết\s+(?P<n>0?6|sáu)\s+(?P<every>tháng)|(?<=tổng kết )(?P<year>năm))"
    r"(?!\w|\s*(?:\d|học|công|đầu|cuối|vào|trong|trước|\())"
)
_BY = late(r"theo (?P<n>)(?P<every>quý|tháng)(?!\s*(?:\d|[iv])|\w)")
_TIMES_A = late(
    r"(?:mỗi|hằng|hàng|một|(?<!\d)0?1)\s+(?P<every>năm|quý|tháng|tuần|ngày)\s+(?:ít nhất\s+)?(?P<times>\d{1,2}|một|hai)\s+lần(?!\s*/)"
)
_HOURS = late(r"(?P<n>\d{1,2}|một|hai|ba|sáu)\s+giờ\s*(?:/|một|mỗi)\s*(?:0?1\s*)?lần")
_ROUND = late(r"(?<!\d)24/24(?:\s*(?:giờ|h)(?:\s*(?:mỗi|/|trong)\s*ngày)?)?(?![\d/])")
_ON_CONDITION = late(r"(?:trong dịp|trong thời gian|khi)\s[^.;]*$")
_IF = late(r"[^.;]{0,60}?\s(?:khi|trong dịp)\s")
_MONTH_END = late(r"(?:vào\s+)?ngày\s+(?:làm việc\s+)?cuối(?: cùng)?(?: của)? tháng(?!\s*(?:\d|này|trước|sau))")
_IN_YEAR = late(r"\s*,?\s*(?:trong|cả|suốt)\s+(?:cả\s+)?năm(?:\s+học)?(?:\s*(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?)?")
_LONE = late(r"định kỳ(?!\w)")
_ALWAYS = late(r"thường xuyên(?:\s*,?\s*(?:và\s+)?liên tục)?(?:\s*,?\s*(?:hằng|hàng) ngày)?")
_YEAR_END = late(r"(?:tổng kết|xếp loại|phân loại|sơ kết|kiểm điểm|báo cáo|thi đua|khen thưởng)\s+(?P<at>cuối năm)(?!\s*(?:19|20|học))")
_ALWAYS_BARE = late(
    r"liên tục(?:\s*,?\s*thường xuyên)?|trong suốt (?:năm(?!\s*(?:học\s*)?\d)|quá trình)[^.;\n]{0,40}|suốt năm(?!\s*(?:học\s*)?\d)|quanh năm"
)
_NOT_ALWAYS = late(
    r"(?:chi|nhiệm vụ|kinh phí|nguồn|ngân sách|giáo dục|gdtx|không|đầu tư|bồi dưỡng|ban|sự nghiệp"
    r"|dự toán|tự bảo đảm chi|hội đồng|nguồn vốn)\s*$"
)
_CONDITION = late(
    r"(?:khi (?:có|được|phát hiện|xảy ra|cần|phát sinh)|sau khi|ngay sau|trong dịp|nhân dịp"
    r"|trong quá trình|trong suốt|theo lịch|theo tiến độ|đột xuất)[^,.;:\n)]{0,70}"
)
_WITHIN = late(
    r"(?:sau|trong thời hạn|trong thời gian|trong vòng|chậm nhất"
    r"|trong)\s+(?:không quá\s+)?\d{1,3}\s+(?:ngày|tháng|giờ)(?:\s+làm việc)?[^.;\n]{0,50}?(?:kể từ"
    r"|tính từ|từ khi|sau khi)[^,.;\n]{2,70}"
)
_NOUN = late(
    r"(?:kế hoạch|chương trình|công tác|ngân sách|nhà nước|khen thưởng|dự toán|chế độ báo cáo"
    r"|mẫu báo cáo|kỳ báo cáo|loại|phân loại|cán bộ|kinh phí|chi|thu|biên chế|mức|phí|xã hội"
    r"|phát triển|xếp loại|lao động|thi đua|đánh giá|nhiệm vụ|dự án|giáo dục|học)\s*$"
)
_LONG_TERM = late(r"\s*(?:,|và)\s*(?:trung hạn|dài hạn|\d năm|giai đoạn)")
_MAKES = late(r"(?:xây dựng|lập|ban hành|tổ chức|có|triển khai|báo cáo|giao)\s+(?:\S+\s+){0,2}?(?:kế hoạch|chương trình|dự toán)\s*$")
_DAY_WORDS = (
    r"(?:trước|vào|chậm nhất(?: là)?(?: trước)?|muộn nhất(?: là)?"
    r"|xong trước)?\s*(?:ngày\s+)?(?P<at>\d{1,2}\s?/\s?\d{1,2}(?![\d/%])|(?:\d{1,2}"
    r"|[0-3]\s\d)\s+tháng\s+(?:\d{1,2}|[01]\s\d)(?!\d|\s*năm))"
)
_DAY_MARK = late(_DAY_WORDS)
_MONTH_MARK = late(r"(?:(?:vào|trong)\s+)?(?:tháng\s+)?\d{1,2}")
_ALSO = late(rf"\s*(?:và|,)\s*{_DAY_WORDS}")
_MOST_BESIDE = 60
_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "sáu": 6}


def may_hold(low: str) -> bool:
    """Whether any of the words occurs without which there is no rhythm and no condition."""
    for key in _KEYS:
        if key in low:
            return True
    return "/" in low and _EACH.search(low) is not None


def find(low: str, taken: bytearray, *, bare: bool) -> Iterator[Found]:
    """Rhythms, continuity and conditions of a chunk in lower case; `taken` is given the places they fill."""
    for start, end, made in (
        *_counted(low),
        *_series(low, bare=bare),
        *_always(low, bare=bare),
        *_round(low, bare=bare),
        *_now_and_then(low, bare=bare),
    ):
        if taken.find(1, start, end) >= 0:
            continue
        taken[start:end] = b"\1" * (end - start)
        yield start, end, *made
    for pattern in (_CONDITION, _WITHIN):
        for match in pattern.finditer(low):
            yield match.start(), match.end(), "conditional", None, None, None


def _series(low: str, *, bare: bool) -> Iterator[tuple[int, int, tuple[TimeKind, None, None, str]]]:
    if "hằng" not in low and "hàng" not in low and "định kỳ" not in low and "mỗi" not in low:
        return
    for match in _START.finditer(low):
        if not bare and _of_a_noun(low, match):
            continue
        made = _every(match)
        if made is not None:
            yield match.start(), match.end(), made
        at = match.end()
        while (more := _NEXT.match(low, at)) is not None:
            made = _every(more)
            if made is None or (
                more["n"] is None
                and "hằng" not in more.group()
                and "hàng" not in more.group()
                and not bare
                and "định kỳ" not in match.group()
            ):
                break
            yield more.start() + len(more.group()) - len(more.group().lstrip(" ,;/")), more.end(), made
            at = more.end()


def _of_a_noun(low: str, match: re.Match[str]) -> bool:
    """ "Kế hoạch công tác hằng năm" names a plan; "xây dựng kế hoạch hằng năm" and "hằng năm, …" tell how often."""
    if match.group().startswith("định kỳ"):
        return False
    if _LONG_TERM.match(low, match.end()):
        return True
    head = low[max(0, match.start() - 50) : match.start()].rstrip()
    return bool(_NOUN.search(head)) and not _MAKES.search(head)


def _every(match: re.Match[str]) -> tuple[TimeKind, None, None, str] | None:
    count = _number(match["n"])
    unit = _EVERY[match["every"]]
    if count is None or not 0 < count < 37:
        return None
    letter = unit[-1]
    return "recurring", None, None, f"P{int(unit[1:-1]) * count}{letter}"


def _number(words: str | None) -> int | None:
    return 1 if not words else _NUMBERS.get(words) or (int(words) if words.isdigit() else None)


_EACH = late(r"(?:đợt|buổi|cuộc|số)\s?/")


def _counted(low: str) -> Iterator[tuple[int, int, tuple[TimeKind, None, None, str | None]]]:
    if " lần" in low or "/lần" in low or ("/" in low and _EACH.search(low)):
        for match in (*_PER.finditer(low), *_TIMES_A.finditer(low)):
            times = _number(match["times"]) or 1
            months = {"năm": 12, "quý": 3}.get(match["every"])
            every = _EVERY[match["every"]] if times == 1 else f"P{months // times}M" if months and months % times == 0 else None
            yield match.start(), match.end(), ("recurring", None, None, every)
        for match in (*_ONCE_IN.finditer(low), *_ONE_EACH.finditer(low)):
            made = _every(match)
            if made is not None:
                yield match.start(), match.end(), made
        for match in _HOURS.finditer(low):
            yield match.start(), match.end(), ("recurring", None, None, f"PT{_number(match['n'])}H")
    if "sơ kết" in low:
        for match in _SUMS_UP.finditer(low):
            yield match.start(), match.end(), ("recurring", None, None, "P1Y" if match["year"] else "P6M")
    if "cuối" in low:
        for match in _MONTH_END.finditer(low):
            yield match.start(), match.end(), ("recurring", None, None, "P1M")


def _always(low: str, *, bare: bool) -> Iterator[tuple[int, int, tuple[TimeKind, None, None, str | None]]]:
    if "thường xuyên" in low:
        for match in _ALWAYS.finditer(low):
            alone = bare and low[: match.start()].strip() == "nhiệm vụ"
            if alone or not _NOT_ALWAYS.search(low[max(0, match.start() - 25) : match.start()]):
                within = _IN_YEAR.match(low, match.end()) if bare else None
                yield match.start(), within.end() if within else match.end(), ("continuous", None, None, None)
    if "cuối năm" in low:
        for match in _YEAR_END.finditer(low):
            yield match.start("at"), match.end("at"), ("recurring", None, None, "P1Y")
    if bare:
        for match in _ALWAYS_BARE.finditer(low):
            within = _IN_YEAR.match(low, match.end())
            yield match.start(), within.end() if within else match.end(), ("continuous", None, None, None)
        for match in _BY.finditer(low):
            yield match.start(), match.end(), _every(match) or ("recurring", None, None, None)


def _round(low: str, *, bare: bool) -> Iterator[tuple[int, int, tuple[TimeKind, None, None, None]]]:
    """ "Duy trì trực ban 24/24 giờ", unless the sentence says for how long; elsewhere it tells how strict a watch is, not when."""
    if "24/" in low:
        for match in _ROUND.finditer(low):
            before = low[max(0, match.start() - 60) : match.start()]
            kept = "duy trì" in before[-40:] and not _ON_CONDITION.search(before) and not _IF.match(low, match.end())
            if bare or kept:
                yield match.start(), match.end(), ("continuous", None, None, None)


def _now_and_then(low: str, *, bare: bool) -> Iterator[tuple[int, int, tuple[TimeKind, None, None, None]]]:
    if "định kỳ" in low:
        for match in _LONE.finditer(low):
            if bare or _acts_so(low, match):
                yield match.start(), match.end(), ("recurring", None, None, None)


def _acts_so(low: str, match: re.Match[str]) -> bool:
    """ "Định kỳ" tells when at a clause's beginning or beside a verb of watching; behind a noun it is a kind ("khám sức khỏe định kỳ")."""
    head = low[max(0, match.start() - 24) : match.start()].rstrip()
    return not head or head[-1] in ",;.(:-–+" or head.endswith(_WATCHED) or bool(_OR_ELSE.match(low, match.end()))


_WATCHED = ("kiểm tra", "giám sát", "thanh tra", "thường xuyên", "đánh giá", "rà soát", "và", "hoặc", "theo dõi")
_OR_ELSE = late(r"\s*(?:,|và|hoặc|hay|/)\s*(?:đột xuất|thường xuyên)|\s*\(?(?:trước|vào|chậm nhất)(?: vào)? ngày\s")


def merged(low: str, found: list[Found]) -> list[Found]:
    """Days without a year beside a rhythm come back each year: "định kỳ hằng năm … trước ngày 31 tháng 12" is one yearly time."""
    if "định kỳ" in low:
        found = [f for f in found if not _said_closer(low, f, found)]
    rhythm = [f for f in found if f[2] == "recurring" and f[5] in {None, "P1Y", "P6M", "P3M", "P1M"}]
    if not rhythm or len(found) > _MOST_BESIDE:
        return found
    out = list(found)
    several = sum(1 for f in found if f[2] == "once" and _MONTH_MARK.fullmatch(low, f[0], f[1])) > 1
    for own in found:
        words = low[own[0] : own[1]]
        day = _DAY_MARK.search(words) if own[2] == "once" and own[4] is not None else None
        beside = max((r for r in rhythm if _beside(low, own, r)), key=lambda r: (r[0] < own[0], r[0]), default=None)
        month = several and own[2] == "once" and own[4] is not None and _MONTH_MARK.fullmatch(words) is not None
        if (day is None and not month) or beside is None or re.search(r"(?:19|20)\d\d", words):
            continue
        out.remove(own)
        out.append((own[0], own[1], "recurring", None, day_of_year(day["at"]) if day is not None else f"--{str(own[4])[5:]}", "P1Y"))
        lone = beside[5] is None and low[beside[0] : beside[1]] == "định kỳ"
        if beside[4] is None and (beside[5] == "P1Y" or lone) and beside in out:
            out.remove(beside)
            out[-1] = (min(beside[0], own[0]), max(beside[1], own[1]), *out[-1][2:])
        out += [
            (m.end() - len(m.group().lstrip(" ,và")), m.end(), "recurring", None, day_of_year(m["at"]), "P1Y")
            for m in _also(low, own[1])
            if not any(f[0] < m.end() and m.start("at") < f[1] for f in found)
        ]
    return out


def _said_closer(low: str, one: Found, found: list[Found]) -> bool:
    """Whether a lone "định kỳ" only opens the rhythm right behind it: "Định kỳ (ít nhất 6 tháng một lần)", "Định kỳ ngày 20 hằng tháng"."""
    if one[2] != "recurring" or one[5] is not None or low[one[0] : one[1]] != "định kỳ":
        return False
    return any(f[2] == "recurring" and f[5] is not None and 0 <= f[0] - one[1] < _CLOSE and ";" not in low[one[1] : f[0]] for f in found)


_CLOSE = 20


def _beside(low: str, day: Found, rhythm: Found) -> bool:
    if 0 <= rhythm[0] - day[1] < 25:
        return rhythm[5] == "P1Y"
    return rhythm[4] is None and 0 <= day[0] - rhythm[1] < 160 and "." not in low[rhythm[1] : day[0]]


def _also(low: str, at: int) -> Iterator[re.Match[str]]:
    match = _ALSO.match(low, at)
    if match is not None:
        yield match
