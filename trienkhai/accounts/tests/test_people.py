"""People and roles: who gives them, how far they reach, from when until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import permissions, selectors, services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.tests.factories import woken
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import selectors as units
from trienkhai.units import services as unit_services
from trienkhai.units.choices import Kind
from trienkhai.units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
SINCE = dt.date(2025, 7, 1)
TODAY = dt.date(2026, 11, 24)


@dataclass
class Office:
    """A department, a school under it, a department beside; an administrator of each department and the school's head."""

    department: Unit
    school: Unit
    other: Unit
    admin: Person
    head: Person
    foreign: Person


def make_unit(code: str, kind: Kind, parent: Unit | None = None) -> Unit:
    above = parent.pk if parent else None
    return unit_services.open_unit(actor=None, code=code, name=f"Đơn vị {code}", kind=kind, parent_id=above, since=SINCE)


def make_person(name: str, role: Role, unit: Unit) -> Person:
    person = services.create_person(actor=None, unit_id=unit.pk, username=name, full_name=name.title())
    services.give_role(actor=None, person_id=person.pk, unit_id=unit.pk, role=role, since=SINCE)
    return woken(person)


@pytest.fixture
def office(at: Any) -> Office:
    department = make_unit("sgd", Kind.DEPARTMENT)
    school, other = make_unit("t1", Kind.UPPER_SCHOOL, department), make_unit("syt", Kind.DEPARTMENT)
    return Office(
        department,
        school,
        other,
        make_person("khanh", Role.ADMIN, department),
        make_person("tuan", Role.HEAD, school),
        make_person("mai", Role.ADMIN, other),
    )


def invite(office: Office, actor: Person, unit: Unit, role: str = Role.REPORTER, name: str = "lan") -> Person:
    return services.add_person(actor=actor, unit_id=unit.pk, username=name, full_name="Vũ Thị Lan", role=role)


def test_an_administrator_invites_in_the_subtree_and_a_head_in_the_own_unit(office: Office) -> None:
    invite(office, office.admin, office.school)
    invite(office, office.head, office.school, name="hoa")
    for actor, unit in ((office.head, office.department), (office.foreign, office.school), (office.admin, office.other)):
        with pytest.raises(Refusal, match="không có quyền") as caught:
            invite(office, actor, unit, name="x")
        assert (caught.value.status, "quản trị hệ thống" in caught.value.hint) == (403, True)
    assert not Person.objects.filter(username="x").exists()
    verbs = set(JournalLine.objects.filter(actor=office.head).values_list("verb", flat=True))
    assert verbs == {"accounts.person.created", "accounts.role.given"}


def test_an_invitation_is_kept_whole_or_not_at_all(office: Office) -> None:
    with pytest.raises(Refusal, match="Chỉ quản trị"):
        invite(office, office.head, office.school, Role.ADMIN)
    with pytest.raises(Hidden):
        invite(office, office.admin, office.school, "king")
    assert not Person.objects.filter(username="lan").exists()
    invite(office, office.admin, office.school)
    with pytest.raises(Conflict, match="«lan»"):
        invite(office, office.admin, office.school)


def test_a_new_person_cannot_sign_in_before_setting_a_password(office: Office) -> None:
    assert not invite(office, office.admin, office.school).has_usable_password()


def test_a_role_is_given_once_and_ends_by_a_day(office: Office) -> None:
    lan = invite(office, office.admin, office.school)
    with pytest.raises(Conflict, match="đã có vai trò"):
        services.give_role(actor=office.admin, person_id=lan.pk, unit_id=office.school.pk, role=Role.REPORTER)
    held = RoleInUnit.objects.get(person=lan)
    with pytest.raises(Refusal, match="không có quyền"):
        services.take_role(actor=office.foreign, role_id=held.pk)
    services.take_role(actor=office.head, role_id=held.pk)
    assert not RoleInUnit.objects.filter(person=lan).exists()  # it began today, so nothing was done under it
    old = RoleInUnit.objects.get(person=office.head)
    services.take_role(actor=office.admin, role_id=old.pk)
    old.refresh_from_db()
    assert old.valid_to == TODAY
    assert permissions.scope_of(Person.objects.get(pk=office.head.pk)).holdings == ()
    with pytest.raises(Hidden):
        services.take_role(actor=office.admin, role_id=old.pk)


def test_scope_follows_days_closing_and_activity(office: Office, at: Any) -> None:
    lan = invite(office, office.admin, office.school)
    RoleInUnit.objects.filter(person=lan).update(valid_from=dt.date(2026, 12, 1), valid_to=dt.date(2026, 12, 31))

    def roles() -> list[str]:
        return [h.role.value for h in permissions.scope_of(Person.objects.get(pk=lan.pk)).holdings]

    found = []
    for day in ("2026-11-30", "2026-12-01", "2026-12-30", "2026-12-31"):
        at(f"{day}T08:00")
        found.append(roles())
    assert found == [[], ["reporter"], ["reporter"], []]
    at("2026-12-05T08:00")
    Person.objects.filter(pk=lan.pk).update(is_active=False)
    assert roles() == []


def path(unit: Unit) -> str:
    return units.get_unit(unit_id=unit.pk).path


def test_every_verb_reaches_as_far_as_the_table_says(office: Office) -> None:
    below = make_unit("t1a", Kind.OTHER, office.school)
    places = [path(unit) for unit in (office.school, below, office.department, office.other)]
    for role in Role:
        person = make_person(f"p-{role}", role, office.school)
        for verb, reach in permissions.VERBS.items():
            found = [bool(permissions.may(person, verb, place)) for place in places]
            assert found == [role in reach, reach.get(role) == "subtree", False, False], (verb, role)


def test_a_denial_names_who_may(office: Office) -> None:
    denied = permissions.may(office.head, "unit.manage", path(office.school))
    assert not denied
    assert denied.hint == "Người có quyền: quản trị hệ thống. Hãy liên hệ người phụ trách hoặc quản trị hệ thống."


def test_the_scope_is_one_query_a_request_for_who_was_lent_nothing(office: Office, queries: Any) -> None:
    person = Person.objects.get(pk=office.admin.pk)
    assert queries(lambda: [permissions.scope_of(person) for _ in range(5)]) == 1


def test_the_people_of_a_unit_ask_as_often_for_three_as_for_three_hundred(office: Office, queries: Any) -> None:
    def ask() -> int:
        return queries(lambda: (selectors.people_of(unit_id=office.school.pk), selectors.people_lines(unit_id=office.school.pk)))

    before = ask()
    made = Person.objects.bulk_create(Person(username=f"n{n}", full_name=f"Người {n}") for n in range(300))
    RoleInUnit.objects.bulk_create(
        RoleInUnit(person=p, unit=office.school, role=Role.REPORTER, valid_from=SINCE)
        for p in Person.objects.filter(username__startswith="n")
    )
    assert made
    assert ask() == before


def test_the_people_page_adds_ends_and_shows_what_happened(office: Office) -> None:
    client = Client()
    client.force_login(office.head)
    address = reverse("accounts:people", args=[office.school.pk])
    add = reverse("accounts:role-give", args=[office.school.pk])
    asked = {"full_name": "Vũ Thị Lan", "username": "lan", "role": "reporter", "email": ""}
    assert client.post(add, asked).status_code == 302
    page = client.get(address).content.decode()
    assert "Vũ Thị Lan" in page
    assert "Giao vai trò" in page
    for change, words in (
        ({}, "đã có"),
        ({"username": "có dấu"}, 'id="id_username_error"'),
        ({"role": "admin", "username": "q"}, "Chỉ quản trị"),
    ):
        answer = client.post(add, asked | change)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert 'value="Vũ Thị Lan"' in answer.content.decode()
    held = RoleInUnit.objects.get(person__username="lan")
    assert client.post(reverse("accounts:role-take", args=[office.school.pk, held.pk])).status_code == 302
    assert "Vũ Thị Lan<br>" not in client.get(address).content.decode()
