"""Where the year takes place: the province, somebody who reports and somebody who approves in each unit, and a plan of many schedules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test.utils import override_settings

from trienkhai.accounts import demonstration
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.core import clock
from trienkhai.periods.choices import PeriodKind
from trienkhai.plans.choices import Duty, Schedule
from trienkhai.plans.models import Addressee, Plan, Task
from trienkhai.units import selectors as units
from trienkhai.units import services as structure
from trienkhai.units.choices import GroupKind, Kind
from trienkhai.units.models import UnitGroup

BEGINS = dt.date(2026, 1, 1)
RHYTHMS = {12: PeriodKind.MONTH, 4: PeriodKind.QUARTER, 2: PeriodKind.HALF_YEAR, 1: PeriodKind.YEAR}
"""How many periods a year may have."""

SCHOOLS, SMALL, HIGH, COMMUNES, DIVISIONS = (
    "các đơn vị giáo dục",
    "các trường mầm non, tiểu học, trung học cơ sở",
    "các trường trung học phổ thông",
    "ủy ban nhân dân các xã, phường",
    "các phòng Sở",
)
EVERYBODY, ONE = "các đơn vị trong ngành", "Phòng Giáo dục trung học"
ALWAYS: dict[str, Any] = {"schedule": Schedule.CONTINUOUS}


def by(month: int, day: int, *more: tuple[int, int], year: int = 2026) -> dict[str, Any]:
    """Work with a last day, and further ones."""
    dues = [{"due": dt.date(year, *pair).isoformat(), "text": f"tháng {pair[0]}"} for pair in more]
    return {"schedule": Schedule.ONCE, "due": dt.date(year, month, day), "more_dues": dues}


def each(every: str) -> dict[str, Any]:
    """Work that comes back."""
    return {"schedule": Schedule.RECURRING, "every": every}


DO, LEAD, HELP = Duty.EXECUTE, Duty.LEAD, Duty.COORDINATE
TASKS: tuple[tuple[dict[str, Any], tuple[tuple[str, str], ...]], ...] = (
    (ALWAYS, ((DO, SCHOOLS),)),
    (ALWAYS, ((DO, SCHOOLS), (HELP, COMMUNES))),
    (ALWAYS, ((DO, EVERYBODY),)),
    (by(3, 15, (11, 20)), ((DO, SCHOOLS),)),
    (ALWAYS | {"confirms": True}, ((LEAD, ONE), (DO, COMMUNES))),
    (ALWAYS, ((DO, DIVISIONS), (HELP, HIGH))),
    (each("P3M"), ((DO, SCHOOLS), (DO, COMMUNES))),
    (by(6, 30) | {"confirms": True}, ((LEAD, ONE), (HELP, HIGH))),
    ({"schedule": Schedule.CONDITIONAL}, ((DO, SMALL),)),
    (each("P1M"), ((DO, COMMUNES),)),
    (ALWAYS, ((DO, SCHOOLS),)),
    (by(7, 24), ((DO, SCHOOLS), (LEAD, ONE))),
    (by(9, 20) | {"confirms": True}, ((DO, EVERYBODY),)),
    (ALWAYS, ((DO, SMALL),)),
    (ALWAYS, ((DO, HIGH), (HELP, DIVISIONS))),
    (each("P6M"), ((DO, SCHOOLS),)),
    ({"schedule": Schedule.NONE}, ((DO, DIVISIONS),)),
    (by(12, 15), ((DO, COMMUNES), (HELP, ONE))),
    (by(2, 28, year=2027), ((DO, HIGH),)),
    (ALWAYS, ((DO, SCHOOLS),)),
)
"""When, and whom: what tasks of plans ask for. A longer plan begins the list again."""


@dataclass(slots=True)
class Year:
    """What a simulated year left behind: who and what by id, when it ends, and how often each verb was used.

    `raw()` gives the rows it left as plain values, replayed up to any day: what the figures of boards must be is made out of them alone.
    """

    seed: int
    root: units.UnitAt
    plan: Plan
    leader: Person
    specialist: Person
    clerks: dict[int, Person]
    """Who reports for each unit."""
    heads: dict[int, Person]
    ends: dt.datetime
    task_ids: list[int] = field(default_factory=list)
    period_ids: list[int] = field(default_factory=list)
    """The periods that opened, in order."""
    writes: Counter[str] = field(default_factory=Counter)
    """How often each verb of a service was used."""

    @contextmanager
    def clock(self, moment: dt.datetime | None = None) -> Iterator[None]:
        """The clock at the moment the year ends, or at another."""
        with override_settings(CLOCK=(moment or self.ends).isoformat()):
            yield


def make_stage(seed: int, units_count: int, tasks: int) -> Year:
    """The province with its people and the plan's draft, on the clock's present day."""
    root = demonstration.make_province(units_count)
    places = [units.as_unit(row) for row in units.on_day().order_by("path")]
    leader = Person.objects.filter(roles__role=Role.LEADER, roles__unit=root.id).earliest("pk")
    specialist = Person.objects.filter(roles__role=Role.SPECIALIST, roles__unit=root.id).earliest("pk")
    clerks = people_of(places, Role.REPORTER)
    year = Year(
        seed,
        root,
        _draft(root, places, tasks),
        leader,
        specialist,
        clerks | {root.id: specialist},
        people_of(places, Role.HEAD),
        clock.now(),
    )
    year.task_ids = list(year.plan.tasks.order_by("order").values_list("pk", flat=True))
    return year


def people_of(places: list[units.UnitAt], role: Role) -> dict[int, Person]:
    """One person of a role in each place, by unit; two statements."""
    made = Person.objects.bulk_create(
        Person(username=f"{role}-{place.id}", full_name=f"{role.label} {place.code}", password="!", email=f"{role}-{place.id}@example.vn")  # noqa: S106 - no password opens it
        for place in places
    )
    begins = demonstration.SINCE
    RoleInUnit.objects.bulk_create(
        RoleInUnit(person=person, unit_id=place.id, role=role, valid_from=begins) for person, place in zip(made, places, strict=True)
    )
    return {place.id: person for person, place in zip(made, places, strict=True)}


def _draft(root: units.UnitAt, places: list[units.UnitAt], tasks: int) -> Plan:
    groups = {row.name.lower(): row.pk for row in UnitGroup.objects.filter(owner_id=root.id)}
    groups[EVERYBODY] = UnitGroup.objects.create(owner_id=root.id, name=EVERYBODY, rule_or_list=GroupKind.RULE, under_id=root.id).pk
    for phrase in (SCHOOLS, SMALL, HIGH, COMMUNES, DIVISIONS, EVERYBODY):
        structure.bind_phrase(actor=None, owner_id=root.id, phrase=phrase, group_id=groups[phrase.lower()])
    one = next(place.id for place in places if place.kind == Kind.DIVISION and place.name == ONE)
    structure.bind_phrase(actor=None, owner_id=root.id, phrase=ONE, unit_ids=[one])
    plan = Plan.objects.create(
        owner_id=root.id, title="Kế hoạch phát triển văn hóa đọc trong trường học", number="12", symbol="KH-SGDĐT", created_at=clock.now()
    )
    for n in range(tasks):
        when, whom = TASKS[n % len(TASKS)]
        words = f"Tổ chức hoạt động đọc sách thứ {n + 1} cho học sinh trong toàn trường."
        task = Task.objects.create(plan=plan, order=n + 1, key=f"II.{n + 1}", title=words, text=words, **when)
        Addressee.objects.bulk_create(Addressee(task=task, duty=duty, phrase=phrase) for duty, phrase in whom)
    return plan
