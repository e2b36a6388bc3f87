"""Pages of documents: bringing in with every bad file, progress, review by forms alone, binding, the header, removal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine, StoredFile
from trienkhai.documents import selectors, services
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Correction, Document, Proposal, Reading
from trienkhai.documents.tests import factories
from trienkhai.units.models import PhraseBinding, UnitGroup

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
UPLOAD = "/van-ban/tai-len/"
NO_ROWS = {"dv-TOTAL_FORMS": "0", "dv-INITIAL_FORMS": "0", "tg-TOTAL_FORMS": "0", "tg-INITIAL_FORMS": "0"}


@pytest.fixture
def world() -> factories.World:
    return factories.make_world()


@pytest.fixture
def document(world: factories.World) -> Document:
    return factories.make_read_document(world)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(world: factories.World, data: bytes, name: str = "kế hoạch.txt") -> Any:
    return signed_in(world.specialist).post(UPLOAD, {"unit": world.department.pk, "file": SimpleUploadedFile(name, data)})


def address(name: str, document: Document, *more: object) -> str:
    return reverse(f"documents:{name}", args=[document.pk, *more])


def first(document: Document) -> Proposal:
    return Proposal.objects.filter(document=document).order_by("order")[0]


def test_an_upload_is_read_and_its_page_leads_to_the_review(world: factories.World) -> None:
    answer = upload(world, factories.PLAN.encode())
    document = Document.objects.get()
    assert answer.headers["Location"] == address("document-detail", document)
    page = signed_in(world.specialist).get(answer.headers["Location"]).content.decode()
    assert address("document-review", document) in page
    assert "Tải văn bản lên" in page  # its journal
    listed = signed_in(world.specialist).get("/van-ban/", {"q": "van hoa doc"}).content.decode()
    assert "Phát triển văn hóa đọc" in listed


BAD = {
    "empty": (b"", "a.txt", "rỗng", "bản có nội dung"),
    "truncated": (factories.docx_bytes(["Nội dung"])[:-900], "a.docx", "", "lưu lại thành bản mới"),
    "program": (b"MZ\x90\x00" + bytes(range(256)) * 40, "a.docx", "", "Hãy"),
    "encrypted docx": (factories.ole_bytes(), "a.docx", "mật khẩu", "bỏ mật khẩu"),
    "encrypted pdf": (factories.pdf_bytes("BT ET", encrypted=True), "a.pdf", "", "bỏ mật khẩu"),
    "bomb": (factories.bomb_docx(), "a.docx", "", "50 MB"),
    "too large": (b"a" * 70_000, "a.txt", "50 MB", "tách tệp"),
    "kind": (b"GIF89a", "a.gif", ".docx", ".docx"),
    "secret": (factories.PLAN.replace("Số: 12", "TUYỆT MẬT\nSố: 12").encode(), "a.txt", "dấu chỉ độ mật", "bí mật nhà nước"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_on_the_page_with_the_way_out_and_leaves_nothing(world: factories.World, settings: Any, what: str) -> None:
    data, name, reason, hint = BAD[what]
    if what == "too large":
        settings.UPLOAD_MAX_BYTES = 60_000
    answer = upload(world, data, name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="refusal"' in page
    assert reason in page
    assert hint in page
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]


def test_a_scan_without_text_is_refused_where_nothing_can_recognise_it(world: factories.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    answer = upload(world, factories.pdf_bytes(), "scan.pdf")
    assert answer.status_code == 422
    assert 'class="refusal"' in answer.content.decode()
    assert not Document.objects.exists()


def test_a_form_without_file_or_with_somebody_elses_unit_is_told(world: factories.World) -> None:
    client = signed_in(world.specialist)
    assert "Hãy chọn tệp văn bản." in client.post(UPLOAD, {"unit": world.department.pk}).content.decode()
    foreign = client.post(UPLOAD, {"unit": world.other.pk, "file": SimpleUploadedFile("a.txt", b"x")})
    assert foreign.status_code == 422
    refused = signed_in(world.leader).post(UPLOAD, {"unit": world.department.pk, "file": SimpleUploadedFile("a.txt", b"x")})
    assert refused.status_code == 403
    assert not Document.objects.exists()


def test_an_upload_without_the_forms_token_is_not_taken(world: factories.World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.specialist)
    answer = client.post(UPLOAD, {"unit": world.department.pk, "file": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code == 403
    assert not Document.objects.exists()


def test_the_same_file_again_leads_to_the_document_that_is_there(world: factories.World) -> None:
    upload(world, factories.PLAN.encode())
    again = upload(world, factories.PLAN.encode(), "bản sao.txt")
    assert again.status_code == 409
    assert address("document-detail", Document.objects.get()) in again.content.decode()
    assert "không cần tải lên lần nữa" in again.content.decode()


def test_progress_is_shown_while_the_reading_runs_and_reloads_at_its_end(world: factories.World, document: Document) -> None:
    from django.db.models.functions import Now

    client = signed_in(world.specialist)
    Reading.objects.update(state=ReadingState.RUNNING, progress=40, step="Tìm nhiệm vụ", heartbeat=Now())
    running = client.get(address("reading-progress", document), headers={"HX-Request": "true"})
    assert "40" in running.content.decode()
    assert "Tìm nhiệm vụ" in running.content.decode()
    assert "HX-Refresh" not in running.headers
    Reading.objects.update(state=ReadingState.DONE)
    assert client.get(address("reading-progress", document)).headers["HX-Refresh"] == "true"


def test_a_failed_reading_shows_why_and_may_be_tried_again(world: factories.World, document: Document) -> None:
    Proposal.objects.all().delete()
    Reading.objects.update(state=ReadingState.FAILED, error="Tệp hỏng.\nHãy lưu lại tệp.")
    client = signed_in(world.specialist)
    page = client.get(address("document-detail", document)).content.decode()
    assert "Hãy lưu lại tệp." in page
    assert client.post(address("read-again", document)).status_code == 302
    assert Reading.objects.count() == 2


def test_the_original_comes_back_as_it_came(world: factories.World, document: Document) -> None:
    answer = signed_in(world.leader).get(address("document-download", document))
    assert b"".join(answer.streaming_content) == b"plan"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_whole_review_works_by_forms_alone(world: factories.World, document: Document) -> None:
    client = signed_in(world.specialist)
    one = first(document)
    page = client.get(address("document-review", document)).content.decode()
    assert f'id="p{one.pk}"' in page
    assert f'href="#p{one.pk}"' in page
    edited = {"version": 1, "title": "Ngày Sách", "text": "Tổ chức Ngày Sách. Trưng bày sách.", **NO_ROWS}
    edited |= {"dv-TOTAL_FORMS": "1", "dv-0-text": "Thư viện tỉnh", "dv-0-role": "lead"}
    edited |= {"tg-TOTAL_FORMS": "1", "tg-0-text": "Trước 30/4/2026", "tg-0-kind": "once", "tg-0-due": "30/4/2026"}
    assert client.post(address("proposal-edit", document, one.pk), edited).status_code == 302
    one.refresh_from_db()
    assert [(u["text"], u["role"]) for u in one.units] == [("Thư viện tỉnh", "lead")]
    assert (one.times[0]["due"], one.as_read["title"] != one.title) == ("2026-04-30", True)
    shown = client.get(address("proposal-edit", document, one.pk)).content.decode()
    cut = re.findall(r'name="at" value="(\d+)"', shown) or re.findall(r'<option value="(\d+)"', shown)
    assert client.post(address("proposal-split", document, one.pk), {"version": 2, "at": cut[0]}).status_code == 302
    one.refresh_from_db()
    second = Proposal.objects.filter(document=document).order_by("order")[1]
    assert (
        client.post(address("proposal-merge", document, one.pk), {"version": one.version, "next_version": second.version}).status_code
        == 302
    )
    added = {"text": "Việc mới do người thêm.", "start": "", "end": "", **NO_ROWS}
    assert client.post(address("proposal-add", document), added).status_code == 302
    last = Proposal.objects.get(key="I.1.b")
    assert client.post(address("proposal-drop", document, last.pk), {"version": 1}).status_code == 302
    version = selectors.get_document(world.specialist, document.pk).version
    assert client.post(address("accept-all", document), {"version": version}).status_code == 302
    assert client.post(address("review-finish", document)).status_code == 302
    document.refresh_from_db()
    assert document.reviewed_by == world.specialist
    assert {c.verb for c in Correction.objects.all()} == {"edit", "split", "merge", "add", "drop", "accept"}


def test_deciding_by_htmx_answers_with_the_card_and_the_counts(world: factories.World, document: Document) -> None:
    client, one = signed_in(world.specialist), first(document)
    answer = client.post(address("proposal-accept", document, one.pk), {"version": 1}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="p{one.pk}"' in page
    assert "<html" not in page


def test_the_second_reviewer_is_told_and_loses_nothing_typed(world: factories.World, document: Document) -> None:
    one = first(document)
    services.edit(
        actor=world.colleague,
        document_id=document.pk,
        proposal_id=one.pk,
        version=1,
        wording=services.Wording(title="Của Bình", text="Lời của Bình.", units=[], times=[]),
    )
    client = signed_in(world.specialist)
    typed = {"version": 1, "text": "Lời của An.", **NO_ROWS}
    answer = client.post(address("proposal-edit", document, one.pk), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bình vừa sửa nhiệm vụ này" in page
    assert "Lời của An." in page
    renewed = re.search(r'name="version" value="(\d+)"', page)
    assert renewed is not None
    assert client.post(address("proposal-edit", document, one.pk), typed | {"version": renewed[1]}).status_code == 302
    assert client.post(address("proposal-accept", document, one.pk), {"version": 1}).status_code == 409


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Hãy nhập nội dung nhiệm vụ."),
        ({"tg-TOTAL_FORMS": "1", "tg-0-text": "x", "tg-0-kind": "once", "tg-0-due": "31/2/2026"}, "31/03/2026"),
        ({"tg-TOTAL_FORMS": "1", "tg-0-text": "x", "tg-0-kind": "once"}, "cần ngày hạn"),
    ],
)
def test_a_correction_with_a_slip_is_shown_again(world: factories.World, document: Document, values: dict[str, str], words: str) -> None:
    sent = {"version": 1, "title": "Tên đã gõ", "text": "Nội dung.", **NO_ROWS} | values
    answer = signed_in(world.specialist).post(address("proposal-edit", document, first(document).pk), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Tên đã gõ" in answer.content.decode()
    assert not Correction.objects.exists()


def test_an_unfinished_review_says_what_is_left(world: factories.World, document: Document) -> None:
    answer = signed_in(world.specialist).post(address("review-finish", document))
    assert answer.status_code == 422
    assert "Còn 2 nhiệm vụ chưa quyết định." in answer.content.decode()


def test_a_phrase_is_bound_from_its_page_and_left_open_on_purpose(world: factories.World, document: Document) -> None:
    client, bind = signed_in(world.specialist), address("phrase-bind", document)
    group = UnitGroup.objects.create(owner=world.department, name="Thư viện", rule_or_list="rule", kinds=["centre"])
    listed = client.get(address("phrase-list", document)).content.decode()
    assert "các trường học" in listed
    assert client.post(bind, {"phrase": "các trường học", "meaning": "group", "group": group.pk}).status_code == 302
    assert client.post(bind, {"phrase": "Thư viện tỉnh", "meaning": "units", "units": [world.library.pk]}).status_code == 302
    assert {b.phrase for b in PhraseBinding.objects.all()} == {"các trường học", "Thư viện tỉnh"}
    assert client.post(bind, {"phrase": "các trường học", "meaning": "open"}).status_code == 302
    page = selectors.phrase_page(world.specialist, selectors.get_document(world.specialist, document.pk))
    assert (page.waiting, page.left_open) == (0, 1)
    for wrong in ({"meaning": ""}, {"meaning": "group"}, {"meaning": "units"}, {"meaning": "units", "units": [world.other.pk]}):
        assert client.post(bind, {"phrase": "các trường học", **wrong}).status_code == 422, wrong
    assert client.post(bind, {"phrase": "không có trong văn bản", "meaning": "open"}).status_code == 404
    found = client.get(address("unit-search", document), {"tim-don-vi": "thu vien"}).content.decode()
    assert "Thư viện tỉnh" in found


def test_a_leader_who_only_looks_cannot_bind(world: factories.World, document: Document) -> None:
    with pytest.raises(Refusal, match="không có quyền"):
        services.bind_phrase(actor=world.leader, document_id=document.pk, phrase="các trường học", leave_open=True)
    assert (
        signed_in(world.leader).post(address("phrase-bind", document), {"phrase": "các trường học", "meaning": "open"}).status_code == 403
    )
    assert not PhraseBinding.objects.exists()


def test_the_header_is_corrected_beside_what_was_read(world: factories.World, document: Document) -> None:
    client, header = signed_in(world.specialist), address("header-edit", document)
    sent = {"version": 1, "number": "12", "symbol": "KH-SVH", "issued_on": "06/02/2026", "title": "Văn hóa đọc", "issuer": "Sở Văn hóa"}
    assert client.post(header, sent | {"issued_on": "31/02/2026"}).status_code == 422
    assert client.post(header, sent).status_code == 302
    again = client.post(header, sent | {"title": "Khác"})
    assert again.status_code == 409
    assert "Khác" in again.content.decode()
    assert JournalLine.objects.filter(verb="documents.header.corrected").count() == 1


def test_the_same_number_twice_asks_and_a_person_decides(world: factories.World, document: Document) -> None:
    twin = factories.make_read_document(world, content=b"copy")
    client = signed_in(world.specialist)
    for one in (document, twin):
        sent = {"version": 1, "number": "12", "symbol": "KH-SVH", "issued_on": "06/02/2026", "title": "Đọc", "issuer": "Sở Văn hóa"}
        client.post(address("header-edit", one), sent)
        client.post(address("accept-all", one), {"version": selectors.get_document(world.specialist, one.pk).version})
    refused = client.post(address("review-finish", twin))
    assert refused.status_code == 422
    assert "cùng số, ký hiệu, cơ quan ban hành và ngày" in refused.content.decode()
    assert "giữ làm bản khác hoặc gỡ" in refused.content.decode()
    assert client.post(address("keep-as-version", twin)).status_code == 302
    assert client.post(address("review-finish", twin)).status_code == 302
    assert client.post(address("document-remove", document)).status_code == 302
    assert client.get(address("document-detail", document)).status_code == 404


def test_pages_ask_as_often_for_three_tasks_as_for_three_hundred(world: factories.World, queries: Any) -> None:
    def ask(n: int, content: bytes) -> dict[str, int]:
        text = "\n".join(f"{i}) Việc số {i} của các trường học {i % 7}." for i in range(n))
        tasks = [factories.task(text, f"t{i}", f"Việc số {i} của các trường học {i % 7}.", []) for i in range(n)]
        for i, task in enumerate(tasks):
            task["units"] = [
                {**factories.span(text, f"các trường học {i % 7}", task["start"]), "role": "execute", "names": [f"đơn vị {i}"]}
            ]
        made = factories.make_read_document(world, factories.reading_result(text, tasks), content=content)
        card = selectors.get_document(world.specialist, made.pk)
        one = first(made)
        acts: dict[str, Any] = {
            "list": lambda: selectors.list_documents(world.specialist),
            "document": lambda: selectors.document_page(world.specialist, made.pk),
            "review": lambda: selectors.review_page(world.specialist, made.pk),
            "proposal": lambda: selectors.proposal_page(world.specialist, made.pk, one.pk),
            "phrases": lambda: selectors.phrase_page(world.specialist, card),
        }
        return {name: queries(act) for name, act in acts.items()}

    assert ask(3, b"few") == ask(300, b"many")
