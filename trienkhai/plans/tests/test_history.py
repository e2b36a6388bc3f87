"""The history of work made before there was one is told from its reports, extensions and handings over."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

import pytest
from django.apps import apps

from trienkhai.plans import selectors, services
from trienkhai.plans.models import BoardCount, Change, Entry, Obligation, Plan
from trienkhai.plans.tests.factories import Body, make_body, make_issued, say
from trienkhai.plans.verification import faults

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def story(at: Any) -> Body:
    """Reports, more time, and going back."""
    body = make_body(schools=2)
    make_issued(body)
    first, second = (Obligation.objects.get(task__key="1.b", unit=school) for school in body.schools)
    say(body.clerks[0], first.pk, state="in_progress")
    until = first.due.replace(month=12, day=30)
    asked = services.ask_extension(actor=body.clerks[0], obligation_id=first.pk, until=until, reason="Đang sửa phòng.")
    at("2026-11-26T09:00")
    services.grant_extension(actor=body.leader, extension_id=asked.pk, until=until)
    at("2026-12-16T09:00")
    say(body.clerks[0], first.pk)
    say(body.clerks[1], second.pk)
    say(body.clerks[1], second.pk, state="in_progress")
    return body


def test_the_migration_writes_the_same_steps_as_the_services(at: Any) -> None:
    story(at)
    columns = [field.attname for field in Change._meta.concrete_fields if field.attname != "id"]
    written = sorted(Change.objects.values_list(*columns), key=str)
    assert len(written) == 5
    assert list(faults()) == []
    Change.objects.all().delete()
    Entry.objects.all().delete()
    module = importlib.import_module("trienkhai.plans.migrations.0009_history")
    module.write(apps, None)
    module.write(apps, None)
    assert sorted(Change.objects.values_list(*columns), key=str) == written
    assert list(faults()) == []


def test_the_migration_tells_the_days_of_counts(at: Any) -> None:
    body, on = story(at), dt.date(2026, 11, 25)
    plan_id = Plan.objects.get().pk
    whole = selectors.state_at(viewer=body.leader, plan_id=plan_id, on=on).whole
    Entry.objects.update(n=0)
    BoardCount.objects.filter(task__isnull=False).update(day=None)
    days = importlib.import_module("trienkhai.plans.migrations.0012_days")
    days.write(apps, None)
    days.write(apps, None)
    assert list(faults()) == []
    for day, same in ((on, whole), (dt.date(2026, 12, 16), None)):
        told = selectors.state_at(viewer=body.leader, plan_id=plan_id, on=day).whole
        assert told == (same or selectors.board(viewer=body.leader, plan_id=plan_id).whole), day
    assert Entry.objects.get().n == Obligation.objects.count()
