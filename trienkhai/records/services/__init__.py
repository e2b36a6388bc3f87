"""Writing records: an outgoing document from draft to register, numbers, the register of what came in."""

from trienkhai.records.services.issuing import send_document, sign_document
from trienkhai.records.services.numbering import begin_series, cancel_document, number_document, rule_numbering
from trienkhai.records.services.outgoing import approve_document, change_document, prepare_document, return_document, submit_document

__all__ = [
    "approve_document",
    "begin_series",
    "cancel_document",
    "change_document",
    "number_document",
    "prepare_document",
    "return_document",
    "rule_numbering",
    "send_document",
    "sign_document",
    "submit_document",
]
