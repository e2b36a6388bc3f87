"""Regimes over the API: of a plan, standing by themselves, and as a document's sentences ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from ninja import Field, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.reporting import selectors, services
from trienkhai.reporting.api_rounds import TallyOut
from trienkhai.reporting.terms import Terms

if TYPE_CHECKING:
    from trienkhai.reporting.models import Regime

router = Router(tags=["regimes"])
Frequency = Literal["month", "quarter", "half_year", "nine_months", "year", "school_year", "multi_year", "once"]


class SectionIn(Schema):
    """A free section of the outline."""

    title: str = Field(min_length=1, max_length=200)
    required: bool = False


class Stretch(Schema):
    """First and last day of a round that no calendar gives."""

    first: dt.date
    last: dt.date


class RegimeIn(Schema):
    """What a regime asks from today on. A name left out stays."""

    name: str = Field("", max_length=250)
    method: Literal["system", "exchange", "mail", "paper"] = "system"
    cutoff: Literal["period_end", "decree"]
    window_days: int = Field(ge=0, le=120)
    deadline_days: int = Field(ge=0, le=120)
    level_days: int = Field(ge=0, le=120)
    late_days: int = Field(ge=0, le=120)
    sections: list[SectionIn]
    stretches: list[Stretch] = []
    legal_basis: str = ""


class NewRegimeIn(RegimeIn):
    """A regime without a plan for the units of a group, or over several years of a plan."""

    name: str = Field(min_length=1, max_length=250)
    frequency: Frequency
    group_id: int | None = Field(None, ge=1, le=2**62)
    plan_id: int | None = Field(None, ge=1, le=2**62)
    document_id: int | None = Field(None, ge=1, le=2**62)
    quote: str = ""


class RegimeOut(Schema):
    """A regime."""

    id: int
    name: str
    plan_id: int | None
    reporters_id: int | None
    owner_id: int
    frequency: str
    method: str
    cutoff: str
    window_days: int
    deadline_days: int
    level_days: int
    late_days: int
    sections: list[dict[str, object]]
    stretches: list[list[str]]
    legal_basis: str
    document_id: int | None
    quote: str
    valid_from: dt.date
    valid_to: dt.date | None


class ProposedRegimeOut(Schema):
    """What a sentence asks to be reported; `start` and `end` are its place in the text."""

    quote: str
    start: int
    end: int
    name: str
    frequency: str
    legal_basis: str
    days: dict[str, int]
    stretches: list[Stretch]


class PeriodTallyOut(Schema):
    """One round of a regime."""

    round_id: int
    period: str
    tally: TallyOut


class BranchTalliesOut(Schema):
    """A branch in the same rounds; nothing where it had nobody."""

    branch: str
    name: str
    tallies: list[TallyOut | None]


class OverTimeOut(Schema):
    """The last rounds of a regime."""

    periods: list[PeriodTallyOut]
    branches: list[BranchTalliesOut]


def _terms(said: RegimeIn, frequency: str, name: str) -> Terms:
    given = said.dict(exclude={"frequency", "group_id", "plan_id", "document_id", "quote", "name"})
    given["sections"] = [{"key": f"s{at}", **one} for at, one in enumerate(given["sections"], start=1)]
    given["stretches"] = [(one["first"], one["last"]) for one in given["stretches"]]
    return Terms(name=said.name or name, frequency=frequency, **given)


def _changed(request: Official, present: Regime, said: RegimeIn) -> Regime:
    terms = _terms(said, present.frequency, present.name)
    return services.change_regime(actor=request.user, regime_id=present.pk, terms=terms)


@router.get("/regimes", response=list[RegimeOut], summary="The regimes that hold now")
def list_regimes(request: Official) -> list[Regime]:
    """Of bodies whose reports the caller sees."""
    return selectors.list_regimes(viewer=request.user)


@router.post("/regimes", response=RegimeOut, summary="Ask the units of a group, or of a plan over several years, for a report")
def make_regime(request: Official, said: NewRegimeIn) -> Regime:
    """Rounds that are due open at once."""
    asked: dict[str, Any] = said.dict(include={"group_id", "plan_id", "document_id", "quote"})
    return services.make_regime(actor=request.user, terms=_terms(said, said.frequency, said.name), **asked)


@router.get("/regimes/{id:regime_id}", response=RegimeOut, summary="One regime, as it holds now")
def get_own_regime(request: Official, regime_id: int) -> Regime:
    """By the id of any of its rows."""
    return selectors.get_regime(viewer=request.user, regime_id=regime_id).regime


@router.post("/regimes/{id:regime_id}", response=RegimeOut, summary="Change a regime from today on")
def change_own_regime(request: Official, regime_id: int, said: RegimeIn) -> Regime:
    """Open rounds keep their days and outline."""
    return _changed(request, selectors.get_regime(viewer=request.user, regime_id=regime_id).regime, said)


@router.post("/regimes/{id:regime_id}/end", response=RegimeOut, summary="No further round of a regime that stands by itself")
def end_regime(request: Official, regime_id: int) -> Regime:
    """Open rounds go on."""
    return services.end_regime(actor=request.user, regime_id=regime_id)


@router.get("/regimes/{id:regime_id}/over-time", response=OverTimeOut, summary="Completeness and timeliness over its last rounds")
def get_over_time(request: Official, regime_id: int) -> dict[str, Any]:
    """Whole and by branch, oldest first; `opening` is how many were expected when the round opened."""
    found = selectors.over_time(viewer=request.user, regime_id=regime_id)
    periods = [{"round_id": one.round.pk, "period": one.round.period.label, "tally": asdict(one.tally)} for one in found.periods]
    branches = [
        {"branch": line.branch.branch, "name": line.branch.name, "tallies": [asdict(one) if one else None for one in line.cells]}
        for line in found.branches
    ]
    return {"periods": periods, "branches": branches}


@router.get("/documents/{id:document_id}/proposed-regimes", response=list[ProposedRegimeOut], summary="What a document asks to be reported")
def list_proposed_regimes(request: Official, document_id: int) -> list[dict[str, Any]]:
    """Sentence by sentence; nothing is made."""
    found = selectors.proposed_regimes(viewer=request.user, document_id=document_id)
    names = ("quote", "start", "end", "name", "frequency", "legal_basis", "days")
    return [
        {name: getattr(one, name) for name in names} | {"stretches": [{"first": a, "last": b} for a, b in one.stretches]} for one in found
    ]


@router.get("/plans/{id:plan_id}/regime", response=RegimeOut, summary="The reporting regime of a plan")
def get_regime(request: Official, plan_id: int) -> Regime:
    """The one that holds now."""
    return selectors.get_regime(viewer=request.user, plan_id=plan_id).regime


@router.post("/plans/{id:plan_id}/regime", response=RegimeOut, summary="Change the reporting regime of a plan from today on")
def change_regime(request: Official, plan_id: int, said: RegimeIn) -> Regime:
    """Open rounds keep their days and outline."""
    return _changed(request, selectors.get_regime(viewer=request.user, plan_id=plan_id).regime, said)
