"""Sums for the report's tables: pure arithmetic over counted rows, so that every figure can be recomputed from the rows behind it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
MAIN_DUTIES = ("lead", "execute")
DONE = ("done_on_time", "done_late")
SUSPENDED = "suspended"


@dataclass(slots=True)
class Figures:
    """The leaders' table for one line, counting obligations (việc).

    Dated work stands in four ways; work without a last day of its own (thường xuyên) by whether it was shown done; what is suspended
    stands apart; `reported` is how many of all had any report in the period.
    """

    total: int = 0
    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    steady: int = 0
    steady_done: int = 0
    reported: int = 0
    suspended: int = 0

    def add(self, timeliness: str, n: int, *, reported: bool, steady: bool = False) -> None:
        """Count `n` rows."""
        self.total += n
        if timeliness == SUSPENDED:
            self.suspended += n
        elif steady:
            self.steady += n
            self.steady_done += n if timeliness in DONE else 0
        else:
            setattr(self, timeliness, getattr(self, timeliness) + n)
        if reported:
            self.reported += n

    @property
    def dated(self) -> int:
        """Obligations of dated work: the sum of the four ways."""
        return self.total - self.steady - self.suspended

    @property
    def silent(self) -> int:
        """Obligations without any report."""
        return self.total - self.reported


@dataclass(frozen=True, slots=True)
class Counted:
    """`n` rows of one task and branch that share duty, timeliness and whether anything was reported.

    A count of a branch over all its tasks has no task and says itself whether it is steady; one of a task in all branches has no branch.
    """

    task_id: int | None
    branch: str | None
    duty: str
    timeliness: str
    reported: bool
    n: int
    steady: bool = False


@dataclass(slots=True)
class Sums:
    """Totals, by task and by branch, of the main duties; coordination is kept apart."""

    whole: Figures = field(default_factory=Figures)
    by_task: dict[int, Figures] = field(default_factory=dict)
    by_branch: dict[str, Figures] = field(default_factory=dict)
    coordination: Figures = field(default_factory=Figures)


def sums(rows: Iterable[Counted], steady_tasks: frozenset[int] = frozenset()) -> Sums:
    """Add counted rows up; only `lead` and `execute` enter the table. `steady_tasks` have no last day of their own.

    The whole is the sum of the rows that have a task.
    """
    out = Sums()
    for row in rows:
        for figures in _lines(out, row):
            figures.add(row.timeliness, row.n, reported=row.reported, steady=row.steady or row.task_id in steady_tasks)
    return out


def _lines(out: Sums, row: Counted) -> Iterable[Figures]:
    main = row.duty in MAIN_DUTIES
    if row.task_id is not None:
        yield out.whole if main else out.coordination
        if main:
            yield _line(out.by_task, row.task_id)
    if main and row.branch is not None:
        yield _line(out.by_branch, row.branch)


def _line(table: dict[Key, Figures], key: Key) -> Figures:
    return table.setdefault(key, Figures())
