"""Difficulties and reminders over the API."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber
from trienkhai.plans.selectors.difficulties import Line

router = Router(tags=["plans"])


class DifficultyIn(Schema):
    """What a unit finds hard, or what is answered."""

    text: str


class DifficultyOut(Schema):
    """A difficulty and its answer; `units` is how many have the same trouble, `first_id` the one that stands first in its group."""

    id: int
    first_id: int
    task_id: int
    unit_id: int
    unit_name: str
    text: str
    state: str
    raised_at: dt.datetime
    due: dt.date
    answered_at: dt.datetime | None
    units: int
    answer: str


class DifficultiesOut(Schema):
    """One page of difficulties."""

    items: list[DifficultyOut]
    total: int
    page: int
    pages: int


class ReminderOut(Schema):
    """That a unit was reminded."""

    obligation_id: int
    unit_name: str
    kind: str
    days: int
    due: dt.date
    day: dt.date
    is_new: bool


class RemindersOut(Schema):
    """One page of reminders."""

    items: list[ReminderOut]
    total: int
    page: int
    pages: int


def _difficulty(line: Line) -> DifficultyOut:
    row = line.row
    names = ("id", "task_id", "unit_id", "text", "state", "raised_at", "due", "answered_at")
    said = line.answer.text if line.answer else ""
    known = {name: getattr(row, name) for name in names}
    return DifficultyOut(**known, first_id=row.same_as_id or row.pk, unit_name=line.unit_name, units=line.units, answer=said)


@router.get("/difficulties", response=DifficultiesOut, summary="What your own units raised, unanswered first")
def list_difficulties(request: Official, page: PageNumber = 1) -> DifficultiesOut:
    """One page."""
    found = selectors.own_difficulties(viewer=request.user, page=page)
    pages = found.page.paginator
    items = [_difficulty(line) for line in found.lines]
    return DifficultiesOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get(
    "/plans/{id:plan_id}/difficulties", response=DifficultiesOut, summary="The difficulties of a plan, each group once, first due first"
)
def list_plan_difficulties(
    request: Official, plan_id: int, state: Literal["", "open", "passed_up", "answered", "withdrawn"] = "", page: PageNumber = 1
) -> DifficultiesOut:
    """Without a state: those that wait."""
    found = selectors.difficulty_list(viewer=request.user, plan_id=plan_id, state=state, page=page)
    pages = found.page.paginator
    items = [_difficulty(line) for line in found.lines]
    return DifficultiesOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/difficulties/{id:difficulty_id}", response=DifficultyOut, summary="One difficulty with its answer")
def get_difficulty(request: Official, difficulty_id: int) -> DifficultyOut:
    """One difficulty."""
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.post("/obligations/{id:obligation_id}/difficulties", response={201: DifficultyOut}, summary="Raise a difficulty")
def raise_difficulty(request: Official, obligation_id: int, said: DifficultyIn) -> Status[DifficultyOut]:
    """The same words on the same task, still unanswered, are not raised twice."""
    row = services.raise_difficulty(actor=request.user, obligation_id=obligation_id, text=said.text)
    return Status(201, _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=row.pk).line))


@router.post("/difficulties/{id:difficulty_id}/answer", response=DifficultyOut, summary="Answer a difficulty and its whole group")
def answer_difficulty(request: Official, difficulty_id: int, said: DifficultyIn) -> DifficultyOut:
    """What was passed up only leadership answers."""
    services.answer(actor=request.user, difficulty_id=difficulty_id, text=said.text)
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.post("/difficulties/{id:difficulty_id}/pass-up", response=DifficultyOut, summary="Hand a difficulty to leadership")
def pass_difficulty_up(request: Official, difficulty_id: int, said: DifficultyIn) -> DifficultyOut:
    """With what is proposed."""
    services.pass_up(actor=request.user, difficulty_id=difficulty_id, text=said.text)
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.get("/reminders", response=RemindersOut, summary="What your units were reminded of lately and still owe")
def list_reminders(request: Official, page: PageNumber = 1) -> RemindersOut:
    """Newest first."""
    found = selectors.reminders_page(viewer=request.user, page=page)
    items = [
        ReminderOut(
            obligation_id=one.row.obligation_id,
            unit_name=one.unit_name,
            kind=one.row.kind,
            days=one.row.days,
            due=one.row.obligation.due,
            day=one.row.run.day,
            is_new=one.is_new,
        )
        for one in found.notices
    ]
    pages = found.page.paginator
    return RemindersOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)
