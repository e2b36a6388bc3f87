"""An outgoing document from draft to sent, through its pages: each act by who may, in order, once; drafts that offices really bring."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import pytest
import vanban
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from vanban import legacy
from vanban.writing.model import OfficialDocument, Paragraph, SignatureBlock

from trienkhai.accounts.models import Person
from trienkhai.core import files
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.records import pdf, selectors, services, stamping
from trienkhai.records.models import OutgoingDocument
from trienkhai.records.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice has its own tests; here it is as if it were not installed."""
    monkeypatch.setattr(pdf.programs, "find", lambda _name: None)


def typed_draft(**values: Any) -> bytes:
    """A .docx that an office typed, number and day left blank."""
    said: dict[str, Any] = {
        "parent_issuer": "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        "issuer": "SỞ GIÁO DỤC",
        "number": None,
        "symbol": "TB-SGD",
        "place": "An Bình",
        "date": None,
        "year_month": (2026, 11),
        "type": "thông báo",
        "title": "Lịch kiểm tra",
        "body": (Paragraph("Sở thông báo lịch kiểm tra như sau."),),
        "recipients": ("Các trường", "Lưu: VT"),
        "signer": SignatureBlock(None, "GIÁM ĐỐC", "Nguyễn Văn Dũng"),
    }
    return vanban.write(OfficialDocument(**(said | values)))


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post(person: Person, name: str, document: OutgoingDocument, *more: object, **given: Any) -> Any:
    document.refresh_from_db()
    return client_of(person).post(reverse(f"records:{name}", args=[document.pk, *more]), {"version": document.version} | given)


def put(body: Any, document: OutgoingDocument, data: bytes, **given: Any) -> Any:
    return post(body.specialist, "draft-put", document, file=SimpleUploadedFile("du-thao.docx", data), **given)


def test_a_document_goes_from_draft_to_sent_each_act_by_who_may() -> None:
    body, clerk = factories.make_body()
    document = factories.draft(body)
    assert put(body, document, typed_draft()).status_code == 302
    for person, name in [
        (body.specialist, "outgoing-submit"),
        (body.leader, "outgoing-approve"),
        (clerk, "outgoing-number"),
        (body.leader, "outgoing-sign"),
        (clerk, "outgoing-send"),
    ]:
        others = [one for one in (body.specialist, body.leader, clerk) if one != person]
        assert [post(one, name, document).status_code for one in others] == [403, 403], name
        page = client_of(person).get(reverse("records:outgoing", args=[document.pk])).content.decode()
        assert reverse(f"records:{name}", args=[document.pk]) in page
        assert post(person, name, document).status_code == 302, name
    document.refresh_from_db()
    assert (document.state, document.code, document.issued_on, document.file_state) == ("sent", "01/TB-SGD", TODAY, "done")
    stored, name = services.hand_out(actor=clerk, document_id=document.pk, kind="docx")
    head = vanban.read(files.load(stored), name=name).metadata
    assert (head.number.value, head.date.value, name) == ("01", "2026-11-24", "01-TB-SGD-2026.docx")
    assert "libreoffice-writer-nogui" in document.file_step
    said = JournalLine.objects.filter(object_type="records.outgoingdocument", object_id=document.pk).values_list("verb", flat=True)
    acts = ["prepared", "replaced", "submitted", "approved", "numbered", "signed", "sent"]
    assert [verb.rpartition(".")[2] for verb in said if not verb.endswith("taken")] == acts


def test_number_and_day_stand_in_the_file_where_the_office_left_room() -> None:
    stamped = vanban.read(stamping.stamp(typed_draft(), "07", dt.date(2026, 2, 5)), name="a.docx").metadata
    assert (stamped.number.value, stamped.symbol.value, stamped.date.value) == ("07", "TB-SGD", "2026-02-05")


def test_nothing_is_done_out_of_order_or_from_a_stale_page() -> None:
    body, clerk = factories.make_body()
    document = factories.draft(body)
    with pytest.raises(Refusal, match="chưa có tệp dự thảo"):
        services.submit_document(actor=body.specialist, document_id=document.pk, version=1)
    assert post(clerk, "outgoing-number", document).status_code == 409
    with pytest.raises(Conflict, match="người khác thay đổi"):
        services.change_document(actor=body.specialist, document_id=document.pk, version=9, title="Khác")
    waiting = factories.approved(body)
    back = services.return_document(actor=body.leader, document_id=waiting.pk, version=waiting.version, reason="Sửa trích yếu")
    assert back.state == "draft"


def test_a_sent_document_is_not_cancelled_but_amended() -> None:
    body, clerk = factories.make_body()
    document = factories.approved(body)
    OutgoingDocument.objects.filter(pk=document.pk).update(state="sent")
    answer = post(clerk, "outgoing-cancel", document, reason="Sai")
    assert answer.status_code == 403 or "Điều 18" in answer.content.decode()


def test_a_damaged_draft_is_not_kept() -> None:
    body, _clerk = factories.make_body()
    document = factories.draft(body)
    assert "không đúng với đuôi tệp" in put(body, document, b"PK\x03\x04 hong").content.decode()
    assert not document.drafts.exists()


def test_a_draft_without_room_for_number_and_day_is_told_so() -> None:
    plain = docx.Document()
    plain.add_paragraph("Kính gửi các trường.")
    out = io.BytesIO()
    plain.save(out)
    body, _clerk = factories.make_body()
    page = put(body, factories.draft(body), out.getvalue()).content.decode()
    assert "dòng «Số: …/ký hiệu»" in page
    assert "Phụ lục I Nghị định 30/2020" in page


def test_a_draft_with_a_secrecy_mark_is_not_kept() -> None:
    marked = docx.Document(io.BytesIO(typed_draft()))
    marked.paragraphs[0].insert_paragraph_before("MẬT")
    out = io.BytesIO()
    marked.save(out)
    body, _clerk = factories.make_body()
    document = factories.draft(body)
    assert "dấu chỉ độ mật" in put(body, document, out.getvalue()).content.decode()
    assert not document.drafts.exists()


def test_a_draft_in_tcvn3_is_recognised_and_put_into_unicode_when_asked() -> None:
    old = docx.Document(io.BytesIO(typed_draft()))
    table = {unicode: old_sign for old_sign, unicode in legacy.TCVN3.items()}
    for line in old.paragraphs:
        for run in line.runs:
            if "lịch kiểm tra" in run.text:
                run.text = "".join(table.get(sign, sign) for sign in run.text)
                run.font.name = ".VnTime"
    out = io.BytesIO()
    old.save(out)
    body, _clerk = factories.make_body()
    document = factories.draft(body)
    assert "TCVN3" in put(body, document, out.getvalue()).content.decode()
    assert put(body, document, out.getvalue(), convert="on").status_code == 302
    data, _name = services.hand_out_draft(actor=body.specialist, document_id=document.pk)
    assert "Sở thông báo lịch kiểm tra như sau" in vanban.read(data, name="a.docx").text


def test_annexes_follow_in_order_and_move_up() -> None:
    body, _clerk = factories.make_body()
    document = factories.draft(body)
    for title in ("Một", "Hai", "Ba"):
        assert (
            post(body.specialist, "annex-add", document, title=title, file=SimpleUploadedFile("a.txt", title.encode())).status_code == 302
        )
    middle = document.annexes.get(order=2)
    assert post(body.specialist, "annex-remove", document, middle.pk).status_code == 302
    assert list(document.annexes.order_by("order").values_list("order", "title")) == [(1, "Một"), (2, "Ba")]


def test_a_new_document_begins_with_the_letterhead_of_the_body() -> None:
    body, clerk = factories.make_body()
    head = {"issuer": "SỞ GIÁO DỤC TỈNH AN BÌNH", "code": "SGD", "place": "An Bình", "signer_role": "GIÁM ĐỐC"}
    assert client_of(clerk).post(reverse("records:letterhead-save", args=[body.department.pk]), head | {"version": 0}).status_code == 302
    client = client_of(body.specialist)
    form = client.get(reverse("records:outgoing-new")).context["form"]
    assert form.initial["issuer"] == head["issuer"]
    given = {name: form.initial.get(name) or "" for name in form.fields} | {
        "title": "V/v kiểm tra",
        "recipients": "Trường THPT số 1\r\nLưu: VT",
    }
    answers = [client.post(reverse("records:outgoing-new"), given | {"form": "decree"}) for _click in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    made = OutgoingDocument.objects.get()
    assert [(place.name, place.unit_id) for place in made.places.all()] == [("Trường THPT số 1", body.schools[0].pk)]


def test_pages_ask_the_database_a_constant_number_of_times(queries: Any) -> None:
    body, clerk = factories.make_body()
    factories.approved(body)

    def look() -> None:
        selectors.list_outgoing(viewer=clerk)

    look()
    few = queries(look)
    for _n in range(5):
        factories.draft(body)
    assert queries(look) == few
