"""Reading records: outgoing documents, the registers, how a body numbers and writes."""

from trienkhai.records.selectors.outgoing import OutgoingList, OutgoingPage, get_outgoing, list_outgoing, units_to

__all__ = ["OutgoingList", "OutgoingPage", "get_outgoing", "list_outgoing", "units_to"]
