"""One obligation with its source and history, and the files that show what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.documents import selectors as documents
from trienkhai.plans import permissions
from trienkhai.plans.choices import Schedule, State
from trienkhai.plans.models import Evidence, TaskEvent
from trienkhai.plans.selectors.decisions import decisions_on
from trienkhai.plans.selectors.difficulties import answered_on
from trienkhai.plans.selectors.extensions import extensions_of
from trienkhai.plans.selectors.inbox import Work, as_work
from trienkhai.plans.selectors.own_progress import Inside, inside_of
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.models import Extension, Obligation, Progress
    from trienkhai.plans.selectors.decisions import Decisions
    from trienkhai.plans.selectors.difficulties import Line
    from trienkhai.units.selectors import UnitAt


@dataclass(frozen=True, slots=True)
class Said:
    """One report on an obligation, with its files."""

    progress: Progress
    state_label: str
    files: list[Evidence]


@dataclass(frozen=True, slots=True)
class ObligationPage:
    """One obligation: what the plan says, what the unit said, what can be done."""

    work: Work
    unit: UnitAt
    source: tuple[str, str, str] | None
    event: TaskEvent | None
    """What a conditional task waited for."""
    said: list[Said]
    may_report: Verdict
    may_open_plan: Verdict
    known: list[Line]
    """The latest answers to difficulties of the same task."""
    extensions: list[Extension]
    decisions: Decisions
    inside: Inside
    lines: list[JournalLine]
    viewers: list[JournalLine] | None
    """Who took evidence away; None for those who do not oversee."""


def get_obligation(*, viewer: Person, obligation_id: int) -> ObligationPage:
    """One obligation; `Hidden` when it does not concern this person. A constant number of queries."""
    found = permissions.owed(viewer, obligation_id)
    row, unit = found.row, found.unit or units.last_known(unit_id=found.row.unit_id)
    may_oversee = permissions.can_see_board(viewer, found.owner_path)
    progress = list(row.progress.select_related("actor").prefetch_related("evidence__file").order_by("-id"))
    return ObligationPage(
        work=as_work(row, unit.name, clock.today()),
        unit=unit,
        source=source_of(row.task),
        event=_event(row),
        said=[Said(p, str(State(p.state).label), list(p.evidence.all())) for p in progress],
        may_report=permissions.can_report(viewer, found.path),
        may_open_plan=may_oversee,
        known=answered_on(row.task_id),
        extensions=extensions_of(row.pk),
        decisions=decisions_on(viewer, found),
        inside=inside_of(viewer, found),
        lines=journal.lines(row),
        viewers=journal.viewers(row) if may_oversee else None,
    )


def _event(row: Obligation) -> TaskEvent | None:
    """The event that the work follows. One query for a conditional task."""
    if row.task.schedule != Schedule.CONDITIONAL:
        return None
    return TaskEvent.objects.filter(task=row.task_id, period=row.period_id, turn=row.turn).first()


def source_of(task: Any) -> tuple[str, str, str] | None:
    """The words before, of and after the task in its document; None when a person wrote the task. One query."""
    document_id = task.document_id or task.plan.document_id
    if task.start is None or task.end is None or document_id is None:
        return None
    return documents.source_around(document_id, task.start, task.end)


def get_evidence(*, viewer: Person, evidence_id: int) -> Evidence:
    """A file that shows what was done, with its bytes' place; `Hidden` unless the obligation is open to this person."""
    row = Evidence.objects.select_related("file", "progress__obligation").filter(pk=evidence_id).first()
    if row is None:
        raise Hidden
    permissions.obligation_door(viewer, row.progress.obligation_id)
    return row
