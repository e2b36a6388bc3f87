"""Board counts: appended by writers in their own transaction, summed at reading, folded by a job. No parent row is ever locked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, Case, CharField, Count, F, Q, Sum, Value, When
from django.db.models.functions import Cast, Substr

from trienkhai.core import setwise
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.plans.models import BoardCount, Obligation, PlanPeriod
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from trienkhai.units.models import Placement

KEYS = ("period_id", "task_id", "branch", "steady", "duty", "state", "due", "on_time")
COLUMNS = (*KEYS, "n")
ALL = "*"
"""The branch of rows that count a task in all branches together."""
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


def timely() -> Case:
    """`on_time` as an expression over the columns of obligations."""
    return Case(
        When(state=State.DONE, then=Q(done_on__lte=F("due"))),
        default=Cast(Value(None), BooleanField()),
        output_field=BooleanField(null=True),
    )


def steady() -> Case:
    """`steady` as an expression over obligations."""
    return Case(When(task__schedule=Schedule.ONCE, then=Value(False)), default=Value(True), output_field=BooleanField())  # noqa: FBT003


def _twice(rows: QuerySet[Any], owner_path: str) -> list[QuerySet[Any]]:
    """Counts of rows that have all keys but the branch: by task, and by branch."""
    # The names of the columns are taken by the rows' own, hence the detour over aliases.
    own = rows.values("period_id", "steady", "duty", "state", "due", "on_time")
    by_task = own.annotate(of_task=F("task_id"), of_branch=Value(ALL, output_field=CharField())).annotate(n=Count("id"))
    nobody = Cast(Value(None), BigIntegerField())
    by_branch = own.annotate(of_task=nobody, of_branch=branch(owner_path)).annotate(n=Count("id"))
    return [by_task, by_branch]


SOURCES = ("period_id", "of_task", "of_branch", "steady", "duty", "state", "due", "on_time", "n")


def count_new(period: PlanPeriod, *, first_id: int) -> None:
    """Count the obligations that were just made in a period (ids from `first_id` on). One set statement."""
    rows = Obligation.objects.filter(period=period, pk__gte=first_id).annotate(on_time=timely(), steady=steady())
    setwise.insert_from(BoardCount, COLUMNS, _twice(rows, period.owner_path), sources=SOURCES)


def count_placed(owed: Sequence[QuerySet[Placement]], owner_path: str) -> None:
    """Count obligations that were made of these units with these columns, all of them new. One set statement."""
    nothing_done = Cast(Value(None), BooleanField())
    rows = [count for part in owed for count in _twice(part.annotate(on_time=nothing_done), owner_path)]
    for at in range(0, len(rows), setwise.TERMS):
        setwise.insert_from(BoardCount, COLUMNS, rows[at : at + setwise.TERMS], sources=SOURCES)


def move(obligation: Obligation, *, state: str, done_on: dt.date | None) -> None:
    """Append −1 for what the obligation was and +1 for what it becomes, to its task and to its branch; one handed over counts no more."""
    was = (obligation.state, on_time(obligation.due, obligation.done_on), -1)
    now = (state, on_time(obligation.due, done_on), 1)
    _append(obligation, [was] if state == State.RELEASED else [was, now])


def postpone(obligation: Obligation, *, due: dt.date) -> None:
    """Append −1 under the obligation's last day and +1 under its new one."""
    _append(obligation, [(obligation.state, on_time(obligation.due, obligation.done_on), -1)])
    _append(obligation, [(obligation.state, on_time(due, obligation.done_on), 1)], due=due)


def enter(obligation: Obligation) -> None:
    """Append +1 for an obligation that was just made."""
    _append(obligation, [(obligation.state, None, 1)])


def _append(obligation: Obligation, said_of: list[tuple[str, bool | None, int]], *, due: dt.date | None = None) -> None:
    owner_path = obligation.period.owner_path
    places = ((obligation.task_id, ALL), (None, branch_of(owner_path, obligation.path)))
    BoardCount.objects.bulk_create(
        BoardCount(
            period_id=obligation.period_id,
            task_id=task_id,
            branch=place,
            steady=obligation.task.schedule != Schedule.ONCE,
            duty=obligation.duty,
            state=said,
            due=due or obligation.due,
            on_time=timely_then,
            n=n,
        )
        for said, timely_then, n in said_of
        for task_id, place in places
    )


def silent(period_id: int) -> QuerySet[Obligation]:
    """What units lead or execute in a period and have said nothing about."""
    return Obligation.objects.filter(period_id=period_id, state=State.NOT_STARTED, duty__in=MAIN_DUTIES).exclude(state=State.DONE)


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


def differences(period: PlanPeriod) -> list[tuple[object, ...]]:
    """Where the counts of a period differ from its obligations: its keys, what is counted, what is true. Three queries."""
    rows = Obligation.objects.filter(period=period).exclude(state=State.RELEASED).annotate(on_time=timely(), steady=steady())
    names = KEYS[1:]
    true: dict[tuple[object, ...], int] = {}
    for counts in _twice(rows, period.owner_path):
        true |= {row[:-1]: row[-1] for row in counts.values_list(*SOURCES[1:])}
    counted_rows = BoardCount.objects.filter(period=period).values(*names).annotate(total=Sum("n")).values_list(*names, "total")
    counted = {row[:-1]: row[-1] for row in counted_rows if row[-1]}
    return [
        (*key, counted.get(key, 0), true.get(key, 0)) for key in counted.keys() | true.keys() if counted.get(key, 0) != true.get(key, 0)
    ]
