"""Messages of the exchange: written and read back, and read as others write them."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from typing import Any

import pytest
from lxml import etree

from trienkhai.records import edxml
from trienkhai.records.edxml import DocumentMessage, Organ, Piece, StatusMessage, Unreadable

pytestmark = pytest.mark.once

SENDER, RECEIVER = Organ("H41.15", "Sở Giáo dục và Đào tạo"), Organ("G22.3", "Bộ Giáo dục và Đào tạo")
MESSAGE = DocumentMessage(
    id="5d0c4b1e-6f5e-4d6e-9d83-0a1d8b0d9a01",
    sender=SENDER,
    receivers=(RECEIVER, Organ("H41", "UBND tỉnh")),
    number="12",
    symbol="BC-SGDĐT",
    place="An Bình",
    issued_on=dt.date(2026, 12, 20),
    type_name="Báo cáo",
    subject="Kết quả thực hiện kế hoạch & «văn hóa đọc» <năm 2026>",
    signer="Nguyễn Thị An",
    signer_role="Giám đốc",
    due=dt.date(2026, 12, 31),
    priority=1,
    pages=15,
    answers=("H41,2026/02/06,12/KH-UBND",),
    pieces=(Piece("báo cáo.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"), Piece("phụ lục.xlsx", "application/x", b"PK")),
)
STATUS = StatusMessage(MESSAGE.id, RECEIVER, Organ("H41.15"), "03", "Đã vào sổ số 7", dt.datetime(2026, 12, 21, 8, 30))  # noqa: DTZ001


def test_what_is_written_is_read_back() -> None:
    assert edxml.read(edxml.write(MESSAGE)) == MESSAGE
    assert edxml.read(edxml.write(STATUS)) == STATUS
    assert b"sha1" not in edxml.write(MESSAGE).lower()


def changed(change: Any) -> bytes:
    root = etree.fromstring(edxml.write(MESSAGE))
    change(root)
    return etree.tostring(root)


def find(root: Any, name: str) -> Any:
    return next(one for one in root.iter() if etree.QName(one).localname == name)


def test_another_namespace_and_unknown_elements_are_taken_with_a_remark() -> None:
    text = edxml.write(MESSAGE).decode().replace(edxml.NAMESPACE, "http://www.go.vn/eDoc")
    text = text.replace("<Subject>", "<LaLung>x</LaLung><Subject>")
    found = edxml.read(text.encode())
    assert found == MESSAGE
    assert any("http://www.go.vn/eDoc" in one for one in found.remarks)
    assert any("LaLung" in one for one in found.remarks)
    assert edxml.read(edxml.write(MESSAGE)).remarks == ()


def test_a_document_id_in_an_answer_is_not_its_own() -> None:
    def answer_first(root: Any) -> None:
        header = find(root, "MessageHeader")
        header.insert(0, find(root, "ResponseFor"))

    assert edxml.read(changed(answer_first)) == MESSAGE


def test_old_agency_codes_become_new_ones() -> None:
    text = edxml.write(MESSAGE).decode().replace("<OrganId>H41</OrganId>", "<OrganId>000.00.00.H41</OrganId>")
    read = edxml.read(text.encode())
    assert isinstance(read, DocumentMessage)
    assert read.receivers[1].code == "H41"
    assert edxml.agency_code("không phải mã") == "không phải mã"


@pytest.mark.parametrize(
    ("name", "says"),
    [("Subject", "trích yếu"), ("PromulgationDate", "ngày ban hành"), ("DocumentId", "mã văn bản")],
)
def test_what_a_document_cannot_do_without_is_asked_for(name: str, says: str) -> None:
    def drop(root: Any) -> None:
        element = find(root, name)
        element.getparent().remove(element)

    with pytest.raises(Unreadable, match=says):
        edxml.read(changed(drop))


def test_missing_and_broken_files_and_what_is_no_message_are_refused() -> None:
    def lose(root: Any) -> None:
        element = find(root, "Attachment")
        element.getparent().remove(element)

    def spoil(root: Any) -> None:
        find(root, "ContentTransferEncoded").text = "***"

    with pytest.raises(Unreadable, match="không có tệp nào"):
        edxml.read(changed(lose))
    with pytest.raises(Unreadable, match="bị hỏng"):
        edxml.read(changed(spoil))
    for data, says in ((b"xin chao", "không phải gói tin edXML đọc được"), (b"<a/>", "không phải gói tin edXML"), (b"", "đọc được")):
        with pytest.raises(Unreadable, match=says):
            edxml.read(data)


def test_nothing_outside_the_message_is_read(tmp_path: Any) -> None:
    secret = tmp_path / "bi-mat.txt"
    secret.write_text("bí mật")
    evil = edxml.write(MESSAGE).decode().replace("<edXML", f'<!DOCTYPE edXML [<!ENTITY x SYSTEM "file://{secret}">]><edXML', 1)
    read = edxml.read(evil.replace("<Place>An Bình</Place>", "<Place>&x;</Place>").encode())
    assert isinstance(read, DocumentMessage)
    assert "bí mật" not in read.place


def test_odd_numbers_do_no_harm() -> None:
    text = edxml.write(MESSAGE).decode().replace("<Priority>1<", "<Priority>khẩn<").replace("<PageAmount>15<", "<PageAmount>²<")
    read = edxml.read(text.encode())
    assert isinstance(read, DocumentMessage)
    assert (read.priority, read.pages) == (0, None)
    assert dataclasses.replace(read, priority=1, pages=15) == MESSAGE
    with pytest.raises(Unreadable, match="trạng thái"):
        edxml.read(edxml.write(dataclasses.replace(STATUS, code="77")))
    packed = base64.b64encode(b"PK").decode()
    assert edxml.read(edxml.write(MESSAGE).decode().replace(packed, f"\n  {packed}\n ").encode()) == MESSAGE
