"""The units of a period: how many at its opening and now, every dated entry since, and units the plan means that are not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from trienkhai.core import text
from trienkhai.periods.models import ExpectedMember
from trienkhai.periods.selectors import Denominator, denominator
from trienkhai.plans import permissions
from trienkhai.plans.choices import OBLIGED
from trienkhai.plans.models import Addressee, Plan
from trienkhai.plans.selectors.boards import View, look
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

PAGE_ROWS, LATE = 50, 20


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """The expected set of one period on screen. `entries` are members that came or went after the opening."""

    view: View
    units_expected: Denominator | None
    entries: list[tuple[ExpectedMember, str]]
    page: Page[Any]
    late: list[tuple[int, str]]
    found: list[tuple[int, str]]
    words: str
    may_change: Verdict


def expected_page(*, viewer: Person, plan_id: int, plan_period_id: int | None = None, words: str = "", page: int = 1) -> ExpectedPage:
    """The units of a period, with up to twenty that came under the plan's groups later or left, and members found by name.

    One query for each group that the plan addresses, else constant.
    """
    view = look(viewer, plan_id, plan_period_id)
    frozen = view.chosen.expected_set if view.chosen else None
    rows = ExpectedMember.objects.filter(expected_set=frozen) if frozen else ExpectedMember.objects.none()
    changed = rows.exclude(entry_reason="", left_on__isnull=True).select_related("author").order_by("-entered_on", "-id")
    shown = Paginator(changed, PAGE_ROWS).get_page(page)
    names = units.units_by_ids([row.unit_id for row in shown])
    return ExpectedPage(
        view=view,
        units_expected=denominator(frozen),
        entries=[(row, names[row.unit_id].name if row.unit_id in names else "–") for row in shown],
        page=shown,
        late=_late(view.plan, rows.filter(left_on__isnull=True), rows.filter(left_on__isnull=False)) if frozen else [],
        found=_found(words, view.owner_path, rows) if frozen and words else [],
        words=words,
        may_change=permissions.can_prepare(viewer, view.owner_path),
    )


def _late(plan: Plan, rows: QuerySet[ExpectedMember], left: QuerySet[ExpectedMember]) -> list[tuple[int, str]]:
    """Units that the plan's groups mean today and that are not in the set, and those that left it and stand."""
    addressed = Addressee.objects.filter(task__plan=plan, duty__in=OBLIGED, group__isnull=False).select_related("group")
    groups = {row.group_id: row.group for row in addressed if row.group is not None}
    inside = Exists(rows.filter(unit_id=OuterRef("unit_id")))
    gone = left.exclude(unit_id__in=rows.values("unit_id")).order_by("-left_on").values_list("unit_id", flat=True)[:LATE]
    late = {unit.id: unit.name for unit in units.units_by_ids(list(gone)).values()}
    for group in groups.values():
        late |= dict(units.members_of(group).exclude(inside).values_list("unit_id", "name")[:LATE])
    return sorted(late.items(), key=lambda pair: text.sort_key(pair[1]))[:LATE]


def _found(words: str, owner_path: str, rows: QuerySet[ExpectedMember]) -> list[tuple[int, str]]:
    """Present members of the set by name."""
    named = {unit.id: unit.name for unit in units.search_units(words=words, under_path=owner_path[: tree.WIDTH])}
    present = rows.filter(unit_id__in=named, left_on__isnull=True).values_list("unit_id", flat=True)
    return [(unit_id, named[unit_id]) for unit_id in present]
