"""Reading reminders: what a person's units were reminded of lately and still owe, how many are new, and the rules of an owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock
from trienkhai.plans import permissions, reminding
from trienkhai.plans.choices import OPEN_STATES, MailWish, ReminderKind
from trienkhai.plans.models import Reminder, ReminderRules, ReminderWish
from trienkhai.plans.reminding import Rules
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict
    from trienkhai.units.selectors import UnitAt

PAGE_ROWS, HOME_ROWS = 30, 3
KEPT = dt.timedelta(days=30)
"""How long a notice is shown; the ledger itself stays."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One reminder on screen."""

    row: Reminder
    unit_name: str
    is_new: bool

    @property
    def kind_label(self) -> str:
        """Why, in words."""
        return str(ReminderKind(self.row.kind).label)

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        return {ReminderKind.AFTER: "overdue", ReminderKind.ESCALATED: "overdue", ReminderKind.ON_DUE: "late"}.get(
            ReminderKind(self.row.kind), "wait"
        )


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """A person's notices, newest day first, and how they want them by mail."""

    notices: list[Notice]
    page: Page[Reminder]
    fresh: int
    newest_run_id: int | None
    mail: str
    address: str
    may_rule: Verdict | None
    """Whether the person sets the rules of their own unit's plans; None without a unit."""


@dataclass(frozen=True, slots=True)
class Brief:
    """The notices of a home: how many are new, and the first of them."""

    fresh: int
    notices: list[Notice]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules that hold for a unit's plans, and the rows they come from, newest first."""

    unit: UnitAt
    rules: Rules
    legal_basis: str
    rows: list[ReminderRules]


def _mine(viewer: Person) -> QuerySet[Reminder]:
    """Reminders to the viewer's own units of the last weeks whose work is still open."""
    scope, since = scope_of(viewer), clock.today() - KEPT
    own = _held(viewer, "progress.report")
    above = _held(viewer, "progress.oversee")
    told = (Q(unit_id__in=own) & ~Q(kind=ReminderKind.ESCALATED)) | Q(unit_id__in=above, kind=ReminderKind.ESCALATED)
    rows = Reminder.objects.filter(told, run__day__gte=since, obligation__state__in=OPEN_STATES)
    return rows if scope.holdings else rows.none()


def _held(viewer: Person, verb: str) -> list[int]:
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths(verb)}
    return sorted({h.unit_id for h in scope.holdings if h.path in paths})


def _notices(rows: list[Reminder], seen: int) -> list[Notice]:
    names = units.units_by_ids({row.obligation.unit_id for row in rows})
    return [Notice(row, names[row.obligation.unit_id].name if row.obligation.unit_id in names else "–", row.run_id > seen) for row in rows]


def reminders_page(*, viewer: Person, page: int = 1) -> RemindersPage:
    """A person's notices. A constant number of queries."""
    wish = ReminderWish.objects.filter(person=viewer).first()
    seen = wish.seen_id or 0 if wish else 0
    rows = _mine(viewer).select_related("obligation__task", "run").order_by("-run_id", "obligation__due", "id")
    found = Paginator(rows, PAGE_ROWS).get_page(page)
    shown, home = list(found), scope_of(viewer).home
    return RemindersPage(
        notices=_notices(shown, seen),
        page=found,
        fresh=_mine(viewer).filter(run_id__gt=seen).count(),
        newest_run_id=shown[0].run_id if shown and found.number == 1 else None,
        mail=wish.mail if wish else MailWish.DIGEST,
        address=viewer.email,
        may_rule=permissions.can_prepare(viewer, home.path) if home else None,
    )


def brief(*, viewer: Person) -> Brief:
    """What is new for a home. Four queries at the most; one when nothing is."""
    seen = Coalesce(Subquery(ReminderWish.objects.filter(person=viewer).values("seen_id")), 0)
    fresh, order = _mine(viewer).filter(run_id__gt=seen), ("-run_id", "obligation__due", "id")
    ids = list(fresh.order_by(*order).values_list("pk", flat=True)[: HOME_ROWS + 1])
    if not ids:
        return Brief(0, [])
    count = len(ids) if len(ids) <= HOME_ROWS else fresh.count()
    shown = Reminder.objects.filter(pk__in=ids[:HOME_ROWS]).select_related("obligation__task", "run").order_by(*order)
    return Brief(count, _notices(list(shown), 0))


def rules_page(*, viewer: Person) -> RulesPage:
    """The rules of the viewer's own unit's plans; denied to who does not prepare plans there. Two queries."""
    home = scope_of(viewer).home
    permissions.can_prepare(viewer, home.path if home else "").require()
    assert home is not None  # noqa: S101 - nobody without a unit prepares plans
    rows = list(ReminderRules.objects.filter(owner_id=home.unit_id).select_related("author").order_by("-valid_from"))
    today = clock.today()
    held = next((row for row in rows if row.valid_from <= today), None)
    rules, basis = (reminding.from_json(held.said), held.legal_basis) if held else reminding.default(today)
    return RulesPage(units.get_unit(unit_id=home.unit_id), rules, basis, rows)
