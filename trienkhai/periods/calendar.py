"""Calendar periods (kỳ): pure arithmetic. A school year's first day is dated data, because ministries set it by decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.periods.choices import PeriodKind

MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12, PeriodKind.SCHOOL_YEAR: 12}
"""Kinds that follow each other without gap, with their length in months."""

SCHOOL_YEAR_BEGINS = (
    (dt.date(1900, 1, 1), 9, "Quyết định của Bộ Giáo dục và Đào tạo ban hành khung kế hoạch thời gian năm học (khai giảng tháng 9)"),
)
"""(valid from, first month, legal basis); the last row that holds on a day applies."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period on the calendar, both days included."""

    kind: str
    starts: dt.date
    ends: dt.date

    @property
    def label(self) -> str:
        """How offices name it: "Tháng 02/2026", "Quý IV/2026", "Năm học 2026–2027"."""
        return label(self.kind, self.starts, self.ends)


def label(kind: str, starts: dt.date, ends: dt.date) -> str:
    """The name of a period."""
    year = starts.year
    names = {
        PeriodKind.MONTH: lambda: _("Tháng %(month)s/%(year)s") % {"month": f"{starts.month:02d}", "year": year},
        PeriodKind.QUARTER: lambda: _("Quý %(quarter)s/%(year)s") % {"quarter": ("I", "II", "III", "IV")[starts.month // 3], "year": year},
        PeriodKind.HALF_YEAR: lambda: (
            (_("6 tháng đầu năm %(year)s") if starts.month < 7 else _("6 tháng cuối năm %(year)s")) % {"year": year}
        ),
        PeriodKind.NINE_MONTHS: lambda: _("9 tháng năm %(year)s") % {"year": year},
        PeriodKind.YEAR: lambda: _("Năm %(year)s") % {"year": year},
        PeriodKind.SCHOOL_YEAR: lambda: _("Năm học %(from)s–%(to)s") % {"from": year, "to": year + 1},
    }
    if kind in names:
        return names[PeriodKind(kind)]()
    return _("Từ %(from)s đến %(to)s") % {"from": text.date(starts), "to": text.date(ends)}


def period_of(kind: str, day: dt.date) -> Span:
    """The period of `kind` that holds `day`. Raises KeyError for kinds that do not follow each other (nine months, multi-year, plan)."""
    months = MONTHS[PeriodKind(kind)]
    first = _school_month(day) if kind == PeriodKind.SCHOOL_YEAR else 1
    since = (day.year * 12 + day.month - first) // months * months + first - 1
    starts = dt.date(since // 12, since % 12 + 1, 1)
    after = since + months
    return Span(kind, starts, dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1))


def reported_around(kind: str, day: dt.date) -> Span:
    """The period of `kind` that is reported on around `day`: the one that holds it; for nine months, those of its year."""
    if kind == PeriodKind.NINE_MONTHS:
        return Span(kind, dt.date(day.year, 1, 1), dt.date(day.year, 9, 30))
    return period_of(kind, day)


def spans(kind: str, first: dt.date, last: dt.date) -> Iterator[Span]:
    """The periods of `kind` from the one that holds `first` to the one that holds `last`, in order."""
    span = period_of(kind, first)
    while span.starts <= last:
        yield span
        span = period_of(kind, span.ends + dt.timedelta(days=1))


def _school_month(day: dt.date) -> int:
    return next(month for since, month, _basis in reversed(SCHOOL_YEAR_BEGINS) if since <= day)
