"""The administrator's page of the post: reach, states, sending again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import mail
from trienkhai.accounts.choices import Role
from trienkhai.accounts.tests.factories import awake, make_person
from trienkhai.core import mailing, outbox
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine, OutboxMessage
from trienkhai.core.outbox import Letter, State
from trienkhai.units import services as units
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


def make_unit(code: str, parent: Unit | None = None) -> Unit:
    above = parent.pk if parent else None
    since = dt.date(2026, 1, 1)
    return units.open_unit(actor=None, code=code, name=f"Đơn vị {code}", kind=Kind.DEPARTMENT, parent_id=above, since=since)


@pytest.fixture
def office(at: Any) -> Any:
    department = make_unit("sgd")
    school, other = make_unit("t1", parent=department), make_unit("syt")
    admins = [make_person(name, Role.ADMIN, unit) for name, unit in (("khanh", department), ("son", school), ("mai", other))]
    lan = make_person("lan", Role.REPORTER, school)
    with transaction.atomic():
        letters = [
            Letter("core.mail", f"k{n}", "lan@example.vn", "Mật", "Mật", person_id=lan.pk, unit_id=unit)
            for n, unit in enumerate((school.pk, department.pk, None))
        ]
        outbox.put_many(letters)
    OutboxMessage.objects.update(state=State.FAILED, answer="550", next_at=None)
    return department, school, admins, lan


def test_an_administrator_sees_the_subtree_and_the_body_what_belongs_to_no_unit(office: Any, queries: Any) -> None:
    _department, _school, (khanh, son, mai), lan = office
    assert [len(mail.post(viewer=who).lines) for who in (khanh, son, mai)] == [3, 1, 1]
    with pytest.raises(Refusal, match="không có quyền"):
        mail.post(viewer=lan)
    assert queries(lambda: mail.post(viewer=khanh)) <= 6


def test_sending_again_is_once_in_reach_and_in_the_journal(office: Any) -> None:
    department, _school, (khanh, son, _mai), lan = office
    of_department = OutboxMessage.objects.get(unit_id=department.pk)
    with pytest.raises(Hidden):
        mail.send_again(actor=son, message_id=of_department.pk)
    with pytest.raises(Refusal, match="không có quyền"):
        mail.send_again(actor=lan, message_id=of_department.pk)
    mail.send_again(actor=khanh, message_id=of_department.pk)
    of_department.refresh_from_db()
    assert (of_department.state, of_department.attempts) == (State.WAITING, 0)
    with pytest.raises(Conflict, match="không còn"):
        mail.send_again(actor=khanh, message_id=of_department.pk)
    assert mail.send_all_again(actor=son, state=State.FAILED) == 1
    assert JournalLine.objects.filter(verb="accounts.mail.again").count() == 2
    with pytest.raises(Hidden):
        mail.send_all_again(actor=son, state=State.SENT)


def test_the_page_names_people_and_reasons_and_no_word_of_a_letter(office: Any) -> None:
    _department, _school, (khanh, *_rest), lan = office
    client = Client()
    client.force_login(khanh)
    awake(client)
    page = client.get(reverse("accounts:post")).content.decode()
    assert (str(lan) in page, "từ chối địa chỉ người nhận" in page) == (True, True)
    assert "Mật" not in page
    assert "lan@example.vn" not in page
    row = OutboxMessage.objects.order_by("id")[0]
    assert client.post(reverse("accounts:post-again", args=[row.pk])).status_code == 302
    assert client.post(reverse("accounts:post-all-again"), {"state": "failed"}).status_code == 302
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.WAITING}
    assert "Không có thư nào" in client.get(reverse("accounts:post")).content.decode()


def test_letters_of_the_demonstration_are_shown_there_alone(office: Any, settings: Any, tmp_path: Any) -> None:
    _department, _school, (khanh, *_rest), _lan = office
    client = Client()
    client.force_login(khanh)
    awake(client)
    assert client.get(reverse("accounts:demo-letters")).status_code == 404
    settings.DEMO, settings.MAIL_HOST, settings.MAIL_FOLDER = True, "", tmp_path
    assert "Chưa có thư nào" in client.get(reverse("accounts:demo-letters")).content.decode()
    mail.send_all_again(actor=khanh, state=State.FAILED)
    assert mailing.send_due() == 3
    assert "lan@example.vn" in client.get(reverse("accounts:demo-letters")).content.decode()
