"""A plan as a whole over the API: units by tasks, tasks over periods, and whole lists as files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from django.http import HttpResponse
from ninja import Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.core import files, lists
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber
from trienkhai.plans.selectors.listing import Asked
from trienkhai.units.choices import Kind

router = Router(tags=["plans"])
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]
Branch: TypeAlias = Annotated[str, Query(pattern="^([0-9a-f]{6})?$")]


class HeatCell(Schema):
    """How one unit stands with one task: the work and its timeliness."""

    task_id: int
    obligation_id: int
    way: str


class HeatRowOut(Schema):
    """A unit and its works; a task of which it owes nothing is left out."""

    unit_id: int
    name: str
    cells: list[HeatCell]


class HeatOut(Schema):
    """One page of units."""

    items: list[HeatRowOut]
    total: int
    page: int
    pages: int


class StretchOut(Schema):
    """A task in a period: its days, how many works it has, are done and overdue."""

    task_id: int
    period_id: int
    starts: dt.date
    due: dt.date
    total: int
    done: int
    late: int


@router.get("/plans/{id:plan_id}/heat-map", response=HeatOut, summary="Units by tasks, each with its timeliness")
def get_heat_map(
    request: Official, plan_id: int, period_id: Number = None, branch: Branch = "", kind: Kind | None = None, page: PageNumber = 1
) -> HeatOut:
    """Of one branch or one kind of units where it is said."""
    wanted = str(kind.value) if kind else ""
    found = selectors.heat_map(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, branch=branch, kind=wanted, page=page)
    ids = [task.pk for task in found.tasks]
    items = [
        HeatRowOut(
            unit_id=row.unit_id,
            name=row.unit_name,
            cells=[
                HeatCell(task_id=pk, obligation_id=cell.id, way=cell.way)
                for pk, cell in zip(ids, row.cells, strict=True)
                if cell is not None
            ],
        )
        for row in found.rows
    ]
    return HeatOut(items=items, total=found.page.paginator.count, page=found.page.number, pages=found.page.paginator.num_pages)


@router.get("/plans/{id:plan_id}/timeline", response=list[StretchOut], summary="Tasks over the plan's latest periods")
def get_timeline(request: Official, plan_id: int) -> list[StretchOut]:
    """In the order of the plan."""
    lines = selectors.timeline(viewer=request.user, plan_id=plan_id).lines
    return [
        StretchOut(
            task_id=line.task.pk, period_id=one.held.pk, starts=one.starts, due=one.due, total=one.total, done=one.done, late=one.late
        )
        for line in lines
        for one in line.stretches
    ]


@router.get("/plans/{id:plan_id}/lists/{what}/{kind}", response={200: None}, summary="A whole list as .xlsx or .csv")
def get_list(
    request: Official,
    plan_id: int,
    what: str,
    kind: Literal["xlsx", "csv"],
    period_id: Number = None,
    task_id: Number = None,
    branch: Branch = "",
) -> HttpResponse:
    """`what` as the page's address names it; that it was taken is written down."""
    asked = Asked(plan_period_id=period_id, task_id=task_id, branch=branch)
    data, name = services.hand_out_list(actor=request.user, plan_id=plan_id, what=what, kind=kind, asked=asked)
    answer = HttpResponse(data, content_type=lists.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    files.keep_inert(answer)
    return answer
