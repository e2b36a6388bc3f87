"""Regimes: of a plan, made when it is issued; of a field or for one question, made by hand; changed and ended by whoever owns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.documents import selectors as documents
from trienkhai.periods.choices import PeriodKind
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Plan
from trienkhai.reporting import cutoffs, permissions
from trienkhai.reporting.choices import CutOff, Method
from trienkhai.reporting.models import Regime
from trienkhai.reporting.services.rounds import open_due_rounds
from trienkhai.reporting.terms import DAYS, MOST_DAYS, MOST_SECTIONS, MOST_STRETCHES, Terms
from trienkhai.units.models import UnitGroup

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@transaction.atomic
def make_regime(
    *,
    actor: Person,
    terms: Terms,
    group_id: int | None = None,
    plan_id: int | None = None,
    document_id: int | None = None,
    quote: str = "",
) -> Regime:
    """Ask the units of a group for a report without a plan, or those of a plan for one over several years.

    Rounds that are due open at once. `document_id` and `quote` say which sentence asked for it. Raises Refusal for terms that cannot be or
    without the right, Hidden for a group, plan or document that is not there for the actor.
    """
    owner_id, plan = _asking(actor, group_id, plan_id)
    permissions.can_rule(actor, permissions.path_of_owner(owner_id)).require()
    _check(terms, of_plan=plan is not None)
    if document_id is not None:
        documents.get_document(actor, document_id)
    if plan is not None and Regime.objects.filter(plan=plan, frequency=terms.frequency, valid_to__isnull=True).exists():
        raise Conflict(_("Kế hoạch đã có chế độ báo cáo loại này."), _("Hãy mở chế độ đang áp dụng rồi thêm giai đoạn vào đó."))
    regime = Regime.objects.create(
        owner_id=owner_id,
        plan=plan,
        reporters_id=group_id,
        document_id=document_id,
        quote=quote.strip(),
        valid_from=clock.today(),
        author=actor,
        **terms.stored(),
    )
    journal.record(actor, "reporting.regime.made", regime, owner_id, plan=plan_id, group=group_id, document=document_id)
    open_due_rounds(day=clock.today(), regime_id=regime.pk)
    return regime


def _asking(actor: Person, group_id: int | None, plan_id: int | None) -> tuple[int, Plan | None]:
    """Who asks: the owner of the group or of the plan, whose reports the actor sees."""
    if plan_id is not None:
        plan = Plan.objects.filter(pk=plan_id, state=PlanState.ISSUED).first()
        owner_id = plan.owner_id if plan else None
    else:
        plan, group = None, UnitGroup.objects.filter(pk=group_id or 0).first()
        owner_id = group.owner_id if group else None
    if owner_id is None:
        raise Hidden
    permissions.hide_unless_seen(actor, permissions.path_of_owner(owner_id))
    return owner_id, plan


@transaction.atomic
def change_regime(*, actor: Person, regime_id: int, terms: Terms) -> Regime:
    """Change a regime from today on; rounds that are open keep their days and outline. Its rhythm stays: another one is another regime.

    Raises Conflict when it was changed meanwhile, Refusal for days or sections that cannot be.
    """
    regime = _present(actor, regime_id)
    if regime.frequency != terms.frequency:
        raise Hidden
    _check(terms, of_plan=regime.plan_id is not None)
    today = clock.today()
    values = {**terms.stored(), "author": actor}
    if regime.valid_from == today:
        for name, value in values.items():
            setattr(regime, name, value)
        regime.save(update_fields=list(values))
    else:
        Regime.objects.filter(pk=regime.pk).update(valid_to=today)
        kept = ("owner_id", "plan_id", "reporters_id", "document_id", "quote", "series")
        regime = Regime.objects.create(valid_from=today, **{name: getattr(regime, name) for name in kept}, **values)
    journal.record(actor, "reporting.regime.changed", regime, regime.owner_id, cutoff=terms.cutoff, sections=len(terms.sections))
    open_due_rounds(day=today, regime_id=regime.pk)
    return regime


@transaction.atomic
def end_regime(*, actor: Person, regime_id: int) -> Regime:
    """End a regime without a plan: no further round opens. Open ones go on; one of a plan ends with its plan."""
    regime = _present(actor, regime_id)
    if regime.plan_id is not None and regime.frequency not in cutoffs.BY_HAND:
        raise Refusal(_("Chế độ báo cáo của kế hoạch theo kế hoạch."), _("Kết thúc kế hoạch thì chế độ báo cáo thôi áp dụng."))
    regime.valid_to = clock.today()
    regime.save(update_fields=["valid_to"])
    journal.record(actor, "reporting.regime.ended", regime, regime.owner_id)
    return regime


def _present(actor: Person, regime_id: int) -> Regime:
    """The row that holds now, locked, for whoever may rule it."""
    regime = Regime.objects.select_for_update().filter(pk=regime_id).first()
    if regime is None:
        raise Hidden
    permissions.regime_door(actor, regime)
    permissions.can_rule(actor, permissions.path_of_owner(regime.owner_id)).require()
    if regime.valid_to is not None:
        raise Conflict(_("Chế độ báo cáo này vừa được đổi hoặc đã kết thúc."), _("Hãy tải lại trang để xem bản đang áp dụng."))
    return regime


def _check(terms: Terms, *, of_plan: bool) -> None:
    if terms.cutoff not in CutOff.values or terms.method not in Method.values or terms.frequency not in PeriodKind.values:
        raise Hidden
    if not terms.name.strip():
        raise Refusal(_("Chế độ báo cáo chưa có tên."), _("Hãy ghi tên báo cáo, ví dụ «Báo cáo công tác an toàn trường học»."))
    if any(not 0 <= getattr(terms, name) <= MOST_DAYS for name in DAYS):
        raise Refusal(_("Số ngày phải từ 0 đến %(most)s.") % {"most": MOST_DAYS}, _("Hãy sửa lại số ngày."))
    if len(terms.sections) > MOST_SECTIONS or any(not str(row.get("title", "")).strip() for row in terms.sections):
        raise Refusal(_("Mỗi phần phải có tên, nhiều nhất %(most)s phần.") % {"most": MOST_SECTIONS}, _("Hãy sửa lại các phần."))
    if not of_plan and not terms.sections:
        raise Refusal(_("Báo cáo không theo kế hoạch phải có đề cương."), _("Hãy ghi ít nhất một phần, mỗi dòng một phần."))
    by_hand = terms.frequency in cutoffs.BY_HAND
    if by_hand and (not terms.stretches or len(terms.stretches) > MOST_STRETCHES or any(last < first for first, last in terms.stretches)):
        raise Refusal(
            _("Báo cáo đột xuất, sơ kết, tổng kết phải có giai đoạn số liệu, ngày đầu không sau ngày cuối."),
            _("Hãy ghi mỗi dòng một giai đoạn, ví dụ 01/01/2023 - 31/12/2025."),
        )
    if not by_hand and terms.stretches:
        raise Refusal(_("Báo cáo định kỳ lấy giai đoạn theo lịch."), _("Hãy bỏ trống phần giai đoạn, hoặc chọn tần suất khác."))
