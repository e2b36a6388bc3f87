"""Writing verbs of the room, one home each: bringing a document in, reading it, reviewing what was read."""

from trienkhai.documents.services.binding import bind_phrase, bind_suggested
from trienkhai.documents.services.deciding import accept, accept_all, drop, finish_review, reopen_review, reset, restore
from trienkhai.documents.services.handing import hand_out
from trienkhai.documents.services.headers import HEADER_FIELDS, Header, keep_as_version, remove_document, set_header
from trienkhai.documents.services.picturing import make_pages, want_pages
from trienkhai.documents.services.readings import read_again, resume_stale, run_reading
from trienkhai.documents.services.receiving import AlreadyHere, kept, receive
from trienkhai.documents.services.wording import Wording, add, edit, merge_with_next, split

__all__ = [
    "HEADER_FIELDS",
    "AlreadyHere",
    "Header",
    "Wording",
    "accept",
    "accept_all",
    "add",
    "bind_phrase",
    "bind_suggested",
    "drop",
    "edit",
    "finish_review",
    "hand_out",
    "keep_as_version",
    "kept",
    "make_pages",
    "merge_with_next",
    "read_again",
    "receive",
    "remove_document",
    "reopen_review",
    "reset",
    "restore",
    "resume_stale",
    "run_reading",
    "set_header",
    "split",
    "want_pages",
]
