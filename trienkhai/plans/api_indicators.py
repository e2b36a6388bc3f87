"""Indicators over the API: defined, given targets, entered, read with target beside value."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.selectors.indicators import IndicatorLine

router = Router(tags=["plans"])
Number = Annotated[Decimal, Field(max_digits=21, decimal_places=6, gt=Decimal(-(10**15)), lt=Decimal(10**15))]


class IndicatorIn(Schema):
    """An indicator of a plan. `target` is that of the whole plan; a computed one names two others."""

    title: Annotated[str, Field(min_length=1, max_length=250)]
    measure: Annotated[str, Field(min_length=1, max_length=40)]
    definition: Annotated[str, Field(max_length=2000)] = ""
    source: Literal["entered", "register", "computed"] = "entered"
    rule: Literal["sum", "mean", "weighted", "latest", "ratio"] = "sum"
    baseline: Number | None = None
    target: Number | None = None
    is_less_better: bool = False
    task: int | None = None
    numerator: int | None = None
    denominator: int | None = None


class IndicatorOut(Schema):
    """An indicator with what was reached and what is to be reached."""

    id: int
    plan_id: int
    task_id: int | None
    title: str
    measure: str
    source: str
    rule: str
    baseline: Decimal | None
    value: Decimal | None
    target: Decimal | None
    reached: bool | None
    units: int
    version: int


class TargetIn(Schema):
    """A target; without a value it is taken away."""

    plan_period_id: int | None = None
    unit_id: int | None = None
    value: Number | None


class ValueIn(Schema):
    """A unit's figure in a period; `weight` where the rule needs one."""

    plan_period_id: int
    unit_id: int
    value: Number
    weight: Number | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


def _out(line: IndicatorLine) -> IndicatorOut:
    row = line.row
    known: dict[str, Any] = {name: getattr(row, name) for name in ("plan_id", "task_id", "title", "measure", "source", "rule")}
    known |= {"baseline": row.baseline, "version": row.version}
    return IndicatorOut(id=row.pk, **known, value=line.value, target=line.target, reached=line.is_reached, units=line.units)


@router.get("/plans/{id:plan_id}/indicators", response=list[IndicatorOut], summary="The indicators of a plan, target beside value")
def list_indicators(request: Official, plan_id: int) -> list[IndicatorOut]:
    """By task."""
    return [_out(line) for line in selectors.plan_indicators(viewer=request.user, plan_id=plan_id).lines]


@router.post("/plans/{id:plan_id}/indicators", response={201: IndicatorOut}, summary="Define an indicator")
def define_indicator(request: Official, plan_id: int, said: IndicatorIn) -> Status[IndicatorOut]:
    """For those who prepare the plan."""
    values = said.model_dump()
    target = values.pop("target")
    row = services.save_indicator(actor=request.user, plan_id=plan_id, values=values, target=target)
    return Status(201, _out(selectors.indicator_page(viewer=request.user, indicator_id=row.pk).line))


@router.get("/indicators/{id:indicator_id}", response=IndicatorOut, summary="One indicator")
def get_indicator(request: Official, indicator_id: int) -> IndicatorOut:
    """Over the whole plan."""
    return _out(selectors.indicator_page(viewer=request.user, indicator_id=indicator_id).line)


@router.post("/indicators/{id:indicator_id}/targets", response=IndicatorOut, summary="Set targets by period and unit")
def set_indicator_targets(request: Official, indicator_id: int, said: list[TargetIn]) -> IndicatorOut:
    """No period is the whole plan, no unit all together."""
    rows = [(one.plan_period_id, one.unit_id, one.value) for one in said]
    services.set_targets(actor=request.user, indicator_id=indicator_id, targets=rows)
    return get_indicator(request, indicator_id)


@router.post("/indicators/{id:indicator_id}/values", response={201: IndicatorOut}, summary="Enter your unit's figure for a period")
def enter_indicator_value(request: Official, indicator_id: int, said: ValueIn) -> Status[IndicatorOut]:
    """A later figure of the same unit and period takes the place of the one before."""
    figure = services.Said(said.unit_id, said.value, said.weight, said.note)
    services.enter_value(actor=request.user, indicator_id=indicator_id, plan_period_id=said.plan_period_id, said=figure)
    return Status(201, get_indicator(request, indicator_id))
