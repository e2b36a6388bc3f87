"""Every rule on its own examples: the one that must fire fires, the one that must not is silent."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import vanban
from vanban import checks
from vanban.data.tables import table
from vanban.types import Document, Finding

RULES = checks.rules()
EXAMPLES = table("check_examples")
SEED = Path(__file__).parents[2].parent / "shared" / "corpus" / "seed-plan.txt"


def example(rule: str, side: str) -> Document:
    """The example as a reading: lines of text, or the standard .docx with places of its XML replaced."""
    given = EXAMPLES[rule][side]
    if isinstance(given, list):
        return vanban.read("\n\n".join(given).encode(), name="vi-du.txt")
    return vanban.read(altered(given), name="vi-du.docx")


def altered(changes: dict[str, list[list[str]]]) -> bytes:
    """The standard document with regular expressions replaced in its parts; each must be found."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(standard())) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            body = given.read(name).decode() if name.endswith(".xml") else given.read(name)
            for pattern, new in changes.get(name, []):
                assert isinstance(body, str)
                body, count = re.subn(pattern, new, body, flags=re.DOTALL)
                assert count, f"{pattern} is not in {name}"
            made.writestr(name, body)
    return out.getvalue()


def standard() -> bytes:
    """An official document as our own writer makes it."""
    import datetime as dt

    from vanban.writing.model import Heading, OfficialDocument, Paragraph, SignatureBlock

    body = (
        Paragraph("Căn cứ nhiệm vụ năm học, Sở Giáo dục và Đào tạo ban hành Kế hoạch kiểm tra thư viện trường học như sau:"),
        Heading(1, "I.", "MỤC ĐÍCH, YÊU CẦU"),
        Paragraph("1. Nắm số sách hiện có và nhu cầu bổ sung của từng trường, làm căn cứ phân bổ kinh phí mua sách cho năm học sau."),
        Paragraph("2. Kiểm tra gọn, không làm ảnh hưởng đến việc dạy và học; kết quả được công khai trên trang thông tin của đơn vị."),
        Heading(1, "II.", "TỔ CHỨC THỰC HIỆN"),
        Paragraph("1. Văn phòng Sở tổng hợp kết quả kiểm tra, báo cáo Giám đốc Sở trước ngày 20/12/2026."),
        Paragraph("Trên đây là Kế hoạch kiểm tra thư viện, đề nghị các trường nghiêm túc thực hiện."),
    )
    return vanban.write(
        OfficialDocument(
            parent_issuer="Ủy ban nhân dân tỉnh An Bình",
            issuer="Sở Giáo dục và Đào tạo",
            number="45",
            symbol="KH-SGDĐT",
            place="An Bình",
            date=dt.date(2026, 10, 12),
            year_month=(2026, 10),
            type="kế hoạch",
            title="Kiểm tra thư viện trường học năm học 2026-2027",
            body=body,
            recipients=("Giám đốc Sở", "Văn phòng Sở", "Các trường trung học phổ thông"),
            signer=SignatureBlock(None, "Giám đốc", "Lê Minh Đức"),
        )
    )


def of_rule(document: Document, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in document.findings if finding.rule == rule]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_fires_on_its_positive_example_and_is_silent_on_its_negative(rule: checks.Rule) -> None:
    document = example(rule.id, "fires")
    found = of_rule(document, rule.id)
    assert found, [f"{f.rule} {document.text[f.start : f.end]!r}" for f in document.findings]
    for finding in found:
        assert finding.severity == rule.severity
        assert 0 <= finding.start <= finding.end <= len(document.text)
        assert finding.message.endswith(".")
        assert "{" not in finding.message
    assert of_rule(example(rule.id, "silent"), rule.id) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_complete(rule: checks.Rule) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", rule.id)
    assert rule.name
    assert rule.reference()
    assert rule.basis[0] in table("legal")["basis"]
    assert rule.advice or "suggest" in EXAMPLES[rule.id] or of_rule(example(rule.id, "fires"), rule.id)[0].suggest


def test_ids_are_unique_and_examples_belong_to_rules() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) >= 60
    assert set(EXAMPLES) == set(ids)


def test_what_the_writer_makes_has_neither_error_nor_warning() -> None:
    document = vanban.read(standard(), name="ke-hoach.docx")
    assert [f for f in document.findings if f.severity != "note"] == []


@pytest.mark.skipif(not SEED.exists(), reason="the private corpus is not here")
def test_reference_plan_has_its_ten_findings_each_on_its_span() -> None:
    document = vanban.read(SEED)
    found = {(f.rule, document.text[f.start : f.end]) for f in document.findings}
    for expected in (
        ("header.number_blank", "Số: /KH-SGDĐT"),
        ("header.date_blank", "ngày tháng 02 năm 2023"),
        ("citations.alias_conflict", "10-CTr/TU"),
        ("citations.symbol_spacing", "45- NQ/TW"),
        ("citations.state_in_party_form", "27-CT/TTg"),
        ("numbering.duplicate", "2."),
        ("language.doubled_word", "tác tác"),
        ("language.fixed_phrase", "Công thông tin điện tử"),
        ("structure.sentence_cut", "hướng\nXHCN"),
    ):
        assert expected in found
    rules = [f.rule for f in document.findings]
    untimed = [f for f in document.findings if f.rule == "duties.no_time"]
    assert [f.message.split()[2] for f in untimed] == ["II.5.b"]
    assert "duties.two_consolidators" in rules
