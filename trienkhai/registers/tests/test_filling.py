"""Filling in: per-unit isolation, kept as typed, two clerks at one form, sums on the server, sending, returning."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests.factories import Body
from trienkhai.registers import selectors, services
from trienkhai.registers.models import Collection, Filling, FormRow, SentForm
from trienkhai.registers.tests.factories import GOOD, ask, fill_whole, make_asked, make_form, of_school, type_into
from trienkhai.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def asked(at: Any) -> tuple[Body, Collection]:
    return make_asked()


def test_the_units_of_a_task_are_asked_once(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    assert set(collection.fillings.values_list("unit_id", flat=True)) == {school.pk for school in body.schools}
    with pytest.raises(Conflict):
        ask(body, collection.version.form)
    for actor, raised in ((body.clerks[0], Hidden), (body.stranger, Hidden), (body.head, Hidden)):
        with pytest.raises(raised):
            services.open_collection(
                actor=actor,
                form_id=collection.version.form_id,
                task_id=collection.task_id,
                plan_period_id=collection.period_id,
                due=collection.due,
            )


def test_a_form_is_not_asked_unpublished_or_of_nobody(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    draft = services.create_form(actor=body.specialist, owner_id=body.department.pk, title="Biểu nháp")
    held = {"plan_period_id": collection.period_id, "due": collection.due, "actor": body.specialist}
    with pytest.raises(Refusal, match="chưa công bố"):
        services.open_collection(form_id=draft.pk, task_id=collection.task_id, **held)
    nobody = collection.period.plan.tasks.get(key="2.b")
    with pytest.raises(Refusal, match="Chưa có đơn vị"):
        services.open_collection(form_id=collection.version.form_id, task_id=nobody.pk, **held)
    assert Collection.objects.count() == 1


def test_units_named_later_are_added_by_a_person(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    owed = Obligation.objects.filter(task=collection.task, unit=body.schools[0]).first()
    assert owed
    owed.pk, owed.unit = None, body.division
    owed.save()
    assert selectors.collection_page(viewer=body.specialist, collection_id=collection.pk).unasked == 1
    with pytest.raises(Hidden):
        services.add_units(actor=body.clerks[0], collection_id=collection.pk)
    assert [services.add_units(actor=body.specialist, collection_id=collection.pk) for _n in range(2)] == [1, 0]
    assert Filling.objects.filter(unit=body.division).exists()


def test_nobody_sees_or_fills_another_units_form(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    for actor in (body.clerks[1], body.stranger):
        with pytest.raises(Hidden):
            selectors.filling_page(viewer=actor, filling_id=row.pk)
        with pytest.raises(Hidden):
            type_into(body, row, {(1, "c1"): "x"}, actor=actor)
        with pytest.raises(Hidden):
            services.hand_out_filling(actor=actor, filling_id=row.pk)
    assert selectors.filling_page(viewer=body.specialist, filling_id=row.pk).is_editable is False
    with pytest.raises(Refusal):
        type_into(body, row, {(1, "c1"): "x"}, actor=body.specialist)
    owed, _page = selectors.own_fillings(viewer=body.clerks[1])
    assert [one.row.unit_id for one in owed] == [body.schools[1].pk]


def test_what_is_typed_is_kept_and_added_up(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    saved = type_into(body, row, {(1, key): words for key, words in GOOD.items()} | {(4, "c4"): "30"})
    assert saved.sums["c4"] == "1.280"
    assert {(one.place, one.column) for one in saved.faults} == {(4, "c1"), (4, "c2")}, "what must be filled in is told"
    values = FormRow.objects.get(filling=row, place=1).values
    assert values == {
        "c1": "Lớp 1",
        "c2": "2026-02-06",
        "c3": "Trực tiếp",
        "c4": "1250",
        "c5": "600",
        "c6": "12500000",
        "c7": True,
        "c8": body.schools[1].pk,
    }
    saved = type_into(body, row, {(1, "c4"): "khoảng 30", (4, "c4"): ""})
    assert saved.sums["c4"] == "0"
    assert not FormRow.objects.filter(filling=row, place=4).exists(), "a blank line is no line"
    page = selectors.filling_page(viewer=body.clerks[0], filling_id=row.pk)
    cell = page.lines[0].cells[3]
    assert (cell.shown, "không phải là số" in cell.fault) == ("khoảng 30", True)


def test_fixed_lines_and_columns_are_added_up_on_the_server(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    cells = {(1, "c1"): "3", (1, "c2"): "10", (2, "c1"): "4", (3, "c1"): "999", (1, "c3"): "999", (9, "c1"): "1", (1, "zz"): "1"}
    saved = type_into(body, row, cells, sheet="b2")
    assert saved.computed[1, "c3"] == "13"
    assert saved.computed[3, "c1"] == "7"
    assert saved.sums == {"c1": "7", "c2": "10", "c3": "17"}
    assert dict(FormRow.objects.filter(filling=row).values_list("place", "values")) == {
        1: {"c1": "3", "c2": "10", "c3": "13"},
        2: {"c1": "4", "c3": "4"},
        3: {"c1": "7", "c2": "10", "c3": "17"},
    }


def test_two_clerks_never_write_over_each_other(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    type_into(body, row, {(1, "c1"): "Của Hoa"}, actor=body.head)
    with pytest.raises(Conflict, match="đã lưu biểu này"):
        type_into(body, row, {(1, "c1"): "Của tôi"}, version=1)
    assert FormRow.objects.get(filling=row).values == {"c1": "Của Hoa"}
    client = Client()
    client.force_login(body.clerks[0])
    address = reverse("registers:filling", args=[row.pk])
    fields = {"version": 1, "bang": "b1", "o-1-c1": "Của tôi", "o-1-c4": "5"}
    answer = client.post(address, fields)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Của tôi"' in words
    assert "Của Hoa" in words, "what stands is shown beside what was typed"
    scripted = client.post(address, fields, headers={"Accept": "application/json"})
    assert (scripted.status_code, "đã lưu" in scripted.json()["reason"]) == (409, True)
    assert client.post(address, fields | {"version": 2}).status_code == 302
    assert FormRow.objects.get(filling=row).values == {"c1": "Của tôi", "c4": "5"}


def test_saves_at_once_take_turns(at_once: Any, at: Any) -> None:
    del at
    body, collection = make_asked(schools=1)
    row = of_school(body, collection)

    def save(words: str) -> Any:
        return lambda: type_into(body, row, {(1, "c1"): words}, version=1)

    found = at_once(save("một"), save("hai"))
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "Saved"]
    assert FormRow.objects.filter(filling=row).count() == 1


def test_a_script_saves_the_changed_cells(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    client = Client()
    client.force_login(body.clerks[0])
    fields = {"version": 1, "bang": "b1", "o-1-c4": "x", "o-2-c4": "7"}
    said = client.post(reverse("registers:filling", args=[row.pk]), fields, headers={"Accept": "application/json"}).json()
    assert (said["version"], said["sums"]["c4"]) == (2, "7")
    assert "không phải là số" in said["faults"]["o-1-c4"]


def test_sending_checks_everything(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row, clerk = of_school(body, collection), body.clerks[0]
    with pytest.raises(Refusal, match="đang trống"):
        services.send(actor=clerk, filling_id=row.pk, version=1)
    type_into(body, row, {(1, key): words for key, words in GOOD.items()} | {(1, "c5"): "2.000"})
    row.refresh_from_db()
    faults = selectors.faults_of(row)
    assert [one.words for one in faults] == [
        "2.000 lớn hơn 1.250.",
        "Lớp tập huấn · Người dự · cộng cột = Theo khối · Người · Tổng: 1.250 khác 0, lệch 1.250.",
    ]
    with pytest.raises(Refusal, match="2 chỗ sai"):
        services.send(actor=clerk, filling_id=row.pk, version=row.version)
    fill_whole(body, row)
    row.refresh_from_db()
    for actor, raised in ((body.clerks[1], Hidden), (body.specialist, Refusal)):
        with pytest.raises(raised):
            services.send(actor=actor, filling_id=row.pk, version=row.version)
    with pytest.raises(Conflict):
        services.send(actor=clerk, filling_id=row.pk, version=row.version - 1)
    assert services.send(actor=clerk, filling_id=row.pk, version=row.version).state == "sent"
    with pytest.raises(Conflict, match="Biểu đã gửi"):
        type_into(body, row, {(1, "c1"): "x"})
    assert JournalLine.objects.filter(verb="registers.filling.sent").count() == 1


def test_nil_is_said_and_only_of_nothing(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row, other = of_school(body, collection), of_school(body, collection, 1)
    assert services.send_nil(actor=body.clerks[0], filling_id=row.pk, version=1).is_nil
    type_into(body, other, {(1, "c1"): "x"}, school=1)
    with pytest.raises(Refusal, match="đã có số liệu"):
        services.send_nil(actor=body.clerks[1], filling_id=other.pk, version=2)
    page = selectors.collection_page(viewer=body.leader, collection_id=collection.pk)
    assert (page.asked, page.sent, page.nil, page.waiting) == (3, 1, 1, 2)


def test_a_sent_form_comes_back_by_its_unit_in_time_or_by_the_office(asked: tuple[Body, Collection], at: Any) -> None:
    body, collection = asked
    row = of_school(body, collection)
    fill_whole(body, row)
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    services.reopen(actor=body.clerks[0], filling_id=row.pk)
    with pytest.raises(Conflict):
        services.reopen(actor=body.clerks[0], filling_id=row.pk)
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    at("2026-12-21T09:00")
    with pytest.raises(Refusal, match="quá hạn"):
        services.reopen(actor=body.clerks[0], filling_id=row.pk)
    with pytest.raises(Refusal):
        services.return_filling(actor=body.clerks[0], filling_id=row.pk, reason="Sai")
    with pytest.raises(Refusal, match="lý do"):
        services.return_filling(actor=body.specialist, filling_id=row.pk, reason=" ")
    services.return_filling(actor=body.specialist, filling_id=row.pk, reason="Số nữ lớn hơn tổng.")
    row.refresh_from_db()
    assert (row.state, row.returned_why) == ("returned", "Số nữ lớn hơn tổng.")
    type_into(body, row, {(1, "c5"): "500"})
    row.refresh_from_db()
    assert row.state == "returned", "it stays marked until it is sent again"


def test_a_jump_against_the_period_before_asks_for_a_word(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    row = of_school(body, collection)
    fill_whole(body, row)
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    second = services.revise(actor=body.specialist, form_id=collection.version.form_id)
    services.publish(actor=body.specialist, form_id=collection.version.form_id, edit=second.edit)
    later = ask(body, collection.version.form, due=dt.date(2027, 3, 20))
    next_row = of_school(body, later)
    fill_whole(body, next_row, people="2.000")
    next_row.refresh_from_db()
    warned = [one.words for one in selectors.faults_of(next_row)]
    assert warned == ["«Người dự» tăng 60% so với kỳ trước (1.250 → 2.000)."]
    with pytest.raises(Refusal, match="giải trình"):
        services.send(actor=body.clerks[0], filling_id=next_row.pk, version=next_row.version)
    assert (
        services.send(actor=body.clerks[0], filling_id=next_row.pk, version=next_row.version, remark="Mở thêm lớp.").remark
        == "Mở thêm lớp."
    )


def test_sums_by_branch_are_those_of_what_was_sent(asked: tuple[Body, Collection]) -> None:
    body, collection = asked
    for school, people in enumerate(("1.250", "2.250", "300")):
        row = of_school(body, collection, school)
        fill_whole(body, row, school, people)
        if school < 2:
            row.refresh_from_db()
            services.send(actor=body.clerks[school], filling_id=row.pk, version=row.version)
    page = selectors.collection_page(viewer=body.specialist, collection_id=collection.pk)
    assert [column.title for column in page.columns] == ["Người dự", "Trong đó nữ", "Kinh phí"]
    assert page.whole == ["3.500", "1.200", "25.000.000"]
    assert [(branch.name, branch.sent, figures[0]) for branch, figures in page.branches] == [
        ("Trường THPT số 1", 1, "1.250"),
        ("Trường THPT số 2", 1, "2.250"),
        ("Trường THPT số 3", 0, "0"),
    ]
    assert [one.unit_name for one in page.listed] == ["Trường THPT số 3"]
    for viewer in (body.clerks[0], body.head, body.stranger):
        with pytest.raises(Hidden):
            selectors.collection_page(viewer=viewer, collection_id=collection.pk)


def test_pages_ask_a_constant_number_of_queries(asked: tuple[Body, Collection], queries: Any) -> None:
    body, collection = asked
    row = of_school(body, collection)

    def looks() -> list[int]:
        acts = [
            lambda: selectors.filling_page(viewer=body.clerks[0], filling_id=row.pk),
            lambda: selectors.collection_page(viewer=body.specialist, collection_id=collection.pk),
            lambda: selectors.front_page(viewer=body.specialist),
            lambda: selectors.front_page(viewer=body.clerks[0]),
        ]
        for person in (body.clerks[0], body.specialist):
            person._scope = None  # type: ignore[attr-defined]
        return [queries(act) for act in acts]

    fill_whole(body, row)
    before = looks()
    FormRow.objects.bulk_create(
        FormRow(filling=row, sheet="b1", place=n, values={"c1": f"Lớp {n}", "c8": body.schools[n % 3].pk}) for n in range(2, 300)
    )
    more = Unit.objects.bulk_create(Unit(code=f"u{n}", created_at=collection.opened_at) for n in range(300))
    Filling.objects.bulk_create(Filling(collection=collection, unit=unit, path=row.path) for unit in more)
    make_form(body)
    assert looks() == before
    assert max(before) < 22, before


def test_what_was_sent_stays_when_it_is_sent_anew(at: Any) -> None:
    body, collection = make_asked()
    row = of_school(body, collection)
    fill_whole(body, row)
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    first = SentForm.objects.get(filling=row)
    services.return_filling(actor=body.specialist, filling_id=row.pk, reason="Ghi rõ số nữ")
    type_into(body, row, {(1, "c5"): "601"})
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version, remark="Đã rà")
    second = SentForm.objects.get(filling=row, number=2)
    first.refresh_from_db()
    assert [one.sums["b1"]["c5"] for one in (first, second)] == ["600", "601"]
    assert first.lines["b1"][0][1]["c5"] == "600"
    assert (second.remark, second.sent_by) == ("Đã rà", body.clerks[0])


def test_a_report_finds_the_forms_of_its_period(at: Any, queries: Any) -> None:
    body, collection = make_asked()
    row, asked = of_school(body, collection), {"plan_period_id": collection.period_id}
    (found,) = selectors.filled_for(viewer=body.clerks[0], unit_id=row.unit_id, **asked)
    assert (found.filling_id, found.state, found.sent_form_id, found.is_sent, found.is_overdue) == (row.pk, "empty", None, False, False)
    fill_whole(body, row)
    row.refresh_from_db()
    services.send(actor=body.clerks[0], filling_id=row.pk, version=row.version)
    services.send_nil(actor=body.clerks[1], filling_id=of_school(body, collection, 1).pk, version=1)
    (found,) = selectors.filled_for(viewer=body.head, unit_id=row.unit_id, **asked)
    assert found.sent_form_id == SentForm.objects.get(filling=row).pk
    assert {one.key: one.value for one in found.sums} == {"b1.c4": 1250, "b1.c5": 600, "b1.c6": 12_500_000, "b2.c1": 7, "b2.c2": 1250}
    assert next(one.words for one in found.sums if one.key == "b1.c6") == "Lớp tập huấn · Kinh phí (đồng)"
    (whole,) = selectors.sums_for(viewer=body.specialist, **asked)
    assert (whole.asked, whole.sent, whole.nil, len(whole.fillings)) == (3, 2, 1, 2)
    assert {one.key: one.value for one in whole.sums} == {one.key: one.value for one in found.sums}
    (part,) = selectors.sums_for(viewer=body.specialist, unit_ids=[body.schools[1].pk], **asked)
    assert (part.asked, part.sent, sum(one.value for one in part.sums)) == (1, 1, 0)
    assert queries(lambda: selectors.sums_for(viewer=body.specialist, **asked)) <= 2
    (own,) = selectors.sums_for(viewer=body.clerks[1], **asked)
    assert own.asked == 1, "a clerk sees only their own unit's"
    for viewer in (body.stranger, body.clerks[1]):
        assert selectors.filled_for(viewer=viewer, unit_id=row.unit_id, **asked) == []
