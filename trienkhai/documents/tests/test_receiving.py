"""Bringing documents in, and every kind of file that must not come in (bad input)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from trienkhai.core.errors import Refusal
from trienkhai.core.models import JournalLine, StoredFile
from trienkhai.documents import services
from trienkhai.documents.choices import ReadingState
from trienkhai.documents.models import Document, Proposal, Reading
from trienkhai.documents.reading import boxed_mark
from trienkhai.documents.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(tmp_path: Path, settings: object) -> Path:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def world() -> factories.World:
    return factories.make_world()


def receive(world: factories.World, data: bytes, name: str = "kế hoạch.txt", actor: object = None) -> Document:
    return services.receive(actor=actor or world.specialist, unit_id=world.department.pk, name=name, data=data)


def refused(world: factories.World, data: bytes, name: str) -> Refusal:
    """The refusal, having left nothing behind."""
    with pytest.raises(Refusal) as caught:
        receive(world, data, name)
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]
    assert caught.value.reason
    assert caught.value.hint
    return caught.value


def test_a_plan_is_kept_and_read(world: factories.World) -> None:
    document = receive(world, factories.PLAN.encode())
    document.refresh_from_db()
    reading = Reading.objects.get(document=document)
    assert reading.state == ReadingState.DONE
    assert reading.result is not None
    assert reading.result["schema"] == "vanban/1"
    assert (document.number, document.symbol) == ("12", "KH-SVH")
    assert Proposal.objects.filter(document=document).count() == len(reading.result["tasks"])
    verbs = list(JournalLine.objects.filter(object_type="documents.document", object_id=document.pk).values_list("verb", flat=True))
    assert sorted(verbs) == ["documents.document.uploaded", "documents.reading.done"]


@pytest.mark.parametrize("role", ["specialist", "reporter", "leader", "stranger"])
def test_only_those_of_the_verb_table_bring_documents_in(world: factories.World, role: str) -> None:
    actor = getattr(world, role)
    if role == "specialist":
        assert receive(world, factories.PLAN.encode(), actor=actor).pk
        return
    with pytest.raises(Refusal) as caught:
        receive(world, factories.PLAN.encode(), actor=actor)
    assert caught.value.status == 403
    assert not Document.objects.exists()


def test_a_reporter_brings_a_document_into_the_own_unit(world: factories.World) -> None:
    document = services.receive(actor=world.reporter, unit_id=world.library.pk, name="a.txt", data=factories.PLAN.encode())
    assert document.unit_id == world.library.pk


def test_an_empty_file_is_refused(world: factories.World) -> None:
    assert "rỗng" in refused(world, b"", "a.txt").reason


def test_more_than_fifty_megabytes_are_refused(world: factories.World) -> None:
    assert "50 MB" in refused(world, b"a" * (50 * 1024 * 1024 + 1), "a.txt").reason


def test_another_kind_of_file_is_refused(world: factories.World) -> None:
    assert ".docx" in refused(world, b"MZ" + bytes(200), "a.exe").reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("truncated.docx", factories.docx_bytes(["Nội dung"])[:-900]),
        ("program.docx", b"MZ\x90\x00" + bytes(range(256)) * 40),
        ("elf.pdf", b"\x7fELF" + bytes(4000)),
        ("encrypted.docx", factories.ole_bytes()),
        ("encrypted.pdf", factories.pdf_bytes("BT /F1 12 Tf 72 720 Td (abc) Tj ET", encrypted=True)),
        ("scan.pdf", factories.pdf_bytes()),
        ("binary.txt", bytes(range(256)) * 20),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(world: factories.World, name: str, data: bytes) -> None:
    refused(world, data, name)


def test_a_zip_bomb_is_refused_without_unpacking_it(world: factories.World) -> None:
    refused(world, factories.bomb_docx(), "bom.docx")


@pytest.mark.parametrize(
    "head",
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "T Ố I   M Ậ T", "[ MẬT ]", "| TUYỆT MẬT |", "MA\u0302\u0323T"],
)
def test_a_secrecy_mark_in_the_header_destroys_the_bytes(world: factories.World, head: str) -> None:
    refusal = refused(world, factories.PLAN.replace("Số: 12", f"{head}\nSố: 12", 1).encode(), "a.txt")
    assert "mật" in refusal.reason
    line = JournalLine.objects.get()
    assert line.verb == "documents.upload.refused"
    assert line.data == {"reason": "secrecy-mark"}


def test_a_boxed_secrecy_mark_in_a_word_table_is_seen(world: factories.World) -> None:
    data = factories.docx_bytes(factories.PLAN.split("\n"), table=[["SỞ VĂN HÓA\nTỐI  MẬT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]])
    assert "mật" in refused(world, data, "a.docx").reason


@pytest.mark.parametrize(
    "sentence",
    [
        "c) Thực hiện nghiêm quy định về bảo vệ bí mật nhà nước, tài liệu MẬT, TỐI MẬT, TUYỆT MẬT.",
        "MẬT độ sách trên đầu người tăng.",
    ],
)
def test_a_plan_that_only_discusses_state_secrets_passes(world: factories.World, sentence: str) -> None:
    text = factories.PLAN.replace("b) Xây dựng", f"{sentence}\nb) Xây dựng")
    assert receive(world, text.encode()).pk


def test_a_mark_alone_is_told_from_a_sentence() -> None:
    assert boxed_mark(["Sở A", "[ T U Y Ệ T  M Ậ T ]"]) == "TUYỆTMẬT"
    assert boxed_mark(["Bảo mật", "BÍ MẬT", "Độ MẬT của hồ sơ"]) is None


def test_the_same_bytes_twice_lead_to_the_document_that_is_there(world: factories.World) -> None:
    first = receive(world, factories.PLAN.encode())
    with pytest.raises(services.AlreadyHere) as caught:
        receive(world, factories.PLAN.encode(), "tên khác.txt")
    assert caught.value.document_id == first.pk
    assert Document.objects.count() == 1
    assert Reading.objects.count() == 1


def test_a_removed_document_may_come_again(world: factories.World) -> None:
    first = receive(world, factories.PLAN.encode())
    services.remove_document(actor=world.specialist, document_id=first.pk)
    assert receive(world, factories.PLAN.encode()).pk != first.pk
