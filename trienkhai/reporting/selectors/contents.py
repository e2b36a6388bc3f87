"""Everything a submission signs besides its own words: work, forms, figures, files, each taken from where it was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans import selectors as plans
from trienkhai.plans.choices import State
from trienkhai.plans.models import Obligation
from trienkhai.registers import cells
from trienkhai.registers import selectors as registers
from trienkhai.registers import shape as shapes
from trienkhai.registers.choices import FillingState

if TYPE_CHECKING:
    from trienkhai.plans.selectors import OwnFigure
    from trienkhai.registers.checking import Fault, Sums
    from trienkhai.registers.models import Filling
    from trienkhai.registers.shape import Shape
    from trienkhai.reporting.models import Submission, SubmissionFile


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of the unit: its sums, and what does not add up in it."""

    row: Filling
    sums: list[tuple[str, str]]
    faults: list[Fault]

    @property
    def title(self) -> str:
        """The form's name."""
        return str(self.row.collection.version.form.title)

    @property
    def is_sent(self) -> bool:
        """The unit has sent it."""
        return self.row.state == FillingState.SENT

    @property
    def sent_id(self) -> int | None:
        """The copy that was sent last, while the form is with whoever asked for it."""
        return self.row.last_sent if self.is_sent else None  # type: ignore[attr-defined]

    @property
    def source(self) -> str:
        """Where its figures come from, in words."""
        if self.is_sent and self.row.sent_at:
            return _("lấy từ biểu đã gửi %(at)s") % {"at": text.moment(self.row.sent_at)}
        return _("chưa gửi, hạn %(due)s") % {"due": text.date(self.row.collection.due)}

    @property
    def mark(self) -> str:
        """The kind of its status mark."""
        return {"empty": "open", "draft": "draft", "sent": "done", "returned": "late"}[self.row.state]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the unit owes and said elsewhere for the round, as it stands now."""

    works: list[Obligation]
    forms: list[FormLine] = field(default_factory=list)
    figures: list[OwnFigure] = field(default_factory=list)
    files: list[SubmissionFile] = field(default_factory=list)


def owed_by(row: Submission) -> QuerySet[Obligation]:
    """What the unit owes in the round: in the plan's period, or over several the last of each task. Handed-over work is not its own."""
    owed = Obligation.objects.filter(unit_id=row.unit_id).exclude(state=State.RELEASED)
    made = row.round
    if made.held_id is not None:
        return owed.filter(period=made.held_id)
    if made.regime.plan_id is None:
        return owed.none()
    within = {"period__period__starts__gte": made.period.starts, "period__period__ends__lte": made.period.ends}
    rows = owed.filter(period__plan=made.regime.plan_id, **within)
    same = {name: OuterRef(name) for name in ("unit_id", "task_id", "duty")}
    later = Obligation.objects.filter(period__period__ends__gt=OuterRef("period__period__ends"), **same, **within)
    return rows.exclude(Exists(later.exclude(state=State.RELEASED)))


def contents_of(row: Submission) -> Contents:
    """Everything besides words. A constant number of queries."""
    works = list(owed_by(row).select_related("task__plan", "period__period").order_by("task__order", "id"))
    files = list(row.files.filter(removed_at__isnull=True).select_related("file", "added_by").order_by("id"))
    held = row.round.held
    if held is None:
        return Contents(works, files=files)
    fillings = registers.asked_of(unit_id=row.unit_id, plan_period_id=held.pk)
    faults = registers.cross_checks(fillings)
    return Contents(
        works=works,
        forms=[FormLine(one, sums_in_words(read_shape(one), one.sums), faults.get(one.pk, [])) for one in fillings],
        figures=plans.own_figures(unit_id=row.unit_id, plan_period=held, task_ids={work.task_id for work in works}),
        files=files,
    )


def read_shape(row: Filling) -> Shape:
    """What the form asks."""
    return shapes.from_json(row.collection.version.shape)


def sums_in_words(shape: Shape, sums: Sums) -> list[tuple[str, str]]:
    """The totals of a form: (column, figure with its measure)."""
    out: list[tuple[str, str]] = []
    for sheet in shape.sheets:
        for column in sheet.totalled:
            value: Any = sums.get(sheet.key, {}).get(column.key)
            if value is not None:
                out.append((column.title, f"{cells.shown(column, value)} {column.measure}".strip()))
    return out
