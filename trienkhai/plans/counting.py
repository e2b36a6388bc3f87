"""Board counts and the history of obligations: appended by writers in their own transaction. No parent row is ever locked.

Counts are summed at reading and folded by a job; the history stays (`plans.selectors.past` reads boards of past days from it).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr

from trienkhai.core import clock, setwise
from trienkhai.plans.choices import DATED, ChangeKind, State
from trienkhai.plans.figures import MAIN_DUTIES
from trienkhai.plans.models import BoardCount, Change, Entry, Obligation, PlanPeriod
from trienkhai.units import tree
from trienkhai.units.models import Placement

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

KEYS = ("period_id", "task_id", "branch", "steady", "duty", "state", "due", "on_time")
COLUMNS = (*KEYS, "day", "n")
FOLDED = (*KEYS, "day")
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
    return Case(When(task__schedule__in=DATED, then=Value(False)), default=Value(True), output_field=BooleanField())  # noqa: FBT003


def _twice(rows: QuerySet[Any], owner_path: str, *, sign: int = 1, **becomes: Any) -> list[QuerySet[Any]]:
    """Counts of rows that have all keys but the branch: by task, and by branch; `becomes` are further columns, constant or of the keys."""
    # The names of the columns are taken by the rows' own, hence the detour over aliases.
    own = rows.values("period_id", "steady", "duty", "state", "due", "on_time").annotate(**becomes)
    today, never = Value(clock.today(), output_field=DateField()), Cast(Value(None), DateField())
    n = Count("id") * sign
    by_task = own.annotate(of_task=F("task_id"), of_branch=Value(ALL, output_field=CharField()), day=today).annotate(n=n)
    nobody = Cast(Value(None), BigIntegerField())
    by_branch = own.annotate(of_task=nobody, of_branch=branch(owner_path), day=never).annotate(n=n)
    return [by_task, by_branch]


SOURCES = ("period_id", "of_task", "of_branch", "steady", "duty", "state", "due", "on_time", "day", "n")
BECOMES = ("period_id", "of_task", "of_branch", "steady", "duty", "then_state", "then_due", "then_timely", "day", "n")


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


@dataclass(frozen=True, slots=True)
class Step:
    """How an obligation will stand: its state, the day it was done, its last day (the present one when None), and why."""

    obligation: Obligation
    state: str
    done_on: dt.date | None
    kind: ChangeKind
    due: dt.date | None = None

    @property
    def due_then(self) -> dt.date:
        """The last day after the step."""
        return self.due or self.obligation.due


def move(
    obligation: Obligation, *, state: str, done_on: dt.date | None, due: dt.date | None = None, kind: ChangeKind = ChangeKind.REPORTED
) -> None:
    """Write one step of an obligation, before it is taken: in its history, and in the counts of its task and of its branch."""
    move_all([Step(obligation, state, done_on, kind, due)])


def postpone(obligation: Obligation, *, due: dt.date) -> None:
    """Write that an obligation gets a new last day."""
    move(obligation, state=obligation.state, done_on=obligation.done_on, due=due, kind=ChangeKind.EXTENDED)


def move_all(steps: Sequence[Step]) -> None:
    """Write the steps of many obligations: −1 for what each was, +1 for what it becomes; handed over counts as nothing. Two statements."""
    rows = [
        row for step in steps if step.obligation.state != State.RELEASED for row in _counts(step.obligation, *_was(step.obligation), -1)
    ]
    rows += [row for step in steps if step.state != State.RELEASED for row in _counts(step.obligation, *_becomes(step), 1)]
    BoardCount.objects.bulk_create(rows, batch_size=1000)
    now = clock.now()
    changes = (
        Change(
            period_id=step.obligation.period_id,
            obligation=step.obligation,
            at=now,
            kind=step.kind,
            was_state=step.obligation.state,
            was_due=step.obligation.due,
            was_done_on=step.obligation.done_on,
            state=step.state,
            due=step.due_then,
            done_on=step.done_on,
        )
        for step in steps
    )
    Change.objects.bulk_create(changes, batch_size=1000)


def move_set(
    period: PlanPeriod,
    rows: QuerySet[Obligation],
    *,
    state: str,
    kind: ChangeKind,
    done_on: dt.date | None = None,
    due: dt.date | None = None,
) -> int:
    """The steps of works of one period that all become alike: history, counts and the works by set statements; how many.

    `rows` are not handed over, and the caller holds them; each keeps its last day when `due` is None.
    """
    then_due = F("due") if due is None else Value(due, output_field=DateField())
    timely_then: Cast | Case = Cast(Value(None), BooleanField())
    if done_on is not None:
        in_time = Q(due__gte=done_on) if due is None else Q(Value(done_on <= due, output_field=BooleanField()))
        timely_then = Case(When(in_time, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003
    counted = rows.annotate(on_time=timely(), steady=steady())
    becomes: dict[str, Any] = {"then_state": Value(state, output_field=CharField()), "then_due": then_due, "then_timely": timely_then}
    setwise.insert_from(BoardCount, COLUMNS, _twice(counted, period.owner_path, sign=-1), sources=SOURCES)
    setwise.insert_from(BoardCount, COLUMNS, _twice(counted, period.owner_path, **becomes), sources=BECOMES)
    steps = rows.annotate(
        at=Value(clock.now()),
        kind=Value(str(kind)),
        then_state=becomes["then_state"],
        then_due=then_due,
        then_done=Cast(Value(done_on), DateField()),
    )
    columns = ("period_id", "obligation_id", "at", "kind", "was_state", "was_due", "was_done_on", "state", "due", "done_on")
    then = ("period_id", "pk", "at", "kind", "state", "due", "done_on", "then_state", "then_due", "then_done")
    setwise.insert_from(Change, columns, steps, sources=then)
    return rows.update(state=state, done_on=done_on, **({"due": due} if due else {}))


def enter(obligation: Obligation) -> None:
    """Write that an obligation was just made: +1, and its entry."""
    BoardCount.objects.bulk_create(_counts(obligation, *_was(obligation), 1))
    entered(obligation.period_id, first_id=obligation.pk, last_id=obligation.pk, n=1)


def place_anew(period: PlanPeriod, *, before: int) -> None:
    """Works that stood in a period before it opens (ids up to `before`) move to where their unit is now, and so do the counts of branches.

    What was handed over stays where it was. One query when nobody moved.
    """
    standing = Placement.objects.filter(unit=OuterRef("unit_id"), valid_to__isnull=True).exclude(path=OuterRef("path"))
    rows = Obligation.objects.filter(Exists(standing), period=period, pk__lte=before).exclude(state=State.RELEASED)
    ids = list(rows.values_list("pk", flat=True))
    for at in range(0, len(ids), 5000):
        part = Obligation.objects.filter(pk__in=ids[at : at + 5000])
        counted = part.annotate(on_time=timely(), steady=steady())
        setwise.insert_from(BoardCount, COLUMNS, _twice(counted, period.owner_path, sign=-1)[1], sources=SOURCES)
        part.update(path=Subquery(standing.values("path")[:1]))
        setwise.insert_from(BoardCount, COLUMNS, _twice(counted, period.owner_path)[1], sources=SOURCES)


def entered(period_id: int, *, first_id: int | None, last_id: int | None, n: int) -> None:
    """Write when a range of obligations of a period came into being; nothing when there are none."""
    if first_id is not None and last_id is not None:
        Entry.objects.create(period_id=period_id, at=clock.now(), first_id=first_id, last_id=last_id, n=n)


Said = tuple[str, dt.date, bool | None]


def _was(row: Obligation) -> Said:
    return row.state, row.due, on_time(row.due, row.done_on)


def _becomes(step: Step) -> Said:
    return step.state, step.due_then, on_time(step.due_then, step.done_on)


def _counts(row: Obligation, state: str, due: dt.date, timely_then: bool | None, n: int) -> list[BoardCount]:  # noqa: FBT001 - a column
    steady_work = row.task.is_steady
    own = {"period_id": row.period_id, "steady": steady_work, "duty": row.duty, "state": state, "due": due, "on_time": timely_then, "n": n}
    places = ((row.task_id, ALL, clock.today()), (None, branch_of(row.period.owner_path, row.path), None))
    return [BoardCount(task_id=task_id, branch=place, day=day, **own) for task_id, place, day in places]


def silent(period_id: int) -> QuerySet[Obligation]:
    """What units lead or execute in a period and have said nothing about."""
    return Obligation.objects.filter(period_id=period_id, state=State.NOT_STARTED, duty__in=MAIN_DUTIES).exclude(state=State.DONE)


def fold(period_id: int) -> int:
    """Replace the appended rows of a period by their sums; how many rows went. Safe beside writers: only rows it saw are removed."""
    with transaction.atomic():
        seen = list(BoardCount.objects.select_for_update().filter(period_id=period_id))
        sums: dict[tuple[object, ...], int] = {}
        for row in seen:
            key = tuple(getattr(row, name) for name in FOLDED)
            sums[key] = sums.get(key, 0) + row.n
        kept = [BoardCount(**dict(zip(FOLDED, key, strict=True)), n=n) for key, n in sums.items() if n]
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
        true |= {row[:-1]: row[-1] for row in counts.values_list(*SOURCES[1:-2], "n")}
    counted_rows = BoardCount.objects.filter(period=period).values(*names).annotate(total=Sum("n")).values_list(*names, "total")
    counted = {row[:-1]: row[-1] for row in counted_rows if row[-1]}
    return [
        (*key, counted.get(key, 0), true.get(key, 0)) for key in counted.keys() | true.keys() if counted.get(key, 0) != true.get(key, 0)
    ]
