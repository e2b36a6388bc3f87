"""Rounds and what units submit in them, over the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ninja import Field, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.plans.api import PageNumber
from trienkhai.reporting import selectors, services

if TYPE_CHECKING:
    from trienkhai.plans.models import Indicator, IndicatorValue
    from trienkhai.registers.models import Filling, SentForm
    from trienkhai.reporting.models import SubmissionFile
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
    regime_id: int
    plan_id: int | None
    name: str
    period: str
    data_from: dt.date
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


class SubmissionFormOut(Schema):
    """A form that goes with the submission."""

    filling_id: int
    title: str
    state: str
    is_nil: bool
    sums: dict[str, dict[str, str]]


class SubmissionFigureOut(Schema):
    """An indicator's figure; `value_id` names the saying that is kept with an edition."""

    indicator_id: int
    title: str
    value_id: int | None
    value: Decimal | None
    before: Decimal | None


class SubmissionFileOut(Schema):
    """A file that goes with the submission."""

    id: int
    name: str
    sha256: str
    size: int


class SubmissionWhole(SubmissionOut):
    """One submission with everything in it and what stands in its way."""

    forms: list[SubmissionFormOut]
    figures: list[SubmissionFigureOut]
    files: list[SubmissionFileOut]

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
    """A submission as it was sent, with what stood in it."""

    forms: list[SubmissionFormOut]
    figures: list[SubmissionFigureOut]
    files: list[SubmissionFileOut]

    number: int
    said: dict[str, str]
    is_nil: bool
    late_reason: str
    missing: int
    sent_at: dt.datetime


def _line(line: SubmissionLine) -> dict[str, Any]:
    return {"id": line.row.pk, "unit_name": line.unit_name, **{name: getattr(line.row, name) for name in ROW}}


def _round(line: RoundLine) -> RoundOut:
    made = line.round
    days = {name: getattr(made, name) for name in ("regime_id", "data_from", "opens_on", "cutoff", "deadline", "locks_on")}
    tally = TallyOut(**asdict(line.tally))
    return RoundOut(
        id=made.pk,
        plan_id=made.regime.plan_id,
        name=made.regime.name,
        period=made.period.label,
        standing=line.standing,
        tally=tally,
        **days,
    )


def whole(request: Official, submission_id: int) -> SubmissionWhole:
    """One submission with everything in it."""
    page = selectors.get_submission(viewer=request.user, submission_id=submission_id)
    return SubmissionWhole(
        **_line(page.line),
        sections=[SectionOut(key=one.key, title=one.title, required=one.required, words=one.words) for one in page.sections],
        late_reason=page.line.row.late_reason,
        problems=[ProblemOut(words=one.words, where=one.where, stops=one.stops) for one in page.problems],
        editions=len(page.editions),
        forms=[_form(one.row, one.row.pk, one.title, one.row.state) for one in page.contents.forms],
        figures=[_figure(one.indicator, one.said, one.before) for one in page.contents.figures],
        files=[file_out(one) for one in page.contents.files],
    )


def _form(row: Filling | SentForm, filling_id: int, title: str, state: str) -> SubmissionFormOut:
    return SubmissionFormOut(filling_id=filling_id, title=title, state=state, is_nil=row.is_nil, sums=row.sums)


def _figure(indicator: Indicator, said: IndicatorValue | None, before: IndicatorValue | None) -> SubmissionFigureOut:
    return SubmissionFigureOut(
        indicator_id=indicator.pk,
        title=indicator.title,
        value_id=said.pk if said else None,
        value=said.value if said else None,
        before=before.value if before else None,
    )


def file_out(row: SubmissionFile) -> SubmissionFileOut:
    """A file that goes with one."""
    return SubmissionFileOut(id=row.pk, name=row.name, sha256=row.file.sha256, size=row.file.size)


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
    return whole(request, submission_id)


@router.post("/submissions/{id:submission_id}", response=SubmissionWhole, summary="Keep what is written so far")
def save_submission(request: Official, submission_id: int, said: SubmissionIn) -> SubmissionWhole:
    """409 when somebody else saved since the version was read."""
    given = said.dict()
    services.save_submission(actor=request.user, submission_id=submission_id, **given)
    return whole(request, submission_id)


_Act = tuple[str, Callable[..., object], tuple[str, ...], str, str]
ACTS: tuple[_Act, ...] = (
    ("prepare", services.prepare_submission, (), "Put it before the unit's head", "Refused while something stands in the way."),
    ("back", services.give_back, ("words",), "The head gives it back to be written on", "Says why."),
    ("send", services.send_submission, (), "Approve and send", "Everything that stands in it is kept as an edition."),
    ("withdrawal", services.withdraw_submission, (), "Take it back while nobody received it", "The edition sent stays."),
    ("receipt", services.receive_submission, (), "Take it in", "From now on the unit cannot take it back."),
    ("return", services.return_submission, ("words",), "Return it with remarks", "What was sent stays as an edition."),
    ("acceptance", services.accept_submission, ("words",), "Accept it: locked, counted as reported", "Doing it twice changes nothing."),
    (
        "extension",
        services.extend_submission,
        ("words", "until"),
        "Give this unit a later last day",
        "With a reason; the day before is kept.",
    ),
)
"""Acts on a submission: address, verb, what it takes besides the version, and what the description says."""


def _offer(act: _Act) -> None:
    address, verb, takes, summary, words = act

    def operation(request: Official, submission_id: int, said: ActIn) -> SubmissionWhole:
        given = {"words": said.words, "until": said.until or dt.date.min}
        verb(actor=request.user, submission_id=submission_id, version=said.version, **{name: given[name] for name in takes})
        return whole(request, submission_id)

    operation.__name__, operation.__doc__ = verb.__name__, words
    router.post(f"/submissions/{{id:submission_id}}/{address}", response=SubmissionWhole, summary=summary)(operation)


for _act in ACTS:
    _offer(_act)


@router.get("/submissions/{id:submission_id}/editions/{id:number}", response=EditionOut, summary="A submission as it was sent")
def get_edition(request: Official, submission_id: int, number: int) -> dict[str, Any]:
    """Kept for ever."""
    page = selectors.get_edition(viewer=request.user, submission_id=submission_id, number=number)
    held = {name: getattr(page.edition, name) for name in ("number", "said", "is_nil", "late_reason", "missing", "sent_at")}
    return held | {
        "forms": [_form(one.row, one.row.filling_id, one.title, "sent") for one in page.forms],
        "figures": [_figure(one.indicator, one, None) for one in page.figures],
        "files": [file_out(one) for one in page.files],
    }
