"""Figures of this room for `scripts/bench`: a long document as .docx and .pdf, a large register, fifty clerks who number at once."""

from __future__ import annotations

import datetime as dt
import statistics
import threading
import uuid
from collections.abc import Collection, Mapping
from time import perf_counter

import vanban
from django.db import connections
from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, SignatureBlock, Table

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.core.measure import Bench, Figure, NotMeasured
from trienkhai.records import pdf, selectors, services
from trienkhai.records.models import NumberSeries, OutgoingDocument
from trienkhai.records.writing import count_pages

PAGES, DOCUMENTS, WRITERS, TURNS, LOOKS = 150, 100_000, 50, 4, 20
SAID = "Các trường đã tổ chức ngày hội đọc sách, rà soát tủ sách lớp học, lập danh mục sách cần bổ sung và báo cáo Sở đúng thời hạn. "


def long_document() -> OfficialDocument:
    """A report of 150 pages: text, tables, an annex on its side."""
    rows = tuple((str(n), f"Trường trung học phổ thông số {n}", "12", "8", "3", "1") for n in range(1, 1201))
    table = Table(("TT", "Đơn vị", "Số việc", "Xong", "Trong hạn", "Quá hạn"), rows, (12, 130, 25, 25, 30, 30), (2, 3, 4, 5))
    body: list[Heading | Paragraph] = []
    for n in range(1, 121):
        body += [Heading(1, f"{n}.", f"Nhiệm vụ thứ {n}"), *[Paragraph(SAID * 4) for _n in range(5)]]
    head = ("ỦY BAN NHÂN DÂN TỈNH", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "05", "BC-SGDĐT", "An Bình", dt.date(2026, 11, 24), None)
    annexes = (Annex("Phụ lục", "Kết quả theo đơn vị", (table,), landscape=True),)
    signer = SignatureBlock(None, "GIÁM ĐỐC", "Nguyễn Văn Dũng")
    return OfficialDocument(*head, "báo cáo", "Kết quả thực hiện kế hoạch", tuple(body), ("Lưu: VT",), signer, annexes=annexes)


def _document(_wanted: Collection[str]) -> Mapping[str, float]:
    if not pdf.is_there():
        raise NotMeasured(pdf.missing_words())
    document = long_document()
    began = perf_counter()
    data = vanban.write(document)
    written = perf_counter() - began
    began = perf_counter()
    printed = pdf.convert(data)
    converted = perf_counter() - began
    if count_pages(printed) < PAGES:
        raise LookupError(f"{count_pages(printed)} pages instead of {PAGES}")
    return {"records.docx_150_pages_s": written, "records.pdf_150_pages_s": converted}


def _body() -> tuple[int, Person, Person]:
    root = make_province(60)
    people = [Person.objects.filter(roles__role=role, roles__unit_id=root.id).earliest("pk") for role in (Role.RECORDS, Role.SPECIALIST)]
    return root.id, people[0], people[1]


def _made(unit_id: int, maker: Person, state: str, **values: object) -> OutgoingDocument:
    said = {"doc_type": "công văn", "title": "Về việc phát triển văn hóa đọc", "search": "ve viec phat trien van hoa doc", "state": state}
    head = {"issuer": "SỞ GIÁO DỤC", "symbol": "SGD-VP", "signer_role": "GIÁM ĐỐC", "recipients": "Các trường\nLưu: VT"}
    return OutgoingDocument(unit_id=unit_id, form_key=uuid.uuid4(), prepared_by=maker, prepared_at=clock.now(), **said, **head, **values)


def _register(_wanted: Collection[str]) -> Mapping[str, float]:
    unit_id, clerk, maker = _body()
    today = clock.today()
    series = NumberSeries.objects.create(unit_id=unit_id, book="out", doc_type="công văn", year=today.year, last=DOCUMENTS, last_on=today)
    for first in range(1, DOCUMENTS, 5_000):
        number = range(first, first + 5_000)
        OutgoingDocument.objects.bulk_create(
            [_made(unit_id, maker, "sent", series=series, number=n, issued_on=today, sent_at=clock.now()) for n in number], batch_size=1_000
        )
    asked = selectors.Asked(unit_id=unit_id)
    took = []
    for n in range(LOOKS):
        began = perf_counter()
        selectors.register_page(viewer=clerk, book="out", asked=asked, page=1 + n * 90)
        took.append(perf_counter() - began)
    return {"records.register_page_100000_ms": 1000 * sorted(took)[int(0.95 * LOOKS)]}


def _numbering(_wanted: Collection[str]) -> Mapping[str, float]:
    unit_id, clerk, maker = _body()
    OutgoingDocument.objects.bulk_create([_made(unit_id, maker, "approved") for _n in range(WRITERS * TURNS)])
    waiting = list(OutgoingDocument.objects.filter(unit_id=unit_id, state="approved").values_list("pk", "version"))
    start, took = threading.Barrier(WRITERS), list[float]()

    def write(place: int) -> None:
        person = Person.objects.get(pk=clerk.pk)
        start.wait()
        for pk, version in waiting[place::WRITERS]:
            began = perf_counter()
            services.number_document(actor=person, document_id=pk, version=version, issued_on=clock.today())
            took.append(perf_counter() - began)
        connections.close_all()

    threads = [threading.Thread(target=write, args=[place]) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = OutgoingDocument.objects.filter(unit_id=unit_id, number__isnull=False)
    numbers = list(given.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, WRITERS * TURNS + 1)):
        raise LookupError("a number is missing or was given twice")
    return {"records.number_50_writers_p95_ms": 1000 * statistics.quantiles(took, n=20)[-1]}


BENCHES = (
    Bench("", (Figure("records.docx_150_pages_s", "s", 10), Figure("records.pdf_150_pages_s", "s", 20)), _document),
    Bench("sqlite", (Figure("records.register_page_100000_ms", "ms", 100),), _register),
    Bench("postgresql", (Figure("records.number_50_writers_p95_ms", "ms", 500),), _numbering),
)
