"""How complete and how timely a regime's reports were over its last rounds, whole and by branch, with opening and present denominators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.functions import Substr

from trienkhai.core import clock, text
from trienkhai.reporting.models import Round, Submission
from trienkhai.reporting.selectors.regimes import rows_of
from trienkhai.reporting.selectors.rounds import Tally, grouped, named_branches
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.reporting.models import Regime
    from trienkhai.reporting.selectors.rounds import BranchTally

PERIODS = 12
WIDTH, TOP, FOOT, WIDEST = 960, 12, 188, 56
"""The chart, where its columns begin and end, and how wide one is at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a column, as a picture takes it."""

    x: str
    y: str
    width: str
    height: str
    kind: str


@dataclass(frozen=True, slots=True)
class PeriodTally:
    """One round: its tally, and its column."""

    round: Round
    tally: Tally
    parts: list[Part]
    x: str

    @property
    def sent(self) -> int:
        """Units that have sent."""
        return self.tally.on_time + self.tally.late

    @property
    def with_content(self) -> int:
        """Units that have sent something else than that there was nothing."""
        return self.sent - self.tally.nil

    @property
    def complete(self) -> str:
        """Units that have sent, in per cent of those that must by now."""
        return share(self.sent, self.tally.expected)

    @property
    def timely(self) -> str:
        """Units that sent in time, likewise."""
        return share(self.tally.on_time, self.tally.expected)


@dataclass(frozen=True, slots=True)
class BranchOverTime:
    """A branch in the same rounds; None where it had nobody."""

    branch: BranchTally
    cells: list[Tally | None]


@dataclass(frozen=True, slots=True)
class OverTime:
    """The last rounds of a regime, oldest first."""

    regime: Regime
    periods: list[PeriodTally]
    branches: list[BranchOverTime]


def share(part: int, whole: int) -> str:
    """Per cent in words; never more than there is, never of nothing."""
    return f"{text.number(round(100 * part / whole, 1))} %" if whole else "–"


def over_time(*, viewer: Person, regime_id: int) -> OverTime:
    """The last rounds of a regime; `Hidden` when it is not there for this person. A constant number of queries."""
    regime = rows_of(viewer=viewer, regime_id=regime_id)[0]
    rows = Round.objects.filter(series=regime.series).select_related("period", "expected_set", "regime").order_by("-period__ends")
    rounds = list(rows[:PERIODS])[::-1]
    whole: dict[int, Tally] = {made.pk: Tally(opening=made.expected_set.opening_count) for made in rounds}
    parts: dict[str, dict[int, Tally]] = defaultdict(dict)
    at = len(rounds[-1].owner_path) + 1 if rounds else 1
    submissions = Submission.objects.filter(round__in=list(whole)).annotate(branch=Substr("path", at, tree.WIDTH))
    for row in grouped(submissions, clock.today(), "round_id", "branch"):
        whole[row["round_id"]].take(row)
        parts[row["branch"]].setdefault(row["round_id"], Tally()).take(row)
    sums = {name: _together(tallies.values()) for name, tallies in parts.items()}
    named = named_branches(sums)
    return OverTime(
        regime=regime,
        periods=[_column(made, whole[made.pk], place, len(rounds)) for place, made in enumerate(rounds)],
        branches=[BranchOverTime(one, [parts[one.branch].get(made.pk) for made in rounds]) for one in named],
    )


def _together(tallies: object) -> Tally:
    out = Tally()
    for one in tallies:  # type: ignore[attr-defined]
        for name in ("expected", "on_time", "late", "open", "overdue", "accepted", "returned", "waiting", "nil"):
            setattr(out, name, getattr(out, name) + getattr(one, name))
    return out


def _column(made: Round, tally: Tally, place: int, count: int) -> PeriodTally:
    """A column of the four ways, from below: in time, late, still open, overdue."""
    step = WIDTH / max(count, 1)
    width, bottom, parts = min(step * 0.6, WIDEST), float(FOOT), []
    left = step * (place + 0.5) - width / 2
    for _label, value, kind in tally.segments:
        height = (FOOT - TOP) * value / tally.expected if tally.expected else 0
        bottom -= height
        if height:
            parts.append(Part(f"{left:.1f}", f"{bottom:.1f}", f"{width:.1f}", f"{height:.1f}", kind))
    return PeriodTally(made, tally, parts, f"{step * (place + 0.5):.1f}")
