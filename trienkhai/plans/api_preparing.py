"""Preparing and issuing plans over the API: drafts, what issuing would do, naming units, what phrases mean."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from ninja import Field, Query, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PlanOut
from trienkhai.plans.choices import Duty

router = Router(tags=["plans"])
RowNumber: TypeAlias = Annotated[int, Field(ge=1, le=2**62)]
Version: TypeAlias = Annotated[int, Field(ge=0, le=2**31 - 1)]
Rhythm: TypeAlias = Literal["month", "quarter", "half_year", "year", "school_year"]
Effective: TypeAlias = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))]


class SpanOut(Schema):
    """A period that issuing opens, or may open when it has passed."""

    label: str
    starts: dt.date
    ends: dt.date


class IssueOut(Schema):
    """What issuing would do. `unbound` phrases hold it up; the days of `passed` tasks are over; `version` is the one to name."""

    version: int
    effective_on: dt.date
    rhythm: str
    present: SpanOut
    past: list[SpanOut]
    passed: list[str]
    steady: int
    unbound: list[str]


class IssueIn(Schema):
    """The effective day, the rhythm of continuous work, the first days of past periods to open, and whether passed tasks are carried on."""

    version: Version
    effective_on: Effective
    rhythm: Rhythm
    past: list[dt.date] = Field(default_factory=list, max_length=200)
    carry: bool = False


class AddresseeIn(Schema):
    """Who an open phrase means, or (without `addressee_id`) whom a task addresses beyond its text: a group or units."""

    addressee_id: RowNumber | None = None
    duty: Literal["lead", "execute", "coordinate", "monitor"] = "execute"
    group_id: RowNumber | None = None
    unit_ids: list[RowNumber] = Field(default_factory=list, max_length=500)
    due: dt.date | None = None
    reason: str = Field(min_length=1, max_length=200)


class NamedOut(Schema):
    """The addressee that was named."""

    id: int
    task_id: int
    duty: str
    phrase: str


class MeaningIn(Schema):
    """What a phrase means from now on: one of a group, units, or left open."""

    group_id: RowNumber | None = None
    unit_ids: list[RowNumber] = Field(default_factory=list, max_length=500)


class DifferenceOut(Schema):
    """What another meaning would change in who is meant today."""

    before: int
    after: int
    entering: int
    leaving: int
    enter_names: list[str]
    leave_names: list[str]


@router.post("/documents/{id:document_id}/plan", response={201: PlanOut}, summary="Make or refresh the draft of a reviewed document")
def prepare_plan(request: Official, document_id: int) -> Status[object]:
    """Refused when the plan was issued already."""
    return Status(201, services.prepare_plan(actor=request.user, document_id=document_id))


@router.get("/plans/{id:plan_id}/issue", response=IssueOut, summary="What issuing a draft would do")
def look_at_issuing(
    request: Official,
    plan_id: int,
    effective_on: Annotated[Effective | None, Query()] = None,
    rhythm: Rhythm = "quarter",
) -> IssueOut:
    """For a day and a rhythm; the document's own day without one."""
    found = selectors.issue_page(viewer=request.user, plan_id=plan_id, effective_on=effective_on, rhythm=rhythm)
    return IssueOut(
        version=found.page.plan.version,
        effective_on=found.effective_on,
        rhythm=found.rhythm,
        present=SpanOut.from_orm(found.present),
        past=[SpanOut.from_orm(span) for span in found.past],
        passed=[task.key for task in found.passed],
        steady=found.steady,
        unbound=found.page.unbound,
    )


@router.post("/plans/{id:plan_id}/issue", response=PlanOut, summary="Issue a draft")
def issue_plan(request: Official, plan_id: int, said: IssueIn) -> object:
    """Once; the units see their work at once."""
    return services.issue_plan(actor=request.user, plan_id=plan_id, **said.dict())


@router.post("/tasks/{id:task_id}/addressees", response={201: NamedOut}, summary="Name the units of an open phrase, or further units")
def name_addressee(request: Official, task_id: int, said: AddresseeIn) -> Status[NamedOut]:
    """In the running period they get their obligation at once, with a reason."""
    row = services.name_addressee(actor=request.user, task_id=task_id, **said.dict() | {"duty": Duty(said.duty)})
    return Status(201, NamedOut.from_orm(row))


@router.post("/phrases/{id:binding_id}/difference", response=DifferenceOut, summary="Who would be meant instead, today")
def compare_phrase(request: Official, binding_id: int, said: MeaningIn) -> object:
    """Nothing is changed."""
    return selectors.difference(viewer=request.user, binding_id=binding_id, group_id=said.group_id, unit_ids=said.unit_ids)
