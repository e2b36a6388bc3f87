"""The document as it is printed: LibreOffice sets it, and boxes on the pages are measured; killed while writing, it is written again."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import vanban
from django.conf import settings
from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, Picture, SignatureBlock, Table

from trienkhai.core import emf
from trienkhai.records import pdf, services, writing
from trienkhai.records.choices import FileState
from trienkhai.records.models import OutgoingDocument
from trienkhai.records.tests import factories

pytestmark = [pytest.mark.scale, pytest.mark.once]
MM = 72 / 25.4
WORDS = "Các trường đã tổ chức ngày hội đọc sách, rà soát tủ sách lớp học, lập danh mục sách cần bổ sung và báo cáo Sở theo đúng thời hạn. "


def whole() -> OfficialDocument:
    chart, height = emf.chart([emf.Bar("II.1 Xây dựng tủ sách", (4, 2, 3, 1))], ("Đúng hạn", "Quá hạn", "Trong hạn", "Chưa xong"))
    table = Table(("TT", "Đơn vị", "Số việc"), tuple((str(n), f"Trường số {n}", "5") for n in range(1, 60)), (12, 200, 40), (2,))
    body = (
        Heading(1, "I.", "KẾT QUẢ THỰC HIỆN"),
        *[Paragraph(WORDS * 5) for _n in range(12)],
        Picture(chart, "emf", 160, height, "Biểu đồ"),
        Paragraph("Trên đây là báo cáo."),
    )
    signer = SignatureBlock("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Minh")
    head = ("ỦY BAN NHÂN DÂN TỈNH AN BÌNH", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "05", "BC-SGDĐT", "An Bình", dt.date(2026, 11, 24), None)
    recipients = ("Ủy ban nhân dân tỉnh", "Các trường", "Lưu: VT")
    annexes = (Annex("Phụ lục", "Kết quả theo đơn vị", (table,), landscape=True),)
    return OfficialDocument(*head, "báo cáo", "Kết quả phát triển văn hóa đọc", body, recipients, signer, annexes=annexes)


@pytest.fixture(scope="module")
def printed() -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf.convert(vanban.write(whole())))


def box(page: Any, words: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of words on a page, in millimetres from its upper left corner."""
    text = page.get_textpage()
    found = text.search(words, match_case=True).get_next()
    assert found is not None, words
    rects = [text.get_charbox(at) for at in range(found[0], found[0] + found[1])]
    high = page.get_height()
    left, bottom, right, top = (pick(side) for pick, side in zip((min, min, max, max), zip(*rects, strict=True), strict=True))
    return left / MM, (high - top) / MM, right / MM, (high - bottom) / MM


def edges(page: Any) -> tuple[float, float]:
    """The outermost left and right of all letters, in millimetres."""
    text = page.get_textpage()
    rects = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
    return min(one[0] for one in rects) / MM, max(one[2] for one in rects) / MM


def test_the_head_stands_where_the_decree_puts_it(printed: pypdfium2.PdfDocument) -> None:
    page = printed[0]
    assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((210, 297), abs=0.5)
    nation, issuer, number, day = (
        box(page, words)
        for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Số: 05/BC-SGDĐT", "An Bình, ngày 24")
    )
    assert nation[1] == pytest.approx(20, abs=2), "top margin"
    left, right = 30 + 66 / 2, 30 + 66 + 94 / 2
    assert (issuer[0] + issuer[2]) / 2 == pytest.approx(left, abs=1)
    assert (number[0] + number[2]) / 2 == pytest.approx(left, abs=1)
    assert (nation[0] + nation[2]) / 2 == pytest.approx(right, abs=1)
    assert day[3] == pytest.approx(number[3], abs=1), "number and day on one line"
    kind = box(page, "BÁO CÁO")
    assert (kind[0] + kind[2]) / 2 == pytest.approx(110, abs=1)


def test_margins_and_page_numbers(printed: pypdfium2.PdfDocument) -> None:
    assert 4 <= len(printed) <= 7
    for page in list(printed)[:2]:
        left, right = edges(page)
        assert left == pytest.approx(30, abs=1)
        assert right == pytest.approx(190, abs=1)
    second = box(printed[1], "2")
    assert (second[0] + second[2]) / 2 == pytest.approx(110, abs=1)
    assert second[3] < 20
    first = printed[0].get_textpage().get_text_bounded(left=0, right=595, bottom=842 - 18 * MM, top=842)
    assert not first.strip(), "no number on the first page"


def test_an_annex_lies_on_its_side_and_counts_its_own_pages(printed: pypdfium2.PdfDocument) -> None:
    at = next(
        n for n, page in enumerate(printed) if "Phụ lục" in page.get_textpage().get_text_range() and page.get_width() > page.get_height()
    )
    assert len(printed) > at + 1
    number = box(printed[at + 1], "2")
    assert (number[0] + number[2]) / 2 == pytest.approx(297 / 2 + 5, abs=6)
    assert "TT" in printed[at + 1].get_textpage().get_text_range(), "the heading row is repeated"


def test_every_letter_is_embedded_and_the_file_is_tagged(printed: pypdfium2.PdfDocument) -> None:
    data = pdf.convert(vanban.write(whole()))
    assert b"/MarkInfo<</Marked true>>" in data.replace(b" ", b"").replace(b"/Markedtrue", b"/Marked true")
    listed = subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert listed
    assert all(line.split()[-5] == "yes" for line in listed), "embedded"
    text = "\n".join(page.get_textpage().get_text_range() for page in printed)
    assert "rà soát tủ sách lớp học" in " ".join(text.split())


def test_the_reader_finds_nothing_wrong_in_it() -> None:
    found = vanban.read(vanban.write(whole()), name="bao-cao.docx").findings
    assert [one for one in found if one.severity in ("error", "warning")] == []


@pytest.mark.django_db
def test_a_writer_killed_in_the_middle_leaves_a_document_that_is_written_again(at: Any, tmp_path: Path) -> None:
    body, clerk = factories.make_body()
    document = factories.approved(body)
    number = {"series": factories.series(body), "number": 1, "issued_on": dt.date(2026, 11, 24)}
    OutgoingDocument.objects.filter(pk=document.pk).update(state="numbered", file_state="running", draft=factories.stored_draft(), **number)
    document.refresh_from_db()
    office = subprocess.Popen([sys.executable, "-c", _CONVERT], cwd=settings.BASE_DIR, start_new_session=True)
    time.sleep(1.5)
    os.killpg(office.pid, signal.SIGKILL)
    office.wait()
    services.write_again(actor=clerk, document_id=document.pk, version=document.version)
    document.refresh_from_db()
    assert (document.file_state, document.pages) == (FileState.DONE, 1)
    kept = document.pdf
    writing.write_files(document.pk)
    document.refresh_from_db()
    assert document.pdf == kept, "what is written is not written twice"


_CONVERT = "from trienkhai.records import pdf; pdf.convert(b'PK')"


def test_where_the_program_is_missing_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.programs, "find", lambda _name: None)
    with pytest.raises(Exception, match="apt install libreoffice-writer-nogui"):
        pdf.convert(io.BytesIO().getvalue())
