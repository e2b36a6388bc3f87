"""Every list that can be narrowed: its address is there, and it is taken away whole as it is narrowed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from trienkhai.core import kept
from trienkhai.core.models import JournalLine
from trienkhai.plans.models import Obligation
from trienkhai.plans.services import raise_difficulty
from trienkhai.plans.tests.factories import Body, make_body, make_issued
from trienkhai.registers.services.events import open_register
from trienkhai.reporting.models import Round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def body() -> Body:
    return make_body()


def names(resolver: Any, prefix: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if hasattr(part, "url_patterns"):
            yield from names(part, f"{part.namespace}:" if part.namespace else prefix)
        elif part.name:
            yield f"{prefix}{part.name}"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_list_that_is_named_is_there() -> None:
    assert kept.lists().keys() - set(names(get_resolver())) == set()


def test_every_list_is_taken_away_in_both_forms(body: Body) -> None:
    plan = make_issued(body)
    register = open_register(actor=body.specialist, owner_id=body.department.pk, kind="training")
    numbers = {"registers:register": register.pk, "reporting:round": Round.objects.latest("pk").pk}
    client, taken = signed_in(body.specialist), []
    for page, narrowed in kept.lists().items():
        if narrowed.sheet is None:
            continue
        room, name = page.split(":")
        alone = page in {"desk:search", "plans:inbox"} or name.endswith("-list")
        number = "" if alone else str(numbers.get(page, plan.pk))
        for kind in ("csv", "xlsx"):
            answer = client.get(f"/danh-sach.{kind}", {"ds": page, "so": number})
            assert answer.status_code == 200, (page, answer.content.decode()[:300])
            assert answer.content[:2] == (b"PK" if kind == "xlsx" else b"\xef\xbb"), page
        shown = client.get(reverse(page, args=[number] if number else []))
        assert f"ds={room}%3A{name}" in shown.content.decode(), page
        taken.append(page)
    assert len(taken) >= 11
    assert JournalLine.objects.filter(verb="desk.list.taken").count() == 2 * len(taken)


def test_a_list_is_narrowed_whole_and_free_of_formulas(body: Body) -> None:
    plan = make_issued(body)
    owed = list(Obligation.objects.filter(task__plan=plan, unit=body.schools[0]).order_by("pk")[:2])
    for row, words in zip(owed, ("=HYPERLINK(1)", "Thiếu phòng."), strict=True):
        raise_difficulty(actor=body.clerks[0], obligation_id=row.pk, text=words)
    client, asked = signed_in(body.specialist), {"ds": "plans:plan-difficulties", "so": str(plan.pk)}
    words = client.get("/danh-sach.csv", asked).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in words
    assert "Thiếu phòng." in words
    few = client.get("/danh-sach.csv", {**asked, "nhiem-vu": str(owed[1].task_id)}).content.decode("utf-8-sig")
    assert "Thiếu phòng." in few
    assert "HYPERLINK" not in few
    book = openpyxl.load_workbook(BytesIO(client.get("/danh-sach.xlsx", asked).content))
    cells = {str(cell.value): cell.data_type for row in book.active.iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"


def test_nobody_takes_what_the_page_does_not_show(body: Body) -> None:
    plan = make_issued(body)
    asked = {"ds": "plans:plan-difficulties", "so": str(plan.pk)}
    assert signed_in(body.clerks[0]).get("/danh-sach.csv", asked).status_code == 403
    assert signed_in(body.stranger).get("/danh-sach.csv", asked).status_code == 404
    client = signed_in(body.specialist)
    for wrong in ({"ds": "desk:home"}, {"ds": "x"}, {"ds": "plans:plan-difficulties"}, {**asked, "so": "1,2"}, {**asked, "so": "999999"}):
        assert client.get("/danh-sach.csv", wrong).status_code == 404, wrong
    assert client.get("/danh-sach.exe", asked).status_code == 404
