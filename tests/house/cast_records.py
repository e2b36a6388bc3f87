"""What the permission table asks of records: an outgoing document of the body in each stage."""

from __future__ import annotations

import uuid
from typing import Any

from trienkhai.plans.tests import factories as plans
from trienkhai.records.services import prepare_document

HEAD = {"issuer": "SỞ GIÁO DỤC", "symbol": "TB-SGD", "signer_role": "GIÁM ĐỐC", "recipients": "Các trường"}


def records(body: plans.Body) -> dict[str, Any]:
    """By the words that the table uses."""
    given = {"unit_id": body.department.pk, "doc_type": "thông báo", **HEAD}
    draft = prepare_document(actor=body.specialist, form_key=uuid.uuid4(), title="Lịch kiểm tra", **given)
    return {"outgoing": draft}
