"""Small worlds for the tests of this room: a body with people, files as they come, documents ready to review."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trienkhai.documents.tasks  # noqa: F401 - registers the background reading, so that no other room is asked for it
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.tests.factories import woken
from trienkhai.core import clock, files
from trienkhai.core.text import fold
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Reading
from trienkhai.documents.services.harvest import take_in
from trienkhai.units import tree
from trienkhai.units.choices import Kind
from trienkhai.units.models import Placement, Unit

PLAN = """SỞ VĂN HÓA TỈNH AN BÌNH
Số: 12/KH-SVH
An Bình, ngày 06 tháng 02 năm 2026

KẾ HOẠCH
Phát triển văn hóa đọc trong cộng đồng

I. NỘI DUNG
1. Tuyên truyền
a) Tổ chức Ngày Sách tại thư viện. Trưng bày sách mới theo chủ đề.
Đơn vị thực hiện: Thư viện tỉnh và các trường học
Thời gian thực hiện: Trước ngày 30/4/2026
b) Xây dựng tủ sách lưu động.
Đơn vị thực hiện: các trường học
Thời gian thực hiện: Thường xuyên

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Văn Minh
"""


@dataclass(frozen=True)
class World:
    """A department with a library under it, another department, and their people."""

    department: Unit
    library: Unit
    other: Unit
    specialist: Person
    colleague: Person
    reporter: Person
    leader: Person
    stranger: Person


def make_unit(code: str, name: str, parent: Unit | None = None, kind: Kind = Kind.DEPARTMENT) -> Unit:
    unit = Unit.objects.create(code=code, created_at=clock.now())
    above = Placement.objects.get(unit=parent, valid_to__isnull=True) if parent else None
    Placement.objects.create(
        unit=unit,
        parent=parent,
        name=name,
        kind=kind,
        path=tree.path_of(above.path if above else "", unit.pk),
        depth=above.depth + 1 if above else 0,
        name_fold=fold(name),
        valid_from=dt.date(2000, 1, 1),
    )
    return unit


def make_person(username: str, role: Role, unit: Unit) -> Person:
    person = Person.objects.create(username=username, full_name=username.title())
    RoleInUnit.objects.create(person=person, unit=unit, role=role, valid_from=dt.date(2000, 1, 1))
    return woken(person) if role == Role.ADMIN else person


def make_world() -> World:
    department = make_unit("svh", "Sở Văn hóa")
    library = make_unit("tv", "Thư viện tỉnh", department, Kind.CENTRE)
    other = make_unit("syt", "Sở Y tế")
    return World(
        department=department,
        library=library,
        other=other,
        specialist=make_person("an", Role.SPECIALIST, department),
        colleague=make_person("bình", Role.SPECIALIST, department),
        reporter=make_person("chi", Role.REPORTER, library),
        leader=make_person("dũng", Role.LEADER, department),
        stranger=make_person("em", Role.SPECIALIST, other),
    )


def span(text: str, words: str, after: int = 0) -> dict[str, Any]:
    start = text.index(words, after)
    return {"text": words, "start": start, "end": start + len(words)}


def task(text: str, key: str, words: str, units: list[tuple[str, str]], time: str = "", kind: str = "continuous") -> dict[str, Any]:
    """One task of a reading, its spans found in `text`."""
    place = span(text, words)
    mentions = [{**span(text, name, place["end"]), "role": role, "names": name.split(" và ")} for name, role in units]
    last = max([place["end"], *(m["end"] for m in mentions)])
    times = [{**span(text, time, place["end"]), "kind": kind, "from": None, "due": None, "every": None}] if time else []
    return {
        "id": key,
        "outline_id": key,
        "title": words[:60],
        "text": words,
        "start": place["start"],
        "end": max([last, *(t["end"] for t in times)]),
        "origin": "line",
        "units": mentions,
        "times": times,
        "products": [],
    }


def reading_result(text: str, tasks: list[dict[str, Any]], findings: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A `vanban/1` reading whose blocks are the lines of `text`."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append({"start": start, "end": start + len(line), "kind": "paragraph"})
        start += len(line) + 1
    return {
        "schema": "vanban/1",
        "text": text,
        "blocks": blocks,
        "metadata": {},
        "outline": [],
        "tasks": tasks,
        "citations": [],
        "terms": [],
        "findings": findings or [],
    }


def plan_tasks(text: str = PLAN) -> list[dict[str, Any]]:
    return [
        task(
            text,
            "I.1.a",
            "Tổ chức Ngày Sách tại thư viện. Trưng bày sách mới theo chủ đề.",
            [("Thư viện tỉnh và các trường học", "execute")],
            "Trước ngày 30/4/2026",
            "once",
        ),
        task(text, "I.1.b", "Xây dựng tủ sách lưu động.", [("các trường học", "execute")], "Thường xuyên"),
    ]


def make_read_document(world: World, result: dict[str, Any] | None = None, *, content: bytes = b"plan") -> Document:
    """A document whose reading is done, its proposals waiting."""
    result = result or reading_result(PLAN, plan_tasks())
    document = Document.objects.create(
        unit=world.department,
        file=files.store(content, "text/plain"),
        file_name="ke-hoach.txt",
        uploaded_by=world.specialist,
        uploaded_at=clock.now(),
    )
    Reading.objects.create(
        document=document, state=ReadingState.DONE, progress=100, result=result, queued_at=clock.now(), finished_at=clock.now()
    )
    take_in(document, result)
    return document


def docx_bytes(paragraphs: list[str], *, table: list[list[str]] | None = None) -> bytes:
    """A real .docx; `table` stands first, as boxed marks do."""
    import docx

    document = docx.Document()
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in enumerate(table):
            for column, words in enumerate(cells):
                made.cell(row, column).text = words
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb_docx() -> bytes:
    """A .docx of some kilobytes that unpacks to a thousand times its size."""
    whole = docx_bytes(["x"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename != "word/document.xml":
                target.writestr(item, source.read(item))
        with target.open("word/document.xml", "w", force_zip64=True) as part:
            block = b" " * (16 * 1024 * 1024)
            for _ in range(6):
                part.write(block)
    return out.getvalue()


def ole_bytes() -> bytes:
    """The compound file that Word writes for a password-protected .docx: its header, with the name of the encrypted stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


def pdf_bytes(content: str = "", *, encrypted: bool = False) -> bytes:
    """A one-page PDF written by hand; without `content` it is a picture-less scan: a page with no text."""
    stream = content.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    trailer = b"/Root 1 0 R"
    if encrypted:
        key = b"<" + b"41" * 32 + b">"
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O " + key + b" /U " + key + b" /P -4 >>")
        trailer += b" /Encrypt 6 0 R /ID [<41414141414141414141414141414141> <41414141414141414141414141414141>]"
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += str(number).encode() + b" 0 obj\n" + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 " + str(len(objects) + 1).encode() + b"\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"trailer << /Size "
        + str(len(objects) + 1).encode()
        + b" "
        + trailer
        + b" >>\nstartxref\n"
        + str(table).encode()
        + b"\n%%EOF"
    )


def scan_bytes(pages: list[list[str]]) -> bytes:
    """A scan: each page is a picture of its lines, 54 points apart so that thirteen fill it; a blank line leaves its place empty."""
    import pypdfium2 as pdfium

    out = pdfium.PdfDocument.new()
    for lines in pages:
        paper = pdfium.PdfDocument(_printed(lines))
        image = pdfium.PdfImage.new(out)
        image.set_bitmap(paper[0].render(scale=200 / 72))
        image.set_matrix(pdfium.PdfMatrix().scale(595, 842))
        page = out.new_page(595, 842)
        page.insert_obj(image)
        page.gen_content()
        paper.close()
    kept = io.BytesIO()
    out.save(kept)
    out.close()
    return kept.getvalue()


def _printed(lines: list[str]) -> bytes:
    """A page with these lines, printed by LibreOffice."""
    import docx
    from docx.shared import Pt
    from vanban.load import programs

    made = docx.Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Liberation Serif", Pt(14)
    for words in lines:
        made.add_paragraph(words).paragraph_format.space_after = Pt(36)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made.save(str(home / "a.docx"))
        profile = f"-env:UserInstallation={(home / 'p').as_uri()}"
        programs.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(home / "a.docx")], seconds=120)
        return (home / "a.pdf").read_bytes()
