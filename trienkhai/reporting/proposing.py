"""Regimes that a document asks for, proposed from its sentences about reporting; a person confirms each. Pure.

A sentence is proposed when it speaks of reporting and says how often or by when. What it does not say stays as the house begins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.core.text import shortened
from trienkhai.periods import calendar, working
from trienkhai.periods.choices import PeriodKind
from trienkhai.reporting import cutoffs
from trienkhai.reporting.choices import CutOff
from trienkhai.reporting.terms import MOST_DAYS

_SENTENCE = re.compile(r"[^\n.;]+(?:\.(?=[\d])[^\n.;]*)*")
_REPORT = re.compile(r"\b(?:báo cáo|sơ kết|tổng kết)\b", re.IGNORECASE)
_RHYTHMS = (
    (re.compile(r"sơ kết|tổng kết(?!\s+năm học)", re.IGNORECASE), PeriodKind.MULTI_YEAR),
    (re.compile(r"(?:hằng|hàng|mỗi|theo|định kỳ(?: hằng| hàng)?)\s+tháng\b", re.IGNORECASE), PeriodKind.MONTH),
    (re.compile(r"(?:hằng|hàng|mỗi|theo|định kỳ(?: hằng| hàng)?)\s+quý\b", re.IGNORECASE), PeriodKind.QUARTER),
    (re.compile(r"\b(?:6|06|sáu) tháng\b", re.IGNORECASE), PeriodKind.HALF_YEAR),
    (re.compile(r"\b(?:9|09|chín) tháng\b", re.IGNORECASE), PeriodKind.NINE_MONTHS),
    (re.compile(r"\bnăm học\b", re.IGNORECASE), PeriodKind.SCHOOL_YEAR),
    (re.compile(r"(?:hằng|hàng|mỗi|theo|định kỳ(?: hằng| hàng)?|báo cáo)\s+năm\b", re.IGNORECASE), PeriodKind.YEAR),
)
"""What a sentence says of its rhythm; the first that fits holds."""
_DATE = re.compile(r"\b(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DAY = re.compile(r"\bngày\s+(\d{1,2})(?:/(\d{1,2}))?(?!/?\d)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:năm|vào|giai đoạn)\D{0,12}((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?", re.IGNORECASE)
MOST = 20


@dataclass(frozen=True, slots=True)
class ProposedRegime:
    """What a sentence asks for. `days` are those it gives; `start` and `end` are its place in the text."""

    quote: str
    start: int
    end: int
    name: str
    frequency: str
    legal_basis: str
    days: dict[str, int] = field(default_factory=dict)
    stretches: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)

    @property
    def frequency_label(self) -> str:
        """Its rhythm in words."""
        return str(PeriodKind(self.frequency).label)


def propose(words: str, *, title: str, symbol: str, issued_on: dt.date | None, today: dt.date) -> list[ProposedRegime]:
    """The regimes that a text asks for, in its order; each rhythm once, by the first sentence that names it."""
    out: list[ProposedRegime] = []
    for quote, start, end in _sentences(words):
        kind = next((kind for shape, kind in _RHYTHMS if shape.search(quote)), None)
        until = _dated(quote)
        stretches = _years(quote, issued_on or today) if kind == PeriodKind.MULTI_YEAR else []
        if kind == PeriodKind.MULTI_YEAR and not stretches:
            kind = None
        if kind is None and until is not None:
            kind, stretches = PeriodKind.ONCE, [(min(issued_on or today, until), until)]
        if kind is None or any(one.frequency == kind and one.stretches == stretches for one in out):
            continue
        name = shortened(_("Báo cáo %(kind)s: %(title)s") % {"kind": str(PeriodKind(kind).label).lower(), "title": title}, 250)
        basis = _("Văn bản số %(symbol)s") % {"symbol": symbol} if symbol else ""
        days = {"deadline_days": 0} if kind == PeriodKind.ONCE else _deadline(quote, kind, today)
        out.append(ProposedRegime(quote, start, end, name, kind, basis, days, stretches, [{"title": _("Kết quả thực hiện")}]))
    return out[:MOST]


def _sentences(words: str) -> Iterator[tuple[str, int, int]]:
    for found in _SENTENCE.finditer(words):
        if _REPORT.search(found[0]):
            bare = found[0].lstrip(" \t-+•–")
            lead = len(found[0]) - len(bare)
            yield bare.rstrip(), found.start() + lead, found.start() + len(found[0].rstrip())


def _dated(quote: str) -> dt.date | None:
    """The one full date of a sentence; None with none, several, or one that cannot be."""
    found = {(int(y), int(m), int(d)) for d, m, y in _DATE.findall(quote)}
    try:
        return dt.date(*found.pop()) if len(found) == 1 else None
    except ValueError:
        return None


def _years(quote: str, since: dt.date) -> list[tuple[dt.date, dt.date]]:
    """From the document on to the end of each year named, or the years of a stretch."""
    out = []
    for first, last in _YEAR.findall(quote):
        begins = dt.date(int(first), 1, 1) if last else dt.date(since.year, 1, 1)
        ends = dt.date(int(last or first), 12, 31)
        if begins <= ends:
            out.append((begins, ends))
    return sorted(set(out))


def _deadline(quote: str, kind: str, today: dt.date) -> dict[str, int]:
    """Working days after the Decree's cut-off to the day that the sentence names; nothing where it comes before, or none is named."""
    found = _DAY.search(quote)
    if found is None or kind == PeriodKind.MULTI_YEAR:
        return {}
    ends = calendar.reported_around(kind, today).ends
    cutoff = cutoffs.cutoff_of(kind, ends, CutOff.DECREE)
    month = int(found[2]) if found[2] else cutoff.month
    try:
        day = dt.date(cutoff.year + (1 if month < cutoff.month else 0), month, int(found[1]))
    except ValueError:
        return {}
    at, count = cutoff, 0
    while at < day and count <= MOST_DAYS:
        at, count = working.next_working(at), count + 1
    return {"deadline_days": count - (1 if at > day else 0)} if cutoff <= day and count <= MOST_DAYS else {}
