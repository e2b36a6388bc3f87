"""Kept filters: named, shared with the unit, held to what the list knows."""

from __future__ import annotations

import pytest
from django.test import Client

from trienkhai.accounts import selectors, services
from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import KeptFilter, Person
from trienkhai.core.errors import Conflict, Hidden, Refusal

pytestmark = pytest.mark.django_db
LIST = "documents:document-list"


@pytest.fixture
def people(at: object) -> dict[str, Person]:
    make_province(40)
    return {role.value: Person.objects.get(roles__role=role) for role in Role}


def keep(actor: Person, name: str = "Sách", **more: object) -> KeptFilter:
    said = {"page": LIST, "numbers": [], "asked": {"q": ["sách"], "trang": ["2"], "state": [""]}}
    return services.keep_filter(actor=actor, name=name, **(said | more))  # type: ignore[arg-type]


def test_a_filter_holds_only_what_narrows_its_list(people: dict[str, Person]) -> None:
    row = keep(people["specialist"])
    assert row.asked == {"q": ["sách"]}
    assert [one.address for one in selectors.kept_filters(viewer=people["specialist"], page=LIST)] == ["/van-ban/?q=s%C3%A1ch"]
    assert keep(people["specialist"], asked={"state": ["done"]}).pk == row.pk
    with pytest.raises(Refusal, match="không lọc gì"):
        keep(people["specialist"], asked={"trang": ["2"]})
    with pytest.raises(Refusal, match="chưa có tên"):
        keep(people["specialist"], "  ")
    for page in ("desk:home", "nowhere"):
        with pytest.raises(Hidden):
            keep(people["specialist"], page=page)


def test_it_is_shared_with_the_unit_and_changed_by_its_owner_alone(people: dict[str, Person]) -> None:
    row, own = keep(people["specialist"], share=True), keep(people["leader"], "Riêng")
    assert [one.row.pk for one in selectors.kept_filters(viewer=people["leader"])] == [own.pk, row.pk]
    assert selectors.kept_filters(viewer=people["reporter"]) == []
    with pytest.raises(Hidden):
        services.change_filter(actor=people["leader"], filter_id=row.pk, name="Khác", share=True)
    with pytest.raises(Hidden):
        services.drop_filter(actor=people["leader"], filter_id=row.pk)
    keep(people["specialist"], "Hai")
    with pytest.raises(Conflict):
        services.change_filter(actor=people["specialist"], filter_id=row.pk, name="Hai", share=True)
    services.change_filter(actor=people["specialist"], filter_id=row.pk, name="Của tôi", share=False)
    assert [one.row.pk for one in selectors.kept_filters(viewer=people["leader"])] == [own.pk]
    services.drop_filter(actor=people["specialist"], filter_id=row.pk)
    assert not KeptFilter.objects.filter(pk=row.pk).exists()


def test_what_a_list_no_longer_knows_is_told_and_the_rest_opens(people: dict[str, Person]) -> None:
    row = keep(people["specialist"])
    KeptFilter.objects.filter(pk=row.pk).update(asked={"q": ["sách"], "mau": ["xanh"]})
    lost = keep(people["specialist"], "Mất")
    KeptFilter.objects.filter(pk=lost.pk).update(page="documents:gone")
    shown = {one.row.pk: one for one in selectors.kept_filters(viewer=people["specialist"])}
    assert (shown[row.pk].gone, shown[row.pk].address) == (["mau"], "/van-ban/?q=s%C3%A1ch")
    assert shown[lost.pk].address == ""
    client = Client()
    client.force_login(people["specialist"])
    words = client.get("/dang-nhap/bo-loc/").content.decode()
    assert "Điều kiện không còn dùng: mau" in words
    assert "Danh sách không còn" in words


def test_a_list_offers_to_keep_and_shows_what_was_kept(people: dict[str, Person]) -> None:
    client = Client()
    client.force_login(people["specialist"])
    assert "Lưu bộ lọc" not in client.get("/van-ban/").content.decode()
    assert "Lưu bộ lọc" in client.get("/van-ban/?q=s%C3%A1ch").content.decode()
    said = {"page": LIST, "numbers": "", "asked": "q=s%C3%A1ch&trang=3", "name": "Sách"}
    answer = client.post("/dang-nhap/bo-loc/luu/", said)
    assert answer.headers["Location"] == "/van-ban/?q=s%C3%A1ch"
    words = client.get("/van-ban/?q=s%C3%A1ch").content.decode()
    assert 'aria-current="true">Sách</a>' in words
    assert "Lưu bộ lọc" not in words
    assert ">Sách</a>" in client.get("/").content.decode()
