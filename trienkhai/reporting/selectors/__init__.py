"""Reading reports: lists, one report with its traces, its parts; regimes and rounds; what units submit."""

from trienkhai.reporting.selectors.comparisons import Comparison, compare, comparison_sheet, earlier_reports
from trienkhai.reporting.selectors.offline import get_offline
from trienkhai.reporting.selectors.over_time import over_time
from trienkhai.reporting.selectors.parts import (
    get_consolidation,
    get_group,
    get_part,
    get_passage,
    part_to_edit,
    passage_to_edit,
)
from trienkhai.reporting.selectors.regimes import (
    get_regime,
    list_regimes,
    proposed_regime,
    proposed_regimes,
    what_may_be_asked,
)
from trienkhai.reporting.selectors.reports import (
    Content,
    TaskLine,
    branches_of,
    counted,
    cut,
    get_content,
    get_file,
    get_period,
    get_report,
    get_state,
    list_reports,
    periods_to_report,
    report_to_edit,
)
from trienkhai.reporting.selectors.rounds import get_round, list_rounds
from trienkhai.reporting.selectors.submissions import get_edition, get_submission, own_submissions, waiting_to_receive
from trienkhai.reporting.selectors.traces import FigureQuery, trace_figure, trace_passage, trace_task

__all__ = [
    "Comparison",
    "Content",
    "FigureQuery",
    "TaskLine",
    "branches_of",
    "compare",
    "comparison_sheet",
    "counted",
    "cut",
    "earlier_reports",
    "get_consolidation",
    "get_content",
    "get_edition",
    "get_file",
    "get_group",
    "get_offline",
    "get_part",
    "get_passage",
    "get_period",
    "get_regime",
    "get_report",
    "get_round",
    "get_state",
    "get_submission",
    "list_regimes",
    "list_reports",
    "list_rounds",
    "over_time",
    "own_submissions",
    "part_to_edit",
    "passage_to_edit",
    "periods_to_report",
    "proposed_regime",
    "proposed_regimes",
    "report_to_edit",
    "trace_figure",
    "trace_passage",
    "trace_task",
    "waiting_to_receive",
    "what_may_be_asked",
]
