"""The exchange through its folder: sent once, read once, answered; faults said beside the message, nothing lost."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.core import clock, files
from trienkhai.core.errors import Conflict, Refusal
from trienkhai.documents.models import Document
from trienkhai.plans.tests.factories import Body
from trienkhai.records import edxml, services
from trienkhai.records.models import ExchangeMessage, IncomingDocument, OutgoingDocument
from trienkhai.records.tests import factories
from trienkhai.records.tests.test_edxml import MESSAGE, RECEIVER
from trienkhai.records.tests.test_pades import make_paper
from trienkhai.units.models import UnitCode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EXCHANGE_ROOT = tmp_path / "lien-thong"
    (tmp_path / "lien-thong" / "den").mkdir(parents=True)
    return tmp_path / "lien-thong"


@pytest.fixture
def office(folder: Path) -> tuple[Body, Person]:
    body, clerk = factories.make_body()
    UnitCode.objects.create(unit=body.department, kind="agency", value="H41.15")
    return body, clerk


def sent(body: Body, clerk: Person) -> OutgoingDocument:
    made = factories.approved(body)
    number = services.number_document(actor=clerk, document_id=made.pk, version=made.version, issued_on=clock.today())
    stored = files.store(make_paper(), "application/pdf")
    OutgoingDocument.objects.filter(pk=made.pk).update(pdf=stored, state="sent", version=number.version + 1)
    made.refresh_from_db()
    return made


def to_us(**values: Any) -> bytes:
    pieces = (edxml.Piece("bao-cao.pdf", "application/pdf", make_paper()),)
    here = (edxml.Organ("H41.15", "Sở Giáo dục"),)
    given = {"sender": RECEIVER, "receivers": here, "pieces": pieces, "issued_on": clock.today()}
    return edxml.write(dataclasses.replace(MESSAGE, **(given | values)))


def test_an_issued_document_goes_out_once_to_each_place(office: tuple[Body, Person], folder: Path) -> None:
    body, clerk = office
    waiting = factories.approved(body)
    with pytest.raises(Conflict, match="chưa phát hành"):
        services.send_through_exchange(actor=clerk, document_id=waiting.pk, receivers=["H41"])
    document = sent(body, clerk)
    with pytest.raises(Refusal) as denied:
        services.send_through_exchange(actor=body.specialist, document_id=document.pk, receivers=["H41"])
    assert denied.value.status == 403
    with pytest.raises(Refusal, match="không đúng mẫu"):
        services.send_through_exchange(actor=clerk, document_id=document.pk, receivers=["sai mã"])
    for _again in range(2):
        services.send_through_exchange(actor=clerk, document_id=document.pk, receivers=["000.00.00.H41", "G22.3", "H41"])
        call_command("exchange", verbosity=0)
    went = sorted((folder / "di").iterdir())
    assert [path.name.split("-")[1] for path in went] == ["H41", "G22.3"]
    message = edxml.read(went[0].read_bytes())
    assert isinstance(message, edxml.DocumentMessage)
    assert (message.sender.code, message.number, message.symbol, message.pieces[0].data) == ("H41.15", "01", "TB-SGD", make_paper())


def test_a_body_without_a_code_is_told(folder: Path) -> None:
    body, clerk = factories.make_body()
    with pytest.raises(Refusal, match="chưa có mã định danh"):
        services.send_through_exchange(actor=clerk, document_id=sent(body, clerk).pk, receivers=["H41"])


def test_what_comes_in_is_registered_and_the_sender_told(office: tuple[Body, Person], folder: Path) -> None:
    body, clerk = office
    (folder / "den" / "a.edxml").write_bytes(to_us())
    (folder / "den" / "lai.edxml").write_bytes(to_us())
    call_command("exchange", verbosity=0)
    (row,) = ExchangeMessage.objects.filter(way="in")
    assert sorted(path.name for path in (folder / "xong").iterdir()) == ["a.edxml", "lai.edxml"]
    with pytest.raises(Refusal) as denied:
        services.register_message(actor=body.leader, message_id=row.pk)
    assert denied.value.status == 403
    line = services.register_message(actor=clerk, message_id=row.pk)
    assert (line.number, line.code, line.issuer, line.title) == (1, "12/BC-SGDĐT", RECEIVER.name, MESSAGE.subject)
    assert line.document is not None
    assert files.load(line.document.file) == make_paper()
    with pytest.raises(Conflict, match="đã được xử lý"):
        services.register_message(actor=clerk, message_id=row.pk)
    assert (IncomingDocument.objects.count(), Document.objects.count()) == (1, 1)
    call_command("exchange", verbosity=0)
    answers = [edxml.read(path.read_bytes()) for path in sorted((folder / "di").iterdir())]
    assert [one.code for one in answers if isinstance(one, edxml.StatusMessage)] == ["01", "03"]
    assert all(one.document_id == MESSAGE.id for one in answers if isinstance(one, edxml.StatusMessage))


def test_a_refusal_says_why_and_changes_nothing_else(office: tuple[Body, Person], folder: Path) -> None:
    _body, clerk = office
    row = services.take_message(to_us())
    with pytest.raises(Refusal, match="vì sao"):
        services.refuse_message(actor=clerk, message_id=row.pk, reason=" ")
    services.refuse_message(actor=clerk, message_id=row.pk, reason="Gửi nhầm nơi nhận")
    with pytest.raises(Conflict):
        services.refuse_message(actor=clerk, message_id=row.pk, reason="Lần nữa")
    (status,) = [edxml.read(files.load(one.file)) for one in ExchangeMessage.objects.filter(way="out", code="02").select_related("file")]
    assert isinstance(status, edxml.StatusMessage)
    assert status.words == "Gửi nhầm nơi nhận"
    assert not IncomingDocument.objects.exists()


def test_what_cannot_be_read_lies_aside_with_a_word_why(office: tuple[Body, Person], folder: Path) -> None:
    for name, data in (("hong", b"khong phai"), ("noi-khac", edxml.write(MESSAGE)), ("tot", to_us())):
        (folder / "den" / f"{name}.edxml").write_bytes(data)
    assert services.take_from_folder() == (1, 2)
    assert "không gửi cho đơn vị nào" in (folder / "loi" / "noi-khac.edxml.txt").read_text("utf-8")
    assert (folder / "loi" / "hong.edxml").read_bytes() == b"khong phai"
    assert not list((folder / "den").iterdir())


def test_what_became_of_a_sent_document_is_seen_on_it(office: tuple[Body, Person], folder: Path) -> None:
    body, clerk = office
    document = sent(body, clerk)
    (out,) = services.send_through_exchange(actor=clerk, document_id=document.pk, receivers=["G22.3"])
    status = edxml.StatusMessage(
        out.uid, edxml.Organ("G22.3", "Bộ"), edxml.Organ("H41.15"), "03", "Vào sổ số 7", clock.now().replace(tzinfo=None)
    )
    for _twice in range(2):
        services.take_message(edxml.write(status))
    page = Client()
    page.force_login(clerk)
    seen = page.get(reverse("records:outgoing", args=[document.pk])).content.decode()
    assert seen.count("Vào sổ số 7") == 1
    with pytest.raises(Refusal, match="không có ở đây"):
        services.take_message(edxml.write(dataclasses.replace(status, document_id="la")))


def test_pages_show_take_and_refuse(office: tuple[Body, Person], folder: Path) -> None:
    _body, clerk = office
    row, other = services.take_message(to_us()), services.take_message(to_us(id="khac", subject="Giấy mời họp"))
    page = Client()
    page.force_login(clerk)
    assert MESSAGE.subject.split(" &")[0] in page.get(reverse("records:exchange")).content.decode()
    assert "Bộ Giáo dục" in page.get(reverse("records:message", args=[row.pk])).content.decode()
    assert page.post(reverse("records:message-register", args=[row.pk])).status_code == 302
    assert page.post(reverse("records:message-register", args=[row.pk])).status_code == 409
    assert page.post(reverse("records:message-refuse", args=[other.pk])).status_code == 422
    assert page.post(reverse("records:message-refuse", args=[other.pk]), {"reason": "Nhầm"}).status_code == 302
