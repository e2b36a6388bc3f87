"""A department with its clerk, and outgoing documents of it in any state."""

from __future__ import annotations

import uuid
from typing import Any

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans.tests.factories import Body
from trienkhai.plans.tests.factories import make_body as plan_body
from trienkhai.records import services
from trienkhai.records.models import OutgoingDocument

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
