"""Reading regimes: those that a person sees, one with the rows before it, and what one may be made for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden
from trienkhai.documents import selectors as documents
from trienkhai.plans import selectors as plans
from trienkhai.plans.choices import PlanState
from trienkhai.reporting import cutoffs, permissions, proposing
from trienkhai.reporting.models import Regime, Round
from trienkhai.reporting.selectors.rounds import with_tallies
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.models import Plan
    from trienkhai.reporting.proposing import ProposedRegime
    from trienkhai.reporting.selectors.rounds import RoundLine
    from trienkhai.units.models import UnitGroup

MOST = 100


@dataclass(frozen=True, slots=True)
class RegimePage:
    """A regime: the present row, those before it, and its rounds."""

    regime: Regime
    former: list[Regime]
    may_rule: Verdict
    rounds: list[RoundLine]
    owner_name: str
    lines: list[JournalLine] = field(default_factory=list)

    @property
    def stretches(self) -> list[tuple[str, str]]:
        """First and last days that no calendar gives, as ISO days."""
        return [(first, last) for first, last in self.regime.stretches]

    @property
    def may_end(self) -> bool:
        """It stands by itself and still holds."""
        own = self.regime.plan_id is None or self.regime.frequency in cutoffs.BY_HAND
        return bool(self.may_rule) and own and self.regime.valid_to is None


@dataclass(frozen=True, slots=True)
class NewRegime:
    """What a regime may be made for: groups of the units where this person rules, and issued plans."""

    groups: list[UnitGroup]
    plans: list[Plan]


def list_regimes(*, viewer: Person) -> list[Regime]:
    """The regimes that hold now of bodies whose reports this person sees. One query and the scope."""
    owners = permissions.placed_where(viewer, "report.see").filter(unit=OuterRef("owner"))
    rows = Regime.objects.filter(Exists(owners), valid_to__isnull=True).select_related("plan", "reporters")
    return list(rows.order_by("name", "id")[:MOST])


def rows_of(*, viewer: Person, plan_id: int | None = None, regime_id: int | None = None) -> list[Regime]:
    """The rows of a plan's own regime, or of the one this row belongs to, newest first; `Hidden` when there is none for this person."""
    if regime_id is None:
        rows = Regime.objects.filter(plan_id=plan_id or 0).exclude(frequency__in=cutoffs.BY_HAND)
    else:
        asked = Regime.objects.filter(pk=regime_id).values("series")
        rows = Regime.objects.filter(series__in=asked)
    found = list(rows.select_related("plan", "author", "reporters", "document").order_by("-valid_from", "-id"))
    if not found:
        raise Hidden
    permissions.regime_door(viewer, found[0])
    return found


def get_regime(*, viewer: Person, plan_id: int | None = None, regime_id: int | None = None) -> RegimePage:
    """One regime with the rows before it and its last rounds; `Hidden` when there is none for this person."""
    found = rows_of(viewer=viewer, plan_id=plan_id, regime_id=regime_id)
    present = found[0]
    rounds = Round.objects.filter(series=present.series).select_related("regime", "period", "expected_set").order_by("-period__ends")
    return RegimePage(
        regime=present,
        former=found[1:],
        may_rule=permissions.can_rule(viewer, permissions.path_of_owner(present.owner_id)),
        rounds=with_tallies(list(rounds[:12])),
        owner_name=units.last_known(unit_id=present.owner_id).name,
        lines=journal.lines(present),
    )


def what_may_be_asked(*, viewer: Person) -> NewRegime:
    """Groups and plans of the units where this person rules reporting; a denial says who may."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("regime.rule")}
    owners = {h.unit_id for h in scope.holdings if h.path in paths}
    if not owners:
        home = scope.home
        permissions.can_rule(viewer, home.path if home else "-").require()
    issued = [plan for plan in plans.overseen_plans(viewer=viewer, limit=MOST) if plan.state == PlanState.ISSUED]
    return NewRegime(units.list_groups(owner_ids=owners), [plan for plan in issued if plan.owner_id in owners])


def proposed_regimes(*, viewer: Person, document_id: int) -> list[ProposedRegime]:
    """What the sentences of a read document ask to be reported; nothing is made. `Hidden` when it is not there for this person."""
    what_may_be_asked(viewer=viewer)
    card = documents.get_document(viewer, document_id)
    words = documents.source_text(document_id)
    return proposing.propose(words, title=card.title or card.file_name, symbol=card.code, issued_on=card.issued_on, today=clock.today())


def proposed_regime(*, viewer: Person, document_id: int, at: int) -> ProposedRegime:
    """One of them, counted from one."""
    found = proposed_regimes(viewer=viewer, document_id=document_id)
    if not 1 <= at <= len(found):
        raise Hidden
    return found[at - 1]
