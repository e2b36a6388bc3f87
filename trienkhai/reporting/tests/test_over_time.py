"""Completeness over time, and people who act at the same second."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from trienkhai.accounts.choices import Role
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents.tests.factories import make_person, make_unit
from trienkhai.plans.models import Obligation
from trienkhai.plans.tests import factories
from trienkhai.reporting import selectors, services
from trienkhai.reporting.following import Reports
from trienkhai.reporting.models import Edition, Regime, Round, Submission
from trienkhai.reporting.terms import Terms
from trienkhai.units.choices import Kind
from trienkhai.units.following import Ending


def send(body: factories.Body, row: Submission, **said: Any) -> Edition:
    given = {"said": {"s1": "Đã làm."}} | said
    saved = services.save_submission(actor=body.clerks[0], submission_id=row.pk, version=row.version, **given)
    return services.send_submission(actor=body.head, submission_id=row.pk, version=saved.version)


def monthly(body: factories.Body) -> Regime:
    outline = [{"key": "s1", "title": "Kết quả", "required": True}]
    terms = Terms(name="Báo cáo tháng", frequency="month", deadline_days=1, late_days=60, sections=outline)
    return services.make_regime(actor=body.specialist, terms=terms, group_id=body.group.pk)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at")
def test_past_rates_stay_when_units_change_and_none_passes_a_hundred(at: Any, queries: Any) -> None:
    """In December one of three is late, in January one says that there was nothing, in February two units became one."""
    at("2026-12-28T09:00")
    body = factories.make_body()
    regime = monthly(body)
    own = Submission.objects.filter(unit=body.schools[0])
    at("2027-01-20T09:00")
    services.open_due_rounds(day=dt.date(2027, 1, 20))
    send(body, own.earliest("pk"), late_reason="Mất điện.")
    send(body, own.latest("pk"), said={}, is_nil=True)
    at("2027-02-20T09:00")
    services.open_due_rounds(day=dt.date(2027, 2, 20))
    heir = make_unit("t8", "Trường THPT số 8", body.department, Kind.UPPER_SCHOOL)
    Reports().follow(body.specialist, Ending(dt.date(2027, 2, 20), "QĐ", dict.fromkeys([one.pk for one in body.schools[1:]], heir.pk)))
    body.specialist.__dict__.pop("_scope", None)
    found = selectors.over_time(viewer=body.specialist, regime_id=regime.pk)
    assert [(one.round.period.label, one.tally.opening, one.tally.expected, one.sent, one.with_content) for one in found.periods] == [
        ("Tháng 12/2026", 3, 2, 1, 1),
        ("Tháng 01/2027", 3, 2, 1, 0),
        ("Tháng 02/2027", 3, 2, 0, 0),
    ]
    assert [(one.complete, one.timely) for one in found.periods] == [("50 %", "0 %"), ("50 %", "50 %"), ("0 %", "0 %")]
    assert {line.branch.name: [tally.on_time if tally else None for tally in line.cells] for line in found.branches} == {
        "Trường THPT số 1": [0, 1, 0],
        "Trường THPT số 8": [0, 0, 0],
    }
    assert queries(lambda: selectors.over_time(viewer=body.specialist, regime_id=regime.pk)) <= 12
    with pytest.raises(Hidden):
        selectors.over_time(viewer=body.clerks[0], regime_id=regime.pk)
    client = Client()
    client.force_login(body.specialist)
    assert "Tháng 02/2027" in client.get(reverse("reporting:over-time", args=[regime.pk])).content.decode()
    data = client.get(reverse("reporting:over-time-file", args=[regime.pk])).content
    line = [cell.value for cell in load_workbook(io.BytesIO(data))["Theo kỳ"][2]]
    assert line == ["Tháng 12/2026", 3, 2, 1, 1, 0, 0, 1, 1, 0]


def test_two_people_at_the_same_second_decide_once(at: Any, at_once: Any) -> None:
    at("2026-12-20T09:00")
    body = factories.make_body()
    factories.make_issued(body)
    second = make_person("hai", Role.HEAD, body.schools[0])
    for owed in Obligation.objects.filter(unit=body.schools[0], duty="execute"):
        factories.say(body.clerks[0], owed.pk)
    row = Submission.objects.get(unit=body.schools[0])
    sent = at_once(
        *(lambda who=who: services.send_submission(actor=who, submission_id=row.pk, version=row.version) for who in (body.head, second))
    )
    assert sorted(type(one).__name__ for one in sent) == ["Conflict", "Edition"]
    assert Edition.objects.count() == 1
    row.refresh_from_db()
    given = {"submission_id": row.pk, "version": row.version}
    decided = at_once(
        lambda: services.accept_submission(actor=body.leader, **given),
        lambda: services.return_submission(actor=body.specialist, words="Thiếu số.", **given),
    )
    assert sum(isinstance(one, Conflict) for one in decided) == 1
    row.refresh_from_db()
    assert row.steps.exclude(act="sent").count() == 1
    assert Round.objects.count() == 1
    with pytest.raises(Refusal):
        services.send_submission(actor=second, submission_id=row.pk, version=row.version - 2)
