"""Reading documents and their reviews. Other rooms use `get_document`, `reviewed`, `addressed`, `source_text` and `source_around`."""

from trienkhai.documents.selectors.papers import (
    DocumentCard,
    DocumentList,
    ReadingCard,
    get_document,
    get_file,
    list_documents,
    reading_of,
    twin_of,
    uploading_units,
)
from trienkhai.documents.selectors.review import ReviewPage, proposal_page, review_page
from trienkhai.documents.selectors.sources import Addressed, addressed, reviewed, source_around, source_text

__all__ = [
    "Addressed",
    "DocumentCard",
    "DocumentList",
    "ReadingCard",
    "ReviewPage",
    "addressed",
    "get_document",
    "get_file",
    "list_documents",
    "proposal_page",
    "reading_of",
    "review_page",
    "reviewed",
    "source_around",
    "source_text",
    "twin_of",
    "uploading_units",
]
