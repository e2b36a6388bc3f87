"""The files of record: the approved draft with number and day as .docx, the same as .pdf. May run twice, may be killed anywhere."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pypdfium2
import vanban
from vanban.writing.model import SignatureBlock

from trienkhai.core import files
from trienkhai.core.errors import Refusal
from trienkhai.core.uploads import MEDIA
from trienkhai.records import content, pdf, stamping, templating
from trienkhai.records.choices import FileState, FormKind, OutgoingState
from trienkhai.records.models import OutgoingDocument

if TYPE_CHECKING:
    from vanban.writing.model import OfficialDocument

DOCX, PDF = MEDIA[".docx"][1], MEDIA[".pdf"][1]


def write_files(document_id: int) -> None:
    """Write the files of a numbered document. Does nothing when they are there, or when it is signed or cancelled."""
    waiting = OutgoingDocument.objects.filter(pk=document_id, state=OutgoingState.NUMBERED).exclude(file_state=FileState.DONE)
    document = waiting.select_related("draft", "template__file").first()
    if document is None:
        return
    waiting.update(file_state=FileState.RUNNING, file_step="")
    try:
        data = as_docx(document)
        docx = files.store(data, DOCX)
        said = {"file_state": FileState.DONE, "file_step": ""}
        if not pdf.is_there():
            waiting.update(docx=docx, **(said | {"file_step": pdf.missing_words()}))
            return
        printed = pdf.convert(data)
        waiting.update(docx=docx, pdf=files.store(printed, PDF), pages=count_pages(printed), **said)
    except Refusal as refusal:
        waiting.update(file_state=FileState.FAILED, file_step=refusal.reason[:250])
    except Exception:
        waiting.update(file_state=FileState.FAILED, file_step="")
        raise


def as_docx(document: OutgoingDocument) -> bytes:
    """The document as it stands, as .docx; number and day are blank while it has none."""
    if document.draft is None:
        raise Refusal("Văn bản chưa có nội dung.", "Hãy tải dự thảo lên.")
    data = files.load(document.draft)
    if document.draft.media_type != content.MEDIA_TYPE:
        return stamping.stamp(data, document.printed_number, document.issued_on) if document.issued_on else data
    whole = official(document, content.load(data))
    if document.form == FormKind.OWN and document.template is not None:
        return templating.fill(files.load(document.template.file), whole)
    return vanban.write(whole)


def official(document: OutgoingDocument, words: OfficialDocument) -> OfficialDocument:
    """The words of a draft under the letterhead of the document."""
    lines = tuple(line.strip() for line in document.recipients.splitlines() if line.strip())
    return dataclasses.replace(
        words,
        parent_issuer=document.parent_issuer or None,
        issuer=document.issuer,
        number=document.printed_number or None,
        symbol=document.symbol,
        place=document.place or None,
        date=document.issued_on,
        type=document.doc_type,
        title=document.title,
        recipients=lines,
        signer=SignatureBlock(document.authority or None, document.signer_role, document.signer_name or None),
        font=document.font,
        party=document.form == FormKind.PARTY,
    )


def count_pages(data: bytes) -> int:
    """How many pages a .pdf has."""
    with pypdfium2.PdfDocument(data) as opened:
        return len(opened)
