"""Search over everything: what is found, in which order, and by whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock, searching
from trienkhai.core.models import SearchEntry
from trienkhai.core.searching import Asked
from trienkhai.desk.finding import KINDS, found_page
from trienkhai.documents import services as documents
from trienkhai.documents.models import Document
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.plans import services
from trienkhai.plans.models import Difficulty, Obligation
from trienkhai.plans.tests.factories import Body, make_body, make_document, make_draft, make_issued, say
from trienkhai.units import changing
from trienkhai.units.choices import ChangeKind
from trienkhai.units.tasks import search_follows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def body(at: Any) -> Body:
    return make_body()


def titles(viewer: Person, words: str, **how: Any) -> list[str]:
    return [row.title for row in searching.find(Person.objects.get(pk=viewer.pk), Asked(words, **how))]


def owed(plan: Any, unit: Any) -> Obligation:
    return Obligation.objects.filter(task__plan=plan, unit=unit).order_by("pk")[0]


def test_words_are_found_without_diacritics_and_unfinished(body: Body) -> None:
    make_issued(body)
    for words in ("tủ sách lớp học", "tu sach lop hoc", "TU SACH", "tủ sá", "12/KH-SGD"):
        assert titles(body.specialist, words), words
    assert titles(body.specialist, "tủ sách lớp hội") == []
    assert titles(body.specialist, " / -") == []
    assert titles(body.specialist, "' | * & \" ) OR 1:*") == []


def test_the_title_comes_first_then_neighbouring_words_then_all_of_them(body: Body) -> None:
    document = documents_with(body, "Kế hoạch đọc sách", "Không gì.")
    near = documents_with(body, "Văn bản khác", "Ngày hội đọc sách.")
    apart = documents_with(body, "Văn bản nữa", "Sách để mọi người đọc.")
    found = [row.ref for row in searching.find(body.specialist, Asked("đọc sách", ("documents.document",)))]
    assert found == [document, near, apart]


def documents_with(body: Body, title: str, text: str) -> int:
    made = make_document(body, [])
    made.title = title
    made.save(update_fields=["title"])
    made.readings.update(result={"text": text})
    searching.rebuild("documents.document", [made.pk])
    return made.pk


def test_diacritics_that_were_typed_are_meant(body: Body) -> None:
    other = documents_with(body, "Bán hàng", "x")
    wanted = documents_with(body, "Bàn hàng", "x")
    later = documents_with(body, "Bán hàng nữa", "x")
    assert next(row.ref for row in searching.find(body.specialist, Asked("bàn"))) == wanted
    assert {row.ref for row in searching.find(body.specialist, Asked("ban"))} >= {other, wanted, later}


def test_a_draft_is_found_by_those_who_prepare_it_and_an_issued_plan_by_everybody_in_its_body(body: Body) -> None:
    plan = make_draft(body)
    assert "Xây dựng tủ sách lớp học." in titles(body.specialist, "tủ sách", kinds=("plans.task",))
    assert titles(body.clerks[0], "tủ sách") == []
    services.issue_plan(
        actor=body.leader, plan_id=plan.pk, version=plan.version, effective_on=dt.date(2023, 2, 6), rhythm="quarter", past=(), carry=False
    )
    assert "Xây dựng tủ sách lớp học." in titles(body.clerks[0], "tủ sách")
    assert titles(body.stranger, "tủ sách") == []


def test_what_a_school_said_is_found_by_it_and_above_it_and_nowhere_else(body: Body) -> None:
    plan = make_issued(body)
    say(body.clerks[0], owed(plan, body.schools[0]).pk, text="Đã mua hai trăm cuốn truyện.", state="done")
    assert titles(body.clerks[0], "hai trăm cuốn") == titles(body.specialist, "hai trăm cuốn") == ["Xây dựng tủ sách lớp học."]
    assert titles(body.clerks[1], "hai trăm cuốn") == titles(body.stranger, "hai trăm cuốn") == []
    say(body.clerks[0], owed(plan, body.schools[0]).pk, text="Thêm bàn ghế.", state="done", difficulty="Thiếu kinh phí mua kệ.")
    assert len(titles(body.specialist, "kinh phí mua kệ")) == 2, "the word of progress and the difficulty it raised"
    raised = Difficulty.objects.get()
    services.answer(actor=body.specialist, difficulty_id=raised.pk, text="Dùng nguồn xã hội hoá.")
    assert titles(body.clerks[0], "xã hội hoá") == ["Xây dựng tủ sách lớp học."]


def test_an_administrator_sees_units_and_no_content(body: Body) -> None:
    make_issued(body)
    admin = make_person("quantri", Role.ADMIN, body.department)
    assert titles(admin, "tủ sách") == []
    assert [one.unit.id for one in found_page(viewer=admin, words="thpt so 1").units] == [body.schools[0].pk]


def test_people_are_found_where_they_work_by_those_who_may_see_them(body: Body) -> None:
    searching.rebuild("accounts.person", [body.clerks[1].pk])
    name = str(body.clerks[1])
    assert titles(body.specialist, name, kinds=("accounts.person",)) == [name]
    assert titles(body.clerks[0], name, kinds=("accounts.person",)) == []


def test_what_was_removed_is_not_found(body: Body) -> None:
    made = documents_with(body, "Văn bản thử", "x")
    assert titles(body.specialist, "văn bản thử") == ["Văn bản thử"]
    Document.objects.update(reviewed_at=None)
    documents.remove_document(actor=body.specialist, document_id=made)
    assert titles(body.specialist, "văn bản thử") == []


def test_kinds_days_and_a_branch_narrow(body: Body) -> None:
    plan = make_issued(body)
    say(body.clerks[0], owed(plan, body.schools[0]).pk, text="Góc đọc sách ở hành lang.")
    say(body.clerks[1], owed(plan, body.schools[1]).pk, text="Góc đọc sách ở sân.")
    assert len(titles(body.specialist, "góc đọc")) == 2
    assert len(titles(body.specialist, "góc đọc", branch=Obligation.objects.filter(unit=body.schools[0])[0].path)) == 1
    assert titles(body.specialist, "góc đọc", kinds=("plans.task",)) == []
    assert titles(body.specialist, "góc đọc", since=dt.date(2026, 11, 25)) == []
    assert len(titles(body.specialist, "góc đọc", since=dt.date(2026, 11, 24), until=dt.date(2026, 11, 24))) == 2


def test_a_long_text_is_found_to_its_end_and_named_once(body: Body) -> None:
    made = documents_with(body, "Văn bản dài", "lặp lại " * 20_000 + "chữ cuối cùng")
    assert SearchEntry.objects.filter(ref=made, kind="documents.document").count() > 1
    assert titles(body.specialist, "chữ cuối cùng") == ["Văn bản dài"]
    assert titles(body.specialist, "lặp lại") == ["Văn bản dài"]


def test_what_is_found_follows_a_unit_that_moves(body: Body) -> None:
    plan = make_issued(body)
    say(body.clerks[0], owed(plan, body.schools[0]).pk, text="Trồng vườn rau.")
    branch = make_unit("xa", "Xã Bình Minh", body.department)
    overseer = make_person("xa", Role.SPECIALIST, branch)
    assert titles(overseer, "vườn rau") == []
    day = clock.today()
    change = changing.Change(ChangeKind.MOVE, body.schools[0].pk, day, "Quyết định 12/QĐ-UBND", target_id=branch.pk)
    changing.carry_out(actor=None, change=change)
    search_follows(unit_id=body.schools[0].pk)
    assert titles(overseer, "vườn rau") == titles(body.specialist, "vườn rau") == ["Xây dựng tủ sách lớp học."]


def test_the_index_is_made_anew_and_tells_what_is_wrong(body: Body) -> None:
    make_issued(body)
    call_command("search_index", verbosity=0)
    call_command("search_index", "--verify", verbosity=0)
    SearchEntry.objects.filter(kind="plans.task").first().delete()
    SearchEntry.objects.filter(kind="plans.plan").update(title="khác")
    SearchEntry.objects.create(source="plans.plan", source_id=999, kind="plans.plan", ref=999, path="000001", audience="issued", title="ma")
    with pytest.raises(CommandError, match="search_index"):
        call_command("search_index", "--verify", verbosity=0)
    call_command("search_index", verbosity=0)
    call_command("search_index", "--verify", verbosity=0)
    assert titles(body.specialist, "khác", kinds=("plans.plan",)) == []


def test_the_page_marks_the_words_and_keeps_what_was_asked(body: Body, client: Client) -> None:
    make_issued(body)
    client.force_login(body.clerks[0])
    said = client.get("/tim/", {"q": "tu sach", "loai": "nhiem-vu"}).content.decode()
    assert "<mark>tủ sách</mark>" in said
    assert '<option value="nhiem-vu" selected>' in said
    assert "Không tìm thấy" in client.get("/tim/", {"q": "không có gì như vậy"}).content.decode()
    assert "Không cần gõ dấu" in client.get("/tim/").content.decode()


def test_a_search_asks_the_same_however_much_is_found(body: Body, queries: Any) -> None:
    make_issued(body)
    few = queries(lambda: found_page(viewer=Person.objects.get(pk=body.specialist.pk), words="tủ"))
    many = queries(lambda: found_page(viewer=Person.objects.get(pk=body.specialist.pk), words="sách"))
    assert few == many <= 8


def test_every_kind_that_is_found_has_a_name_on_the_page(body: Body) -> None:
    assert sorted(name for name, _label in KINDS.values()) == searching.kinds()
    assert all(apps.get_model(label) for label in searching.sources())
