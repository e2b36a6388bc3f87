"""One letter a day: whom it reaches, what it says, that it is written once; notices, wishes and the letter that urges."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.core import clock, mailing, outbox
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.plans import selectors, services
from trienkhai.plans.models import Obligation, ReminderRun
from trienkhai.plans.services import posting
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
LATE = dt.date(2026, 12, 22)


@pytest.fixture
def body(at: Any, settings: Any, tmp_path: Any) -> Body:
    made = make_body(schools=3)
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@example.vn")
    settings.MAIL_HOST, settings.MAIL_FOLDER, settings.SITE_URL = "", tmp_path / "mail", "https://vi-du.vn"
    make_issued(made)
    return made


def remind(at: Any, day: str) -> ReminderRun | None:
    at(f"{day}T00:10")
    return services.plan_reminders(day=clock.today())


def letters(at: Any) -> dict[str, Any]:
    at("2026-12-31T08:00")
    mailing.send_due()
    return {one.to.partition("@")[0]: one for one in mailing.shown()}


def test_each_person_gets_one_letter_with_own_work_and_units_below(body: Body, at: Any) -> None:
    remind(at, str(LATE))
    found = letters(at)
    assert set(found) == {"clerk1", "clerk2", "clerk3", "hoa", "an", "dung"}
    clerk = found["clerk1"]
    assert clerk.subject == "Nhắc việc ngày 22/12/2026: 01 việc quá hạn, 01 việc cần để ý"
    assert "Quá hạn (01):\n- 1.b Tổ chức ngày hội đọc sách. (hạn 15/12/2026)" in clerk.text
    assert "Chưa tiếp nhận (01):\n- 1.a" in clerk.text
    assert "https://vi-du.vn/ke-hoach/viec-cua-toi/" in clerk.text
    above = found["an"]
    assert "03 đơn vị cấp dưới quá hạn lâu" in above.subject
    assert "- Trường THPT số 1: 01 việc" in above.text
    assert "Trường THPT số 2" not in clerk.text


def test_no_letter_for_who_wishes_none_has_no_address_or_no_role(body: Body, at: Any) -> None:
    services.wish_mail(actor=body.clerks[0], mail="none")
    Person.objects.filter(pk=body.clerks[1].pk).update(email="")
    Person.objects.filter(pk=body.clerks[2].pk).update(is_active=False)
    remind(at, str(LATE))
    assert set(letters(at)) == {"hoa", "an", "dung"}
    with pytest.raises(Refusal, match="chưa đúng"):
        services.wish_mail(actor=body.clerks[0], mail="sms")


def test_letters_wait_for_office_hours(body: Body, at: Any) -> None:
    remind(at, str(LATE))
    assert mailing.send_due() == 0
    at(f"{LATE}T07:29")
    assert mailing.send_due() == 0
    at(f"{LATE}T07:30")
    assert mailing.send_due() == 6


def test_a_killed_posting_goes_on_and_writes_nothing_twice(body: Body, at: Any, monkeypatch: Any) -> None:
    real, calls = outbox.put_many, []

    def dies(batch: Any) -> Any:
        calls.append(len(batch))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(batch)

    monkeypatch.setattr(posting, "BATCH", 2)
    monkeypatch.setattr(outbox, "put_many", dies)
    monkeypatch.setattr("trienkhai.core.jobs.enqueue", lambda *_a, **_k: None)
    run = remind(at, str(LATE))
    assert run
    with pytest.raises(KeyboardInterrupt):
        services.post_reminders(run_id=run.pk)
    assert OutboxMessage.objects.count() == 4
    services.post_reminders(run_id=run.pk)
    assert OutboxMessage.objects.count() == len(set(OutboxMessage.objects.values_list("person_id"))) == 6
    assert services.post_reminders(run_id=run.pk) == 0


def test_work_done_meanwhile_is_not_told(body: Body, at: Any, monkeypatch: Any) -> None:
    with monkeypatch.context() as held:
        held.setattr("trienkhai.core.jobs.enqueue", lambda *_a, **_k: None)
        run = remind(at, str(LATE))
    for row in Obligation.objects.filter(unit=body.schools[0]):
        say(body.clerks[0], row.pk)
    assert run
    call_command("remind", verbosity=0)  # the letters of a run that stopped go on
    assert "clerk1" not in letters(at)


def test_a_batch_takes_few_queries(body: Body, at: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("trienkhai.core.jobs.enqueue", lambda *_a, **_k: None)
    run = remind(at, str(LATE))
    assert run
    counted: list[int] = []
    real = posting.post_batch

    def count(*args: Any) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            real(*args)
        counted.append(len([q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]))

    monkeypatch.setattr(posting, "post_batch", count)
    services.post_reminders(run_id=run.pk)
    assert counted == [4]


def test_notices_on_the_page_and_the_home_until_one_has_looked(body: Body, at: Any, queries: Any) -> None:
    remind(at, str(LATE))
    at(f"{LATE}T09:00")
    clerk = body.clerks[0]
    page = selectors.reminders_page(viewer=clerk)
    assert (page.fresh, len(page.notices), {n.unit_name for n in page.notices}) == (2, 2, {"Trường THPT số 1"})
    assert selectors.brief(viewer=clerk).fresh == 2
    assert queries(lambda: selectors.reminders_page(viewer=clerk)) <= 8
    client = Client()
    client.force_login(clerk)
    assert "2 nhắc mới" in client.get("/").content.decode()
    shown = client.get(reverse("plans:reminders")).content.decode()
    assert "mới" in shown
    assert "clerk1@example.vn" in shown
    assert client.post(reverse("plans:reminders-seen"), {"run": page.newest_run_id}).status_code == 302
    assert selectors.reminders_page(viewer=clerk).fresh == 0
    assert "nhắc mới" not in client.get("/").content.decode()
    services.look_at(actor=clerk, run_id=10**9)
    assert client.post(reverse("plans:reminders"), {"mail": "none"}).status_code == 302
    assert client.post(reverse("plans:reminders"), {"mail": "x"}).status_code == 422
    say(clerk, Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    assert len(selectors.reminders_page(viewer=clerk).notices) == 1
    assert selectors.reminders_page(viewer=body.stranger).notices == []


def test_the_page_of_rules(body: Body) -> None:
    client = Client()
    client.force_login(body.specialist)
    page = client.get(reverse("plans:reminder-rules")).content.decode()
    assert 'value="7, 3, 1"' in page
    wanted = {"before": "5; 2", "after": "1", "escalate": "7", "unseen": 3, "silent": 30, "forget": 90, "opens": "08:00", "closes": "16:00"}
    assert client.post(reverse("plans:reminder-rules"), wanted | {"legal_basis": "Quy chế"}).status_code == 302
    assert selectors.rules_page(viewer=body.specialist).rules.before == (5, 2)
    assert "Quy chế" in client.get(reverse("plans:reminder-rules")).content.decode()
    said = client.post(reverse("plans:reminder-rules"), wanted | {"legal_basis": "x", "before": "bảy"})
    assert (said.status_code, "cách nhau bằng dấu phẩy" in said.content.decode()) == (422, True)
    said = client.post(reverse("plans:reminder-rules"), wanted | {"legal_basis": "x", "opens": "17:00"})
    assert (said.status_code, "Giờ bắt đầu" in said.content.decode()) == (422, True)


def test_the_letter_that_urges_lists_exactly_who_and_what(body: Body, at: Any) -> None:
    plan = Obligation.objects.all()[0].task.plan
    say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk)
    at(f"{LATE}T09:00")
    data, name = services.draft_urging(actor=body.specialist, plan_id=plan.pk)
    made = docx.Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for row in made.tables[1].rows][1:]
    assert rows == [
        ["1", "Trường THPT số 1", "1.a Xây dựng tủ sách lớp học.", "31/12/2026", "Trong hạn"],
        ["2", "Trường THPT số 2", "1.a Xây dựng tủ sách lớp học.", "31/12/2026", "Trong hạn"],
        ["", "", "1.b Tổ chức ngày hội đọc sách.", "15/12/2026", "Quá hạn"],
        ["3", "Trường THPT số 3", "1.a Xây dựng tủ sách lớp học.", "31/12/2026", "Trong hạn"],
        ["", "", "1.b Tổ chức ngày hội đọc sách.", "15/12/2026", "Quá hạn"],
    ]
    words = "\n".join(p.text for p in made.paragraphs)
    assert "Kính gửi: Trường THPT số 1; Trường THPT số 2; Trường THPT số 3." in words
    assert "còn 03 đơn vị chưa báo cáo 05 việc" in words
    assert "trong đó 02 việc đã quá hạn" in words
    assert name == f"cong-van-don-doc-{plan.pk}-20261222.docx"
    assert JournalLine.objects.get(verb="plans.urging.drafted").data["works"] == 5
    task = plan.tasks.get(key="1.b")
    one = docx.Document(io.BytesIO(services.draft_urging(actor=body.leader, plan_id=plan.pk, task_id=task.pk)[0]))
    assert len(one.tables[1].rows) == 3
    with pytest.raises(Refusal, match="không có quyền"):
        services.draft_urging(actor=body.clerks[0], plan_id=plan.pk)
    with pytest.raises(Hidden):
        services.draft_urging(actor=body.stranger, plan_id=plan.pk)
    for clerk, school in zip(body.clerks, body.schools, strict=True):
        for row in Obligation.objects.filter(unit=school):
            say(clerk, row.pk)
    with pytest.raises(Refusal, match="không có gì để đôn đốc"):
        services.draft_urging(actor=body.leader, plan_id=plan.pk)
    client = Client()
    client.force_login(body.leader)
    assert client.get(reverse("plans:urging", args=[plan.pk])).status_code == 422


def test_too_long_a_letter_is_refused(body: Body, monkeypatch: Any) -> None:
    monkeypatch.setattr("trienkhai.plans.selectors.unsaid.MOST", 2)
    with pytest.raises(Refusal, match="nhiều nhất") as caught:
        services.draft_urging(actor=body.leader, plan_id=Obligation.objects.all()[0].task.plan_id)
    assert "lọc theo" in caught.value.hint
