"""What the plan's owner decides on units' work, over the API: confirmed, returned, suspended, resumed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Field, Query, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber, WorkOut, WorksOut, _work

if TYPE_CHECKING:
    from trienkhai.plans.models import Decision

router = Router(tags=["plans"])
Chosen = Annotated[list[Annotated[int, Field(ge=1, le=2**62)]], Field(min_length=1, max_length=200)]
SAID = ("kind", "quality", "text", "until", "old_due", "new_due", "at")


class ConfirmIn(Schema):
    """Works of one plan to confirm, with one remark on the work for all."""

    obligation_ids: Chosen
    quality: Literal["", "beyond", "met", "partly"] = ""
    remark: str = ""


class ConfirmedOut(Schema):
    """How many were confirmed; `skipped` stood otherwise meanwhile."""

    count: int
    skipped: int


class ReturnIn(Schema):
    """Why it is to be done again."""

    reason: str


class SuspendIn(Schema):
    """Works of one plan to suspend, why, and until when it is expected."""

    obligation_ids: Chosen
    reason: str
    until: dt.date | None = None


class ResumeIn(Schema):
    """Works of one plan that go on: the last day is kept, shifted by the days of suspension, or `due`."""

    obligation_ids: Chosen
    clock: Literal["keep", "shift", "day"]
    due: dt.date | None = None
    remark: str = ""


class DecisionOut(Schema):
    """A decision on one work. `kind` is confirmed, returned, suspended or resumed."""

    id: int
    obligation_id: int
    kind: str
    quality: str
    text: str
    until: dt.date | None
    old_due: dt.date
    new_due: dt.date
    at: dt.datetime


class RuleIn(Schema):
    """Whether work reported done waits for confirmation: of the plan, or of one task; null takes back what was said."""

    required: bool | None
    task_id: Annotated[int | None, Field(ge=1, le=2**62)] = None


def _decision(row: Decision) -> DecisionOut:
    return DecisionOut(id=row.pk, obligation_id=row.obligation_id, **{name: getattr(row, name) for name in SAID})


@router.get("/plans/{id:plan_id}/awaiting-confirmation", response=WorksOut, summary="Work reported done that waits for confirmation")
def list_awaiting(
    request: Official,
    plan_id: int,
    period_id: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    task_id: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    page: PageNumber = 1,
) -> WorksOut:
    """Of one task, the first that has some unless one is named; longest waiting first."""
    found = selectors.confirm_page(viewer=request.user, plan_id=plan_id, plan_period_id=period_id, task_id=task_id, page=page)
    pages = found.page.paginator if found.page else None
    items = [_work(row.work) for row in found.rows]
    return WorksOut(
        items=items, total=pages.count if pages else 0, page=found.page.number if found.page else 1, pages=pages.num_pages if pages else 1
    )


@router.get("/obligations/{id:obligation_id}/decisions", response=list[DecisionOut], summary="What was decided on one work")
def list_decisions(request: Official, obligation_id: int) -> list[DecisionOut]:
    """Newest first."""
    return [_decision(row) for row in selectors.decisions_of(viewer=request.user, obligation_id=obligation_id).rows]


@router.post("/confirmations", response=ConfirmedOut, summary="Confirm that work reported done is done")
def confirm_done(request: Official, said: ConfirmIn) -> ConfirmedOut:
    """At most 200 works of one plan."""
    done = services.confirm_done(actor=request.user, **said.dict())
    return ConfirmedOut(count=done.count, skipped=done.skipped)


@router.post("/obligations/{id:obligation_id}/return", response=WorkOut, summary="Return work to be done again")
def return_work(request: Official, obligation_id: int, said: ReturnIn) -> WorkOut:
    """Its last day stays."""
    services.return_work(actor=request.user, obligation_id=obligation_id, reason=said.reason)
    return _work(selectors.get_obligation(viewer=request.user, obligation_id=obligation_id).work)


@router.post("/suspensions", response={201: list[DecisionOut]}, summary="Suspend open work")
def suspend_work(request: Official, said: SuspendIn) -> Status[list[DecisionOut]]:
    """It is neither late nor reminded of until it is resumed."""
    return Status(201, [_decision(row) for row in services.suspend_work(actor=request.user, **said.dict())])


@router.post("/resumptions", response={201: list[DecisionOut]}, summary="Let suspended work go on")
def resume_work(request: Official, said: ResumeIn) -> Status[list[DecisionOut]]:
    """Where it stopped."""
    given = said.dict()
    made = services.resume_work(actor=request.user, clock_choice=given.pop("clock"), **given)
    return Status(201, [_decision(row) for row in made])


@router.post("/plans/{id:plan_id}/confirmation-rule", response=RuleIn, summary="Say whether work done waits for confirmation")
def rule_confirmation(request: Official, plan_id: int, said: RuleIn) -> RuleIn:
    """For work reported done from now on."""
    services.rule_confirmation(actor=request.user, plan_id=plan_id, task_id=said.task_id, required=said.required)
    return said


class HaltIn(Schema):
    """Why a whole task stands still, by which decision, and until when it is expected."""

    reason: str
    basis: str
    until: dt.date | None = None


class GoOnIn(Schema):
    """A whole task goes on: last days are kept, shifted by the days of suspension, or `due`."""

    clock: Literal["keep", "shift", "day"]
    due: dt.date | None = None
    remark: str = ""


class HaltOut(Schema):
    """A whole task's suspension; `ended_on` is empty while it stands."""

    id: int
    task_id: int
    since: dt.date
    reason: str
    basis: str
    until: dt.date | None
    ended_on: dt.date | None


@router.post("/tasks/{id:task_id}/suspension", response={201: HaltOut}, summary="Suspend a whole task, all units at once")
def halt_task(request: Official, task_id: int, said: HaltIn) -> Status[HaltOut]:
    """Also in periods that open meanwhile."""
    return Status(201, HaltOut.from_orm(services.halt_task(actor=request.user, task_id=task_id, **said.dict())))


@router.post("/tasks/{id:task_id}/resumption", response={201: HaltOut}, summary="Let a whole task go on")
def resume_task(request: Official, task_id: int, said: GoOnIn) -> Status[HaltOut]:
    """What was suspended by itself stays suspended."""
    given = said.dict()
    row = services.resume_task(actor=request.user, task_id=task_id, clock_choice=given.pop("clock"), **given)
    return Status(201, HaltOut.from_orm(row))


class EventIn(Schema):
    """When the event of a conditional task happened, by when the work is due, and what it was."""

    happened_on: dt.date
    due: dt.date
    words: str


class EventOut(Schema):
    """An event of a conditional task."""

    id: int
    task_id: int
    happened_on: dt.date
    due: dt.date
    text: str


class EnterIn(Schema):
    """A unit that enters an open period: why, and its own last day."""

    unit_id: Annotated[int, Field(ge=1, le=2**62)]
    reason: str
    due: dt.date | None = None


class LeaveIn(Schema):
    """A unit that leaves an open period, and why."""

    unit_id: Annotated[int, Field(ge=1, le=2**62)]
    reason: str


class WorksCount(Schema):
    """How many works came or went."""

    works: int


@router.post("/tasks/{id:task_id}/events", response={201: EventOut}, summary="Say that the event of a conditional task happened")
def record_event(request: Official, task_id: int, said: EventIn) -> Status[EventOut]:
    """The units it addresses owe the work by that day."""
    row = services.record_event(actor=request.user, task_id=task_id, **said.dict())
    return Status(201, EventOut.from_orm(row))


@router.post("/periods/{id:period_id}/entries", response={201: WorksCount}, summary="Let a unit enter an open period")
def take_in_unit(request: Official, period_id: int, said: EnterIn) -> Status[WorksCount]:
    """By a dated entry with its reason."""
    return Status(201, WorksCount(works=services.take_in_unit(actor=request.user, plan_period_id=period_id, **said.dict())))


@router.post("/periods/{id:period_id}/leavings", response={201: WorksCount}, summary="Release a unit from an open period")
def excuse_unit(request: Official, period_id: int, said: LeaveIn) -> Status[WorksCount]:
    """What is done stays."""
    return Status(201, WorksCount(works=services.excuse_unit(actor=request.user, plan_period_id=period_id, **said.dict())))
