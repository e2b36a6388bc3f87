"""A scanned plan for the guide's pictures: written in the official form, printed by LibreOffice, put on a glass with some grain."""

from __future__ import annotations

import datetime as dt
import io
import random
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
import vanban
from vanban.load import programs
from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock, Table

DAY = dt.date(2026, 11, 18)
DOTS = 125
ROWS = (
    ("1", "Rà soát, bổ sung đầu sách theo chương trình mới", "Phòng Giáo dục trung học", "Các trường trung học phổ thông", "Tháng 12/2026"),
    ("2", "Xây dựng tủ sách lớp học do học sinh quản lý", "Các đơn vị giáo dục", "Ủy ban nhân dân các xã, phường", "Thường xuyên"),
    ("3", "Tập huấn nghiệp vụ cho viên chức thư viện", "Văn phòng Sở", "Các trung tâm giáo dục", "Trước ngày 31/3/2027"),
)
BODY = (
    Heading(1, "I.", "MỤC ĐÍCH, YÊU CẦU"),
    Paragraph("1. Bảo đảm học sinh có điều kiện tiếp cận sách và học liệu; thư viện mở cửa đều, có người phụ trách."),
    Heading(1, "II.", "NHIỆM VỤ"),
    Heading(2, "1.", "Tổ chức hoạt động đọc"),
    Paragraph("a) Tổ chức Tuần lễ đọc sách; mỗi lớp có một tiết đọc tại thư viện mỗi tuần."),
    Paragraph("Đơn vị thực hiện: Các đơn vị giáo dục."),
    Paragraph("Thời gian thực hiện: Thường xuyên."),
    Paragraph("b) Tổng hợp nhu cầu bổ sung sách, trình phê duyệt."),
    Paragraph("Đơn vị thực hiện: Văn phòng Sở."),
    Paragraph("Thời gian thực hiện: Trước ngày 15/12/2026."),
    Heading(2, "2.", "Bảng phân công"),
    Table(("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành"), ROWS, (10, 50, 35, 40, 30)),
    Paragraph("Trên đây là Kế hoạch của Sở Giáo dục và Đào tạo, đề nghị các đơn vị nghiêm túc thực hiện./."),
)


def scanned_plan() -> bytes:
    """The file as a scanner writes it. Needs LibreOffice."""
    written = vanban.write(
        OfficialDocument(
            parent_issuer="Ủy ban nhân dân tỉnh An Bình",
            issuer="Sở Giáo dục và Đào tạo",
            number="131",
            symbol="KH-SGDĐT",
            place="An Bình",
            date=DAY,
            year_month=(DAY.year, DAY.month),
            type="kế hoạch",
            title="Nâng cao chất lượng thư viện trường học năm học 2026-2027",
            body=BODY,
            recipients=("Các đơn vị giáo dục",),
            signer=SignatureBlock(None, "Giám đốc", "Lê Minh Đức"),
        )
    )
    paper, out, chance = pdfium.PdfDocument(_printed(written)), pdfium.PdfDocument.new(), random.Random(5)  # noqa: S311 - grain
    for sheet in paper:
        picture = sheet.render(scale=DOTS / 72, grayscale=True)
        for _speck in range(len(picture.buffer) // 70):
            at = chance.randrange(len(picture.buffer))
            picture.buffer[at] = max(0, picture.buffer[at] - chance.randrange(110))
        image = pdfium.PdfImage.new(out)
        image.set_bitmap(picture)
        image.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page = out.new_page(595, 842)
        page.insert_obj(image)
        page.gen_content()
    kept = io.BytesIO()
    out.save(kept)
    return kept.getvalue()


def _printed(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "a.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(home / 'p').as_uri()}"
        programs.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(home / "a.docx")], seconds=120)
        return (home / "a.pdf").read_bytes()
