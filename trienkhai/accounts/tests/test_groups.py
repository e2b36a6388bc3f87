"""The page of a group: its members before it is saved, on any day; where it is used; and whose groups a person of two units manages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trienkhai.accounts import structure
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.accounts.tests.factories import awake
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import services as units
from trienkhai.units.choices import Kind
from trienkhai.units.models import Placement, Unit, UnitGroup, UnitTag
from trienkhai.units.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
RULE = {"rule_or_list": "rule", "kinds": ["upper_school"]}


def make_person(name: str, role: Role, *held: Unit) -> Person:
    person = Person.objects.create(username=name, full_name=name)
    for unit in held:
        RoleInUnit.objects.create(person=person, unit=unit, role=role, valid_from=dt.date(2025, 7, 1))
    return person


@pytest.fixture
def body() -> dict[str, Unit]:
    return factories.make_body()


@pytest.fixture
def specialist(body: dict[str, Unit]) -> Person:
    return make_person("an", Role.SPECIALIST, body["sgd"])


def browser(person: Person, *, admin: bool = False) -> Client:
    client = Client()
    client.force_login(person)
    return awake(client) if admin else client


def look(client: Client, said: dict[str, Any], group: UnitGroup | None = None, *, htmx: bool = False) -> str:
    address = reverse("accounts:group-preview", args=[group.pk]) if group else reverse("accounts:group-add-preview")
    return client.post(address, said, headers={"HX-Request": "true"} if htmx else {}).content.decode()


def test_what_is_typed_shows_its_members_at_once_and_saves_nothing(body: dict[str, Unit], specialist: Person) -> None:
    client = browser(specialist)
    for htmx in (True, False):
        page = look(client, RULE, htmx=htmx)
        assert "2 đơn vị vào ngày 24/11/2026" in page
        assert ("Trường THPT Đông Hải" in page, "<html" in page) == (True, not htmx)
    UnitTag.objects.create(unit=body["t1"], name="chuyên")
    tagged = look(client, RULE | {"tag": "chuyên"}, htmx=True)
    assert ("Trường THPT Đông Hải" in tagged, "Trường THPT Ánh Dương" in tagged) == (True, False)
    branch = look(client, {"rule_or_list": "rule", "under_id": str(body["x1"].pk), "levels": ["1"]}, htmx=True)
    assert "1 đơn vị vào ngày" in branch
    assert "Trường mầm non Hòa Lạc" in branch
    listed = look(client, {"rule_or_list": "list", "member_ids": [str(body["t2"].pk)]}, htmx=True)
    assert "1 đơn vị vào ngày" in listed
    assert not UnitGroup.objects.exists()


def test_members_are_those_of_the_chosen_day_and_an_unreadable_day_is_told(body: dict[str, Unit], specialist: Person) -> None:
    factories.make_unit("t3", "Trường THPT Mới", body["sgd"], Kind.UPPER_SCHOOL, since=dt.date(2026, 8, 1))
    client = browser(specialist)
    assert "3 đơn vị vào ngày 24/11/2026" in look(client, RULE, htmx=True)
    before = look(client, RULE | {"on": "2026-07-31"}, htmx=True)
    assert "2 đơn vị vào ngày 31/07/2026" in before
    assert "Trường THPT Mới" not in before
    assert "Đang xem theo ngày khác hôm nay" in before
    empty = look(client, RULE | {"on": "2020-01-01"}, htmx=True)
    assert "Nhóm chưa có đơn vị nào" in empty
    assert "Hãy ghi ngày dạng" in look(client, RULE | {"on": "hôm qua"}, htmx=True)
    group = units.save_group(actor=None, owner_id=body["sgd"].pk, group_id=None, values=RULE | {"name": "THPT", "under_id": body["sgd"].pk})
    assert "2 đơn vị vào ngày 31/07/2026" in client.get(reverse("accounts:group-edit", args=[group.pk]) + "?on=2026-07-31").content.decode()
    listed = client.get(reverse("accounts:group-list") + "?on=2026-07-31").content.decode()
    assert "Đang xem theo ngày <strong>31/07/2026</strong>" in listed
    assert 'data-label="Số đơn vị">2</td>' in listed


def test_overlaps_are_told_before_saving_and_members_come_by_pages(body: dict[str, Unit], specialist: Person) -> None:
    for n in range(40):
        factories.make_unit(f"k{n:02d}", f"Trường THPT số {n:02d}", body["sgd"], Kind.UPPER_SCHOOL)
    units.save_group(actor=None, owner_id=body["sgd"].pk, group_id=None, values=RULE | {"name": "THPT", "under_id": body["sgd"].pk})
    client, said = browser(specialist), {"rule_or_list": "rule", "levels": ["1"]}
    first = look(client, said, htmx=True)
    assert "THPT</a>: 42 đơn vị" in first
    assert "Trang 1 / 2" in first
    second = look(client, said | {"trang": "2"}, htmx=True)
    assert "Trang 2 / 2" in second
    assert '<ol class="small" start="31">' in second


def test_a_group_that_nothing_uses_is_removed_and_one_in_use_is_kept(body: dict[str, Unit], specialist: Person) -> None:
    group = units.save_group(actor=None, owner_id=body["sgd"].pk, group_id=None, values=RULE | {"name": "THPT", "under_id": body["sgd"].pk})
    client = browser(specialist)
    address, page = reverse("accounts:group-remove", args=[group.pk]), reverse("accounts:group-edit", args=[group.pk])
    assert address in client.get(page).content.decode()
    units.bind_phrase(actor=None, owner_id=body["sgd"].pk, phrase="các trường THPT", group_id=group.pk)
    shown = client.get(page).content.decode()
    assert "«các trường THPT»" in shown
    assert address not in shown
    refused = client.post(address)
    assert (refused.status_code, "đang được dùng: 1 cụm từ" in refused.content.decode()) == (422, True)
    units.bind_phrase(actor=None, owner_id=body["sgd"].pk, phrase="các trường THPT", leave_open=True)
    assert client.post(address).status_code == 302
    assert not UnitGroup.objects.exists()
    assert JournalLine.objects.get(verb="units.group.removed").data == {"name": "THPT"}
    assert client.post(address).status_code == 404


def test_others_neither_look_at_nor_remove_a_group(body: dict[str, Unit]) -> None:
    group = units.save_group(actor=None, owner_id=body["sgd"].pk, group_id=None, values=RULE | {"name": "THPT", "under_id": body["sgd"].pk})
    stranger, head = make_person("em", Role.SPECIALIST, body["syt"]), make_person("hoa", Role.HEAD, body["sgd"])
    for person, status in ((stranger, 404), (head, 403)):
        for name in ("accounts:group-preview", "accounts:group-remove"):
            assert browser(person).post(reverse(name, args=[group.pk]), RULE).status_code == status
    assert UnitGroup.objects.exists()


def test_a_person_of_two_departments_manages_the_groups_of_both(body: dict[str, Unit]) -> None:
    both = make_person("ca-hai", Role.SPECIALIST, body["sgd"], body["syt"])
    client, add = browser(both), reverse("accounts:group-add")
    shown = client.get(add).content.decode()
    assert f"?don-vi={body['syt'].pk}" in shown
    for unit in ("sgd", "syt"):
        assert client.post(f"{add}?don-vi={body[unit].pk}", RULE | {"name": f"Nhóm {unit}"}).status_code == 302
    assert {(g.owner_id, g.name) for g in UnitGroup.objects.all()} == {(body["sgd"].pk, "Nhóm sgd"), (body["syt"].pk, "Nhóm syt")}
    listed = client.get(reverse("accounts:group-list")).content.decode()
    assert "Nhóm sgd" in listed
    assert "Sở Y tế tỉnh An Bình" in listed
    theirs = UnitGroup.objects.get(owner=body["syt"])
    assert structure.group_of(both, theirs.pk) == theirs
    assert client.get(f"{add}?don-vi={body['t1'].pk}").status_code == 404
    with pytest.raises(Hidden):
        structure.managed_unit(both, "group.manage", body["t1"].pk)


def test_an_administrator_of_two_bodies_imports_under_the_one_he_chose(body: dict[str, Unit]) -> None:
    both = make_person("quan-tri", Role.ADMIN, body["sgd"], body["syt"])
    client, address = browser(both, admin=True), reverse("accounts:unit-import")
    said = {"kept": "", "name": ""}
    table = factories.table("bv1,Bệnh viện tỉnh,other,syt,")
    preview = client.post(f"{address}?don-vi={body['syt'].pk}", said | {"file": SimpleUploadedFile("a.csv", table)}).content.decode()
    assert "Lập mới: 1" in preview
    done = client.post(f"{address}?don-vi={body['syt'].pk}", {"confirm": "1", "file": SimpleUploadedFile("a.csv", table)})
    assert done.status_code == 302
    assert Placement.objects.get(unit__code="bv1").parent_id == body["syt"].pk
    assert client.get(f"{address}?don-vi={body['t1'].pk}").status_code == 404


def test_who_manages_nothing_is_told_who_may(body: dict[str, Unit]) -> None:
    head = make_person("hoa", Role.HEAD, body["sgd"])
    assert structure.managed_units(head, "group.manage") == []
    with pytest.raises(Refusal, match="không có quyền"):
        structure.managed_unit(head, "group.manage")


def test_looking_asks_as_often_for_three_members_as_for_three_hundred(body: dict[str, Unit], specialist: Person, queries: Any) -> None:
    client = browser(specialist)
    before = queries(lambda: look(client, RULE, htmx=True))
    for n in range(300):
        factories.make_unit(f"k{n}", f"Trường số {n}", body["sgd"], Kind.UPPER_SCHOOL)
    assert queries(lambda: look(client, RULE, htmx=True)) == before
