"""A submission that leaves as a file and comes back: compared, taken in part, refused when it is another's, nothing lost."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from vanban import legacy

from trienkhai.core.errors import Conflict, Refusal
from trienkhai.plans.models import Obligation, Progress
from trienkhai.plans.tests import factories
from trienkhai.reporting import selectors, services
from trienkhai.reporting.models import OfflineFile, Round, Submission

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.usefixtures("at"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected for these tests
]
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.fixture
def body(at: Any) -> factories.Body:
    """A school that wrote something and reported on one of its works."""
    made = factories.make_body()
    factories.make_issued(made)
    at("2026-12-20T09:00")
    factories.say(made.clerks[0], owed(made, "1.a").pk, state="in_progress", text="Đang làm.")
    services.save_submission(actor=made.clerks[0], submission_id=row(made).pk, version=1, said={"s1": "Nền nếp tốt."})
    return made


def row(body: factories.Body, at: int = 0) -> Submission:
    return Submission.objects.get(unit=body.schools[at])


def owed(body: factories.Body, key: str) -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[0])


def paper(body: factories.Body, kind: str = "docx", at: int = 0) -> bytes:
    return services.hand_out_paper(actor=body.clerks[at], submission_id=row(body, at).pk, kind=kind)[0]


def rewritten(data: bytes, said: dict[str, list[str]], works: dict[str, tuple[str, ...]] | None = None, font: str = "") -> bytes:
    """The .docx with paragraphs under a section's head, and cells of progress lines from the third on."""
    made = Document(io.BytesIO(data))
    for mark, lines in said.items():
        head = next(one for one in made.element.body.iter("{*}p") if "".join(one.itertext()).rstrip().endswith(f"[{mark}]"))
        inside = next(head.itersiblings("{*}sdt")).find("{*}sdtContent")
        for line in list(inside):
            inside.remove(line)
        for words in lines:
            line = made.add_paragraph()
            run = line.add_run(words)
            if font:
                run.font.name = font
            inside.append(line._p)
    for line in made.tables[0].rows[1:]:
        for column, words in enumerate((works or {}).get(line.cells[0].text.split()[0], ()), start=2):
            line.cells[column].text = words
    return saved(made)


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bring(body: factories.Body, data: bytes, name: str = "bao-cao.docx") -> OfflineFile:
    return services.bring_back(actor=body.clerks[0], submission_id=row(body).pk, name=name, data=data)


def page(body: factories.Body, kept: OfflineFile) -> Any:
    return selectors.get_offline(viewer=body.clerks[0], submission_id=row(body).pk, offline_id=kept.pk)


def take(body: factories.Body, kept: OfflineFile, *chosen: str) -> Submission:
    given = {"version": row(body).version, "chosen": chosen}
    return services.take_back(actor=body.clerks[0], submission_id=row(body).pk, offline_id=kept.pk, **given)


def test_an_untouched_file_says_nothing_new(body: factories.Body) -> None:
    for kind in ("docx", "xlsx"):
        found = page(body, bring(body, paper(body, kind), f"a.{kind}"))
        assert (found.changes, found.notes) == ([], [])


def test_what_was_written_in_word_is_compared_and_taken_in_part(body: factories.Body) -> None:
    done = ("Đã hoàn thành", "Xong cả 24 lớp.", "24 tủ sách", "")
    data = rewritten(paper(body), {"s1": ["Nền nếp tốt.", "Có 24 lớp."], "s3": ["Cấp thêm sách."]}, {"1.a": done, "1.b": done})
    kept = bring(body, data)
    found = page(body, kept)
    works = [f"w{owed(body, key).pk}" for key in ("1.a", "1.b")]
    assert [(one.key, one.before, one.after) for one in found.changes][:2] == [
        ("s1", "Nền nếp tốt.", "Nền nếp tốt.\nCó 24 lớp."),
        ("s3", "", "Cấp thêm sách."),
    ]
    assert [one.key for one in found.changes][2:] == works
    assert row(body).said == {"s1": "Nền nếp tốt."}
    take(body, kept, "s1", works[0])
    assert row(body).said == {"s1": "Nền nếp tốt.\nCó 24 lớp."}
    assert (owed(body, "1.a").state, owed(body, "1.b").state) == ("done", "not_started")
    assert Progress.objects.latest("pk").result == "24 tủ sách"
    with pytest.raises(Conflict, match="đã được nhận"):
        take(body, kept, "s3")


def test_a_workbook_comes_back_the_same_way(body: factories.Body) -> None:
    book = load_workbook(io.BytesIO(paper(body, "xlsx")))
    book["Báo cáo"]["C8"] = "Mỗi lớp một tủ sách."
    book["Báo cáo"]["C9"] = "=1+1"
    line = next(line for line in book["Tiến độ"].iter_rows(min_row=2) if str(line[0].value).startswith("1.b"))
    line[2].value, line[3].value = "xong rồi", "Đã tổ chức ngày 10/12."
    found = page(body, bring(body, saved(book), "a.xlsx"))
    assert [(one.key, one.after) for one in found.changes] == [
        ("s2", "Mỗi lớp một tủ sách."),
        (f"w{owed(body, '1.b').pk}", "Chưa thực hiện\nĐã tổ chức ngày 10/12."),
    ]
    assert [words.startswith(first) for words, first in zip(found.notes, ("Ô C9 có công thức", "Việc 1.b"), strict=True)] == [True, True]


def test_files_of_another_unit_outline_or_nowhere_are_refused(body: factories.Body) -> None:
    with pytest.raises(Refusal, match="đơn vị khác hoặc kỳ khác"):
        bring(body, paper(body, at=1))
    data = paper(body)
    with pytest.raises(Refusal, match="không có chữ nào"):
        bring(body, saved(Document()))
    forged = Document(io.BytesIO(data))
    code = next(line for line in forged.paragraphs if "Mã tệp" in line.text)
    code.runs[0].text = re.sub(r"BC-\d+-", f"BC-{row(body, 1).pk}-", code.text)
    with pytest.raises(Refusal, match="đã bị sửa"):
        bring(body, saved(forged))
    with pytest.raises(Refusal, match="Chỉ nhận tệp"):
        bring(body, b"%PDF-1.7", "a.pdf")
    with pytest.raises(Refusal, match=r"\.docx|Word"):
        bring(body, zipped("word/document.xml", b"<no"), "a.docx")
    Round.objects.update(sections=[{"key": "s1", "title": "Kết quả khác", "required": False}])
    with pytest.raises(Refusal, match="Đề cương của đợt báo cáo đã khác"):
        bring(body, data)
    assert not OfflineFile.objects.exists()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


def test_an_old_file_overwrites_nothing_unasked(body: factories.Body) -> None:
    data = rewritten(paper(body), {"s1": ["Bản ở nhà."], "s2": ["Cách làm hay."]})
    services.save_submission(actor=body.clerks[0], submission_id=row(body).pk, version=2, said={"s1": "Bản trên mạng."})
    kept = bring(body, data)
    found = page(body, kept)
    assert [(one.key, one.is_chosen) for one in found.changes] == [("s1", False), ("s2", True)]
    assert any("trước lần sửa gần đây" in words for words in found.notes)
    services.save_submission(actor=body.clerks[0], submission_id=row(body).pk, version=3, said={"s1": "Lại sửa."})
    with pytest.raises(Conflict):
        services.take_back(actor=body.clerks[0], submission_id=row(body).pk, offline_id=kept.pk, version=3, chosen=["s1"])
    assert row(body).said == {"s1": "Lại sửa."}


def test_after_the_lock_or_by_others_nothing_is_taken(body: factories.Body, at: Any) -> None:
    kept = bring(body, rewritten(paper(body), {"s1": ["Bản ở nhà."]}))
    with pytest.raises(Refusal) as denied:
        services.take_back(actor=body.specialist, submission_id=row(body).pk, offline_id=kept.pk, version=1, chosen=["s1"])
    assert denied.value.status in {403, 409}
    at("2027-02-10T09:00")
    with pytest.raises(Refusal, match="đã khoá"):
        take(body, kept, "s1")
    with pytest.raises(Refusal, match="đã khoá"):
        bring(body, paper(body))


def test_a_long_section_with_pictures_is_taken_whole_and_its_file_goes_with_the_report(body: factories.Body) -> None:
    lines = [f"Câu thứ {n} nói về việc đã làm của nhà trường trong kỳ." for n in range(400)]
    made = Document(io.BytesIO(rewritten(paper(body), {"s1": lines})))
    made.paragraphs[-1].add_run().add_picture(io.BytesIO(PIXEL))
    kept = bring(body, saved(made))
    assert any("1 hình ảnh" in words for words in page(body, kept).notes)
    take(body, kept, "s1")
    assert row(body).said["s1"].split("\n") == lines
    assert len(" ".join(lines).split()) > 4_500
    assert [one.name for one in row(body).files.all()] == ["bao-cao.docx"]


def test_letters_of_before_unicode_are_told_and_put_right(body: factories.Body) -> None:
    back = {letter: sign for sign, letter in legacy._tcvn3().items()}
    words = "Nhà trường đã tổ chức ngày hội đọc sách cho toàn thể học sinh."
    data = rewritten(paper(body), {"s2": ["".join(back.get(letter, letter) for letter in words)]}, font=".VnTime")
    found = page(body, bring(body, with_font(data)))
    assert [one.after for one in found.changes] == [words]
    assert any("TCVN3" in told for told in found.notes)


def with_font(data: bytes) -> bytes:
    """The .docx as Word saves it: its table of fonts names the font."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as made:
        for name in packed.namelist():
            part = packed.read(name)
            if name == "word/fontTable.xml":
                part = part.replace(b"</w:fonts>", b'<w:font w:name=".VnTime"/></w:fonts>')
            made.writestr(name, part)
    return out.getvalue()


def test_what_is_gone_or_stands_outside_is_told(body: factories.Body) -> None:
    made = Document(io.BytesIO(paper(body)))
    head = next(one for one in made.paragraphs if one.text.endswith("[s3]"))
    head._p.getparent().remove(head._p)
    made.tables[0].rows[1].cells[0].text = ""
    made.tables[0].rows[1].cells[3].text = "Mất mã."
    made.add_paragraph("Chữ viết thêm ở cuối.")
    told = " ".join(page(body, bring(body, saved(made))).notes)
    for part in ("không còn phần «Đề xuất, kiến nghị»", "không còn mã việc", "Chữ viết thêm ở cuối."):
        assert part in told


def test_the_whole_way_by_pages(body: factories.Body) -> None:
    client = Client()
    client.force_login(body.clerks[0])
    data = client.get(reverse("reporting:submission-paper", args=[row(body).pk, "docx"])).content
    wrong = client.post(reverse("reporting:submission-bring", args=[row(body).pk]), {"file": SimpleUploadedFile("a.txt", b"x")})
    assert "Chỉ nhận tệp .docx hoặc .xlsx" in wrong.content.decode()
    item = SimpleUploadedFile("a.docx", rewritten(data, {"s2": ["Mỗi lớp một tủ sách."]}))
    place = client.post(reverse("reporting:submission-bring", args=[row(body).pk]), {"file": item}).headers["Location"]
    shown = client.get(place).content.decode()
    assert "Mỗi lớp một tủ sách." in shown
    assert client.post(place, {"version": "1", "chosen": ["s2"]}).status_code == 409
    assert client.post(place, {"version": row(body).version, "chosen": ["s2"]}).status_code == 302
    assert row(body).said["s2"] == "Mỗi lớp một tủ sách."
    again = bring(body, rewritten(paper(body), {"s3": ["Thêm sách."]}))
    assert client.post(reverse("reporting:submission-drop", args=[row(body).pk, again.pk])).status_code == 302
    assert "s3" not in row(body).said or not row(body).said["s3"]


def test_what_was_sent_can_be_taken_as_a_file(body: factories.Body) -> None:
    for key in ("1.a", "1.b"):
        factories.say(body.clerks[0], owed(body, key).pk)
    services.send_submission(actor=body.head, submission_id=row(body).pk, version=row(body).version)
    for kind in ("docx", "xlsx"):
        client = Client()
        client.force_login(body.specialist)
        data = client.get(reverse("reporting:edition-paper", args=[row(body).pk, 1, kind])).content
        assert data[:2] == b"PK"
    text = "\n".join(
        line.text
        for line in Document(
            io.BytesIO(services.hand_out_paper(actor=body.head, submission_id=row(body).pk, kind="docx", number=1)[0])
        ).paragraphs
    )
    assert ("Nền nếp tốt." in text, "Mã tệp" in text) == (True, False)
