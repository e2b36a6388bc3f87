"""Rounds, the consolidated report and one unit's page against the raw rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from trienkhai.accounts.permissions import scope_of
from trienkhai.desk.year import raw as rows_of
from trienkhai.desk.year.proof import Check
from trienkhai.desk.year.raw import MAIN, SEGMENT, WAYS, Stood, line
from trienkhai.plans import selectors as plans
from trienkhai.reporting import selectors as reporting
from trienkhai.reporting import services
from trienkhai.reporting.models import Edition, Round, Submission, SubmissionStep
from trienkhai.reporting.tracing import FigureQuery

BECOMES = {"prepared": "prepared", "back": "draft", "sent": "sent", "withdrawn": "draft", "received": "received"} | {
    "returned": "returned",
    "excused": "released",
    "reentered": "draft",
    "accepted": "accepted",
}
GIVEN = ("sent", "received", "accepted")


def rounds(check: Check) -> None:
    """Completeness and timeliness of every round, by branch: from steps and editions alone."""
    shown = {one.round.held_id: one for one in reporting.list_rounds(viewer=check.year.leader)}
    check.same("rounds", set(shown), set(check.year.period_ids))
    for made in Round.objects.filter(held__in=check.raw.periods).select_related("held").order_by("held__period__starts"):
        assert made.held is not None and made.held_id is not None  # noqa: S101, PT018 - rounds of a plan have its period
        told, rows = _submissions(check, made), defaultdict(list)
        for row in told:
            rows[row["path"][len(made.held.owner_path) :][:SEGMENT]].append(row)
        page = reporting.get_round(viewer=check.year.leader, round_id=made.pk)
        name = f"round {check.raw.periods[made.held_id][0]}"
        check.same(name, _tally(page.tally), _true(told, check.day))
        if made.held_id in shown:
            check.same(f"{name} in the list", _tally(shown[made.held_id].tally), _true(told, check.day))
        lines = {one.branch: _tally(one.tally) for one in page.branches}
        check.same(f"{name} branches", lines, {key: _true(part, check.day) for key, part in rows.items()})
        frozen = check.raw.periods[made.held_id][1] or 0
        opening = {unit for unit, _in, why, _left in check.raw.members[frozen] if not why} - {check.year.root.id}
        check.same(f"{name} opening", page.tally.opening, len(opening))
        for show, wanted in FILTERS.items() if made.held_id in check.year.period_ids[::4] else ():
            n = sum(wanted(row, check.day) for row in told)
            found = reporting.get_round(viewer=check.year.leader, round_id=made.pk, show=show).page.paginator.count
            check.same(f"{name} {show}", found, n)


def _submissions(check: Check, made: Round) -> list[dict[str, Any]]:
    """Each submission as its steps leave it."""
    columns = ("pk", "unit_id", "path", "due")
    rows = {
        row["pk"]: row | {"state": "draft", "sent": None, "nil": False} for row in Submission.objects.filter(round=made).values(*columns)
    }
    of = {"submission__round": made}
    for pk, act in SubmissionStep.objects.filter(**of).order_by("at", "id").values_list("submission", "act"):
        was, ended = rows[pk]["state"], check.raw.ended_on(rows[pk]["unit_id"]) is not None
        rows[pk]["state"] = BECOMES.get(act, "released" if act == "taken_over" and ended and was not in GIVEN else was)
    for pk, at, nil in Edition.objects.filter(**of).order_by("number").values_list("submission", "sent_at", "is_nil"):
        rows[pk]["sent"], rows[pk]["nil"] = rows[pk]["sent"] or rows_of.day_of(at), nil
    return [row for row in rows.values() if row["state"] != "released"]


def _true(rows: Iterable[dict[str, Any]], day: dt.date) -> Counter[str]:
    out: Counter[str] = Counter()
    for row in rows:
        out["expected"] += 1
        late = (row["sent"] or day) > row["due"]
        out[("late" if late else "on_time") if row["sent"] else ("overdue" if late else "open")] += 1
        out["nil"] += row["nil"] and row["state"] in GIVEN
        for name, state in (("accepted", "accepted"), ("returned", "returned"), ("waiting", "sent")):
            out[name] += row["state"] == state
    return +out


def _tally(tally: Any) -> Counter[str]:
    names = ("expected", "on_time", "late", "open", "overdue", "accepted", "returned", "waiting", "nil")
    return +Counter({name: getattr(tally, name) for name in names})


FILTERS: dict[str, Callable[[dict[str, Any], dt.date], bool]] = {
    "waiting": lambda row, _day: row["state"] == "sent",
    "missing": lambda row, _day: row["sent"] is None,
    "late": lambda row, day: (row["sent"] or day) > row["due"],
    "returned": lambda row, _day: row["state"] == "returned",
    "accepted": lambda row, _day: row["state"] == "accepted",
    "nil": lambda row, _day: row["nil"] and row["state"] in GIVEN,
}


def report(check: Check) -> None:
    """The consolidated report's tables, whole, by task and by branch, and the rows behind its figures. The report itself is not kept."""
    chosen = check.year.period_ids
    for period in {chosen[len(chosen) // 2], chosen[-1]}:
        with transaction.atomic():
            made = services.make_report(actor=check.year.specialist, plan_period_id=period, form_key=uuid.uuid4())
            _tables(check, reporting.get_report(viewer=check.year.specialist, report_id=made.pk).content.report, period)
            transaction.set_rollback(True)


def _tables(check: Check, made: Any, period: int) -> None:
    content, owed = reporting.get_content(made), check.main(period)
    check.same(f"report {period} units", content.unit_count, len({row.work.unit for row in owed}))
    _line(check, f"report {period}", content.sums.whole, owed)
    helping = [row for row in check.rows if row.work.period == period and row.work.duty not in MAIN]
    _line(check, f"report {period} coordination", content.sums.coordination, helping)
    for one in content.tasks:
        _line(check, f"report {period} {one.task.key}", one.figures, check.main(period, one.task.pk))
    parts: dict[str, list[Stood]] = defaultdict(list)
    for row in owed:
        parts[check.branch(row)].append(row)
    check.same(f"report {period} branches", {one.branch for one in content.branches}, set(parts))
    for shown in content.branches:
        _line(check, f"report {period} branch {shown.branch}", shown.figures, parts[shown.branch])
    for task in list(check.raw.tasks)[:4]:
        for way in WAYS:
            query = FigureQuery(task=task, timeliness=way)
            page = reporting.trace_figure(viewer=check.year.specialist, report_id=made.pk, query=query, page=1)
            dated = [] if check.raw.is_steady(task) else check.main(period, task)
            check.same(f"trace {task} {way}", page.total, sum(row.way(check.day) == way for row in dated))


def _line(check: Check, what: str, page: Any, rows: list[Stood]) -> None:
    sums = line(rows, check.raw, check.day)
    true = {way: sums[way] for way in WAYS} | {"total": len(rows), "suspended": sums["suspended"], "steady_done": sums["steady_done"]}
    true |= {"steady": sums["steady_done"] + sums["steady_open"], "reported": sum(row.said > 0 for row in rows)}
    check.same(what, {name: getattr(page, name) for name in true}, true)


def units(check: Check) -> None:
    """One unit's own page, today and on past days: what is open, and each period."""
    ended = [unit for unit in check.raw.placements if check.raw.ended_on(unit)]
    standing = sorted({row.work.unit for row in check.rows} - set(ended))
    for unit in [*standing[:: max(1, len(standing) // 6)], *ended[:2]]:
        path = check.raw.placements[unit][-1][4]
        for day in (None, check.day - dt.timedelta(days=40), check.day - dt.timedelta(days=170)):
            _unit(check, unit, path, day)


def _unit(check: Check, unit: int, path: str, day: dt.date | None) -> None:
    on, name = day or check.day, f"unit {unit} on {day or 'today'}"
    owed = [row for row in (check.rows if day is None else check.raw.stood(day)) if row.work.unit == unit]
    page = plans.unit_record(viewer=check.year.leader, unit_id=unit, path=path, day=day)
    running = [row for row in owed if row.state in rows_of.OPEN]
    soon = sum(on <= row.due <= on + dt.timedelta(days=7) for row in running)
    check.same(name, (page.counts.open, page.counts.overdue, page.counts.soon), (len(running), sum(row.due < on for row in running), soon))
    asked: dict[str, Any] = {"viewer": check.year.leader, "unit_id": unit, "path": path, "day": day}
    pages = [page, *(plans.unit_record(**asked, period_page=n) for n in page.period_pages.paginator.page_range[1:])]
    shown = {one.held.pk: one.figures for found in pages for one in found.periods}
    parts: dict[int, list[Stood]] = defaultdict(list)
    for row in owed:
        if row.work.duty in MAIN:
            parts[row.work.period].append(row)
    check.same(f"{name} periods", set(shown), set(parts))
    for period in set(shown) & set(parts):
        check.figures(f"{name} in {period}", shown[period], parts[period], on)


def inboxes(check: Check) -> None:
    """What a clerk's own list says."""
    for unit, person in list(check.year.clerks.items())[::17]:
        mine = {h.unit_id for h in scope_of(person).holdings}
        running = [row for row in check.rows if row.work.unit in mine and row.state in rows_of.OPEN]
        counts = plans.inbox_counts(viewer=person)
        late = sum(row.due < check.day for row in running)
        stopped = sum(row.work.unit in mine and row.state == "suspended" for row in check.rows)
        check.same(f"inbox of {unit}", (counts.open, counts.overdue, counts.stopped), (len(running), late, stopped))


PARTS: tuple[Callable[[Check], None], ...] = (rounds, report, units, inboxes)
