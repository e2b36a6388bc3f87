"""A unit's own plan: derived, written, compared, issued; who may, who sees it, and how it stands beside the task above."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.documents.models import Document, Reading
from trienkhai.documents.tests.factories import make_unit
from trienkhai.plans import matching, selectors, services, verification
from trienkhai.plans.models import Assignment, Implementing, Obligation, Plan, Task
from trienkhai.plans.services import OwnTask
from trienkhai.plans.tests.factories import Body, bind_all, make_body, make_document, make_issued, mention, say, time
from trienkhai.units.choices import Kind
from trienkhai.units.following import Ending, followers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def body(at: Any) -> Body:
    return make_body(schools=3)


@pytest.fixture
def above(body: Body) -> Plan:
    return make_issued(body)


def derive(body: Body, above: Plan) -> Plan:
    return services.derive_plan(actor=body.head, unit_id=body.schools[0].pk, parent_id=above.pk)


def parent(above: Plan, key: str) -> Task:
    return above.tasks.get(key=key)


def save(body: Body, plan: Plan, task: Task | None = None, **values: Any) -> Task:
    plan.refresh_from_db()
    said = OwnTask(**{"text": "Mua sách cho tủ sách.", "kind": "once", "due": dt.date(2026, 12, 10)} | values)
    return services.save_own_task(actor=body.head, plan_id=plan.pk, version=plan.version, task_id=task.pk if task else None, said=said)


def issue_own(body: Body, plan: Plan) -> Plan:
    plan.refresh_from_db()
    day = dt.date(2026, 11, 24)
    return services.issue_plan(actor=body.head, plan_id=plan.pk, version=plan.version, effective_on=day, rhythm="quarter")


def test_a_unit_derives_its_draft_from_what_it_was_given(body: Body, above: Plan) -> None:
    plan = derive(body, above)
    assert [(t.text, t.due) for t in plan.tasks.all()] == [
        ("Xây dựng tủ sách lớp học.", None),
        ("Tổ chức ngày hội đọc sách.", dt.date(2026, 12, 15)),
    ], "what it leads or executes, with its own last day; what it coordinates is left out"
    assert {(row.task.text, row.parent.text, row.since) for row in Implementing.objects.all()} == {
        (t.text, t.text, None) for t in plan.tasks.all()
    }
    assert derive(body, above).pk == plan.pk, "a second click finds the draft"
    assert JournalLine.objects.filter(verb="plans.own.derived").count() == 1


def test_who_may_derive(body: Body, above: Plan) -> None:
    school = body.schools[0].pk
    for actor, raised in ((body.clerks[0], Refusal), (body.stranger, Hidden)):
        with pytest.raises(raised):
            services.derive_plan(actor=actor, unit_id=school, parent_id=above.pk)
    with pytest.raises(Refusal):
        services.derive_plan(actor=body.head, unit_id=body.schools[1].pk, parent_id=above.pk)
    with pytest.raises(Refusal):
        services.derive_plan(actor=body.leader, unit_id=body.department.pk, parent_id=above.pk)
    assert not Implementing.objects.exists()


def test_a_task_is_written_with_dates_units_and_what_it_carries_out(body: Body, above: Plan) -> None:
    plan = derive(body, above)
    own = save(body, plan, parent_ids=[parent(above, "1.b").pk], product="Biên bản", person_id=body.clerks[0].pk)
    row = own.addressees.get()
    assert (row.person, [u.pk for u in row.units.all()], row.picked) == (body.clerks[0], [body.schools[0].pk], True)
    beyond = save(body, plan, text="Sửa mái phòng đọc.", kind="recurring", every="P1M")
    assert (beyond.due, beyond.every, beyond.implements.count()) == (None, "P1M", 0)
    services.remove_own_task(actor=body.head, plan_id=plan.pk, version=Plan.objects.get(pk=plan.pk).version, task_id=beyond.pk)
    assert plan.tasks.count() == 3
    with pytest.raises(Conflict):
        services.remove_own_task(actor=body.head, plan_id=plan.pk, version=1, task_id=own.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"kind": "once", "due": None},
        {"kind": "recurring", "every": "P9D"},
        {"kind": "none"},
        {"unit_ids": ["department"]},
        {"unit_ids": ["sister"]},
        {"person_id": "stranger"},
        {"parent_ids": ["other"]},
        {"parent_ids": ["1.b"], "due": dt.date(2026, 12, 20)},
    ],
)
def test_what_cannot_be_written(body: Body, above: Plan, wrong: dict[str, Any]) -> None:
    plan = derive(body, above)
    known = {
        "department": body.department.pk,
        "sister": body.schools[1].pk,
        "other": parent(above, "2.b").pk,
        "1.b": parent(above, "1.b").pk,
        "stranger": body.stranger.pk,
    }
    meant = {name: [known[v] for v in value] if isinstance(value, list) else known.get(value, value) for name, value in wrong.items()}
    with pytest.raises(Refusal):
        save(body, plan, **meant)
    assert plan.tasks.count() == 2


def test_a_later_day_needs_its_reason(body: Body, above: Plan) -> None:
    plan = derive(body, above)
    late = {"parent_ids": [parent(above, "1.b").pk], "due": dt.date(2026, 12, 20)}
    own = save(body, plan, late_reason="Chờ sách về.", **late)
    assert own.implements.get().late_reason == "Chờ sách về."
    issue_own(body, plan)


def test_issuing_puts_links_in_force_and_gives_people_their_work(body: Body, above: Plan) -> None:
    plan = derive(body, above)
    save(body, plan, parent_ids=[parent(above, "1.b").pk], person_id=body.clerks[0].pk)
    issued = issue_own(body, plan)
    assert issued.inner
    assert not Implementing.objects.filter(since__isnull=True).exists()
    assert Obligation.objects.filter(task__plan=plan).values_list("unit_id", flat=True).distinct().get() == body.schools[0].pk
    given = Assignment.objects.get()
    assert (given.person, given.due) == (body.clerks[0], dt.date(2026, 12, 10))
    assert not selectors.own_view(page=selectors.plan_page(viewer=body.head, plan_id=plan.pk)).missing  # type: ignore[union-attr]


def test_an_inner_plan_is_seen_by_its_own_people_and_those_above(body: Body, above: Plan) -> None:
    plan = issue_own(body, derive(body, above))
    for viewer in (body.clerks[0], body.head, body.specialist):
        assert selectors.plan_page(viewer=viewer, plan_id=plan.pk).plan == plan
    for viewer in (body.clerks[1], body.stranger):
        with pytest.raises(Hidden):
            selectors.plan_page(viewer=viewer, plan_id=plan.pk)
    listed = [row.pk for row in selectors.list_plans(viewer=body.specialist)]
    assert listed == [above.pk], "plans of the units below are in a list of their own"
    assert [row.pk for row in selectors.plans_below(viewer=body.specialist)[0]] == [plan.pk]
    assert {row.pk for row in selectors.list_plans(viewer=body.head)} == {above.pk, plan.pk}


def test_several_levels_deep(body: Body, above: Plan) -> None:
    group = make_unit("to", "Tổ Ngữ văn", body.schools[0], Kind.DIVISION)
    from trienkhai.accounts.choices import Role
    from trienkhai.documents.tests.factories import make_person

    lead = make_person("totruong", Role.HEAD, group)
    plan = derive(body, above)
    save(body, plan, plan.tasks.get(key="2"), text="Tổ chức ngày hội đọc sách.", unit_ids=[group.pk], parent_ids=[parent(above, "1.b").pk])
    issue_own(body, plan)
    third = services.derive_plan(actor=lead, unit_id=group.pk, parent_id=plan.pk)
    link = Implementing.objects.get(task__plan=third)
    assert (link.parent.plan, link.unit) == (plan, group)


def test_a_document_of_its_own_is_compared_and_confirmed_by_a_person(body: Body, above: Plan) -> None:
    bind_all(body)
    words = "Tổ chức ngày hội đọc sách toàn trường."
    document = make_document(body, [("1", words, [mention("các lớp")], [time("once", "12/12", "2026-12-12")])])
    Document.objects.filter(pk=document.pk).update(unit=body.schools[0], number="5", symbol="KH-T1")
    reading = Reading.objects.get(document=document)
    reading.result = {**reading.result, "citations": [{"number": "12/KH-SGD"}]}
    reading.save()
    plan = services.prepare_plan(actor=body.head, document_id=document.pk)
    page = selectors.match_page(viewer=body.head, plan_id=plan.pk)
    assert page.cited == [above.title]
    assert [c.given.task.key for c in page.rows[0].choices if c.suggestion and c.suggestion.is_cited] == ["1.b"]
    assert not Implementing.objects.exists(), "a suggestion says nothing"
    own = plan.tasks.get()
    services.match_tasks(actor=body.head, plan_id=plan.pk, version=plan.version, pairs={own.pk: [parent(above, "1.b").pk]}, reasons={})
    with pytest.raises(Hidden):
        services.match_tasks(actor=body.clerks[0], plan_id=plan.pk, version=plan.version + 1, pairs={}, reasons={})
    again = services.prepare_plan(actor=body.head, document_id=document.pk)
    assert Implementing.objects.get().task == again.tasks.get(), "what was said survives a fresh reading of the same words"


def test_own_tasks_stand_beside_the_task_above_and_report_nothing(body: Body, above: Plan) -> None:
    plan = issue_own(body, derive(body, above))
    given = Obligation.objects.get(task=parent(above, "1.b"), unit=body.schools[0])
    mine = Obligation.objects.get(task__plan=plan, task__key="2")
    say(body.clerks[0], mine.pk, text="Đã mời phụ huynh.")
    inside = selectors.get_obligation(viewer=body.clerks[0], obligation_id=given.pk).inside
    assert inside.own is not None
    assert [(line.done, line.all) for line in inside.own.lines] == [(1, 1)]
    assert "Đã mời phụ huynh." in inside.own.words
    given.refresh_from_db()
    assert given.state == "not_started"
    client = Client()
    client.force_login(body.clerks[0])
    words = client.get(reverse("plans:obligation", args=[given.pk]), {"goi-y": "1"}).content.decode()
    assert words.count("Đã mời phụ huynh.") >= 1


def test_another_plan_is_taken_into_the_draft(body: Body, above: Plan) -> None:
    plan = derive(body, above)
    second = make_issued(body, [("9", "Tập huấn sơ cứu.", [mention("các trường")], [time("once", "20/12", "2026-12-20")])])
    services.take_in(actor=body.head, plan_id=plan.pk, version=plan.version, parent_id=second.pk)
    assert plan.tasks.count() == 3
    plan.refresh_from_db()
    with pytest.raises(Refusal):
        services.take_in(actor=body.head, plan_id=plan.pk, version=plan.version, parent_id=second.pk)


def test_pages_of_a_draft(body: Body, above: Plan) -> None:
    client = Client()
    client.force_login(body.head)
    assert "Lập kế hoạch của đơn vị" in client.get(reverse("plans:plan-detail", args=[above.pk])).content.decode()
    made = client.post(reverse("plans:own-start", args=[above.pk]), {"unit": body.schools[0].pk})
    plan = Plan.objects.get(above=above)
    assert made.headers["Location"] == reverse("plans:plan-detail", args=[plan.pk])
    typed: dict[str, Any] = {"version": plan.version, "text": "Kê lại phòng đọc.", "kind": "once", "due": "2026-12-01"}
    typed["parents"] = [parent(above, "1.a").pk]
    assert client.post(reverse("plans:own-task-add", args=[plan.pk]), typed).status_code == 302
    assert client.post(reverse("plans:own-task-add", args=[plan.pk]), typed).status_code == 409, "the page is older than the draft"
    for name in ("plans:plan-detail", "plans:own-name", "plans:own-match", "plans:own-task-add", "plans:issue"):
        assert client.get(reverse(name, args=[plan.pk])).status_code == 200
    plan.refresh_from_db()
    renamed = {"version": plan.version, "title": "Kế hoạch đọc sách của trường", "number": "7", "symbol": "KH-T1"}
    assert client.post(reverse("plans:own-name", args=[plan.pk]), renamed).status_code == 302
    page = client.get(reverse("plans:own-task", args=[plan.pk, plan.tasks.get(key="3").pk])).content.decode()
    assert "Kê lại phòng đọc." in page


def test_overlaps_and_likeness_are_pure() -> None:
    one = matching.Own(1, frozenset({7}), frozenset({("unit", 3)}), ("once", "x"))
    two = matching.Own(2, frozenset({7, 8}), frozenset({("unit", 3)}), ("once", "x"))
    other = matching.Own(3, frozenset({7}), frozenset({("unit", 4)}), ("once", "x"))
    assert matching.overlapping([one, two, other]) == {(1, 7), (2, 7)}
    pool = matching.above([(1, 1, "Tổ chức ngày hội đọc sách"), (2, 1, "Kiểm tra an toàn trường học")])
    assert [row.task_id for row in matching.suggest("Ngày hội đọc sách của trường", pool, ())] == [1]
    assert matching.suggest("Sửa mái nhà", pool, {1}) == []
    assert matching.code_key("128 / KH-SGDĐT") == matching.code_key("128/kh-sgdđt")


def test_a_merged_unit_takes_its_own_plan_and_what_it_carries_out_along(body: Body, above: Plan) -> None:
    plan = issue_own(body, derive(body, above))
    old, heir = body.schools[0].pk, body.schools[1].pk
    for follower in followers():
        follower.follow(None, Ending(dt.date(2026, 11, 24), "Quyết định 5", {old: heir}))
    plan.refresh_from_db()
    assert plan.owner_id == heir
    assert set(Implementing.objects.values_list("unit_id", flat=True)) == {heir}
    assert not [fault for fault in verification.faults() if "đối chiếu" in fault]
    Implementing.objects.update(unit_id=old)
    assert [fault for fault in verification.faults() if "đối chiếu" in fault]
