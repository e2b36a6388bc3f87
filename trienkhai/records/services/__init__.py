"""Writing records: an outgoing document from draft to register, numbers, the register of what came in, how a body writes."""

from trienkhai.records.services.drafting import (
    add_annex,
    hand_out,
    hand_out_annex,
    hand_out_draft,
    hand_over,
    put_draft,
    remove_annex,
    renew_draft,
)
from trienkhai.records.services.exchange import (
    put_in_folder,
    refuse_message,
    register_message,
    send_through_exchange,
    take_from_folder,
    take_message,
)
from trienkhai.records.services.incoming import cancel_incoming, correct_incoming, register_incoming
from trienkhai.records.services.issuing import send_document, sign_document, write_again
from trienkhai.records.services.numbering import begin_series, cancel_document, number_document, rule_numbering
from trienkhai.records.services.outgoing import approve_document, change_document, prepare_document, return_document, submit_document
from trienkhai.records.services.registers import hand_out_register
from trienkhai.records.services.setting import hand_out_template, retire_template, save_letterhead, upload_template
from trienkhai.records.services.signing import sign_with_file, sign_with_token, take_signed

__all__ = [
    "add_annex",
    "approve_document",
    "begin_series",
    "cancel_document",
    "cancel_incoming",
    "change_document",
    "correct_incoming",
    "hand_out",
    "hand_out_annex",
    "hand_out_draft",
    "hand_out_register",
    "hand_out_template",
    "hand_over",
    "number_document",
    "prepare_document",
    "put_draft",
    "put_in_folder",
    "refuse_message",
    "register_incoming",
    "register_message",
    "remove_annex",
    "renew_draft",
    "retire_template",
    "return_document",
    "rule_numbering",
    "save_letterhead",
    "send_document",
    "send_through_exchange",
    "sign_document",
    "sign_with_file",
    "sign_with_token",
    "submit_document",
    "take_from_folder",
    "take_message",
    "take_signed",
    "upload_template",
    "write_again",
]
