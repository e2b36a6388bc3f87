"""Writing official documents: .docx in the form of Decree 30/2020/NĐ-CP, and Akoma Ntoso."""

from __future__ import annotations

from vanban.errors import UnsupportedFormat
from vanban.types import Document
from vanban.writing.model import OfficialDocument

__all__ = ["FORMS", "write"]
FORMS = ("docx", "xml")


def write(document: OfficialDocument | Document, form: str = "docx") -> bytes:
    """The document as a file.

    Args:
        document: What is to be written: made by hand, or a reading (what it does not say stays blank).
        form: "docx" (Decree 30/2020, Annex I) or "xml" (Akoma Ntoso 3.0).

    Raises:
        UnsupportedFormat: Another form.
    """
    if form == "docx":
        from vanban.writing.docx import to_docx
        from vanban.writing.official import official

        return to_docx(official(document) if isinstance(document, Document) else document)
    if form == "xml":
        from vanban.writing.akoma import akoma

        return akoma(document if isinstance(document, Document) else _read_back(document))
    raise UnsupportedFormat(f"Không viết được dạng «{form}». Hãy chọn một trong: {', '.join(FORMS)}.")


def _read_back(document: OfficialDocument) -> Document:
    from vanban.reading import read

    return read(write(document), name="van-ban.docx")
