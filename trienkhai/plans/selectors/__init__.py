"""Reading plans: the list, one plan, boards, a unit's inbox, one obligation with its source."""

from trienkhai.plans.selectors.amending import AmendmentPage, amendment_page, amendments
from trienkhai.plans.selectors.assigning import AssignPage, Held, assign_page, given_to, hand_on_page
from trienkhai.plans.selectors.boards import (
    BoardPage,
    BranchPage,
    SilentPage,
    UnitPage,
    board,
    branch_page,
    unit_page,
    who_has_not,
)
from trienkhai.plans.selectors.comparing import compare, state_at, works_at
from trienkhai.plans.selectors.decisions import (
    confirm_page,
    decisions_of,
    overdue_suspensions,
    returned_lately,
    suspend_page,
    waiting_confirmations,
)
from trienkhai.plans.selectors.difficulties import (
    difficulty_list,
    difficulty_page,
    lately_answered,
    own_difficulties,
    similar,
    troubled_tasks,
    troubles,
    waiting_difficulties,
)
from trienkhai.plans.selectors.expected import expected_page
from trienkhai.plans.selectors.extensions import get_extension, plan_extensions, waiting_extensions
from trienkhai.plans.selectors.given import OwnStart, own_starts
from trienkhai.plans.selectors.heat import heat_map
from trienkhai.plans.selectors.inbox import InboxPage, inbox, inbox_counts
from trienkhai.plans.selectors.indicators import (
    IndicatorPage,
    PlanIndicators,
    choices_for,
    indicator_page,
    plan_indicators,
    units_of_indicator,
)
from trienkhai.plans.selectors.matrix import MatrixPage, matrix
from trienkhai.plans.selectors.obligations import ObligationPage, get_evidence, get_obligation
from trienkhai.plans.selectors.own import MatchPage, OwnTaskPage, OwnView, match_page, own_task_page, own_view
from trienkhai.plans.selectors.own_figures import OwnFigure, own_figures
from trienkhai.plans.selectors.phrases import Difference, PhraseList, PhrasePage, difference, phrase_list, phrase_page
from trienkhai.plans.selectors.plans import (
    IssuePage,
    PlanPage,
    draft_of,
    issue_page,
    list_plans,
    naming_page,
    overseen_plans,
    plan_page,
    plan_periods,
    plans_below,
    plans_of,
)
from trienkhai.plans.selectors.reminders import brief, reminders_page, rules_page
from trienkhai.plans.selectors.tasks import TaskPage, task_page
from trienkhai.plans.selectors.timeline import timeline
from trienkhai.plans.selectors.units import UnitRecord, unit_record
from trienkhai.plans.selectors.unsaid import urging

__all__ = [
    "AmendmentPage",
    "AssignPage",
    "BoardPage",
    "BranchPage",
    "Difference",
    "Held",
    "InboxPage",
    "IndicatorPage",
    "IssuePage",
    "MatchPage",
    "MatrixPage",
    "ObligationPage",
    "OwnFigure",
    "OwnStart",
    "OwnTaskPage",
    "OwnView",
    "PhraseList",
    "PhrasePage",
    "PlanIndicators",
    "PlanPage",
    "SilentPage",
    "TaskPage",
    "UnitPage",
    "UnitRecord",
    "amendment_page",
    "amendments",
    "assign_page",
    "board",
    "branch_page",
    "brief",
    "choices_for",
    "compare",
    "confirm_page",
    "decisions_of",
    "difference",
    "difficulty_list",
    "difficulty_page",
    "draft_of",
    "expected_page",
    "get_evidence",
    "get_extension",
    "get_obligation",
    "given_to",
    "hand_on_page",
    "heat_map",
    "inbox",
    "inbox_counts",
    "indicator_page",
    "issue_page",
    "lately_answered",
    "list_plans",
    "match_page",
    "matrix",
    "naming_page",
    "overdue_suspensions",
    "overseen_plans",
    "own_difficulties",
    "own_figures",
    "own_starts",
    "own_task_page",
    "own_view",
    "phrase_list",
    "phrase_page",
    "plan_extensions",
    "plan_indicators",
    "plan_page",
    "plan_periods",
    "plans_below",
    "plans_of",
    "reminders_page",
    "returned_lately",
    "rules_page",
    "similar",
    "state_at",
    "suspend_page",
    "task_page",
    "timeline",
    "troubled_tasks",
    "troubles",
    "unit_page",
    "unit_record",
    "units_of_indicator",
    "urging",
    "waiting_confirmations",
    "waiting_difficulties",
    "waiting_extensions",
    "who_has_not",
    "works_at",
]
