"""What stands in the way of sending a submission, said before it is sent: what must be filled, what is not reported yet, who is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.reporting import windows

if TYPE_CHECKING:
    from trienkhai.plans.models import Obligation
    from trienkhai.reporting.models import Submission

NAMED = 5
"""So many tasks are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to settle; `where` is its place on the page. What does not stop is only to be known."""

    words: str
    where: str
    stops: bool = True


def unreported(row: Submission, works: Sequence[Obligation]) -> list[Obligation]:
    """Work the unit owes and said nothing about. A nil submission says so of continuous work; dated work is always told of."""
    return [
        work
        for work in works
        if work.reported_at is None
        and work.duty in MAIN_DUTIES
        and work.state != State.SUSPENDED
        and not (row.is_nil and work.task.schedule != Schedule.ONCE)
    ]


def empty_sections(row: Submission, sections: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections that must be filled and are not; none for a nil submission."""
    return [] if row.is_nil else [one for one in sections if one.get("required") and not row.said.get(one["key"], "").strip()]


def problems(row: Submission, works: Sequence[Obligation], missing: int, today: dt.date) -> list[Problem]:
    """Everything to settle, what stops first. `missing` units below have not been accepted yet."""
    out = []
    silent = unreported(row, works)
    if silent:
        keys = ", ".join(work.task.key for work in silent[:NAMED]) + ("…" if len(silent) > NAMED else "")
        out.append(Problem(_("%(n)s nhiệm vụ chưa có báo cáo tiến độ: %(keys)s.") % {"n": text.number(len(silent)), "keys": keys}, "viec"))
    out += [
        Problem(_("Phần «%(title)s» phải có nội dung.") % {"title": one["title"]}, one["key"])
        for one in empty_sections(row, row.round.sections)
    ]
    if windows.needs_reason(row, today) and not row.late_reason.strip():
        out.append(Problem(_("Đã quá hạn nộp %(day)s, phải nêu lý do nộp muộn.") % {"day": text.date(row.due)}, "late_reason"))
    if row.is_nil and any(words.strip() for words in row.said.values()):
        out.append(Problem(_("Đã ghi «không phát sinh» nhưng các phần vẫn có nội dung."), "is_nil"))
    if missing:
        stops = today <= row.due
        then = _("chờ đủ rồi gửi") if stops else _("đã quá hạn nên được gửi, số đơn vị thiếu ghi trong bản gửi")
        said = {"n": text.number(missing), "then": then}
        out.append(Problem(_("%(n)s đơn vị trực thuộc chưa được chấp nhận báo cáo: %(then)s.") % said, "duoi", stops))
    return sorted(out, key=lambda one: not one.stops)
