"""Amendments of a plan: which there are, and one of them with both wordings of every point and the open work it would reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from trienkhai.core import clock
from trienkhai.documents import selectors as documents
from trienkhai.plans import amending, permissions
from trienkhai.plans.choices import UNDONE_STATES, AlterationKind, AmendmentState, Ruling
from trienkhai.plans.models import Alteration, Amendment, Obligation, Plan, PlanPeriod

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.amending import Run


@dataclass(frozen=True, slots=True)
class AmendmentList:
    """The amendments of a plan, newest first, and the reviewed documents of its owner that could amend it."""

    plan: Plan
    rows: list[Amendment]
    papers: list[tuple[int, str]]
    may_prepare: Verdict


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a task (its words, when, whom) in both wordings."""

    name: str
    before: list[Run]
    after: list[Run]

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return any(run.differs for run in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what kind it is, both wordings, and how much open work it would reach now or, once decided, reached."""

    row: Alteration
    aspects: list[Aspect]
    open_work: int

    @property
    def key(self) -> str:
        """Where the task stands in the text."""
        return str((self.row.after or self.row.before or {}).get("key", ""))

    @property
    def rulings(self) -> list[tuple[str, str]]:
        """What may be decided."""
        dated = self.row.kind == AlterationKind.ADDED and not amending.is_steady(self.row.after or {})
        return [(value, str(label)) for value, label in Ruling.choices if not (dated and value == Ruling.LATER)]


@dataclass(frozen=True, slots=True)
class AmendmentPage:
    """An amendment on screen."""

    row: Amendment
    points: list[Point]
    may_issue: Verdict
    may_prepare: Verdict

    @property
    def is_open(self) -> bool:
        """Nobody decided on it yet."""
        return self.row.state == AmendmentState.DRAFT


def amendments(*, viewer: Person, plan_id: int) -> AmendmentList:
    """The amendments of a plan; those that wait only for who may decide or prepare. Three queries beyond the door."""
    plan = permissions.plan_door(viewer, plan_id)
    path = permissions.owner_path(plan)
    may_prepare, may_issue = permissions.can_prepare(viewer, path), permissions.can_issue(viewer, path)
    rows = plan.amendments.select_related("document", "decided_by").order_by("-pk")
    rows = rows if may_prepare or may_issue else rows.filter(state=AmendmentState.APPLIED)
    used = [*Amendment.objects.filter(state=AmendmentState.APPLIED).values_list("document_id", flat=True), plan.document_id]
    papers = documents.finished(plan.owner_id) if may_prepare else []
    made = set(Plan.objects.filter(document_id__in=[pk for pk, _name in papers]).values_list("document_id", flat=True))
    return AmendmentList(plan, list(rows), [(pk, name) for pk, name in papers if pk not in used and pk not in made], may_prepare)


def amendment_page(*, viewer: Person, amendment_id: int) -> AmendmentPage:
    """One amendment with its points. A constant number of queries."""
    row = permissions.amendment_door(viewer, amendment_id)
    path = permissions.owner_path(row.plan)
    points = list(row.alterations.select_related("task").order_by("order"))
    held = PlanPeriod.objects.filter(plan=row.plan, period__ends__gte=clock.today()).values("pk")
    tasks = [point.task_id for point in points if point.task_id]
    owed = Obligation.objects.filter(period__in=held, task__in=tasks, state__in=UNDONE_STATES)
    counts = dict(owed.values_list("task_id").annotate(n=Count("pk")))
    return AmendmentPage(
        row=row,
        points=[Point(point, _aspects(point), counts.get(point.task_id or 0, 0)) for point in points],
        may_issue=permissions.can_issue(viewer, path),
        may_prepare=permissions.can_prepare(viewer, path),
    )


def _aspects(point: Alteration) -> list[Aspect]:
    """Words, time, addressees and product; what is the same on both sides is left out of a change."""
    sides = [(name, *(say(said) if said else "" for said in (point.before, point.after))) for name, say in SIDES]
    aspects = [Aspect(name, *amending.beside(before, after)) for name, before, after in sides if before or after]
    return [aspect for aspect in aspects if aspect.differs or aspect.name == "text"]


SIDES = (
    ("text", lambda said: str(said["text"])),
    ("when", amending.when_words),
    ("whom", amending.whom_words),
    ("product", lambda said: str(said["product"])),
)
