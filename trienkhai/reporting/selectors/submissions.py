"""Reading submissions: what the viewer's units owe, one submission with what is missing, an edition as it was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, journal, text
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict
from trienkhai.plans.choices import Timeliness
from trienkhai.plans.models import Progress
from trienkhai.plans.selectors.inbox import KINDS, Work, as_work
from trienkhai.registers import cells, naming
from trienkhai.registers.choices import FillingState
from trienkhai.registers.selectors import submitted as registers
from trienkhai.reporting import checking, permissions, windows
from trienkhai.reporting.choices import GIVEN, WRITTEN, SubmissionState
from trienkhai.reporting.consolidating import rendering
from trienkhai.reporting.models import Edition, EditionWork, Submission, SubmissionFile, SubmissionStep
from trienkhai.reporting.selectors.contents import Contents, contents_of, read_shape, sums_in_words
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.plans.models import IndicatorValue
    from trienkhai.registers.checking import Values
    from trienkhai.registers.models import SentForm
    from trienkhai.registers.shape import Sheet
    from trienkhai.reporting.checking import Problem
    from trienkhai.units.selectors import UnitAt

BELOW_ROWS = 30
OWN_ROWS = 50
SHOWN_LINES = 30
MARKS = {
    "draft": "draft",
    "prepared": "wait",
    "sent": "open",
    "received": "open",
    "returned": "late",
    "accepted": "done",
    "released": "draft",
}
WITH = ("round__regime__plan", "round__period")


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission in a list."""

    row: Submission
    unit_name: str
    today: dt.date

    @property
    def mark(self) -> str:
        """The kind of its status mark; overdue while the unit still has it past its day."""
        return "overdue" if self.is_overdue else MARKS[self.row.state]

    @property
    def is_overdue(self) -> bool:
        """The unit never sent it and its day has passed."""
        return self.row.state in WRITTEN and self.row.first_sent_on is None and self.today > self.row.due

    @property
    def was_late(self) -> bool:
        """It came after its day."""
        return self.row.first_sent_on is not None and self.row.first_sent_on > self.row.due


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A free section: its words, and what the unit wrote there in the round before."""

    key: str
    title: str
    required: bool
    words: str
    before: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One submission: what it says, what is missing, who may do what with it next."""

    line: SubmissionLine
    unit: UnitAt
    receiver_name: str
    sections: list[SectionLine]
    before_label: str
    works: list[Work]
    contents: Contents
    problems: list[Problem]
    below: list[SubmissionLine]
    missing: int
    steps: list[SubmissionStep]
    editions: list[Edition]
    may_write: Verdict
    may_send: Verdict
    may_receive: Verdict
    can_withdraw: bool
    kept: frozenset[str]
    """Sections that are written by consolidating, by key."""
    lines: list[JournalLine]

    @property
    def is_ready(self) -> bool:
        """Nothing stops it."""
        return not any(one.stops for one in self.problems)

    @property
    def is_late(self) -> bool:
        """What is sent today must say why it is late."""
        return windows.needs_reason(self.line.row, self.line.today)

    @property
    def is_written(self) -> bool:
        """The unit still has it."""
        return self.line.row.state in WRITTEN

    @property
    def is_given(self) -> bool:
        """It is with whoever receives it."""
        return self.line.row.state in GIVEN


@dataclass(frozen=True, slots=True)
class WorkThen:
    """A piece of work as it stood when the edition was sent."""

    row: EditionWork

    @property
    def timeliness_label(self) -> str:
        """Its timeliness in words."""
        return str(Timeliness(self.row.timeliness).label)

    @property
    def kind(self) -> str:
        """The kind of its status mark."""
        return KINDS[self.row.timeliness]


@dataclass(frozen=True, slots=True)
class TableThen:
    """A sheet of a form as it was: heads and first lines, in words."""

    title: str
    count: int
    heads: list[str]
    body: list[list[str]]


@dataclass(frozen=True, slots=True)
class FormThen:
    """A form as it was when the edition was sent: its sums and first lines. `is_changed` says that the unit's form is another by now."""

    row: SentForm
    sums: list[tuple[str, str]]
    tables: list[TableThen]

    @property
    def title(self) -> str:
        """The form's name."""
        return str(self.row.filling.collection.version.form.title)

    @property
    def is_changed(self) -> bool:
        """It was returned or written on after."""
        return self.row.filling.sent_at != self.row.sent_at or self.row.filling.state != FillingState.SENT


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition as it was sent, and how each piece of work stood then."""

    edition: Edition
    row: Submission
    unit_name: str
    sections: list[SectionLine]
    works: list[WorkThen]
    forms: list[FormThen]
    figures: list[IndicatorValue]
    files: list[SubmissionFile]


def last_words(obligation_ids: Collection[int]) -> dict[int, Progress]:
    """What was last said on each piece of work. One query."""
    newest = Progress.objects.filter(obligation__in=obligation_ids).order_by().values("obligation").annotate(last=Max("id")).values("last")
    return {one.obligation_id: one for one in Progress.objects.filter(pk__in=newest)}


def missing_below(row: Submission) -> int:
    """How many units that report to this one have not been accepted. One query."""
    below = Submission.objects.filter(round=row.round_id, receiver_id=row.unit_id)
    return below.exclude(state__in=(SubmissionState.ACCEPTED, SubmissionState.RELEASED)).count()


def _own_units(viewer: Person) -> list[int]:
    """The units where this person writes reports: those they work in, not what lies under them."""
    paths = {path for path, _whole in scope_of(viewer).paths("report.prepare")}
    return sorted({h.unit_id for h in scope_of(viewer).holdings if h.path in paths})


def _running(today: dt.date) -> Q:
    return Q(round__opens_on__lte=today) & (Q(round__locks_on__gte=today) | Q(due__gte=today))


def own_submissions(*, viewer: Person, everything: bool = False) -> list[SubmissionLine]:
    """What the viewer's units have to submit now, by last day; with `everything` also what was sent and is over, newest first."""
    today = clock.today()
    rows = Submission.objects.filter(unit_id__in=_own_units(viewer)).exclude(state=SubmissionState.RELEASED).select_related(*WITH)
    wanted = rows.order_by("-due", "id") if everything else rows.filter(_running(today), state__in=WRITTEN).order_by("due", "id")
    return lines_of(wanted[:OWN_ROWS], today)


def waiting_to_receive(*, viewer: Person) -> list[SubmissionLine]:
    """What was sent to the units whose reports this person receives and nobody has looked at, oldest first."""
    paths = scope_of(viewer).paths("report.receive")
    own = {h.unit_id for h in scope_of(viewer).holdings if h.path in {path for path, _whole in paths}}
    rows = Submission.objects.filter(receiver_id__in=own, state=SubmissionState.SENT).select_related(*WITH)
    return lines_of(rows.order_by("due", "id")[:OWN_ROWS], clock.today())


def lines_of(rows: Iterable[Submission], today: dt.date) -> list[SubmissionLine]:
    """Submissions with the names of their units. One query."""
    found = list(rows)
    names = units.units_by_ids({row.unit_id for row in found})
    return [SubmissionLine(row, names[row.unit_id].name if row.unit_id in names else "", today) for row in found]


def get_submission(*, viewer: Person, submission_id: int) -> SubmissionPage:
    """One submission; `Hidden` when it is not there for this person. A constant number of queries."""
    row, today = permissions.submission_door(viewer, submission_id), clock.today()
    unit, path = units.last_known(unit_id=row.unit_id), permissions.path_of(row)
    contents, missing = contents_of(row), missing_below(row)
    before = _before(row)
    open_now = windows.may_write(row.round, row, today)
    may_prepare, may_send = permissions.can_prepare(viewer, path), permissions.can_submit(viewer, path)
    below = Submission.objects.filter(round=row.round_id, receiver_id=row.unit_id).exclude(state=SubmissionState.RELEASED)
    return SubmissionPage(
        line=SubmissionLine(row, unit.name, today),
        unit=unit,
        receiver_name=units.last_known(unit_id=row.receiver_id).name,
        sections=_sections(row.round.sections, row.said, before),
        before_label=before.submission.round.period.label if before else "",
        works=[as_work(work, unit.name, today) for work in contents.works],
        contents=contents,
        problems=checking.problems(row, contents, missing, today) if row.state in WRITTEN else [],
        below=lines_of(below.order_by("state", "due", "id")[:BELOW_ROWS], today),
        missing=missing,
        steps=list(row.steps.select_related("actor").order_by("-id")),
        editions=list(row.editions.select_related("sent_by").order_by("-number")),
        may_write=may_prepare if not may_prepare else open_now,
        may_send=may_send if not may_send else open_now,
        may_receive=permissions.can_receive(viewer, row),
        can_withdraw=bool(may_send),
        kept=rendering.kept_keys(row),
        lines=journal.lines(row),
    )


def get_edition(*, viewer: Person, submission_id: int, number: int) -> EditionPage:
    """What was sent as the n-th edition. A constant number of queries."""
    row = permissions.submission_door(viewer, submission_id)
    edition = row.editions.select_related("sent_by").filter(number=number).first()
    if edition is None:
        raise Hidden
    works = edition.works.select_related("obligation__task", "progress").order_by("obligation__task__order", "id")
    return EditionPage(
        edition=edition,
        row=row,
        unit_name=units.last_known(unit_id=row.unit_id).name,
        sections=_sections(row.round.sections, edition.said, None),
        works=[WorkThen(work) for work in works],
        forms=_forms_then(edition),
        figures=list(edition.figures.select_related("indicator").order_by("indicator__task__order", "indicator_id")),
        files=list(edition.files.select_related("file").order_by("id")),
    )


def _forms_then(edition: Edition) -> list[FormThen]:
    """The forms of an edition with their first lines. One query, and one for names where a column holds units."""
    out = []
    for row in edition.forms.select_related("filling__collection__version__form").order_by("filling__collection_id"):
        shape = read_shape(row.filling)
        tables = [_table(sheet, registers.sent_lines(row, sheet)) for sheet in shape.sheets]
        out.append(FormThen(row, sums_in_words(shape, row.sums), tables))
    return out


def _table(sheet: Sheet, every: list[tuple[int, Values]]) -> TableThen:
    lines = every[:SHOWN_LINES]
    names = naming.names_of(sheet, [values for _place, values in lines])
    titles = {at: line.title for at, line in enumerate(sheet.lines, start=1)}
    body = [
        [titles.get(place, text.number(place)), *(cells.shown(column, values.get(column.key), names) for column in sheet.columns)]
        for place, values in lines
    ]
    return TableThen(sheet.title, len(every), [sheet.head or "TT", *(column.title for column in sheet.columns)], body)


def _before(row: Submission) -> Edition | None:
    """What the unit last sent in an earlier round of the same regime, or of the same plan."""
    same = Q(submission__round__series=row.round.series)
    same |= Q(submission__round__regime__plan=row.round.regime.plan_id, submission__round__regime__plan__isnull=False)
    earlier = Edition.objects.filter(same, submission__unit_id=row.unit_id, submission__round__period__ends__lte=row.round.period.ends)
    earlier = earlier.exclude(submission__round=row.round_id).select_related("submission__round__period")
    return earlier.order_by("-submission__round__period__ends", "-number").first()


def _sections(outline: list[dict[str, Any]], said: dict[str, str], before: Edition | None) -> list[SectionLine]:
    """The sections with their words; those of the round before are found by title, for an outline may change."""
    known = {one["title"]: before.said.get(one["key"], "") for one in before.submission.round.sections} if before else {}
    return [
        SectionLine(one["key"], one["title"], one["required"], said.get(one["key"], ""), known.get(one["title"], "")) for one in outline
    ]
