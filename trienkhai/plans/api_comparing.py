"""Past days over the API: the board of a day, and two days side by side."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors
from trienkhai.plans.api import FiguresOut, PageNumber, TaskFigures, WorkOut, _work

router = Router(tags=["plans"])
Number = Annotated[int | None, Query(ge=1, le=2**62)]
Branch = Annotated[str, Query(pattern="^([0-9a-f]{6})?$")]


class DayOut(Schema):
    """The board of a day."""

    day: dt.date
    whole: FiguresOut
    coordination: FiguresOut
    tasks: list[TaskFigures]


class PairOut(Schema):
    """A figure on both days."""

    way: str
    before: int
    after: int


class MovedOut(Schema):
    """A work that changed: its timeliness and last day before, how it stands after, and why."""

    was: str
    was_due: dt.date
    work: WorkOut


class ComparisonOut(Schema):
    """Two days with the same filter; `moved` is one page of the works that changed."""

    first: dt.date
    second: dt.date
    whole: list[PairOut]
    entered: int
    moved: list[MovedOut]
    total: int
    page: int
    pages: int


@router.get("/plans/{id:plan_id}/board-on/{day}", response=DayOut, summary="The board as it was at the end of a day")
def get_board_on(
    request: Official, plan_id: int, day: dt.date, period_id: Number = None, task_id: Number = None, branch: Branch = ""
) -> DayOut:
    """A day to come is today."""
    found = selectors.state_at(viewer=request.user, plan_id=plan_id, on=day, plan_period_id=period_id, task_id=task_id, branch=branch)
    return DayOut(
        day=found.day,
        whole=FiguresOut.from_orm(found.whole),
        coordination=FiguresOut.from_orm(found.coordination),
        tasks=[TaskFigures(task_id=task.pk, key=task.key, figures=FiguresOut.from_orm(line)) for task, line in found.by_task],
    )


@router.get("/plans/{id:plan_id}/comparison", response=ComparisonOut, summary="Two days side by side")
def compare(
    request: Official,
    plan_id: int,
    first: dt.date | None = None,
    second: dt.date | None = None,
    period_id: Number = None,
    task_id: Number = None,
    branch: Branch = "",
    page: PageNumber = 1,
) -> ComparisonOut:
    """A week ago and today unless they are said."""
    days = {"first": first, "second": second}
    found = selectors.compare(
        viewer=request.user, plan_id=plan_id, plan_period_id=period_id, task_id=task_id, branch=branch, page=page, **days
    )
    pages = found.page.paginator
    return ComparisonOut(
        first=found.first,
        second=found.second,
        whole=[PairOut(way=pair.way, before=pair.before, after=pair.after) for pair in found.whole],
        entered=found.entered,
        moved=[MovedOut(was=row.was.timeliness, was_due=row.was.row.due, work=_work(row.work)) for row in found.moved],
        total=pages.count,
        page=found.page.number,
        pages=pages.num_pages,
    )
