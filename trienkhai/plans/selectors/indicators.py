"""Indicators on screen: of a plan or a task with target beside value, one by period and by unit, and what the viewer's units may enter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

from trienkhai.core import journal, text
from trienkhai.plans import indicating, permissions
from trienkhai.plans.choices import IndicatorSource, State
from trienkhai.plans.indicating import Figure
from trienkhai.plans.models import Indicator, IndicatorTarget, IndicatorValue, Obligation, PlanPeriod
from trienkhai.plans.selectors.difficulties import own_units
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.models import Plan, Task

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator with what was reached so far and what is to be reached."""

    row: Indicator
    value: Decimal | None
    target: Decimal | None
    units: int

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None while one of both is missing."""
        return indicating.reached(self.value, self.target, is_less_better=self.row.is_less_better)

    @property
    def shown(self) -> str:
        """The value with its measure."""
        return f"{text.number(round(self.value, 2))} {self.row.measure}" if self.value is not None else "–"

    @property
    def shown_target(self) -> str:
        """The target with its measure."""
        return f"{text.number(self.target)} {self.row.measure}" if self.target is not None else "–"


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """What an indicator came to in one period."""

    period: PlanPeriod
    line: IndicatorLine


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A unit's figure in a period with its own target."""

    unit_name: str
    row: IndicatorValue
    line: IndicatorLine


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """What one of the viewer's units may enter, and what it said last."""

    unit_id: int
    unit_name: str
    said: IndicatorValue | None


@dataclass(frozen=True, slots=True)
class PlanIndicators:
    """The indicators of a plan."""

    plan: Plan
    lines: list[IndicatorLine]
    may_define: Verdict


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator: over the plan, by period, and by unit for those who see the board."""

    plan: Plan
    line: IndicatorLine
    periods: list[PeriodLine]
    chosen: PlanPeriod | None
    units: list[UnitValue]
    page: Page[Any] | None
    own: list[OwnEntry]
    may_define: Verdict
    journal: list[JournalLine]


def plan_indicators(*, viewer: Person, plan_id: int, task_id: int | None = None) -> PlanIndicators:
    """The indicators of a plan the viewer may see, or of one task of it. A constant number of queries."""
    plan = permissions.plan_door(viewer, plan_id)
    rows = list(plan.indicators.select_related("task").order_by("task__order", "id"))
    figures = _figures(rows)
    targets = {one.indicator_id: one.value for one in IndicatorTarget.objects.filter(indicator__in=rows, period=None, unit=None)}
    shown = [row for row in rows if task_id is None or row.task_id == task_id]
    lines = [_line(row, figures, targets.get(row.pk)) for row in shown]
    return PlanIndicators(plan, lines, permissions.can_prepare(viewer, permissions.owner_path(plan)))


Figures = dict[int, list[Figure]]


def _figures(rows: Iterable[Indicator], **narrow: Any) -> Figures:
    """The current figures by indicator. One query."""
    found: Figures = defaultdict(list)
    known = IndicatorValue.objects.filter(indicator__in=list(rows), is_current=True, **narrow)
    for pk, unit_id, starts, value, weight in known.values_list("indicator_id", "unit_id", "period__period__starts", "value", "weight"):
        found[pk].append(Figure(unit_id, starts.toordinal(), value, weight))
    return found


def _line(row: Indicator, figures: Figures, target: Decimal | None) -> IndicatorLine:
    if row.source == IndicatorSource.COMPUTED:
        parts = (row.numerator_id or 0, row.denominator_id or 0)
        value = indicating.percent(*(_sum(figures.get(part, [])) for part in parts))
        return IndicatorLine(row, value, target, len({one.unit_id for part in parts for one in figures.get(part, [])}))
    own = figures.get(row.pk, [])
    return IndicatorLine(row, indicating.total(row.rule, own), target, len({one.unit_id for one in own}))


def _sum(figures: list[Figure]) -> Decimal | None:
    return sum((one.value for one in figures), Decimal(0)) if figures else None


def indicator_page(*, viewer: Person, indicator_id: int, plan_period_id: int | None = None, page: int = 1) -> IndicatorPage:
    """One indicator; the units only for those who see the board. A constant number of queries."""
    row = permissions.indicator_door(viewer, indicator_id)
    plan = row.plan
    periods = list(plan.periods.select_related("period").filter(opened_at__isnull=False).order_by("period__starts"))
    chosen = next((one for one in periods if one.pk == plan_period_id), periods[-1] if periods else None)
    parts = [one for one in (row, row.numerator, row.denominator) if one is not None]
    targets = {(one.period_id, one.unit_id): one.value for one in row.targets.all()}
    by_period = [PeriodLine(held, _line(row, _figures(parts, period=held), targets.get((held.pk, None)))) for held in periods[-8:]]
    path = permissions.owner_path(plan)
    listed, found = _units(row, chosen, targets, page) if permissions.can_see_board(viewer, path) else ([], None)
    return IndicatorPage(
        plan=plan,
        line=_line(row, _figures(parts), targets.get((None, None))),
        periods=by_period,
        chosen=chosen,
        units=listed,
        page=found,
        own=_own(viewer, row, chosen),
        may_define=permissions.can_prepare(viewer, path),
        journal=journal.lines(row),
    )


def period_lines(plan_id: int, plan_period_id: int) -> list[IndicatorLine]:
    """The indicators of a plan in one of its periods, target beside value; for rooms above, which ask who looks. Three queries."""
    rows = list(Indicator.objects.filter(plan=plan_id).order_by("task__order", "id"))
    figures = _figures(rows, period=plan_period_id)
    targets = IndicatorTarget.objects.filter(indicator__in=rows, period=plan_period_id, unit__isnull=True)
    wanted = dict(targets.values_list("indicator_id", "value"))
    return [_line(row, figures, wanted.get(row.pk)) for row in rows]


def _units(
    row: Indicator, chosen: PlanPeriod | None, targets: dict[tuple[int | None, int | None], Decimal], page: int
) -> tuple[list[UnitValue], Page[Any]]:
    rows = row.values.filter(period=chosen, is_current=True).select_related("actor").order_by("unit_id")
    found = Paginator(rows, PAGE_ROWS).get_page(page)
    names = units.units_by_ids([one.unit_id for one in found])
    out = []
    for one in found:
        target = targets.get((one.period_id, one.unit_id), targets.get((None, one.unit_id)))
        value = indicating.total(row.rule, [Figure(one.unit_id, 0, one.value, one.weight)])
        out.append(UnitValue(names[one.unit_id].name if one.unit_id in names else "–", one, IndicatorLine(row, value, target, 1)))
    return out, found


def _own(viewer: Person, row: Indicator, chosen: PlanPeriod | None) -> list[OwnEntry]:
    """The viewer's units that have work in the period (of the indicator's task, where it has one)."""
    if row.source != IndicatorSource.ENTERED or chosen is None:
        return []
    owed = Obligation.objects.filter(period=chosen, unit_id__in=own_units(viewer)).exclude(state=State.RELEASED)
    owed = owed.filter(task=row.task_id) if row.task_id else owed
    ids = sorted(set(owed.values_list("unit_id", flat=True)))
    names = units.units_by_ids(ids)
    said = {one.unit_id: one for one in row.values.filter(period=chosen, unit_id__in=ids, is_current=True)}
    return [OwnEntry(unit_id, names[unit_id].name, said.get(unit_id)) for unit_id in ids if unit_id in names]


def choices_for(*, viewer: Person, plan_id: int) -> tuple[list[Task], list[Indicator], list[PlanPeriod]]:
    """Tasks, indicators and periods of a plan that a definition may name; denied to who does not prepare it. Three queries."""
    plan = permissions.plan_door(viewer, plan_id)
    permissions.can_prepare(viewer, permissions.owner_path(plan)).require()
    return (
        list(plan.tasks.all()),
        list(plan.indicators.order_by("id")),
        list(plan.periods.select_related("period").order_by("period__starts")),
    )


def units_of_indicator(*, viewer: Person, indicator_id: int) -> list[tuple[int, str]]:
    """The first units with work in the plan (of the indicator's task), by name: those that may get a target of their own. Two queries."""
    row = permissions.indicator_door(viewer, indicator_id)
    owed = Obligation.objects.filter(period__plan=row.plan_id).exclude(state=State.RELEASED)
    owed = owed.filter(task=row.task_id) if row.task_id else owed
    names = units.units_by_ids(list(owed.order_by("unit_id").values_list("unit_id", flat=True).distinct()[:500]))
    return sorted(((unit.id, unit.name) for unit in names.values()), key=lambda pair: text.sort_key(pair[1]))
