"""What one unit said for the indicators of a plan in one period, beside the period before: for whoever signs that period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from trienkhai.core import text
from trienkhai.plans.choices import IndicatorSource
from trienkhai.plans.models import Indicator, IndicatorTarget, IndicatorValue, PlanPeriod


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """An indicator, the unit's present figure, and the one that stood at the end of the period before."""

    indicator: Indicator
    said: IndicatorValue | None
    before: IndicatorValue | None
    target: Decimal | None

    @property
    def is_missing(self) -> bool:
        """The unit itself must enter it and has not."""
        return self.said is None and self.indicator.source == IndicatorSource.ENTERED

    @property
    def shown(self) -> str:
        """The figure with its measure."""
        return f"{text.number(self.said.value)} {self.indicator.measure}".strip() if self.said else "–"

    @property
    def shown_before(self) -> str:
        """The figure before."""
        return text.number(self.before.value) if self.before else "–"

    @property
    def shown_target(self) -> str:
        """What the unit is to reach."""
        return text.number(self.target) if self.target is not None else "–"

    @property
    def source(self) -> str:
        """Where the figure comes from, in words."""
        if self.said is None:
            return _("chưa nhập") if self.is_missing else _("sổ theo dõi chưa gửi số liệu")
        words = self.said.origin_words or _("đơn vị nhập")
        return _("lấy từ %(source)s, %(at)s") % {"source": words, "at": text.moment(self.said.at)}

    @property
    def moved(self) -> Decimal | None:
        """By how many per cent it moved against the period before; None without one."""
        if self.said is None or self.before is None or not self.before.value:
            return None
        return (self.said.value - self.before.value) / abs(self.before.value) * 100


def own_figures(*, unit_id: int, plan_period: PlanPeriod, task_ids: Collection[int]) -> list[OwnFigure]:
    """Of the plan's indicators those of the whole plan and of these tasks that the unit says itself. Four queries.

    Those computed from others say nothing of their own and are left out.
    """
    rows = Indicator.objects.filter(Q(task__isnull=True) | Q(task__in=list(task_ids)), plan=plan_period.plan_id)
    found = list(rows.exclude(source=IndicatorSource.COMPUTED).select_related("task").order_by("task__order", "id"))
    if not found:
        return []
    values = IndicatorValue.objects.filter(indicator__in=found, unit_id=unit_id, is_current=True)
    said = {one.indicator_id: one for one in values.filter(period=plan_period)}
    earlier = values.filter(period__period__ends__lt=plan_period.period.starts).order_by("period__period__ends")
    before = {one.indicator_id: one for one in earlier}
    targets: dict[int, Decimal] = {}
    own = IndicatorTarget.objects.filter(Q(period=plan_period) | Q(period__isnull=True), indicator__in=found, unit_id=unit_id)
    for target in own.order_by("id"):
        if target.period_id is not None or target.indicator_id not in targets:
            targets[target.indicator_id] = target.value
    return [OwnFigure(row, said.get(row.pk), before.get(row.pk), targets.get(row.pk)) for row in found]
