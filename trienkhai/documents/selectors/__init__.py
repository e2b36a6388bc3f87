"""Reading documents and their reviews.

Other rooms use `get_document`, `reviewed`, `addressed`, `cited`, `citations_of`, `source_text` and `source_around`.
"""

from trienkhai.documents.selectors.papers import (
    DocumentCard,
    DocumentList,
    DocumentPage,
    ReadingCard,
    document_page,
    get_document,
    get_file,
    list_documents,
    reading_of,
    reading_result,
    require_upload,
    twin_of,
    uploading_units,
)
from trienkhai.documents.selectors.phrases import may_bind, phrase_page, phrase_row, units_like, units_named
from trienkhai.documents.selectors.proposals import get_proposal, list_proposals
from trienkhai.documents.selectors.review import ReviewPage, adding_page, findings_page, proposal_page, review_page
from trienkhai.documents.selectors.sheets import page_picture
from trienkhai.documents.selectors.sources import (
    Addressed,
    Cited,
    addressed,
    citations_of,
    cited,
    finished,
    header,
    outline_headings,
    reviewed,
    source_around,
    source_text,
)

__all__ = [
    "Addressed",
    "Cited",
    "DocumentCard",
    "DocumentList",
    "DocumentPage",
    "ReadingCard",
    "ReviewPage",
    "adding_page",
    "addressed",
    "citations_of",
    "cited",
    "document_page",
    "findings_page",
    "finished",
    "get_document",
    "get_file",
    "get_proposal",
    "header",
    "list_documents",
    "list_proposals",
    "may_bind",
    "outline_headings",
    "page_picture",
    "phrase_page",
    "phrase_row",
    "proposal_page",
    "reading_of",
    "reading_result",
    "require_upload",
    "review_page",
    "reviewed",
    "source_around",
    "source_text",
    "twin_of",
    "units_like",
    "units_named",
    "uploading_units",
]
