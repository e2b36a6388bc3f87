"""The background reading: claimed by one conditional UPDATE, kept alive by a heartbeat, taken over when its worker dies.

Liveness is measured on the database's own clock (`Now()`), never on the office's clock, which a demonstration may hold still.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from trienkhai.core import clock, files, jobs, journal
from trienkhai.core.errors import Conflict
from trienkhai.documents import pictures
from trienkhai.documents import reading as reader
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Reading
from trienkhai.documents.permissions import can_upload
from trienkhai.documents.selectors import get_document
from trienkhai.documents.services.destroying import destroy_file, secret
from trienkhai.documents.services.harvest import take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trienkhai.accounts.models import Person

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
STALE = dt.timedelta(seconds=30)
MAX_ATTEMPTS = 3
_AT_WORK = [ReadingState.QUEUED, ReadingState.RUNNING]


def enqueue_reading(document_id: int) -> Reading:
    """A new reading on the queue, in the caller's transaction."""
    reading = Reading.objects.create(document_id=document_id, queued_at=clock.now(), heartbeat=Now())
    jobs.enqueue("documents.read", reading_id=reading.pk)
    return reading


@transaction.atomic
def read_again(*, actor: Person, document_id: int) -> None:
    """Queue the reading again after a failure. Refused while one is at work or when there is a reading already."""
    card = get_document(actor, document_id)
    can_upload(actor, card.unit_path).require()
    if Reading.objects.filter(document_id=document_id, state=ReadingState.REFUSED).exists():
        raise secret()
    if Reading.objects.filter(document_id=document_id).exclude(state=ReadingState.FAILED).exists():
        raise Conflict(_("Văn bản đang được đọc hoặc đã đọc xong."), _("Hãy tải lại trang để xem kết quả."))
    document = Document.objects.get(pk=document_id)
    journal.record(actor, "documents.reading.requeued", document, document.unit_id)
    enqueue_reading(document_id)


def resume_stale(*, document_id: int | None = None) -> int:
    """Put readings whose worker stopped beating back on the queue; returns how many. Safe to call at any time, by anybody."""
    stale = Q(state__in=_AT_WORK) & Q(heartbeat__lt=Now() - STALE)
    if document_id is not None:
        stale &= Q(document_id=document_id)
    resumed = 0
    for reading_id in list(Reading.objects.filter(stale).values_list("pk", flat=True)):
        with transaction.atomic():
            taken = Reading.objects.filter(stale, pk=reading_id).update(state=ReadingState.QUEUED, heartbeat=Now(), claim="")
            if taken:
                jobs.enqueue("documents.read", reading_id=reading_id)
                resumed += taken
    return resumed


def run_reading(*, reading_id: int) -> None:
    """Read one document. Called by the worker; a second call finds nothing to claim and leaves."""
    token = uuid.uuid4().hex
    claimed = Reading.objects.filter(pk=reading_id, state=ReadingState.QUEUED).update(
        state=ReadingState.RUNNING,
        claim=token,
        heartbeat=Now(),
        attempts=F("attempts") + 1,
        progress=5,
        step=_("Mở tệp"),
    )
    if not claimed:
        return
    reading = Reading.objects.select_related("document__file").get(pk=reading_id)
    if reading.attempts > MAX_ATTEMPTS:
        _fail(reading, token, _("Đã thử đọc ba lần mà tiến trình đọc đều dừng giữa chừng."), reader.way_out(""))
        return
    with _beating(reading_id, token):
        _read(reading, token)


def _read(reading: Reading, token: str) -> None:
    from vanban.errors import VanbanError

    document = reading.document
    try:
        data = files.load(document.file)
        _step(reading.pk, token, 15, _("Đọc chữ, dựng dàn ý, tìm nhiệm vụ"))
        result = reader.read(data, document.file_name, _page_steps(reading.pk, token))
    except VanbanError as error:
        _fail(reading, token, error.message, reader.way_out(error.code))
        return
    except OSError:
        logger.exception("file of document %s cannot be opened", document.pk)
        _fail(reading, token, _("Không mở được tệp đã lưu."), _("Hãy tải tệp lên lại; nếu vẫn lỗi, hãy báo quản trị hệ thống."))
        return
    except Exception:  # whatever a strange file does to the reader, the person is told and the worker lives on
        logger.exception("reading %s failed", reading.pk)
        _fail(reading, token, _("Bộ đọc gặp lỗi với tệp này (mã %(id)s).") % {"id": reading.pk}, reader.way_out(""))
        return
    if reader.is_secret(result):
        _refuse(reading, token)
        return
    _step(reading.pk, token, 85, _("Ghi các nhiệm vụ đề xuất"))
    _finish(reading, token, result)


@transaction.atomic
def _finish(reading: Reading, token: str, result: dict[str, Any]) -> None:
    """Outcome and proposals in one transaction, and only for the holder of the claim: nothing happens twice."""
    kept = Reading.objects.filter(pk=reading.pk, claim=token, state=ReadingState.RUNNING).update(
        state=ReadingState.DONE,
        progress=100,
        step="",
        error="",
        result=result,
        reader_version=reader.reader_version(),
        heartbeat=Now(),
        finished_at=clock.now(),
    )
    if kept:
        found = take_in(reading.document, result)
        journal.record(None, "documents.reading.done", reading.document, reading.document.unit_id, tasks=found)
        if pictures.must_be_made(reading.document.file):
            jobs.enqueue("documents.pages", document_id=reading.document_id)


@transaction.atomic
def _fail(reading: Reading, token: str, reason: str, hint: str) -> None:
    kept = Reading.objects.filter(pk=reading.pk, claim=token, state=ReadingState.RUNNING).update(
        state=ReadingState.FAILED, error=f"{reason}\n{hint}", step="", heartbeat=Now(), finished_at=clock.now()
    )
    if kept:
        journal.record(None, "documents.reading.failed", reading.document, reading.document.unit_id)


@transaction.atomic
def _refuse(reading: Reading, token: str) -> None:
    """The whole reading saw a secrecy mark that the look before storing could not: the file is destroyed, and the page says why."""
    why = secret()
    kept = Reading.objects.filter(pk=reading.pk, claim=token, state=ReadingState.RUNNING).update(
        state=ReadingState.REFUSED, error=f"{why.reason}\n{why.hint}", step="", heartbeat=Now(), finished_at=clock.now()
    )
    if kept:
        destroy_file(reading.document)
        journal.record(None, "documents.document.destroyed", reading.document, reading.document.unit_id, reason="secrecy-mark")


def _page_steps(reading_id: int, token: str) -> Callable[[int, int], None]:
    """Write down each page of a scan as it is recognised; that takes most of the time, so it has most of the bar."""

    def tell(done: int, count: int) -> None:
        words = _("Nhận dạng chữ: trang %(done)s/%(count)s") % {"done": done, "count": count}
        _step(reading_id, token, 15 + 65 * done // count, words)

    return tell


def _step(reading_id: int, token: str, progress: int, step: str) -> None:
    Reading.objects.filter(pk=reading_id, claim=token).update(progress=progress, step=step, heartbeat=Now())


@contextmanager
def _beating(reading_id: int, token: str) -> Iterator[None]:
    """Renew the heartbeat from a thread of its own while the reader is busy."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_SECONDS):
            Reading.objects.filter(pk=reading_id, claim=token).update(heartbeat=Now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
