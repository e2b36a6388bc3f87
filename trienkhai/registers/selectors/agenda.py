"""What forms and registers ask of somebody now: forms due, tasks to mend, incidents against their clocks, what waits to be closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core import clock
from trienkhai.registers import builtin, permissions
from trienkhai.registers.choices import WRITTEN
from trienkhai.registers.models import EntryStep, Filling, RegisterEntry
from trienkhai.registers.selectors.fillings import Owed
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person
    from trienkhai.registers.models import Collection

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Act:
    """Something of a register that waits for somebody. `until` is a statutory moment, with its basis, where one runs."""

    row: RegisterEntry
    unit_name: str
    words: str
    day: dt.date
    until: dt.datetime | None = None
    basis: str = ""

    @property
    def is_overdue(self) -> bool:
        """Its day or its moment has passed."""
        if self.until is not None:
            return self.until < clock.now()
        return self.row.due is not None and self.row.due < self.day


@dataclass(frozen=True, slots=True)
class Chased:
    """A collection with units that have not sent by its last day."""

    row: Collection
    late: int


@dataclass(slots=True)
class Agenda:
    """What waits; parts that do not concern a person stay empty. Counts are of everything, lists hold the first."""

    forms: list[Owed] = field(default_factory=list)
    form_count: int = 0
    mending: list[Act] = field(default_factory=list)
    clocks: list[Act] = field(default_factory=list)
    to_close: list[Act] = field(default_factory=list)
    chased: list[Chased] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing waits."""
        return not (self.forms or self.mending or self.clocks or self.to_close or self.chased)

    @property
    def acts(self) -> list[Act]:
        """What registers ask, the running clocks first."""
        return [*self.clocks, *self.mending, *self.to_close]


def agenda(*, viewer: Person) -> Agenda:
    """What forms and registers ask of a person now. A constant number of queries; few where a role does not take part."""
    scope, out = scope_of(viewer), Agenda()
    if scope.paths("form.fill"):
        owed = Filling.objects.filter(unit_id__in=permissions.own_units(viewer), state__in=WRITTEN)
        out.forms, out.form_count = _forms(owed, SHOWN)
    if scope.paths("register.keep"):
        kept = _kept(viewer)
        mine = permissions.told_entries(viewer).filter(permissions.placed_in(viewer, "subject", "register.keep"))
        mine = mine.filter(subject_id__in=[pk for pk, _name in permissions.keeping_units(viewer)])
        waiting = {
            "mending": mine.filter(step="asked").order_by("due"),
            "clocks": kept.filter(register__kind="incident").exclude(step__in=("detailed", "closed")).order_by("day"),
            "to_close": kept.filter(register__kind="finding", step="mended").order_by("due"),
        }
        found = {name: list(rows.select_related("register")[:SHOWN]) for name, rows in waiting.items()}
        names = units.last_names({row.subject_id or row.unit_id for rows in found.values() for row in rows})
        out.mending, out.to_close = _acts(found["mending"], names), _acts(found["to_close"], names)
        out.clocks = _clocks(found["clocks"], names)
    if scope.paths("form.define"):
        out.chased = _chased(viewer)
    return out


def _kept(viewer: Person) -> QuerySet[RegisterEntry]:
    return permissions.visible_entries(viewer).filter(permissions.placed_in(viewer, "unit", "register.keep"), removed_at__isnull=True)


def _forms(owed: QuerySet[Filling], most: int) -> tuple[list[Owed], int]:
    rows = list(
        owed.select_related("collection__version__form", "collection__period__period").order_by("collection__due", "id")[: most + 1]
    )
    count = len(rows) if len(rows) <= most else owed.count()
    names, today = units.last_names({row.unit_id for row in rows}), clock.today()
    return [Owed(row, names.get(row.unit_id, "–"), today) for row in rows[:most]], count


def _acts(rows: Iterable[RegisterEntry], names: dict[int, str]) -> list[Act]:
    today = clock.today()
    return [Act(row, names.get(row.subject_id or row.unit_id, "–"), str(row.values.get("c2", "")), today) for row in rows]


def _clocks(rows: list[RegisterEntry], names: dict[int, str]) -> list[Act]:
    """The statutory moment that runs next for each incident. One query where there are incidents."""
    since = dict(EntryStep.objects.filter(entry__in=[row.pk for row in rows], step="found").values_list("entry_id", "happened_at"))
    steps, out, today = builtin.BY_KEY["incident"].steps, list[Act](), clock.today()
    places = [one.key for one in steps]
    for row in rows:
        began = since.get(row.pk)
        ahead = [one for one in steps[places.index(row.step) + 1 :] if one.clock]
        known = builtin.hours(ahead[0].clock, clock.day_of(began)) if began and ahead else None
        if began is not None and known is not None:
            until = began + dt.timedelta(hours=known[0])
            out.append(Act(row, names.get(row.unit_id, "–"), ahead[0].title, today, until, known[1]))
    return sorted(out, key=lambda act: (act.until is None, act.until))


def _chased(viewer: Person) -> list[Chased]:
    """Collections of the last year whose day has passed and that units have not answered. One query."""
    today = clock.today()
    rows = permissions.visible_collections(viewer).filter(due__lt=today, due__gte=today - dt.timedelta(days=366))
    rows = rows.annotate(late=Count("fillings", filter=Q(fillings__state__in=WRITTEN))).filter(late__gt=0)
    found = rows.select_related("version__form", "period__period").order_by("-due")[:SHOWN]
    return [Chased(row, row.late) for row in found]


@dataclass(frozen=True, slots=True)
class UnitForms:
    """What one unit owes and keeps; empty for who may not see it."""

    may_see: bool
    forms: list[Owed]
    form_count: int
    mending: list[Act]
    registers: list[tuple[int, str, int]]

    @property
    def is_empty(self) -> bool:
        """Nothing to show."""
        return not (self.forms or self.mending or self.registers)


def unit_forms(*, viewer: Person, unit_id: int, path: str) -> UnitForms:
    """The forms that a unit owes, what it has to mend, and its lines by register. A constant number of queries."""
    if not any(may(viewer, verb, path) for verb in ("form.fill", "progress.oversee", "board.see")):
        return UnitForms(may_see=False, forms=[], form_count=0, mending=[], registers=[])
    forms, count = _forms(Filling.objects.filter(unit_id=unit_id, state__in=WRITTEN), SHOWN)
    mending = RegisterEntry.objects.filter(subject_id=unit_id, step="asked", removed_at__isnull=True).order_by("due")[:SHOWN]
    names = units.last_names([unit_id])
    lines = permissions.visible_entries(viewer).filter(unit_id=unit_id, removed_at__isnull=True)
    kinds = lines.values_list("register_id", "register__kind").annotate(n=Count("id")).order_by("register_id")
    return UnitForms(
        may_see=True,
        forms=forms,
        form_count=count,
        mending=_acts(mending, names),
        registers=[(pk, builtin.BY_KEY[kind].title, n) for pk, kind, n in kinds],
    )
