"""Pages of rounds: from the clerk's first words to acceptance, by forms alone; what is refused keeps what was typed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.accounts.models import Person
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests import factories
from trienkhai.reporting.models import Edition, Regime, Round, Submission

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.usefixtures("at"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected for these tests
]


@pytest.fixture
def body(at: Any) -> factories.Body:
    """A school that has reported on all its work, on a day when units write."""
    made = factories.make_body()
    factories.make_issued(made)
    at("2026-12-20T09:00")
    for owed in Obligation.objects.filter(unit=made.schools[0], duty="execute"):
        factories.say(made.clerks[0], owed.pk)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def row(body: factories.Body) -> Submission:
    return Submission.objects.get(unit=body.schools[0])


def address(name: str, body: factories.Body) -> str:
    return reverse(f"reporting:{name}", args=[row(body).pk])


def typed(body: factories.Body, **more: str) -> dict[str, Any]:
    return {"version": row(body).version, "is_written": "1", "s1": "Nền nếp tốt.", "s2": "", "s3": "", **more}


def test_the_whole_way_by_forms(body: factories.Body) -> None:
    clerk, head, office = signed_in(body.clerks[0]), signed_in(body.head), signed_in(body.specialist)
    assert address("submission", body) in clerk.get(reverse("desk:home")).content.decode()
    assert "Chưa viết gì" in clerk.get(address("submission", body)).content.decode()
    assert clerk.post(address("submission-prepare", body), typed(body)).status_code == 302
    assert (row(body).state, row(body).said["s1"]) == ("prepared", "Nền nếp tốt.")
    assert "Duyệt và gửi" in head.get(address("submission", body)).content.decode()
    assert head.post(address("submission-send", body), typed(body)).status_code == 302
    assert address("submission", body) in office.get(reverse("reporting:round-list")).content.decode()
    assert office.post(address("submission-accept", body), {"version": row(body).version}).status_code == 302
    assert row(body).state == "accepted"
    kept = clerk.get(reverse("reporting:edition", args=[row(body).pk, 1])).content.decode()
    assert "Nền nếp tốt." in kept
    assert "Đã làm xong." in kept
    assert "đã được chấp nhận" not in clerk.get(address("submission", body)).content.decode()


def test_what_is_typed_is_kept_line_by_line_and_a_second_clerk_is_told(body: factories.Body) -> None:
    client, old = signed_in(body.clerks[0]), typed(body, s2="Cách làm hay.")
    saved = client.post(address("submission-save", body), old, headers={"hx-request": "true"}).content.decode()
    assert "Đã lưu" in saved
    assert 'name="version" value="2"' in saved
    late = client.post(address("submission-save", body), old | {"s2": "Bản khác."}, headers={"hx-request": "true"}).content.decode()
    assert "Chưa lưu được" in late
    page = client.post(address("submission-save", body), old | {"s2": "Bản khác."})
    assert page.status_code == 409
    assert "Bản khác." in page.content.decode()
    assert row(body).said["s2"] == "Cách làm hay."


def test_a_refused_sending_says_why_and_keeps_the_words(body: factories.Body) -> None:
    Round.objects.update(sections=[{"key": "s1", "title": "Tình hình", "required": True}])
    answer = signed_in(body.head).post(address("submission-send", body), typed(body, s1=" "))
    assert answer.status_code == 422
    assert "«Tình hình» phải có nội dung" in answer.content.decode()
    assert not Edition.objects.exists()


def test_returning_without_words_and_a_day_that_is_none_are_told(body: factories.Body) -> None:
    signed_in(body.head).post(address("submission-send", body), typed(body))
    office = signed_in(body.specialist)
    answer = office.post(address("submission-return", body), {"version": row(body).version, "words": ""})
    assert (answer.status_code, "Chưa nêu lý do" in answer.content.decode()) == (422, True)
    answer = office.post(address("submission-extend", body), {"version": row(body).version, "until": "30/02/2027", "words": "Bão"})
    assert (answer.status_code, "Bão" in answer.content.decode()) == (422, True)
    answer = office.post(address("submission-return", body), {"version": row(body).version, "words": "Bổ sung số lớp."})
    assert answer.status_code == 302
    assert "Bổ sung số lớp." in signed_in(body.clerks[0]).get(address("submission", body)).content.decode()


def test_a_round_shows_who_has_not_and_narrows(body: factories.Body) -> None:
    signed_in(body.head).post(address("submission-send", body), typed(body))
    office, place = signed_in(body.specialist), reverse("reporting:round", args=[Round.objects.get().pk])
    whole = office.get(place).content.decode()
    assert "3 đơn vị phải nộp, khi mở đợt 3" in whole
    waiting = office.get(place, {"xem": "waiting"}).content.decode().partition('id="danh-sach"')[2]
    assert body.schools[0].placements.get().name in waiting
    assert body.schools[1].placements.get().name not in waiting
    assert office.get(place, {"xem": "gì đó", "nhanh": "zz", "trang": "²"}).status_code == 200


def test_words_of_last_time_are_taken_over_on_request(body: factories.Body) -> None:
    signed_in(body.head).post(address("submission-send", body), typed(body))
    first = row(body)
    held = Round.objects.get().held
    Submission.objects.exclude(pk=first.pk).delete()
    following = Round.objects.get()
    period = held.period
    period.pk, period.starts, period.ends, period.label = None, dt.date(2027, 1, 1), dt.date(2027, 3, 31), "Quý I/2027"
    period.save()
    held.pk, held.period = None, period
    held.save()
    frozen = following.expected_set
    frozen.pk, frozen.period, frozen.purpose = None, period, uuid.uuid4().hex
    frozen.save()
    following.pk, following.held, following.period, following.expected_set = None, held, period, frozen
    following.save()
    again = Submission.objects.create(round=following, unit_id=first.unit_id, receiver_id=first.receiver_id, path=first.path, due=first.due)
    clerk, place = signed_in(body.clerks[0]), reverse("reporting:submission", args=[again.pk])
    assert "Đã viết ở Quý IV/2026" in clerk.get(place).content.decode()
    assert ">\nNền nếp tốt.</textarea>" in clerk.get(place, {"chep": "s1"}).content.decode()


def test_the_regime_is_changed_by_its_form(body: factories.Body) -> None:
    plan = Regime.objects.get().plan_id
    office, place = signed_in(body.specialist), reverse("reporting:regime", args=[plan])
    assert "Tình hình chung" in office.get(place).content.decode()
    said: dict[str, Any] = {
        "regime": Regime.objects.get().pk,
        "name": "Báo cáo quý",
        "method": "system",
        "cutoff": "decree",
        "window_days": 10,
        "deadline_days": 2,
        "level_days": 2,
        "late_days": 5,
    }
    wrong = office.post(place, said | {"deadline_days": 500, "sections": "Kết quả *"})
    assert (wrong.status_code, "Kết quả *" in wrong.content.decode()) == (422, True)
    assert office.post(place, said | {"sections": "Kết quả *\n\nKiến nghị"}).status_code == 302
    present = Regime.objects.get(valid_to=None)
    assert [(one["title"], one["required"]) for one in present.sections] == [("Kết quả", True), ("Kiến nghị", False)]
