"""Units that change: each change is previewed in every room, done whole or not at all, and leaves history as it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from trienkhai.accounts import selectors as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.tests.factories import awake
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.tests.factories import make_unit
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import counting, selectors
from trienkhai.plans.models import Obligation, Plan, PlanPeriod
from trienkhai.plans.tests import factories
from trienkhai.units import changing, tree
from trienkhai.units import selectors as units
from trienkhai.units import services as unit_services
from trienkhai.units.changing import Change, Part
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import Placement, Succession, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
TODAY = dt.date(2026, 11, 24)
GROUND = "Quyết định 45/QĐ-UBND ngày 20/11/2026"


def change(kind: ChangeKind, unit: Unit, **values: Any) -> Change:
    return Change(kind, unit.pk, values.pop("on", TODAY), values.pop("reason", GROUND), **values)


def do(kind: ChangeKind, unit: Unit, **values: Any) -> changing.Preview:
    return changing.carry_out(actor=None, change=change(kind, unit, **values))


def paths_hold() -> bool:
    """Every open placement's path ends with its own segment under its parent's path."""
    rows = {p.unit_id: p for p in Placement.objects.filter(valid_to__isnull=True)}
    return all(
        p.path == tree.path_of(rows[p.parent_id].path if p.parent_id else "", p.unit_id) and p.depth == len(p.path) // tree.WIDTH - 1
        for p in rows.values()
    )


def test_a_merge_hands_everything_to_the_heir_and_the_past_stays() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    first, heir = body.schools[0], body.schools[1]
    branch = make_unit("ph", "Phân hiệu Bắc", first, Kind.UPPER_SCHOOL)
    done = Obligation.objects.get(unit=first, task__key="1.b")
    factories.say(body.clerks[0], done.pk)
    asked = change(ChangeKind.MERGE, first, target_id=heir.pk)
    before = [(effect.count, effect.what, effect.then) for effect in changing.preview(asked).effects]
    assert (1, "đơn vị bên dưới", "đi cùng, giữ nguyên tên và mã") in before
    assert (2, "vai trò của người trong đơn vị", "chuyển sang đơn vị kế thừa") in before
    assert (1, "việc chưa xong", "đơn vị kế thừa làm tiếp, giữ hạn") in before
    assert JournalLine.objects.filter(verb="units.unit.merged").count() == 0
    changing.carry_out(actor=body.leader, change=asked)
    assert paths_hold()
    with pytest.raises(Hidden):
        units.get_unit(unit_id=first.pk)
    assert units.get_unit(unit_id=first.pk, day=TODAY - dt.timedelta(days=1)).name == "Trường THPT số 1"
    assert units.get_unit(unit_id=branch.pk).parent_id == heir.pk
    held = set(RoleInUnit.objects.filter(unit=heir, valid_to__isnull=True).values_list("person__username", "role"))
    assert held == {("clerk1", Role.REPORTER), ("clerk2", Role.REPORTER), ("hoa", Role.HEAD)}
    assert [row.role for row in accounts.people_of(unit_id=first.pk)] == []
    done.refresh_from_db()
    assert (done.state, done.unit_id) == ("done", first.pk)
    assert set(Obligation.objects.filter(unit=first).values_list("task__key", "state")) == {("1.a", "released"), ("1.b", "done")}
    assert Obligation.objects.filter(unit=heir).count() == 2
    check_counts_and_expected(body, plan, first)
    assert Succession.objects.get().successor_id == heir.pk


def check_counts_and_expected(body: factories.Body, plan: Plan, gone: Unit) -> None:
    period = PlanPeriod.objects.get(plan=plan)
    assert counting.differences(period) == []
    whole = selectors.board(viewer=body.leader, plan_id=plan.pk).whole
    assert (whole.total, whole.done_on_time) == (5, 1)
    left = ExpectedMember.objects.get(expected_set=period.expected_set, unit=gone)
    assert (left.left_on, left.leave_reason) == (TODAY, GROUND)


def test_work_the_heir_did_not_owe_is_owed_by_it_now() -> None:
    body = factories.make_body(schools=2)
    division = body.division
    plan = factories.make_issued(body, past=[dt.date(2023, 1, 1)])
    owed = Obligation.objects.get(unit=division, duty="lead")
    do(ChangeKind.MERGE, division, target_id=body.schools[0].pk)
    owed.refresh_from_db()
    assert owed.state == "released"
    taken = Obligation.objects.get(unit=body.schools[0], task=owed.task, duty="lead")
    assert (taken.due, taken.state) == (owed.due, "not_started")
    for held in PlanPeriod.objects.filter(plan=plan):
        assert counting.differences(held) == []
    with pytest.raises(Refusal, match=r"không có quyền|đã chuyển") as said:
        factories.say(body.specialist, owed.pk)
    assert said.value.status in {403, 409}


def test_a_department_that_merges_keeps_its_plans_boards_and_counts() -> None:
    body = factories.make_body(schools=2)
    plan = factories.make_issued(body)
    new = make_unit("sgdkh", "Sở Giáo dục và Khoa học")
    do(ChangeKind.MERGE, body.department, target_id=new.pk)
    assert paths_hold()
    plan.refresh_from_db()
    assert plan.owner_id == new.pk
    board = selectors.board(viewer=Person.objects.get(pk=body.leader.pk), plan_id=plan.pk)
    assert board.whole.total == 4
    assert {line.name for line in board.branches} == {"Trường THPT số 1", "Trường THPT số 2"}
    mine = Obligation.objects.filter(unit=body.schools[0]).first()
    factories.say(body.clerks[0], mine.pk)
    assert counting.differences(PlanPeriod.objects.get(plan=plan)) == []


def test_a_move_takes_the_whole_branch_along() -> None:
    body = factories.make_body()
    under = make_unit("to", "Tổ Toán", body.schools[0], Kind.DIVISION)
    do(ChangeKind.MOVE, body.schools[0], target_id=body.stranger_unit.pk)
    assert paths_hold()
    assert units.get_unit(unit_id=under.pk).depth == 2
    assert units.get_unit(unit_id=under.pk, day=TODAY - dt.timedelta(days=1)).path.startswith(
        units.get_unit(unit_id=body.department.pk).path
    )
    with pytest.raises(Refusal, match="24/11/2026"):
        do(ChangeKind.MOVE, body.schools[0], target_id=body.department.pk)


def test_a_split_shares_out_what_stood_under_it() -> None:
    body = factories.make_body()
    one, two = (make_unit(f"k{n}", f"Khoa {n}", body.division, Kind.DIVISION) for n in (1, 2))
    plan = factories.make_issued(body, past=[dt.date(2023, 1, 1)])
    parts = (Part("pa", "Phòng A", Kind.DIVISION), Part("pb", "Phòng B", Kind.DIVISION, (two.pk,)))
    do(ChangeKind.SPLIT, body.division, parts=parts)
    assert paths_hold()
    a, b = Unit.objects.get(code="pa"), Unit.objects.get(code="pb")
    assert units.get_unit(unit_id=one.pk).parent_id == a.pk
    assert units.get_unit(unit_id=two.pk).parent_id == b.pk
    assert set(Succession.objects.values_list("successor__code", flat=True)) == {"pa", "pb"}
    assert Obligation.objects.get(unit=a, duty="lead").state == "not_started"
    assert counting.differences(PlanPeriod.objects.filter(plan=plan).order_by("period__starts")[0]) == []


def test_a_split_may_leave_the_unit_standing() -> None:
    body = factories.make_body()
    do(ChangeKind.SPLIT, body.division, parts=(Part("pc", "Phòng C", Kind.DIVISION),), stays=True)
    assert units.get_unit(unit_id=body.division.pk).name == "Phòng Thường xuyên"
    assert units.get_unit(unit_id=Unit.objects.get(code="pc").pk).parent_id == body.department.pk


def test_closing_waits_for_what_must_be_settled_first() -> None:
    body = factories.make_body()
    make_unit("to", "Tổ Toán", body.schools[0], Kind.DIVISION)
    with pytest.raises(Refusal, match="đơn vị bên dưới"):
        do(ChangeKind.CLOSE, body.schools[0])
    factories.make_issued(body)
    with pytest.raises(Refusal, match=r"đơn vị bên dưới|văn bản|kế hoạch"):
        do(ChangeKind.CLOSE, body.department)
    do(ChangeKind.CLOSE, body.schools[1])
    assert not Obligation.objects.filter(unit=body.schools[1]).exclude(state="released").exists()
    assert RoleInUnit.objects.filter(unit=body.schools[1], valid_to__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (ChangeKind.MERGE, {"target": "itself"}, "chính mình"),
        (ChangeKind.MOVE, {"target": "below"}, "thành vòng"),
        (ChangeKind.MOVE, {"target": None}, "Chưa chọn"),
        (ChangeKind.RENAME, {"name": " "}, "tên và loại"),
        (ChangeKind.RENAME, {"name": "Tên mới", "on": dt.date(2026, 12, 1)}, "chưa tới"),
        (ChangeKind.RENAME, {"name": "Tên mới", "on": dt.date(1990, 1, 1)}, "phải sau"),
        (ChangeKind.RENAME, {"name": "Tên mới", "reason": " "}, "căn cứ"),
        (ChangeKind.SPLIT, {"parts": (Part("x", "X", Kind.DIVISION),)}, "ít nhất 2"),
        (ChangeKind.SPLIT, {"parts": (Part("t1", "X", Kind.DIVISION), Part("y", "Y", Kind.DIVISION))}, "đã dùng"),
        (ChangeKind.SPLIT, {"parts": (Part("x", "X", Kind.DIVISION, (1,)), Part("y", "Y", Kind.DIVISION, (1,)))}, "hai lần"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_changes(kind: ChangeKind, values: dict[str, Any], words: str) -> None:
    body = factories.make_body()
    below = make_unit("to", "Tổ Toán", body.schools[0], Kind.DIVISION)
    targets = {"itself": body.schools[0].pk, "below": below.pk, None: None}
    if "target" in values:
        values = values | {"target_id": targets[values["target"]]}
        del values["target"]
    before = list(Placement.objects.order_by("pk").values_list())
    with pytest.raises((Refusal, Conflict), match=words):
        do(kind, body.schools[0], **values)
    assert list(Placement.objects.order_by("pk").values_list()) == before


def test_an_administrator_changes_a_unit_on_its_page() -> None:
    body = factories.make_body()
    admin = factories.make_person("quantri", Role.ADMIN, body.department)
    browser = Client()
    browser.force_login(admin)
    awake(browser)
    address = f"/dang-nhap/don-vi/{body.schools[0].pk}/thay-doi/?loai=merge"
    said = {"on": "24/11/2026", "reason": GROUND, "target_id": str(body.schools[1].pk), "q": "THPT"}
    found = browser.post(address, said | {"find": "1"}).content.decode()
    assert "Trường THPT số 2" in found
    shown = browser.post(address, said).content.decode()
    assert "Ghi thay đổi này" in shown
    assert units.get_unit(unit_id=body.schools[0].pk)
    assert browser.post(address, said | {"confirm": "1"}).status_code == 302
    with pytest.raises(Hidden):
        units.get_unit(unit_id=body.schools[0].pk)
    before = browser.get("/don-vi/", {"q": "THPT", "on": "2026-11-23"}).content.decode()
    assert "Trường THPT số 1" in before
    assert "Trường THPT số 1" not in browser.get("/don-vi/", {"q": "THPT"}).content.decode()
    old = browser.get(f"/don-vi/{body.schools[0].pk}/", {"on": "2026-11-23"}).content.decode()
    assert "Kế thừa bởi" in old
    stranger = factories.make_person("khac", Role.ADMIN, body.stranger_unit)
    browser.force_login(stranger)
    awake(browser)
    assert browser.get(f"/dang-nhap/don-vi/{body.schools[1].pk}/thay-doi/").status_code == 403


def test_the_second_of_two_administrators_is_told_and_keeps_what_he_typed() -> None:
    body = factories.make_body()
    browser = Client()
    browser.force_login(factories.make_person("quantri", Role.ADMIN, body.department))
    awake(browser)
    school = body.schools[0]
    address = f"/dang-nhap/don-vi/{school.pk}/thay-doi/?loai=rename"
    seen = changing.version_of(school.pk)
    assert f'name="seen" value="{seen}"' in browser.get(address).content.decode()
    do(ChangeKind.RENAME, school, name="Trường THPT Biển Đông", on=TODAY - dt.timedelta(days=1))
    typed = {"seen": seen, "on": "24/11/2026", "reason": GROUND, "name": "Trường THPT Nam Hải", "unit_kind": "upper_school"}
    for button in ({}, {"confirm": "1"}):
        late = browser.post(address, typed | button)
        page = late.content.decode()
        assert (late.status_code, "«Trường THPT Biển Đông» vừa được người khác thay đổi" in page) == (409, True)
        assert 'value="Trường THPT Nam Hải"' in page
        assert f'name="seen" value="{changing.version_of(school.pk)}"' in page
    assert browser.post(address, typed | {"seen": changing.version_of(school.pk), "confirm": "1"}).status_code == 302
    assert units.get_unit(unit_id=school.pk).name == "Trường THPT Nam Hải"


def test_a_unit_or_a_target_that_ended_meanwhile_is_named_with_its_heir() -> None:
    body = factories.make_body()
    browser = Client()
    browser.force_login(factories.make_person("quantri", Role.ADMIN, body.department))
    awake(browser)
    first, heir, third = body.schools
    do(ChangeKind.MERGE, first, target_id=heir.pk)
    typed = {"on": "24/11/2026", "reason": GROUND, "name": "Tên khác", "unit_kind": "upper_school", "target_id": str(first.pk)}
    for address in (f"{first.pk}/thay-doi/?loai=rename", f"{third.pk}/thay-doi/?loai=merge"):
        late = browser.post("/dang-nhap/don-vi/" + address, typed)
        page = late.content.decode()
        assert late.status_code == 409
        assert "«Trường THPT số 1» không còn hoạt động từ ngày 24/11/2026" in page
        assert "Đơn vị kế thừa: Trường THPT số 2" in page
    assert browser.get(f"/dang-nhap/don-vi/{first.pk}/thay-doi/?loai=rename").status_code == 302


def test_the_preview_of_an_end_names_groups_phrases_tasks_and_periods_that_use_the_unit() -> None:
    body = factories.make_body()
    factories.make_issued(body)
    group = {"name": "Trường điểm", "rule_or_list": "list", "member_ids": [body.schools[0].pk]}
    unit_services.save_group(actor=None, owner_id=body.department.pk, group_id=None, values=group)
    unit_services.bind_phrase(actor=None, owner_id=body.department.pk, phrase="Trường số 1", unit_ids=[body.schools[0].pk])
    effects = {effect.what: effect for effect in changing.preview(change(ChangeKind.CLOSE, body.schools[0])).effects}
    assert effects["nhóm kê đơn vị này"].names == ("Trường điểm",)
    assert effects["cụm từ gắn với đơn vị này"].names == ("Trường số 1",)
    assert effects["kỳ đang mở tính đơn vị này"].count == 1
    lead = {effect.what: effect.count for effect in changing.preview(change(ChangeKind.CLOSE, body.division)).effects}
    assert lead["nhiệm vụ nêu đích danh đơn vị hoặc giao cho nhóm kê đơn vị"] == 1
