"""Writing plans: prepare, issue, open periods, report, name who was left open, remind."""

from trienkhai.plans.services.amending import amend_plan, compare_plan, drop_amendment
from trienkhai.plans.services.assigning import assign_work, hand_work_on, unassign_work
from trienkhai.plans.services.confirming import confirm_done, return_work, rule_confirmation
from trienkhai.plans.services.deciding_letters import tell_decisions, tell_halt
from trienkhai.plans.services.deriving import derive_plan, take_in
from trienkhai.plans.services.difficulties import answer, group, part, pass_up, raise_difficulty, withdraw
from trienkhai.plans.services.extending import ask_extension, grant_extension, refuse_extension, withdraw_extension
from trienkhai.plans.services.halting import halt_task, resume_task
from trienkhai.plans.services.handing import hand_out_evidence
from trienkhai.plans.services.happening import record_event
from trienkhai.plans.services.indicators import FIELDS as INDICATOR_FIELDS
from trienkhai.plans.services.indicators import Origin, Said, enter_value, push_value, save_indicator, set_targets
from trienkhai.plans.services.issuing import issue_plan
from trienkhai.plans.services.joining import excuse_unit, take_in_unit
from trienkhai.plans.services.listing import hand_out_list
from trienkhai.plans.services.naming import name_addressee
from trienkhai.plans.services.opening import open_due_periods, open_period
from trienkhai.plans.services.own_tasks import OwnTask, match_tasks, remove_own_task, rename_own_plan, save_own_task
from trienkhai.plans.services.phrases import change_phrase, forget_phrase
from trienkhai.plans.services.posting import post_reminders
from trienkhai.plans.services.preparing import prepare_plan, refresh_addressees
from trienkhai.plans.services.reminding import look_at, plan_and_tell, plan_reminders, set_rules, wish_mail
from trienkhai.plans.services.reporting import Attachment, acknowledge, report_progress
from trienkhai.plans.services.suspending import resume_work, suspend_work
from trienkhai.plans.services.telling import tell_answer
from trienkhai.plans.services.urging import compose_urging, draft_urging

__all__ = [
    "INDICATOR_FIELDS",
    "Attachment",
    "Origin",
    "OwnTask",
    "Said",
    "acknowledge",
    "amend_plan",
    "answer",
    "ask_extension",
    "assign_work",
    "change_phrase",
    "compare_plan",
    "compose_urging",
    "confirm_done",
    "derive_plan",
    "draft_urging",
    "drop_amendment",
    "enter_value",
    "excuse_unit",
    "forget_phrase",
    "grant_extension",
    "group",
    "halt_task",
    "hand_out_evidence",
    "hand_out_list",
    "hand_work_on",
    "issue_plan",
    "look_at",
    "match_tasks",
    "name_addressee",
    "open_due_periods",
    "open_period",
    "part",
    "pass_up",
    "plan_and_tell",
    "plan_reminders",
    "post_reminders",
    "prepare_plan",
    "push_value",
    "raise_difficulty",
    "record_event",
    "refresh_addressees",
    "refuse_extension",
    "remove_own_task",
    "rename_own_plan",
    "report_progress",
    "resume_task",
    "resume_work",
    "return_work",
    "rule_confirmation",
    "save_indicator",
    "save_own_task",
    "set_rules",
    "set_targets",
    "suspend_work",
    "take_in",
    "take_in_unit",
    "tell_answer",
    "tell_decisions",
    "tell_halt",
    "unassign_work",
    "wish_mail",
    "withdraw",
    "withdraw_extension",
]
