"""What phrases mean to a plan owner, over the API: listed, looked at with their tasks, bound anew, forgotten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber

if TYPE_CHECKING:
    from trienkhai.plans.selectors.phrases import Usage
    from trienkhai.units.phrases import Binding

router = Router(tags=["plans"])
Id = Annotated[int, Field(ge=1, le=2**62)]


class PhraseOut(Schema):
    """A phrase and what it means: a group, units, or left open (`is_open`); `version` goes back with a change."""

    id: int
    phrase: str
    group_id: int | None
    unit_ids: list[int]
    is_open: bool
    meaning: str
    version: int
    bound_by: str
    bound_at: dt.datetime | None
    draft_tasks: int
    issued_tasks: int
    plans: int


class PhrasesOut(Schema):
    """One page of phrases."""

    items: list[PhraseOut]
    total: int
    page: int
    pages: int


class NamedTask(Schema):
    """A task that names the phrase."""

    id: int
    key: str
    title: str
    plan_id: int


class PhraseDetail(PhraseOut):
    """A phrase with the tasks that name it, at most thirty, and how many periods of theirs are open."""

    tasks: list[NamedTask]
    opened_periods: int


class PhraseIn(Schema):
    """One answer: a group, units, or `leave_open`. `issued_too` asks that issued plans follow from the next period on, with a reason."""

    version: int
    group_id: Id | None = None
    unit_ids: Annotated[list[Id], Field(max_length=2000)] = []
    leave_open: bool = False
    issued_too: bool = False
    reason: Annotated[str, Field(max_length=200)] = ""


class ForgottenOut(Schema):
    """The phrase that means nothing any more, and how many tasks of drafts wait for it to be bound again."""

    phrase: str
    draft_tasks: int


class ForgetIn(Schema):
    """The version that was looked at."""

    version: int


def _said(binding: Binding, usage: Usage) -> dict[str, Any]:
    row, bound = binding.row, binding.bound
    return {
        "id": row.pk,
        "phrase": row.phrase,
        "group_id": row.group_id,
        "unit_ids": list(binding.unit_ids),
        "is_open": row.is_open,
        "meaning": binding.meaning,
        "version": row.version,
        "bound_by": str(bound.actor) if bound and bound.actor else "",
        "bound_at": bound.at if bound else None,
        "draft_tasks": len(usage.drafts),
        "issued_tasks": len(usage.issued),
        "plans": len(usage.plans),
    }


@router.get("/units/{id:unit_id}/phrases", response=PhrasesOut, summary="What phrases mean to a unit, for those who bind them")
def list_phrases(request: Official, unit_id: int, q: Annotated[str, Query(max_length=100)] = "", page: PageNumber = 1) -> PhrasesOut:
    """In Vietnamese order."""
    found = selectors.phrase_list(viewer=request.user, owner_id=unit_id, words=q, page=page)
    items = [PhraseOut(**_said(line.binding, line.usage)) for line in found.lines]
    pages = found.page.paginator
    return PhrasesOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/phrases/{id:binding_id}", response=PhraseDetail, summary="One phrase with where it is used")
def get_phrase(request: Official, binding_id: int) -> PhraseDetail:
    """One phrase."""
    page = selectors.phrase_page(viewer=request.user, binding_id=binding_id)
    tasks = [NamedTask(id=task.pk, key=task.key, title=task.title, plan_id=task.plan_id) for task in page.tasks]
    return PhraseDetail(**_said(page.binding, page.usage), tasks=tasks, opened_periods=page.opened)


@router.post("/phrases/{id:binding_id}", response=PhraseDetail, summary="Bind a phrase anew: drafts follow, open periods stay")
def change_phrase(request: Official, binding_id: int, said: PhraseIn) -> PhraseDetail:
    """409 when somebody else bound it meanwhile."""
    services.change_phrase(actor=request.user, binding_id=binding_id, **said.dict())
    return get_phrase(request, binding_id)


@router.post("/phrases/{id:binding_id}/forget", response=ForgottenOut, summary="Forget a phrase: the next document asks again")
def forget_phrase(request: Official, binding_id: int, said: ForgetIn) -> ForgottenOut:
    """409 when somebody else bound it meanwhile."""
    page = selectors.phrase_page(viewer=request.user, binding_id=binding_id)
    services.forget_phrase(actor=request.user, binding_id=binding_id, version=said.version)
    return ForgottenOut(phrase=page.binding.row.phrase, draft_tasks=len(page.usage.drafts))
