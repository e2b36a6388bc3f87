"""Registers on screen: those of a body, the lines of one, and one line with its steps, clocks and what stands under it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, journal
from trienkhai.plans.models import Indicator, PlanPeriod
from trienkhai.registers import builtin, cells, naming, permissions
from trienkhai.registers.models import EntryStep, Handover, Intake, Register, RegisterEntry
from trienkhai.registers.selectors.forms import defining_units
from trienkhai.registers.selectors.handed import Handed, handed
from trienkhai.registers.selectors.inspections import overlapping
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.registers.builtin import Definition, Step
    from trienkhai.registers.shape import Column

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of a register in words."""

    row: RegisterEntry
    unit_name: str
    cells: list[tuple[Column, str]]
    step: Step
    day: dt.date
    about: str
    """Whose line it is; of what is to be mended, who has to."""

    @property
    def is_late(self) -> bool:
        """What was to be done by a day is not."""
        return self.row.due is not None and self.row.due < self.day and self.row.step == "asked" and self.row.removed_at is None


@dataclass(frozen=True, slots=True)
class Clock:
    """A statutory time: what is to be done, until when, on what basis, and when it was done."""

    title: str
    until: dt.datetime
    basis: str
    done_at: dt.datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """The registers that a person works with, and those they may begin."""

    registers: list[tuple[Register, str, int]]
    missing: list[Definition]
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The lines of a register that a person sees."""

    row: Register
    definition: Definition
    lines: list[EntryLine]
    page: Page[Any]
    steps: list[tuple[Step, int]]
    step: str
    own: list[tuple[int, str]]
    may_write: Verdict
    periods: list[PlanPeriod]
    indicators: list[Indicator]
    may_link: Verdict
    intakes: list[Intake]
    journal: list[JournalLine]

    @property
    def year(self) -> str:
        """The year of the workbooks."""
        return str(clock.today().year)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One line with its steps, its clocks, and what stands under it."""

    line: EntryLine
    definition: Definition
    steps: list[tuple[EntryStep, str]]
    next: Step | None
    may_step: Verdict
    subject_name: str
    overlaps: list[dt.date]
    handed: list[Handed]
    clocks: list[Clock]
    children: list[EntryLine]
    child_register: Register | None
    may_keep: Verdict
    journal: list[JournalLine]

    @property
    def is_open(self) -> bool:
        """Whether this person may change it now."""
        return bool(self.may_keep) and self.line.row.removed_at is None

    @property
    def is_steppable(self) -> bool:
        """Whether this person may move it on now."""
        return bool(self.may_step) and self.next is not None and self.line.row.removed_at is None


def registers_page(*, viewer: Person) -> RegistersPage:
    """The registers of the bodies where a person works. A constant number of queries."""
    scope = scope_of(viewer)
    roots = {path[: tree.WIDTH] for verb in ("register.keep", "board.see") for path, _whole in scope.paths(verb)}
    owners = [int(root, 16) for root in roots]
    rows = list(Register.objects.filter(owner_id__in=owners).order_by("id"))
    seen = permissions.visible_entries(viewer).filter(register__in=rows, removed_at__isnull=True)
    counts = dict(seen.order_by().values_list("register_id").annotate(n=Count("id")))
    mine = [unit_id for unit_id, _name in defining_units(viewer) if unit_id in owners]
    stand = {row.kind for row in rows}
    missing = [one for one in builtin.DEFINITIONS if one.key not in stand] if mine else []
    listed = [(row, builtin.BY_KEY[row.kind].title, counts.get(row.pk, 0)) for row in rows]
    return RegistersPage(listed, missing, mine[0] if mine else None)


def _lines(definition: Definition, rows: Iterable[RegisterEntry]) -> list[EntryLine]:
    """Two queries."""
    found = list(rows)
    names = units.last_names({one for row in found for one in (row.unit_id, row.subject_id) if one})
    meant, today = naming.names_of(definition.sheet, [row.values for row in found]), clock.today()
    out = []
    for row in found:
        shown = [(column, cells.shown(column, row.values.get(column.key), meant)) for column in definition.columns]
        about = names.get((row.subject_id if definition.parent else None) or row.unit_id, "–")
        step = definition.step(row.step) or definition.steps[0]
        out.append(EntryLine(row, names.get(row.unit_id, "–"), shown, step, today, about))
    return out


def register_page(*, viewer: Person, register_id: int, step: str = "", page: int = 1) -> RegisterPage:
    """The lines of a register, newest first. A constant number of queries."""
    row = permissions.register_door(viewer, register_id)
    definition = builtin.BY_KEY[row.kind]
    seen = permissions.visible_entries(viewer).filter(register=row)
    counts = dict(seen.filter(removed_at__isnull=True).order_by().values_list("step").annotate(n=Count("id")))
    chosen = seen.filter(step=step, removed_at__isnull=True) if definition.step(step) else seen
    found = Paginator(chosen.order_by("-day", "-id"), PAGE_ROWS).get_page(page)
    may_link, own = permissions.can_define(viewer, path_today(row.owner_id) or "-"), permissions.keeping_units(viewer)
    periods = PlanPeriod.objects.filter(plan=row.indicator.plan_id, opened_at__isnull=False) if row.indicator else PlanPeriod.objects.none()
    known = Indicator.objects.filter(plan__owner=row.owner_id, source="register").order_by("id") if may_link else Indicator.objects.none()
    return RegisterPage(
        row=row,
        definition=definition,
        lines=_lines(definition, found),
        page=found,
        steps=[(one, counts.get(one.key, 0)) for one in definition.steps],
        step=step if definition.step(step) else "",
        own=own,
        may_write=permissions.can_keep(viewer, path_today(own[0][0] if own else row.owner_id) or "-"),
        periods=list(periods.select_related("period").order_by("-period__starts")),
        indicators=list(known),
        may_link=may_link,
        intakes=list(row.intakes.filter(unit_id__in=[pk for pk, _name in own]).select_related("actor").order_by("-id")[:5]),
        journal=journal.lines(row),
    )


def entry_page(*, viewer: Person, entry_id: int) -> EntryPage:
    """One line. A constant number of queries."""
    row = permissions.entry_door(viewer, entry_id)
    definition = builtin.BY_KEY[row.register.kind]
    steps = list(row.steps.select_related("actor", "file").order_by("id"))
    below = next((one for one in builtin.DEFINITIONS if one.parent == definition.key), None)
    children = list(row.children.order_by("due", "id")) if below else []
    names = units.last_names([row.subject_id] if row.subject_id else [])
    return EntryPage(
        line=_lines(definition, [row])[0],
        definition=definition,
        steps=[(one, step.title if (step := definition.step(one.step)) else one.step) for one in steps],
        next=definition.after(row.step),
        may_step=permissions.can_step(viewer, row),
        subject_name=names.get(row.subject_id or 0, ""),
        overlaps=overlapping(row, viewer),
        handed=handed(Handover.objects.filter(entry=row)),
        clocks=_clocks(definition, steps),
        children=_lines(below, children) if below else [],
        child_register=Register.objects.filter(owner=row.register.owner_id, kind=below.key).first() if below else None,
        may_keep=permissions.can_keep(viewer, path_today(row.unit_id) or row.path),
        journal=journal.lines(row),
    )


def _clocks(definition: Definition, steps: list[EntryStep]) -> list[Clock]:
    """The statutory times that run from the first step."""
    found = []
    done = {one.step: one.happened_at for one in steps}
    since = steps[0].happened_at
    for step in definition.steps:
        known = builtin.hours(step.clock, clock.day_of(since)) if step.clock else None
        if known is not None:
            until, done_at = since + dt.timedelta(hours=known[0]), done.get(step.key)
            found.append(Clock(step.title, until, known[1], done_at, (done_at or clock.now()) > until))
    return found
