"""Files of a submission over the API: what goes with it, the report on paper, and what came back filled in."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from trienkhai.accounts.requests import Official
from trienkhai.core import files
from trienkhai.reporting import selectors, services
from trienkhai.reporting.api_rounds import SubmissionFileOut, SubmissionWhole, file_out, whole

router = Router(tags=["rounds"])


class ChangeOut(Schema):
    """One place where a file says something else; `key` chooses it."""

    key: str
    title: str
    before: str
    after: str


class OfflineOut(Schema):
    """A file that came back, compared with what stands; `version` is what taking it must say."""

    id: int
    state: str
    notes: list[str]
    version: int
    changes: list[ChangeOut]


class ChosenIn(Schema):
    """What to take of a file."""

    version: int = Field(ge=1, le=2**31 - 1)
    chosen: list[str]


@router.get("/submissions/{id:submission_id}/paper/{kind}", summary="The submission as docx or xlsx, to be filled in elsewhere")
def get_paper(request: Official, submission_id: int, kind: str, edition: int | None = None) -> HttpResponse:
    """With `edition`, that one as it was sent."""
    return files.handed(*services.hand_out_paper(actor=request.user, submission_id=submission_id, kind=kind, number=edition))


@router.post("/submissions/{id:submission_id}/offline", response=OfflineOut, summary="A file that was filled in elsewhere")
def bring_back(request: Official, submission_id: int, file: File[UploadedFile]) -> dict[str, Any]:
    """Read and compared; nothing is taken yet."""
    name, data = file.name or "", file.read()
    kept = services.bring_back(actor=request.user, submission_id=submission_id, name=name, data=data)
    return _offline(request, submission_id, kept.pk)


@router.get("/submissions/{id:submission_id}/offline/{id:offline_id}", response=OfflineOut, summary="What such a file says, compared")
def get_offline(request: Official, submission_id: int, offline_id: int) -> dict[str, Any]:
    """Section by section and line by line."""
    return _offline(request, submission_id, offline_id)


@router.post("/submissions/{id:submission_id}/offline/{id:offline_id}", response=SubmissionWhole, summary="Take what was chosen of it")
def take_back(request: Official, submission_id: int, offline_id: int, said: ChosenIn) -> SubmissionWhole:
    """All of it or nothing."""
    given = said.version, said.chosen
    services.take_back(actor=request.user, submission_id=submission_id, offline_id=offline_id, version=given[0], chosen=given[1])
    return whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/offline/{id:offline_id}/drop", response=OfflineOut, summary="Take nothing of it")
def drop_back(request: Official, submission_id: int, offline_id: int) -> dict[str, Any]:
    """The file stays readable."""
    services.drop_back(actor=request.user, submission_id=submission_id, offline_id=offline_id)
    return _offline(request, submission_id, offline_id)


def _offline(request: Official, submission_id: int, offline_id: int) -> dict[str, Any]:
    page = selectors.get_offline(viewer=request.user, submission_id=submission_id, offline_id=offline_id)
    names = ("key", "title", "before", "after")
    changes = [{name: getattr(one, name) for name in names} for one in page.changes]
    return {"id": page.row.pk, "state": page.row.state, "notes": page.notes, "version": page.submission.version, "changes": changes}


@router.post("/submissions/{id:submission_id}/files", response=SubmissionFileOut, summary="Put a file with the submission")
def attach_file(request: Official, submission_id: int, file: File[UploadedFile]) -> SubmissionFileOut:
    """Checked and scanned before it is kept; the same bytes again change nothing."""
    name, data = file.name or "", file.read()
    return file_out(services.attach_file(actor=request.user, submission_id=submission_id, name=name, data=data))


@router.get("/submissions/{id:submission_id}/files/{id:file_id}", summary="A file of the submission")
def get_submission_file(request: Official, submission_id: int, file_id: int) -> FileResponse:
    """As it was put in."""
    return files.attachment(*services.hand_out_attachment(actor=request.user, submission_id=submission_id, file_id=file_id))


@router.post(
    "/submissions/{id:submission_id}/files/{id:file_id}/removal", response=SubmissionWhole, summary="Take a file out of what is written"
)
def detach_file(request: Official, submission_id: int, file_id: int) -> SubmissionWhole:
    """One that was sent stays with its edition."""
    services.detach_file(actor=request.user, submission_id=submission_id, file_id=file_id)
    return whole(request, submission_id)
