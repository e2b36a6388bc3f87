"""Reading two reports beside each other: by task, by branch, and what the plan's indicators were to reach and did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.lists import Sheet
from trienkhai.plans.models import PlanPeriod, Task
from trienkhai.plans.selectors.indicators import IndicatorLine, period_lines
from trienkhai.reporting import comparing, permissions, rollup
from trienkhai.reporting.comparing import Bar, Line
from trienkhai.reporting.models import Report
from trienkhai.reporting.selectors.reports import counted
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

CHOICES, BRANCHES, BARS = 100, 200, 25
"""Reports to choose among, branches compared, and lines drawn."""


@dataclass(frozen=True, slots=True)
class Reached:
    """An indicator on both sides: what was to be reached, what was."""

    before: IndicatorLine | None
    after: IndicatorLine | None
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, or one whose branches stand beside each other. `by` is "task" or "branch"."""

    before: Report | None
    after: Report | None
    choices: list[Report]
    by: str
    whole: Line | None
    lines: list[Line]
    indicators: list[Reached]

    @property
    def bars(self) -> list[Bar]:
        """The chart's bars."""
        return comparing.bars(self.lines[:BARS])

    @property
    def height(self) -> int:
        """How high the chart is."""
        return max(1, 34 * len(self.bars))

    @property
    def is_one(self) -> bool:
        """Whether it is one report whose branches are compared."""
        return self.before is not None and self.after is not None and self.before.pk == self.after.pk


def compare(*, viewer: Person, before_id: int | None = None, after_id: int | None = None, by: str = "task") -> Comparison:
    """Two reports the viewer sees, with what can be chosen; what is not there for them is left out. A constant number of queries."""
    seen = permissions.visible_to(viewer).select_related("period__plan", "period__period")
    choices = list(seen.order_by("-period__period__starts", "-as_of")[:CHOICES])
    chosen = {one.pk: one for one in seen.filter(pk__in=[pk for pk in (before_id, after_id) if pk is not None])}
    before, after = chosen.get(before_id or 0), chosen.get(after_id or 0)
    before, after = before or after, after or before
    if before is None or after is None:
        return Comparison(None, None, choices, by, None, [], [])
    old, new = rollup.sums(counted(before)), rollup.sums(counted(after))
    lines = _branches(old, new) if by == "branch" else _tasks(before, after, old, new)
    whole = Line(_("Cộng"), old.whole, new.whole)
    return Comparison(before, after, choices, by if by == "branch" else "task", whole, lines, _reached(before, after))


def earlier_reports(*, viewer: Person, plan_period_id: int) -> list[Report]:
    """Reports of the plan on periods before this one ended, the latest of each period: what a report over several years may sum up."""
    period = PlanPeriod.objects.select_related("period").filter(pk=plan_period_id).first()
    if period is None:
        return []
    seen = permissions.visible_to(viewer).filter(period__plan=period.plan_id, period__period__ends__lte=period.period.ends)
    rows = seen.select_related("period__period").exclude(period=period).order_by("period__period__starts", "-as_of")
    return list({one.period_id: one for one in reversed(rows)}.values())[::-1][:CHOICES]


def _tasks(before: Report, after: Report, old: rollup.Sums, new: rollup.Sums) -> list[Line]:
    """The tasks of both; tasks of different plans are the same when they are worded alike."""
    rows = list(Task.objects.filter(plan__in=[before.period.plan_id, after.period.plan_id]).order_by("plan_id", "order"))
    theirs = {text.phrase_key(one.title): one for one in rows if one.plan_id == before.period.plan_id}
    out, met = [], set()
    for task in (one for one in rows if one.plan_id == after.period.plan_id):
        same = task if before.period.plan_id == after.period.plan_id else theirs.get(text.phrase_key(task.title))
        met.add(same.pk if same else 0)
        out.append(_task(task, same, task, old.by_task, new.by_task))
    rest = [one for one in rows if one.plan_id == before.period.plan_id and one.pk not in met]
    return out + [_task(one, one, None, old.by_task, new.by_task) for one in rest]


def _task(
    named: Task, before: Task | None, after: Task | None, old: Mapping[int, rollup.Figures], new: Mapping[int, rollup.Figures]
) -> Line:
    return Line(
        f"{named.key} {text.shortened(named.title, 90)}",
        old.get(before.pk) if before else None,
        new.get(after.pk) if after else None,
        f"task={before.pk}" if before else "",
        f"task={after.pk}" if after else "",
    )


def _branches(old: rollup.Sums, new: rollup.Sums) -> list[Line]:
    keys = sorted({*old.by_branch, *new.by_branch})[:BRANCHES]
    known = units.units_by_ids([int(key, 16) for key in keys if key])
    names = {key: known[int(key, 16)].name if key and int(key, 16) in known else _("Cơ quan lập kế hoạch") for key in keys}
    lines = [Line(names[key], old.by_branch.get(key), new.by_branch.get(key), f"branch={key}", f"branch={key}") for key in keys]
    return sorted(lines, key=lambda line: text.sort_key(line.name))


def _reached(before: Report, after: Report) -> list[Reached]:
    """The indicators of both periods by their title: the plan's measure beside the result."""
    sides = [{line.row.title: line for line in period_lines(one.period.plan_id, one.period_id)} for one in (before, after)]
    return [Reached(sides[0].get(title), sides[1].get(title), title) for title in dict.fromkeys([*sides[1], *sides[0]])]


def comparison_sheet(found: Comparison) -> Sheet:
    """The comparison as a list for .xlsx."""
    if found.before is None or found.after is None:
        raise LookupError("nothing is compared")
    old, new = found.before.period.period.label, found.after.period.period.label
    ways = (_("Số việc"), _("Đã hoàn thành"), _("Tỷ lệ (%)"))
    heads = [_("Nhánh đơn vị") if found.by == "branch" else _("Nhiệm vụ"), *(f"{way}, {side}" for side in (old, new) for way in ways)]
    rows = [_cells(line) for line in (*found.lines, *([found.whole] if found.whole else []))]
    return Sheet("so-sanh", _("So sánh %(a)s với %(b)s") % {"a": old, "b": new}, [*heads, _("Thay đổi (điểm %)")], rows)


def _cells(line: Line) -> list[str | int | None]:
    def said(value: object) -> str | None:
        return None if value is None else str(value).replace(".", ",")

    before = (line.before.total if line.before else None, line.done_before, said(line.share_before))
    after = (line.after.total if line.after else None, line.done_after, said(line.share_after))
    return [line.name, *before, *after, said(line.change)]
