"""A submission leaves as a file and comes back filled in: handed out, read and kept, then what was chosen of it is taken."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, journal, scanning, uploads
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans import services as plans
from trienkhai.reporting import paper, paper_docx, paper_xlsx, permissions, returned, selectors
from trienkhai.reporting.choices import OfflineState, SubmissionAct
from trienkhai.reporting.models import OfflineFile, Submission, SubmissionFile
from trienkhai.reporting.selectors.submissions import last_words
from trienkhai.reporting.services.submitting import own, refuse_shut, save_submission, stale, step

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.reporting.returned import Returned
    from trienkhai.reporting.selectors.offline import OfflinePage

KINDS = {"docx": paper_docx.write, "xlsx": paper_xlsx.write}
AGAIN = 30 * 1024 * 1024
"""Bytes of a file that is read at once."""


def hand_out_paper(*, actor: Person, submission_id: int, kind: str, number: int | None = None) -> tuple[bytes, str]:
    """The submission as .docx or .xlsx to write in, or its n-th edition as it was sent, and the file's name. It is written down."""
    if kind not in KINDS:
        raise Hidden
    if number is None:
        page = selectors.get_submission(viewer=actor, submission_id=submission_id)
        row, made = page.line.row, paper.draft(page, last_words([work.row.pk for work in page.works]))
    else:
        then = selectors.get_edition(viewer=actor, submission_id=submission_id, number=number)
        row, made = then.row, paper.sent(then)
    journal.saw(actor, "reporting.submission.downloaded", row, row.unit_id, kind=kind, edition=number)
    name = f"{made.unit} - {row.round.period.label}{f' - lần {number}' if number else ''}.{kind}".replace("/", "-")
    return KINDS[kind](made), name


def bring_back(*, actor: Person, submission_id: int, name: str, data: bytes) -> OfflineFile:
    """Read a file that came back and keep it for comparing; nothing of the report changes yet.

    It is checked, scanned and read before the transaction. Raises Refusal for a file that is not of this submission and outline, or that
    cannot be read, and while the unit may not write.
    """
    seen = permissions.submission_door(actor, submission_id)
    permissions.can_prepare(actor, permissions.path_of(seen)).require()
    refuse_shut(seen)
    kind = uploads.media_type(name, data)
    if kind not in {uploads.MEDIA[".docx"][1], uploads.MEDIA[".xlsx"][1]}:
        raise Refusal(_("Chỉ nhận tệp .docx hoặc .xlsx tải từ trang này."), _("Tệp loại khác thì dùng «Kèm thêm tệp»."))
    if len(data) > AGAIN:
        raise Refusal(_("Tệp lớn hơn 30 MB nên không đọc ngay được."), _("Hãy bỏ bớt hình ảnh, gửi ảnh bằng «Kèm thêm tệp»."))
    shown = files.safe_name(name)
    scanning.require_clean(actor=actor, verb="reporting.submission.refused", subject=seen, unit_id=seen.unit_id, name=shown, data=data)
    found = returned.read(data, is_docx=kind == uploads.MEDIA[".docx"][1])
    made_of = _refuse_other(seen, found)
    _note_missing(seen, found)
    with transaction.atomic():
        stored = files.store(data, kind)
        read = asdict(found) | {"works": {str(pk): said for pk, said in found.works.items()}}
        kept = OfflineFile.objects.create(submission=seen, file=stored, name=shown, made_of=made_of, read=read, actor=actor, at=clock.now())
        journal.record(actor, "reporting.submission.brought_back", seen, seen.unit_id, file=kept.pk, made_of=made_of)
    return kept


def _refuse_other(row: Submission, found: Returned) -> int:
    """The version the file was made of; Refusal for one of nowhere, of another report, or of another outline."""
    again = _("Hãy tải lại tệp ở trang này, chép nội dung sang rồi nạp lại; tệp của bạn vẫn còn nguyên trên máy.")
    if found.code is None:
        raise Refusal(_("Không thấy mã tệp báo cáo ở đầu tệp, hoặc mã đã bị sửa."), again)
    submission_id, version, outline = found.code
    if submission_id != row.pk:
        raise Refusal(_("Tệp này lập cho báo cáo của đơn vị khác hoặc kỳ khác."), again)
    if outline != paper.outline_mark(row.round.sections):
        raise Refusal(_("Đề cương của đợt báo cáo đã khác với đề cương trong tệp."), again)
    return version


def _note_missing(row: Submission, found: Returned) -> None:
    for one in row.round.sections:
        if one["key"] not in found.said:
            found.notes.append(_("Tệp không còn phần «%(title)s»: phần này giữ như trên hệ thống.") % {"title": one["title"]})
    if found.code is not None and found.code[1] != row.version:
        found.notes.append(_("Tệp tải về trước lần sửa gần đây trên hệ thống: hãy xem từng phần, chỉ chọn phần lấy theo tệp."))


def take_back(*, actor: Person, submission_id: int, offline_id: int, version: int, chosen: Collection[str]) -> Submission:
    """Take what was chosen of a file: sections ("s1") into the draft, progress lines ("w12") as new progress. All of it or nothing.

    A file with pictures goes with the report. Raises Conflict when the report changed since the comparison was shown, Refusal for words
    that cannot be taken.
    """
    with transaction.atomic():
        row, path = own(actor, submission_id)
        permissions.can_prepare(actor, path).require()
        refuse_shut(row)
        page = selectors.get_offline(viewer=actor, submission_id=submission_id, offline_id=offline_id)
        if page.row.state != OfflineState.WAITING:
            raise Conflict(_("Tệp này đã được nhận hoặc đã bỏ."), _("Hãy nạp lại tệp nếu cần."))
        if row.version != version:
            raise stale()
        _take_works(actor, page, chosen)
        said = row.said | {one.key: one.after for one in page.changes if one.key in chosen and not one.is_work}
        saved = save_submission(
            actor=actor, submission_id=submission_id, version=version, said=said, is_nil=row.is_nil, late_reason=row.late_reason
        )
        if page.row.read["has_pictures"] and not row.files.filter(file=page.row.file, removed_at__isnull=True).exists():
            kept = {"file": page.row.file, "name": page.row.name, "added_by": actor, "added_at": clock.now()}
            SubmissionFile.objects.create(submission=row, **kept)
        OfflineFile.objects.filter(pk=offline_id).update(state=OfflineState.TAKEN)
        step(row, SubmissionAct.TAKEN_IN, actor, page.row.name)
    return saved


def _take_works(actor: Person, page: OfflinePage, chosen: Collection[str]) -> None:
    """Sent twice, a line reports once: its key comes from the file and the line."""
    for one in page.changes:
        if one.is_work and one.key in chosen:
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"offline-{page.row.pk}-{one.obligation_id}")
            plans.report_progress(actor=actor, obligation_id=one.obligation_id, form_key=key, **one.values)  # type: ignore[arg-type]


@transaction.atomic
def drop_back(*, actor: Person, submission_id: int, offline_id: int) -> None:
    """Take nothing of a file; it stays readable. Doing it twice changes nothing."""
    row, path = own(actor, submission_id)
    permissions.can_prepare(actor, path).require()
    if not OfflineFile.objects.filter(pk=offline_id, submission=row).exists():
        raise Hidden
    OfflineFile.objects.filter(pk=offline_id, state=OfflineState.WAITING).update(state=OfflineState.DROPPED)
