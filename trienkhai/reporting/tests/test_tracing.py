"""From a figure down to the sentence of the plan and back; reports beside each other, and over several periods."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trienkhai.core import clock
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.periods.models import Period
from trienkhai.plans.models import Obligation, PlanPeriod
from trienkhai.reporting import selectors, services
from trienkhai.reporting.models import Part
from trienkhai.reporting.tests.worlds import SHORT, World, make_world, part_of, report, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def world(at: Any) -> World:
    """A day on which units write."""
    made = make_world()
    at("2026-12-20T09:00")
    return made


def test_a_report_over_several_periods_takes_in_the_earlier_ones_with_their_sources(world: World) -> None:
    sent(world, world.own[0], s1=SHORT)
    first = report(world)
    part = part_of(first, "s1")
    services.edit_passage(
        actor=world.body.specialist, passage_id=part.passages.get().pk, version=part.version, text="[Số đơn vị] đơn vị thiếu sách."
    )
    earlier = PlanPeriod.objects.get(period__label="Quý IV/2026")
    later = PlanPeriod.objects.create(
        plan=earlier.plan, period=year(2027), due=clock.today(), owner_path=earlier.owner_path, opened_at=clock.now()
    )
    row = Obligation.objects.filter(period=earlier).first()
    assert row is not None
    Obligation.objects.create(period=later, task=row.task, unit=row.unit, duty=row.duty, path=row.path, due=clock.today())
    given = {"actor": world.body.specialist, "plan_period_id": later.pk, "form_key": uuid.uuid4()}
    with pytest.raises(Hidden):
        services.make_report(**given, base_ids=[first.pk + 999])
    made = services.make_report(**given, base_ids=[first.pk])
    taken = Part.objects.get(consolidation__report=made, section="opening").passages.get()
    assert (taken.text, taken.unit_count) == ("[Số đơn vị] đơn vị thiếu sách.", 1)
    assert taken.sources.get().via_id == part.passages.get().pk
    assert "giai đoạn 2026–2027" in made.title
    found = selectors.compare(viewer=world.body.specialist, before_id=first.pk, after_id=made.pk)
    assert [(line.before.total if line.before else 0, line.after.total if line.after else 0) for line in found.lines] == [(6, 1)]
    answer = Client()
    answer.force_login(world.body.specialist)
    for way in ("nhiem-vu", "nhanh"):
        page = answer.get(reverse("reporting:comparison"), {"truoc": first.pk, "sau": made.pk, "theo": way})
        assert (page.status_code, "Quý IV/2026" in page.content.decode()) == (200, True)
    assert answer.get(reverse("reporting:comparison-file"), {"truoc": first.pk, "sau": made.pk}).getvalue()[:2] == b"PK"
    assert answer.get(reverse("reporting:comparison"), {"truoc": "x"}).status_code == 200


def year(of: int) -> Period:
    return Period.objects.create(kind="year", starts=dt.date(of, 1, 1), ends=dt.date(of, 12, 31), label=f"Năm {of}")


def test_a_figure_opens_down_to_the_sentence_and_a_task_up_to_its_reports(world: World) -> None:
    edition = sent(world, world.own[0], s1=SHORT)
    made = report(world)
    task = made.period.plan.tasks.get()
    query = selectors.FigureQuery(task=task.pk, unit=world.own[0].pk)
    trace = selectors.trace_figure(viewer=world.body.specialist, report_id=made.pk, query=query, page=1)
    assert (trace.total, [row.edition for row in trace.rows], trace.taken) == (1, [edition], 1)
    assert trace.sentence is not None
    assert trace.sentence.around is not None
    assert trace.sentence.around[1] == "Tổ chức ngày hội đọc sách."
    whole = selectors.trace_figure(viewer=world.body.specialist, report_id=made.pk, query=selectors.FigureQuery(), page=1)
    assert [(share.task, share.n) for share in whole.shares] == [(task, whole.total)]
    back = selectors.trace_task(viewer=world.body.specialist, task_id=task.pk)
    assert [(one.report, one.figures.total) for one in back.standing] == [(made, whole.total)]
    with pytest.raises(Refusal):
        selectors.trace_task(viewer=world.body.clerks[0], task_id=task.pk)
    client = Client()
    client.force_login(world.body.specialist)
    words = client.get(reverse("reporting:figure-trace", args=[made.pk]), {"task": task.pk}).content.decode()
    assert "Văn bản cấp trên" in words
    assert client.get(reverse("reporting:task-trace", args=[task.pk])).status_code == 200
