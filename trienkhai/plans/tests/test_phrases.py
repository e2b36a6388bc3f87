"""What phrases mean: who said so, where they are used, another answer for drafts and for periods still to open, and forgetting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import structure
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.periods import calendar
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Addressee, Obligation, Plan
from trienkhai.plans.selectors.uses import group_uses
from trienkhai.plans.tests import factories
from trienkhai.units import changing, phrases
from trienkhai.units import services as units
from trienkhai.units.changing import Change
from trienkhai.units.choices import ChangeKind, Kind
from trienkhai.units.models import PhraseBinding, UnitGroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
NEXT = dt.date(2027, 1, 15)


@pytest.fixture
def body() -> factories.Body:
    return factories.make_body()


def binding(phrase: str = "các trường") -> PhraseBinding:
    return PhraseBinding.objects.get(key=phrase)


def client(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def change(body: factories.Body, **values: Any) -> PhraseBinding:
    return services.change_phrase(actor=body.specialist, binding_id=binding().pk, **values)


def meant(plan: Plan, key: str = "1.b") -> set[int]:
    row = Addressee.objects.get(task__plan=plan, task__key=key)
    return set(row.units.values_list("pk", flat=True)) or {-(row.group_id or 0)}


def test_the_list_says_what_a_phrase_is_who_said_so_and_where_it_stands(body: factories.Body) -> None:
    factories.make_issued(body)
    factories.make_draft(body)
    page = selectors.phrase_list(viewer=body.specialist)
    told = {line.binding.row.phrase: (line.binding.meaning, line.usage.tasks, len(line.usage.plans)) for line in page.lines}
    assert told == {"các trường": ("Các trường", 6, 2), "đơn vị liên quan": ("", 2, 2), "Phòng Thường xuyên": ("Phòng Thường xuyên", 2, 2)}
    by = page.lines[0].binding.bound
    assert by is not None
    assert by.actor == body.specialist
    shown = client(body.specialist).get(reverse("plans:phrases")).content.decode()
    assert "6 nhiệm vụ, 2 kế hoạch" in shown
    assert "Để ngỏ" in shown
    assert [line.binding.row.phrase for line in selectors.phrase_list(viewer=body.specialist, words="lien quan").lines] == [
        "đơn vị liên quan"
    ]


def test_only_those_who_bind_phrases_see_and_change_them(body: factories.Body) -> None:
    factories.make_draft(body)
    pk = binding().pk
    head = make_person("truong-so", Role.HEAD, body.department)
    for person, status in ((body.specialist, 200), (head, 200), (body.leader, 403), (body.clerks[0], 403), (body.head, 404)):
        for name in ("plans:phrase", "plans:phrase-forget"):
            assert client(person).get(reverse(name, args=[pk])).status_code == status, person
    with pytest.raises(Refusal, match="không có quyền"):
        services.change_phrase(actor=body.leader, binding_id=pk, leave_open=True)
    with pytest.raises(Hidden):
        services.forget_phrase(actor=body.head, binding_id=pk)
    with pytest.raises(Hidden):
        selectors.phrase_list(viewer=body.head, owner_id=body.department.pk)
    assert selectors.phrase_list(viewer=body.head).owner.id == body.schools[0].pk


def test_drafts_follow_another_answer_and_issued_plans_do_not_unless_asked(body: factories.Body) -> None:
    issued, draft = factories.make_issued(body), factories.make_draft(body)
    version = draft.version
    change(body, unit_ids=[body.schools[0].pk])
    draft.refresh_from_db()
    assert (meant(draft), draft.version) == ({body.schools[0].pk}, version + 1)
    assert meant(issued) == {-body.group.pk}
    with pytest.raises(Refusal, match="cần có lý do"):
        change(body, unit_ids=[body.schools[1].pk], issued_too=True)
    assert meant(draft) == {body.schools[0].pk}
    change(body, unit_ids=[body.schools[1].pk], issued_too=True, reason="Công văn 15")
    assert meant(draft) == meant(issued) == {body.schools[1].pk}
    line = JournalLine.objects.get(verb="plans.phrase.amended")
    assert (line.object_id, line.data["addressees"], line.data["reason"]) == (issued.pk, 3, "Công văn 15")


def test_open_periods_stay_as_frozen_and_the_next_one_takes_the_new_answer(body: factories.Body, at: Any) -> None:
    plan = factories.make_issued(body)
    frozen = set(ExpectedMember.objects.values_list("unit_id", "left_on"))
    owed = Obligation.objects.count()
    change(body, unit_ids=[body.schools[1].pk], issued_too=True, reason="Công văn 15")
    assert (set(ExpectedMember.objects.values_list("unit_id", "left_on")), Obligation.objects.count()) == (frozen, owed)
    at("2027-01-15T09:00")
    span = calendar.period_of("quarter", NEXT)
    path = structure.units.get_unit(unit_id=body.department.pk).path
    opened = services.open_period(actor=None, plan_id=plan.pk, span=span, owner_path=path)
    assert opened is not None
    late = Obligation.objects.filter(period=opened, task__key="1.a")
    assert set(late.values_list("unit_id", flat=True)) == {body.schools[1].pk}


def test_what_would_change_is_shown_before_it_is_written(body: factories.Body) -> None:
    factories.make_issued(body)
    found = selectors.difference(viewer=body.specialist, binding_id=binding().pk, unit_ids=[body.schools[0].pk, body.division.pk])
    assert (found.before, found.after, found.entering, found.leaving) == (3, 2, 1, 2)
    assert (found.enter_names, found.leave_names) == (["Phòng Thường xuyên"], ["Trường THPT số 2", "Trường THPT số 3"])
    browser, address = client(body.specialist), reverse("plans:phrase", args=[binding().pk])
    said = {"meaning": "units", "units": [body.schools[0].pk], "version": binding().version}
    shown = browser.post(address, said | {"look": "1"}).content.decode()
    assert "Hiện chỉ 3 đơn vị, sẽ chỉ 1 đơn vị." in shown
    assert "1 kỳ đã mở và việc đã giao giữ nguyên." in shown
    assert "giữ cách hiểu cũ" in shown
    assert binding().group_id == body.group.pk
    assert "Trường THPT số 2" in browser.post(address, said | {"find": "1", "q": "thpt so 2"}).content.decode()
    assert browser.post(address, said).status_code == 302
    assert binding().group_id is None
    assert browser.post(address, {"meaning": "group", "version": binding().version}).status_code == 422


def test_two_people_at_one_phrase_are_told_and_lose_nothing(body: factories.Body) -> None:
    factories.make_draft(body)
    browser, address = client(body.specialist), reverse("plans:phrase", args=[binding().pk])
    seen = binding().version
    change(body, unit_ids=[body.schools[0].pk])
    late = browser.post(address, {"meaning": "units", "units": [body.schools[2].pk], "version": seen})
    page = late.content.decode()
    assert (late.status_code, "vừa được người khác gắn lại" in page) == (409, True)
    assert f'value="{body.schools[2].pk}" id="id_units_' in page
    assert f'name="version" value="{binding().version}"' in page
    with pytest.raises(Conflict):
        services.forget_phrase(actor=body.specialist, binding_id=binding().pk, version=seen)


def test_a_forgotten_phrase_is_asked_again_and_issued_plans_keep_it(body: factories.Body) -> None:
    issued, draft = factories.make_issued(body), factories.make_draft(body)
    browser, address = client(body.specialist), reverse("plans:phrase-forget", args=[binding().pk])
    shown = browser.get(address).content.decode()
    assert "3 nhiệm vụ của kế hoạch đang chuẩn bị phải gắn lại" in shown
    assert browser.post(address, {"version": binding().version}).status_code == 302
    assert not PhraseBinding.objects.filter(key="các trường").exists()
    assert selectors.plan_page(viewer=body.specialist, plan_id=draft.pk).unbound == ["các trường"]
    assert selectors.plan_page(viewer=body.specialist, plan_id=issued.pk).unbound == []
    assert JournalLine.objects.get(verb="units.phrase.forgotten").data["phrase"] == "các trường"
    assert browser.post(address).status_code == 404


def test_a_group_says_which_tasks_and_periods_use_it(body: factories.Body) -> None:
    plan = factories.make_issued(body)
    uses = structure.uses_of(body.specialist, body.group.pk)
    assert [(use.count, use.what, use.holds) for use in uses] == [
        (1, "cụm từ", True),
        (3, "nhiệm vụ, trong 1 kế hoạch", True),
        (1, "kỳ đã mở, giữ nguyên danh sách đơn vị", False),
    ]
    shown = client(body.specialist).get(reverse("accounts:group-edit", args=[body.group.pk])).content.decode()
    assert reverse("plans:phrase", args=[binding().pk]) in shown
    assert reverse("plans:plan-detail", args=[plan.pk]) in shown
    services.forget_phrase(actor=body.specialist, binding_id=binding().pk)
    with pytest.raises(Refusal, match="3 nhiệm vụ"):
        structure.remove_group(actor=body.specialist, group_id=body.group.pk)


def test_an_administrator_sees_how_often_a_group_is_used_and_no_content(body: factories.Body) -> None:
    factories.make_issued(body)
    admin = make_person("quan-tri", Role.ADMIN, body.department)
    told = group_uses(admin, body.group.pk)
    assert [(use.count, use.lines) for use in told] == [(3, ()), (1, ())]


def test_a_group_of_a_branch_goes_to_the_heir_of_that_branch(body: factories.Body) -> None:
    school = make_unit("ph", "Phân hiệu", body.schools[0], Kind.UPPER_SCHOOL)
    rule = {"name": "Của trường", "rule_or_list": "rule", "kinds": [Kind.UPPER_SCHOOL], "under_id": body.schools[0].pk}
    group = units.save_group(actor=None, owner_id=body.department.pk, group_id=None, values=rule)
    merge = Change(ChangeKind.MERGE, body.schools[0].pk, factories.TODAY, "Quyết định 45", target_id=body.schools[1].pk)
    assert ("nhóm lấy nhánh của đơn vị này", 1) in {(e.what, e.count) for e in changing.preview(merge).effects}
    changing.carry_out(actor=None, change=merge)
    group.refresh_from_db()
    assert group.under_id == body.schools[1].pk
    assert phrases.meant_units(group_id=group.pk, unit_ids=()) == {school.pk}


def test_a_group_whose_branch_is_closed_is_empty_and_stops_no_period(body: factories.Body, at: Any) -> None:
    rule = {"name": "Của phòng", "rule_or_list": "rule", "kinds": [Kind.UPPER_SCHOOL], "under_id": body.division.pk}
    group = units.save_group(actor=None, owner_id=body.department.pk, group_id=None, values=rule)
    UnitGroup.objects.filter(pk=body.group.pk).update(under=body.division)
    factories.make_issued(body)
    changing.carry_out(actor=None, change=Change(ChangeKind.CLOSE, body.division.pk, factories.TODAY, "Quyết định 45"))
    assert structure.grouping.preview(group).is_empty
    at("2027-01-15T09:00")
    assert len(services.open_due_periods(day=NEXT)) == 1


def test_the_pages_ask_as_often_for_many_phrases_as_for_few(body: factories.Body, queries: Any) -> None:
    factories.make_draft(body)

    def asked() -> tuple[int, int]:
        viewer = Person.objects.get(pk=body.specialist.pk)
        listed = queries(lambda: selectors.phrase_list(viewer=viewer))
        return listed, queries(lambda: selectors.phrase_page(viewer=viewer, binding_id=binding().pk))

    before = asked()
    for n in range(30):
        units.bind_phrase(actor=body.specialist, owner_id=body.department.pk, phrase=f"nhóm {n}", unit_ids=[body.schools[n % 3].pk])
    factories.make_draft(body)
    assert asked() == before
