"""Who cites whom over a folder: one candidate is a link, none or several are not; the graph in its three forms."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vanban
from vanban import graph
from vanban.resolve import Edge, Graph, cite

HEADER = (
    "{issuer}\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: {number}\n{place}, ngày {day} tháng {month} năm 2026\n"
)


def write(
    folder: Path, name: str, issuer: str, number: str, day: str, month: str, body: str, title: str = "Phát triển văn hóa đọc"
) -> None:
    head = HEADER.format(issuer=issuer, number=number, place="An Bình", day=day, month=month)
    (folder / name).write_text(f"{head}KẾ HOẠCH\n{title}\n{body}\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tinh = "Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh An Bình"
    write(tmp_path, "tinh.txt", "ỦY BAN NHÂN DÂN TỈNH AN BÌNH", "12/KH-UBND", "05", "01", "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;")
    write(tmp_path, "so.txt", "SỞ VĂN HÓA AN BÌNH", "7/KH-SVH", "02", "02", f"Thực hiện {tinh}; Kế hoạch số 12/KH-UBND là căn cứ chung.")
    write(
        tmp_path,
        "xa.txt",
        "ỦY BAN NHÂN DÂN XÃ HÒA AN",
        "3/KH-UBND",
        "03",
        "3",
        "Thực hiện Kế hoạch số 7/KH-SVH ngày 02/02/2026; Luật Thư viện ngày 21/11/2019.",
    )
    (tmp_path / "anh.exe").write_bytes(b"MZ\x90\x00")
    (tmp_path / ".khong-thay").write_text("Kế hoạch số 99/KH-UBND", encoding="utf-8")
    return tmp_path


def links(made: Graph) -> list[tuple[str | None, str | None, str | None, int]]:
    files = {node.id: node.file for node in made.nodes}
    return sorted((files[e.source], files[e.target], e.relation, e.count) for e in made.edges if files[e.target])


def test_documents_of_a_folder_are_linked(folder: Path) -> None:
    made = cite(folder)
    assert links(made) == [("so.txt", "tinh.txt", "thực hiện", 2), ("xa.txt", "so.txt", "thực hiện", 1)]


def test_an_outside_law_is_one_node_however_its_day_is_written(folder: Path) -> None:
    made = cite(folder)
    (law,) = [node for node in made.nodes if node.file is None]
    assert (law.type, law.title, law.date) == ("luật", "Luật Thư viện", "2019-11-21")
    assert sum(edge.target == law.id for edge in made.edges) == 2


def test_what_cannot_be_read_is_listed_and_hidden_files_are_left_alone(folder: Path) -> None:
    (unread,) = cite(folder).unread
    assert unread.file == "anh.exe"
    assert "chương trình" in unread.reason


def test_two_candidates_give_no_link(folder: Path) -> None:
    for name in ("mot.txt", "hai.txt"):
        write(folder, name, f"ỦY BAN NHÂN DÂN XÃ {name[:3].upper()}", "05/KH-UBND", "01", "3", "Nội dung.", title=f"Của xã {name}")
    write(folder, "ba.txt", "PHÒNG VĂN HÓA", "1/KH-PVH", "09", "3", "Thực hiện Kế hoạch số 05/KH-UBND.")
    made = cite(folder)
    assert [link for link in links(made) if link[0] == "ba.txt"] == []
    (edge,) = [e for e in made.edges if e.source == next(n.id for n in made.nodes if n.file == "ba.txt")]
    assert next(n.file for n in made.nodes if n.id == edge.target) is None


def test_a_named_issuer_decides_between_two(folder: Path) -> None:
    write(folder, "mot.txt", "ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "05/KH-UBND", "01", "3", "Nội dung.")
    write(folder, "hai.txt", "ỦY BAN NHÂN DÂN XÃ HÒA AN", "05/KH-UBND", "01", "3", "Nội dung.")
    write(folder, "ba.txt", "PHÒNG VĂN HÓA", "1/KH-PVH", "09", "3", "Thực hiện Kế hoạch số 05/KH-UBND ngày 01/3/2026 của UBND xã Tân Lập.")
    assert [link[1] for link in links(cite(folder)) if link[0] == "ba.txt"] == ["mot.txt"]


def test_another_day_is_another_document(folder: Path) -> None:
    write(folder, "ba.txt", "PHÒNG VĂN HÓA", "1/KH-PVH", "09", "3", "Thực hiện Kế hoạch số 7/KH-SVH ngày 02/02/2025.")
    assert [link for link in links(cite(folder)) if link[0] == "ba.txt"] == []


def test_one_file_gives_its_own_citations(folder: Path) -> None:
    made = vanban.cite(folder / "so.txt")
    assert [(edge.relation, edge.count) for edge in made.edges] == [("thực hiện", 2)]
    assert [node.file for node in made.nodes] == ["so.txt", None]


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(vanban.VanbanError, match="không có văn bản nào"):
        cite(tmp_path)


def test_ids_are_unique_and_edges_join_nodes(folder: Path) -> None:
    (folder / "ban-sao.txt").write_bytes((folder / "so.txt").read_bytes())
    made = cite(folder)
    ids = [node.id for node in made.nodes]
    assert len(set(ids)) == len(ids)
    assert {end for e in made.edges for end in (e.source, e.target)} <= set(ids)


def test_the_graph_as_json_graphml_and_picture(folder: Path, tmp_path: Path) -> None:
    made = cite(folder)
    for ending in (".json", ".graphml", ".svg"):
        graph.save(made, tmp_path / f"ra{ending}")
    plain = json.loads((tmp_path / "ra.json").read_text(encoding="utf-8"))
    assert (plain["schema"], len(plain["nodes"]), len(plain["edges"])) == ("vanban-graph/1", 4, 4)
    net = ElementTree.parse(tmp_path / "ra.graphml").getroot()  # noqa: S314 - our own file
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert [len(net.findall(f".//{space}{tag}")) for tag in ("node", "edge")] == [4, 4]
    picture = (tmp_path / "ra.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(picture)  # noqa: S314 - our own file
    assert "Luật Thư viện, 21/11/2019" in picture
    assert "<script" not in picture
    assert "style=" not in picture


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(vanban.VanbanError, match=r"\.graphml"):
        graph.save(Graph((), ()), tmp_path / "ra.png")


def test_words_that_xml_refuses_do_not_break_the_picture() -> None:
    node = vanban.resolve.Node("a<b", "kế hoạch", "1/KH & <x>", None, "\x00\ufffe", None, "tệp \x01.txt")
    made = Graph((node,), (Edge("a<b", "a<b", None, 1, "t\x0b", 0, 1),))
    ElementTree.fromstring(graph.to_svg(made))  # noqa: S314 - our own words
    ElementTree.fromstring(graph.to_graphml(made))  # noqa: S314 - our own words
