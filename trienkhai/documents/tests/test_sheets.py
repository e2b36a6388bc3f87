"""Pages of the file beside the proposals: who sees them, what is framed, what is kept and when it goes."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from vanban.load import ocr

from trienkhai.accounts.models import Person
from trienkhai.core import files
from trienkhai.core.errors import Hidden
from trienkhai.documents import pictures, selectors, services
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.selectors.sheets import Places
from trienkhai.documents.tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


def two_pages() -> bytes:
    paper, out, kept = (
        pdfium.PdfDocument(factories.pdf_bytes("BT /F1 12 Tf 72 700 Td (Ke hoach) Tj ET")),
        pdfium.PdfDocument.new(),
        io.BytesIO(),
    )
    for _page in range(2):
        out.import_pages(paper)
    out.save(kept)
    return kept.getvalue()


PDF = two_pages()


def placed_result() -> dict[str, Any]:
    """The plan as two pages: everything down to the first task on page 1, a doubtful word in it, the rest on page 2."""
    result = factories.reading_result(
        factories.PLAN,
        factories.plan_tasks(),
        [
            {
                "rule": "times.missing",
                "severity": "warning",
                "message": "Không ghi thời gian.",
                "start": 130,
                "end": 140,
                "suggest": "Ghi hạn.",
            }
        ],
    )
    second = factories.PLAN.index("b) Xây dựng")
    for line, block in enumerate(result["blocks"]):
        block |= {"page": 1 if block["start"] < second else 2, "box": [80.0, 40.0 + 20 * line, 480.0, 56.0 + 20 * line], "confidence": 0.9}
    doubt = factories.span(factories.PLAN, "thư viện. Trưng")
    holder = next(b for b in result["blocks"] if b["start"] <= doubt["start"] < b["end"])
    holder["unsure"] = [{"start": doubt["start"], "end": doubt["start"] + 8}]
    result["source"] = {"pages": 2, "media_type": "application/pdf"}
    return result


@pytest.fixture
def world() -> factories.World:
    return factories.make_world()


@pytest.fixture
def document(world: factories.World) -> Document:
    document = factories.make_read_document(world, placed_result(), content=PDF)
    document.file.media_type = "application/pdf"
    document.file.save()
    return document


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def review(person: Person, document: Document, query: str = "") -> str:
    answer = browser(person).get(reverse("documents:document-review", args=[document.pk]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def picture(person: Person, document: Document, number: int) -> HttpResponse:
    return browser(person).get(reverse("documents:page-picture", args=[document.pk, number]))


def test_a_page_is_a_picture_for_those_who_see_the_document_and_nothing_else(world: factories.World, document: Document) -> None:
    answer = picture(world.specialist, document, 1)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")} == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "attachment",
    }
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert picture(world.stranger, document, 1).status_code == 404
    assert picture(world.specialist, document, 9).status_code == 404
    assert picture(world.specialist, document, 0).status_code == 404


@pytest.mark.parametrize("state", [ReadingState.QUEUED, ReadingState.RUNNING, ReadingState.FAILED, ReadingState.REFUSED])
def test_nothing_of_a_document_is_drawn_before_it_was_read(world: factories.World, document: Document, state: str) -> None:
    Reading.objects.filter(document=document).update(state=state)
    assert picture(world.specialist, document, 1).status_code == 404
    assert not files.derived_of(document.file.sha256).exists()


def test_a_page_is_drawn_once_and_kept_beside_the_file(world: factories.World, document: Document) -> None:
    folder = files.derived_of(document.file.sha256)
    assert not folder.exists()
    picture(world.specialist, document, 1)
    (kept,) = folder.iterdir()
    assert kept.name == "1-595.00x842.00.png"
    kept.write_bytes(b"\x89PNG as it was")
    assert picture(world.specialist, document, 1).content == b"\x89PNG as it was"


def test_what_was_made_from_a_file_goes_with_it(world: factories.World, document: Document) -> None:
    picture(world.specialist, document, 1)
    sha256 = document.file.sha256
    files.forget(sha256)
    assert not files.path_of(sha256).exists()
    assert not files.derived_of(sha256).exists()
    assert picture(world.specialist, document, 1).status_code == 404


def test_a_picture_that_somebody_brought_is_shown_as_it_is(world: factories.World) -> None:
    from vanban.load.png import png

    data = png(300, 400, *[b"\xff" * 120_000] * 3)
    document = factories.make_read_document(world, placed_result(), content=data)
    document.file.media_type = "image/png"
    document.file.save()
    assert picture(world.specialist, document, 1).content == data
    (kept,) = files.derived_of(document.file.sha256).iterdir()
    assert (kept.name, kept.stat().st_size) == ("1-631.50x842.00.same", 0)
    assert picture(world.specialist, document, 1).content == data


def test_a_full_disk_leaves_the_page_without_a_picture_and_the_review_works(
    world: factories.World, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures.files, "keep_derived", lambda _target, _data: False)
    assert picture(world.specialist, document, 1).status_code == 404
    page = review(world.specialist, document, "?trang=1")
    assert "Chưa có ảnh của trang này" in page
    assert "Xây dựng tủ sách lưu động." in page


def test_the_page_frames_each_task_and_leads_both_ways_without_scripts(world: factories.World, document: Document) -> None:
    first, second = Proposal.objects.filter(document=document).order_by("order")
    page = review(world.specialist, document, "?trang=1")
    assert f'href="{reverse("documents:page-picture", args=[document.pk, 1])}"' in page
    frame = re.search(rf'<a class="frame" id="tai-p{first.pk}" href="([^"]+)".*?</a>', page, re.DOTALL)
    assert frame is not None
    assert frame[1] == f"?trang=1&amp;doan={first.start}#p{first.pk}"
    assert 'x="78.0"' in frame[0]
    assert 'width="404.0"' in frame[0]
    assert f'id="tai-p{second.pk}"' not in page
    # The proposal of the other page leads there, and there it is the current one.
    assert f"?trang=2&amp;doan={second.start}#tai-p{second.pk}" in page
    there = review(world.specialist, document, f"?trang=2&doan={second.start}")
    assert f'<a class="frame is-current" id="tai-p{second.pk}"' in there
    assert f'id="tai-p{first.pk}"' not in there


def test_a_frame_holds_the_units_and_the_time_that_follow_the_words(world: factories.World, document: Document) -> None:
    first = Proposal.objects.filter(document=document).earliest("order")
    page = selectors.review_page(world.specialist, document.pk, sheet=1)
    assert page.sheet is not None
    (frame,) = page.sheet.frames
    assert (frame.ref, frame.height) == (f"p{first.pk}", "60.0")  # three lines, 20 points apart, 16 high, 2 of room


def test_numbers_of_pages_that_are_not_there_give_the_nearest(world: factories.World, document: Document) -> None:
    for asked, shown in (("0", 1), ("2", 2), ("99", 2)):
        assert f"Trang {shown} / 2" in review(world.specialist, document, f"?trang={asked}")
    assert "Trang 1 / 2" not in review(world.specialist, document, "?trang=x")


def test_a_file_without_pages_keeps_its_text(world: factories.World) -> None:
    plain = factories.make_read_document(world)
    page = review(world.specialist, plain, "?trang=1")
    assert "Trang gốc" not in page
    assert 'id="doan-0"' in page


def test_doubtful_words_are_marked_listed_and_found_on_the_page(world: factories.World, document: Document) -> None:
    text = review(world.specialist, document)
    assert re.search(
        r'<a class="mark-label mark-label-unsure" id="tai-c1"[^>]*>\?<span class="visually-hidden"> chưa chắc</span></a>', text
    )
    assert "1 chỗ đọc chưa chắc" in text
    assert 'href="#tai-c1"' in text
    page = review(world.specialist, document, "?trang=1")
    assert re.search(r'<a class="sign sign-unsure" id="tai-c1"', page)
    assert "Máy đọc chưa chắc: «thư viện»" in page
    assert 'id="tai-c1"' not in review(world.specialist, document, "?trang=2")


def test_a_block_of_an_earlier_reading_is_doubtful_whole() -> None:
    from trienkhai.documents.selectors.unsure import unsure_words

    result = placed_result()
    for block in result["blocks"]:
        block.pop("unsure", None)
    result["blocks"][3]["confidence"] = 0.41
    (word,) = unsure_words(result, [0], Places(result))
    assert (word.words, word.sheet) == ("KẾ HOẠCH", 1)


def test_a_decision_without_scripts_comes_back_to_the_page(world: factories.World, document: Document) -> None:
    first = Proposal.objects.filter(document=document).earliest("order")
    address = reverse("documents:proposal-accept", args=[document.pk, first.pk])
    answer = browser(world.specialist).post(address, {"version": 1, "phan": 1, "trang": 2})
    assert answer.headers["Location"].endswith(f"?phan=1&trang=2#p{first.pk}")
    edit = f"{reverse('documents:proposal-edit', args=[document.pk, first.pk])}?trang=1"
    assert edit in review(world.specialist, document, "?trang=1")
    rows = {"dv-TOTAL_FORMS": "0", "dv-INITIAL_FORMS": "0", "tg-TOTAL_FORMS": "0", "tg-INITIAL_FORMS": "0"}
    answer = browser(world.specialist).post(edit, {"version": 2, "text": "Sửa lại.", **rows})
    assert answer.headers["Location"].endswith(f"?phan=1&trang=1#p{first.pk}")


def test_a_table_tasks_row_is_shown_with_what_each_column_is(world: factories.World) -> None:
    rows = [["TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời gian"], ["1", "Trồng rừng phòng hộ", "Chi cục Kiểm lâm", "Quý IV/2026"]]
    data = factories.docx_bytes(["KẾ HOẠCH", "II. NHIỆM VỤ"], table=rows)
    document = services.receive(actor=world.specialist, unit_id=world.department.pk, name="bang.docx", data=data)
    services.run_reading(reading_id=Reading.objects.get(document=document).pk)
    (card,) = [item for item in selectors.review_page(world.specialist, document.pk).items if item.ref.startswith("p")]
    row = card.row
    assert [(cell.head, cell.role, cell.words) for cell in row.cells] == [
        ("TT", "số", "1"),
        ("Nội dung công việc", "nhiệm vụ", "Trồng rừng phòng hộ"),
        ("Đơn vị chủ trì", "chủ trì", "Chi cục Kiểm lâm"),
        ("Thời gian", "thời gian", "Quý IV/2026"),
    ]
    assert [cell.note for cell in row.cells] == ["", "nhiệm vụ", "", ""]
    assert "Dòng trong bảng" in review(world.specialist, document)
    assert Proposal.objects.get(document=document).as_read["origin"] == "table"


def test_pages_that_a_program_must_make_are_made_in_the_background(world: factories.World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def pages(data: bytes) -> bytes:
        made.append(data)
        return PDF

    monkeypatch.setattr("vanban.load.shown.as_pages", pages)
    document = factories.make_read_document(world, placed_result(), content=b"II*\x00 many pages")
    document.file.media_type = "image/tiff"
    document.file.save()
    assert picture(world.specialist, document, 1).status_code == 404
    assert not made
    review(world.specialist, document, "?trang=1")  # asks for them
    assert made == [b"II*\x00 many pages"]
    assert picture(world.specialist, document, 1).content.startswith(b"\x89PNG")
    services.make_pages(document_id=document.pk)
    assert len(made) == 1
    with pytest.raises(Hidden):
        services.want_pages(actor=world.stranger, document_id=document.pk)


@pytest.mark.skipif(not ocr.available(), reason="tesseract with its Vietnamese data is not installed")
def test_pages_of_a_tif_are_made_by_the_program_and_shown(world: factories.World) -> None:
    document = factories.make_read_document(world, placed_result(), content=tif(400, 566))
    document.file.media_type = "image/tiff"
    document.file.save()
    services.make_pages(document_id=document.pk)
    assert picture(world.specialist, document, 1).content.startswith(b"\x89PNG")
    assert 'class="frame"' in review(world.specialist, document, "?trang=1")


def tif(width: int, height: int) -> bytes:
    """A white page, grey and not packed."""
    tags = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (278, height), (279, width * height))
    head = b"II*\x00" + struct.pack("<I", 8 + width * height) + b"\xff" * (width * height)
    return head + struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4)


def test_a_picture_that_cannot_be_taken_apart_stays_without_pages(world: factories.World) -> None:
    document = factories.make_read_document(world, placed_result(), content=b"II*\x00 broken")
    document.file.media_type = "image/tiff"
    document.file.save()
    services.make_pages(document_id=document.pk)
    assert "Chưa có ảnh của trang này" in review(world.specialist, document, "?trang=1")
