"""Figures of this room for `scripts/bench`: bringing a file in, reading it in the background, the page of a scan beside the proposals."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from http import HTTPStatus
from time import perf_counter
from typing import Any

import vanban
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from vanban.load.image import as_pdf
from vanban.load.png import png
from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock, files, measure
from trienkhai.core.measure import Bench, Figure, NotMeasured
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Reading
from trienkhai.documents.services.harvest import take_in
from trienkhai.documents.services.readings import run_reading
from trienkhai.units.selectors import UnitAt

UNITS = 60
TASKS = 150
MEGABYTE = 1_000_000
A4 = (1654, 2339)
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
"""As in production: the answer comes when the reading is queued."""


@cache
def _office() -> tuple[UnitAt, Person]:
    root = make_province(UNITS)
    return root, Person.objects.filter(roles__role=Role.SPECIALIST).earliest("pk")


def _browser() -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(_office()[1], backend="django.contrib.auth.backends.ModelBackend")
    return client


def plan_docx(number: int) -> bytes:
    """A plan of some twenty pages in the form of Decree 30/2020, in own words: 150 tasks of four lines each."""
    body: list[Heading | Paragraph] = [Heading(1, "II.", "NHIỆM VỤ")]
    for n in range(1, TASKS + 1):
        words = (
            f"{n}. Tổ chức hoạt động đọc sách thứ {n} cho học sinh, gắn với từng môn học và với thư viện của xã, phường nơi trường đóng;"
        )
        body.append(Paragraph(f"{words} mỗi lớp có một tủ sách do học sinh quản lý, mỗi tuần có một tiết đọc."))
        body.append(Paragraph(f"Đơn vị thực hiện: {('Các đơn vị giáo dục', 'Văn phòng Sở')[n % 2]}."))
        body.append(Paragraph(f"Thời gian thực hiện: {('Thường xuyên', 'Trước ngày 15/12/2026')[n % 2]}."))
    today = clock.today()
    return vanban.write(
        OfficialDocument(
            parent_issuer="Ủy ban nhân dân tỉnh An Bình",
            issuer="Sở Giáo dục và Đào tạo",
            number=str(number),
            symbol="KH-SGDĐT",
            place="An Bình",
            date=today,
            year_month=(today.year, today.month),
            type="kế hoạch",
            title="Phát triển văn hóa đọc trong trường học",
            body=tuple(body),
            recipients=("Các đơn vị giáo dục",),
            signer=SignatureBlock(None, "Giám đốc", "Lê Minh Đức"),
        )
    )


def _fat(data: bytes, number: int) -> bytes:
    """The same file with a picture that makes it one megabyte, as files of offices are."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as whole:
        whole.writestr("word/media/image1.png", random.Random(number).randbytes(max(0, MEGABYTE - len(data))))  # noqa: S311 - filling
    return out.getvalue()


def _upload() -> float:
    """Milliseconds from the POST of a .docx of 1 MB to the answer, 95 of 100: looked at, stored, journalled, its reading queued."""
    root, _person = _office()
    client, given = _browser(), iter([_fat(plan_docx(n), n) for n in range(1, 14)])

    def act() -> None:
        file = SimpleUploadedFile("ke-hoach.docx", next(given))
        answer = client.post(reverse("documents:document-upload"), {"unit": root.id, "file": file})
        if answer.status_code != HTTPStatus.FOUND:
            raise LookupError(answer.status_code)

    with override_settings(TASKS=QUEUED):
        act()
        return 1000 * measure.p95(act, 12)


def _read() -> float:
    """Seconds of the background reading of a .docx of twenty pages: opening, reading, checks, proposals; the middle of three."""
    spent = []
    for n in range(101, 104):
        reading = _queued(plan_docx(n), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", f"{n}.docx")
        began = perf_counter()
        run_reading(reading_id=reading.pk)
        spent.append(perf_counter() - began)
        if Reading.objects.get(pk=reading.pk).state != ReadingState.DONE:
            raise NotMeasured("bản đọc không xong.")
    return sorted(spent)[1]


def _queued(data: bytes, media_type: str, name: str) -> Reading:
    root, person = _office()
    document = Document.objects.create(
        unit_id=root.id, file=files.store(data, media_type), file_name=name, uploaded_by=person, uploaded_at=clock.now()
    )
    return Reading.objects.create(document=document, queued_at=clock.now())


@cache
def _scan() -> Document:
    """A scanned page of the plan: a picture of grey lines, and a reading of 150 tasks whose blocks lie on it."""
    reading = _queued(as_pdf(_sheet()), "application/pdf", "ban-quet.pdf")
    result = _placed(vanban.to_json(vanban.read(plan_docx(200), name="ke-hoach.docx")))
    Reading.objects.filter(pk=reading.pk).update(state=ReadingState.DONE, result=result, progress=100)
    take_in(reading.document, result)
    return reading.document


def _sheet() -> bytes:
    """A page of typed lines as a scanner sees it: grey, with grain."""
    width, height = A4
    chance = random.Random(7)  # noqa: S311 - grain
    blank = [bytes(chance.randrange(236, 256) for _dot in range(width)) for _row in range(8)]
    typed = [bytes(row[x] if x % 97 < 20 or not 200 < x < 1500 else chance.randrange(256) for x in range(width)) for row in blank]
    rows = b"".join((typed if 150 < y < 2200 and y % 44 < 18 else blank)[y % 8] for y in range(height))
    return png(width, height, rows, rows, rows)


def _placed(result: dict[str, Any]) -> dict[str, Any]:
    """The reading as if its blocks stood on scanned pages, ten points apart, the odd words doubtful."""
    for n, block in enumerate(result["blocks"]):
        block |= {"page": 1 + n // 75, "box": [70, 40 + n % 75 * 10, 500, 49 + n % 75 * 10], "confidence": 0.9}
        if n % 20 == 0:
            block["unsure"] = [{"start": block["start"], "end": min(block["end"], block["start"] + 5)}]
    result["source"] |= {"pages": 1 + len(result["blocks"]) // 75, "media_type": "application/pdf", "ocr": True}
    return result


def _ask(address: str) -> Callable[[], None]:
    client = _browser()

    def act() -> None:
        if client.get(address).status_code != HTTPStatus.OK:
            raise LookupError(address)

    return act


def _drawn() -> float:
    """Milliseconds until the picture of a scanned page comes when nobody has looked at it yet, 95 of 100."""
    document = _scan()
    act = _ask(reverse("documents:page-picture", args=[document.pk, 1]))
    act()

    def anew() -> None:
        shutil.rmtree(files.derived_of(document.file.sha256))
        act()

    return 1000 * measure.p95(anew, 20)


def _page(query: str) -> float:
    """Milliseconds of the review of 150 tasks, whole request, 95 of 100."""
    act = _ask(reverse("documents:document-review", args=[_scan().pk]) + query)
    act()
    return 1000 * measure.p95(act, 20)


MEASURES: Mapping[str, tuple[Callable[[], float], str, float]] = {
    "documents.upload_ms": (_upload, "ms", 200),
    "documents.read_20_pages_s": (_read, "s", 2),
    "documents.review_text_ms": (partial(_page, ""), "ms", 100),
    "documents.review_page_ms": (partial(_page, "?trang=1"), "ms", 100),
    "documents.page_picture_first_ms": (_drawn, "ms", 200),
}


def _measure(wanted: Collection[str]) -> Mapping[str, float]:
    """Each by itself, in the order of the table."""
    return {name: act() for name, (act, _unit, _target) in MEASURES.items() if name in wanted}


BENCHES = (Bench("sqlite", tuple(Figure(name, unit, target) for name, (_act, unit, target) in MEASURES.items()), _measure),)
