"""Writing reports: freeze a period into one, edit, hand out; regimes and rounds; what units submit and what becomes of it."""

from trienkhai.reporting.services.attaching import attach_file, detach_file, hand_out_attachment
from trienkhai.reporting.services.consolidating import consolidate_report, consolidate_submission
from trienkhai.reporting.services.offline import bring_back, drop_back, hand_out_paper, take_back
from trienkhai.reporting.services.passages import (
    add_passage,
    choose_passage,
    edit_passage,
    include_passage,
    merge_passages,
    move_passage,
    split_passage,
    take_out_passage,
    undo_passages,
)
from trienkhai.reporting.services.receiving import accept_submission, extend_submission, receive_submission, return_submission
from trienkhai.reporting.services.regimes import change_regime, end_regime, make_regime
from trienkhai.reporting.services.reports import (
    fill_letterhead,
    hand_out_comparison,
    hand_out_file,
    make_report,
)
from trienkhai.reporting.services.rounds import open_due_rounds, open_round
from trienkhai.reporting.services.submitting import (
    give_back,
    prepare_submission,
    save_submission,
    send_submission,
    withdraw_submission,
)

__all__ = [
    "accept_submission",
    "add_passage",
    "attach_file",
    "bring_back",
    "change_regime",
    "choose_passage",
    "consolidate_report",
    "consolidate_submission",
    "detach_file",
    "drop_back",
    "edit_passage",
    "end_regime",
    "extend_submission",
    "fill_letterhead",
    "give_back",
    "hand_out_attachment",
    "hand_out_comparison",
    "hand_out_file",
    "hand_out_paper",
    "include_passage",
    "make_regime",
    "make_report",
    "merge_passages",
    "move_passage",
    "open_due_rounds",
    "open_round",
    "prepare_submission",
    "receive_submission",
    "return_submission",
    "save_submission",
    "send_submission",
    "split_passage",
    "take_back",
    "take_out_passage",
    "undo_passages",
    "withdraw_submission",
]
