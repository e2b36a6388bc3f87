"""Reading rounds: who has reported, by branch and over time; the regime they follow. Denominators say what they were at opening."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trienkhai.core import clock
from trienkhai.core.verdict import Verdict
from trienkhai.reporting import permissions, windows
from trienkhai.reporting.choices import GIVEN, WRITTEN, SubmissionState
from trienkhai.reporting.models import Round, Submission
from trienkhai.reporting.selectors.submissions import SubmissionLine, lines_of
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

PAGE_ROWS = 50
ROUNDS = 24
FILTERS = (
    ("", gettext_lazy("Tất cả")),
    ("waiting", gettext_lazy("Chờ tiếp nhận")),
    ("missing", gettext_lazy("Chưa nộp")),
    ("late", gettext_lazy("Muộn, quá hạn")),
    ("returned", gettext_lazy("Trả lại")),
    ("accepted", gettext_lazy("Đã chấp nhận")),
    ("nil", gettext_lazy("Không phát sinh")),
)


@dataclass(slots=True)
class Tally:
    """How many units report, and how far they are. `opening` is how many were expected when the round opened."""

    opening: int = 0
    expected: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    accepted: int = 0
    returned: int = 0
    waiting: int = 0
    nil: int = 0

    @property
    def segments(self) -> list[tuple[str, int, str]]:
        """The four ways for a bar: (label, count, kind)."""
        return [
            (_("Nộp đúng hạn"), self.on_time, "done"),
            (_("Nộp muộn"), self.late, "late"),
            (_("Chưa nộp, trong hạn"), self.open, "open"),
            (_("Chưa nộp, quá hạn"), self.overdue, "overdue"),
        ]

    def take(self, row: dict[str, Any]) -> None:
        """Count one group of submissions in."""
        n, state = row["n"], row["state"]
        self.expected += n
        self.nil += n if row["is_nil"] and state in GIVEN else 0
        self.accepted += n if state == SubmissionState.ACCEPTED else 0
        self.returned += n if state == SubmissionState.RETURNED else 0
        self.waiting += n if state == SubmissionState.SENT else 0
        way = ("late" if row["late"] else "on_time") if row["sent"] else ("overdue" if row["late"] else "open")
        setattr(self, way, getattr(self, way) + n)


@dataclass(frozen=True, slots=True)
class BranchTally:
    """A branch below the plan's owner."""

    branch: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in a list."""

    round: Round
    tally: Tally
    standing: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round: the whole, its branches, its submissions a page at a time, and the rounds before it."""

    round: Round
    standing: str
    tally: Tally
    branches: list[BranchTally]
    lines: list[SubmissionLine]
    page: Page[Any]
    show: str
    branch: str
    others: list[RoundLine]
    may_rule: Verdict

    @property
    def filters(self) -> list[tuple[str, str]]:
        """What the list can be narrowed to: (key, words)."""
        return [(key, str(words)) for key, words in FILTERS]


def grouped(rows: QuerySet[Submission], today: dt.date, *by: str) -> Iterable[dict[str, Any]]:
    """Submissions counted by these columns and by how far they are; released ones left out. One query when read."""
    late = Case(
        When(first_sent_on__gt=F("due"), then=Value(value=True)),
        When(first_sent_on__isnull=True, due__lt=today, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    sent = Case(When(first_sent_on__isnull=False, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    counted = rows.exclude(state=SubmissionState.RELEASED).annotate(late=late, sent=sent)
    return counted.order_by().values(*by, "state", "is_nil", "late", "sent").annotate(n=Count("id"))


def list_rounds(*, viewer: Person, limit: int = ROUNDS) -> list[RoundLine]:
    """Rounds of the plans whose reports this person sees, newest first. A constant number of queries."""
    owners = permissions.placed_where(viewer, "report.see").filter(unit=OuterRef("regime__owner"))
    rows = Round.objects.filter(Exists(owners)).select_related("regime__plan", "period", "expected_set")
    return with_tallies(list(rows.order_by("-period__ends", "-id")[:limit]))


def with_tallies(rounds: list[Round]) -> list[RoundLine]:
    """Rounds with how many units have reported. One query."""
    today = clock.today()
    tallies: dict[int, Tally] = defaultdict(Tally)
    for row in grouped(Submission.objects.filter(round__in=rounds), today, "round_id") if rounds else ():
        tallies[row["round_id"]].take(row)
    for made in rounds:
        tallies[made.pk].opening = made.expected_set.opening_count
    return [RoundLine(made, tallies[made.pk], windows.standing(made, today)) for made in rounds]


def get_round(*, viewer: Person, round_id: int, show: str = "", branch: str = "", page: int = 1) -> RoundPage:
    """One round; `Hidden` when it is not there for this person. A constant number of queries."""
    made, today = permissions.round_door(viewer, round_id), clock.today()
    rows, at = Submission.objects.filter(round=made), len(made.owner_path) + 1
    placed = rows.annotate(branch=Substr("path", at, tree.WIDTH))
    whole = Tally(opening=made.expected_set.opening_count)
    parts: dict[str, Tally] = defaultdict(Tally)
    for row in grouped(placed, today, "branch"):
        whole.take(row)
        parts[row["branch"]].take(row)
    shown = show if show in dict(FILTERS) else ""
    wanted = placed.filter(_wanted(shown, today)).exclude(state=SubmissionState.RELEASED)
    wanted = wanted.filter(branch=branch) if branch in parts else wanted
    found = Paginator(wanted.select_related("round__regime__plan", "round__period").order_by("due", "path"), PAGE_ROWS).get_page(page)
    others = Round.objects.filter(series=made.series).exclude(pk=made.pk)
    others = others.select_related("regime__plan", "period", "expected_set").order_by("-period__ends")
    return RoundPage(
        round=made,
        standing=windows.standing(made, today),
        tally=whole,
        branches=named_branches(parts),
        lines=lines_of(found.object_list, today),
        page=found,
        show=shown,
        branch=branch if branch in parts else "",
        others=with_tallies(list(others[:ROUNDS])),
        may_rule=permissions.can_rule(viewer, permissions.path_of_owner(made.regime.owner_id)),
    )


def named_branches(parts: dict[str, Tally]) -> list[BranchTally]:
    """Branches with the names they have or had, most overdue first. One query."""
    known = units.last_names({int(name, 16) for name in parts})
    named = [BranchTally(name, known.get(int(name, 16), "…"), tally) for name, tally in parts.items()]
    return sorted(named, key=lambda one: (-one.tally.overdue, one.name))


def _wanted(show: str, today: dt.date) -> Q:
    return {
        "waiting": Q(state=SubmissionState.SENT),
        "missing": Q(first_sent_on__isnull=True, state__in=WRITTEN),
        "late": Q(first_sent_on__gt=F("due")) | Q(first_sent_on__isnull=True, due__lt=today),
        "returned": Q(state=SubmissionState.RETURNED),
        "accepted": Q(state=SubmissionState.ACCEPTED),
        "nil": Q(is_nil=True, state__in=GIVEN),
    }.get(show, Q())
