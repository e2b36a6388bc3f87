"""Whole lists of a board as sheets to take away: what a page shows a part of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.lists import Cell, Sheet
from trienkhai.periods import timeliness
from trienkhai.plans import counting, figures
from trienkhai.plans.choices import Confirmation, Duty, State, Timeliness
from trienkhai.plans.models import BoardCount, Obligation
from trienkhai.plans.selectors.boards import View, counted, look
from trienkhai.plans.selectors.heat import heat_map
from trienkhai.units import selectors as units
from trienkhai.units import tree

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person

MOST = 50_000
"""Rows of one list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows a list, as the page's address says it."""

    plan_period_id: int | None = None
    task_id: int | None = None
    branch: str = ""
    way: str = ""
    kind: str = ""


def sheet(*, viewer: Person, plan_id: int, what: str, asked: Asked) -> Sheet:
    """One list of a plan's period, whole; `Hidden` for a list that there is not, denied to who does not see the board.

    Raises Refusal when it has too many rows for one file.
    """
    make = LISTS.get(what)
    if make is None:
        raise Hidden
    return make(viewer, look(viewer, plan_id, asked.plan_period_id), asked)


def _period(view: View) -> str:
    return view.chosen.period.label if view.chosen else ""


def _heads() -> list[str]:
    ways = [str(Timeliness(way).label) for way in ("done_on_time", "done_late", "open_in_time", "open_overdue")]
    return [*ways, _("Thường xuyên: có minh chứng"), _("Thường xuyên: tổng"), _("Tạm dừng"), _("Chưa báo cáo")]


def _values(line: figures.Figures) -> list[Cell]:
    ways = [line.done_on_time, line.done_late, line.open_in_time, line.open_overdue]
    return [*ways, line.steady_done, line.steady, line.suspended, line.not_started]


def _sums(view: View) -> figures.Board:
    rows = BoardCount.objects.filter(period_id=view.chosen.pk if view.chosen else 0)
    return figures.board(counted(rows), view.day)


def _tasks(_viewer: Person, view: View, _asked: Asked) -> Sheet:
    sums = _sums(view)
    rows = [[task.key, task.title, *_values(sums.by_task.get(task.pk, figures.Figures()))] for task in view.plan.tasks.all()]
    return Sheet("nhiem-vu", _period(view), [_("Mục"), _("Nhiệm vụ"), *_heads()], rows)


def _branches(_viewer: Person, view: View, _asked: Asked) -> Sheet:
    sums = {branch: line for branch, line in _sums(view).by_branch.items() if branch != counting.ALL}
    ids = {branch: int(branch, 16) if branch else view.plan.owner_id for branch in sums}
    named = units.units_by_ids(ids.values())
    names = {branch: named[pk].name if pk in named else "–" for branch, pk in ids.items()}
    rows = [[names[branch], *_values(sums[branch])] for branch in sorted(sums, key=lambda branch: text.sort_key(names[branch]))]
    return Sheet("nhanh", _period(view), [_("Nhánh"), *_heads()], rows)


def _owed(view: View, asked: Asked) -> QuerySet[Obligation]:
    """Works of a period, narrowed, with the present name of their unit."""
    rows = Obligation.objects.filter(period_id=view.chosen.pk if view.chosen else 0).exclude(state=State.RELEASED)
    if asked.task_id is not None:
        if not view.plan.tasks.filter(pk=asked.task_id).exists():
            raise Hidden
        rows = rows.filter(task=asked.task_id)
    if asked.branch:
        low, high = tree.subtree(units.get_unit(unit_id=int(asked.branch, 16)).path)
        rows = rows.filter(path__gte=low, path__lt=high)
    rows = rows.annotate(way=timeliness.expression(view.day))
    rows = rows.filter(way=asked.way) if asked.way in Timeliness.values else rows
    now = FilteredRelation("unit__placements", condition=Q(unit__placements__valid_to__isnull=True))
    return rows.annotate(here=now, unit_name=F("here__name"))


def _bounded(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    if rows.count() > MOST:
        raise Refusal(
            _("Danh sách có hơn %(most)s dòng, quá dài cho một tệp.") % {"most": text.number(MOST)},
            _("Hãy lọc theo nhiệm vụ, nhánh hoặc tình trạng rồi tải."),
        )
    return rows


def _works(_viewer: Person, view: View, asked: Asked) -> Sheet:
    rows = _bounded(_owed(view, asked)).order_by("task_id", "unit_id", "duty", "turn")
    return Sheet("viec", _period(view), _work_heads(), _work_rows(rows))


def _silent(_viewer: Person, view: View, asked: Asked) -> Sheet:
    said = counting.silent(view.chosen.pk if view.chosen else 0)
    rows = _bounded(_owed(view, asked).filter(pk__in=said.values("pk"))).order_by("path", "task_id")
    return Sheet("chua-bao-cao", _period(view), _work_heads(), _work_rows(rows))


def _work_heads() -> list[str]:
    return [
        _("Đơn vị"),
        _("Mục"),
        _("Nhiệm vụ"),
        _("Vai trò"),
        _("Hạn"),
        _("Trạng thái"),
        _("Thời hạn"),
        _("Hoàn thành ngày"),
        _("Xác nhận"),
    ]


def _work_rows(rows: QuerySet[Obligation]) -> Iterator[list[Cell]]:
    columns = ("unit_name", "task__key", "task__title", "duty", "due", "state", "way", "done_on", "confirmation")
    for name, key, title, duty, due, state, way, done_on, confirmation in rows.values_list(*columns).iterator(2000):
        said = str(Confirmation(confirmation).label) if confirmation else ""
        words = [str(State(state).label), str(Timeliness(way).label)]
        yield [name or "–", key, " ".join(title.split()), str(Duty(duty).label), due, *words, done_on, said]


def _heat(viewer: Person, view: View, asked: Asked) -> Sheet:
    given = {"plan_period_id": view.chosen.pk if view.chosen else None, "branch": asked.branch, "kind": asked.kind}
    page = heat_map(viewer=viewer, plan_id=view.plan.pk, rows=MOST // 10, **given)  # type: ignore[arg-type]
    if page.page.paginator.num_pages > 1:
        raise Refusal(_("Bản đồ có quá nhiều đơn vị cho một tệp."), _("Hãy lọc theo nhánh hoặc loại đơn vị rồi tải."))
    rows = [[row.unit_name, *(cell.label if cell else "" for cell in row.cells)] for row in page.rows]
    return Sheet("ban-do", _period(view), [_("Đơn vị"), *(task.key for task in page.tasks)], rows)


LISTS: dict[str, Callable[[Person, View, Asked], Sheet]] = {
    "nhiem-vu": _tasks,
    "nhanh": _branches,
    "viec": _works,
    "chua-bao-cao": _silent,
    "ban-do": _heat,
}
