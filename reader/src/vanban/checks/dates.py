"""Days, months and years: those that cannot be, and those that contradict each other."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.late import late
from vanban.types import Finding

_DAY = late(
    r"ngày\s?(?P<d>\d{1,2})(?:\s?/\s?(?P<m>\d{1,2})\s?/\s?(?P<y>\d{4})(?!\d)|\s?-\s?(?P<m3>\d{1,2})\s?-\s?(?P<y3>\d{4})(?!\d)"
    r"|\s+tháng\s+(?P<m2>\d{1,2})(?!\d)(?:\s+năm\s+(?P<y2>\d{4})(?!\d))?)"
)


class Day(NamedTuple):
    """A day as printed behind "ngày"; `year` is None when it is not told, `date` when there is no such day."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    date: dt.date | None


def days(context: Context) -> list[Day]:
    """Every day of the text with at least a month."""
    return context.once("days", lambda context: [_day(match) for match in context.matches(_DAY, "ngày")])


def _day(match: re.Match[str]) -> Day:
    d, m, y, m3, y3, m2, y2 = match.groups()
    day, month = int(d), int(m or m2 or m3)
    year = int(y or y2 or y3) if y or y2 or y3 else None
    try:
        date = dt.date(year, month, day) if year else None
    except ValueError:
        date = None
    return Day(match.start(), match.end(), day, month, year, date)


class Impossible(Rule):
    """A day the calendar does not have."""

    id = "dates.impossible"
    name = "Ngày không có thật"
    severity = "error"
    basis = ("lich", "")
    message = "Không có ngày này trong lịch: «{words}»."
    advice = "Kiểm tra lại ngày, tháng, năm."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The day with its month and year."""
        for day in days(context):
            if day.date is not None:
                continue
            last = calendar.monthrange(day.year or 2024, day.month)[1] if 1 <= day.month <= 12 and (day.year or 1) > 0 else 0
            split = re.match(r" ?\d", context.text[day.end : day.end + 2])  # digits set apart by a PDF
            if not 1 <= day.day <= last and not split:
                yield self.finding(day.start, day.end, words=context.text[day.start : day.end])


class MonthOrQuarter(Rule):
    """A thirteenth month, a fifth quarter."""

    id = "dates.month_or_quarter"
    name = "Tháng hoặc quý không có thật"
    severity = "error"
    basis = ("lich", "")
    message = "Không có «{words}»: một năm có 12 tháng, 4 quý."
    advice = "Kiểm tra lại số của tháng hoặc quý."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The month with its year, or the quarter."""
        for match in context.matches(_MONTH, "tháng "):
            if not 1 <= int(match["month"]) <= 12:
                yield self.finding(match.start(), match.end(), words=match.group())
        for match in context.matches(_QUARTER, "Quý ", "quý "):
            yield self.finding(match.start(), match.end(), words=match.group())


_MONTH = late(r"tháng (?P<month>\d{1,2})(?:/|\s+năm\s+)(?:19|20)\d{2}(?!\d)")
_QUARTER = late(r"[Qq]uý (?:V|VI|[5-9])(?:/|\s+năm\s+)(?:19|20)\d{2}(?!\d)")
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_WEEKDAY = late(r"(?:[Tt]hứ (?P<name>[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy|[2-7])|(?P<sunday>[Cc]hủ nhật|[Cc]hủ Nhật))\s*(?:,|\()?\s*$")
_COUNTED = late(r"(?:lần|khóa|khoá|kỳ|đợt|bậc|phiên|hạng|năm|tháng|tuần|số|vụ|ca|họp)\s$")
_SHOWN = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class Weekday(Rule):
    """A day of the week that the date does not have."""

    id = "dates.weekday"
    name = "Thứ trong tuần không khớp ngày"
    severity = "error"
    basis = ("lich", "")
    message = "Ngày {day} là {right}, không phải «{written}»."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The weekday together with the date."""
        for day in days(context):
            match = _WEEKDAY.search(context.text, max(0, day.start - 16), day.start)
            if match is None or day.date is None or _COUNTED.search(context.text, max(0, match.start() - 8), match.start()):
                continue
            said = 6 if match["sunday"] else _WEEKDAYS[match["name"].lower()]
            if said != day.date.weekday():
                right = _SHOWN[day.date.weekday()]
                written = match.group().strip(" ,(")
                suggest = f"{right[0].upper() if written[0].isupper() else right[0]}{right[1:]}, {context.text[day.start : day.end]}"
                yield self.finding(match.start(), day.end, suggest, day=f"{day.date:%d/%m/%Y}", right=right, written=written)


class RangeReversed(Rule):
    """A span that ends before it begins."""

    id = "dates.range_reversed"
    name = "Khoảng thời gian ngược"
    severity = "error"
    basis = ("lich", "")
    message = "Khoảng thời gian kết thúc trước khi bắt đầu: «{words}»."
    advice = "Kiểm tra ngày bắt đầu và ngày kết thúc."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """From the first day to the last."""
        all_days = days(context)
        for one, two in pairwise(all_days):
            between = context.text[one.end : two.start]
            since = context.text[max(0, one.start - 4) : one.start].lower()
            if one.date and two.date and two.date < one.date and _UNTIL.fullmatch(between) and since.strip() == "từ":
                yield self.finding(one.start, two.end, words=context.text[one.start : two.end])


_UNTIL = late(r"\s+(?:đến|tới|đến hết)\s+")


class PeriodReversed(Rule):
    """A period of years that ends before it begins."""

    id = "dates.period_reversed"
    name = "Giai đoạn ngược"
    severity = "error"
    basis = ("lich", "")
    message = "«{words}»: năm cuối đứng trước năm đầu."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The words with both years."""
        for match in context.matches(_PERIOD, "giai đoạn ", "nhiệm kỳ "):
            if int(match["b"]) < int(match["a"]):
                words = match.group()
                right = f"{words[: match.start('a') - match.start()]}{match['b']}{match['dash']}{match['a']}"
                yield self.finding(match.start(), match.end(), right, words=words)


_PERIOD = late(r"(?:giai đoạn|nhiệm kỳ) (?P<a>(?:19|20)\d{2})(?P<dash>\s?[-–]\s?)(?P<b>(?:19|20)\d{2})(?!\d)")


class SchoolYear(Rule):
    """A school year of other than two years on end."""

    id = "dates.school_year"
    name = "Năm học không liền nhau"
    severity = "warning"
    basis = ("lich", "")
    message = "«{words}»: một năm học gồm hai năm liền nhau."
    advice = "Kiểm tra lại năm học, hoặc viết «các năm học» khi nói nhiều năm."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The words with both years."""
        for match in context.matches(_SCHOOL_YEAR, "Năm học ", "năm học "):
            before = context.text[max(0, match.start() - 5) : match.start()].lower()
            if int(match["b"]) != int(match["a"]) + 1 and not before.endswith(("các ", "những ")) and not before.strip()[-1:].isdigit():
                yield self.finding(match.start(), match.end(), words=match.group())


_SCHOOL_YEAR = late(r"[Nn]ăm học (?P<a>20\d{2})\s?[-–]\s?(?P<b>20\d{2})(?!\d)")


class OddYear(Rule):
    """A year of five digits, or of a time no plan reaches."""

    id = "dates.odd_year"
    name = "Năm viết sai"
    severity = "error"
    basis = ("lich", "")
    message = "Năm viết sai: «{words}»."
    advice = "Kiểm tra lại bốn chữ số của năm."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The month with the year, or the end of the date."""
        for pattern in (_YEAR, _YEAR_BEHIND_SLASH):
            for match in pattern.finditer(context.text):
                if pattern is _YEAR or context.text[match.start() - 1].isdigit():
                    yield self.finding(match.start(), match.end(), words=match.group())


_YEAR = late(r"tháng \d{1,2} năm (?:\d{5,}|2[2-9]\d{2}|[03-9]\d{3}|1[0-7]\d{2}|\d{3})(?! ?\d|[.,/]\d)")
_YEAR_BEHIND_SLASH = late(r"/\d{1,2}/(?:20\d{3}|2[2-9]\d\d)(?! ?\d|[.,/]\d)")


class OddHour(Rule):
    """An hour or a minute that no clock shows."""

    id = "dates.odd_hour"
    name = "Giờ không có thật"
    severity = "error"
    basis = ("lich", "")
    message = "Giờ viết sai: «{words}»."
    advice = "Kiểm tra lại giờ và phút."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The hour with its minutes."""
        for at in context.places(" giờ "):
            match = _HOUR.search(context.text, max(0, at - 8), at + 15)
            if match is not None and (int(match["h"]) > _HOURS or int(match["m"]) >= _MINUTES):
                yield self.finding(match.start("at"), match.end(), words=context.text[match.start("at") : match.end()])


_HOUR = late(r"(?:[Ll]úc|[Hh]ồi|[Tt]ừ|[Vv]ào) (?P<at>(?P<h>\d{1,2}) giờ (?P<m>\d{2})(?: phút)?)(?!\d)")
_HOURS, _MINUTES = 24, 60


class TwoDigitYear(Rule):
    """A year cut to two digits."""

    id = "dates.two_digit_year"
    name = "Năm chỉ ghi hai chữ số"
    severity = "warning"
    basis = ("nd30", "Phụ lục I, phần I, mục II.4.b")
    message = "Năm phải ghi đủ bốn chữ số: «{words}»."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The day with the short year."""
        for match in context.matches(_SHORT_YEAR, "ngày "):
            year = match["y"]
            full = f"20{year}" if int(year) < 60 else f"19{year}"
            yield self.finding(match.start(), match.end(), f"{match['before']}{full}", words=match.group())


_SHORT_YEAR = late(r"(?P<before>ngày (?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/)(?P<y>\d{2})(?![\d/\-]|\.\d)")


class MixedStyles(Rule):
    """Slashes and hyphens in the dates of one document."""

    id = "dates.mixed_styles"
    name = "Lẫn nhiều cách viết ngày"
    severity = "note"
    basis = ("nd30", "Phụ lục I, phần I, mục II.4.b")
    message = "Văn bản viết ngày bằng cả dấu gạch chéo và dấu gạch nối."
    advice = "Dùng thống nhất một cách viết ngày."
    scope = "clean"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first date of the rarer writing."""
        written = days(context)
        slashes = [day for day in written if day.year and "/" in context.text[day.start : day.end]]
        hyphens = [day for day in written if day.year and "-" in context.text[day.start : day.end]]
        if slashes and hyphens:
            first = min(slashes, hyphens, key=len)[0]
            yield self.finding(first.start, first.end)


class DueBeforeIssue(Rule):
    """A task due before the document was issued."""

    id = "dates.due_before_issue"
    name = "Thời hạn trước ngày ban hành"
    severity = "warning"
    basis = ("nd30", "Điều 12")
    message = "Thời hạn «{words}» đã qua khi văn bản ban hành ({day})."
    advice = "Kiểm tra lại năm của thời hạn."

    def check(self, context: Context) -> Iterator[Finding]:
        """The expression of time."""
        issued = context.date
        if issued is None or context.is_normative:
            return
        for task in [task for task in context.tasks if task.origin != "prose"]:
            for time in task.times:
                past = time.kind == "once" and time.due is not None and len(time.due) == 10 and time.due < issued.isoformat()
                if past and _YEAR_TOLD.search(time.text):
                    yield self.finding(time.start, time.end, words=time.text, day=f"{issued:%d/%m/%Y}")


_YEAR_TOLD = late(r"20\d{2}")
_DAY_TOLD = late(r"\d{1,2}\s?[/.-]\s?\d|ngày")


def _due_days(context: Context) -> Iterator[tuple[int, int, dt.date]]:
    """Due dates of tasks that are single days."""
    for task in context.tasks:
        for time in task.times:
            if time.kind == "once" and time.due is not None and len(time.due) == 10 and _DAY_TOLD.search(time.text):
                yield time.start, time.end, dt.date.fromisoformat(str(time.due))


class DueOnHoliday(Rule):
    """A deadline on a public holiday."""

    id = "dates.due_on_holiday"
    name = "Thời hạn rơi vào ngày nghỉ lễ"
    severity = "note"
    basis = ("blld", "Điều 112")
    message = "Thời hạn rơi vào ngày nghỉ lễ ({holiday})."
    advice = "Chọn ngày làm việc gần nhất."

    def check(self, context: Context) -> Iterator[Finding]:
        """The expression of time."""
        holidays = table("holidays")
        for start, end, day in _due_days(context):
            holiday = holidays["fixed"].get(day.isoformat()[5:]) or holidays["lunar"].get(day.isoformat())
            if holiday:
                yield self.finding(start, end, holiday=holiday)


class DueOnWeekend(Rule):
    """A deadline on a Saturday or Sunday."""

    id = "dates.due_on_weekend"
    name = "Thời hạn rơi vào ngày nghỉ cuối tuần"
    severity = "note"
    basis = ("bldd", "Điều 148")
    message = "Thời hạn {day} là {weekday}; theo luật, thời hạn kết thúc vào cuối ngày làm việc tiếp theo."
    advice = "Chọn ngày làm việc để các đơn vị hiểu giống nhau."

    def check(self, context: Context) -> Iterator[Finding]:
        """The expression of time."""
        for start, end, day in _due_days(context):
            if day.weekday() > 4:
                yield self.finding(start, end, day=f"{day:%d/%m/%Y}", weekday=_SHOWN[day.weekday()])


class ReportBeforeCutoff(Rule):
    """A report due before the day its figures are counted to."""

    id = "dates.report_before_cutoff"
    name = "Hạn báo cáo trước ngày chốt số liệu"
    severity = "warning"
    basis = ("nd09", "Điều 12, khoản 4")
    message = "Hạn gửi báo cáo ({due}) trước ngày chốt số liệu ({cutoff})."
    advice = "Lùi hạn báo cáo hoặc đổi ngày chốt số liệu."

    def check(self, context: Context) -> Iterator[Finding]:
        """The deadline."""
        for match in _CUTOFF.finditer(context.text):
            end = context.line(match.end())[1]
            due = _REPORT_DUE.search(context.text, match.end(), min(end, match.end() + 300))
            begin = context.line(match.start())[0]
            due = due or _REPORT_DUE.search(context.text, begin, match.start())
            if due is None:
                continue
            cutoff, day = _month_day(match), _month_day(due)
            if day[1:] < cutoff[1:] and (day[0] is None or cutoff[0] is None or day[0] == cutoff[0]) and 0 <= cutoff[1] - day[1] < 6:
                words = context.text[due.start("at") : due.end("at")]
                yield self.finding(due.start("at"), due.end("at"), due=words, cutoff=context.text[match.start("at") : match.end("at")])


_AT = r"(?:ngày )?(?P<at>(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?)(?![\d/])"
_CUTOFF = late(rf"ố liệu (?:(?:báo cáo )?(?:được )?(?:tính|lấy|chốt)[^.;\n]{{0,40}}?(?:đến|vào|ngày)|(?:đến|vào))\s+(?:hết\s+)?{_AT}")
_REPORT_DUE = late(rf"(?:gửi|nộp|báo cáo)[^.;\n]{{0,120}}?(?:trước|chậm nhất(?: là)?(?: vào)?|xong trước)\s+{_AT}")


def _month_day(match: re.Match[str]) -> tuple[int | None, int, int]:
    return int(match["y"]) if match["y"] else None, int(match["m"]), int(match["d"])
