"""Header, signature block and Nơi nhận: cases an official could write, and what must stay unread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vanban
import yaml
from vanban.find.header import metadata, secrecy_mark
from vanban.types import Block, Metadata

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "metadata.yaml").read_text(encoding="utf-8"))
FIELDS = ("issuer", "parent_issuer", "number", "symbol", "place", "date", "type", "title", "urgency", "secrecy")


def lines(text: str) -> tuple[Block, ...]:
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line), "paragraph"))
        at += len(line) + 1
    return tuple(blocks)


def read(text: str) -> Metadata:
    return metadata(text, lines(text))


def shown(head: Metadata, field: str) -> Any:
    if field == "signers":
        return [{part: (value := getattr(s, part)) and value.value for part in ("authority", "role", "name")} for s in head.signers]
    if field == "recipients":
        return [value.value for value in head.recipients]
    value = getattr(head, field)
    assert value is not None, f"{field} was not read"
    return value.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_header_says_is_read(case: dict[str, Any]) -> None:
    head = read(case["text"].rstrip("\n"))
    wanted = case.get("expect", {})
    assert {field: shown(head, field) for field in wanted} == wanted
    assert {field: getattr(head, field) for field in case.get("absent", [])} == dict.fromkeys(case.get("absent", []))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_value_quotes_the_text(case: dict[str, Any]) -> None:
    text = case["text"].rstrip("\n")
    head = read(text)
    values = [getattr(head, field) for field in FIELDS] + list(head.recipients) + list(head.bases)
    values += [part for signer in head.signers for part in (signer.authority, signer.role, signer.name)]
    assert [v for v in values if v is not None and text[v.start : v.end] != v.text] == []


def test_columns_of_a_table_are_read_apart() -> None:
    cells = [
        ("SỞ VĂN HÓA", 0, 0),
        ("THƯ VIỆN TỈNH", 0, 0),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0, 1),
        ("Số: 3/KH-TV", 1, 0),
        ("V/v mượn sách", 1, 0),
    ]
    text = "\n".join(words for words, _, _ in cells)
    blocks, at = [], 0
    for words, row, column in cells:
        blocks.append(Block(at, at + len(words), "cell", table=0, row=row, column=column))
        at += len(words) + 1
    head = metadata(text, blocks)
    assert [v and v.value for v in (head.parent_issuer, head.issuer, head.number, head.title)] == [
        "SỞ VĂN HÓA",
        "THƯ VIỆN TỈNH",
        "3",
        "mượn sách",
    ]


def test_a_title_that_a_pdf_gives_before_its_type_line_is_put_back() -> None:
    rows = [("Số: 3/QĐ-TV", 100), ("Ban hành nội quy", 150), ("QUYẾT ĐỊNH", 140), ("thư viện tỉnh", 160), ("Căn cứ quy chế;", 200)]
    text, blocks, at = "\n".join(words for words, _ in rows), [], 0
    for words, top in rows:
        blocks.append(Block(at, at + len(words), "paragraph", page=1, box=(100.0, float(top), 300.0, top + 9.0)))
        at += len(words) + 1
    title = metadata(text, blocks).title
    assert title is not None
    assert title.value == "Ban hành nội quy thư viện tỉnh"


def test_the_secrecy_mark_of_a_page_header_is_seen() -> None:
    text = "TUYỆT MẬT\nKẾ HOẠCH"
    blocks = (Block(0, 9, "paragraph", part="header"), Block(10, 18, "paragraph"))
    assert secrecy_mark(text, blocks) == "TUYỆT MẬT"
    assert secrecy_mark("KẾ HOẠCH\nTUYỆT MẬT là một độ mật", lines("KẾ HOẠCH\nTUYỆT MẬT là một độ mật")) is None


def test_a_document_of_one_letter_is_no_trouble() -> None:
    document = vanban.read(b"a" * 100_000, name="a.txt")
    assert document.metadata == Metadata()


def test_a_document_without_words_has_no_metadata() -> None:
    assert metadata("", ()) == Metadata()
    assert metadata("trang 1", (Block(0, 7, "furniture"),)) == Metadata()
