"""Figure of the matrix: tasks of a plan by all its units, nine in ten with an own plan that covers nineteen of twenty tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, DateField, F, IntegerField, Value, When
from django.db.models.functions import Cast, Mod
from django.urls import reverse

from trienkhai.core import clock, measure, setwise
from trienkhai.plans.bench import SMALL, analyse, ask, browser, world
from trienkhai.plans.choices import PlanState, Schedule
from trienkhai.plans.models import Implementing, Plan, Task
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.plans.bench import World

TASK_COLUMNS = ("plan_id", "order", "key", "heading", "title", "text", "schedule", "schedule_text", "every", "product", "due")


def measure_matrix(wanted: Collection[str], count: int) -> Mapping[str, float]:
    """Milliseconds of the slowest of seven looks at the matrix, whole page, 95 of 100 each."""
    here = world(count)
    if not here.plan.below.exists():
        _plan_all(here)
        analyse()
    client, address = browser(here.leader), reverse("plans:matrix", args=[here.plan.pk])
    task = here.plan.tasks.earliest("order").pk
    branch = units.on_day().filter(depth=1).order_by("-path").values_list("unit_id", flat=True)[0]
    asked = ("", f"trang={count // 60}", f"nhiem-vu={task}&muc=missing", f"nhiem-vu={task}&muc=covered", "muc=no_plan", "muc=overlapping")
    looks = [partial(ask, client, f"{address}?{query}") for query in (*asked, f"nhanh={branch}")]
    for look in looks:
        look()
    name = "plans.matrix_ms" if count == SMALL else "plans.matrix_40000_units_ms"
    found = {name: 1000 * max(measure.p95(look, 12) for look in looks)}
    return {name: value for name, value in found.items() if name in wanted}


def _plan_all(here: World) -> None:
    """An issued own plan of nine units in ten; each leaves one task out, one link in forty overlaps."""
    now = clock.now()
    tenth = Mod("unit_id", 10, output_field=IntegerField())
    owners = units.on_day().exclude(unit_id=here.root.id).annotate(tenth=tenth).filter(tenth__gt=0)
    said = {"title": "Kế hoạch của đơn vị", "number": "", "symbol": "", "state": str(PlanState.ISSUED), "rhythm": "quarter"}
    rows = owners.values("unit_id").annotate(
        **{name: Value(value) for name, value in said.items()}, created_at=Value(now), issued_at=Value(now), version=Value(1), inner=_true()
    )
    sources = (*said, "created_at", "issued_at", "version", "inner")
    setwise.insert_from(Plan, ("owner_id", *sources), rows, sources=("unit_id", *sources))
    own = Plan.objects.filter(inner=True, title="Kế hoạch của đơn vị")
    linked = own.annotate(mine=F("pk"), theirs=Value(here.plan.pk))
    setwise.insert_from(Plan.above.through, ("from_plan_id", "to_plan_id"), linked, sources=("mine", "theirs"))
    tasks = list(here.plan.tasks.all())
    setwise.insert_from(Task, TASK_COLUMNS, [_tasks(own, task) for task in tasks], sources=("mine", *TASK_COLUMNS[1:]))
    links = [_links(here, task) for task in tasks[:-1]]
    columns = ("task_id", "parent_id", "unit_id", "late_reason", "overlaps", "since", "said_by_id", "said_at")
    setwise.insert_from(Implementing, columns, links, sources=("mine", "above_id", "owner", *columns[3:]))


def _true() -> Cast:
    return Cast(Value(1), BooleanField())


def _tasks(own, parent: Task):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - annotated querysets have no name
    said = {"key": parent.key, "heading": "", "title": parent.title, "text": parent.text, "schedule": str(parent.schedule)}
    said |= {"schedule_text": "", "every": "", "product": ""}
    due = Cast(Value(parent.due if parent.schedule == Schedule.ONCE else None), DateField())
    values = {name: Value(value) for name, value in said.items()}
    return own.values("owner_id").annotate(mine=F("pk"), order=Value(parent.order), due=due, **values)


def _links(here: World, parent: Task):  # type: ignore[no-untyped-def] # noqa: ANN202 - annotated querysets have no name
    mine = Task.objects.filter(plan__above=here.plan, order=parent.order)
    twice = Case(When(fortieth=0, then=_true()), default=Cast(Value(0), BooleanField()), output_field=BooleanField())
    return (
        mine.annotate(fortieth=Mod("id", 40, output_field=IntegerField()))
        .values("key")
        .annotate(
            mine=F("pk"),
            above_id=Value(parent.pk),
            owner=F("plan__owner_id"),
            late_reason=Value(""),
            overlaps=twice,
            since=Value(clock.now()),
            said_by_id=Value(here.leader.pk),
            said_at=Value(clock.now()),
        )
    )
