"""Indicators: defined with a plan, given targets, entered by units, pushed by registers. Figures are only followed by later ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.plans import permissions
from trienkhai.plans.choices import WEIGHED, IndicatorSource
from trienkhai.plans.models import Indicator, IndicatorTarget, IndicatorValue, Obligation, Plan, PlanPeriod
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

FIELDS = ("title", "definition", "measure", "source", "rule", "baseline", "is_less_better")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a pushed figure came from: the room, the row there, and words that stay when the row is gone."""

    room: str
    row_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of one unit in one period."""

    unit_id: int
    value: Decimal
    weight: Decimal | None = None
    note: str = ""


@transaction.atomic
def save_indicator(
    *, actor: Person, plan_id: int, values: dict[str, Any], indicator_id: int | None = None, version: int = 0, target: Decimal | None = None
) -> Indicator:
    """Define an indicator of a plan or change one. `values` are `FIELDS`, and ids of `task`, `numerator` and `denominator`;
    `target` is that of the whole plan and all units together.

    Raises Refusal for parts of another plan, for a computed one without both parts, and when figures stand and their meaning would
    change; Conflict when somebody changed it meanwhile.
    """
    plan = permissions.plan_door(actor, plan_id)
    permissions.can_prepare(actor, permissions.owner_path(plan)).require()
    row = Indicator(plan=plan, created_at=clock.now()) if indicator_id is None else _locked(plan, indicator_id, version)
    before = (row.source, row.rule, row.measure)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.task_id = values.get("task")
    row.numerator_id, row.denominator_id = values.get("numerator"), values.get("denominator")
    _check(plan, row, before)
    row.version += 0 if row.pk is None else 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("Kế hoạch đã có chỉ tiêu tên này."), _("Hãy đặt tên khác hoặc sửa chỉ tiêu đang có.")) from error
    verb = "plans.indicator.defined" if indicator_id is None else "plans.indicator.changed"
    journal.record(actor, verb, row, plan.owner_id, plan=plan.pk, source=row.source, rule=row.rule)
    _put_target(row, None, None, target)
    return row


def _put_target(row: Indicator, period: int | None, unit: int | None, value: Decimal | None) -> None:
    where: dict[str, Any] = {"indicator": row, "period_id": period, "unit_id": unit}
    if value is None:
        IndicatorTarget.objects.filter(**where).delete()
    else:
        IndicatorTarget.objects.update_or_create(**where, defaults={"value": value})


def _locked(plan: Plan, indicator_id: int, version: int) -> Indicator:
    row = Indicator.objects.select_for_update().filter(pk=indicator_id, plan=plan).first()
    if row is None:
        raise Hidden
    if row.version != version:
        raise Conflict(_("Người khác vừa sửa chỉ tiêu này."), _("Hãy tải lại trang rồi sửa tiếp."))
    return row


def _check(plan: Plan, row: Indicator, before: tuple[str, str, str]) -> None:
    if row.task_id is not None and not plan.tasks.filter(pk=row.task_id).exists():
        raise Refusal(_("Nhiệm vụ này không thuộc kế hoạch."), _("Hãy chọn nhiệm vụ của kế hoạch."))
    parts = {part for part in (row.numerator_id, row.denominator_id) if part is not None}
    computed = row.source == IndicatorSource.COMPUTED
    known = plan.indicators.filter(pk__in=parts).exclude(source=IndicatorSource.COMPUTED).exclude(pk=row.pk or 0).count()
    if computed and not (row.numerator_id and row.denominator_id and known == len(parts)):
        raise Refusal(
            _("Chỉ tiêu tự tính cần tử số và mẫu số là chỉ tiêu khác của kế hoạch, không phải chỉ tiêu tự tính."),
            _("Hãy lập hai chỉ tiêu đó trước."),
        )
    if not computed:
        row.numerator_id = row.denominator_id = None
    if row.pk and before != (row.source, row.rule, row.measure) and row.values.exists():
        raise Refusal(
            _("Chỉ tiêu đã có số liệu nên không đổi được nguồn, cách tổng hợp và đơn vị tính."),
            _("Hãy lập chỉ tiêu mới nếu cách đo thay đổi."),
        )


@transaction.atomic
def set_targets(*, actor: Person, indicator_id: int, targets: Iterable[tuple[int | None, int | None, Decimal | None]]) -> int:
    """Targets by (period, unit); no period is the whole plan, no unit all together, no value takes a target away. How many were said.

    Raises Refusal for a period or a unit that is not of the plan.
    """
    row = permissions.indicator_door(actor, indicator_id)
    permissions.can_prepare(actor, permissions.owner_path(row.plan)).require()
    said = list(targets)
    periods = {period for period, _unit, _value in said if period is not None}
    units = {unit for _period, unit, _value in said if unit is not None}
    if PlanPeriod.objects.filter(plan=row.plan, pk__in=periods).count() != len(periods):
        raise Refusal(_("Kỳ này không thuộc kế hoạch."), _("Hãy chọn kỳ của kế hoạch."))
    owing = Obligation.objects.filter(period__plan=row.plan, unit_id__in=units)
    if set(owing.values_list("unit_id", flat=True).distinct()) != units:
        raise Refusal(_("Đơn vị này không có việc trong kế hoạch."), _("Hãy chọn đơn vị được giao việc của kế hoạch."))
    for period, unit, value in said:
        _put_target(row, period, unit, value)
    journal.record(actor, "plans.indicator.targeted", row, row.plan.owner_id, n=len(said))
    return len(said)


@transaction.atomic
def enter_value(*, actor: Person, indicator_id: int, plan_period_id: int, said: Said) -> IndicatorValue:
    """A unit's figure for a period. Raises Refusal when figures come from elsewhere or the weight is missing; `Hidden` to other units."""
    row = permissions.indicator_door(actor, indicator_id)
    permissions.can_report(actor, path_today(said.unit_id) or "-").require()
    if row.source != IndicatorSource.ENTERED:
        raise Refusal(
            _("Chỉ tiêu này lấy số liệu từ sổ theo dõi hoặc tự tính, không nhập tay."), _("Hãy ghi vào sổ theo dõi; số liệu tự cập nhật.")
        )
    return _append(actor, row, plan_period_id, said, None)


@transaction.atomic
def push_value(*, actor: Person, indicator_id: int, plan_period_id: int, said: Said, origin: Origin) -> IndicatorValue | None:
    """A figure that a register adds up. The register has asked who may; None when the same figure stands already.

    Raises Refusal when the indicator takes its figures from elsewhere.
    """
    row = Indicator.objects.select_related("plan").get(pk=indicator_id)
    if row.source != IndicatorSource.REGISTER:
        raise Refusal(_("Chỉ tiêu này không lấy số liệu từ sổ theo dõi."), _("Hãy chọn chỉ tiêu có nguồn là sổ theo dõi."))
    stands = row.values.filter(period=plan_period_id, unit=said.unit_id, is_current=True).first()
    if stands is not None and (stands.value, stands.weight, stands.origin_words) == (said.value, said.weight, origin.words):
        return None
    return _append(actor, row, plan_period_id, said, origin)


def _append(actor: Person, row: Indicator, plan_period_id: int, said: Said, origin: Origin | None) -> IndicatorValue:
    if row.rule in WEIGHED and not (said.weight and said.weight > 0):
        raise Refusal(_("Cách tổng hợp của chỉ tiêu này cần thêm số làm mẫu, làm trọng số."), _("Hãy nhập số lớn hơn 0 ở ô bên cạnh."))
    period = PlanPeriod.objects.filter(pk=plan_period_id, plan=row.plan).first()
    if period is None:
        raise Hidden
    Indicator.objects.select_for_update().get(pk=row.pk)
    row.values.filter(period=period, unit_id=said.unit_id, is_current=True).update(is_current=False)
    made = IndicatorValue.objects.create(
        indicator=row,
        period=period,
        unit_id=said.unit_id,
        value=said.value,
        weight=said.weight,
        note=said.note.strip()[:2000],
        origin=origin.room if origin else "",
        origin_id=origin.row_id if origin else None,
        origin_words=origin.words[:250] if origin else "",
        actor=actor,
        at=clock.now(),
    )
    journal.record(actor, "plans.indicator.valued", row, said.unit_id, period=period.pk, value=str(said.value), pushed=origin is not None)
    return made
