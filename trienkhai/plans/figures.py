"""The leaders' table: pure sums over counted rows. Every figure counts obligations (việc) unless it says tasks (nhiệm vụ)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from trienkhai.periods import timeliness
from trienkhai.plans.choices import State, Timeliness

MAIN_DUTIES = frozenset({"lead", "execute"})


@dataclass(slots=True)
class Figures:
    """One line: the four ways of dated work, the evidence of continuous work (thường xuyên), what is suspended, how many said nothing."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    steady_done: int = 0
    steady_open: int = 0
    not_started: int = 0
    suspended: int = 0

    def add(self, way: str, n: int, *, steady: bool, state: str) -> None:
        """Count `n` obligations of one timeliness. What is suspended stands apart, dated or not."""
        if state == State.SUSPENDED:
            self.suspended += n
        elif steady:
            name = "steady_done" if state == State.DONE else "steady_open"
            setattr(self, name, getattr(self, name) + n)
        else:
            setattr(self, way, getattr(self, way) + n)
        if state == State.NOT_STARTED:
            self.not_started += n

    def take(self, other: Figures) -> None:
        """Add another line to this one."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def dated(self) -> int:
        """Obligations of dated work."""
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue

    @property
    def steady(self) -> int:
        """Obligations of continuous work."""
        return self.steady_done + self.steady_open

    @property
    def total(self) -> int:
        """All obligations of the line."""
        return self.dated + self.steady + self.suspended

    @property
    def segments(self) -> list[tuple[str, int, str]]:
        """The four ways for a bar: (label, value, kind)."""
        return [
            (str(Timeliness.DONE_ON_TIME.label), self.done_on_time, "done"),
            (str(Timeliness.DONE_LATE.label), self.done_late, "late"),
            (str(Timeliness.OPEN_IN_TIME.label), self.open_in_time, "open"),
            (str(Timeliness.OPEN_OVERDUE.label), self.open_overdue, "overdue"),
        ]

    @property
    def steady_segments(self) -> list[tuple[str, int, str]]:
        """Continuous work for a bar of its own: with evidence, and without yet."""
        return [(_("Có minh chứng"), self.steady_done, "info"), (_("Chưa có minh chứng"), self.steady_open, "none")]


@dataclass(frozen=True, slots=True)
class Counted:
    """`n` obligations that share all this, of one task or of one branch (`task_id` is None). `on_time` is None while they are open."""

    task_id: int | None
    branch: str
    steady: bool
    duty: str
    state: str
    due: dt.date
    on_time: bool | None
    n: int


@dataclass(slots=True)
class Board:
    """Totals, by task and by branch of the main duties; coordination apart."""

    whole: Figures = field(default_factory=Figures)
    by_task: dict[int, Figures] = field(default_factory=dict)
    by_branch: dict[str, Figures] = field(default_factory=dict)
    coordination: Figures = field(default_factory=Figures)


def way_of(row: Counted, day: dt.date) -> str:
    """The timeliness of a counted row on `day`."""
    if row.state == State.DONE:
        return timeliness.DONE_ON_TIME if row.on_time else timeliness.DONE_LATE
    if row.state == State.SUSPENDED:
        return timeliness.SUSPENDED
    return timeliness.OPEN_IN_TIME if day <= row.due else timeliness.OPEN_OVERDUE


def board(rows: Iterable[Counted], day: dt.date) -> Board:
    """Add counted rows up; only `lead` and `execute` enter the table. The whole is the sum of the tasks."""
    out = Board()
    for row in rows:
        way = way_of(row, day)
        if row.duty in MAIN_DUTIES:
            lines = [out.by_branch.setdefault(row.branch, Figures())]
            if row.task_id is not None:
                lines = [out.whole, out.by_task.setdefault(row.task_id, Figures())]
        else:
            lines = [] if row.task_id is None else [out.coordination]
        for line in lines:
            line.add(way, row.n, steady=row.steady, state=row.state)
    return out
