"""Difficulties: raised once, similar ones shown, grouped, passed up, answered for all; who may, and who sees whose."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.core.text import fold
from trienkhai.documents.tests.factories import make_person
from trienkhai.plans import answering, selectors, services
from trienkhai.plans.models import Difficulty, DifficultyStep, Obligation, Plan, PlanPeriod
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.units import changing
from trienkhai.units.changing import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
MONEY = "Trường chưa có kinh phí mua sách cho tủ sách lớp học."


@pytest.fixture
def body(at: Any) -> Body:
    made = make_body(schools=3)
    make_issued(made)
    return made


def owed(body: Body, school: int, key: str = "1.a") -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[school])


def trouble(body: Body, school: int = 0, text: str = MONEY, key: str = "1.a") -> Difficulty:
    return services.raise_difficulty(actor=body.clerks[school], obligation_id=owed(body, school, key).pk, text=text)


def states() -> list[str]:
    return list(Difficulty.objects.order_by("id").values_list("state", flat=True))


def test_a_unit_raises_its_own_once(body: Body) -> None:
    row = trouble(body)
    assert (row.due, row.state) == (dt.date(2026, 12, 1), "open"), "five working days"
    assert trouble(body, text=f"  {MONEY.upper()} ").pk == row.pk
    assert trouble(body, text="Thiếu giáo viên thư viện.").pk != row.pk
    place = {"obligation_id": owed(body, 0).pk, "text": "Khác."}
    for actor, raised in ((body.clerks[1], Hidden), (body.stranger, Hidden), (body.specialist, Refusal)):
        with pytest.raises(raised):
            services.raise_difficulty(actor=actor, **place)
    for text in ("  ", "x" * 4001):
        with pytest.raises(Refusal):
            trouble(body, text=text)
    assert JournalLine.objects.filter(verb="plans.difficulty.raised").count() == 2


def test_a_report_raises_what_it_names_and_nothing_is_typed_twice(body: Body) -> None:
    said = say(body.clerks[0], owed(body, 0).pk, state="in_progress", text="Đang làm.", difficulty=MONEY)
    row = Difficulty.objects.get()
    assert (row.text, row.progress_id, row.unit_id) == (MONEY, said.pk, body.schools[0].pk)
    say(body.clerks[0], owed(body, 0).pk, state="in_progress", text="Vẫn đang làm.", difficulty=MONEY)
    say(body.clerks[0], owed(body, 0).pk, state="in_progress", text="Không khó nữa.")
    assert Difficulty.objects.count() == 1
    services.answer(actor=body.specialist, difficulty_id=row.pk, text="Sở sẽ cấp.")
    say(body.clerks[0], owed(body, 0).pk, state="in_progress", text="Chưa được cấp.", difficulty=MONEY)
    assert states() == ["answered", "open"], "what comes back after an answer is raised anew"


def test_similar_ones_are_shown_without_tones_and_without_names(body: Body, queries: Any) -> None:
    row = trouble(body)
    trouble(body, 1, "Thiếu giáo viên phụ trách thư viện.")
    trouble(body, 2, "Không có kinh phí mua sách", key="1.b")
    services.answer(actor=body.specialist, difficulty_id=row.pk, text="Sở cấp trong quý I.")
    place = owed(body, 1).pk
    found = selectors.similar(viewer=body.clerks[1], obligation_id=place, text="kinh phi mua sach khong co")
    assert [line.row.pk for line in found] == [row.pk], "the same task alone"
    assert (found[0].unit_name, found[0].answer.text if found[0].answer else "") == ("", "Sở cấp trong quý I.")
    assert selectors.similar(viewer=body.clerks[1], obligation_id=place, text="Mưa bão ngập phòng học") == []
    with pytest.raises(Hidden):
        selectors.similar(viewer=body.stranger, obligation_id=place, text="kinh phí")
    assert queries(lambda: selectors.similar(viewer=body.clerks[1], obligation_id=place, text=MONEY)) <= 8


def test_the_same_words_of_several_units_are_shown_once_with_their_number(body: Body) -> None:
    first, second, third = trouble(body), trouble(body, 1), trouble(body, 2, "Thiếu kinh phí mua sách.")
    place = owed(body, 2).pk
    assert [(line.row.pk, line.units) for line in selectors.similar(viewer=body.clerks[2], obligation_id=place, text=MONEY)] == [
        (first.pk, 2),
        (third.pk, 1),
    ]
    offered = selectors.difficulty_page(viewer=body.specialist, difficulty_id=third.pk).alike
    assert {line.row.pk for line in offered} == {first.pk, second.pk}
    assert selectors.difficulty_page(viewer=body.clerks[2], difficulty_id=third.pk).alike == []


def test_likeness_is_of_words_that_say_something() -> None:
    known = [(1, fold("Thiếu kinh phí mua sách")), (2, fold("Chưa có giáo viên")), (3, fold("Kinh phí"))]
    assert answering.most_alike(fold("không được cấp kinh phí mua sách"), known, 5) == [1, 3]
    assert answering.most_alike(fold("của các cho"), known, 5) == []
    assert answering.most_alike("", known, 5) == []


def test_one_answer_goes_to_every_unit_of_the_group(body: Body) -> None:
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@example.vn")
    services.wish_mail(actor=body.clerks[2], mail="none")
    rows = [trouble(body, n, text) for n, text in enumerate((MONEY, "Thiếu kinh phí mua sách.", "Xin kinh phí."))]
    assert services.group(actor=body.specialist, first_id=rows[0].pk, other_ids=[rows[1].pk]) == 1
    with pytest.raises(Conflict, match="đã gộp"):
        services.answer(actor=body.specialist, difficulty_id=rows[1].pk, text="Riêng.")
    services.answer(actor=body.specialist, difficulty_id=rows[0].pk, text="Sở cấp kinh phí trong quý I/2027.")
    assert states() == ["answered", "answered", "open"]
    assert set(OutboxMessage.objects.values_list("person__username", flat=True)) == {"clerk1", "hoa", "clerk2"}
    page = selectors.difficulty_page(viewer=body.clerks[1], difficulty_id=rows[1].pk)
    assert [step.text for step in page.steps] == ["Sở cấp kinh phí trong quý I/2027."]
    assert (page.others, page.oversees) == ([], False), "a unit does not see who else has the same"
    assert services.group(actor=body.specialist, first_id=rows[0].pk, other_ids=[rows[2].pk]) == 1
    assert states() == ["answered"] * 3, "the answer is theirs at once"
    with pytest.raises(Conflict, match="đã trả lời"):
        services.answer(actor=body.specialist, difficulty_id=rows[0].pk, text="Lần nữa.")


def test_only_who_answers_for_the_owner_groups_answers_and_passes_up(body: Body) -> None:
    row, other = trouble(body), trouble(body, 1)
    records = make_person("vt", Role.RECORDS, body.department)
    for actor, raised in ((body.clerks[0], Refusal), (body.head, Refusal), (body.stranger, Hidden), (records, Hidden)):
        for act in (services.answer, services.pass_up):
            with pytest.raises(raised):
                act(actor=actor, difficulty_id=row.pk, text="Được.")
        with pytest.raises(raised):
            services.group(actor=actor, first_id=row.pk, other_ids=[other.pk])
    assert states() == ["open", "open"]


def test_what_is_passed_up_leadership_decides(body: Body) -> None:
    row = trouble(body)
    services.pass_up(actor=body.specialist, difficulty_id=row.pk, text="Đề nghị cấp 50 triệu đồng mỗi trường.")
    with pytest.raises(Conflict, match="đã trình"):
        services.pass_up(actor=body.specialist, difficulty_id=row.pk, text="Lại trình.")
    with pytest.raises(Refusal, match="không có quyền") as caught:
        services.answer(actor=body.specialist, difficulty_id=row.pk, text="Đồng ý.")
    assert (caught.value.status, states()) == (403, ["passed_up"])
    assert [(w.open, w.passed_up) for w in selectors.waiting_difficulties(viewer=body.leader)] == [(0, 1)]
    assert selectors.waiting_difficulties(viewer=body.specialist) == []
    step = services.answer(actor=body.leader, difficulty_id=row.pk, text="Đồng ý cấp.")
    assert (step.decided, states()) == (True, ["answered"])
    assert list(DifficultyStep.objects.order_by("id").values_list("kind", flat=True)) == ["passed_up", "answered"]


def test_groups_hold_one_task_and_may_be_taken_apart(body: Body) -> None:
    rows = [trouble(body), trouble(body, 1), trouble(body, 2), trouble(body, 0, key="1.b")]
    ids = [row.pk for row in rows]
    with pytest.raises(Refusal, match="cùng một nhiệm vụ"):
        services.group(actor=body.specialist, first_id=ids[0], other_ids=[ids[3]])
    with pytest.raises(Refusal, match="ít nhất hai"):
        services.group(actor=body.specialist, first_id=ids[0], other_ids=[])
    services.group(actor=body.specialist, first_id=ids[1], other_ids=[ids[2]])
    services.group(actor=body.specialist, first_id=ids[0], other_ids=[ids[1]])
    assert set(Difficulty.objects.filter(same_as=ids[0]).values_list("pk", flat=True)) == {ids[1], ids[2]}, "a group joins whole"
    services.part(actor=body.specialist, difficulty_id=ids[2])
    with pytest.raises(Conflict):
        services.part(actor=body.specialist, difficulty_id=ids[2])
    services.answer(actor=body.specialist, difficulty_id=ids[0], text="Được.")
    assert states() == ["answered", "answered", "open", "open"]


def test_a_unit_takes_its_own_back_and_the_group_goes_on(body: Body) -> None:
    first, second = trouble(body), trouble(body, 1)
    services.group(actor=body.specialist, first_id=first.pk, other_ids=[second.pk])
    services.pass_up(actor=body.specialist, difficulty_id=first.pk, text="Đề nghị cấp.")
    with pytest.raises(Hidden):
        services.withdraw(actor=body.clerks[1], difficulty_id=first.pk)
    with pytest.raises(Refusal):
        services.withdraw(actor=body.specialist, difficulty_id=first.pk)
    services.withdraw(actor=body.clerks[0], difficulty_id=first.pk)
    second.refresh_from_db()
    assert (states(), second.same_as_id) == (["withdrawn", "passed_up"], None)
    assert list(second.steps.values_list("text", flat=True)) == ["Đề nghị cấp."]
    with pytest.raises(Conflict):
        services.withdraw(actor=body.clerks[0], difficulty_id=first.pk)


def test_timeliness_is_of_the_answer_and_the_list_puts_first_what_is_due_first(body: Body, at: Any, queries: Any) -> None:
    row = trouble(body)
    at("2026-11-26T09:00")
    late = trouble(body, 1)
    at("2026-12-02T09:00")
    plan = Plan.objects.get()
    page = selectors.difficulty_list(viewer=body.specialist, plan_id=plan.pk)
    assert [(line.row.pk, line.is_late) for line in page.lines] == [(row.pk, True), (late.pk, False)]
    assert (page.late, {s: n for s, _label, n in page.counts}["open"]) == (1, 2)
    services.answer(actor=body.leader, difficulty_id=row.pk, text="Được.")
    services.answer(actor=body.leader, difficulty_id=late.pk, text="Được.")
    done = selectors.difficulty_list(viewer=body.specialist, plan_id=plan.pk, state="answered")
    assert [line.was_late for line in done.lines] == [True, False]
    with pytest.raises(Refusal, match="không có quyền"):
        selectors.difficulty_list(viewer=body.clerks[0], plan_id=plan.pk)
    assert queries(lambda: selectors.difficulty_list(viewer=body.specialist, plan_id=plan.pk)) <= 12


def test_open_ones_follow_a_unit_to_its_heir(body: Body) -> None:
    row = trouble(body)
    done = trouble(body, text="Đã xong.")
    services.answer(actor=body.specialist, difficulty_id=done.pk, text="Được.")
    change = Change(kind="merge", unit_id=body.schools[0].pk, target_id=body.schools[1].pk, on=dt.date(2026, 11, 24), reason="Sáp nhập")
    preview = changing.preview(change)
    assert any("vướng mắc" in str(effect) for effect in preview.effects)
    changing.carry_out(actor=None, change=change)
    row.refresh_from_db()
    done.refresh_from_db()
    assert (row.unit_id, done.unit_id) == (body.schools[1].pk, body.schools[0].pk)


def test_a_report_reads_them_in_the_words_of_their_group(body: Body, at: Any) -> None:
    rows = [trouble(body), trouble(body, 1, "Thiếu tiền."), trouble(body, 2, "Rút.")]
    say(body.clerks[2], owed(body, 2).pk, state="in_progress", text="Đang làm.", difficulty="Thiếu người.")
    services.group(actor=body.specialist, first_id=rows[0].pk, other_ids=[rows[1].pk])
    services.withdraw(actor=body.clerks[2], difficulty_id=rows[2].pk)
    until = clock.now()
    asked = {"plan_period_id": PlanPeriod.objects.get().pk, "until": until}
    assert selectors.troubled_tasks(**asked) == [rows[0].task_id]
    found = selectors.troubles(task_id=rows[0].task_id, **asked)
    assert found.alone == [(rows[0].pk, body.schools[0].pk, MONEY), (rows[1].pk, body.schools[1].pk, MONEY)]
    said = [(1, "thiếu tiền."), (2, "Rút."), (2, "Thiếu người."), (0, "Điều khác."), (0, "")]
    assert [found.words(body.schools[n].pk, words) for n, words in said] == [MONEY, "", "Thiếu người.", "Điều khác.", ""]
    at("2026-12-01T09:00")
    trouble(body, 2, "Nêu sau.")
    assert len(selectors.troubles(task_id=rows[0].task_id, **asked).alone) == 2, "what came after the report's moment is not in it"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_pages_of_raising_show_similar_ones_first(body: Body) -> None:
    clerk = browser(body.clerks[1])
    trouble(body)
    place = reverse("plans:difficulty-raise", args=[owed(body, 1).pk])
    assert place in clerk.get(reverse("plans:obligation", args=[owed(body, 1).pk])).content.decode()
    assert clerk.get(place).status_code == 200
    assert clerk.post(place, {"text": ""}).status_code == 422
    shown = clerk.post(place, {"text": "Chưa có kinh phí mua sách."}).content.decode()
    assert "Đã có vướng mắc tương tự" in shown
    assert "Trường THPT số 1" not in shown
    assert Difficulty.objects.count() == 1
    answer = clerk.post(place, {"text": "Chưa có kinh phí mua sách.", "seen": "1"})
    second = Difficulty.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("plans:difficulty", args=[second.pk]))
    assert clerk.get(answer.headers["Location"]).status_code == 200
    assert clerk.post(reverse("plans:difficulty-withdraw", args=[second.pk])).status_code == 302


def test_the_pages_of_answering(body: Body) -> None:
    clerk, specialist, leader = browser(body.clerks[1]), browser(body.specialist), browser(body.leader)
    first, second, plan = trouble(body), trouble(body, 1), Plan.objects.get()
    assert "chờ trả lời" in specialist.get("/").content.decode()
    plan_page = reverse("plans:plan-difficulties", args=[plan.pk])
    assert specialist.get(plan_page).content.decode().count('name="chosen"') == 2
    group = reverse("plans:difficulty-group", args=[plan.pk])
    assert [specialist.post(group, {"chosen": chosen}).status_code for chosen in ([first.pk], [], [first.pk, second.pk])] == [422, 422, 302]
    detail, said = reverse("plans:difficulty", args=[first.pk]), reverse("plans:difficulty-answer", args=[first.pk])
    assert "Trình lãnh đạo" in specialist.get(detail).content.decode()
    assert specialist.post(reverse("plans:difficulty-up", args=[first.pk]), {"text": "Đề nghị cấp."}).status_code == 302
    assert "Đã trình lãnh đạo" in specialist.get(detail).content.decode()
    refused = specialist.post(said, {"text": "Tôi trả lời luôn."})
    assert (refused.status_code, "Tôi trả lời luôn." in refused.content.decode()) == (403, True)
    assert "Quyết định và trả lời" in leader.get(detail).content.decode()
    assert leader.post(said, {"text": "Cấp trong quý I."}).status_code == 302
    assert "Cấp trong quý I." in clerk.get("/").content.decode()
    for place in (
        reverse("plans:difficulties"),
        detail.replace(str(first.pk), str(second.pk)),
        reverse("plans:obligation", args=[owed(body, 1).pk]),
    ):
        assert "Cấp trong quý I." in clerk.get(place).content.decode()
    assert leader.get(plan_page + "?tinh-trang=answered&nhiem-vu=x").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_and_an_answer_while_it_is_taken_back(body: Body, at_once: Any) -> None:
    row = trouble(body)
    said = at_once(
        lambda: services.answer(actor=body.specialist, difficulty_id=row.pk, text="Một."),
        lambda: services.answer(actor=body.leader, difficulty_id=row.pk, text="Hai."),
    )
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "DifficultyStep"]
    other = trouble(body, 1)
    said = at_once(
        lambda: services.answer(actor=body.specialist, difficulty_id=other.pk, text="Một."),
        lambda: services.withdraw(actor=body.clerks[1], difficulty_id=other.pk),
    )
    assert sum(isinstance(one, Conflict) for one in said) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_report_by_two_clerks_raises_one(body: Body, at_once: Any) -> None:
    said = at_once(*(lambda: trouble(body) for _n in range(2)))
    assert {row.pk for row in said} == {Difficulty.objects.get().pk}
