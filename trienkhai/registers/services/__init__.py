"""Writing forms: define and publish, ask units, fill in, take workbooks in, send and return."""

from trienkhai.registers.services.collecting import add_units, open_collection
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
from trienkhai.registers.services.filling import Saved, reopen, return_filling, save_and_send, save_cells, send, send_nil
from trienkhai.registers.services.handing import hand_out_consolidated, hand_out_filling, hand_out_marked
from trienkhai.registers.services.taking_in import take_in

__all__ = [
    "Saved",
    "add_sheet",
    "add_units",
    "create_form",
    "edit_sheet",
    "hand_out_consolidated",
    "hand_out_filling",
    "hand_out_marked",
    "open_collection",
    "publish",
    "remove_sheet",
    "reopen",
    "return_filling",
    "revise",
    "save_and_send",
    "save_cells",
    "send",
    "send_nil",
    "set_rules",
    "set_shape",
    "take_in",
]
