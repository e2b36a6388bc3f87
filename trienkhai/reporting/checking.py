"""What stands in the way of sending a submission, said before it is sent: what must be filled, what does not add up, who is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.reporting import windows

if TYPE_CHECKING:
    from trienkhai.plans.models import Obligation
    from trienkhai.reporting.models import Submission
    from trienkhai.reporting.selectors.contents import Contents

NAMED = 5
"""So many tasks are named in a sentence."""
JUMP = Decimal(50)
"""A figure that moved by more per cent than this against the period before is pointed out; it stops nothing."""


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


def problems(row: Submission, contents: Contents, missing: int, today: dt.date) -> list[Problem]:
    """Everything to settle, what stops first. `missing` units below have not been accepted yet."""
    found = [*_work(row, contents.works), *_words(row, contents, today), *_forms(row, contents), *_figures(row, contents)]
    if missing:
        stops = today <= row.due
        then = _("chờ đủ rồi gửi") if stops else _("đã quá hạn nên được gửi, số đơn vị thiếu ghi trong bản gửi")
        said = {"n": text.number(missing), "then": then}
        found.append(Problem(_("%(n)s đơn vị trực thuộc chưa được chấp nhận báo cáo: %(then)s.") % said, "duoi", stops))
    return sorted(found, key=lambda one: not one.stops)


def _work(row: Submission, works: Sequence[Obligation]) -> Iterator[Problem]:
    """Over several periods nothing can be said any more of those that are closed, so that it only is to be known."""
    silent = unreported(row, works)
    if silent:
        keys = ", ".join(work.task.key for work in silent[:NAMED]) + ("…" if len(silent) > NAMED else "")
        words = _("%(n)s nhiệm vụ chưa có báo cáo tiến độ: %(keys)s.") % {"n": text.number(len(silent)), "keys": keys}
        yield Problem(words, "viec", stops=row.round.held_id is not None)


def _words(row: Submission, contents: Contents, today: dt.date) -> Iterator[Problem]:
    for one in empty_sections(row, row.round.sections):
        yield Problem(_("Phần «%(title)s» phải có nội dung.") % {"title": one["title"]}, one["key"])
    said = any(words.strip() for words in row.said.values())
    if windows.needs_reason(row, today) and not row.late_reason.strip():
        yield Problem(_("Đã quá hạn nộp %(day)s, phải nêu lý do nộp muộn.") % {"day": text.date(row.due)}, "late_reason")
    if row.is_nil and said:
        yield Problem(_("Đã ghi «không phát sinh» nhưng các phần vẫn có nội dung."), "is_nil")
    if not (row.is_nil or said or contents.files or contents.works):
        yield Problem(_("Báo cáo đang để trống: viết ít nhất một phần, kèm tệp, hoặc ghi «không phát sinh»."), "is_nil")


def _forms(row: Submission, contents: Contents) -> Iterator[Problem]:
    for one in contents.forms:
        if not one.is_sent:
            yield Problem(_("Biểu «%(title)s» chưa gửi.") % {"title": one.title}, "bieu", stops=not row.is_nil)
        elif row.is_nil and not one.row.is_nil:
            yield Problem(_("Đã ghi «không phát sinh» nhưng biểu «%(title)s» có số liệu.") % {"title": one.title}, "is_nil")
        for fault in one.faults:
            yield Problem(_("Biểu «%(title)s»: %(words)s") % {"title": one.title, "words": fault.words}, "bieu", not fault.is_warning)


def _figures(row: Submission, contents: Contents) -> Iterator[Problem]:
    for one in contents.figures:
        said = {"title": one.indicator.title}
        if one.is_missing and not row.is_nil:
            yield Problem(_("Chỉ tiêu «%(title)s» chưa có số liệu.") % said, "chi-tieu")
        elif one.said is None:
            yield Problem(_("Chỉ tiêu «%(title)s» chưa có số liệu trong kỳ.") % said, "chi-tieu", stops=False)
        elif one.moved is not None and abs(one.moved) > JUMP:
            said |= {"was": one.shown_before, "now": one.shown, "moved": text.number(round(abs(one.moved), 1))}
            words = (
                _("Chỉ tiêu «%(title)s» tăng %(moved)s%% so với kỳ trước (%(was)s → %(now)s), hãy kiểm tra lại.")
                if one.moved > 0
                else _("Chỉ tiêu «%(title)s» giảm %(moved)s%% so với kỳ trước (%(was)s → %(now)s), hãy kiểm tra lại.")
            )
            yield Problem(words % said, "chi-tieu", stops=False)
