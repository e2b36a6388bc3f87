"""Roles from a day to a day: given, ended, several at once, and never twice on the same day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import permissions, selectors, services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.tests.factories import awake, make_person, make_unit
from trienkhai.core.errors import Conflict, Hidden, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
TODAY = dt.date(2026, 11, 24)


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


@pytest.fixture
def office(at: Any) -> Any:
    unit, other = make_unit("t1", "Trường số 1"), make_unit("t2", "Trường số 2")
    return unit, other, make_person("anh", Role.HEAD, unit), make_person("binh", Role.HEAD, other), make_person("lan", Role.REPORTER, unit)


def give(actor: Person, person: Person, unit: Any, role: str = Role.RECORDS, **days: dt.date | None) -> RoleInUnit:
    return services.give_role(actor=actor, person_id=person.pk, unit_id=unit.pk, role=role, **days)


def held(person: Person) -> set[tuple[str, int]]:
    return {(h.role.value, h.unit_id) for h in permissions.scope_of(Person.objects.get(pk=person.pk)).holdings}


def test_a_role_holds_from_its_first_to_its_last_day_in_several_units(office: Any, at: Any) -> None:
    unit, other, head, other_head, lan = office
    give(head, lan, unit, since=day("01/12/2026"), until=day("31/12/2026"))
    give(other_head, lan, other, Role.SPECIALIST, since=day("15/12/2026"))
    first, second, third = ("reporter", unit.pk), ("records", unit.pk), ("specialist", other.pk)
    found = []
    for moment in ("2026-11-30", "2026-12-01", "2026-12-15", "2026-12-31", "2027-01-01"):
        at(f"{moment}T08:00")
        found.append(held(lan))
    assert found == [{first}, {first, second}, {first, second, third}, {first, second, third}, {first, third}]


def test_a_role_does_not_last_to_the_end_of_time(office: Any) -> None:
    unit, _other, head, _binh, lan = office
    with pytest.raises(Refusal, match="Ngày cuối quá xa"):
        give(head, lan, unit, since=TODAY, until=dt.date.max)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("15/12/2026", None, "Thời gian trùng với vai trò «Văn thư» đã giao từ 01/12/2026 đến 31/12/2026"),
        ("24/11/2026", "01/12/2026", "Thời gian trùng"),
        ("31/12/2026", "31/12/2026", "Thời gian trùng"),
        ("24/11/2026", None, "Thời gian trùng"),
    ],
)
def test_days_that_overlap_are_refused_with_the_days_that_stand(office: Any, since: str, until: str | None, words: str) -> None:
    unit, _other, head, _binh, lan = office
    give(head, lan, unit, since=day("01/12/2026"), until=day("31/12/2026"))
    with pytest.raises(Conflict, match=words) as caught:
        give(head, lan, unit, since=day(since), until=day(until) if until else None)
    assert "không trùng" in caught.value.hint
    assert RoleInUnit.objects.filter(person=lan, role=Role.RECORDS).count() == 1


def test_days_that_touch_are_given_and_the_database_refuses_two_open_ones(office: Any) -> None:
    unit, _other, head, _binh, lan = office
    give(head, lan, unit, since=day("01/12/2026"), until=day("31/12/2026"))
    give(head, lan, unit, since=TODAY, until=day("30/11/2026"))
    give(head, lan, unit, since=day("01/01/2027"))
    assert RoleInUnit.objects.filter(person=lan, role=Role.RECORDS).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleInUnit.objects.create(person=lan, unit=unit, role=Role.RECORDS, valid_from=day("01/02/2027"))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleInUnit.objects.create(person=lan, unit=unit, role=Role.HEAD, valid_from=TODAY, valid_to=TODAY)


def test_days_that_are_over_or_turned_round_are_refused(office: Any) -> None:
    unit, _other, head, _binh, lan = office
    for since, until, words in (("23/11/2026", None, "không giao lùi ngày"), ("01/12/2026", "30/11/2026", "đứng trước ngày đầu")):
        with pytest.raises(Refusal, match=words):
            give(head, lan, unit, since=day(since), until=day(until) if until else None)
    with pytest.raises(Refusal, match="tự giao"):
        give(head, head, unit)
    with pytest.raises(Hidden):
        services.give_role(actor=head, person_id=10**6, unit_id=unit.pk, role=Role.RECORDS)


def test_a_role_ends_after_a_day_and_one_to_come_is_taken_back(office: Any, at: Any) -> None:
    unit, _other, head, _binh, lan = office
    mine = lan.roles.get()
    services.take_role(actor=head, role_id=mine.pk, last_day=day("10/12/2026"))
    with pytest.raises(Refusal, match="đã kết thúc vào 10/12/2026"):
        services.take_role(actor=head, role_id=mine.pk, last_day=day("11/12/2026"))
    with pytest.raises(Refusal, match="lùi ngày"):
        services.take_role(actor=head, role_id=mine.pk, last_day=day("20/11/2026"))
    coming = give(head, lan, unit, since=day("01/12/2026"))
    services.take_role(actor=head, role_id=coming.pk)
    assert not RoleInUnit.objects.filter(pk=coming.pk).exists()
    found = []
    for moment in ("2026-12-10", "2026-12-11"):
        at(f"{moment}T08:00")
        found.append(held(lan))
    assert found == [{("reporter", unit.pk)}, set()]


def test_the_last_administrator_of_a_unit_stays(office: Any) -> None:
    unit, *_rest = office
    first, second = make_person("khanh", Role.ADMIN, unit), make_person("son", Role.ADMIN, unit)
    services.take_role(actor=first, role_id=second.roles.get().pk)
    with pytest.raises(Refusal, match="quản trị cuối cùng") as caught:
        services.take_role(actor=first, role_id=first.roles.get().pk)
    assert "người khác trước" in caught.value.hint


def test_a_head_does_not_end_an_administrator(office: Any) -> None:
    unit, _other, head, *_rest = office
    make_person("khanh", Role.ADMIN, unit)
    second = make_person("son", Role.ADMIN, unit)
    with pytest.raises(Refusal, match="Chỉ quản trị hệ thống"):
        services.take_role(actor=head, role_id=second.roles.get().pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_same_role_at_once_give_it_once(at_once: Any, at: Any) -> None:
    at("2026-11-24T09:00")
    unit = make_unit("t1", "Trường số 1")
    heads = [make_person(name, Role.HEAD, unit) for name in ("anh", "binh")]
    lan = make_person("lan", Role.REPORTER, unit)
    found = at_once(lambda: give(heads[0], lan, unit, until=day("31/12/2026")), lambda: give(heads[1], lan, unit, since=day("01/12/2026")))
    assert [type(one) for one in found].count(Conflict) == 1
    assert RoleInUnit.objects.filter(person=lan, role=Role.RECORDS).count() == 1


def test_the_page_of_a_person_shows_past_present_and_coming_roles_to_who_manages(office: Any, queries: Any) -> None:
    unit, other, head, other_head, lan = office
    RoleInUnit.objects.create(person=lan, unit=unit, role=Role.SPECIALIST, valid_from=day("01/01/2025"), valid_to=day("01/01/2026"))
    give(head, lan, unit, since=day("01/12/2026"))
    page = selectors.person_page(viewer=head, person_id=lan.pk)
    assert [[line.role for line in part] for part in (page.past, page.now, page.coming)] == [
        ["Chuyên viên"],
        ["Người báo cáo của đơn vị"],
        ["Văn thư"],
    ]
    for stranger in (other_head, lan):
        with pytest.raises(Hidden):
            selectors.person_page(viewer=stranger, person_id=lan.pk)
    with pytest.raises(Hidden):
        selectors.person_page(viewer=head, person_id=10**6)
    before = queries(lambda: selectors.person_page(viewer=head, person_id=lan.pk))
    for n in range(20):
        RoleInUnit.objects.create(
            person=lan, unit=other, role=Role.RECORDS, valid_from=dt.date(2000 + n, 1, 1), valid_to=dt.date(2000 + n, 2, 1)
        )
    assert queries(lambda: selectors.person_page(viewer=head, person_id=lan.pk)) == before


def test_the_pages_give_and_end_roles_by_days(office: Any) -> None:
    unit, other, head, _binh, lan = office
    client = Client()
    client.force_login(head)
    address = reverse("accounts:person", args=[lan.pk])
    give_at = reverse("accounts:person-role", args=[lan.pk])
    said = {"unit_id": unit.pk, "role": "records", "since": "01/12/2026", "until": "31/12/2026"}
    assert client.post(give_at, said).status_code == 302
    again = client.post(give_at, said | {"until": ""})
    assert (again.status_code, "Thời gian trùng" in again.content.decode()) == (422, True)
    assert client.post(give_at, said | {"unit_id": other.pk}).status_code == 422
    assert client.post(give_at, said | {"since": "1 tháng 12"}).status_code == 422
    page = client.get(address).content.decode()
    assert "Vai trò sắp tới" in page
    mine = lan.roles.get(role=Role.REPORTER)
    end_at = reverse("accounts:role-take", args=[unit.pk, mine.pk])
    assert client.post(end_at, {"last_day": "không", "from_person": "1"}).status_code == 422
    assert client.post(end_at, {"last_day": "30/11/2026", "from_person": "1"}).headers["Location"] == address
    assert "30/11/2026" in client.get(address).content.decode()
    add_at = reverse("accounts:role-add", args=[unit.pk])
    for name, status in (("binh", 302), ("khong-ai", 422)):
        assert client.post(add_at, {"holder-username": name, "holder-role": "records"}).status_code == status
    assert "Giao vai trò cho người đã có tài khoản" in client.get(reverse("accounts:people", args=[unit.pk])).content.decode()


def test_somebody_sees_their_own_roles_on_their_account(office: Any) -> None:
    unit, _other, _head, _binh, _lan = office
    client = Client()
    client.force_login(make_person("khanh", Role.ADMIN, unit))
    page = awake(client).get(reverse("accounts:account")).content.decode()
    assert ("Vai trò của tôi" in page, "Quản trị hệ thống" in page, "Phiên quản trị" in page) == (True, True, True)
