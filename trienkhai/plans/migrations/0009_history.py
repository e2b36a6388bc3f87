"""The history of obligations made before there was one: their entries from the openings, their steps from reports and granted extensions."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.models import Max, Min
from django.utils import timezone

BATCH = 2_000


def write(apps: Any, _editor: Any) -> None:
    """Periods that have entries are done already, so that it can be repeated."""
    period_model, entry = apps.get_model("plans", "PlanPeriod"), apps.get_model("plans", "Entry")
    for held in period_model.objects.filter(entries__isnull=True).select_related("plan").order_by("id"):
        ids = apps.get_model("plans", "Obligation").objects.filter(period=held).aggregate(first=Min("id"), last=Max("id"))
        if ids["first"] is None:
            continue
        waiting: list[Any] = []
        for change in _changes(apps, held.pk):
            waiting.append(change)
            if len(waiting) >= BATCH:
                apps.get_model("plans", "Change").objects.bulk_create(waiting)
                waiting = []
        apps.get_model("plans", "Change").objects.bulk_create(waiting)
        at = held.plan.issued_at or held.opened_at
        entry.objects.create(period=held, at=at, first_id=ids["first"], last_id=ids["last"])


def _changes(apps: Any, period_id: int) -> Iterator[Any]:
    """The steps of each obligation in the order of time, told by what was said and granted."""
    said = apps.get_model("plans", "Progress").objects.filter(obligation__period=period_id).order_by("obligation_id", "at", "id")
    granted = apps.get_model("plans", "Extension").objects.filter(obligation__period=period_id, state="granted")
    told = [
        said.values_list("obligation_id", "at", "state", "obligation__due").iterator(BATCH),
        granted.order_by("obligation_id", "decided_at").values_list("obligation_id", "decided_at", "old_due", "granted_until").iterator(BATCH),
        _handed(apps, period_id),
    ]
    firsts = dict(reversed(list(granted.order_by("obligation_id", "decided_at").values_list("obligation_id", "old_due"))))
    rows = heapq.merge(*told, key=lambda row: (row[0], row[1]))
    for obligation_id, steps in groupby(rows, key=lambda row: row[0]):
        yield from _steps(apps.get_model("plans", "Change"), period_id, obligation_id, list(steps), firsts.get(obligation_id))


def _handed(apps: Any, period_id: int) -> Iterator[Any]:
    """What was handed over, with the moment that the journal knows."""
    lines = apps.get_model("core", "JournalLine").objects.filter(verb="plans.obligation.handed").values_list("object_id", "at")
    moments = dict(lines.order_by("-id"))
    rows = apps.get_model("plans", "Obligation").objects.filter(period=period_id, state="released").order_by("id").values_list("id", "due")
    yield from ((pk, moments[pk], "released", due) for pk, due in rows if pk in moments)


def _steps(change: Any, period_id: int, obligation_id: int, steps: list[Any], first_due: Any) -> Iterator[Any]:
    state, done_on = "not_started", None
    due = first_due
    for _id, at, said, last in steps:
        if isinstance(said, str):
            day = timezone.localtime(at, timezone.get_default_timezone()).date()
            due = due or last
            then, finished, until = said, ((done_on or day) if said == "done" else None), due
            kind = "handed" if said == "released" else "reported"
        else:
            then, finished, until, kind = state, done_on, last, "extended"
            due = due or said
        if (then, finished, until) != (state, done_on, due):
            was = {"was_state": state, "was_due": due, "was_done_on": done_on}
            now = {"state": then, "due": until, "done_on": finished}
            yield change(period_id=period_id, obligation_id=obligation_id, at=at, kind=kind, **was, **now)
        state, done_on, due = then, finished, until


class Migration(migrations.Migration):
    """Data alone."""

    dependencies = [("plans", "0008_decisions"), ("core", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
