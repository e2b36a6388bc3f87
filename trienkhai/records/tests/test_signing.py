"""Signing an outgoing document: the person, then the body, each by who may, with keys that are good; what was signed elsewhere."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.core import clock, files
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans.tests.factories import Body
from trienkhai.records import pades, selectors, services
from trienkhai.records.models import OutgoingDocument, Signature
from trienkhai.records.pades import WrongKey
from trienkhai.records.tests import factories
from trienkhai.records.tests.authority import PASSPHRASE, Authority
from trienkhai.records.tests.test_pades import make_paper, picture

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(dt.datetime.fromtimestamp(time.time(), dt.UTC))


@pytest.fixture(autouse=True)
def _trust(authority: Authority, settings: Any, tmp_path: Path) -> None:
    settings.TRUST_ROOT = tmp_path / "trust"
    authority.trusted_in(settings.TRUST_ROOT)


@pytest.fixture
def office(at: Any) -> tuple[Body, Person, OutgoingDocument]:
    """A department, its records clerk, a document with number and files that waits for signatures."""
    body, clerk = factories.make_body()
    made = factories.approved(body, signer_name="An Binh")
    stored = files.store(make_paper(), "application/pdf")
    number = services.number_document(actor=clerk, document_id=made.pk, version=made.version, issued_on=clock.today())
    OutgoingDocument.objects.filter(pk=made.pk).update(pdf=stored, file_state="done", pages=2, version=number.version)
    made.refresh_from_db()
    return body, clerk, made


def key(authority: Authority, name: str, **how: Any) -> dict[str, Any]:
    return {"key": authority.issue(name, **how).p12([authority.root]), "passphrase": PASSPHRASE}


def test_person_then_body_then_sent(authority: Authority, office: tuple[Body, Person, OutgoingDocument]) -> None:
    body, clerk, document = office
    on = {"document_id": document.pk}
    with pytest.raises(Refusal) as denied:
        services.sign_with_file(actor=clerk, version=document.version, **on, **key(authority, "An Binh"))
    assert denied.value.status == 403
    signed = services.sign_with_file(actor=body.leader, version=document.version, **on, **key(authority, "An Binh"), picture=picture())
    assert signed.state == "signed"
    with pytest.raises(Refusal, match="chưa có chữ ký số của cơ quan"):
        services.send_document(actor=clerk, version=signed.version, **on)
    with pytest.raises(Refusal) as denied:
        services.sign_with_file(actor=body.leader, version=signed.version, **on, **key(authority, "SỞ GIÁO DỤC"))
    assert denied.value.status == 403
    sealed = services.sign_with_file(actor=clerk, version=signed.version, **on, **key(authority, "SỞ GIÁO DỤC"), picture=picture())
    sent = services.send_document(actor=clerk, version=sealed.version, **on)
    put = selectors.list_signatures(viewer=body.specialist, document_id=document.pk)
    assert [(one.of, one.subject, one.is_trusted) for one in put] == [("person", "An Binh", True), ("body", "SỞ GIÁO DỤC", True)]
    assert pades.follows(make_paper(), files.load(sent.signed))
    assert JournalLine.objects.filter(verb="records.signature.put").count() == 2
    assert not [line for line in JournalLine.objects.all() if PASSPHRASE in str(line.data)]


def test_what_was_signed_elsewhere_is_the_very_file(authority: Authority, office: tuple[Body, Person, OutgoingDocument]) -> None:
    body, _clerk, document = office
    on = {"actor": body.leader, "document_id": document.pk, "version": document.version}
    opened = pades.key_from_file(data=authority.issue("An Binh").p12([]), passphrase=PASSPHRASE)
    good = pades.sign(make_paper(), opened, pades.Mark("person"))
    for data, says in (
        (make_paper("Khac"), "không phải đúng tệp"),
        (pades.sign(make_paper("Khac"), opened, pades.Mark("person")), "không phải đúng tệp"),
        (make_paper() + b"\n% them\n", "không có thêm chữ ký|không kiểm tra được"),
        (b"khong phai pdf", "không đúng với đuôi"),
        (good[:-40] + b"x" * 40, "không kiểm tra được|KHÔNG đúng|không có thêm"),
    ):
        with pytest.raises(Refusal, match=says):
            services.take_signed(**on, data=data)
    assert services.take_signed(**on, data=good).state == "signed"
    with pytest.raises(Conflict):
        services.sign_document(actor=body.leader, document_id=document.pk, version=document.version)


def test_keys_that_must_not_sign(authority: Authority, office: tuple[Body, Person, OutgoingDocument], settings: Any) -> None:
    body, _clerk, document = office
    on = {"actor": body.leader, "document_id": document.pk, "version": document.version}
    revoked = authority.issue("Bị thu hồi")
    authority.revoke(revoked)
    authority.trusted_in(settings.TRUST_ROOT)
    with pytest.raises(WrongKey, match="thu hồi"):
        services.sign_with_file(**on, key=revoked.p12([]), passphrase=PASSPHRASE)
    with pytest.raises(WrongKey, match="chỉ có giá trị"):
        services.sign_with_file(**on, **key(authority, "Cũ", since=-90, until=-30))
    with pytest.raises(WrongKey, match="mật khẩu sai"):
        services.sign_with_file(**on, **(key(authority, "An") | {"passphrase": "khác"}))
    with pytest.raises(Refusal, match="chỉ mang chữ ký số của cơ quan"):
        services.sign_with_token(**on, pin="1234")
    document.refresh_from_db()
    assert (document.state, Signature.objects.count()) == ("numbered", 0)


def test_a_stranger_certificate_signs_and_is_said_so(office: tuple[Body, Person, OutgoingDocument], authority: Authority) -> None:
    """An office may begin before its authority is trusted here; whoever reads is told, and told when the name differs."""
    body, _clerk, document = office
    other = Authority(authority.now)
    services.sign_with_file(
        actor=body.leader, document_id=document.pk, version=document.version, key=other.issue("Ai Do").p12([]), passphrase=PASSPHRASE
    )
    (put,) = selectors.list_signatures(viewer=body.leader, document_id=document.pk)
    assert not put.is_trusted
    assert "chưa xác định được người ký" in put.words[0]
    assert "Ai Do" in put.words[-1]


def test_the_pages_sign_check_and_keep_what_went_wrong_in_words(
    authority: Authority, office: tuple[Body, Person, OutgoingDocument]
) -> None:
    body, clerk, document = office
    leader, page = Client(), reverse("records:signing", args=[document.pk])
    leader.force_login(body.leader)
    assert "Ký số của người có thẩm quyền" in leader.get(page).content.decode()
    none = leader.post(page, {"version": document.version})
    assert (none.status_code, "chọn một cách ký" in none.content.decode()) == (422, True)
    file = SimpleUploadedFile("khoa.p12", authority.issue("An Binh").p12([authority.root]))
    wrong = leader.post(page, {"version": document.version, "key": file, "passphrase": "sai"})
    assert "mật khẩu sai" in wrong.content.decode()
    file.seek(0)
    assert leader.post(page, {"version": document.version, "key": file, "passphrase": PASSPHRASE}).status_code == 302
    seen = leader.get(reverse("records:outgoing", args=[document.pk])).content.decode()
    assert "Người có thẩm quyền: An Binh" in seen
    assert "Chữ ký hợp lệ" in seen
    other = Client()
    other.force_login(clerk)
    assert page in other.get(reverse("records:outgoing", args=[document.pk])).content.decode()
    document.refresh_from_db()
    check = reverse("records:signature-check")
    signed = SimpleUploadedFile("a.pdf", files.load(document.signed))
    assert "Chữ ký hợp lệ" in other.post(check, {"file": signed}).content.decode()
    assert "không có chữ ký số nào" in other.post(check, {"file": SimpleUploadedFile("a.pdf", make_paper())}).content.decode()
    assert other.post(check, {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code == 422
