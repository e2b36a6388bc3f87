"""A unit's own work, sorted by what needs doing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.core.paging import page_of
from trienkhai.periods import timeliness
from trienkhai.periods.calendar import Span
from trienkhai.plans import schedule
from trienkhai.plans.choices import OPEN_STATES, UNDONE_STATES, Duty, State, Timeliness
from trienkhai.plans.models import Obligation, PlanPeriod, Task
from trienkhai.plans.selectors.assigning import holders

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE_ROWS = 30
LINE = ("task__plan", "period__period")
"""What a line of work tells beside the obligation."""
SOON = dt.timedelta(days=7)
KINDS = {"done_on_time": "done", "done_late": "late", "open_in_time": "open", "open_overdue": "overdue", "suspended": "wait"}
"""The kind of status mark for each timeliness."""


@dataclass(frozen=True, slots=True)
class Work:
    """An obligation as a line of the inbox."""

    row: Obligation
    unit_name: str
    timeliness: str
    day: dt.date
    holder: str = ""
    """Who in the unit has it."""

    @property
    def timeliness_label(self) -> str:
        """Its timeliness in words."""
        return str(Timeliness(self.timeliness).label)

    @property
    def kind(self) -> str:
        """The kind of its status mark."""
        return KINDS[self.timeliness]

    @property
    def is_new(self) -> bool:
        """Nobody of the unit has acknowledged it."""
        return self.row.acknowledged_at is None

    @property
    def is_coordination(self) -> bool:
        """The unit only helps another one."""
        return self.row.duty == Duty.COORDINATE

    @property
    def duty_label(self) -> str:
        """The unit's role in words."""
        return str(Duty(self.row.duty).label)

    @property
    def part(self) -> str:
        """The finer period that it reports on ("Tháng 10/2026" in a quarter); empty where there is none."""
        held = self.row.period.period
        found = schedule.part_of(self.row.task, Span(held.kind, held.starts, held.ends), self.row.turn) if self.row.turn else None
        return found.label if found else ""

    @property
    def runs(self) -> bool:
        """Its days are counted: it is neither done nor suspended."""
        return self.row.state in OPEN_STATES

    @property
    def days_left(self) -> int:
        """Days until the due day; negative when it has passed."""
        return (self.row.due - self.day).days

    @property
    def days_late(self) -> int:
        """Days since the due day."""
        return (self.day - self.row.due).days

    @property
    def is_steady(self) -> bool:
        """Continuous work."""
        return self.row.task.is_steady


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How much waits: all open work, overdue, due within a week, not acknowledged; and what is suspended."""

    open: int
    overdue: int
    soon: int
    new: int
    stopped: int = 0


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A unit's work on screen. `show` is open, done or stopped (suspended)."""

    works: list[Work]
    page: Page[Obligation]
    counts: InboxCounts
    show: str
    unit_names: list[str]

    @property
    def many_units(self) -> bool:
        """Whether a line must say whose work it is."""
        return len(self.unit_names) > 1


def _own_units(viewer: Person) -> list[int]:
    """The units where this person reports: those they work in, not what lies under them."""
    paths = {path for path, _whole in scope_of(viewer).paths("progress.report")}
    return sorted({h.unit_id for h in scope_of(viewer).holdings if h.path in paths})


def _open(unit_ids: list[int]) -> QuerySet[Obligation]:
    return Obligation.objects.filter(unit_id__in=unit_ids, state__in=OPEN_STATES)


def inbox_counts(*, viewer: Person) -> InboxCounts:
    """How much waits for the viewer's units. One query and the scope."""
    return open_counts(_own_units(viewer))


def open_counts(unit_ids: list[int]) -> InboxCounts:
    """How much waits for units. One query."""
    today = clock.today()
    running = Q(state__in=OPEN_STATES)
    undone = Obligation.objects.filter(unit_id__in=unit_ids, state__in=UNDONE_STATES)
    sums = undone.aggregate(
        open=Count("id", filter=running),
        overdue=Count("id", filter=running & Q(due__lt=today)),
        soon=Count("id", filter=running & Q(due__gte=today, due__lte=today + SOON)),
        new=Count("id", filter=running & Q(acknowledged_at__isnull=True)),
        stopped=Count("id", filter=Q(state=State.SUSPENDED)),
    )
    return InboxCounts(**sums)


def inbox(*, viewer: Person, show: str = "open", page: int = 1, rows: int = PAGE_ROWS) -> InboxPage:
    """The work of the viewer's units: overdue first, then due soon, then the rest by due day; coordination after own work of the same day.

    A constant number of queries.
    """
    own, today, counts = _own_units(viewer), clock.today(), inbox_counts(viewer=viewer)
    if show == "done":
        found = Paginator(_done(own).select_related(*LINE), rows).get_page(page)
    else:
        wanted, total = (_stopped(own), counts.stopped) if show == "stopped" else (_ranked(_open(own), today), counts.open)
        found = page_of(wanted.select_related(*LINE), rows, page, total=total)
    names = {h.unit_id: h.unit_name for h in scope_of(viewer).holdings if h.unit_id in own}
    held = holders([row.pk for row in found])
    works = [
        replace(
            as_work(row, names.get(row.unit_id, ""), today),
            holder=str(held[row.pk].person) if row.pk in held else "",
        )
        for row in found
    ]
    return InboxPage(works, found, counts, show, list(names.values()))


def ranked_open(unit_ids: list[int]) -> QuerySet[Obligation]:
    """What is open of units, in the order of the inbox. No query until evaluated."""
    return _ranked(_open(unit_ids), clock.today())


def _ranked(rows: QuerySet[Obligation], today: dt.date) -> QuerySet[Obligation]:
    rank = Case(
        When(due__lt=today, then=Value(0)),
        When(due__lte=today + SOON, then=Value(1)),
        When(acknowledged_at__isnull=True, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    aside = Case(When(duty=Duty.COORDINATE, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(rank=rank, aside=aside).order_by("rank", "due", "aside", "id")


def _stopped(own: list[int]) -> QuerySet[Obligation]:
    """Suspended work, through the index of what is not done."""
    return Obligation.objects.filter(unit_id__in=own, state=State.SUSPENDED).exclude(state=State.DONE).order_by("due", "id")


def _done(own: list[int]) -> QuerySet[Obligation]:
    """Work done, latest first, through the unique index (period, task, unit, duty)."""
    running = PlanPeriod.objects.filter(opened_at__isnull=False)
    return Obligation.objects.filter(
        period__in=running.values("pk"),
        task__in=Task.objects.filter(plan__periods__in=running).values("pk"),
        unit_id__in=own,
        state=State.DONE,
    ).order_by("-done_on", "-id")


def as_work(row: Obligation, unit_name: str, today: dt.date) -> Work:
    """An obligation as a line."""
    suspended = row.state == State.SUSPENDED
    way = timeliness.of(done=row.state == State.DONE, due=row.due, done_on=row.done_on, day=today, suspended=suspended)
    return Work(row, unit_name, way, today)
