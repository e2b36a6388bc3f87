"""Rounds, what units submit in them, and the regime they follow, over the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from ninja import Field, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.plans.api import PageNumber
from trienkhai.reporting import selectors, services

if TYPE_CHECKING:
    from trienkhai.reporting.models import Edition
    from trienkhai.reporting.selectors.rounds import RoundLine
    from trienkhai.reporting.selectors.submissions import SubmissionLine

router = Router(tags=["rounds"])
ROW = ("round_id", "unit_id", "receiver_id", "due", "state", "is_nil", "version", "first_sent_on")


class TallyOut(Schema):
    """How many units report, and how far they are."""

    opening: int
    expected: int
    on_time: int
    late: int
    open: int
    overdue: int
    accepted: int
    returned: int
    waiting: int
    nil: int


class RoundOut(Schema):
    """A round. `standing` is before, open, late or locked."""

    id: int
    plan_id: int
    period: str
    opens_on: dt.date
    cutoff: dt.date
    deadline: dt.date
    locks_on: dt.date
    standing: str
    tally: TallyOut


class SubmissionOut(Schema):
    """A unit's submission in a list."""

    id: int
    round_id: int
    unit_id: int
    unit_name: str
    receiver_id: int
    due: dt.date
    state: str
    is_nil: bool
    version: int
    first_sent_on: dt.date | None


class SubmissionsOut(Schema):
    """One page of submissions."""

    items: list[SubmissionOut]
    total: int
    page: int
    pages: int


class SectionOut(Schema):
    """A free section and what stands in it."""

    key: str
    title: str
    required: bool
    words: str


class ProblemOut(Schema):
    """What is to be settled before sending; `stops` says whether it must be."""

    words: str
    where: str
    stops: bool


class SubmissionWhole(SubmissionOut):
    """One submission with its words and what stands in its way."""

    sections: list[SectionOut]
    late_reason: str
    problems: list[ProblemOut]
    editions: int


class SubmissionIn(Schema):
    """The words of the free sections by key, on the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)
    said: dict[str, str] = {}
    is_nil: bool = False
    late_reason: str = ""


class ActIn(Schema):
    """An act on the version that was read; words where it needs a reason, a day for a later last day."""

    version: int = Field(ge=1, le=2**31 - 1)
    words: str = ""
    until: dt.date | None = None


class EditionOut(Schema):
    """A submission as it was sent."""

    number: int
    said: dict[str, str]
    is_nil: bool
    late_reason: str
    missing: int
    sent_at: dt.datetime


class SectionIn(Schema):
    """A free section of the outline."""

    title: str = Field(min_length=1, max_length=200)
    required: bool = False


class RegimeIn(Schema):
    """The numbers of a regime from today on."""

    cutoff: Literal["period_end", "decree"]
    window_days: int = Field(ge=0, le=120)
    deadline_days: int = Field(ge=0, le=120)
    level_days: int = Field(ge=0, le=120)
    late_days: int = Field(ge=0, le=120)
    sections: list[SectionIn]
    legal_basis: str = ""


class RegimeOut(Schema):
    """The regime of a plan."""

    id: int
    plan_id: int
    frequency: str
    cutoff: str
    window_days: int
    deadline_days: int
    level_days: int
    late_days: int
    sections: list[dict[str, object]]
    legal_basis: str
    valid_from: dt.date


def _line(line: SubmissionLine) -> dict[str, Any]:
    return {"id": line.row.pk, "unit_name": line.unit_name, **{name: getattr(line.row, name) for name in ROW}}


def _round(line: RoundLine) -> RoundOut:
    made = line.round
    days = {name: getattr(made, name) for name in ("opens_on", "cutoff", "deadline", "locks_on")}
    tally = TallyOut(**asdict(line.tally))
    return RoundOut(id=made.pk, plan_id=made.regime.plan_id, period=made.held.period.label, standing=line.standing, tally=tally, **days)


def _whole(request: Official, submission_id: int) -> SubmissionWhole:
    page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
    return SubmissionWhole(
        **_line(page.line),
        sections=[SectionOut(key=one.key, title=one.title, required=one.required, words=one.words) for one in page.sections],
        late_reason=page.line.row.late_reason,
        problems=[ProblemOut(words=one.words, where=one.where, stops=one.stops) for one in page.problems],
        editions=len(page.editions),
    )


@router.get("/rounds", response=list[RoundOut], summary="Rounds of the plans whose reports the caller sees, newest first")
def list_rounds(request: Official) -> list[RoundOut]:
    """With how many units have reported."""
    return [_round(line) for line in selectors.list_rounds(viewer=request.user)]


@router.get("/rounds/{id:round_id}/submissions", response=SubmissionsOut, summary="Submissions of one round")
def list_submissions(request: Official, round_id: int, show: str = "", page: PageNumber = 1) -> SubmissionsOut:
    """All, or only waiting, missing, late, returned, accepted, nil."""
    found = selectors.get_round(viewer=request.user, round_id=round_id, show=show, page=page)
    pages = found.page.paginator
    items = [SubmissionOut(**_line(line)) for line in found.lines]
    return SubmissionsOut(items=items, total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/submissions", response=list[SubmissionOut], summary="What the caller's units submit, newest first")
def list_own_submissions(request: Official) -> list[SubmissionOut]:
    """At most 50."""
    return [SubmissionOut(**_line(line)) for line in selectors.own_submissions(viewer=request.user, everything=True)]


@router.get("/submissions-to-receive", response=list[SubmissionOut], summary="What waits to be received")
def list_submissions_to_receive(request: Official) -> list[SubmissionOut]:
    """Oldest first."""
    return [SubmissionOut(**_line(line)) for line in selectors.waiting_to_receive(viewer=request.user)]


@router.get("/submissions/{id:submission_id}", response=SubmissionWhole, summary="One submission")
def get_submission(request: Official, submission_id: int) -> SubmissionWhole:
    """Its words, and what stands in the way of sending it."""
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}", response=SubmissionWhole, summary="Keep what is written so far")
def save_submission(request: Official, submission_id: int, said: SubmissionIn) -> SubmissionWhole:
    """409 when somebody else saved since the version was read."""
    given = said.dict()
    services.save_submission(actor=request.user, submission_id=submission_id, **given)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/prepare", response=SubmissionWhole, summary="Put it before the unit's head")
def prepare_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """Refused while something stands in the way."""
    services.prepare_submission(actor=request.user, submission_id=submission_id, version=said.version)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/back", response=SubmissionWhole, summary="The head gives it back to be written on")
def give_back(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """Says why."""
    services.give_back(actor=request.user, submission_id=submission_id, version=said.version, words=said.words)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/send", response=SubmissionWhole, summary="Approve and send")
def send_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """What is said and how each piece of work stands is kept as an edition."""
    services.send_submission(actor=request.user, submission_id=submission_id, version=said.version)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/withdrawal", response=SubmissionWhole, summary="Take it back while nobody received it")
def withdraw_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """The edition sent stays."""
    services.withdraw_submission(actor=request.user, submission_id=submission_id, version=said.version)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/receipt", response=SubmissionWhole, summary="Take it in")
def receive_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """From now on the unit cannot take it back."""
    services.receive_submission(actor=request.user, submission_id=submission_id, version=said.version)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/return", response=SubmissionWhole, summary="Return it with remarks")
def return_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """What was sent stays as an edition."""
    services.return_submission(actor=request.user, submission_id=submission_id, version=said.version, words=said.words)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/acceptance", response=SubmissionWhole, summary="Accept it: locked, counted as reported")
def accept_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """Doing it twice changes nothing."""
    services.accept_submission(actor=request.user, submission_id=submission_id, version=said.version, words=said.words)
    return _whole(request, submission_id)


@router.post("/submissions/{id:submission_id}/extension", response=SubmissionWhole, summary="Give this unit a later last day")
def extend_submission(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
    """With a reason; the day before is kept."""
    until = said.until or dt.date.min
    services.extend_submission(actor=request.user, submission_id=submission_id, version=said.version, until=until, words=said.words)
    return _whole(request, submission_id)


@router.get("/submissions/{id:submission_id}/editions/{id:number}", response=EditionOut, summary="A submission as it was sent")
def get_edition(request: Official, submission_id: int, number: int) -> Edition:
    """Kept for ever."""
    return selectors.get_edition(viewer=request.user, submission_id=submission_id, number=number).edition


@router.get("/plans/{id:plan_id}/regime", response=RegimeOut, summary="The reporting regime of a plan")
def get_regime(request: Official, plan_id: int) -> object:
    """The one that holds now."""
    return selectors.get_regime(viewer=request.user, plan_id=plan_id).regime


@router.post("/plans/{id:plan_id}/regime", response=RegimeOut, summary="Change the reporting regime from today on")
def change_regime(request: Official, plan_id: int, said: RegimeIn) -> object:
    """Open rounds keep their days and outline."""
    present = selectors.get_regime(viewer=request.user, plan_id=plan_id).regime
    given = said.dict()
    given["sections"] = [{"key": f"s{at}", **one} for at, one in enumerate(given["sections"], start=1)]
    return services.change_regime(actor=request.user, regime_id=present.pk, **given)
