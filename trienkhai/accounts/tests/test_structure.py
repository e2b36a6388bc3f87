"""Pages that change the structure: groups, and the import with its preview."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.accounts.tests.factories import awake
from trienkhai.units.models import Placement, Unit, UnitGroup, UnitTag

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.filterwarnings("ignore:No directory at")]
IMPORT = "/dang-nhap/nhap-don-vi/"


@pytest.fixture
def province(at: Any) -> Any:
    return make_province(40)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return awake(client)


def table(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("đơn vị.csv", "\n".join(["mã,tên,loại,mã cấp trên,nhãn", *rows]).encode())


def test_an_import_is_previewed_then_written_by_the_second_click(province: Any) -> None:
    client = signed_in("quantri")
    assert "Dòng đầu gồm các cột" in client.get(IMPORT).content.decode()
    page = client.post(IMPORT, {"file": table("MOI,Trường THPT Mới,Trường trung học phổ thông,SGD,chuyên")}).content.decode()
    assert "Trường THPT Mới (MOI)" in page
    assert not Unit.objects.filter(code="MOI").exists()
    fields = dict(re.findall(r'<input type="hidden" name="(name|kept|confirm)" value="([^"]*)"', page))
    for _click in range(2):
        assert client.post(IMPORT, fields).status_code == 302
    assert Placement.objects.filter(unit__code="MOI").count() == 1
    assert UnitTag.objects.get().name == "chuyên"
    assert "Nhập cơ cấu" in client.get(reverse("desk:unit", args=[province.id])).content.decode()


@pytest.mark.parametrize(
    ("sent", "words", "status"),
    [
        ({}, "Chưa có bảng nào", 422),
        ({"kept": "rác", "confirm": "1", "name": "a.csv"}, "Chưa có bảng nào", 422),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, ".csv hoặc .xlsx", 422),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "rỗng", 422),
        ({"file": SimpleUploadedFile("a.csv", "mã,tên,loại,mã cấp trên\n".encode())}, "không có dòng nào", 422),
        ({"file": table("A,B,C,D,")}, "không biết loại", 200),
    ],
)
def test_a_bad_table_is_told_and_offers_no_second_click(province: Any, sent: dict[str, Any], words: str, status: int) -> None:
    for value in sent.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = signed_in("quantri").post(IMPORT, sent)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert 'name="confirm"' not in page
    assert Placement.objects.count() == 40


def test_the_table_to_fill_is_read_back_by_the_import(province: Any) -> None:
    client = signed_in("quantri")
    model = client.get(reverse("accounts:import-template"))
    assert model["Content-Type"].startswith("text/csv")
    page = client.post(IMPORT, {"file": SimpleUploadedFile("don-vi.csv", model.content)}).content.decode()
    assert "mang mã SO" in page  # the example's parent is nobody's


def test_a_group_is_made_found_changed_and_shows_its_members(province: Any) -> None:
    client = signed_in("chuyenvien")
    add = reverse("accounts:group-add")
    school = Placement.objects.filter(unit__code__startswith="THPT").first()
    asked = {"name": "Trường điểm", "rule_or_list": "list", "q": "truong thpt"}
    found = client.post(reverse("accounts:group-add-preview"), asked).content.decode()
    assert school.name in found
    assert 'value="Trường điểm"' in found
    chosen = {"name": "Trường điểm", "rule_or_list": "list", "q": "truong thpt", "member_ids": [school.unit_id]}
    assert client.post(add, chosen).status_code == 302
    group = UnitGroup.objects.get(name="Trường điểm")
    page = client.get(reverse("accounts:group-edit", args=[group.pk])).content.decode()
    assert "Lưu nhóm đơn vị" in page
    assert f">{school.name}</a>" in page
    refused = client.post(add, chosen)
    assert (refused.status_code, "Đã có nhóm tên" in refused.content.decode()) == (409, True)
    listed = client.get(reverse("accounts:group-list")).content.decode()
    assert "Trường điểm" in listed
    assert client.post(add, {"name": "", "rule_or_list": "rule"}).status_code == 422


def test_two_people_at_one_group_are_told_and_lose_nothing(province: Any) -> None:
    client = signed_in("chuyenvien")
    group = UnitGroup.objects.create(owner_id=province.id, name="Cấp một", rule_or_list="rule", under_id=province.id, levels=[1])
    address = reverse("accounts:group-edit", args=[group.pk])
    first = {"name": "Cấp hai", "rule_or_list": "rule", "levels": ["2"], "version": "1"}
    assert client.post(address, first).status_code == 302
    late = client.post(address, first | {"name": "Cấp ba", "levels": ["3"]})
    page = late.content.decode()
    assert (late.status_code, "vừa được người khác sửa" in page, 'value="Cấp ba"' in page) == (409, True, True)
    assert 'name="version" value="2"' in page
    assert client.post(address, first | {"name": "Cấp ba", "levels": ["3"], "version": "2"}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.levels, group.version) == ("Cấp ba", [3], 3)


def test_the_group_list_asks_as_often_for_three_groups_as_for_thirty(province: Any, queries: Any) -> None:
    client = signed_in("chuyenvien")
    address = reverse("accounts:group-list")
    client.get(address)
    before = queries(lambda: client.get(address))
    UnitGroup.objects.bulk_create(
        UnitGroup(owner_id=province.id, name=f"Nhóm {n}", rule_or_list="rule", kinds=["division"]) for n in range(30)
    )
    assert queries(lambda: client.get(address)) == before


def test_units_are_listed_found_and_shown(province: Any) -> None:
    client = signed_in("truong")
    assert "Sở Giáo dục và Đào tạo" in client.get("/don-vi/").content.decode()
    assert "Cơ quan Sở" in client.get("/don-vi/?q=co quan so").content.decode()
    assert client.get("/don-vi/987654/").status_code == 404


def test_a_province_of_the_official_list_is_previewed_then_opened_once(province: Any) -> None:
    client = signed_in("quantri")
    address = reverse("accounts:official-import")
    assert "Tỉnh Hải Dương" in client.get(address).content.decode()
    page = client.post(address, {"chosen": "2026-07-25 31"}).content.decode()
    assert "Quyết định 19/2025/QĐ-TTg" in page
    assert not Unit.objects.filter(code="11560").exists()
    for _click in range(2):
        assert client.post(address, {"chosen": "2026-07-25 31", "confirm": "1"}).status_code == 302
    assert Placement.objects.filter(kind="commune", parent_id=province.id, unit__codes__kind="admin").count() == 114
    assert "Mọi đơn vị trong danh mục đã có" in client.post(address, {"chosen": "2026-07-25 31"}).content.decode()
    assert client.post(address, {"chosen": "2026-07-25 99"}).status_code == 422
    assert signed_in("chuyenvien").get(address).status_code == 403
