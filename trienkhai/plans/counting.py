"""Board counts: appended by writers in their own transaction, summed at reading, folded by a job. No parent row is ever locked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BooleanField, Case, CharField, Count, F, Q, Sum, Value, When
from django.db.models.functions import Cast, Substr

from trienkhai.core import setwise
from trienkhai.plans.choices import State
from trienkhai.plans.models import BoardCount, Obligation, PlanPeriod
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Collection

COLUMNS = ("period_id", "task_id", "branch", "duty", "state", "due", "on_time", "n")
KEYS = ("period_id", "task_id", "branch", "duty", "state", "due", "on_time")
FOLD_EVERY = 200


def branch(owner_path: str) -> Case:
    """The branch of an obligation's `path` as seen from the plan's owner: the segment below the owner, or beside it for units elsewhere."""
    low, high = tree.subtree(owner_path)
    inside, beside = len(owner_path) + 1, max(0, len(owner_path) - tree.WIDTH) + 1
    return Case(
        When(path__gte=low, path__lt=high, then=Substr("path", inside, tree.WIDTH)),
        default=Substr("path", beside, tree.WIDTH),
        output_field=CharField(max_length=6),
    )


def branch_of(owner_path: str, path: str) -> str:
    """The same for one path."""
    at = len(owner_path) if path.startswith(owner_path) else max(0, len(owner_path) - tree.WIDTH)
    return path[at : at + tree.WIDTH]


def on_time(due: dt.date, done_on: dt.date | None) -> bool | None:
    """What a count row says of a done obligation; None while it is open."""
    return None if done_on is None else done_on <= due


def count_new(period: PlanPeriod, owner_path: str, *, first_id: int) -> None:
    """Count the obligations that were just made in a period (ids from `first_id` on). One set statement."""
    rows = (
        Obligation.objects.filter(period=period, pk__gte=first_id)
        .annotate(branch=branch(owner_path))
        .values("period_id", "task_id", "branch", "duty", "state", "due")
        .annotate(n=Count("id"))
        .annotate(on_time=Cast(Value(None), BooleanField()))
    )
    setwise.insert_from(BoardCount, COLUMNS, rows)


def move(obligation: Obligation, owner_path: str, *, state: str, done_on: dt.date | None) -> None:
    """Append −1 for what the obligation was and +1 for what it becomes."""
    place = branch_of(owner_path, obligation.path)
    was = (obligation.state, on_time(obligation.due, obligation.done_on), -1)
    now = (state, on_time(obligation.due, done_on), 1)
    BoardCount.objects.bulk_create(
        BoardCount(
            period_id=obligation.period_id,
            task_id=obligation.task_id,
            branch=place,
            duty=obligation.duty,
            state=said,
            due=obligation.due,
            on_time=timely,
            n=n,
        )
        for said, timely, n in (was, now)
    )


def fold(period_id: int) -> int:
    """Replace the appended rows of a period by their sums; how many rows went. Safe beside writers: only rows it saw are removed."""
    with transaction.atomic():
        seen = list(BoardCount.objects.select_for_update().filter(period_id=period_id))
        sums: dict[tuple[object, ...], int] = {}
        for row in seen:
            key = tuple(getattr(row, name) for name in KEYS)
            sums[key] = sums.get(key, 0) + row.n
        kept = [BoardCount(**dict(zip(KEYS, key, strict=True)), n=n) for key, n in sums.items() if n]
        if len(kept) == len(seen):
            return 0
        _remove([row.pk for row in seen])
        BoardCount.objects.bulk_create(kept, batch_size=2000)
        return len(seen) - len(kept)


def _remove(ids: Collection[int]) -> None:
    wanted = list(ids)
    for at in range(0, len(wanted), 5000):
        BoardCount.objects.filter(pk__in=wanted[at : at + 5000]).delete()


def differences(period: PlanPeriod, owner_path: str) -> list[tuple[object, ...]]:
    """Where the counts of a period differ from its obligations: (task, branch, duty, state, due, on time, counted, true). Two queries."""
    timely = Case(
        When(state=State.DONE, then=Q(done_on__lte=F("due"))),
        default=Cast(Value(None), BooleanField()),
        output_field=BooleanField(null=True),
    )
    rows = Obligation.objects.filter(period=period).annotate(branch=branch(owner_path), on_time=timely)
    names = KEYS[1:]
    true = {row[:-1]: row[-1] for row in rows.values(*names).annotate(n=Count("id")).values_list(*names, "n")}
    counted_rows = BoardCount.objects.filter(period=period).values(*names).annotate(total=Sum("n")).values_list(*names, "total")
    counted = {row[:-1]: row[-1] for row in counted_rows if row[-1]}
    return [
        (*key, counted.get(key, 0), true.get(key, 0)) for key in counted.keys() | true.keys() if counted.get(key, 0) != true.get(key, 0)
    ]
