"""Citations: the forms that offices write, what is none, identity, aliases and terms."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from vanban.find.citations import citations, iso, terms
from vanban.find.header import metadata
from vanban.types import Block, Citation, Metadata

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "citations.yaml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Citation, ...]:
    return citations(text, Metadata())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_documents_named_in_a_sentence(case: dict[str, Any]) -> None:
    found = read(case["text"])
    if case.get("none"):
        assert [citation.text for citation in found] == []
        return
    seen = [
        {field: len(c.mentions) if field == "count" else getattr(c, field) for field in want}
        for c, want in zip(found, case["expect"], strict=False)
    ]
    assert seen == case["expect"]
    assert len(found) == len(case["expect"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_mention_lies_in_the_text_and_ids_are_unique(case: dict[str, Any]) -> None:
    text, found = case["text"], read(case["text"])
    assert all(text[c.start : c.end] == c.text for c in found)
    assert all((c.start, c.end) in {(m.start, m.end) for m in c.mentions} for c in found)
    assert len({c.id for c in found}) == len(found)


def test_the_document_itself_is_not_cited() -> None:
    text = "Số: 3260-KH/ĐU\nKẾ HOẠCH\nĐọc sách\nKế hoạch số 3260-KH/ĐU có hiệu lực từ hôm nay."
    at, blocks = 0, []
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line), "paragraph"))
        at += len(line) + 1
    assert citations(text, metadata(text, blocks)) == ()


def test_the_identity_holds_the_issuer() -> None:
    (citation,) = read("Nghị quyết số 29-NQ/TW, ngày 04/11/2013 của Ban Chấp hành Trung ương")
    assert citation.id == "nghi-quyet/ban-chap-hanh-trung-uong/29-NQ_TW/2013-11-04"


def test_a_number_given_as_a_shorthand_is_an_alias() -> None:
    found = read("Chương trình hành động số 40-CTr/TU ngày 18/11/2022 của Tỉnh ủy (sau đây gọi là Chương trình hành động số 10-CTr/TU).")
    assert [c.number for c in found] == ["40-CTr/TU", "10-CTr/TU"]
    assert found[1].alias_of == found[0].id
    assert found[0].alias_of is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kế hoạch đọc sách toàn tỉnh (sau đây gọi là Kế hoạch) được giao cho các trường.", [("Kế hoạch", "Kế hoạch đọc sách toàn tỉnh")]),
        ("Chương trình phát triển thư viện (sau đây gọi tắt là Chương trình)", [("Chương trình", "Chương trình phát triển thư viện")]),
        (
            "Kỳ thi viết chữ đẹp (gọi tắt là Kỳ thi); các Phòng Giáo dục (gọi chung là các Phòng)",
            [("Kỳ thi", "Kỳ thi viết chữ đẹp"), ("các Phòng", "các Phòng Giáo dục")],
        ),
        ("Ông gọi là đến ngay (theo lời mời).", []),
    ],
)
def test_shorthands_that_the_text_defines(text: str, wanted: list[tuple[str, str]]) -> None:
    found = terms(text)
    assert [(term.term, term.means) for term in found] == wanted
    assert all(text[term.start : term.end] == term.term for term in found)


@pytest.mark.parametrize(
    ("words", "day"), [("4 tháng 11 năm 2013", "2013-11-04"), ("1 5/9/2025", "2025-09-15"), ("31/13/2020", None), ("2020", None)]
)
def test_days_in_words(words: str, day: str | None) -> None:
    assert iso(words) == day


@pytest.mark.scale
def test_twice_the_text_takes_about_twice_the_time() -> None:
    page = "Thực hiện Kế hoạch số {n}/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân xã Hòa An (sau đây gọi là Kế hoạch số {m}/KH-SVH).\n"
    spent = []
    for size in (2_000, 8_000):
        text = "".join(page.format(n=n % 900 + 1, m=n) for n in range(size))
        began = process_time()
        read(text)
        spent.append(process_time() - began)
    assert spent[1] < spent[0] * 10 + 0.2
