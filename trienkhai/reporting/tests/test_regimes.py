"""Regimes: changed from today on, standing by themselves, over several years of a plan, proposed from a document's sentences."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.models import Reading
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests import factories
from trienkhai.reporting import cutoffs, proposing, selectors, services
from trienkhai.reporting.choices import CutOff
from trienkhai.reporting.models import Regime, Round, Submission
from trienkhai.reporting.terms import Terms
from trienkhai.units.following import users

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at"),
    pytest.mark.filterwarnings("ignore:No directory at"),  # static files are not collected for these tests
]
OUTLINE = [{"key": "s1", "title": "Kết quả", "required": True}]


@pytest.fixture
def body(at: Any) -> factories.Body:
    """A department with three schools, in December."""
    at("2026-12-10T09:00")
    return factories.make_body()


def terms(**given: Any) -> Terms:
    return Terms(**({"name": "Báo cáo an toàn trường học", "frequency": "month", "sections": OUTLINE} | given))


def make(body: factories.Body, **given: Any) -> Regime:
    asked = {"group_id": body.group.pk} if "plan_id" not in given else {"plan_id": given.pop("plan_id")}
    return services.make_regime(actor=body.specialist, terms=terms(**given), **asked)


def test_a_regime_changes_from_today_and_open_rounds_keep_theirs(body: factories.Body) -> None:
    factories.make_issued(body)
    regime = Regime.objects.get()
    Regime.objects.update(valid_from=dt.date(2026, 11, 1))
    given = terms(frequency="quarter", cutoff=CutOff.DECREE, legal_basis="QĐ 5")
    with pytest.raises(Hidden):
        services.change_regime(actor=body.head, regime_id=regime.pk, terms=given)
    changed = services.change_regime(actor=body.specialist, regime_id=regime.pk, terms=given)
    assert (changed.valid_from, changed.cutoff, changed.pk == regime.pk) == (dt.date(2026, 12, 10), "decree", False)
    assert Round.objects.get().sections[0]["title"] == "Tình hình chung"
    with pytest.raises(Conflict):
        services.change_regime(actor=body.specialist, regime_id=regime.pk, terms=given)
    with pytest.raises(Refusal, match="0 đến 120"):
        services.change_regime(actor=body.specialist, regime_id=changed.pk, terms=terms(frequency="quarter", late_days=500))


def test_a_regime_without_a_plan_opens_its_rounds_by_the_calendar(body: factories.Body, at: Any) -> None:
    regime = make(body, cutoff=CutOff.DECREE, deadline_days=3)
    made = Round.objects.get()
    assert (made.period.label, made.held, made.data_from, made.cutoff) == (
        "Tháng 12/2026",
        None,
        dt.date(2026, 11, 15),
        dt.date(2026, 12, 14),
    )
    assert {row.unit_id for row in Submission.objects.all()} == {school.pk for school in body.schools}
    services.open_due_rounds(day=dt.date(2026, 12, 20))
    assert Round.objects.count() == 1
    at("2027-03-10T09:00")
    services.open_due_rounds(day=dt.date(2027, 3, 10))
    labels = list(Round.objects.order_by("period__starts").values_list("period__label", flat=True))
    assert labels == ["Tháng 12/2026", "Tháng 02/2027", "Tháng 03/2027"]
    services.end_regime(actor=body.specialist, regime_id=regime.pk)
    assert services.open_due_rounds(day=dt.date(2027, 6, 10)) == []
    with pytest.raises(Conflict, match="đã kết thúc"):
        services.end_regime(actor=body.specialist, regime_id=regime.pk)


def test_an_urgent_report_opens_today_and_an_empty_one_is_not_taken(body: factories.Body) -> None:
    span = (dt.date(2026, 12, 1), dt.date(2026, 12, 20))
    make(body, frequency="once", stretches=[span], deadline_days=0, sections=[{"key": "s1", "title": "Thiệt hại", "required": False}])
    made, row = Round.objects.get(), Submission.objects.get(unit=body.schools[0])
    assert (made.opens_on, made.deadline) == (dt.date(2026, 12, 5), dt.date(2026, 12, 20))
    with pytest.raises(Refusal, match="đang để trống"):
        services.send_submission(actor=body.head, submission_id=row.pk, version=1)
    services.save_submission(actor=body.clerks[0], submission_id=row.pk, version=1, said={"s1": "Tốc mái hai phòng."})
    assert services.send_submission(actor=body.head, submission_id=row.pk, version=2).number == 1


def test_a_review_of_several_years_signs_the_last_of_each_task(body: factories.Body) -> None:
    plan = factories.make_issued(body)
    factories.say(body.clerks[0], Obligation.objects.get(task__key="1.b", unit=body.schools[0]).pk, text="Xong cả ba năm.")
    with pytest.raises(Refusal, match="đề cương"):
        services.make_regime(actor=body.specialist, terms=terms(sections=[]), group_id=body.group.pk)
    make(body, frequency="multi_year", plan_id=plan.pk, stretches=[(dt.date(2023, 1, 1), dt.date(2026, 12, 31))], window_days=40)
    row = Submission.objects.get(unit=body.schools[0], round__held=None)
    page = selectors.get_submission(viewer=body.clerks[0], submission_id=row.pk)
    assert {work.row.task.key for work in page.works} == {"1.a", "1.b"}
    services.save_submission(actor=body.clerks[0], submission_id=row.pk, version=1, said={"s1": "Ba năm."})
    kept = services.send_submission(actor=body.head, submission_id=row.pk, version=2)
    assert kept.works.filter(progress__text="Xong cả ba năm.").count() == 1
    with pytest.raises(Conflict, match="đã có chế độ báo cáo loại này"):
        make(body, frequency="multi_year", plan_id=plan.pk, stretches=[(dt.date(2023, 1, 1), dt.date(2030, 12, 31))])


def test_who_may_ask_for_a_report_and_what_cannot_be_asked(body: factories.Body) -> None:
    with pytest.raises(Hidden):
        services.make_regime(actor=body.stranger, terms=terms(), group_id=body.group.pk)
    with pytest.raises(Hidden):
        services.make_regime(actor=body.clerks[0], terms=terms(), group_id=body.group.pk)
    for wrong, words in (({"name": " "}, "chưa có tên"), ({"frequency": "once"}, "giai đoạn số liệu"), ({"deadline_days": 999}, "Số ngày")):
        with pytest.raises(Refusal, match=words):
            make(body, **wrong)
    assert not Regime.objects.exists()


def test_a_group_that_reports_says_so(body: factories.Body) -> None:
    make(body)
    uses = [use for user in users() for use in user(body.specialist, body.group.pk) if "chế độ báo cáo" in use.what]
    assert [(use.count, use.lines[0].words) for use in uses] == [(1, "Báo cáo an toàn trường học")]


@pytest.mark.parametrize(
    ("kind", "rule", "first"),
    [("month", "decree", "2026-02-15"), ("quarter", "decree", "2025-12-15"), ("year", "period_end", "2026-01-01")],
)
def test_data_begins_where_the_period_before_was_cut_off(kind: str, rule: str, first: str) -> None:
    starts = {"month": dt.date(2026, 3, 1)}.get(kind, dt.date(2026, 1, 1))
    assert cutoffs.data_from(kind, starts, rule) == dt.date.fromisoformat(first)


ASKED = """Các đơn vị báo cáo kết quả thực hiện hằng năm trước ngày 20/12; báo cáo 6 tháng trước ngày 18/6.
Sơ kết 3 năm vào năm 2025, tổng kết vào năm 2030.
Báo cáo tình hình thiệt hại trước ngày 05/12/2026.
Sở tổng hợp, báo cáo Ủy ban nhân dân thành phố."""


@pytest.mark.parametrize(
    ("at", "frequency", "days", "stretches"),
    [
        (0, "year", {"deadline_days": 4}, []),
        (1, "half_year", {"deadline_days": 4}, []),
        (2, "multi_year", {}, [(dt.date(2023, 1, 1), dt.date(2025, 12, 31)), (dt.date(2023, 1, 1), dt.date(2030, 12, 31))]),
        (3, "once", {"deadline_days": 0}, [(dt.date(2023, 2, 6), dt.date(2026, 12, 5))]),
    ],
)
def test_a_document_says_what_is_to_be_reported(at: int, frequency: str, days: dict[str, int], stretches: list[Any]) -> None:
    found = proposing.propose(ASKED, title="Kế hoạch", symbol="12/KH-SGD", issued_on=dt.date(2023, 2, 6), today=dt.date(2026, 1, 5))
    assert len(found) == 4
    one = found[at]
    assert (one.frequency, one.days, one.stretches) == (frequency, days, stretches)
    assert ASKED[one.start : one.end] == one.quote


def test_from_a_sentence_to_a_regime_in_the_browser(body: factories.Body) -> None:
    document = factories.make_document(body)
    Reading.objects.filter(document=document).update(result={"schema": "vanban/1", "text": ASKED, "metadata": {}, "outline": []})
    client = Client()
    client.force_login(body.specialist)
    listed = client.get(reverse("reporting:regime-proposed", args=[document.pk])).content.decode()
    assert "Xem và xác nhận" in listed
    place = f"{reverse('reporting:regime-new')}?van-ban={document.pk}&cau=1"
    shown = client.get(place)
    assert "trước ngày 20/12" in shown.content.decode()
    first = {name: value for name, value in shown.context["form"].initial.items() if value is not None}
    wrong = client.post(place, first)
    assert (wrong.status_code, "Hãy chọn nhóm đơn vị" in wrong.content.decode()) == (422, True)
    assert client.post(place, first | {"group": body.group.pk}).status_code == 302
    regime = Regime.objects.get()
    assert (regime.document_id, regime.frequency, regime.deadline_days) == (document.pk, "year", 4)
    assert regime.quote in client.get(reverse("reporting:regime-alone", args=[regime.pk])).content.decode()
    assert "Báo cáo năm" in client.get(reverse("reporting:regime-list")).content.decode()
    assert client.post(reverse("reporting:regime-end", args=[regime.pk])).status_code == 302
    for name in ("regime-new", "regime-list"):
        other = Client()
        other.force_login(body.clerks[0])
        answer = other.get(reverse(f"reporting:{name}"))
        assert (answer.status_code, "Báo cáo năm" in answer.content.decode()) == ((403 if name == "regime-new" else 200), False)
