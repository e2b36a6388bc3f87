"""What spans rooms, gathered from their own selectors: each role's home ("what must I do now?") and one unit on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.permissions import scope_of
from trienkhai.documents import selectors as documents
from trienkhai.documents.choices import DocumentState
from trienkhai.plans import selectors as plans
from trienkhai.plans.choices import PlanState
from trienkhai.records import selectors as records
from trienkhai.registers import selectors as registers
from trienkhai.reporting import selectors as reporting
from trienkhai.units import history, tree

if TYPE_CHECKING:
    import datetime as dt

    from trienkhai.accounts.models import Person
    from trienkhai.accounts.selectors import Crew, Shown
    from trienkhai.documents.selectors import DocumentCard
    from trienkhai.plans.models import Assignment, Decision, Plan
    from trienkhai.plans.selectors import BoardPage, InboxPage, UnitRecord
    from trienkhai.plans.selectors.boards import BranchLine, TaskLine
    from trienkhai.plans.selectors.difficulties import Line as Answered
    from trienkhai.plans.selectors.difficulties import Waiting
    from trienkhai.plans.selectors.reminders import Brief as Reminded
    from trienkhai.records.models import OutgoingDocument
    from trienkhai.registers.selectors import Agenda, UnitForms
    from trienkhai.reporting.selectors.submissions import SubmissionLine
    from trienkhai.units.history import UnitPage

BOARDS = 2
SHOWN, KEPT = 5, 12


@dataclass(frozen=True, slots=True)
class Brief:
    """A board in two minutes: its sums, and where most is overdue."""

    board: BoardPage

    @property
    def late_tasks(self) -> list[TaskLine]:
        """The tasks with most overdue work, worst first."""
        late = [line for line in self.board.tasks if line.figures.open_overdue]
        return sorted(late, key=lambda line: -line.figures.open_overdue)[:SHOWN]

    @property
    def late_branches(self) -> list[BranchLine]:
        """The branches with most overdue work, worst first."""
        return [line for line in self.board.branches if line.figures.open_overdue][:SHOWN]


@dataclass(slots=True)
class Home:
    """A person's home; parts that a role does not have stay empty."""

    inbox: InboxPage | None = None
    given: list[Assignment] = field(default_factory=list)
    reminders: Reminded | None = None
    agenda: Agenda | None = None
    to_review: list[DocumentCard] = field(default_factory=list)
    drafts: list[Plan] = field(default_factory=list)
    boards: list[Brief] = field(default_factory=list)
    troubles: list[Waiting] = field(default_factory=list)
    extensions: list[tuple[Plan, int]] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    returned: list[Decision] = field(default_factory=list)
    to_submit: list[SubmissionLine] = field(default_factory=list)
    to_receive: list[SubmissionLine] = field(default_factory=list)
    to_confirm: list[tuple[Plan, int]] = field(default_factory=list)
    to_resume: list[tuple[Plan, int]] = field(default_factory=list)
    papers: dict[str, list[OutgoingDocument]] = field(default_factory=dict)
    kept: list[Shown] = field(default_factory=list)
    may_upload: bool = False
    is_admin: bool = False

    @property
    def is_quiet(self) -> bool:
        """Nothing waits and nothing is to be seen."""
        works = self.inbox.works if self.inbox else []
        asked = self.given or self.troubles or self.extensions or self.to_confirm or self.to_resume or self.to_submit or self.to_receive
        forms = self.agenda is not None and not self.agenda.is_empty
        return not (works or forms or self.to_review or self.drafts or asked or self.boards or any(self.papers.values()))


def home(*, viewer: Person) -> Home:
    """The home of a person by the roles they hold. A constant number of queries for each part shown."""
    scope = scope_of(viewer)
    out = Home(is_admin=scope.has(Role.ADMIN), may_upload=bool(documents.uploading_units(viewer)))
    out.kept = accounts.kept_filters(viewer=viewer)[:KEPT]
    if scope.has(Role.REPORTER, Role.HEAD):
        out.inbox = plans.inbox(viewer=viewer, rows=SHOWN)
    if scope.paths("progress.report") or scope.paths("progress.oversee"):
        out.reminders = plans.brief(viewer=viewer)
    if scope.has(Role.REPORTER, Role.HEAD):
        out.to_submit = reporting.own_submissions(viewer=viewer)[:SHOWN]
    if scope.paths("report.receive"):
        out.to_receive = reporting.waiting_to_receive(viewer=viewer)
    out.agenda = registers.agenda(viewer=viewer)
    out.given = list(plans.given_to(viewer=viewer))[:SHOWN]
    out.answered = plans.lately_answered(viewer=viewer)
    out.extensions = plans.waiting_extensions(viewer=viewer)
    out.returned = plans.returned_lately(viewer=viewer)
    out.to_confirm = plans.waiting_confirmations(viewer=viewer)
    out.to_resume = plans.overdue_suspensions(viewer=viewer)
    out.troubles = plans.waiting_difficulties(viewer=viewer)
    if scope.has(Role.SPECIALIST, Role.HEAD):
        out.to_review = documents.list_documents(viewer, state=DocumentState.REVIEW).rows[:SHOWN]
    if scope.paths("plan.issue") or scope.paths("plan.prepare"):
        found = plans.list_plans(viewer=viewer)
        out.drafts = [plan for plan in found if plan.state == PlanState.DRAFT][:SHOWN]
        if scope.has(Role.SPECIALIST, Role.LEADER):
            issued = plans.overseen_plans(viewer=viewer, limit=BOARDS)
            out.boards = [Brief(plans.board(viewer=viewer, plan_id=plan.pk)) for plan in issued]
    out.papers = records.waiting(viewer=viewer, limit=SHOWN)
    return out


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """One unit on a day: what it is, who works there, what it owed and how it did, each as far as the viewer may see.

    `boards` are plans of the unit above on whose board this unit, with what is under it, is a branch.
    """

    page: UnitPage
    crew: Crew
    record: UnitRecord
    forms: UnitForms
    plans: list[Plan]
    boards: list[Plan]
    branch: str


def unit_overview(
    *, viewer: Person, unit_id: int, day: dt.date | None = None, children_page: int = 1, work_page: int = 1, period_page: int = 1
) -> UnitOverview:
    """One unit, closed or not; `Hidden` when it never was. A constant number of queries.

    The structure is everybody's to read; people and work are asked of where the unit stands now, or last stood.
    """
    page = history.unit_page(unit_id=unit_id, page=children_page, day=day)
    return UnitOverview(
        page=page,
        crew=accounts.crew(viewer=viewer, unit_id=unit_id, path=page.path, day=day),
        record=plans.unit_record(viewer=viewer, unit_id=unit_id, path=page.path, day=day, page=work_page, period_page=period_page),
        forms=registers.unit_forms(viewer=viewer, unit_id=unit_id, path=page.path),
        plans=plans.plans_of(viewer=viewer, owner_id=unit_id, day=day),
        boards=plans.overseen_plans(viewer=viewer, limit=SHOWN, owner_id=page.unit.parent_id or 0),
        branch=tree.segment(unit_id),
    )
