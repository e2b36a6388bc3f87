"""Units' own plans and the work of persons over the API."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber, PlanOut

if TYPE_CHECKING:
    from trienkhai.plans.models import Assignment

router = Router(tags=["plans"])


class CellOut(Schema):
    """One task above for one unit. `way` is covered, missing, overlapping, drafted, or empty where it was not given to the unit."""

    task_id: int
    way: str
    own_tasks: int


class MatrixRowOut(Schema):
    """A unit: a cell for each task, its own plans, and how many of their tasks go beyond what was given."""

    unit_id: int
    unit_name: str
    plan_ids: list[int]
    beyond: int
    cells: list[CellOut]


class MatrixOut(Schema):
    """One page of units. `with_plan` of `expected` units have issued an own plan."""

    with_plan: int
    expected: int
    items: list[MatrixRowOut]
    total: int
    page: int
    pages: int


class DeriveIn(Schema):
    """The unit that makes its own plan."""

    unit_id: int


class TakeIn(Schema):
    """Another plan above, and the draft's version as seen."""

    version: int
    plan_id: int


class NameIn(Schema):
    """What the draft is called."""

    version: int
    title: str
    number: str = ""
    symbol: str = ""


class VersionIn(Schema):
    """The draft's version as seen."""

    version: int


class OwnTaskIn(Schema):
    """One own task. `parent_ids` are the tasks above it carries out; `every` is P1M, P3M, P6M or P1Y."""

    version: int
    text: str
    kind: Literal["once", "continuous", "recurring"]
    due: dt.date | None = None
    every: str = ""
    product: str = ""
    unit_ids: list[int] = []
    person_id: int | None = None
    parent_ids: list[int] = []
    late_reason: str = ""


class OwnTaskOut(Schema):
    """An own task and what it carries out."""

    id: int
    key: str
    text: str
    due: dt.date | None
    parent_ids: list[int]


class SuggestionOut(Schema):
    """A task above that an own task may carry out: how alike they are in hundredths, and whether its plan is cited."""

    task_id: int
    alike: int
    is_cited: bool


class MatchOut(Schema):
    """An own task with what was said and what is suggested."""

    task_id: int
    parent_ids: list[int]
    suggestions: list[SuggestionOut]


class MatchesOut(Schema):
    """An own plan beside the tasks given to its unit."""

    version: int
    rows: list[MatchOut]


class MatchIn(Schema):
    """What one own task carries out, confirmed by a person."""

    task_id: int
    parent_ids: list[int]
    late_reason: str = ""


class MatchesIn(Schema):
    """The confirmed rows; own tasks that are not named stay as they are."""

    version: int
    rows: list[MatchIn]


class BelowOut(Schema):
    """One page of own plans of the units below."""

    items: list[PlanOut]
    total: int
    page: int
    pages: int


class AssignIn(Schema):
    """Who does it, and by when inside the unit."""

    person_id: int
    due: dt.date
    note: str = ""


class ReasonIn(Schema):
    """Why."""

    reason: str


class HandOnIn(Schema):
    """To whom all of one person's work goes, and why."""

    to_person_id: int
    reason: str


class AssignedOut(Schema):
    """Work that a person has. `unit_due` is the unit's own last day."""

    id: int
    obligation_id: int
    task_title: str
    person_id: int
    due: dt.date
    unit_due: dt.date
    note: str


class HandedOnOut(Schema):
    """How much work was handed on."""

    moved: int


def _assigned(row: Assignment) -> AssignedOut:
    owed = row.obligation
    names = {"id": row.pk, "obligation_id": owed.pk, "task_title": owed.task.title, "person_id": row.person_id}
    return AssignedOut(**names, due=row.due, unit_due=owed.due, note=row.note)  # type: ignore[arg-type]


@router.get("/plans/below", response=BelowOut, summary="Own plans of the units below yours")
def list_plans_below(request: Official, page: PageNumber = 1) -> BelowOut:
    """Newest first."""
    found, _names = selectors.plans_below(viewer=request.user, page=page)
    items = [PlanOut.from_orm(plan) for plan in found]
    return BelowOut(items=items, total=found.paginator.count, page=found.number, pages=found.paginator.num_pages)


@router.get("/plans/{id:plan_id}/matrix", response=MatrixOut, summary="Tasks by the units they were given to, and how own plans cover them")
def get_matrix(
    request: Official,
    plan_id: int,
    task_id: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    way: Literal["", "covered", "missing", "overlapping", "drafted", "no_plan", "beyond"] = "",
    branch_id: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    page: PageNumber = 1,
) -> MatrixOut:
    """Units come a page at a time; covered, missing and drafted ask for one task."""
    found = selectors.matrix(viewer=request.user, plan_id=plan_id, task_id=task_id, way=way, branch_id=branch_id, page=page)
    items = [
        MatrixRowOut(
            unit_id=row.unit.id,
            unit_name=row.unit.name,
            plan_ids=[plan.pk for plan in row.plans],
            beyond=row.beyond,
            cells=[CellOut(task_id=task.pk, way=cell.way, own_tasks=cell.n) for task, cell in zip(found.tasks, row.cells, strict=True)],
        )
        for row in found.rows
    ]
    pages = found.page.paginator
    sums = {"with_plan": found.with_plan, "expected": found.expected, "total": pages.count, "pages": pages.num_pages}
    return MatrixOut(items=items, page=found.page.number, **sums)


@router.post("/plans/{id:plan_id}/own", response={201: PlanOut}, summary="Make a unit's own draft from what this plan gives it")
def derive_plan(request: Official, plan_id: int, said: DeriveIn) -> Status[PlanOut]:
    """The draft that stands when there is one."""
    return Status(201, PlanOut.from_orm(services.derive_plan(actor=request.user, unit_id=said.unit_id, parent_id=plan_id)))


@router.post("/plans/{id:plan_id}/take-in", response=PlanOut, summary="Add what another plan gives the unit to its draft")
def take_in(request: Official, plan_id: int, said: TakeIn) -> PlanOut:
    """Tasks the draft carries out already are left out."""
    return PlanOut.from_orm(services.take_in(actor=request.user, plan_id=plan_id, version=said.version, parent_id=said.plan_id))


@router.post("/plans/{id:plan_id}/name", response=PlanOut, summary="Say what a unit's draft is called")
def name_own_plan(request: Official, plan_id: int, said: NameIn) -> PlanOut:
    """Title, number and symbol."""
    return PlanOut.from_orm(services.rename_own_plan(actor=request.user, plan_id=plan_id, **said.dict()))


@router.post("/plans/{id:plan_id}/own-tasks", response={201: OwnTaskOut}, summary="Add a task to a unit's draft")
def add_own_task(request: Official, plan_id: int, said: OwnTaskIn) -> Status[OwnTaskOut]:
    """The version is the draft's as seen."""
    return Status(201, _saved(request, plan_id, None, said))


@router.post("/plans/{id:plan_id}/own-tasks/{id:task_id}", response=OwnTaskOut, summary="Change a task of a unit's draft")
def change_own_task(request: Official, plan_id: int, task_id: int, said: OwnTaskIn) -> OwnTaskOut:
    """The whole task as it shall be."""
    return _saved(request, plan_id, task_id, said)


@router.post("/plans/{id:plan_id}/own-tasks/{id:task_id}/remove", response={204: None}, summary="Take a task out of a unit's draft")
def remove_own_task(request: Official, plan_id: int, task_id: int, said: VersionIn) -> Status[None]:
    """The version is the draft's as seen."""
    services.remove_own_task(actor=request.user, plan_id=plan_id, version=said.version, task_id=task_id)
    return Status(204, None)


def _saved(request: Official, plan_id: int, task_id: int | None, said: OwnTaskIn) -> OwnTaskOut:
    given = said.dict()
    version = given.pop("version")
    task = services.save_own_task(actor=request.user, plan_id=plan_id, version=version, task_id=task_id, said=services.OwnTask(**given))
    return OwnTaskOut(id=task.pk, key=task.key, text=task.text, due=task.due, parent_ids=sorted(said.parent_ids))


@router.get("/plans/{id:plan_id}/matches", response=MatchesOut, summary="A unit's plan beside the tasks given to it, with suggestions")
def get_matches(request: Official, plan_id: int) -> MatchesOut:
    """A suggestion says nothing until a person confirms it."""
    page = selectors.match_page(viewer=request.user, plan_id=plan_id)
    rows = [
        MatchOut(
            task_id=row.task.pk,
            parent_ids=[choice.given.task.pk for choice in row.choices if choice.is_said],
            suggestions=[SuggestionOut.from_orm(choice.suggestion) for choice in row.choices if choice.suggestion],
        )
        for row in page.rows
    ]
    return MatchesOut(version=page.plan.version, rows=rows)


@router.post("/plans/{id:plan_id}/matches", response=PlanOut, summary="Confirm what the own tasks carry out")
def confirm_matches(request: Official, plan_id: int, said: MatchesIn) -> PlanOut:
    """The version is the plan's as seen."""
    pairs, reasons = {row.task_id: row.parent_ids for row in said.rows}, {row.task_id: row.late_reason for row in said.rows}
    plan = services.match_tasks(actor=request.user, plan_id=plan_id, version=said.version, pairs=pairs, reasons=reasons)
    return PlanOut.from_orm(plan)


@router.get("/obligations/assigned", response=list[AssignedOut], summary="Work assigned to you that is not done")
def list_assigned(request: Official, page: PageNumber = 1) -> list[AssignedOut]:
    """The nearest day first, a page at a time."""
    return [_assigned(row) for row in selectors.given_to(viewer=request.user, page=page)]


@router.post("/obligations/{id:obligation_id}/assign", response={201: AssignedOut}, summary="Give what the unit owes to one of its people")
def assign_work(request: Official, obligation_id: int, said: AssignIn) -> Status[AssignedOut]:
    """Whoever had it has it no more."""
    return Status(201, _assigned(services.assign_work(actor=request.user, obligation_id=obligation_id, **said.dict())))


@router.post("/obligations/{id:obligation_id}/unassign", response={204: None}, summary="Take work back from whoever has it")
def unassign_work(request: Official, obligation_id: int, said: ReasonIn) -> Status[None]:
    """With a reason."""
    services.unassign_work(actor=request.user, obligation_id=obligation_id, reason=said.reason)
    return Status(204, None)


@router.post("/units/{id:unit_id}/people/{id:person_id}/hand-on", response=HandedOnOut, summary="Everything one person has goes to another")
def hand_work_on(request: Official, unit_id: int, person_id: int, said: HandOnIn) -> HandedOnOut:
    """The inner days are kept."""
    moved = services.hand_work_on(actor=request.user, unit_id=unit_id, from_person_id=person_id, **said.dict())
    return HandedOnOut(moved=moved)
