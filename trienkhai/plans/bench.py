"""Figures of this room for `scripts/bench`: opening periods, reporting progress, the board. Histories are made by set statements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from time import perf_counter
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import connection, transaction
from django.db.models import Case, CharField, DateField, F, Func, IntegerField, UUIDField, Value, When
from django.db.models.functions import Cast, Mod
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock, measure, setwise
from trienkhai.core.measure import Bench, Figure
from trienkhai.periods import calendar
from trienkhai.periods import services as periods
from trienkhai.periods.choices import PeriodKind
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, services
from trienkhai.plans.choices import ChangeKind, Duty, Schedule, State
from trienkhai.plans.models import Addressee, BoardCount, Change, Entry, Obligation, Plan, PlanPeriod, Progress, Task
from trienkhai.plans.services.opening import hold_period
from trienkhai.units import selectors as units
from trienkhai.units import services as binding
from trienkhai.units.choices import GroupKind
from trienkhai.units.models import UnitGroup

TASKS, STEADY, HISTORY = 20, 12, 8
"""Tasks of a plan, how many of them are continuous, and how many past quarters stand behind the present one."""
SMALL, LARGE = 2_000, 40_000
SAID = "Đã tổ chức theo kế hoạch của đơn vị, có phân công và kiểm tra."
HARD = "Thiếu kinh phí mua sách và thiết bị."


@dataclass(frozen=True, slots=True)
class World:
    """A province with an issued plan, years of history and units that have reported."""

    root: units.UnitAt
    leader: Person
    clerk: Person
    plan: Plan
    present: PlanPeriod


def make_plan(root: units.UnitAt, *, steady: int, tasks: int = TASKS, unit_ids: Sequence[int] = ()) -> Plan:
    """A draft of so many tasks, the first `steady` of them continuous, for the listed units or for everything under the root."""
    phrase = f"các đơn vị đo {uuid.uuid4().hex[:8]}"
    group = None if unit_ids else UnitGroup.objects.create(owner_id=root.id, name=phrase, rule_or_list=GroupKind.RULE, under_id=root.id)
    binding.bind_phrase(actor=None, owner_id=root.id, phrase=phrase, unit_ids=unit_ids, group_id=group.pk if group else None)
    plan = Plan.objects.create(
        owner_id=root.id, title="Kế hoạch phát triển văn hóa đọc trong trường học", symbol="KH-SGDĐT", created_at=clock.now()
    )
    for n in range(1, tasks + 1):
        words = f"Tổ chức hoạt động đọc sách thứ {n} cho học sinh trong toàn trường"
        when: dict[str, Any] = {"schedule": Schedule.CONTINUOUS}
        if n > steady:
            when = {"schedule": Schedule.ONCE, "due": clock.today() + dt.timedelta(days=7 * n % 20 - 10)}
        task = Task.objects.create(plan=plan, order=n, key=f"II.{n}", title=words, text=words, **when)
        Addressee.objects.create(task=task, duty=Duty.EXECUTE, phrase=phrase)
    return plan


def issue(plan: Plan, leader: Person, effective_on: dt.date) -> PlanPeriod:
    """Issue it with the rhythm of a quarter; the period that opened."""
    services.issue_plan(
        actor=leader, plan_id=plan.pk, version=plan.version, effective_on=effective_on, rhythm=PeriodKind.QUARTER, carry=True
    )
    return PlanPeriod.objects.select_related("period").filter(plan=plan, opened_at__isnull=False).latest("period__starts")


@cache
def world(count: int) -> World:
    """The province of this database, made when first asked for."""
    root = make_province(count + 1)
    leader = Person.objects.filter(roles__role=Role.LEADER).earliest("pk")
    plan = make_plan(root, steady=STEADY)
    present = issue(plan, leader, clock.today() - dt.timedelta(days=366 * 2))
    remember(present, root.path)
    say_of(present, leader)
    analyse()
    return World(root, leader, Person.objects.filter(roles__role=Role.REPORTER).earliest("pk"), plan, present)


def remember(present: PlanPeriod, owner_path: str) -> None:
    """Past quarters of the same units and continuous tasks: nine in ten done, some of them late."""
    spans = list(calendar.spans(PeriodKind.QUARTER, present.plan.effective_on or clock.today(), clock.today()))[:-1][-HISTORY:]
    done = Case(
        When(of__lt=1, then=Value(None)),
        When(of__lt=2, then=Value("late")),
        default=Value("time"),
        output_field=CharField(null=True),
    )
    for span in spans:
        held = hold_period(present.plan, span, owner_path)
        held.opened_at = clock.now()
        held.save(update_fields=["opened_at"])
        rows = Obligation.objects.filter(period=present, task__schedule=Schedule.CONTINUOUS)
        owed = (
            rows.annotate(of=Mod("id", 10))
            .annotate(way=done)
            .values("task_id", "unit_id", "duty", "path", "of", "way")
            .annotate(
                held_id=Value(held.pk),
                state=Case(When(of__lt=1, then=Value(str(State.NOT_STARTED))), default=Value(str(State.DONE))),
                due=Value(span.ends, output_field=DateField()),
                done_on=Case(
                    When(of__lt=1, then=Cast(Value(None), DateField())),
                    When(of__lt=2, then=Value(span.ends + dt.timedelta(days=3))),
                    default=Value(span.ends - dt.timedelta(days=3)),
                    output_field=DateField(),
                ),
            )
        )
        columns = ("task_id", "unit_id", "duty", "path", "state", "due", "done_on")
        setwise.insert_from(Obligation, ("period_id", *columns), owed, sources=("held_id", *columns))
        recount(held)


def recount(period: PlanPeriod) -> None:
    """Board counts of a period made anew."""
    BoardCount.objects.filter(period=period).delete()
    counting.count_new(period, first_id=0)


class _SqliteUuid(Func):
    template = "lower(hex(randomblob(16)))"
    output_field = UUIDField()


def say_of(period: PlanPeriod, actor: Person) -> None:
    """Six in ten obligations of a period become done, with one report each: three wordings, one unit in five names a difficulty.

    Of any three tasks in a row each unit has done some and not all, so that no list of its work is empty.
    """
    owed = Obligation.objects.filter(period=period)
    tenth = Mod(F("unit_id") + 3 * F("task_id"), 10, output_field=IntegerField())
    owed.annotate(of=tenth).filter(of__lt=6).update(state=State.DONE, done_on=clock.today(), reported_at=clock.now())
    fresh = RandomUUID() if connection.vendor == "postgresql" else _SqliteUuid()
    rows = Obligation.objects.filter(period=period, state=State.DONE)
    rows = rows.alias(of=Mod("unit_id", 3, output_field=IntegerField()), fifth=Mod("unit_id", 5, output_field=IntegerField()))
    said = rows.values("state").annotate(
        obligation_id=F("id"),
        text=Case(*(When(of=n, then=Value(f"{SAID} Đợt {n + 1}.")) for n in range(2)), default=Value(SAID)),
        result=Value(""),
        difficulty=Case(When(fifth=0, then=Value(HARD)), default=Value("")),
        actor_id=Value(actor.pk),
        at=Value(clock.now()),
        form_key=fresh,
    )
    steps = rows.values("period_id", "due", "done_on").annotate(
        obligation_id=F("id"),
        at=Value(clock.now()),
        kind=Value(str(ChangeKind.REPORTED)),
        was_state=Value(str(State.NOT_STARTED)),
        was_due=F("due"),
        then=Value(str(State.DONE)),
    )
    told = ("period_id", "obligation_id", "at", "kind", "was_state", "was_due", "due", "done_on")
    setwise.insert_from(Change, (*told, "state"), steps, sources=(*told, "then"))
    setwise.insert_from(Progress, ("obligation_id", "state", "text", "result", "difficulty", "actor_id", "at", "form_key"), said)
    if period.expected_set_id is not None:
        everyone = list(ExpectedMember.objects.filter(expected_set=period.expected_set_id).values_list("unit_id", flat=True))
        with transaction.atomic():  # the rows are locked while they are written anew
            periods.recount_waiting(expected_set_id=period.expected_set_id, unit_ids=everyone, silent=counting.silent(period.pk))
    recount(period)
    _since(period)


def _since(period: PlanPeriod) -> None:
    """Counts as if the period had opened a week ago with nothing said: what was said counts from today on."""
    week = clock.today() - dt.timedelta(days=8)
    task_rows = BoardCount.objects.filter(period=period, task__isnull=False)
    said = list(task_rows.filter(state=State.DONE))
    task_rows.exclude(state=State.DONE).update(day=week)
    before = [(week, 1), (clock.today(), -1)]
    names = (*counting.KEYS[:5], "due")
    BoardCount.objects.bulk_create(
        BoardCount(**{name: getattr(row, name) for name in names}, state=State.NOT_STARTED, day=day, n=sign * row.n)
        for row in said
        for day, sign in before
    )
    Entry.objects.filter(period=period).update(at=clock.now() - dt.timedelta(days=8))


def analyse() -> None:
    """Statistics for the planner, which a running server gathers by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def browser(person: Person) -> Client:
    """Somebody who signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, address: str) -> None:
    """Get a page whole."""
    answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise LookupError(f"{address}: {answer.status_code}")


def _opening(count: int, runs: int) -> float:
    """Seconds to open a period of TASKS continuous tasks for `count` units: the middle of `runs` periods."""
    root = make_province((SMALL if count < SMALL else count) + 1)
    leader = Person.objects.filter(roles__role=Role.LEADER).earliest("pk")
    listed = (
        [] if count >= SMALL else list(units.on_day().exclude(unit_id=root.id).order_by("path").values_list("unit_id", flat=True)[:count])
    )
    plan = make_plan(root, steady=TASKS, unit_ids=listed)
    held = issue(plan, leader, clock.today())
    span, seconds = calendar.period_of(PeriodKind.QUARTER, held.period.ends), []
    for _n in range(runs):
        span = calendar.period_of(PeriodKind.QUARTER, span.ends + dt.timedelta(days=1))
        began = perf_counter()
        opened = services.open_period(actor=leader, plan_id=plan.pk, span=span, owner_path=root.path)
        seconds.append(perf_counter() - began)
        made = Obligation.objects.filter(period=opened).count()
        if made != count * TASKS:
            raise LookupError(f"{made} obligations instead of {count * TASKS}")
    return sorted(seconds)[len(seconds) // 2]


def _progress(count: int) -> float:
    """Milliseconds of the clerk's click on "Gửi báo cáo", whole."""
    clerk = world(count).clerk
    client = browser(clerk)
    mine = Obligation.objects.filter(unit__roles__person=clerk, period=world(count).present).order_by("id").values_list("pk", flat=True)
    waiting = [pk for pk in mine for _again in range(3)]

    def report() -> None:
        given = {"form_key": str(uuid.uuid4()), "state": State.DONE, "text": SAID, "result": "", "difficulty": ""}
        answer = client.post(reverse("plans:obligation", args=[waiting.pop()]), given)
        if answer.status_code != HTTPStatus.FOUND:
            raise LookupError(str(answer.status_code))

    report()
    return 1000 * measure.p95(report, len(waiting))


def _board(count: int) -> float:
    """Milliseconds of the leader's board, whole page."""
    here = world(count)
    page = partial(ask, browser(here.leader), reverse("plans:plan-board", args=[here.plan.pk]))
    page()
    return 1000 * measure.p95(page)


def _small(wanted: Collection[str]) -> Mapping[str, float]:
    acts = {
        "plans.open_period_1000_units_s": lambda: _opening(1000, 3),
        "plans.progress_update_ms": lambda: _progress(SMALL),
        "plans.board_2000_units_ms": lambda: _board(SMALL),
    }
    return {name: acts[name]() for name in acts if name in wanted}


def _large(wanted: Collection[str]) -> Mapping[str, float]:
    acts = {
        "plans.open_period_40000_units_s": lambda: _opening(LARGE, 1),
        "plans.progress_update_40000_units_ms": lambda: _progress(LARGE),
        "plans.board_40000_units_ms": lambda: _board(LARGE),
    }
    return {name: acts[name]() for name in acts if name in wanted}


def _reminders(wanted: Collection[str]) -> Mapping[str, float]:
    from trienkhai.plans import bench_reminding  # it needs this module's plan

    return bench_reminding.measure(wanted)


def _past(count: int) -> Callable[[Collection[str]], Mapping[str, float]]:
    def past(wanted: Collection[str]) -> Mapping[str, float]:
        from trienkhai.plans import bench_past  # it needs this module's plan

        return bench_past.measure_past(wanted, count)

    return past


def _matrix(count: int) -> Callable[[Collection[str]], Mapping[str, float]]:
    def matrix(wanted: Collection[str]) -> Mapping[str, float]:
        from trienkhai.plans import bench_own  # it needs this module's plan

        return bench_own.measure_matrix(wanted, count)

    return matrix


BENCHES = (
    Bench("sqlite", (Figure("plans.matrix_ms", "ms", 200),), _matrix(SMALL)),
    Bench("postgresql", (Figure("plans.matrix_40000_units_ms", "ms", 200),), _matrix(LARGE)),
    Bench(
        "sqlite",
        (
            Figure("plans.heat_map_2000_units_ms", "ms", 100),
            Figure("plans.timeline_2000_units_ms", "ms", 100),
            Figure("plans.past_task_2000_units_ms", "ms", 200),
            Figure("plans.past_two_days_2000_units_ms", "ms", 500),
            Figure("plans.past_works_2000_units_ms", "ms", 200),
        ),
        _past(SMALL),
    ),
    Bench(
        "postgresql",
        (
            Figure("plans.heat_map_40000_units_ms", "ms", 200),
            Figure("plans.timeline_40000_units_ms", "ms", 200),
            Figure("plans.past_task_40000_units_ms", "ms", 500),
            Figure("plans.past_two_days_40000_units_ms", "ms", 3000),
            Figure("plans.past_works_40000_units_ms", "ms", 500),
        ),
        _past(LARGE),
    ),
    Bench(
        "sqlite",
        (
            Figure("plans.open_period_1000_units_s", "s", 0.5),
            Figure("plans.progress_update_ms", "ms", 50),
            Figure("plans.board_2000_units_ms", "ms", 100),
        ),
        _small,
    ),
    Bench(
        "postgresql",
        (
            Figure("plans.open_period_40000_units_s", "s", 10),
            Figure("plans.progress_update_40000_units_ms", "ms", 50),
            Figure("plans.board_40000_units_ms", "ms", 300),
        ),
        _large,
    ),
    Bench(
        "postgresql",
        (
            Figure("plans.plan_reminders_800000_s", "s", 15),
            Figure("plans.plan_reminders_queries", "queries", 20),
            Figure("plans.digest_queries_per_1000", "queries", 5),
            Figure("plans.post_digests_40000_s", "s", 120),
        ),
        _reminders,
    ),
)
