"""Tasks: what is one, whose it is and when; nothing leaks from a neighbour."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import vanban
import yaml
from vanban import assemble, clean, outline
from vanban.load.base import Piece
from vanban.load.text import load_text
from vanban.types import Document, Metadata, Source, Task, Value

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "tasks.yaml").read_text(encoding="utf-8"))
YEAR = Metadata(date=Value("ngày 15 tháng 01 năm 2026", 0, 25, "2026-01-15"))


def read(pieces: list[Piece]) -> Document:
    text, blocks = clean.normalise(pieces)
    tree = outline.outline(text, blocks)
    tasks = assemble.tasks(text, blocks, tree, YEAR)
    source = Source("x.txt", "text/plain", "0" * 64)
    return Document(source, text, blocks, YEAR, tree, tasks, (), (), ())


def lines(text: str) -> list[Piece]:
    return [Piece(text=line) for line in text.split("\n") if line]


def table(rows: list[list[str]]) -> list[Piece]:
    return [Piece(text=words, kind="cell", table=0, row=r, column=c) for r, row in enumerate(rows) for c, words in enumerate(row)]


def shown(task: Task) -> list[Any]:
    times = [t.due or t.every or t.kind for t in task.times if t.kind != "conditional"]
    return [task.id, [[unit.role, unit.names[0]] for unit in task.units], times]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tasks_of_a_small_document(case: dict[str, Any]) -> None:
    document = read(lines(case["text"]))
    assert [shown(task) for task in document.tasks] == [[want[0], want[2], want[3]] for want in case["expect"]]
    assert [task.text[: len(want[1])] for task, want in zip(document.tasks, case["expect"], strict=True)] == [w[1] for w in case["expect"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_part_of_a_task_quotes_the_text(case: dict[str, Any]) -> None:
    document = read(lines(case["text"]))
    for task in document.tasks:
        for part in (task, *task.units, *task.times, *task.products):
            assert document.text[part.start : part.end] == part.text
    assert len({task.id for task in document.tasks}) == len(document.tasks)


def test_who_is_assigned_may_stand_in_one_cell_with_roles_and_the_number_in_the_task() -> None:
    document = read(
        table(
            [
                ["Nội dung", "Phân công nhiệm vụ", "Tiến độ"],
                ["1. Kiểm kê sách quý", "Chủ trì: Thư viện tỉnh. Phối hợp: Bảo tàng tỉnh, UBND các xã, phường.", "Quý II/2026"],
                ["12 tủ sách lưu động", "Chủ trì: Tỉnh đoàn.", "Quý III/2026"],
            ]
        )
    )
    assert [shown(task) for task in document.tasks] == [
        ["1", [["lead", "Thư viện tỉnh"], ["coordinate", "Bảo tàng tỉnh"], ["coordinate", "UBND các xã, phường"]], ["2026-06-30"]],
        ["r2", [["lead", "Tỉnh đoàn"]], ["2026-09-30"]],
    ]
    assert [task.text for task in document.tasks] == ["Kiểm kê sách quý", "12 tủ sách lưu động"]


def test_a_column_of_those_assigned_is_no_column_of_work_beside_one_of_units() -> None:
    document = read(table([["Nội dung", "Phân công nhiệm vụ", "Cơ quan chủ trì"], ["Sửa mái", "hai buổi", "UBND xã"]]))
    assert [shown(task)[1] for task in document.tasks] == [[["lead", "UBND xã"]]]


@pytest.mark.parametrize(
    ("head", "cell", "units"),
    [
        ("Người phụ trách", "Chi hội thôn 3, thôn 5", [["execute", "Chi hội thôn 3"], ["execute", "Chi hội thôn 5"]]),
        ("Phân công phụ trách", "Ban Thường vụ", [["execute", "Ban Thường vụ"]]),
        ("Lãnh đạo phụ trách", "Phó Giám đốc Lê Văn An", [["monitor", "Phó Giám đốc Lê Văn An"]]),
        ("Đơn vị giám sát", "Phòng Kinh tế", [["monitor", "Phòng Kinh tế"]]),
        ("Cùng thực hiện", "Hội Phụ nữ", [["coordinate", "Hội Phụ nữ"]]),
        ("Đơn vị được kiểm tra", "Trường THCS Sơn Thủy", []),
    ],
)
def test_what_a_column_of_units_says_of_them(head: str, cell: str, units: list[list[str]]) -> None:
    (task,) = read(table([["TT", "Nội dung", head, "Thời gian"], ["1", "Sửa nhà xe", cell, "Quý II/2026"]])).tasks
    assert shown(task)[1:] == [units, ["2026-06-30"]]


def test_a_table_gives_one_task_a_row_and_group_rows_none() -> None:
    document = read(
        table(
            [
                ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm"],
                ["I", "Thư viện", "", "", "", ""],
                ["1", "Mua sách thiếu nhi", "Thư viện tỉnh", "Các Sở, ban, ngành", "Quý II/2026", "Danh mục"],
                ["2", "Sửa mái nhà đọc", "Phòng Kinh tế; UBND xã", "", "Thường xuyên", ""],
            ]
        )
    )
    assert [shown(task) for task in document.tasks] == [
        ["I.1", [["lead", "Thư viện tỉnh"], ["coordinate", "Các Sở, ban, ngành"]], ["2026-06-30"]],
        ["I.2", [["lead", "Phòng Kinh tế"], ["lead", "UBND xã"]], ["continuous"]],
    ]
    assert [value.text for value in document.tasks[0].products] == ["Danh mục"]
    assert [node.label for node in document.outline] == ["I"]


def test_a_merged_unit_cell_counts_for_every_row_it_spans() -> None:
    cells = [
        Piece(text="Nội dung", kind="cell", table=0, row=0, column=0),
        Piece(text="Đơn vị thực hiện", kind="cell", table=0, row=0, column=1),
        Piece(text="Thời hạn", kind="cell", table=0, row=0, column=2),
        Piece(text="Quét vôi lớp học", kind="cell", table=0, row=1, column=0),
        Piece(text="Tổ Văn phòng", kind="cell", table=0, row=1, column=1, row_span=2),
        Piece(text="30/4/2026", kind="cell", table=0, row=1, column=2),
        Piece(text="Thay bóng đèn", kind="cell", table=0, row=2, column=0),
        Piece(text="Tháng 5", kind="cell", table=0, row=2, column=2),
    ]
    assert [shown(task)[1:] for task in read(cells).tasks] == [
        [[["execute", "Tổ Văn phòng"]], ["2026-04-30"]],
        [[["execute", "Tổ Văn phòng"]], ["2026-05-31"]],
    ]


def test_a_span_of_time_may_stand_in_two_columns() -> None:
    cells = [
        Piece(text="Nội dung", kind="cell", table=0, row=0, column=0, row_span=2),
        Piece(text="Thời gian", kind="cell", table=0, row=0, column=1, column_span=2),
        Piece(text="Bắt đầu", kind="cell", table=0, row=1, column=1),
        Piece(text="Kết thúc", kind="cell", table=0, row=1, column=2),
        Piece(text="Lát gạch sân trường", kind="cell", table=0, row=2, column=0),
        Piece(text="01/6/2026", kind="cell", table=0, row=2, column=1),
        Piece(text="30/7/2026", kind="cell", table=0, row=2, column=2),
    ]
    (task,) = read(cells).tasks
    assert [(t.from_, t.due) for t in task.times] == [("2026-06-01", "2026-07-30")]


def test_a_sentence_broken_over_two_lines_keeps_its_names_and_dates() -> None:
    document = read(
        lines("1. Sở Y tế chủ trì, phối hợp\nvới Sở Nông nghiệp và Môi trường kiểm tra bếp ăn trước ngày 30\ntháng 4 năm 2026.")
    )
    assert [shown(task)[1:] for task in document.tasks] == [
        [[["lead", "Sở Y tế"], ["coordinate", "Sở Nông nghiệp và Môi trường"]], ["2026-04-30"]]
    ]
    assert all(document.text[t.start : t.end] == t.text for task in document.tasks for t in task.times)


def test_days_in_the_table_under_a_bare_label_are_the_task_s_times() -> None:
    document = read(
        [
            *lines("II. NỘI DUNG\n1. Tập huấn phần mềm thư viện\nThành phần: Cán bộ thư viện\nThời gian:"),
            Piece(text="Ngày 02/3/2026", kind="cell", table=0, row=0, column=0),
            Piece(text="Phòng máy 1", kind="cell", table=0, row=0, column=1),
            Piece(text="Ngày 03/3/2026", kind="cell", table=0, row=1, column=0),
            Piece(text="Phòng máy 2", kind="cell", table=0, row=1, column=1),
        ]
    )
    assert [shown(task) for task in document.tasks] == [["II.1", [["coordinate", "Cán bộ thư viện"]], ["2026-03-02", "2026-03-03"]]]


def test_a_list_of_people_and_a_list_of_costs_assign_nothing() -> None:
    people = table([["TT", "Họ và tên", "Đơn vị", "Nhiệm vụ"], ["1", "Lê Văn Mai", "Phòng Kinh tế", "Trưởng ban"]])
    costs = table([["TT", "Nội dung", "Đơn vị tính", "Số lượng"], ["1", "Nước uống", "Thùng", "12"]])
    assert read(people).tasks == ()
    assert read(costs).tasks == ()


def test_a_field_never_leaks_from_the_next_item() -> None:
    document = read(
        lines("II. NỘI DUNG\n1. Phát động phong trào đọc sách.\n2. Sửa giá sách.\nĐơn vị thực hiện: Thư viện xã\nThời gian: Quý I/2026")
    )
    assert [shown(task) for task in document.tasks] == [["II.2", [["execute", "Thư viện xã"]], ["2026-03-31"]]]


@pytest.mark.parametrize(
    "piece", ["a", ". ", "các ", "hằng năm ", "trước ngày 1/1/2026 ", "Sở A; ", "1. Sở Y tế, ", "Đơn vị thực hiện: ", "-"]
)
def test_whatever_repeats_costs_linear_time(piece: str) -> None:
    def cost(size: int) -> float:
        begun = process_time()
        read([Piece(text="1. " + piece * (size // len(piece)))])
        return process_time() - begun

    small, large = cost(2_000), cost(20_000)
    assert large < 40 * small + 0.5


def test_numbering_a_thousand_deep_is_read() -> None:
    deep = [Piece(text=".".join(["1"] * level) + ". Trạm Y tế xã rà soát sổ tiêm chủng.") for level in range(1, 1001)]
    assert len(read(deep).tasks) > 900


@pytest.mark.parametrize("gap", ["\t", "    "])
def test_a_table_of_plain_text_is_told_by_the_heads_of_its_columns(gap: str) -> None:
    rows = [("TT", "Nội dung công việc", "Chủ trì", "Hoàn thành"), ("1", "Sơn lại cổng trường", "Tổ Văn phòng", "30/4/2026")]
    rows.append(("2", "Thay bóng đèn", "Công đoàn", "Quý II/2026"))
    wide = "\n".join(gap.join(cell if gap == "\t" else cell.ljust(20) for cell in row).rstrip() for row in rows)
    for text in (wide, unicodedata.normalize("NFD", wide)):
        parts = load_text(f"II. NỘI DUNG\n{text}\nIII. TỔ CHỨC THỰC HIỆN\n1. Tổ Văn phòng báo cáo trước 05/5/2026.".encode())
        assert [shown(task) for task in read(parts.pieces).tasks] == [
            ["II.1", [["lead", "Tổ Văn phòng"]], ["2026-04-30"]],
            ["II.2", [["lead", "Công đoàn"]], ["2026-06-30"]],
            ["III.1", [["execute", "Tổ Văn phòng"]], ["2026-05-05"]],
        ]


def test_columns_that_are_no_table_of_work_stay_prose() -> None:
    parts = load_text("UBND XÃ NÀ HẨU\tCỘNG HÒA\tXÃ HỘI\nTRƯỜNG MẦM NON\tĐộc lập\tTự do\n".encode())
    assert {piece.kind for piece in parts.pieces} == {"paragraph"}


@pytest.mark.parametrize(("kind", "count"), [("báo cáo", 1), ("tờ trình", 1), ("kế hoạch", 4)])
def test_a_report_and_a_proposal_tell_and_ask_but_do_not_assign(kind: str, count: int) -> None:
    text, blocks = clean.normalise(
        lines(
            "1. Dự thảo được gửi lấy ý kiến đến ngày 20/4/2026.\n2. Đề nghị Sở Tài chính cấp kinh phí mua sách.\n"
            "3. Đã kiểm tra 12 bếp ăn trước ngày 15/4/2026.\n4. Thư viện xã kiểm kê sách trước ngày 30/6/2026."
        )
    )
    metadata = Metadata(date=YEAR.date, type=Value(kind, 0, 0, kind))
    assert len(assemble.tasks(text, blocks, outline.outline(text, blocks), metadata)) == count


def test_ids_stay_unique_where_an_item_is_called_like_a_second_task() -> None:
    two = "Giao Sở Y tế kiểm tra kho thuốc trước ngày 30/6/2026.\nGiao Công an tỉnh kiểm tra bến xe trước ngày 15/7/2026."
    document = vanban.read(f"KẾ HOẠCH\nI. NHIỆM VỤ\n{two}\nI. VIỆC KHÁC\n{two}".encode(), name="a.txt")
    ids = [task.id for task in document.tasks]
    assert len(ids) == 4
    assert len(set(ids)) == 4
    assert {"I", "I~2"} <= set(ids)
