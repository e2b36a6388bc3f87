"""Reading records: outgoing documents, the registers, how a body numbers and writes."""

from trienkhai.records.selectors.exchange import ExchangePage, MessagePage, answers_to, exchange_page, message_page
from trienkhai.records.selectors.outgoing import (
    Issued,
    NewPage,
    OutgoingList,
    OutgoingPage,
    get_outgoing,
    issued_from,
    list_outgoing,
    new_page,
    units_to,
)
from trienkhai.records.selectors.registers import (
    Asked,
    IncomingPage,
    RegisterLine,
    RegisterPage,
    get_incoming,
    keeping_units,
    register_page,
    unit_called,
    waiting,
)
from trienkhai.records.selectors.setting import SettingPage, setting_page
from trienkhai.records.selectors.signatures import SigningPage, check_signatures, incoming_signatures, list_signatures, signing_page

__all__ = [
    "Asked",
    "ExchangePage",
    "IncomingPage",
    "Issued",
    "MessagePage",
    "NewPage",
    "OutgoingList",
    "OutgoingPage",
    "RegisterLine",
    "RegisterPage",
    "SettingPage",
    "SigningPage",
    "answers_to",
    "check_signatures",
    "exchange_page",
    "get_incoming",
    "get_outgoing",
    "incoming_signatures",
    "issued_from",
    "keeping_units",
    "list_outgoing",
    "list_signatures",
    "message_page",
    "new_page",
    "register_page",
    "setting_page",
    "signing_page",
    "unit_called",
    "units_to",
    "waiting",
]
