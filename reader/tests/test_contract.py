"""The JSON contract: the schema holds for real readings, and says the same as the types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import vanban
from vanban import types
from vanban.contract import from_json, schema, to_json
from walking import objects

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus"
PLAN = """UBND TỈNH AN BÌNH
SỞ GIÁO DỤC VÀ ĐÀO TẠO
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: /KH-SGDĐT
An Bình, ngày tháng 3 năm 2026
KẾ HOẠCH
Phát triển thư viện trường học năm 2026
Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh về văn hóa đọc ở trường học (sau đây gọi là Kế hoạch tỉnh);
I. NHIỆM VỤ
1. Bổ sung sách cho các trường
Đơn vị thực hiện: Phòng Giáo dục tiểu học
Đơn vị phối hợp: Thư viện tỉnh
Thời gian thực hiện: Quý II năm 2026
2. Tập huấn cán bộ thư viện
Đơn vị thực hiện: Văn phòng Sở
Thời gian thực hiện: Trước ngày 30/6/2026
II. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở
- Chủ trì, phối hợp với các phòng Sở theo dõi việc thực hiện./.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Lê Thị Hoa"""


def own() -> dict[str, Any]:
    return to_json(vanban.read(PLAN.encode(), name="ke-hoach.txt"))


def readings() -> Iterator[Any]:
    yield pytest.param(None, id="own plan")
    if not CORPUS.is_dir():
        yield pytest.param("absent", id="corpus", marks=pytest.mark.skip(reason="the private corpus is not on this machine"))
        return
    for suffix in ("*.docx", "*.txt", "*.md"):
        yield from (pytest.param(path, id=path.name) for path in sorted(CORPUS.glob(suffix))[:3])


@pytest.mark.parametrize("path", list(readings()))
def test_real_readings_keep_the_contract(path: Path | None) -> None:
    reading = json.loads(json.dumps(own() if path is None else to_json(vanban.read(path)), ensure_ascii=False))
    jsonschema.validate(reading, schema())
    text = reading.pop("text")
    quoting = [o for o in objects(reading) if {"start", "end", "text"} <= o.keys()]
    assert [o for o in quoting if text[o["start"] : o["end"]] != o["text"]] == []
    placed = [o for o in objects(reading) if {"start", "end"} <= o.keys()]
    assert [o for o in placed if not 0 <= o["start"] <= o["end"] <= len(text)] == []
    assert all(text[term["start"] : term["end"]] == term["term"] for term in reading["terms"])
    for name in ("tasks", "citations"):
        ids = [item["id"] for item in reading[name]]
        assert len(set(ids)) == len(ids)
    nodes = [o["id"] for o in objects(reading["outline"])]
    assert len(set(nodes)) == len(nodes)
    assert {task["outline_id"] for task in reading["tasks"]} <= {None, *nodes}
    assert {c["alias_of"] for c in reading["citations"]} <= {None, *(c["id"] for c in reading["citations"])}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (types.Source, "source"), (types.Block, "block"), (types.Value, "value"), (types.Signer, "signer"), (types.Metadata, "metadata"),
        (types.OutlineNode, "node"), (types.UnitMention, "unit"), (types.Time, "time"), (types.Task, "task"), (types.Span, "span"),
        (types.Citation, "citation"), (types.Term, "term"), (types.Finding, "finding"),
    ],
)  # fmt: skip
def test_the_schema_names_every_field_of_the_types(kind: type, name: str) -> None:
    assert list(schema()["$defs"][name]["properties"]) == [field.name.rstrip("_") for field in fields(kind)]


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema": "vanban/2"}, "other schema"),
        ({"text": 3}, "no text"),
        ({"citations": [{"text": "x"}]}, "citation without place"),
        ({"findings": [{"rule": "a", "severity": "fatal", "message": "", "start": 0, "end": 0, "suggest": None}]}, "severity"),
    ],
)
def test_what_breaks_the_contract_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(own() | change, schema())


def test_a_reading_comes_back_from_its_json() -> None:
    document = vanban.read(PLAN.encode(), name="ke-hoach.txt")
    assert from_json(json.dumps(to_json(document))) == document
    assert from_json(to_json(document) | {"later": "a field of tomorrow"}) == document


@pytest.mark.parametrize("data", ["{", "[]", '{"schema": "vanban/9"}', '{"schema": "vanban/1", "text": ""}'])
def test_json_that_is_no_reading_is_refused_in_vietnamese(data: str) -> None:
    with pytest.raises(vanban.VanbanError, match="vanban read --json"):
        from_json(data)
