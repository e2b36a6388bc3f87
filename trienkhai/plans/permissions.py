"""Who sees plans and obligations, and who prepares, issues, reports and oversees. The verb table is `accounts.permissions.VERBS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict, denied
from trienkhai.plans.choices import AmendmentState, PlanState
from trienkhai.plans.models import Amendment, Assignment, Difficulty, Extension, Indicator, Obligation, Plan
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.models import Placement
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.selectors import UnitAt

PREPARING = ("plan.prepare", "plan.issue")


def _placed(viewer: Person, *verbs: str) -> QuerySet[Placement]:
    reach = Q(pk__in=())
    for path, whole in {pair for verb in verbs for pair in scope_of(viewer).paths(verb)}:
        low, high = tree.subtree(path)
        reach |= Q(path__gte=low, path__lt=high) if whole else Q(path=path)
    return Placement.objects.filter(reach, valid_to__isnull=True)


def visible_plans(viewer: Person) -> QuerySet[Plan]:
    """Drafts for those who prepare or issue them; an issued plan for everybody who works in the body that issued it.

    An inner one (it addresses nobody outside its owner's subtree) only for those who work there or oversee the owner. An administrator
    keeps units and accounts and sees no content.
    """
    drafts = Exists(_placed(viewer, *PREPARING).filter(unit=OuterRef("owner")))
    roots = {h.path[: tree.WIDTH] for h in scope_of(viewer).holdings if h.role != Role.ADMIN}
    body = Q(pk__in=())
    for root in roots:
        body |= Q(path__gte=root, path__lt=tree.subtree(root)[1])
    issued = Exists(Placement.objects.filter(body, unit=OuterRef("owner"), valid_to__isnull=True))
    near = Q(inner=False) | Q(owner_id__in=lineage(viewer)) | Q(Exists(_placed(viewer, "board.see").filter(unit=OuterRef("owner"))))
    return Plan.objects.filter(Q(drafts) | Q(issued, near, state=PlanState.ISSUED))


def lineage(viewer: Person) -> set[int]:
    """The units where this person works and those above them. No query beyond the scope."""
    return {unit_id for h in scope_of(viewer).holdings if h.role != Role.ADMIN for unit_id in tree.ids(h.path)}


def nearby_plans(viewer: Person) -> QuerySet[Plan]:
    """Visible plans without the inner ones of units below, of which there may be thousands."""
    return visible_plans(viewer).filter(Q(inner=False) | Q(owner_id__in=lineage(viewer)))


def overseen_plans(viewer: Person) -> QuerySet[Plan]:
    """Issued plans whose board this person may see."""
    return nearby_plans(viewer).filter(Exists(_placed(viewer, "board.see").filter(unit=OuterRef("owner"))), state=PlanState.ISSUED)


def answerable_plans(viewer: Person, verb: str = "difficulty.answer") -> QuerySet[Plan]:
    """Issued plans whose difficulties this person answers, or decides on."""
    placed = _placed(viewer, verb).filter(unit=OuterRef("owner"))
    return visible_plans(viewer).filter(Exists(placed), state=PlanState.ISSUED)


def plan_door(viewer: Person, plan_id: int) -> Plan:
    """The one door to a plan; `Hidden` when it is not there for this person."""
    plan = visible_plans(viewer).select_related("document", "issued_by").filter(pk=plan_id).first()
    if plan is None:
        raise Hidden
    return plan


def owner_path(plan: Plan) -> str:
    """Where the plan's owner stands today; `Hidden` when it is closed. One query."""
    path = path_today(plan.owner_id)
    if path is None:
        raise Hidden
    return path


def amendment_door(viewer: Person, amendment_id: int) -> Amendment:
    """The one door to an amendment: one that was decided on as its plan, one that waits for those who prepare or issue plans there."""
    row = Amendment.objects.select_related("plan", "document", "decided_by").filter(pk=amendment_id).first()
    if row is None:
        raise Hidden
    path = owner_path(plan_door(viewer, row.plan_id))
    if row.state == AmendmentState.DRAFT and not (can_prepare(viewer, path) or can_issue(viewer, path)):
        raise Hidden
    return row


def can_prepare(actor: Person, path: str) -> Verdict:
    """Prepare plans of the unit at `path`."""
    return may(actor, "plan.prepare", path)


def can_issue(actor: Person, path: str) -> Verdict:
    """Issue plans of the unit at `path`."""
    return may(actor, "plan.issue", path)


def can_report(actor: Person, path: str) -> Verdict:
    """Acknowledge and report progress for the unit at `path`."""
    return may(actor, "progress.report", path)


def can_see_work(viewer: Person, path: str) -> Verdict:
    """See all that the unit at `path` owes and did: its own people, and those who oversee it."""
    own = may(viewer, "progress.report", path)
    return own if own else may(viewer, "progress.oversee", path)


def can_assign(actor: Person, path: str) -> Verdict:
    """Give work of the unit at `path` to its people."""
    return may(actor, "work.assign", path)


def can_see_board(actor: Person, path: str) -> Verdict:
    """See who did what on plans of the unit at `path`."""
    return may(actor, "board.see", path)


def can_extend(actor: Person, path: str) -> Verdict:
    """Decide on more time for work of plans of the unit at `path`."""
    return may(actor, "deadline.extend", path)


def can_confirm(actor: Person, path: str) -> Verdict:
    """Confirm work of plans of the unit at `path`, or return it."""
    return may(actor, "completion.confirm", path)


def can_confirm_of(actor: Person, path: str, unit_path: str) -> Verdict:
    """The same for the work of one unit: a head decides below their own unit, not on it."""
    verdict = can_confirm(actor, path)
    held = scope_of(actor).holding_for("completion.confirm", path)
    if verdict and held is not None and held.role == Role.HEAD and held.path == unit_path:
        return denied(
            _("Thủ trưởng không tự xác nhận việc của chính đơn vị mình."),
            _("Việc này do lãnh đạo hoặc chuyên viên của cơ quan giao việc xác nhận."),
        )
    return verdict


def can_suspend(actor: Person, path: str) -> Verdict:
    """Suspend work of plans of the unit at `path`, and let it go on."""
    return may(actor, "work.suspend", path)


def extension_door(viewer: Person, extension_id: int) -> Extension:
    """The one door to a request for more time: as that of the obligation it is for."""
    row = Extension.objects.select_related("obligation", "asked_by", "decided_by").filter(pk=extension_id).first()
    if row is None:
        raise Hidden
    row.obligation = obligation_door(viewer, row.obligation_id)
    return row


def indicator_door(viewer: Person, indicator_id: int) -> Indicator:
    """The one door to an indicator: as that of its plan."""
    row = Indicator.objects.select_related("plan", "task", "numerator", "denominator").filter(pk=indicator_id).first()
    if row is None:
        raise Hidden
    plan_door(viewer, row.plan_id)
    return row


def can_answer(actor: Person, path: str) -> Verdict:
    """Group, pass up and answer difficulties with plans of the unit at `path`."""
    return may(actor, "difficulty.answer", path)


def can_decide(actor: Person, path: str) -> Verdict:
    """Decide on what was passed up to the leadership of the unit at `path`."""
    return may(actor, "difficulty.decide", path)


def difficulty_door(viewer: Person, difficulty_id: int) -> Difficulty:
    """The one door to a difficulty: as that of the obligation it was raised on."""
    row = Difficulty.objects.select_related("task__plan", "obligation").filter(pk=difficulty_id).first()
    if row is None:
        raise Hidden
    obligation_door(viewer, row.obligation_id)
    return row


def obligation_door(viewer: Person, obligation_id: int) -> Obligation:
    """The one door to an obligation, as `owed`."""
    return owed(viewer, obligation_id).row


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation that is open to a person, its unit and the plan's owner as they stand today; None for one that is closed."""

    row: Obligation
    unit: UnitAt | None
    owner: UnitAt | None

    @property
    def path(self) -> str:
        """Where the unit stands, or stood at opening."""
        return self.unit.path if self.unit else self.row.path

    @property
    def owner_path(self) -> str:
        """Where the plan's owner stands; `Hidden` when it is closed."""
        if self.owner is None:
            raise Hidden
        return self.owner.path


def owed(viewer: Person, obligation_id: int) -> Owed:
    """An obligation for its own unit's people and whoever it is assigned to, those who oversee the unit, those who see the plan's board;
    else `Hidden`. Two queries, three for the assigned.
    """
    row = Obligation.objects.select_related("task__plan", "period__period").filter(pk=obligation_id).first()
    if row is None:
        raise Hidden
    known = units.units_by_ids([row.unit_id, row.task.plan.owner_id])
    found = Owed(row, known.get(row.unit_id), known.get(row.task.plan.owner_id))
    if may(viewer, "progress.report", found.path) or may(viewer, "progress.oversee", found.path):
        return found
    if can_see_board(viewer, found.owner_path) or has_it(viewer, row):
        return found
    raise Hidden


def has_it(viewer: Person, row: Obligation) -> bool:
    """Whether an obligation is assigned to this person, who works in its unit. One query at most."""
    works = any(h.unit_id == row.unit_id and h.role != Role.ADMIN and h.behalf is None for h in scope_of(viewer).holdings)
    return works and Assignment.objects.filter(obligation=row, person=viewer, ended_at__isnull=True).exists()
