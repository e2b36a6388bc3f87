"""A department with its clerk, and outgoing documents of it in any state."""

from __future__ import annotations

import uuid
from typing import Any

import vanban
from vanban.writing.model import OfficialDocument, Paragraph, SignatureBlock

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock, files
from trienkhai.core.models import StoredFile
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.tests.factories import Body
from trienkhai.plans.tests.factories import make_body as plan_body
from trienkhai.records import services
from trienkhai.records.models import NumberSeries, OutgoingDocument
from trienkhai.records.writing import DOCX

HEAD = {"issuer": "SỞ GIÁO DỤC", "symbol": "TB-SGD", "signer_role": "GIÁM ĐỐC", "recipients": "Trường THPT số 1\nLưu: VT"}


def make_body(schools: int = 1) -> tuple[Body, Person]:
    """The body and its records clerk."""
    body = plan_body(schools)
    return body, make_person("van-thu", Role.RECORDS, body.department)


def draft(body: Body, **values: Any) -> OutgoingDocument:
    """A draft of the department."""
    given = {"doc_type": "thông báo", "title": "Lịch kiểm tra", **HEAD} | values
    return services.prepare_document(actor=body.specialist, unit_id=body.department.pk, form_key=uuid.uuid4(), **given)


def approved(body: Body, **values: Any) -> OutgoingDocument:
    """A document that waits for its number."""
    made = draft(body, **values)
    OutgoingDocument.objects.filter(pk=made.pk).update(state="approved", approved_by=body.leader, approved_at=clock.now())
    made.refresh_from_db()
    return made


def series(body: Body) -> NumberSeries:
    """The department's series of notices, one number given."""
    return NumberSeries.objects.create(unit=body.department, book="out", doc_type="thông báo", year=2026, last=1, last_on=clock.today())


def stored_draft() -> StoredFile:
    """A draft that an office typed, as it is kept."""
    signer = SignatureBlock(None, "GIÁM ĐỐC", None)
    head = (None, "SỞ GIÁO DỤC", None, "TB-SGD", None, None, (2026, 11))
    typed = OfficialDocument(*head, "thông báo", "Lịch kiểm tra", (Paragraph("Sở thông báo lịch kiểm tra."),), ("Lưu: VT",), signer)
    return files.store(vanban.write(typed), DOCX)
