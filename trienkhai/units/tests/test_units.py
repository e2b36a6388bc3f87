"""Dated placements, the tree by ranges, groups, and what phrases mean."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.core.models import JournalLine
from trienkhai.units import changing, grouping, history, selectors, services, tree
from trienkhai.units.choices import ChangeKind, GroupKind, Kind
from trienkhai.units.models import Placement, Unit, UnitGroup, UnitTag
from trienkhai.units.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]


def test_a_unit_opens_under_its_parent_and_a_code_is_used_once() -> None:
    body = factories.make_body()
    school = factories.at(body["t1"])
    assert (school.path, school.depth) == (tree.path_of(factories.at(body["sgd"]).path, body["t1"].pk), 1)
    with pytest.raises(Conflict, match="t1"):
        factories.make_unit("t1", "Trường khác", body["sgd"], Kind.UPPER_SCHOOL)
    for name, kind in ((" ", Kind.OFFICE), ("Trường", "castle")):
        with pytest.raises(Refusal, match="tên và loại"):
            services.open_unit(actor=None, code="z", name=name, kind=kind, parent_id=None, since=factories.SINCE)
    with pytest.raises(Hidden):
        services.open_unit(actor=None, code="z", name="Trường", kind=Kind.OFFICE, parent_id=987654, since=factories.SINCE)
    assert not Unit.objects.filter(code="z").exists()


def test_a_rename_keeps_the_old_name_for_the_old_days() -> None:
    body = factories.make_body()
    day = dt.date(2026, 9, 1)
    rename = changing.Change(ChangeKind.RENAME, body["t1"].pk, day, "Quyết định 12/QĐ-UBND", name="Trường THPT Biển Đông")
    changing.carry_out(actor=None, change=rename)
    assert factories.at(body["t1"]).name == "Trường THPT Biển Đông"
    assert factories.at(body["t1"], day - dt.timedelta(days=1)).name == "Trường THPT Đông Hải"
    assert factories.at(body["t1"], day).name == "Trường THPT Biển Đông"
    with pytest.raises(Hidden):
        factories.at(body["t1"], dt.date(2020, 1, 1))
    with pytest.raises(Refusal, match="01/09/2026"):
        changing.carry_out(actor=None, change=replace(rename, name="Nữa"))
    page = history.unit_page(unit_id=body["t1"].pk)
    assert [row.name for row in page.steps] == ["Trường THPT Biển Đông", "Trường THPT Đông Hải"]
    assert [line.verb for line in page.lines] == ["units.unit.renamed", "units.unit.opened"]


def test_the_database_holds_one_open_placement_and_days_in_order() -> None:
    body = factories.make_body()
    present = Placement.objects.get(unit=body["t1"])
    for change in ({"valid_from": dt.date(2026, 1, 1)}, {"valid_to": present.valid_from}):
        twin = Placement.objects.get(pk=present.pk)
        twin.pk = None
        for name, value in change.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_a_subtree_is_one_range_whatever_the_tree() -> None:
    chance = random.Random(7)  # noqa: S311 - the same trees each time
    root = factories.make_unit("r", "Gốc")
    units, above = [root], {root.pk: None}
    for n in range(60):
        parent = chance.choice(units)
        unit = factories.make_unit(f"u{n}", f"Đơn vị {n}", parent, Kind.OTHER)
        units.append(unit)
        above[unit.pk] = parent.pk

    def below(pk: int) -> set[int]:
        return {pk} | {found for child, parent in above.items() if parent == pk for found in below(child)}

    for unit in chance.sample(units, 20):
        assert set(selectors.subtree_of(factories.at(unit)).values_list("unit_id", flat=True)) == below(unit.pk)
    deep = factories.at(units[-1])
    assert [u.id for u in selectors.ancestors_of(deep)] == tree.ids(deep.path)[:-1]


def test_search_needs_no_diacritics_and_order_is_vietnamese() -> None:
    body = factories.make_body()
    assert [u.code for u in selectors.search_units(words="dong hai")] == ["t1"]
    assert [u.code for u in selectors.search_units(words="T2")] == ["t2"]
    assert selectors.search_units(words="  ") == []
    assert [u.code for u in selectors.search_units(words="trường", under_path=factories.at(body["x1"]).path)] == ["m1"]
    schools = [b.unit.code for b in selectors.children_of(unit_id=body["sgd"].pk) if b.unit.kind == Kind.UPPER_SCHOOL]
    assert schools == ["t2", "t1"]  # Á before Đ


def test_what_a_search_found_names_what_is_above_also_on_a_past_day() -> None:
    body = factories.make_body()
    day = dt.date(2026, 9, 1)
    move = changing.Change(ChangeKind.MOVE, body["m1"].pk, day, "Quyết định 12/QĐ-UBND", target_id=body["sgd"].pk)
    changing.carry_out(actor=None, change=move)
    assert [(one.unit.code, one.above) for one in selectors.found_units(words="mam non")] == [("m1", "Sở Giáo dục tỉnh An Bình")]
    before = selectors.found_units(words="mam non", day=day - dt.timedelta(days=1))
    assert [one.above for one in before] == ["Xã Hòa Lạc"]
    assert [one.above for one in selectors.found_units(words="syt")] == [""]


def members(group: UnitGroup, day: dt.date | None = None) -> set[str]:
    return {row.unit.code for row in selectors.members_of(group, day)}


def save(body: dict[str, Unit], **values: Any) -> UnitGroup:
    known = {"name": "Nhóm", "rule_or_list": GroupKind.RULE, **values}
    return services.save_group(actor=None, owner_id=body["sgd"].pk, group_id=known.pop("group_id", None), values=known)


def test_a_group_by_rule_takes_in_what_fits_on_the_day() -> None:
    body = factories.make_body()
    schools = save(body, kinds=[Kind.UPPER_SCHOOL, Kind.PRESCHOOL])
    assert members(schools) == {"t1", "t2", "m1"}
    assert members(save(body, name="Xã", under_id=body["x1"].pk)) == {"m1"}
    UnitTag.objects.create(unit=body["t1"], name="chuyên")
    assert members(save(body, name="Chuyên", kinds=[Kind.UPPER_SCHOOL], tag="chuyên")) == {"t1"}
    day = dt.date(2026, 8, 1)
    factories.make_unit("t3", "Trường THPT Mới", body["sgd"], Kind.UPPER_SCHOOL, since=day)
    assert "t3" in members(schools)
    assert "t3" not in members(schools, day - dt.timedelta(days=1))
    assert grouping.preview(schools).count == 4


def test_a_group_by_list_holds_whom_it_names() -> None:
    body = factories.make_body()
    group = save(body, rule_or_list=GroupKind.LIST, member_ids=[body["t1"].pk, body["x1"].pk])
    assert members(group) == {"t1", "x1"}
    save(body, group_id=group.pk, rule_or_list=GroupKind.LIST, member_ids=[body["t2"].pk])
    assert members(group) == {"t2"}
    assert [line.verb for line in JournalLine.objects.filter(object_type="units.unitgroup")] == ["units.group.saved"] * 2


def test_a_group_that_would_hold_everything_or_strangers_is_refused() -> None:
    body = factories.make_body()
    save(body, kinds=[Kind.UPPER_SCHOOL])
    with pytest.raises(Refusal, match="mọi đơn vị"):
        save(body, name="Tất cả")
    with pytest.raises(Conflict, match="«Nhóm»"):
        save(body, kinds=[Kind.PRESCHOOL])
    for stranger in (body["syt"].pk, 987654):
        with pytest.raises(Refusal, match="không thuộc hệ thống"):
            save(body, name="Lạ", rule_or_list=GroupKind.LIST, member_ids=[stranger])
    assert UnitGroup.objects.count() == 1


def bind(body: dict[str, Unit], phrase: str = "các đơn vị giáo dục", **values: Any) -> Any:
    return services.bind_phrase(actor=None, owner_id=body["sgd"].pk, phrase=phrase, **values)


def test_a_phrase_is_bound_once_and_found_however_it_is_written() -> None:
    body = factories.make_body()
    group = save(body, kinds=[Kind.UPPER_SCHOOL])
    bind(body, group_id=group.pk)
    found = selectors.binding_of(owner_id=body["sgd"].pk, phrase="  Các đơn vị  GIÁO DỤC; ")
    assert found is not None
    assert found.group == group
    assert selectors.binding_of(owner_id=body["syt"].pk, phrase="các đơn vị giáo dục") is None
    again = bind(body, unit_ids=[body["t1"].pk])
    assert (again.pk, again.group, [u.code for u in again.units.all()]) == (found.pk, None, ["t1"])
    left = bind(body, "đơn vị liên quan", leave_open=True)
    assert left.is_open


def test_a_phrase_needs_one_answer_that_the_owner_may_give() -> None:
    body = factories.make_body()
    foreign = UnitGroup.objects.create(owner=body["syt"], name="Của người khác", rule_or_list=GroupKind.RULE, kinds=[Kind.OFFICE])
    for values in ({}, {"leave_open": True, "unit_ids": [body["t1"].pk]}):
        with pytest.raises(Refusal, match="một cách hiểu"):
            bind(body, **values)
    for group_id in (foreign.pk, 987654):
        with pytest.raises(Hidden):
            bind(body, group_id=group_id)
    with pytest.raises(Refusal, match="không thuộc hệ thống"):
        bind(body, unit_ids=[body["syt"].pk])
    assert selectors.bindings_for(body["sgd"].pk, ["các đơn vị giáo dục"]) == {}


def test_selectors_ask_as_often_for_three_units_as_for_three_hundred(queries: Any) -> None:
    body = factories.make_body()
    group = save(body, kinds=[Kind.UPPER_SCHOOL])
    asked = {
        "children": lambda: selectors.children_of(unit_id=body["sgd"].pk),
        "page": lambda: history.unit_page(unit_id=body["sgd"].pk),
        "search": lambda: selectors.search_units(words="trường"),
        "preview": lambda: grouping.preview(group),
        "members": lambda: list(selectors.members_of(group)),
        "bindings": lambda: selectors.bindings_for(body["sgd"].pk, ["a", "b"]),
    }
    before = {name: queries(act) for name, act in asked.items()}
    parent = factories.at(body["sgd"])
    made = Unit.objects.bulk_create([Unit(code=f"n{n}", created_at=body["sgd"].created_at) for n in range(300)])
    Placement.objects.bulk_create(
        services.placement_for(unit, name=f"Trường {unit.code}", kind=Kind.UPPER_SCHOOL, parent=parent, since=factories.SINCE)
        for unit in made
    )
    assert {name: queries(act) for name, act in asked.items()} == before
    assert grouping.preview(group).count == 302


def lines(client: Client, address: str) -> list[str]:
    return re.findall(r'class="tree-name"[^>]*>([^<]+)<', client.get(address).content.decode())


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create(username="doc", full_name="Người đọc"))
    return client


def test_the_tree_opens_branch_by_branch_with_links_alone(reader: Client) -> None:
    body = factories.make_body()
    shut = lines(reader, reverse("units:unit-list"))
    assert "Xã Hòa Lạc" in shut
    assert "Trường mầm non Hòa Lạc" not in shut
    opened = lines(reader, reverse("units:unit-list") + f"?mo={body['x1'].pk}")
    assert opened.index("Trường mầm non Hòa Lạc") == opened.index("Xã Hòa Lạc") + 1
    assert lines(reader, reverse("units:unit-branch", args=[body["x1"].pk])) == ["Trường mầm non Hòa Lạc"]
    assert reader.get(reverse("units:unit-list") + "?mo=999999").status_code == 404
    assert reader.get(reverse("units:unit-branch", args=[999999])).status_code == 404


def test_a_branch_of_hundreds_comes_page_by_page_and_keeps_the_day(reader: Client) -> None:
    body = factories.make_body()
    for n in range(selectors.PAGE_ROWS + 5):
        factories.make_unit(f"k{n}", f"Trường tiểu học số {n:03d}", body["x1"], Kind.PRIMARY_SCHOOL)
    last = Unit.objects.get(code=f"k{selectors.PAGE_ROWS + 4}")
    shown = reader.get(reverse("units:unit-list") + f"?mo={last.pk}&on=2026-11-23").content.decode()
    assert f"Trường tiểu học số {selectors.PAGE_ROWS + 4:03d}" in shown
    assert f"Trường tiểu học số {selectors.PAGE_ROWS + 3:03d}" not in shown
    assert "trang=2&amp;on=2026-11-23" in shown
    rest = lines(reader, reverse("units:unit-branch", args=[body["x1"].pk]) + "?trang=2&on=2026-11-23")
    assert len(rest) == 6
    assert lines(reader, reverse("units:unit-list") + "?on=2025-06-30") == []


def test_a_rule_by_level_counts_below_its_branch_and_overlaps_are_told() -> None:
    body = factories.make_body()
    owner = {"owner_id": body["sgd"].pk, "group_id": None}
    rule = {"rule_or_list": "rule", "under_id": body["sgd"].pk}
    right = services.save_group(actor=None, **owner, values=rule | {"name": "Trực thuộc", "levels": [1]})
    second = services.save_group(actor=None, **owner, values=rule | {"name": "Cấp 2", "levels": [2]})
    schools = services.save_group(actor=None, **owner, values=rule | {"name": "THPT", "kinds": [Kind.UPPER_SCHOOL]})
    assert {unit.code for unit in grouping.preview(right).page} == {"cq", "t1", "t2", "x1"}
    assert {unit.code for unit in grouping.preview(second).page} == {"p1", "m1"}
    assert [(one.group, one.count) for one in grouping.preview(right).overlaps] == [(schools, 2)]
    assert grouping.preview(second).overlaps == []
    assert grouping.preview(right, day=dt.date(2020, 1, 1)).is_empty


def test_a_group_that_somebody_else_changed_is_not_overwritten() -> None:
    body = factories.make_body()
    values = {"name": "Trực thuộc", "rule_or_list": "rule", "under_id": body["sgd"].pk, "levels": [1]}
    group = services.save_group(actor=None, owner_id=body["sgd"].pk, group_id=None, values=values)
    change = {"actor": None, "owner_id": body["sgd"].pk, "group_id": group.pk}
    services.save_group(**change, values=values | {"levels": [2], "version": 1})
    with pytest.raises(Conflict) as refused:
        services.save_group(**change, values=values | {"name": "Khác", "version": 1})
    assert "người khác sửa" in refused.value.reason
    group.refresh_from_db()
    assert (group.name, group.levels, group.version) == ("Trực thuộc", [2], 2)


def test_a_group_that_is_used_meanwhile_is_not_removed() -> None:
    body = factories.make_body()
    group = save(body, kinds=[Kind.UPPER_SCHOOL])
    bind(body, group_id=group.pk)
    with pytest.raises(Conflict, match="vừa được dùng"):
        services.remove_group(actor=None, group_id=group.pk)
    assert UnitGroup.objects.filter(pk=group.pk).exists()
