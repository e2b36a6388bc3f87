"""The raw rows of a plan's year, replayed in plain Python: who owed what, what was said and decided, when.

A work stands as its reports, decisions and granted extensions say, one after the other, from the day it came into being; open work of a
unit that ended or was excused is released on that day. Nothing here reads the state, the last day, the history or
the counts that services keep.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from trienkhai.periods.models import ExpectedMember
from trienkhai.plans.models import Decision, Entry, Extension, Obligation, PlanPeriod, Progress, Task
from trienkhai.units.models import Placement

OPEN = ("not_started", "in_progress")
MAIN = ("lead", "execute")
DATED = ("once", "conditional")
WAYS = ("done_on_time", "done_late", "open_in_time", "open_overdue")
SEGMENT = 6
Event = tuple[dt.datetime, int, str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """Who owes what, in which period and role, where the unit stood, and since when."""

    id: int
    period: int
    task: int
    unit: int
    duty: str
    path: str
    since: dt.datetime
    row_due: dt.date


@dataclass(slots=True)
class Stood:
    """How a work stood at the end of a day."""

    work: Work
    state: str
    due: dt.date
    done_on: dt.date | None = None
    said: int = 0
    confirmation: str = ""
    before: str = ""
    away: str = ""

    def way(self, day: dt.date) -> str:
        """Its timeliness on the day."""
        if self.state == "done":
            return "done_on_time" if self.done_on is not None and self.done_on <= self.due else "done_late"
        if self.state == "suspended":
            return "suspended"
        return "open_in_time" if self.due >= day else "open_overdue"


def ends(day: dt.date) -> dt.datetime:
    """The first moment after a day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_default_timezone())


def day_of(moment: dt.datetime) -> dt.date:
    """The office's day of a moment."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


@dataclass(slots=True)
class Raw:
    """All rows of one plan."""

    tasks: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    """Key, schedule and whether completion is confirmed."""
    periods: dict[int, tuple[str, int | None, dt.datetime | None, str]] = field(default_factory=dict)
    """Label, expected set, opening, where the owner stood."""
    works: list[Work] = field(default_factory=list)
    events: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[tuple[int, dt.date, str, dt.date | None]]] = field(default_factory=lambda: defaultdict(list))
    """By expected set: unit, entered, why, left."""
    placements: dict[int, list[tuple[dt.date, dt.date | None, str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    """By unit: from, to, name, kind, path."""

    def is_steady(self, task: int) -> bool:
        """Work without a last day of its own."""
        return self.tasks[task][1] not in DATED

    def place(self, unit: int, day: dt.date) -> tuple[str, str, str] | None:
        """Name, kind and path of a unit on a day."""
        found = [row for row in self.placements[unit] if row[0] <= day and (row[1] is None or day < row[1])]
        return found[-1][2:] if found else None

    def ended_on(self, unit: int) -> dt.date | None:
        """When a unit ended."""
        return self.placements[unit][-1][1]

    def stood(self, day: dt.date) -> Iterator[Stood]:
        """Every work that was there at the end of a day, but for what was released by then."""
        end = ends(day)
        for work in self.works:
            if work.since < end:
                found = self.replay(work, end)
                if found.state != "released":
                    yield found

    def replay(self, work: Work, end: dt.datetime) -> Stood:
        """One work as its events until a moment leave it."""
        events = self.events.get(work.id, [])
        first = next((value[1] for _at, _rank, kind, value in events if kind in {"decided", "extended"}), work.row_due)
        found = Stood(work, "not_started", first)
        for at, _rank, kind, value in events:
            if at < end:
                _STEPS[kind](self, found, at, value)
        return found


def _said(raw: Raw, found: Stood, at: dt.datetime, state: str) -> None:
    found.said += 1
    found.done_on = (found.done_on or day_of(at)) if state == "done" else None
    found.state, found.confirmation = state, "awaits" if state == "done" and raw.tasks[found.work.task][2] else ""


def _decided(_raw: Raw, found: Stood, _at: dt.datetime, value: tuple[str, dt.date, dt.date]) -> None:
    kind, _old, new = value
    found.due = new
    if kind == "confirmed":
        found.confirmation = "confirmed"
    elif kind == "returned":
        found.state, found.done_on, found.confirmation = "in_progress", None, ""
    elif kind == "suspended":
        found.before, found.state = found.state, "suspended"
    elif kind == "resumed":
        found.state = found.before


def _extended(_raw: Raw, found: Stood, _at: dt.datetime, value: tuple[str, dt.date, dt.date]) -> None:
    found.due = value[2]


def _released(_raw: Raw, found: Stood, _at: dt.datetime, _value: Any) -> None:
    if found.state in (*OPEN, "suspended"):
        found.away, found.state, found.done_on = found.state, "released", None


def _back(_raw: Raw, found: Stood, _at: dt.datetime, _value: Any) -> None:
    if found.state == "released":
        found.state = found.away


_STEPS: dict[str, Callable[[Raw, Stood, dt.datetime, Any], None]] = {
    "said": _said,
    "decided": _decided,
    "extended": _extended,
    "released": _released,
    "back": _back,
}


def load(plan_id: int) -> Raw:
    """Read everything once."""
    raw = Raw()
    for pk, key, schedule, confirms in Task.objects.filter(plan=plan_id).order_by("order").values_list("pk", "key", "schedule", "confirms"):
        raw.tasks[pk] = (key, schedule, bool(confirms))
    held = PlanPeriod.objects.filter(plan=plan_id).order_by("period__starts")
    for pk, label, frozen, opened, owner in held.values_list("pk", "period__label", "expected_set", "opened_at", "owner_path"):
        raw.periods[pk] = (label, frozen, opened, owner)
    placed = Placement.objects.order_by("unit_id", "valid_from")
    for unit, since, until, name, kind, path in placed.values_list("unit_id", "valid_from", "valid_to", "name", "kind", "path"):
        raw.placements[unit].append((since, until, name, kind, path))
    rows = ExpectedMember.objects.filter(expected_set__in=[row[1] for row in raw.periods.values() if row[1]])
    for frozen, unit, since, why, left in rows.order_by("id").values_list(
        "expected_set", "unit_id", "entered_on", "entry_reason", "left_on"
    ):
        raw.members[frozen].append((unit, since, why, left))
    _works(raw)
    _events(raw)
    return raw


def _works(raw: Raw) -> None:
    entries: dict[int, list[tuple[int, int, dt.datetime]]] = defaultdict(list)
    for period, low, high, at in Entry.objects.filter(period__in=raw.periods).values_list("period", "first_id", "last_id", "at"):
        entries[period].append((low, high, at))
    for rows in entries.values():
        rows.sort()
    columns = ("pk", "period", "task", "unit", "duty", "path", "due")
    for pk, period, task, unit, duty, path, due in Obligation.objects.filter(period__in=raw.periods).order_by("pk").values_list(*columns):
        low, high, since = entries[period][bisect_right(entries[period], (pk, 2**62, ends(due))) - 1]
        if not low <= pk <= high:
            raise LookupError(f"work {pk} has no entry")
        raw.works.append(Work(pk, period, task, unit, duty, path, since, due))


def _events(raw: Raw) -> None:
    of = {"obligation__period__in": raw.periods}
    for owed, pk, state, at in Progress.objects.filter(**of).values_list("obligation", "pk", "state", "at"):
        raw.events[owed].append((at, pk, "said", state))
    for owed, pk, at, *value in Decision.objects.filter(**of).values_list("obligation", "pk", "at", "kind", "old_due", "new_due"):
        raw.events[owed].append((at, pk, "decided", tuple(value)))
    given = Extension.objects.filter(**of, decided_at__isnull=False, state="granted")
    for owed, pk, decided_at, old, until in given.values_list("obligation", "pk", "decided_at", "old_due", "granted_until"):
        if decided_at is not None:
            raw.events[owed].append((decided_at, pk, "extended", ("", old, until)))
    _stays(raw)
    for told in raw.events.values():
        told.sort(key=lambda event: event[:2])


def _stays(raw: Raw) -> None:
    """Open work goes when its unit ends or leaves the period, and comes back with it."""
    sets = {row[1]: period for period, row in raw.periods.items()}
    stays: dict[tuple[int, int], list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for frozen, rows in raw.members.items():
        for unit, since, _why, left in rows:
            stays[sets[frozen], unit].append((since, left))
    for work in raw.works:
        gone = [left for _since, left in stays[work.period, work.unit] if left is not None]
        ended = raw.ended_on(work.unit)
        for on in [*gone, *([ended] if ended else [])]:
            raw.events[work.id].append((ends(on - dt.timedelta(days=1)), 0, "released", None))
        for since, _left in stays[work.period, work.unit][1:]:
            raw.events[work.id].append((ends(since - dt.timedelta(days=1)), 1, "back", None))


def line(rows: Iterable[Stood], raw: Raw, day: dt.date) -> Counter[str]:
    """The leaders' line of some works: four ways of dated work, evidence of continuous work, what is suspended, what nobody spoke of."""
    out: Counter[str] = Counter()
    for row in rows:
        steady = raw.is_steady(row.work.task)
        if row.state == "suspended":
            out["suspended"] += 1
        elif steady:
            out["steady_done" if row.state == "done" else "steady_open"] += 1
        else:
            out[row.way(day)] += 1
        out["not_started"] += row.state == "not_started"
    return +out
