"""Every figure of a plan's boards against the raw rows: what a page says, what the rows say, and where they differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from trienkhai.core import clock
from trienkhai.desk.year import raw as rows_of
from trienkhai.desk.year.raw import MAIN, SEGMENT, WAYS, Raw, Stood, line
from trienkhai.desk.year.stage import Year
from trienkhai.plans import selectors as plans
from trienkhai.plans.models import Obligation
from trienkhai.plans.selectors.listing import Asked, sheet

FIELDS = (*WAYS, "steady_done", "steady_open", "not_started", "suspended")


@dataclass(slots=True)
class Check:
    """One look at a year on a day: what is asked, what was found wrong."""

    year: Year
    raw: Raw
    day: dt.date
    rows: list[Stood]
    wrong: list[str] = field(default_factory=list)
    compared: int = 0
    by_place: dict[dt.date | None, dict[tuple[int | None, int | None], list[Stood]]] = field(default_factory=dict)

    @property
    def me(self) -> dict[str, Any]:
        """Who looks at which plan."""
        return {"viewer": self.year.leader, "plan_id": self.year.plan.pk}

    def same(self, what: str, page: Any, rows: Any) -> None:
        """Both must say the same."""
        self.compared += 1
        if page != rows:
            self.wrong.append(f"{what}: the page says {_short(page, rows)}, the rows {_short(rows, page)}")

    def figures(self, what: str, page: Any, rows: Iterable[Stood], day: dt.date | None = None) -> None:
        """A line of the leaders' table."""
        shown = Counter({name: getattr(page, name) for name in FIELDS})
        self.same(what, dict(+shown), dict(line(rows, self.raw, day or self.day)))

    def main(self, period: int | None = None, task: int | None = None, day: dt.date | None = None) -> list[Stood]:
        """Works that lead or execute, of one period and task or of all, now or at the end of another day."""
        return self._sorted(day)[period, task]

    def _sorted(self, day: dt.date | None) -> dict[tuple[int | None, int | None], list[Stood]]:
        if day not in self.by_place:
            found: dict[tuple[int | None, int | None], list[Stood]] = defaultdict(list)
            for row in self.rows if day is None else self.raw.stood(day):
                if row.work.duty in MAIN:
                    for place in product((row.work.period, None), (row.work.task, None)):
                        found[place].append(row)
            self.by_place[day] = found
        return self.by_place[day]

    def branch(self, row: Stood) -> str:
        """The branch of a work below the plan's owner."""
        at = len(self.raw.periods[row.work.period][3])
        return row.work.path[at : at + SEGMENT]


def _short(one: Any, other: Any) -> str:
    """What of it the other does not have, when both are tables."""
    if isinstance(one, dict) and isinstance(other, dict):
        return repr({key: one[key] for key in one if other.get(key) != one[key]})[:300]
    if isinstance(one, list | set) and isinstance(other, list | set):
        return f"{len(one)} with {[item for item in one if item not in other][:4]!r}"[:300]
    return repr(one)[:300]


def look(year: Year) -> Check:
    """The year as its rows tell it at the clock's moment."""
    found, day = rows_of.load(year.plan.pk), clock.today()
    return Check(year, found, day, list(found.stood(day)))


def differences(year: Year, *, quick: bool = False) -> list[str]:
    """Where any figure differs from the raw rows; nothing when all agree. `quick` leaves lists of single works out."""
    from trienkhai.desk.year import proof_rounds  # it needs this module's check

    check = look(year)
    for part in (*PARTS, *proof_rounds.PARTS, *(() if quick else LISTS)):
        part(check)
    return check.wrong


def rows_themselves(check: Check) -> None:
    """Each work as the product keeps it."""
    columns = ("pk", "state", "due", "done_on", "confirmation")
    kept = {
        row[0]: row[1:] for row in Obligation.objects.filter(period__in=check.raw.periods).exclude(state="released").values_list(*columns)
    }
    check.same("works", kept, {row.work.id: (row.state, row.due, row.done_on, row.confirmation) for row in check.rows})
    for row in check.rows:
        opened = check.raw.periods[row.work.period][2]
        place = check.raw.place(row.work.unit, rows_of.day_of(max(row.work.since, opened) if opened else row.work.since))
        if place is None or place[2] != row.work.path:
            check.wrong.append(f"work {row.work.id} stands at {row.work.path}, its unit stood at {place}")


def boards(check: Check) -> None:
    """The leaders' table of every period and of the whole plan: in all, by task, by branch, what waits, how many units."""
    for period in (*check.raw.periods, None):
        found: dict[str, Any] = {"plan_period_id": period} if period else {"whole_plan": True}
        page = plans.board(**check.me, **found)
        name = f"board {check.raw.periods[period][0] if period else 'of the plan'}"
        owed = check.main(period)
        check.figures(name, page.whole, owed)
        check.figures(
            f"{name} coordination",
            page.coordination,
            [r for r in check.rows if r.work.duty not in MAIN and period in (None, r.work.period)],
        )
        for shown in page.tasks:
            check.figures(f"{name} {shown.task.key}", shown.figures, check.main(period, shown.task.pk))
        branches: dict[str, list[Stood]] = defaultdict(list)
        for row in owed:
            branches[check.branch(row)].append(row)
        lines = {
            one.branch: one.figures
            for n in page.branch_pages.paginator.page_range
            for one in plans.board(**check.me, **found, page=n).branches
        }
        lines = {key: figures for key, figures in lines.items() if figures.total}
        check.same(f"{name} branches", set(lines), set(branches))
        for key in set(lines) & set(branches):
            check.figures(f"{name} branch {key}", lines[key], branches[key])
        waits = [r for r in check.rows if r.confirmation == "awaits" and period in (None, r.work.period)]
        check.same(f"{name} awaiting", page.awaiting, len(waits))
        if period:
            _units(check, name, period, page.units_expected)


def _units(check: Check, name: str, period: int, page: Any) -> None:
    """Units at opening, from what was owed then; and now, with those that came since, without those that ended with open work or left."""
    _label, frozen, opened, _owner = check.raw.periods[period]
    if frozen is None or opened is None:
        check.same(f"{name} expected", page, None)
        return
    end = opened + dt.timedelta(seconds=1)
    first = {w.unit for w in check.raw.works if w.period == period and w.since < end and check.raw.replay(w, end).state != "released"}
    gone = {unit for unit, _in, _why, left in check.raw.members[frozen] if left is not None}
    stay = {unit for unit, _in, _why, left in check.raw.members[frozen] if left is None}
    came = {w.unit for w in check.raw.works if w.period == period and w.since >= end}
    check.same(f"{name} expected", (page.opening, page.present), (len(first), len((first | came) - (gone - stay))))
    for unit in gone - stay:
        open_ones = [row for row in check.rows if (row.work.period, row.work.unit) == (period, unit) and row.state != "done"]
        check.same(f"{name}: unit {unit} left and owes", len(open_ones), 0)


def timelines(check: Check) -> None:
    """Each task in each period: works, done, overdue, last day."""
    shown = {(held.task.pk, one.held.pk): one for held in plans.timeline(**check.me).lines for one in held.stretches}
    true: dict[tuple[int, int], list[Stood]] = defaultdict(list)
    latest = list(check.raw.periods)[-16:]
    for row in check.main():
        if row.work.period in latest:
            true[row.work.task, row.work.period].append(row)
    check.same("timeline", set(shown), set(true))
    for key in set(shown) & set(true):
        rows = true[key]
        late = sum(row.state in rows_of.OPEN and row.due < check.day for row in rows)
        said = (len(rows), sum(row.state == "done" for row in rows), late, max(row.due for row in rows))
        check.same(f"timeline {key}", (shown[key].total, shown[key].done, shown[key].late, shown[key].due), said)


def silent(check: Check) -> None:
    """Who has not: of everything, of each task, of a branch; with the nearest day."""
    for period, held in check.raw.periods.items():
        waits: dict[int, list[dt.date]] = defaultdict(list)
        for row in check.main(period):
            if row.state == "not_started":
                waits[row.work.unit].append(row.due)
        true = {unit: (len(dues), min(dues), min(dues) < check.day) for unit, dues in waits.items()}
        check.same(f"who has not {held[0]}", _silent(check, period), true)
    period = check.year.period_ids[-1]
    for task, (key, *_rest) in check.raw.tasks.items():
        owed = [row for row in check.main(period, task) if row.state == "not_started"]
        of = {unit: [row.due for row in owed if row.work.unit == unit] for unit in {row.work.unit for row in owed}}
        true = {unit: (len(dues), min(dues), min(dues) < check.day) for unit, dues in of.items()}
        check.same(f"who has not {key}", _silent(check, period, task_id=task), true)
        listed = Counter(row.unit_id for row in plans.urging(**check.me, plan_period_id=period, task_id=task).rows)
        check.same(f"urging {key}", listed, Counter(row.work.unit for row in owed))


def _silent(check: Check, period: int, **narrow: Any) -> dict[int, tuple[int, dt.date, bool]]:
    page = plans.who_has_not(**check.me, plan_period_id=period, **narrow)
    pages = [page, *(plans.who_has_not(**check.me, plan_period_id=period, **narrow, page=n) for n in page.page.paginator.page_range[1:])]
    return {row.unit.id: (row.n, row.due, row.is_overdue) for one in pages for row in one.rows}


WORST = ("open_overdue", "done_late", "suspended", "open_in_time", "done_on_time")


def heat(check: Check) -> None:
    """The map of some periods: each cell, the worst where there are several; by branch and by kind of unit."""
    chosen = check.year.period_ids
    for period in {chosen[0], chosen[len(chosen) // 2], chosen[-1]}:
        cells: dict[tuple[int, int], str] = {}
        for row in check.main(period):
            key, way = (row.work.unit, row.work.task), row.way(check.day)
            cells[key] = min(way, cells.get(key, way), key=WORST.index)
        frozen = check.raw.periods[period][1] or 0
        members = {unit for unit, _in, _why, left in check.raw.members[frozen] if left is None}
        check.same(f"heat {period}", _heat(check, period), {key: way for key, way in cells.items() if key[0] in members})
        for kind in ("preschool", "commune"):
            of = {unit for unit in members if (check.raw.place(unit, check.day) or ("", ""))[1] == kind}
            check.same(f"heat {period} {kind}", _heat(check, period, kind=kind), {key: way for key, way in cells.items() if key[0] in of})


def _heat(check: Check, period: int, **narrow: Any) -> dict[tuple[int, int], str]:
    page = plans.heat_map(**check.me, plan_period_id=period, **narrow)
    pages = [page, *(plans.heat_map(**check.me, plan_period_id=period, **narrow, page=n) for n in page.page.paginator.page_range[1:])]
    found: dict[tuple[int, int], str] = {}
    for one in pages:
        order = [task.pk for task in one.tasks]
        found |= {(row.unit_id, task): cell.way for row in one.rows for task, cell in zip(order, row.cells, strict=True) if cell}
    return found


def past(check: Check) -> None:
    """Boards of past days and two days side by side: in all, by task, of one task, of one branch; what changed and what came."""
    days = _days(check)
    branch = next(check.branch(row) for row in check.rows if check.branch(row))
    for at, day in enumerate(days):
        period = check.year.period_ids[at % len(check.year.period_ids)]
        page = plans.state_at(**check.me, on=day, plan_period_id=period)
        check.figures(f"state on {day}", page.whole, check.main(period, day=day), day)
        for task, shown in page.by_task:
            check.figures(f"state on {day} {task.key}", shown, check.main(period, task.pk, day), day)
        inside = [row for row in check.main(period, day=day) if branch in row.work.path]
        narrowed = plans.state_at(**check.me, on=day, plan_period_id=period, branch=branch)
        check.figures(f"state on {day} of {branch}", narrowed.whole, inside, day)
    for first, second in pairwise(days):
        for period in check.year.period_ids[:: max(1, len(check.year.period_ids) // 4)]:
            _two_days(check, (first, second), period)


def _days(check: Check) -> list[dt.date]:
    begins, ends = rows_of.day_of(check.raw.works[0].since), check.day
    return [begins + (ends - begins) * n // 8 for n in range(1, 9)]


def _two_days(check: Check, days: tuple[dt.date, dt.date], period: int) -> None:
    before, after = (check.main(period, day=day) for day in days)
    page = plans.compare(**check.me, first=days[0], second=days[1], plan_period_id=period)
    name, sums = f"{days[0]} and {days[1]} in {period}", (line(before, check.raw, days[0]), line(after, check.raw, days[1]))
    check.same(
        name, {pair.way: (pair.before, pair.after) for pair in page.whole}, {p.way: (sums[0][p.way], sums[1][p.way]) for p in page.whole}
    )
    low, high = rows_of.ends(days[0]), rows_of.ends(days[1])
    check.same(f"{name} entered", page.entered, sum(low <= w.since < high for w in check.raw.works if w.period == period))


def tasks(check: Check) -> None:
    """The works of a task: how many in each way."""
    period = check.year.period_ids[-1]
    for task, (key, *_rest) in list(check.raw.tasks.items())[::4]:
        owed = [row for row in check.rows if (row.work.period, row.work.task) == (period, task)]
        for way in ("", *WAYS, "suspended", "not_started"):
            page = plans.task_page(viewer=check.year.leader, task_id=task, plan_period_id=period, way=way).page
            n = sum(not way or row.state == way or (way != "not_started" and row.way(check.day) == way) for row in owed)
            check.same(f"task {key} {way}", page.paginator.count if page else 0, n)


def lists(check: Check) -> None:
    """Lists to take away: as many rows as there are works, and the tables of tasks and branches."""
    period = check.year.period_ids[-1]
    asked = Asked(plan_period_id=period)
    table = sheet(**check.me, what="nhiem-vu", asked=asked)
    for row, task in zip(table.rows, check.raw.tasks, strict=True):
        sums = line(check.main(period, task), check.raw, check.day)
        steady = [sums["steady_done"], sums["steady_done"] + sums["steady_open"], sums["suspended"], sums["not_started"]]
        check.same(f"list of tasks {row[0]}", list(row[2:]), [*(sums[way] for way in WAYS), *steady])
    works = Counter((row[1], str(row[4]), row[7]) for row in sheet(**check.me, what="viec", asked=asked).rows)
    true = Counter((check.raw.tasks[r.work.task][0], str(r.due), r.done_on) for r in check.rows if r.work.period == period)
    check.same("list of works", works, true)
    unsaid = Counter(row[1] for row in sheet(**check.me, what="chua-bao-cao", asked=asked).rows)
    owed = [row for row in check.main(period) if row.state == "not_started"]
    check.same("list of who has not", unsaid, Counter(check.raw.tasks[row.work.task][0] for row in owed))


def branches(check: Check) -> None:
    """The units of every branch of one period, and the works of one unit."""
    period = check.year.period_ids[len(check.year.period_ids) // 2]
    owed: dict[int, list[Stood]] = defaultdict(list)
    for row in check.main(period):
        owed[row.work.unit].append(row)
    for key in sorted({check.branch(row) for row in check.main(period)}):
        if check.raw.place(int(key, 16) if key else check.year.root.id, check.day) is None:
            continue
        pages: list[Any] = [plans.branch_page(**check.me, branch=key, plan_period_id=period)]
        pages += [
            plans.branch_page(**check.me, branch=key, plan_period_id=period, page=n) for n in pages[0].unit_pages.paginator.page_range[1:]
        ]
        for one in (shown for page in pages for shown in page.units):
            check.figures(f"branch {key} unit {one.unit.id}", one.figures, owed[one.unit.id])


def matters(check: Check) -> None:
    """What waits for the office: extensions, confirmations, suspensions that should be over, difficulties."""
    from trienkhai.plans.models import Decision, Difficulty, Extension

    mine = {"viewer": check.year.specialist}
    waiting = Counter(Extension.objects.filter(obligation__period__in=check.raw.periods).values_list("state", flat=True))
    check.same("extensions", sum(n for _plan, n in plans.waiting_extensions(**mine)), waiting["waiting"])
    check.same(
        "confirmations", sum(n for _plan, n in plans.waiting_confirmations(**mine)), sum(r.confirmation == "awaits" for r in check.rows)
    )
    last = {row[0]: row[1] for row in Decision.objects.filter(kind="suspended").order_by("at", "id").values_list("obligation", "until")}
    over = [r for r in check.rows if r.state == "suspended" and (until := last[r.work.id]) is not None and until < check.day]
    check.same("suspensions over", sum(n for _plan, n in plans.overdue_suspensions(**mine)), len(over))
    heads = Difficulty.objects.filter(task__plan=check.year.plan, same_as__isnull=True, state__in=("open", "passed_up"))
    page = plans.difficulty_list(**check.me, state="open")
    check.same("difficulties open", page.page.paginator.count, sum(row.state == "open" for row in heads))


PARTS: tuple[Callable[[Check], None], ...] = (rows_themselves, boards, timelines, silent, heat, past, matters)
LISTS: tuple[Callable[[Check], None], ...] = (tasks, lists, branches)
