"""The inspections of a year: programme against visits, findings against their days, units inspected twice on one matter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.core import clock
from trienkhai.core.errors import Hidden
from trienkhai.core.text import phrase_key
from trienkhai.registers import builtin, permissions
from trienkhai.registers.models import Programme, RegisterEntry
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.registers.models import Register

MOST = 2000
Segment = tuple[str, int, str]


@dataclass(slots=True)
class Mending:
    """What visits found: all, mended, and still open past its day."""

    asked: int = 0
    mended: int = 0
    overdue: int = 0

    @property
    def waiting(self) -> int:
        """Open and still in time."""
        return self.asked - self.mended - self.overdue

    def add(self, step: str, due: dt.date | None, today: dt.date) -> None:
        """Count a finding in."""
        self.asked += 1
        if step != "asked":
            self.mended += 1
        elif due is not None and due < today:
            self.overdue += 1


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection of the year."""

    row: RegisterEntry
    unit_name: str
    keeper_name: str
    step_title: str
    mending: Mending
    twice: tuple[dt.date, ...]
    """Other days of the year on which the same unit is inspected on the same matter."""
    today: dt.date

    @property
    def matter(self) -> str:
        """What is inspected."""
        return str(self.row.values.get("c1", ""))

    @property
    def field(self) -> str:
        """The field it belongs to."""
        return str(self.row.values.get("c6", ""))

    @property
    def lead(self) -> str:
        """Who leads it."""
        return str(self.row.values.get("c7", "")) or self.keeper_name

    @property
    def is_visited(self) -> bool:
        """It took place."""
        return self.row.step != "planned"

    @property
    def is_overdue(self) -> bool:
        """Its day has passed and nobody noted that it took place."""
        return not self.is_visited and self.row.day < self.today

    @property
    def is_moved(self) -> bool:
        """Another day than the programme named."""
        return self.row.planned_on is not None and self.row.planned_on != self.row.day


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The inspections of a register's body in a year."""

    register: Register
    year: int
    years: list[int]
    programmes: list[Programme]
    visits: list[Visit]
    waiting: int
    """Planned visits that no approved programme holds yet."""
    mending: Mending
    may_approve: Verdict
    may_write: bool

    @property
    def heading(self) -> str:
        """The page's title."""
        return _("Chương trình kiểm tra năm %(year)s") % {"year": self.year}

    @property
    def year_words(self) -> list[tuple[int, str]]:
        """The years that can be looked at."""
        return [(one, str(one)) for one in self.years]

    @property
    def doubled(self) -> list[Visit]:
        """Visits to a unit that is inspected on the same matter more than once."""
        return [one for one in self.visits if one.twice]

    @property
    def segments(self) -> list[Segment]:
        """How the programme is carried out, for the chart."""
        done = sum(1 for one in self.visits if one.is_visited)
        late = sum(1 for one in self.visits if one.is_overdue)
        waiting = len(self.visits) - done - late
        return [(_("Đã kiểm tra"), done, "done"), (_("Quá ngày dự kiến"), late, "overdue"), (_("Chưa đến ngày"), waiting, "open")]

    @property
    def mended_segments(self) -> list[Segment]:
        """How findings were mended, for the chart."""
        found = self.mending
        return [(_("Đã khắc phục"), found.mended, "done"), (_("Quá hạn"), found.overdue, "overdue"), (_("Còn hạn"), found.waiting, "open")]

    @property
    def outside(self) -> int:
        """Visits that no programme holds, once there is one."""
        return sum(1 for one in self.visits if one.is_visited and not one.row.programme_id) if self.programmes else 0


def programme_page(*, viewer: Person, register_id: int, year: int | None = None) -> ProgrammePage:
    """The inspections of a year, in the order of their days. A constant number of queries; `Hidden` for another register."""
    register = permissions.register_door(viewer, register_id)
    if register.kind != "inspection":
        raise Hidden
    today = clock.today()
    chosen = year if year and 2000 <= year <= 2100 else today.year
    seen = permissions.visible_entries(viewer).filter(register=register, removed_at__isnull=True)
    rows = list(seen.filter(day__year=chosen).select_related("programme").order_by("day", "id")[:MOST])
    children = _mending(rows, today)
    whole = Mending(*(sum(getattr(one, name) for one in children.values()) for name in ("asked", "mended", "overdue")))
    approve = permissions.can_define(viewer, path_today(register.owner_id) or "-")
    return ProgrammePage(
        register=register,
        year=chosen,
        years=_years(register, chosen),
        programmes=list(register.programmes.filter(year=chosen).select_related("approved_by").order_by("number")),
        visits=_visits(rows, children, today),
        waiting=sum(1 for row in rows if row.programme_id is None and row.step == "planned"),
        mending=whole,
        may_approve=approve,
        may_write=bool(permissions.keeping_units(viewer)),
    )


def _years(register: Register, chosen: int) -> list[int]:
    days = register.entries.filter(removed_at__isnull=True).dates("day", "year")
    return sorted({day.year for day in days} | {chosen, clock.today().year, clock.today().year + 1})


def _mending(rows: Iterable[RegisterEntry], today: dt.date) -> dict[int | None, Mending]:
    """What each visit found. One query."""
    found: dict[int | None, Mending] = defaultdict(Mending)
    ids = [row.pk for row in rows]
    below = RegisterEntry.objects.filter(parent__in=ids, removed_at__isnull=True).values_list("parent_id", "step", "due")
    for parent, step, due in below:
        found[parent].add(step, due, today)
    return found


def _visits(rows: list[RegisterEntry], children: dict[int | None, Mending], today: dt.date) -> list[Visit]:
    names = units.last_names({one for row in rows for one in (row.subject_id, row.unit_id) if one})
    twice, steps = _twice(rows), {one.key: one.title for one in builtin.BY_KEY["inspection"].steps}
    return [
        Visit(
            row=row,
            unit_name=names.get(row.subject_id or 0, "–"),
            keeper_name=names.get(row.unit_id, "–"),
            step_title=steps.get(row.step, row.step),
            mending=children[row.pk],
            twice=tuple(twice.get(row.pk, ())),
            today=today,
        )
        for row in rows
    ]


def matters(row: RegisterEntry) -> set[str]:
    """What a visit is about: its field, unless it is of no named one, and its words."""
    field = str(row.values.get("c6", ""))
    return {phrase_key(str(row.values.get("c1", "")))} | ({phrase_key(field)} if field and field != builtin.OTHER else set())


def _twice(rows: Iterable[RegisterEntry]) -> dict[int, list[dt.date]]:
    """Per visit the other days on which its unit is inspected on one of its matters."""
    by_matter: dict[tuple[int, str], list[RegisterEntry]] = defaultdict(list)
    for row in rows:
        if row.subject_id is not None:
            for words in matters(row):
                by_matter[row.subject_id, words].append(row)
    found: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for group in by_matter.values():
        for row in group:
            found[row.pk] |= {other.pk: other.day for other in group if other.pk != row.pk}
    return {pk: sorted(days.values()) for pk, days in found.items() if days}


def overlapping(row: RegisterEntry, viewer: Person) -> list[dt.date]:
    """The days of other visits of the year to the same unit on the same matter, as far as the viewer sees them. One query."""
    if row.register.kind != "inspection" or row.subject_id is None or row.removed_at is not None:
        return []
    same = Q(register=row.register_id, subject=row.subject_id, removed_at__isnull=True, day__year=row.day.year)
    others = permissions.visible_entries(viewer).filter(same).exclude(pk=row.pk)
    return sorted(other.day for other in others if matters(other) & matters(row))
