"""Amending a plan over the API: compared with a later document, decided point by point."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from ninja import Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services

if TYPE_CHECKING:
    from trienkhai.plans.selectors import AmendmentPage

router = Router(tags=["plans"])


class CompareIn(Schema):
    """The later document, and whether it replaces the whole plan or changes some tasks."""

    document_id: int
    kind: Literal["supplement", "replace"]


class AmendmentOut(Schema):
    """A later document compared with a plan. `state` is draft or applied."""

    id: int
    document_id: int
    kind: str
    state: str
    reason: str
    decided_at: dt.datetime | None


class PointOut(Schema):
    """One task that differs: `before` and `after` are its fields as compared; what was decided, and how much work it made or changed."""

    id: int
    kind: str
    task_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    ruling: str
    open_work: int
    made: int
    moved: int
    released: int


class AmendmentDetail(AmendmentOut):
    """An amendment with its points."""

    points: list[PointOut]


class RulingIn(Schema):
    """What holds of one point: now (open periods too), later (periods not opened), keep (nothing changes)."""

    point_id: int
    ruling: Literal["now", "later", "keep"]


class AmendIn(Schema):
    """The decision on every point, and what it rests on."""

    reason: str
    rulings: list[RulingIn]


def _detail(page: AmendmentPage) -> AmendmentDetail:
    names = ("kind", "task_id", "before", "after", "ruling", "made", "moved", "released")
    points = [PointOut(id=p.row.pk, open_work=p.open_work, **{name: getattr(p.row, name) for name in names}) for p in page.points]
    return AmendmentDetail(**AmendmentOut.from_orm(page.row).dict(), points=points)


@router.get("/plans/{id:plan_id}/amendments", response=list[AmendmentOut], summary="The amendments of a plan")
def list_amendments(request: Official, plan_id: int) -> list[object]:
    """Newest first."""
    return list(selectors.amendments(viewer=request.user, plan_id=plan_id).rows)


@router.post("/plans/{id:plan_id}/amendments", response={201: AmendmentDetail}, summary="Compare a plan with a later reviewed document")
def compare_plan(request: Official, plan_id: int, said: CompareIn) -> Status[AmendmentDetail]:
    """Nothing changes until it is decided."""
    made = services.compare_plan(actor=request.user, plan_id=plan_id, **said.dict())
    return Status(201, _detail(selectors.amendment_page(viewer=request.user, amendment_id=made.pk)))


@router.get("/amendments/{id:amendment_id}", response=AmendmentDetail, summary="An amendment with its points")
def get_amendment(request: Official, amendment_id: int) -> AmendmentDetail:
    """Both wordings of each."""
    return _detail(selectors.amendment_page(viewer=request.user, amendment_id=amendment_id))


@router.post("/amendments/{id:amendment_id}/decision", response=AmendmentDetail, summary="Decide on every point of an amendment")
def amend_plan(request: Official, amendment_id: int, said: AmendIn) -> AmendmentDetail:
    """The plan changes at once."""
    rulings = {row.point_id: row.ruling for row in said.rulings}
    services.amend_plan(actor=request.user, amendment_id=amendment_id, rulings=rulings, reason=said.reason)
    return _detail(selectors.amendment_page(viewer=request.user, amendment_id=amendment_id))


@router.post("/amendments/{id:amendment_id}/drop", response={204: None}, summary="Throw a comparison away that nobody decided on")
def drop_amendment(request: Official, amendment_id: int) -> Status[None]:
    """What was decided on stays."""
    services.drop_amendment(actor=request.user, amendment_id=amendment_id)
    return Status(204, None)
