"""The plan over time: each task in each of its periods with how much is done, and where on a line that stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from trienkhai.plans import figures
from trienkhai.plans.choices import State
from trienkhai.plans.models import BoardCount, PlanPeriod, Task
from trienkhai.plans.selectors.boards import View, look

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

MOST = 16
"""Periods of one drawing, the latest."""
LEFT, WIDTH, ROW, TOP = 90, 890, 26, 34
"""Where the drawing begins, how wide it is, how high a row, and what stands above: in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A task in a period: from when to when, how much of it is done, and its piece of the line."""

    held: PlanPeriod
    starts: dt.date
    due: dt.date
    done: int
    total: int
    late: int
    x: str
    width: str
    done_width: str

    @property
    def kind(self) -> str:
        """How it is drawn: overdue when something is, done when all is, else open."""
        return "overdue" if self.late else "done" if self.done == self.total else "open"


@dataclass(frozen=True, slots=True)
class Line:
    """A task and its stretches; `y` is its row in the drawing."""

    task: Task
    stretches: list[Stretch]
    y: int

    @property
    def text_y(self) -> int:
        """Where its key stands."""
        return self.y + 13


@dataclass(frozen=True, slots=True)
class Mark:
    """A period's name over its beginning."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and its table."""

    view: View
    lines: list[Line]
    marks: list[Mark]
    today_x: str
    height: int
    hidden: int
    """Earlier periods that are not drawn."""


def timeline(*, viewer: Person, plan_id: int) -> Timeline:
    """The tasks of a plan over its latest periods; denied to who does not see the board. A constant number of queries."""
    view = look(viewer, plan_id, None)
    shown = view.periods[-MOST:]
    tasks = list(view.plan.tasks.all())
    sums = _sums(shown, view.day)
    first = min((held.period.starts for held in shown), default=view.day)
    last = max((max(held.period.ends, view.day) for held in shown), default=view.day)
    scale = _Scale(first, last)
    lines = []
    for at, task in enumerate(tasks):
        found = [(held, sums[held.pk, task.pk]) for held in shown if (held.pk, task.pk) in sums]
        lines.append(Line(task, [_stretch(scale, task, held, one) for held, one in found], TOP + at * ROW))
    marks = [Mark(scale.at(held.period.starts), held.period.label) for held in shown]
    return Timeline(view, lines, marks, scale.at(view.day), TOP + len(tasks) * ROW + 8, len(view.periods) - len(shown))


@dataclass(slots=True)
class _Sum:
    due: dt.date
    done: int = 0
    total: int = 0
    late: int = 0


def _sums(shown: list[PlanPeriod], day: dt.date) -> dict[tuple[int, int], _Sum]:
    """Per period and task: how many works, done, overdue, and the last of their days. One query."""
    rows = BoardCount.objects.filter(period__in=[held.pk for held in shown], task__isnull=False, duty__in=figures.MAIN_DUTIES)
    keys = ("period_id", "task_id", "state", "due")
    out: dict[tuple[int, int], _Sum] = {}
    for period_id, task_id, state, due, n in rows.order_by().values(*keys).annotate(total=Sum("n")).values_list(*keys, "total"):
        if n:
            one = out.setdefault((period_id, task_id), _Sum(due))
            one.due = max(one.due, due)
            one.total += n
            one.done += n if state == State.DONE else 0
            one.late += n if state not in (State.DONE, State.SUSPENDED) and due < day else 0
    return out


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to places on the drawing, written with a point in every language."""

    first: dt.date
    last: dt.date

    def place(self, day: dt.date) -> float:
        """Where a day begins."""
        whole = max(1, (self.last - self.first).days + 1)
        return LEFT + WIDTH * min(max((day - self.first).days, 0), whole) / whole

    def at(self, day: dt.date) -> str:
        """The same as an attribute."""
        return f"{self.place(day):.1f}"


def _stretch(scale: _Scale, task: Task, held: PlanPeriod, one: _Sum) -> Stretch:
    starts = max(held.period.starts, min(task.starts_on or held.period.starts, one.due))
    x, end = scale.place(starts), scale.place(one.due + dt.timedelta(days=1))
    width = max(4.0, end - x - 1)
    share = width * one.done / one.total if one.total else 0.0
    return Stretch(held, starts, one.due, one.done, one.total, one.late, f"{x:.1f}", f"{width:.1f}", f"{share:.1f}")
