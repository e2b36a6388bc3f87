"""What search finds of plans: plans and their tasks, indicators, what units said of their work, difficulties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.permissions import reach_of, scope_of
from trienkhai.core import searching
from trienkhai.core.searching import Entry, Reach
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Difficulty, Indicator, Obligation, Plan
from trienkhai.units import tree
from trienkhai.units.selectors import last_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trienkhai.accounts.models import Person

PLAN, TASK, INDICATOR, WORK, DIFFICULTY = "plans.plan", "plans.task", "plans.indicator", "plans.obligation", "plans.difficulty"


def _audience(plan: Plan) -> str:
    if plan.state != PlanState.ISSUED:
        return "drafts"
    return "inner" if plan.inner else "issued"


def _body(viewer: Person) -> Reach:
    """Plans issued in a body are for everybody who works in it."""
    return Reach(below=tuple({h.path[: tree.WIDTH] for h in scope_of(viewer).holdings if h.role != Role.ADMIN}))


def _near(viewer: Person) -> Reach:
    """A unit's own plan is for who works there or below, and for who oversees it."""
    paths = {h.path for h in scope_of(viewer).holdings if h.role != Role.ADMIN}
    above = {path[:end] for path in paths for end in range(tree.WIDTH, len(path) + 1, tree.WIDTH)}
    seen = reach_of(viewer, "board.see")
    return Reach(alone=(*sorted(above), *seen.alone), below=seen.below)


searching.audience("drafts", lambda viewer: reach_of(viewer, "plan.prepare", "plan.issue"))
searching.audience("issued", _body)
searching.audience("inner", _near)
searching.audience("work", lambda viewer: reach_of(viewer, "progress.report", "progress.oversee"))
searching.kind(PLAN, lambda found: reverse("plans:plan-detail", args=[found.ref]))
searching.kind(TASK, lambda found: reverse("plans:task", args=[found.ref]))
searching.kind(INDICATOR, lambda found: reverse("plans:indicator", args=[found.ref]))
searching.kind(WORK, lambda found: reverse("plans:obligation", args=[found.ref]))
searching.kind(DIFFICULTY, lambda found: reverse("plans:difficulty", args=[found.ref]))


@searching.source(PLAN, "plans.plan.", "plans.own.", "plans.amendment.")
def _plans(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    plans = list(Plan.objects.filter(pk__in=ids).prefetch_related("tasks"))
    paths = last_paths([plan.owner_id for plan in plans])
    for plan in plans:
        path, seen, code = paths[plan.owner_id], _audience(plan), f"{plan.number}/{plan.symbol}" if plan.symbol else ""
        yield plan.pk, Entry(PLAN, plan.pk, path, seen, plan.title, code, plan.effective_on)
        for task in plan.tasks.all():
            words = f"{task.heading}\n{task.text}\n{task.product}"
            yield plan.pk, Entry(TASK, task.pk, path, seen, task.title, words, plan.effective_on)


@searching.source(INDICATOR)
def _indicators(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Indicator.objects.filter(pk__in=ids).select_related("plan"))
    paths = last_paths([row.plan.owner_id for row in rows])
    for row in rows:
        yield row.pk, Entry(INDICATOR, row.pk, paths[row.plan.owner_id], _audience(row.plan), row.title, row.definition)


@searching.source(WORK, "plans.progress.", "plans.obligation.handed")
def _works(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    """Work of which a unit said something: its words, the latest first."""
    rows = list(Obligation.objects.filter(pk__in=ids).select_related("task").prefetch_related("progress"))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        said = sorted(row.progress.all(), key=lambda one: one.pk, reverse=True)
        words = "\n".join(part for one in said for part in (one.text, one.result, one.difficulty) if part)
        if words:
            yield row.pk, Entry(WORK, row.pk, paths[row.unit_id], "work", row.task.title, words, said[0].at.date())


@searching.source(DIFFICULTY)
def _difficulties(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Difficulty.objects.filter(pk__in=ids).select_related("task").prefetch_related("steps"))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        words = "\n".join([row.text, *(step.text for step in row.steps.all())])
        yield row.pk, Entry(DIFFICULTY, row.pk, paths[row.unit_id], "work", row.task.title, words, row.raised_at.date())
