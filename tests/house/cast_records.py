"""What the permission table asks of records: an outgoing document of the body in each stage, a line of its register, a template."""

from __future__ import annotations

import datetime as dt
import io
import time
import uuid
from dataclasses import replace
from functools import cache
from typing import Any

import docx
import vanban
from vanban.writing.model import OfficialDocument, Paragraph, SignatureBlock

from trienkhai.accounts.choices import Role
from trienkhai.core import clock, files
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.tests import factories as plans
from trienkhai.records import edxml, pades, services
from trienkhai.records.edxml import Organ
from trienkhai.records.models import Draft, ExchangeMessage, NumberSeries, OutgoingDocument
from trienkhai.records.tests.authority import PASSPHRASE, Authority
from trienkhai.records.tests.test_edxml import MESSAGE, RECEIVER
from trienkhai.records.tests.test_pades import make_paper
from trienkhai.records.writing import DOCX
from trienkhai.registers import services as registers
from trienkhai.registers.models import Register
from trienkhai.units.models import UnitCode

HEAD = {"issuer": "SỞ GIÁO DỤC", "symbol": "TB-SGD", "signer_role": "GIÁM ĐỐC", "recipients": "Các trường"}
LINE = {"issuer": "UBND tỉnh", "code": "12/UBND-VX", "title": "Về thư viện"}
_SIGNER = SignatureBlock(None, "GIÁM ĐỐC", None)
_BODY = (Paragraph("B."),)
_TYPED = OfficialDocument(None, "SỞ GIÁO DỤC", None, "TB-SGD", None, None, (2026, 11), "thông báo", "A", _BODY, (), _SIGNER)


def typed_draft() -> bytes:
    """A .docx as an office types it."""
    return vanban.write(_TYPED)


def template_file() -> bytes:
    """A template that asks all it needs."""
    made, out = docx.Document(), io.BytesIO()
    for words in ("{{ so_ky_hieu }}", "{{ dia_danh_ngay }}", "{{ noi_dung }}"):
        made.add_paragraph(words)
    made.save(out)
    return out.getvalue()


def records(body: plans.Body) -> dict[str, Any]:
    """By the words that the table uses."""
    clerk, unit = make_person("van-thu-so", Role.RECORDS, body.department), body.department.pk
    stored = files.store(typed_draft(), DOCX)
    series = NumberSeries.objects.create(unit_id=unit, book="out", doc_type="thông báo", year=2026, last=2, last_on=clock.today())
    made: dict[str, Any] = {}
    for state in ("draft", "submitted", "approved", "numbered", "signed"):
        one = services.prepare_document(
            actor=body.specialist, unit_id=unit, form_key=uuid.uuid4(), doc_type="thông báo", title="Lịch kiểm tra", **HEAD
        )
        Draft.objects.create(document=one, number=1, file=stored, file_name="a.docx", put_by=body.specialist, put_at=clock.now())
        number = {"series": series, "number": len(made) - 2, "issued_on": clock.today(), "docx": stored, "file_state": "done"}
        OutgoingDocument.objects.filter(pk=one.pk).update(state=state, draft=stored, **(number if state in ("numbered", "signed") else {}))
        made[f"out_{state}"] = one
    made["out_pdf"] = _waits_for_signature(body, series)
    made["out_sent"], made["message"] = _sent(body, series), _came_in(body)
    drafted = made["out_draft"]
    services.add_annex(actor=body.specialist, document_id=drafted.pk, version=1, title="Bảng", name="a.txt", data=b"Bang")
    OutgoingDocument.objects.filter(pk=drafted.pk).update(version=1)
    made["outgoing"], made["annex"] = drafted, drafted.annexes.get()
    made["line"] = services.register_incoming(actor=clerk, unit_id=unit, form_key=uuid.uuid4(), arrived_on=clock.today(), **LINE)
    given = {"name": "Mẫu", "doc_type": "", "file_name": "mau.docx", "data": template_file()}
    made["template"] = services.upload_template(actor=clerk, unit_id=unit, **given)
    return made


@cache
def signed_paper() -> bytes:
    """The same, signed elsewhere."""
    authority = Authority(dt.datetime.fromtimestamp(time.time(), dt.UTC))
    key = pades.key_from_file(authority.issue("An").p12([authority.root]), PASSPHRASE)
    return pades.sign(make_paper(), key, pades.Mark("person"))


def _waits_for_signature(body: plans.Body, series: NumberSeries, place: int = 9) -> OutgoingDocument:
    given = {"unit_id": body.department.pk, "doc_type": "thông báo", "title": "Lịch thi", **HEAD}
    made = services.prepare_document(actor=body.specialist, form_key=uuid.uuid4(), **given)
    number = {"series": series, "number": place, "issued_on": clock.today(), "pdf": files.store(make_paper(), "application/pdf")}
    OutgoingDocument.objects.filter(pk=made.pk).update(state="numbered", file_state="done", pages=2, **number)
    return made


def _sent(body: plans.Body, series: NumberSeries) -> OutgoingDocument:
    made = _waits_for_signature(body, series, 10)
    OutgoingDocument.objects.filter(pk=made.pk).update(state="sent")
    return made


def _came_in(body: plans.Body) -> ExchangeMessage:
    """A message for the body, which has a code for that."""
    UnitCode.objects.get_or_create(unit=body.department, kind="agency", defaults={"value": "H41.15"})
    here = UnitCode.objects.get(unit=body.department, kind="agency").value
    said = replace(MESSAGE, sender=RECEIVER, receivers=(Organ(here, "Sở"),), issued_on=clock.today(), pieces=())
    return services.take_message(edxml.write(said))


def conclusion_of_body(body: plans.Body) -> OutgoingDocument:
    """A draft that came from an inspection which the body itself made."""
    row = Register.objects.get(owner=body.department, kind="inspection")
    own = {"actor": body.specialist, "unit_id": body.department.pk}
    visit = registers.make_entry(register_id=row.pk, typed={"c1": "Thư viện", "c2": "t2", "c3": "10/11/2026"}, **own)
    registers.take_step(actor=body.specialist, entry_id=visit.pk, version=1, happened_at=clock.now(), file=None)
    made = services.hand_over(actor=body.specialist, source_kind="conclusion", source_id=visit.pk)
    OutgoingDocument.objects.filter(pk=made.pk).update(version=1)
    return made
