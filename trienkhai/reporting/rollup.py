"""Sums for the report's tables: pure arithmetic over counted rows, so that every figure can be recomputed from the rows behind it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
MAIN_DUTIES = ("lead", "execute")


@dataclass(slots=True)
class Figures:
    """The leaders' four-way table for one line, counting obligations (việc), and how many of them had any report in the period."""

    total: int = 0
    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    reported: int = 0

    def add(self, timeliness: str, n: int, *, reported: bool) -> None:
        """Count `n` rows."""
        self.total += n
        setattr(self, timeliness, getattr(self, timeliness) + n)
        if reported:
            self.reported += n

    @property
    def silent(self) -> int:
        """Obligations without any report."""
        return self.total - self.reported


@dataclass(frozen=True, slots=True)
class Counted:
    """`n` rows of one task and branch that share duty, timeliness and whether anything was reported."""

    task_id: int
    branch: str
    duty: str
    timeliness: str
    reported: bool
    n: int


@dataclass(slots=True)
class Sums:
    """Totals, by task and by branch, of the main duties; coordination is kept apart."""

    whole: Figures = field(default_factory=Figures)
    by_task: dict[int, Figures] = field(default_factory=dict)
    by_branch: dict[str, Figures] = field(default_factory=dict)
    coordination: Figures = field(default_factory=Figures)


def sums(rows: Iterable[Counted]) -> Sums:
    """Add counted rows up; only `lead` and `execute` enter the four-way table."""
    out = Sums()
    for row in rows:
        if row.duty not in MAIN_DUTIES:
            out.coordination.add(row.timeliness, row.n, reported=row.reported)
            continue
        for figures in (out.whole, _line(out.by_task, row.task_id), _line(out.by_branch, row.branch)):
            figures.add(row.timeliness, row.n, reported=row.reported)
    return out


def _line(table: dict[Key, Figures], key: Key) -> Figures:
    return table.setdefault(key, Figures())
