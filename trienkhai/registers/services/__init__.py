"""Writing forms: define and publish, ask units, fill in, take workbooks in, send and return."""

from trienkhai.registers.services.collecting import add_units, open_collection
from trienkhai.registers.services.concluding import compose_conclusion, draft_conclusion
from trienkhai.registers.services.defining import (
    add_sheet,
    create_form,
    edit_sheet,
    publish,
    remove_sheet,
    revise,
    set_rules,
    set_shape,
)
from trienkhai.registers.services.entries_in import hand_out_entries, hand_out_year, take_entries_in, told
from trienkhai.registers.services.events import (
    change_entry,
    hand_out_step_file,
    link_indicator,
    make_entry,
    open_register,
    remove_entry,
    report_figures,
    take_step,
)
from trienkhai.registers.services.filling import Saved, reopen, return_filling, save_and_send, save_cells, send, send_nil
from trienkhai.registers.services.handing import hand_out_consolidated, hand_out_filling, hand_out_marked
from trienkhai.registers.services.programmes import approve_programme
from trienkhai.registers.services.taking_in import take_in

__all__ = [
    "Saved",
    "add_sheet",
    "add_units",
    "approve_programme",
    "change_entry",
    "compose_conclusion",
    "create_form",
    "draft_conclusion",
    "edit_sheet",
    "hand_out_consolidated",
    "hand_out_entries",
    "hand_out_filling",
    "hand_out_marked",
    "hand_out_step_file",
    "hand_out_year",
    "link_indicator",
    "make_entry",
    "open_collection",
    "open_register",
    "publish",
    "remove_entry",
    "remove_sheet",
    "reopen",
    "report_figures",
    "return_filling",
    "revise",
    "save_and_send",
    "save_cells",
    "send",
    "send_nil",
    "set_rules",
    "set_shape",
    "take_entries_in",
    "take_in",
    "take_step",
    "told",
]
