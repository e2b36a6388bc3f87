"""Board counts of tasks by the day on which they came to be, told from the history; and how many works each entry made."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import migrations
from django.db.models import Count, Sum
from django.utils import timezone

KEYS = ("task_id", "branch", "steady", "duty", "state", "due", "on_time")
BATCH = 2_000


def write(apps: Any, _editor: Any) -> None:
    """Periods whose counts have days are done already, so that it can be repeated."""
    count_model, entry_model = apps.get_model("plans", "BoardCount"), apps.get_model("plans", "Entry")
    owed = apps.get_model("plans", "Obligation").objects
    for entry in entry_model.objects.filter(n=0):
        own = owed.filter(period=entry.period_id, pk__gte=entry.first_id, pk__lte=entry.last_id)
        entry_model.objects.filter(pk=entry.pk).update(n=own.count())
    for held in apps.get_model("plans", "PlanPeriod").objects.order_by("id"):
        rows = count_model.objects.filter(period=held, task__isnull=False, day__isnull=True)
        first = entry_model.objects.filter(period=held).order_by("at").first()
        if first is None or not rows.exists():
            continue
        made = _by_day(apps, held.pk, dict(_sums(rows)), _day(first.at))
        rows.delete()
        new = (count_model(period=held, **dict(zip(KEYS, key, strict=True)), day=day, n=n) for (key, day), n in made.items() if n)
        count_model.objects.bulk_create(new, batch_size=BATCH)


def _sums(rows: Any) -> list[tuple[Any, int]]:
    return [(row[:-1], row[-1]) for row in rows.order_by().values(*KEYS).annotate(total=Sum("n")).values_list(*KEYS, "total")]


def _by_day(apps: Any, period_id: int, present: dict[Any, int], opened: Any) -> Counter[Any]:
    """Each step on its day; what is left when all are taken back stood from the opening on."""
    out: Counter[Any] = Counter({(key, opened): n for key, n in present.items()})
    told = ("obligation__task_id", "obligation__duty", "obligation__task__schedule")
    steps = apps.get_model("plans", "Change").objects.filter(period=period_id)
    for names, sign in ((("was_state", "was_due", "was_done_on"), -1), (("state", "due", "done_on"), 1)):
        columns = (*told, *names, "at__date")
        for task, duty, schedule, state, due, done_on, day, n in (
            steps.order_by().values(*columns).annotate(n=Count("id")).values_list(*columns, "n")
        ):
            if state != "released":
                timely = done_on <= due if state == "done" else None
                key = (task, "*", schedule not in ("once", "conditional"), duty, state, due, timely)
                out[key, day] += sign * n
                out[key, opened] -= sign * n
    return out


def _day(at: Any) -> Any:
    return timezone.localtime(at, timezone.get_default_timezone()).date()


class Migration(migrations.Migration):
    """Data alone."""

    dependencies = [("plans", "0011_events")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
