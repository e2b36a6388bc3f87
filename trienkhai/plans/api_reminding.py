"""Reminders and what belongs to a difficulty or a request for more time, over the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Literal, TypeAlias

from ninja import Field, Query, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api_difficulties import DifficultyOut, _difficulty
from trienkhai.plans.api_extensions import ExtensionOut, _extension
from trienkhai.plans.reminding import Rules

router = Router(tags=["plans"])
RowNumber: TypeAlias = Annotated[int, Field(ge=1, le=2**62)]
DaysOf: TypeAlias = Annotated[list[Annotated[int, Field(ge=0, le=9999)]], Field(max_length=20)]
Hour: TypeAlias = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class WishOut(Schema):
    """How one wants reminders by mail: one letter a day, or none."""

    mail: Literal["digest", "none"]


class SeenIn(Schema):
    """The run of reminders up to which one has looked."""

    run_id: RowNumber


class FreshOut(Schema):
    """How many are new."""

    fresh: int


class RulesIn(Schema):
    """Days before and after the last day, of silence and without acknowledgement, and before the unit above is told; empty is never."""

    before: DaysOf = Field(default_factory=list)
    on_due: bool = True
    after: DaysOf = Field(default_factory=list)
    silent: int = Field(default=0, ge=0, le=365)
    unseen: int = Field(default=0, ge=0, le=365)
    escalate: DaysOf = Field(default_factory=list)
    forget: int = Field(default=180, ge=1, le=365)
    opens: Hour = "07:30"
    closes: Hour = "17:00"
    legal_basis: str = Field(min_length=1, max_length=250)
    valid_from: dt.date | None = None


class RulesOut(Schema):
    """The rules that hold today for the plans of a unit."""

    owner_id: int
    legal_basis: str
    before: list[int]
    on_due: bool
    after: list[int]
    silent: int
    unseen: int
    escalate: list[int]
    forget: int
    opens: str
    closes: str


class SimilarOut(Schema):
    """A difficulty that some units have, and its answer."""

    text: str
    state: str
    units: int
    answer: str


class SameIn(Schema):
    """Other difficulties of the same task that are the same trouble."""

    other_ids: list[RowNumber] = Field(min_length=1, max_length=200)


def _rules(request: Official) -> RulesOut:
    page = selectors.rules_page(viewer=request.user)
    return RulesOut(owner_id=page.unit.id, legal_basis=page.legal_basis, **asdict(page.rules))


@router.get("/reminders/wish", response=WishOut, summary="How one wants reminders by mail")
def get_reminder_wish(request: Official) -> WishOut:
    """One letter a day unless said otherwise."""
    return WishOut(mail="none" if selectors.reminders_page(viewer=request.user).mail == "none" else "digest")


@router.post("/reminders/wish", response=WishOut, summary="Say how one wants reminders by mail")
def set_reminder_wish(request: Official, said: WishOut) -> WishOut:
    """From the next letter on."""
    services.wish_mail(actor=request.user, mail=said.mail)
    return said


@router.post("/reminders/seen", response=FreshOut, summary="Say that one has looked at the reminders")
def see_reminders(request: Official, said: SeenIn) -> FreshOut:
    """An earlier run changes nothing."""
    services.look_at(actor=request.user, run_id=said.run_id)
    return FreshOut(fresh=selectors.reminders_page(viewer=request.user).fresh)


@router.get("/reminder-rules", response=RulesOut, summary="When the units of one's own plans are reminded")
def get_reminder_rules(request: Official) -> RulesOut:
    """For those who prepare plans."""
    return _rules(request)


@router.post("/reminder-rules", response=RulesOut, summary="Set when units are reminded")
def set_reminder_rules(request: Official, said: RulesIn) -> RulesOut:
    """From today or a later day on; earlier rows stay."""
    given = said.dict()
    basis, since = given.pop("legal_basis"), given.pop("valid_from")
    rules = Rules(**given | {name: tuple(given[name]) for name in ("before", "after", "escalate")})
    owner = selectors.rules_page(viewer=request.user).unit.id
    services.set_rules(actor=request.user, owner_id=owner, rules=rules, legal_basis=basis, valid_from=since)
    return _rules(request)


@router.get("/obligations/{id:obligation_id}/similar", response=list[SimilarOut], summary="Difficulties of the same task like these words")
def list_similar_difficulties(request: Official, obligation_id: int, text: Annotated[str, Query(max_length=4000)] = "") -> list[SimilarOut]:
    """With their answers; never whose they are."""
    found = selectors.similar(viewer=request.user, obligation_id=obligation_id, text=text)
    said = [(one.row, one.units, one.answer.text if one.answer else "") for one in found]
    return [SimilarOut(text=row.text, state=row.state, units=count, answer=answer) for row, count, answer in said]


@router.post("/difficulties/{id:difficulty_id}/withdraw", response=DifficultyOut, summary="Take a difficulty back")
def withdraw_difficulty(request: Official, difficulty_id: int) -> DifficultyOut:
    """While nobody has answered."""
    services.withdraw(actor=request.user, difficulty_id=difficulty_id)
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.post("/difficulties/{id:difficulty_id}/part", response=DifficultyOut, summary="Take a difficulty out of its group")
def part_difficulty(request: Official, difficulty_id: int) -> DifficultyOut:
    """It waits for an answer of its own."""
    services.part(actor=request.user, difficulty_id=difficulty_id)
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.post("/difficulties/{id:difficulty_id}/group", response=DifficultyOut, summary="Say that others are the same trouble")
def group_difficulties(request: Official, difficulty_id: int, said: SameIn) -> DifficultyOut:
    """One answer goes to all of them."""
    services.group(actor=request.user, first_id=difficulty_id, other_ids=said.other_ids)
    return _difficulty(selectors.difficulty_page(viewer=request.user, difficulty_id=difficulty_id).line)


@router.post("/extensions/{id:extension_id}/withdraw", response=ExtensionOut, summary="Take a request for more time back")
def withdraw_extension(request: Official, extension_id: int) -> ExtensionOut:
    """While nobody has decided."""
    services.withdraw_extension(actor=request.user, extension_id=extension_id)
    return _extension(selectors.get_extension(viewer=request.user, extension_id=extension_id).asked)
