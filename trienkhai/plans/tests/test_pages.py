"""Pages of plans and of a unit's work: what each shows, that nothing typed is lost, that a second click does nothing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.core.models import JournalLine
from trienkhai.plans import selectors
from trienkhai.plans.models import Addressee, Evidence, Obligation, PlanPeriod, Progress
from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def owed(body: factories.Body, key: str = "1.b", school: int = 0) -> Obligation:
    return Obligation.objects.get(task__key=key, unit=body.schools[school])


def report(**values: Any) -> dict[str, Any]:
    return {"form_key": str(uuid.uuid4()), "state": "in_progress", "text": "Đã mua sách cho ba lớp.", **values}


def test_the_inbox_begins_with_what_is_overdue_and_ends_with_helping_others(at: Any) -> None:
    body = factories.make_body(schools=1)
    every = [factories.mention("các trường")]
    tasks = [
        ("a", "Cuối năm.", every, [factories.time("once", "31/12", due="2026-12-31")]),
        ("b", "Phối hợp.", [factories.mention("các trường", "coordinate")], [factories.time("once", "1/12", due="2026-12-01")]),
        ("c", "Tuần này.", every, [factories.time("once", "1/12", due="2026-12-01")]),
        ("d", "Đã quá hạn.", every, [factories.time("once", "1/11", due="2026-11-01")]),
        ("e", "Theo dõi.", [factories.mention("các trường", "monitor")], [factories.time("once", "1/12", due="2026-12-01")]),
    ]
    factories.make_issued(body, tasks=tasks, effective_on=dt.date(2026, 10, 1))
    page = selectors.inbox(viewer=body.clerks[0])
    assert [work.row.task.key for work in page.works] == ["d", "c", "b", "a"]
    assert (page.counts.open, page.counts.overdue, page.counts.soon, page.counts.new) == (4, 1, 2, 4)
    assert [(work.days_left, work.days_late) for work in page.works[:2]] == [(-23, 23), (7, -7)]
    factories.say(body.clerks[0], owed(body, "d").pk)
    assert [work.row.task.key for work in selectors.inbox(viewer=body.clerks[0], show="done").works] == ["d"]
    client = signed_in(body.clerks[0])
    assert "Đã quá hạn." not in client.get(reverse("plans:inbox")).content.decode()
    assert "Đã quá hạn." in client.get(reverse("plans:inbox") + "?xem=xong").content.decode()


@pytest.mark.parametrize("odd", ["?trang=²", "?trang=-1", "?trang=99999999999999999999", "?trang=abc", "?xem=zz"])
def test_odd_addresses_show_the_page_all_the_same(odd: str) -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_issued(body)
    assert signed_in(body.clerks[0]).get(reverse("plans:inbox") + odd).status_code == 200
    board = reverse("plans:plan-board", args=[plan.pk])
    assert signed_in(body.leader).get(board + odd.replace("trang", "ky")).status_code in {200, 404}


@pytest.mark.parametrize("number", [0, 987654, 10**19])
def test_numbers_of_nothing_are_not_there(number: int) -> None:
    body = factories.make_body(schools=1)
    client = signed_in(body.leader)
    for name in ("plan-detail", "plan-board", "issue", "task", "task-name", "obligation", "evidence"):
        address = reverse(f"plans:{name}", args=[0]).replace("/0/", f"/{number}/")
        assert client.get(address).status_code == 404, name


def test_a_report_is_sent_in_one_page_with_its_files() -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body)
    row, client = owed(body), signed_in(body.clerks[0])
    address = reverse("plans:obligation", args=[row.pk])
    page = client.get(address).content.decode()
    assert re.search(r'name="form_key" value="[0-9a-f-]{36}"', page)
    assert "Tổ chức ngày hội đọc sách." in page
    files = [SimpleUploadedFile("biên bản.pdf", b"%PDF-1.4 a"), SimpleUploadedFile("ảnh.png", b"\x89PNG\r\n\x1a\n b")]
    sent = report(state="done", result="300 em dự.", difficulty="Thiếu chỗ.", evidence=files)
    assert client.post(address, sent).status_code == 302
    for item in files:
        item.seek(0)
    assert client.post(address, sent).status_code == 302  # the same page again
    assert (Progress.objects.count(), Evidence.objects.count()) == (1, 2)
    shown = client.get(address).content.decode()
    for words in ("300 em dự.", "Thiếu chỗ.", "biên bản.pdf", "Báo cáo thực hiện"):
        assert words in shown
    answer = client.get(reverse("plans:evidence", args=[Evidence.objects.get(name="biên bản.pdf").pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 a"
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": ""}, "Tình trạng"),
        ({"state": "done", "text": ""}, "đã làm gì"),
        ({"evidence": [SimpleUploadedFile("a.exe", b"MZ")]}, "Không nhận loại tệp"),
        ({"evidence": [SimpleUploadedFile("a.pdf", b"MZ")]}, "không đúng với đuôi tệp"),
        ({"evidence": [SimpleUploadedFile("a.pdf", b"")]}, "rỗng"),
        ({"evidence": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]}, "nhiều nhất 10 tệp"),
    ],
)
def test_a_report_that_is_not_taken_says_why_and_keeps_the_words(values: dict[str, Any], words: str) -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body)
    row = owed(body)
    for item in values.get("evidence", ()):
        item.seek(0)
    answer = signed_in(body.clerks[0]).post(reverse("plans:obligation", args=[row.pk]), report(difficulty="Mưa nhiều.") | values)
    page = answer.content.decode()
    assert (answer.status_code, Progress.objects.count()) == (422, 0)
    assert words in page
    assert "Mưa nhiều." in page


def test_another_units_work_is_not_there_by_address() -> None:
    body = factories.make_body(schools=2)
    factories.make_issued(body)
    theirs = owed(body, school=1)
    factories.say(body.clerks[1], theirs.pk, attachments=[])
    client = signed_in(body.clerks[0])
    for name in ("obligation", "acknowledge"):
        address = reverse(f"plans:{name}", args=[theirs.pk])
        for answer in (client.post(address, report()), *([client.get(address)] if name == "obligation" else [])):
            assert answer.status_code == 404
            assert "Không tìm thấy trang" in answer.content.decode()
            assert "Trường THPT số 2" not in answer.content.decode()
    assert Progress.objects.count() == 1


def test_acknowledging_is_one_click_and_a_report_acknowledges_too() -> None:
    body = factories.make_body(schools=1)
    factories.make_issued(body)
    client = signed_in(body.clerks[0])
    assert client.post(reverse("plans:acknowledge", args=[owed(body).pk])).status_code == 302
    assert owed(body).acknowledged_at is not None
    client.post(reverse("plans:obligation", args=[owed(body, "1.a").pk]), report())
    assert owed(body, "1.a").acknowledged_at is not None
    assert selectors.inbox(viewer=body.clerks[0]).counts.new == 0


def issue_form(version: int, **values: Any) -> dict[str, Any]:
    return {"version": version, "effective_on": "06/02/2023", "rhythm": "year", "carry": "0", **values}


def test_an_old_plan_is_issued_with_the_past_years_somebody_chose() -> None:
    body = factories.make_body(schools=2)
    plan = factories.make_draft(body)
    client, address = signed_in(body.leader), reverse("plans:issue", args=[plan.pk])
    page = client.get(address, {"effective_on": "2023-02-06", "rhythm": "year"}).content.decode()
    assert list(re.findall(r'name="past" value="([\d-]+)"', page)) == ["2023-01-01", "2024-01-01", "2025-01-01"]
    assert "Năm 2023" in page
    assert PlanPeriod.objects.count() == 0
    looked = client.post(address, issue_form(plan.version, look="1", rhythm="quarter"))
    assert (looked.status_code, PlanPeriod.objects.count()) == (200, 0)
    assert client.post(address, issue_form(plan.version, past=["2023-01-01"])).status_code == 302
    labels = list(PlanPeriod.objects.order_by("period__starts").values_list("period__label", flat=True))
    assert labels == ["Năm 2023", "Năm 2026"]
    detail = client.get(reverse("plans:plan-detail", args=[plan.pk])).content.decode()
    assert "Ban hành kế hoạch" in detail


def test_a_second_click_on_issue_is_told_that_it_was_done() -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_draft(body)
    client, address = signed_in(body.leader), reverse("plans:issue", args=[plan.pk])
    assert client.post(address, issue_form(plan.version)).status_code == 302
    answer = client.post(address, issue_form(plan.version))
    assert answer.status_code == 409
    assert "đã được ban hành ngày 24/11/2026" in answer.content.decode()
    assert "không có gì bị thực hiện hai lần" in answer.content.decode()
    assert JournalLine.objects.filter(verb="plans.plan.issued").count() == 1


@pytest.mark.parametrize("values", [{"effective_on": "32/13/2023"}, {"effective_on": ""}, {"rhythm": "decade"}, {"past": ["2031-01-01"]}])
def test_an_issue_form_with_a_slip_changes_nothing(values: dict[str, Any]) -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_draft(body)
    answer = signed_in(body.leader).post(reverse("plans:issue", args=[plan.pk]), issue_form(plan.version) | values)
    assert (answer.status_code, PlanPeriod.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()


def test_overdue_dated_work_may_be_carried_into_the_running_period() -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_draft(body)
    signed_in(body.leader).post(reverse("plans:issue", args=[plan.pk]), issue_form(plan.version, carry="1"))
    row = Obligation.objects.get(task__key="2.a", duty="lead")
    assert (row.period.period.label, row.due) == ("Năm 2026", dt.date(2026, 12, 31))


def test_preparing_twice_shows_the_plan_that_is_there() -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_issued(body)
    answer = signed_in(body.specialist).post(reverse("plans:prepare", args=[plan.document_id]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("plans:plan-detail", args=[plan.pk])
    assert "đã được ban hành" in answer.content.decode()


def test_an_open_phrase_is_a_todo_until_somebody_names_a_unit() -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_issued(body)
    client, task = signed_in(body.specialist), plan.tasks.get(key="2.b")
    assert "đơn vị liên quan" in client.get(reverse("plans:plan-detail", args=[plan.pk])).content.decode()
    address = reverse("plans:task-name", args=[task.pk])
    typed = {"q": "phong thuong xuyen", "find": "1", "reason": "Công văn 15", "units": [body.schools[0].pk]}
    found = client.post(address, typed).content.decode()
    assert re.search(rf'value="{body.schools[0].pk}"[^>]* checked', found)
    assert "Phòng Thường xuyên" in found
    assert 'value="Công văn 15"' in found
    chosen = {"addressee": task.addressees.get().pk, "duty": "execute", "q": "phong", "units": [body.division.pk], "reason": "Công văn 15"}
    assert client.post(address, chosen | {"reason": ""}).status_code == 422
    assert client.post(address, chosen).status_code == 302
    assert client.post(address, chosen).status_code == 409
    assert Obligation.objects.filter(task=task).count() == 1
    assert "Giao đơn vị" in client.get(reverse("plans:task", args=[task.pk])).content.decode()


def test_a_group_or_unit_of_somebody_else_cannot_be_named() -> None:
    from trienkhai.core.errors import Hidden, Refusal
    from trienkhai.plans import services
    from trienkhai.units.models import UnitGroup

    body = factories.make_body(schools=1)
    task = factories.make_issued(body).tasks.get(key="2.b")
    foreign = UnitGroup.objects.create(owner=body.stranger_unit, name="Lạ", rule_or_list="rule", kinds=["department"])
    common = {"actor": body.specialist, "task_id": task.pk, "addressee_id": task.addressees.get().pk, "reason": "Công văn 15"}
    with pytest.raises(Hidden):
        services.name_addressee(group_id=foreign.pk, **common)
    with pytest.raises(Refusal, match="không thuộc hệ thống"):
        services.name_addressee(unit_ids=[body.stranger_unit.pk], **common)
    assert Addressee.objects.get(task=task).is_open


def test_a_draft_is_shown_to_those_who_prepare_and_issue_alone() -> None:
    body = factories.make_body(schools=1)
    draft = factories.make_draft(body)
    seen = {
        who: [plan.pk for plan in selectors.list_plans(viewer=getattr(body, who))] for who in ("specialist", "leader", "head", "stranger")
    }
    assert seen == {"specialist": [draft.pk], "leader": [draft.pk], "head": [], "stranger": []}
    factories.issue(body, draft)
    assert [plan.pk for plan in selectors.list_plans(viewer=Person.objects.get(pk=body.head.pk))] == [draft.pk]
    assert selectors.list_plans(viewer=Person.objects.get(pk=body.stranger.pk)) == []
