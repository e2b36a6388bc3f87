"""A body's own template: unknown and misspelt placeholders are told with their place; a right one is filled, its own look kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from typing import Any

import docx
import pytest
from vanban.writing.model import Annex, Heading, OfficialDocument, Paragraph, Picture, SignatureBlock, Table

from trienkhai.core.errors import Refusal
from trienkhai.records import content, services, templating
from trienkhai.records.models import DocumentTemplate
from trienkhai.records.tests import factories

pytestmark = pytest.mark.once

BODY = (Heading(1, "I.", "KẾT QUẢ"), Paragraph("Đã làm & xong <b>."), Table(("TT", "Việc"), (("1", "A"),), (10, 60)))
WHOLE = OfficialDocument(
    "UBND TỈNH", "SỞ GIÁO DỤC", "05", "BC-SGD", "An Bình", dt.date(2026, 2, 6), None, "báo cáo", "Kết quả", BODY, ("Các trường", "Lưu: VT"),
    SignatureBlock("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Minh"),
)  # fmt: skip


def template(*lines: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


RIGHT = ("{{ so_ky_hieu }}", "{{ dia_danh_ngay }}", "{{ten_loai}} {{ trich_yeu }}", "{{ noi_dung }}", "{{ noi_nhan }}")


def words(data: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(data)).paragraphs if line.text]


@pytest.mark.parametrize(
    ("lines", "where", "said", "nearest"),
    [
        ((*RIGHT, "{{ trich_yeo }}"), "đoạn 6", "{{ trich_yeo }}", "trich_yeu"),
        ((*RIGHT, "{{ ten don vi }}"), "đoạn 6", "{{ ten don vi }}", ""),
        ((*RIGHT, "{{ so"), "đoạn 6", "{{ so", ""),
        ((*RIGHT, "{% for x in y %}"), "đoạn 6", "{% for x in y %}", ""),
        (("Nội dung: {{ noi_dung }}", *RIGHT), "đoạn 1", "Nội dung: {{ noi_dung }}", "noi_dung"),
        (RIGHT[:1] + RIGHT[2:], "", "", "dia_danh_ngay"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(lines: tuple[str, ...], where: str, said: str, nearest: str) -> None:
    assert templating.faults(template(*lines)) == [templating.Fault(where, said, nearest)]


def test_a_right_template_has_no_fault_and_keeps_its_look() -> None:
    made = docx.Document(io.BytesIO(template(*RIGHT)))
    line = made.paragraphs[2]
    line.clear()
    for part in ("{{ tr", "ich", "_yeu }} và ", "{{ ho_ten }}"):  # as Word cuts it
        line.add_run(part).bold = part == "ich"
    made.sections[0].footer.paragraphs[0].text = "{{ co_quan_ban_hanh }}"
    out = io.BytesIO()
    made.save(out)
    assert templating.faults(out.getvalue()) == []
    filled = templating.fill(out.getvalue(), WHOLE)
    found = words(filled)
    assert found[:2] == ["05/BC-SGD", "An Bình, ngày 06 tháng 02 năm 2026"]
    assert found[2] == "Kết quả và Nguyễn Minh"
    assert found[3:5] == ["I. KẾT QUẢ", "Đã làm & xong <b>./."]
    assert found[-1] == "- Các trường\n- Lưu: VT"
    assert docx.Document(io.BytesIO(filled)).sections[0].footer.paragraphs[0].text == "SỞ GIÁO DỤC"
    assert docx.Document(io.BytesIO(filled)).tables[0].cell(1, 1).text == "A"


def test_what_is_put_in_is_never_taken_for_a_placeholder() -> None:
    filled = templating.fill(template(*RIGHT), dataclasses.replace(WHOLE, title="{{ ho_ten }}"))
    assert "Nguyễn Minh" not in "\n".join(words(filled))


def test_a_draft_is_kept_whole_without_its_letterhead() -> None:
    picture = Picture(b"\x01\x02", "emf", 10, 20, "Hình")
    annexes = (Annex("Phụ lục", "Bảng", (BODY[2], picture), landscape=True),)
    whole = dataclasses.replace(WHOLE, annexes=annexes, year_month=(2026, 2))
    kept = content.load(content.dump(whole))
    assert (kept.body, kept.annexes, kept.type, kept.title, kept.year_month) == (BODY, annexes, "báo cáo", "Kết quả", (2026, 2))
    assert (kept.number, kept.issuer) == (None, "")


@pytest.mark.django_db
@pytest.mark.usefixtures("at")
def test_a_wrong_template_is_refused_with_the_list_of_what_may_stand() -> None:
    body, clerk = factories.make_body()
    given: dict[str, Any] = {"unit_id": body.department.pk, "name": "Mẫu", "doc_type": "", "file_name": "mau.docx"}
    with pytest.raises(Refusal) as refused:
        services.upload_template(actor=clerk, data=template(*RIGHT, "{{ nguoi_ky }}"), **given)
    assert "đoạn 6" in refused.value.reason
    assert "{{ ho_ten }} họ tên người ký" in refused.value.hint
    with pytest.raises(Refusal, match="không có quyền"):
        services.upload_template(actor=body.specialist, data=template(*RIGHT), **given)
    with pytest.raises(Refusal, match="không đúng với đuôi tệp"):
        services.upload_template(actor=clerk, data=b"PK\x03\x04", **given)
    made = services.upload_template(actor=clerk, data=template(*RIGHT), **given)
    services.retire_template(actor=clerk, template_id=made.pk)
    assert DocumentTemplate.objects.get().retired_at is not None
