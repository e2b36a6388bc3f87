"""The commands of this room: the day's opening of periods, and the proof of what writers guarantee."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from trienkhai.periods.models import ExpectedMember
from trienkhai.plans.models import BoardCount, Obligation, PlanPeriod
from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_a_new_quarter_opens_once_however_often_the_timer_runs(at: Any) -> None:
    body = factories.make_body(schools=2)
    plan = factories.make_issued(body)
    at("2027-01-02T06:00")
    assert "Đã mở 1 kỳ." in said("open_periods")
    assert "Đã mở 0 kỳ." in said("open_periods")
    labels = list(PlanPeriod.objects.filter(plan=plan, opened_at__isnull=False).values_list("period__label", flat=True))
    assert labels == ["Quý IV/2026", "Quý I/2027"]
    assert "Đúng" in said("verify")


def test_what_was_written_by_services_verifies_and_each_fault_is_named() -> None:
    body = factories.make_body(schools=2)
    factories.make_issued(body)
    mine = Obligation.objects.filter(unit=body.schools[0]).order_by("id")[0]
    factories.say(body.clerks[0], mine.pk)
    assert "Đúng" in said("verify")
    faults: dict[str, Any] = {
        "trạng thái khác báo cáo sau cùng": lambda: Obligation.objects.filter(pk=mine.pk).update(state="in_progress"),
        "có trạng thái mà chưa ai báo cáo": lambda: Obligation.objects.filter(unit=body.schools[1]).update(state="done"),
        "nhiệm vụ không có": lambda: Obligation.objects.filter(pk=mine.pk).update(task_id=987654),
        "đơn vị không có": lambda: Obligation.objects.filter(pk=mine.pk).update(unit_id=987654),
        "số đếm khác": lambda: BoardCount.objects.all()[0].delete(),
        "ngoài danh sách kỳ": lambda: ExpectedMember.objects.all().delete(),
    }
    for words, spoil in faults.items():
        spoil()
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("verify", stdout=out, stderr=out)
        assert words in out.getvalue()


def test_a_period_is_not_opened_before_the_plan_takes_effect() -> None:
    body = factories.make_body(schools=1)
    plan = factories.make_issued(body, effective_on=dt.date(2027, 4, 1))
    assert "Đã mở 0 kỳ." in said("open_periods")
    assert not PlanPeriod.objects.filter(plan=plan, opened_at__isnull=False).exists()
