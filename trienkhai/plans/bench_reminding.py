"""Figures of reminders: planning a day for 800,000 open obligations that are all to be reminded of, and writing everybody's letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from time import perf_counter
from typing import Any

from django.db import connection

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.core import clock, jobs
from trienkhai.core.models import OutboxMessage
from trienkhai.periods import working
from trienkhai.plans import services
from trienkhai.plans.bench import LARGE, TASKS, analyse, issue, make_plan
from trienkhai.plans.models import Obligation, Reminder, ReminderRun, Task
from trienkhai.units import selectors as units

PLANNING, QUERIES, LETTERS, POSTING = (
    "plans.plan_reminders_800000_s",
    "plans.plan_reminders_queries",
    "plans.digest_queries_per_1000",
    "plans.post_digests_40000_s",
)


class _Count:
    """How many statements go to the database."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.n += 1
        return execute(*args)


def measure(wanted: Collection[str]) -> Mapping[str, float]:
    """All of them together: they need the same province."""
    day = clock.today() if working.is_working(clock.today()) else working.next_working(clock.today())
    _prepare(day)
    found, counted = {}, _Count()
    began = perf_counter()
    run = _planned(day, counted)
    found[PLANNING], found[QUERIES] = perf_counter() - began, float(counted.n)
    if run.count < LARGE * TASKS:
        raise LookupError(f"{run.count} reminders instead of {LARGE * TASKS}")
    if {LETTERS, POSTING} & set(wanted):
        counted, began = _Count(), perf_counter()
        with connection.execute_wrapper(counted):
            services.post_reminders(run_id=run.pk)
        found[POSTING] = perf_counter() - began
        written = OutboxMessage.objects.filter(kind="plans.reminder.mail").count()
        if written < LARGE:
            raise LookupError(f"{written} letters instead of {LARGE}")
        found[LETTERS] = counted.n / written * 1000
    return {name: value for name, value in found.items() if name in wanted}


def _prepare(day: dt.date) -> None:
    """A plan of dated tasks for every unit, due on the next working day but one, and an address for everybody."""
    root = make_province(LARGE + 1)
    leader = Person.objects.filter(roles__role=Role.LEADER).earliest("pk")
    plan = make_plan(root, steady=TASKS)
    issue(plan, leader, clock.today())
    due = working.next_working(day) + dt.timedelta(days=1)
    Task.objects.filter(plan=plan).update(due=due)
    Obligation.objects.filter(task__plan=plan).update(due=due)
    _people(root.id)
    Reminder.objects.all().delete()
    ReminderRun.objects.all().delete()
    analyse()


def _people(root_id: int) -> None:
    """A reporter with an address in every unit."""
    placed = list(units.on_day().exclude(unit_id=root_id).order_by("unit_id").values_list("unit_id", "name"))
    fresh = [Person(username=f"do-{unit_id}", full_name=name, email=f"do-{unit_id}@example.vn") for unit_id, name in placed]
    made = Person.objects.bulk_create(fresh, batch_size=2000)
    since = clock.today() - dt.timedelta(days=1)
    held = [
        RoleInUnit(person=person, unit_id=unit_id, role=Role.REPORTER, valid_from=since)
        for person, (unit_id, _name) in zip(made, placed, strict=True)
    ]
    RoleInUnit.objects.bulk_create(held, batch_size=2000)


def _planned(day: dt.date, counted: _Count) -> ReminderRun:
    held, jobs.enqueue = jobs.enqueue, lambda *_names, **_arguments: None  # letters are measured apart
    try:
        with connection.execute_wrapper(counted):
            run = services.plan_reminders(day=day)
    finally:
        jobs.enqueue = held
    if run is None:
        raise LookupError("the day was planned already")
    return run
