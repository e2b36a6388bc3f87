"""Writing plans: prepare, issue, open periods, report, name who was left open."""

from trienkhai.plans.services.handing import hand_out_evidence
from trienkhai.plans.services.issuing import issue_plan
from trienkhai.plans.services.naming import name_addressee
from trienkhai.plans.services.opening import open_due_periods, open_period
from trienkhai.plans.services.preparing import prepare_plan, refresh_addressees
from trienkhai.plans.services.reporting import Attachment, acknowledge, report_progress

__all__ = [
    "Attachment",
    "acknowledge",
    "hand_out_evidence",
    "issue_plan",
    "name_addressee",
    "open_due_periods",
    "open_period",
    "prepare_plan",
    "refresh_addressees",
    "report_progress",
]
