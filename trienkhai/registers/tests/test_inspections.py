"""The yearly programme of inspections: approved, carried out, doubled; what the inspected unit sees, mends, and may not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import vanban
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Hidden, Refusal
from trienkhai.plans.tests.factories import Body, make_body
from trienkhai.registers import selectors, services
from trienkhai.registers.models import Programme, Register, RegisterEntry
from trienkhai.registers.tests.test_events import move, open_one, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
KITCHEN, MONEY = "An toàn trường học, bếp ăn", "Tài chính, các khoản thu"
DECISION = {"document": "Quyết định số 12/QĐ-SGDĐT ngày 05/01/2026", "legal_basis": "Quy chế kiểm tra của Sở"}


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=3)


def plan(body: Body, register: Register, school: int, day: str, field: str = KITCHEN, matter: str = "Bếp ăn bán trú") -> RegisterEntry:
    typed = {"c1": matter, "c2": f"t{school + 1}", "c3": day, "c6": field, "c7": "Thanh tra nội bộ"}
    return write(body, register, typed=typed, actor=body.specialist, unit_id=body.department.pk)


def page_of(body: Body, register: Register, **asked: Any) -> Any:
    return selectors.programme_page(viewer=asked.pop("viewer", body.specialist), register_id=register.pk, **asked)


def test_a_programme_is_approved_and_visits_stand_against_it(body: Body, at: Any) -> None:
    register = open_one(body, "inspection")
    first, second = plan(body, register, 0, "10/11/2026"), plan(body, register, 1, "02/12/2026", MONEY, "Các khoản thu")
    approve = {"register_id": register.pk, "year": 2026} | DECISION
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.approve_programme(actor=actor, **approve)
    with pytest.raises(Refusal, match="căn cứ"):
        services.approve_programme(actor=body.leader, **approve | {"legal_basis": " "})
    assert services.approve_programme(actor=body.leader, **approve).number == 1
    with pytest.raises(Refusal, match="chờ phê duyệt"):
        services.approve_programme(actor=body.leader, **approve)
    second.refresh_from_db()
    services.change_entry(
        actor=body.specialist, entry_id=second.pk, version=1, typed={"c1": "Các khoản thu", "c2": "t2", "c3": "09/12/2026"}
    )
    outside = plan(body, register, 2, "20/11/2026", "Khác", "Việc đột xuất")
    move(body, outside, actor=body.specialist)
    page = page_of(body, register)
    assert [(one.row.pk, one.is_visited, one.is_overdue, one.is_moved) for one in page.visits] == [
        (first.pk, False, True, False),
        (outside.pk, True, False, False),
        (second.pk, False, False, True),
    ]
    assert (page.visits[2].row.planned_on, page.outside, page.waiting) == (dt.date(2026, 12, 2), 1, 0)
    assert [n for _label, n, _kind in page.segments] == [1, 1, 1]
    later = plan(body, register, 1, "15/12/2026", "Khác", "Đợt bổ sung")
    assert services.approve_programme(actor=body.leader, **approve).number == 2
    later.refresh_from_db()
    assert later.programme == Programme.objects.get(number=2)
    words = client_of(body.specialist).get(reverse("registers:programme", args=[register.pk])).content.decode()
    assert all(said in words for said in (DECISION["document"], "ngoài chương trình", "đã dời", "Quá ngày dự kiến", "Điều chỉnh:"))


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_unit_inspected_twice_a_year_on_one_matter_is_shown(body: Body) -> None:
    register = open_one(body, "inspection")
    first = plan(body, register, 0, "10/11/2026")
    client, address = client_of(body.specialist), reverse("registers:entry-new", args=[register.pk])
    typed = {"c1": "Bếp ăn", "c2": "t1", "c3": "20/12/2026", "c6": KITCHEN, "unit": str(body.department.pk)}
    answer = client.post(address, typed, follow=True)
    assert "Hãy cân nhắc ghép đoàn" in answer.content.decode()
    plan(body, register, 0, "21/12/2026", MONEY, "Các khoản thu")
    plan(body, register, 0, "10/11/2027")
    plan(body, register, 1, "11/11/2026", "Khác", "Việc A")
    plan(body, register, 1, "12/11/2026", "Khác", "Việc B")
    page = page_of(body, register)
    assert (page.doubled[0].row.pk, page.doubled[0].twice) == (first.pk, (dt.date(2026, 12, 20),))
    assert len(page.doubled) == 2, "another matter, another year, another unit and the field «Khác» are no doubles"
    assert page.years == [2026, 2027]
    assert [one.row.day.year for one in page_of(body, register, year=2027).visits] == [2027]


def test_the_inspected_unit_sees_what_it_must_mend_and_says_when_it_did(body: Body, at: Any) -> None:
    register, findings = open_one(body, "inspection"), open_one(body, "finding")
    visit = plan(body, register, 0, "12/11/2026")
    own = {"actor": body.specialist, "unit_id": body.department.pk}
    with pytest.raises(Hidden):
        selectors.entry_page(viewer=body.clerks[0], entry_id=visit.pk)
    move(body, visit, actor=body.specialist)
    assert selectors.entry_page(viewer=body.clerks[0], entry_id=visit.pk).subject_name == "Trường THPT số 1"
    asked = {"c1": "Thiếu bình chữa cháy", "c2": "Mua 4 bình", "c3": "12/11/2026", "c4": "23/11/2026"}
    finding = write(body, findings, typed=asked, parent_id=visit.pk, **own)
    (line,) = page_of(body, register).visits
    assert (line.mending.asked, line.mending.overdue) == (1, 1)
    with pytest.raises(Hidden):
        move(body, finding, school=1)
    with pytest.raises(Refusal):
        services.change_entry(actor=body.clerks[0], entry_id=finding.pk, version=1, typed=asked | {"c4": "30/12/2026"})
    with pytest.raises(Refusal, match="minh chứng"):
        move(body, finding)
    move(body, finding, file=("anh.txt", b"Da mua"))
    with pytest.raises(Refusal):
        move(body, finding)
    move(body, finding, actor=body.specialist)
    assert (page_of(body, register).mending.mended, page_of(body, register).mending.overdue) == (1, 0)
    words = client_of(body.clerks[0]).get(reverse("registers:entry", args=[finding.pk])).content.decode()
    assert "Đã đóng" in words


def test_who_sees_a_programme_and_how_often_it_asks(body: Body, queries: Any) -> None:
    register = open_one(body, "inspection")
    plan(body, register, 0, "10/12/2026")
    assert page_of(body, register, viewer=body.clerks[0]).visits == [], "a visit is not announced by its programme"
    for viewer, kind in ((body.stranger, "inspection"), (body.specialist, "training")):
        with pytest.raises(Hidden):
            page_of(body, register if kind == "inspection" else open_one(body, kind), viewer=viewer)
    before = queries(lambda: page_of(body, register))
    for _n in range(10):
        plan(body, register, 1, "10/12/2026")
    assert queries(lambda: page_of(body, register)) == before


@pytest.mark.once
@pytest.mark.parametrize("found", [0, 2])
def test_the_conclusion_stands_up_to_the_checks_of_an_official_document(body: Body, found: int) -> None:
    register, findings = open_one(body, "inspection"), open_one(body, "finding")
    visit = plan(body, register, 0, "12/11/2026")
    move(body, visit, actor=body.specialist)
    asked = {"c1": "Thiếu bình chữa cháy", "c2": "Mua 4 bình", "c3": "12/11/2026", "c4": "23/11/2026"}
    for _n in range(found):
        write(body, findings, typed=asked, parent_id=visit.pk, actor=body.specialist, unit_id=body.department.pk)
    data, name = services.draft_conclusion(actor=body.specialist, entry_id=visit.pk)
    read = vanban.read(data, name=name)
    told = [one.rule for one in read.findings if one.severity in {"error", "warning"}]
    assert told == ["header.date_blank"], "nothing but the day, which the records clerk gives it"
    assert read.metadata.type.value == "thông báo"
