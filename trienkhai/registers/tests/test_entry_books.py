"""A register as a workbook: out and in again, all or nothing, faults marked; refused kindly; the year's lines of all."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans.tests.factories import Body, make_body
from trienkhai.registers import services, taking
from trienkhai.registers.models import Intake, Register, RegisterEntry
from trienkhai.registers.services import entries_in
from trienkhai.registers.tests.factories import reworked
from trienkhai.registers.tests.test_events import CLASS, move, open_one, write
from trienkhai.registers.tests.test_following import inspected

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=2)


def book_of(body: Body, row: Register, school: int = 0) -> bytes:
    given = {"actor": body.clerks[school], "register_id": row.pk, "unit_id": body.schools[school].pk}
    return services.hand_out_entries(year=2026, **given)[0]


def put(body: Body, row: Register, data: bytes, school: int = 0, **values: Any) -> Intake:
    given = {"actor": body.clerks[school], "register_id": row.pk, "unit_id": body.schools[school].pk, "name": "so.xlsx"} | values
    return services.take_entries_in(data=data, **given)


def line(at: int, *words: Any) -> Any:
    """Type words into a line of the first page, from its second column."""

    def act(book: Any) -> None:
        for column, said in enumerate(words, start=2):
            if said is not None:
                book.worksheets[0].cell(4 + at, column, said)

    return act


def test_lines_go_out_and_come_back_changed_and_new(body: Body) -> None:
    row = open_one(body)
    kept, changed = write(body, row), write(body, row, typed=CLASS | {"c2": "12/11/2026"})
    data = reworked(book_of(body, row), line(2, "Tập huấn thư viện"))
    data = reworked(data, line(3, "Lớp mới", dt.date(2026, 11, 20), "Trực tuyến", 12))
    made = put(body, row, data)
    assert (made.state, made.rows, made.fault_count, made.marked) == ("taken", 3, 0, None)
    kept.refresh_from_db()
    changed.refresh_from_db()
    assert (kept.version, changed.version, changed.values["c1"]) == (1, 2, "Tập huấn thư viện")
    new = RegisterEntry.objects.latest("pk")
    assert (new.values["c1"], new.day, new.step, new.steps.count()) == ("Lớp mới", dt.date(2026, 11, 20), "planned", 1)
    assert put(body, row, book_of(body, row)).rows == 3
    assert RegisterEntry.objects.count() == 3, "the same workbook again changes nothing"


@pytest.mark.parametrize("words", [dt.date(2026, 11, 20), "20/11/2026", "20-11-2026", "20.11.2026", "ngày 20 tháng 11 năm 2026"])
def test_dates_in_five_styles(body: Body, words: Any) -> None:
    row = open_one(body)
    put(body, row, reworked(book_of(body, row), line(1, "Lớp", words, "Trực tiếp")))
    assert RegisterEntry.objects.get().day == dt.date(2026, 11, 20)


def test_a_faulty_workbook_comes_back_marked_and_nothing_is_written(body: Body) -> None:
    row = open_one(body)
    entry = write(body, row)
    data = reworked(book_of(body, row), line(1, "Sửa", None, "Qua thư", "=1+1"))
    made = put(body, row, reworked(data, line(2, None, "hôm qua", "Trực tiếp", -1)))
    entry.refresh_from_db()
    assert (entry.version, RegisterEntry.objects.count(), made.state, made.fault_count) == (1, 1, "faulty", 5)
    client = Client()
    client.force_login(body.clerks[0])
    answer = client.get(reverse("registers:intake-file", args=[made.pk]))
    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    marked = {cell.coordinate for cells in page.iter_rows() for cell in cells if cell.comment}
    assert marked == {"D5", "E5", "B6", "C6", "E6"}
    client.force_login(body.clerks[1])
    assert client.get(reverse("registers:intake-file", args=[made.pk])).status_code == 404


def test_a_line_changed_or_taken_out_meanwhile_is_told(body: Body) -> None:
    row = open_one(body)
    first, second = write(body, row), write(body, row)
    data = reworked(reworked(book_of(body, row), line(1, "Sửa một")), line(2, "Sửa hai"))
    services.change_entry(actor=body.clerks[0], entry_id=first.pk, version=1, typed=CLASS | {"c4": "99"})
    services.remove_entry(actor=body.clerks[0], entry_id=second.pk, version=1, reason="Ghi nhầm")
    made = put(body, row, data)
    first.refresh_from_db()
    assert (made.fault_count, first.values["c4"]) == (2, "99")


def test_findings_stand_under_a_visit_that_their_code_names(body: Body) -> None:
    visit, finding = inspected(body)
    row, own = finding.register, {"actor": body.specialist, "unit_id": body.department.pk}
    data, _name = services.hand_out_entries(register_id=row.pk, year=2026, **own)
    typed = ("Hàng rào hỏng", "Sửa", "12/11/2026", "20/12/2026", None)
    assert put(body, row, reworked(data, line(2, *typed, "D999")), **own).fault_count == 1
    put(body, row, reworked(data, line(2, *typed, f"D{visit.pk}-3")), **own)
    made = RegisterEntry.objects.latest("pk")
    assert (made.parent, made.subject_id) == (visit, body.schools[0].pk)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda book: setattr(book.create_sheet("x"), "sheet_state", "hidden"), "trang ẩn"),
        (lambda book: book.worksheets[0].merge_cells("B6:C6"), "ô gộp"),
        (lambda book: book.worksheets[0].cell(4, 2, "Tên lớp"), "tiêu đề"),
        (lambda book: book.worksheets[0].cell(3, 1, "SO-1-1-abcdefghijkl"), "mã tệp sổ"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(body: Body, act: Any, said: str) -> None:
    row = open_one(body)
    with pytest.raises(Refusal, match=said) as refused:
        put(body, row, reworked(book_of(body, row), act))
    assert "Hãy" in refused.value.hint
    assert not Intake.objects.exists()


def test_who_may_not_and_too_many_lines(body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    row = open_one(body)
    data = reworked(book_of(body, row), line(1, "Lớp", "20/11/2026", "Trực tiếp"))
    for actor, raised in ((body.clerks[1], Refusal), (body.leader, Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            put(body, row, data, actor=actor)
    with pytest.raises(Refusal, match="đơn vị khác"):
        put(body, row, data, actor=body.clerks[1], unit_id=body.schools[1].pk)
    monkeypatch.setattr(entries_in, "MOST", 0)
    with pytest.raises(Refusal, match="quá 0 dòng"):
        put(body, row, data)
    assert taking.workbook.MOST_ROWS == 50_000, "more are refused while they are read, as for forms"


def test_the_lines_of_a_year_of_all_units_in_one_workbook(body: Body) -> None:
    row = open_one(body)
    first = write(body, row)
    move(body, first)
    write(body, row, school=1)
    write(body, row, typed=CLASS | {"c2": "10/11/2025"})
    for viewer, units in ((body.specialist, 2), (body.clerks[1], 1)):
        data, name = services.hand_out_year(actor=viewer, register_id=row.pk, year=2026)
        page = load_workbook(io.BytesIO(data)).worksheets[0]
        assert (page.max_row, name) == (1 + units, "training-2026.xlsx")
    client = Client()
    client.force_login(body.specialist)
    assert client.get(reverse("registers:register-file", args=[row.pk]) + "?nam=2026").status_code == 200
    with pytest.raises(Hidden):
        services.hand_out_year(actor=body.stranger, register_id=row.pk, year=2026)


def test_the_page_takes_a_workbook(body: Body) -> None:
    row, client = open_one(body), Client()
    client.force_login(body.clerks[0])
    address, unit = reverse("registers:entries-intake", args=[row.pk]), body.schools[0].pk
    data = reworked(book_of(body, row), line(1, "Lớp", "20/11/2026", "Trực tiếp"))
    answer = client.post(address, {"unit": unit, "file": SimpleUploadedFile("so.xlsx", data)}, follow=True)
    assert "Đã nạp sổ từ tệp: 1 dòng" in answer.content.decode()
    assert client.post(address, {"unit": unit}).status_code == 422
    got = client.get(reverse("registers:entries-file", args=[row.pk]) + f"?don-vi={unit}&nam=2026")
    assert got.status_code == 200
