"""Requests for more time: those of one obligation, and those that wait for whoever decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from trienkhai.accounts.permissions import scope_of
from trienkhai.plans import permissions
from trienkhai.plans.choices import ExtensionState, PlanState
from trienkhai.plans.models import Extension, Plan
from trienkhai.units import selectors as units
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a line."""

    row: Extension
    unit_name: str

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        return {"waiting": "wait", "granted": "done", "refused": "late", "withdrawn": "draft"}[self.row.state]


@dataclass(frozen=True, slots=True)
class ExtensionPage:
    """One request, and who may do what with it."""

    asked: Asked
    may_decide: Verdict
    may_withdraw: Verdict

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided."""
        return self.asked.row.state == ExtensionState.WAITING


@dataclass(frozen=True, slots=True)
class PlanExtensions:
    """The requests of a plan, a page at a time; `show` is waiting or all."""

    plan: Plan
    lines: list[Asked]
    page: Page[Any]
    show: str


def extensions_of(obligation_id: int) -> list[Extension]:
    """The requests of one obligation that is open to the viewer, newest first. One query."""
    return list(Extension.objects.filter(obligation_id=obligation_id).select_related("asked_by", "decided_by").order_by("-id"))


def get_extension(*, viewer: Person, extension_id: int) -> ExtensionPage:
    """One request. A constant number of queries."""
    row = permissions.extension_door(viewer, extension_id)
    owed = row.obligation
    return ExtensionPage(
        asked=_named([row])[0],
        may_decide=permissions.can_extend(viewer, permissions.owner_path(owed.task.plan)),
        may_withdraw=permissions.can_report(viewer, path_today(owed.unit_id) or owed.path),
    )


def plan_extensions(*, viewer: Person, plan_id: int, show: str = "", page: int = 1) -> PlanExtensions:
    """The requests of a plan for those who decide: those that wait, by last day; or all, newest first. A constant number of queries."""
    plan = permissions.plan_door(viewer, plan_id)
    permissions.can_extend(viewer, permissions.owner_path(plan)).require()
    rows = Extension.objects.filter(obligation__task__plan=plan).select_related("obligation__task", "asked_by", "decided_by")
    waiting = rows.filter(state=ExtensionState.WAITING).order_by("old_due", "id")
    shown = Paginator(rows.order_by("-id") if show == "all" else waiting, PAGE_ROWS).get_page(page)
    return PlanExtensions(plan, _named(list(shown.object_list)), shown, show)


def waiting_extensions(*, viewer: Person) -> list[tuple[Plan, int]]:
    """Plans on which requests wait for this person's decision, and how many. Two queries for who decides, none for others."""
    if not scope_of(viewer).paths("deadline.extend"):
        return []
    mine = permissions.answerable_plans(viewer, "deadline.extend").filter(state=PlanState.ISSUED).values("pk")
    waiting = Extension.objects.filter(state=ExtensionState.WAITING, obligation__task__plan__in=mine)
    counts = dict(waiting.order_by().values_list("obligation__task__plan").annotate(n=Count("pk")))
    return [(plan, counts[plan.pk]) for plan in Plan.objects.filter(pk__in=counts).order_by("pk")] if counts else []


def _named(rows: list[Extension]) -> list[Asked]:
    known = units.units_by_ids({row.obligation.unit_id for row in rows})
    return [Asked(row, known[row.obligation.unit_id].name if row.obligation.unit_id in known else "") for row in rows]
