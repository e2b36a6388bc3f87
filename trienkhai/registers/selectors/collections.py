"""What all units filled in for a collection: how many, who has not, and sums by branch from the fillings' own sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Value, When

from trienkhai.core import clock, journal, text
from trienkhai.plans import counting
from trienkhai.registers import cells, permissions
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import WRITTEN, FillingState
from trienkhai.registers.models import Collection, Filling, Handover
from trienkhai.registers.selectors.fillings import Owed
from trienkhai.registers.selectors.handed import Handed, handed
from trienkhai.registers.selectors.owing import owing
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.registers.shape import Column, Shape, Sheet

PAGE_ROWS = 50


@dataclass(slots=True)
class BranchSums:
    """A branch below the plan's owner: its units asked, those that sent, and the sums of what they sent."""

    branch: str
    name: str = ""
    asked: int = 0
    sent: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, state: str, said: dict[str, str]) -> None:
        """Count one filling in."""
        self.asked += 1
        if state != FillingState.SENT:
            return
        self.sent += 1
        for key, words in said.items():
            self.sums[key] = self.sums.get(key, Decimal(0)) + (cells.number_of(words) or Decimal(0))


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """A collection on screen for those who see the plan's board."""

    row: Collection
    shape: Shape
    sheet: Sheet
    columns: list[Column]
    whole: list[str]
    branches: list[tuple[BranchSums, list[str]]]
    asked: int
    sent: int
    nil: int
    late: int
    unasked: int
    show: str
    listed: list[Owed]
    page: Page[Any]
    may_ask: Verdict
    handed: list[Handed]
    journal: list[JournalLine]

    @property
    def waiting(self) -> int:
        """Units that have not sent."""
        return self.asked - self.sent


def open_collections(*, viewer: Person) -> list[tuple[Collection, int, int]]:
    """Collections that this person follows, newest first: how many units were asked and how many sent. Two queries."""
    rows = list(
        permissions.visible_collections(viewer).select_related("version__form", "period__period", "task").order_by("-id")[:PAGE_ROWS]
    )
    counts: dict[tuple[int, bool], int] = {}
    for collection_id, state, n in (
        Filling.objects.filter(collection__in=[row.pk for row in rows])
        .exclude(state=FillingState.RELEASED)
        .values_list("collection_id", "state")
        .annotate(n=Count("id"))
        .order_by()
    ):
        key = (collection_id, state == FillingState.SENT)
        counts[key] = counts.get(key, 0) + n
    return [(row, counts.get((row.pk, True), 0) + counts.get((row.pk, False), 0), counts.get((row.pk, True), 0)) for row in rows]


def sums_by_branch(
    fillings: Iterable[tuple[str, str, dict[str, dict[str, str]]]], sheet_key: str, owner_path: str
) -> dict[str, BranchSums]:
    """Fillings (path, state, sums) added up by branch."""
    out: dict[str, BranchSums] = {}
    for path, state, sums in fillings:
        branch = counting.branch_of(owner_path, path)
        out.setdefault(branch, BranchSums(branch)).add(state, sums.get(sheet_key, {}))
    return out


def named_branches(row: Collection, found: dict[str, BranchSums]) -> list[BranchSums]:
    """Branches with their names, in the order of the structure. One query."""
    ids = {branch: int(branch, 16) if branch else row.period.plan.owner_id for branch in found}
    names = units.units_by_ids(ids.values())
    for branch, line in found.items():
        line.name = names[ids[branch]].name if ids[branch] in names else "–"
    return sorted(found.values(), key=lambda line: line.branch)


def collection_page(*, viewer: Person, collection_id: int, sheet_key: str = "", show: str = "", page: int = 1) -> CollectionPage:
    """How far a collection is. A constant number of queries."""
    row = permissions.collection_door(viewer, collection_id)
    shape = shapes.from_json(row.version.shape)
    sheet = shape.sheet(sheet_key) or shape.sheets[0]
    columns = list(sheet.totalled)
    counted = Filling.objects.filter(collection=row).exclude(state=FillingState.RELEASED)
    everything = list(counted.order_by("path").values_list("path", "state", "sums", "is_nil"))
    found = named_branches(
        row, sums_by_branch(((path, state, sums) for path, state, sums, _nil in everything), sheet.key, row.period.owner_path)
    )
    whole = BranchSums("")
    for path, state, sums, _nil in everything:
        del path
        whole.add(state, sums.get(sheet.key, {}))
    listed = _listed(row, show, page)
    names, today = units.last_names({one.unit_id for one in listed}), clock.today()
    waiting = whole.asked - whole.sent
    return CollectionPage(
        row=row,
        shape=shape,
        sheet=sheet,
        columns=columns,
        whole=_figures(columns, whole),
        branches=[(line, _figures(columns, line)) for line in found],
        asked=whole.asked,
        sent=whole.sent,
        nil=sum(1 for _path, state, _sums, nil in everything if nil and state == FillingState.SENT),
        late=waiting if row.due < today else 0,
        unasked=_unasked(row),
        show=show if show == "all" else "",
        listed=[Owed(one, names.get(one.unit_id, "–"), today) for one in listed],
        page=listed,
        may_ask=permissions.can_return(viewer, row),
        handed=handed(Handover.objects.filter(filling__collection=row)),
        journal=journal.lines(row),
    )


def _figures(columns: list[Column], line: BranchSums) -> list[str]:
    return [text.number(line.sums.get(column.key, Decimal(0))) for column in columns]


def _listed(row: Collection, show: str, page: int) -> Page[Any]:
    """Who has not sent, returned ones first; or everybody."""
    rows = Filling.objects.filter(collection=row).select_related("collection")
    rows = rows if show == "all" else rows.filter(state__in=WRITTEN)
    first = Case(
        When(state=FillingState.RETURNED, then=Value(0)),
        When(state=FillingState.SENT, then=Value(2)),
        When(state=FillingState.RELEASED, then=Value(3)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return Paginator(rows.annotate(first=first).order_by("first", "path"), PAGE_ROWS).get_page(page)


def _unasked(row: Collection) -> int:
    """Units that owe the task by now and were not asked. One query."""
    known = Filling.objects.filter(collection=row).values("unit_id")
    return owing(row.task_id, row.period_id).exclude(unit_id__in=known).count()
