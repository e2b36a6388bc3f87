"""Reading reports: lists, one report with its traces; regimes and rounds; what units submit."""

from trienkhai.reporting.selectors.offline import get_offline
from trienkhai.reporting.selectors.over_time import over_time
from trienkhai.reporting.selectors.regimes import (
    get_regime,
    list_regimes,
    proposed_regime,
    proposed_regimes,
    what_may_be_asked,
)
from trienkhai.reporting.selectors.reports import (
    Content,
    FigureQuery,
    TaskLine,
    branches_of,
    counted,
    cut,
    get_content,
    get_file,
    get_period,
    get_report,
    get_state,
    list_passages,
    list_reports,
    periods_to_report,
    report_to_edit,
    report_to_number,
    trace_figure,
    trace_passage,
)
from trienkhai.reporting.selectors.rounds import get_round, list_rounds
from trienkhai.reporting.selectors.submissions import get_edition, get_submission, own_submissions, waiting_to_receive

__all__ = [
    "Content",
    "FigureQuery",
    "TaskLine",
    "branches_of",
    "counted",
    "cut",
    "get_content",
    "get_edition",
    "get_file",
    "get_offline",
    "get_period",
    "get_regime",
    "get_report",
    "get_round",
    "get_state",
    "get_submission",
    "list_passages",
    "list_regimes",
    "list_reports",
    "list_rounds",
    "over_time",
    "own_submissions",
    "periods_to_report",
    "proposed_regime",
    "proposed_regimes",
    "report_to_edit",
    "report_to_number",
    "trace_figure",
    "trace_passage",
    "waiting_to_receive",
    "what_may_be_asked",
]
