"""Regimes and their rounds: made when a plan is issued and its periods open, changed by whoever owns the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.core.errors import Conflict, Hidden, Refusal
from trienkhai.periods import services as periods
from trienkhai.periods.models import ExpectedMember
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import Plan, PlanPeriod
from trienkhai.reporting import cutoffs, permissions
from trienkhai.reporting.choices import CutOff
from trienkhai.reporting.models import Regime, Round, Submission
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from trienkhai.accounts.models import Person

DAYS = {"window_days": 15, "deadline_days": 5, "level_days": 3, "late_days": 10}
"""What a regime begins with until its owner says otherwise; no law sets these."""
MOST_DAYS = 120
MOST_SECTIONS = 12


def first_sections() -> list[dict[str, Any]]:
    """The free sections a regime begins with; difficulties come from their own register."""
    return [
        {"key": "s1", "title": _("Tình hình chung"), "required": False},
        {"key": "s2", "title": _("Bài học, cách làm hay"), "required": False},
        {"key": "s3", "title": _("Đề xuất, kiến nghị"), "required": False},
    ]


def keep_regime(*, actor: Person | None, plan: Plan) -> Regime:
    """The present regime of an issued plan, made when it has none: its outline is the plan's tasks, its rhythm the plan's."""
    regime = Regime.objects.filter(plan=plan, valid_to__isnull=True).first()
    if regime is not None:
        return regime
    basis = _("Kế hoạch số %(symbol)s") % {"symbol": f"{plan.number}/{plan.symbol}"} if plan.symbol else ""
    regime = Regime.objects.create(
        owner_id=plan.owner_id,
        plan=plan,
        frequency=plan.rhythm,
        cutoff=CutOff.PERIOD_END,
        sections=first_sections(),
        legal_basis=basis[:250],
        valid_from=min(plan.effective_on or clock.today(), clock.today()),
        author=actor,
        **DAYS,
    )
    journal.record(actor, "reporting.regime.made", regime, plan.owner_id, plan=plan.pk)
    return regime


@transaction.atomic
def open_round(*, plan_period_id: int) -> Round | None:
    """Open the round of a plan's open period: who reports is frozen, each unit gets its submission with its own last day.

    Safe to run twice: units that entered the plan's period meanwhile are let in by dated entries. None while the period is not open or
    nobody below the owner is expected in it; the owner does not report to itself.
    """
    held = PlanPeriod.objects.select_for_update(of=("self",)).select_related("period", "plan").get(pk=plan_period_id)
    if held.expected_set_id is None or held.plan.state != PlanState.ISSUED:
        return None
    members = ExpectedMember.objects.filter(expected_set=held.expected_set_id, left_on__isnull=True).exclude(path=held.owner_path)
    paths = dict(members.values_list("path", "unit_id"))
    known = Round.objects.select_related("regime", "expected_set").filter(held=held).first()
    if known is not None:
        _let_in(known, paths)
    return known or (_open(held, members, paths) if paths else None)


def _open(held: PlanPeriod, members: QuerySet[ExpectedMember], paths: Mapping[str, int]) -> Round:
    regime = keep_regime(actor=held.plan.issued_by, plan=held.plan)
    placed = cutoffs.places(paths)
    days = cutoffs.days_of(regime, held.period.kind, held.period.ends, cutoffs.levels(placed), clock.today())
    frozen = periods.freeze(actor=None, period=held.period, purpose=f"round-{held.pk}", members=members.values("unit_id", "path"))
    made = Round.objects.create(
        regime=regime,
        held=held,
        expected_set=frozen,
        opens_on=days.opens_on,
        cutoff=days.cutoff,
        deadline=days.deadline,
        locks_on=days.locks_on,
        sections=regime.sections,
        opened_at=clock.now(),
    )
    _expect(made, paths, placed)
    journal.record(None, "reporting.round.opened", made, regime.owner_id, period=held.pk, units=len(paths))
    return made


def _expect(made: Round, paths: Mapping[str, int], placed: Mapping[str, cutoffs.Place]) -> None:
    """A submission for each path's unit, its last day by how many levels report to it."""
    level_days, owner = made.regime.level_days, made.regime.owner_id
    dues = {level: cutoffs.due_on_level(made.deadline, level_days, level) for level in range(cutoffs.levels(placed))}
    rows = (
        Submission(
            round=made,
            unit_id=unit_id,
            path=path,
            due=dues[placed[path].level],
            receiver_id=tree.ids(above)[-1] if (above := placed[path].above) else owner,
        )
        for path, unit_id in paths.items()
    )
    Submission.objects.bulk_create(rows, batch_size=2000)


def _let_in(made: Round, paths: Mapping[str, int]) -> None:
    """Units expected in the plan's period that the round does not know yet."""
    known = set(Submission.objects.filter(round=made).values_list("unit_id", flat=True))
    late = {path: unit_id for path, unit_id in paths.items() if unit_id not in known}
    if late:
        reason = _("Được giao việc sau khi mở đợt báo cáo")
        periods.add_members(actor=None, expected_set=made.expected_set, members={u: p for p, u in late.items()}, reason=reason)
        placed = cutoffs.places(paths)
        _expect(made, late, {path: placed[path] for path in late})


@transaction.atomic
def change_regime(*, actor: Person, regime_id: int, cutoff: str, sections: list[dict[str, Any]], legal_basis: str, **days: int) -> Regime:
    """Change a regime from today on; rounds that are open keep their days and outline.

    Raises Conflict when it was changed meanwhile, Refusal for days or sections that cannot be.
    """
    regime = Regime.objects.select_for_update().filter(pk=regime_id).first()
    if regime is None:
        raise Hidden
    permissions.regime_door(actor, regime)
    permissions.can_rule(actor, permissions.path_of_owner(regime.owner_id)).require()
    if regime.valid_to is not None:
        raise Conflict(_("Chế độ báo cáo này vừa được đổi."), _("Hãy tải lại trang để xem bản đang áp dụng, rồi sửa trên bản đó."))
    _check(cutoff, sections, days)
    today = clock.today()
    values = {"cutoff": cutoff, "sections": sections, "legal_basis": legal_basis.strip()[:250], "author": actor, **days}
    if regime.valid_from == today:
        for name, value in values.items():
            setattr(regime, name, value)
        regime.save(update_fields=list(values))
    else:
        Regime.objects.filter(pk=regime.pk).update(valid_to=today)
        kept = {"owner_id": regime.owner_id, "plan_id": regime.plan_id, "frequency": regime.frequency}
        regime = Regime.objects.create(valid_from=today, **kept, **values)
    journal.record(actor, "reporting.regime.changed", regime, regime.owner_id, cutoff=cutoff, sections=len(sections), days=days)
    return regime


def _check(cutoff: str, sections: list[dict[str, Any]], days: dict[str, int]) -> None:
    if cutoff not in CutOff.values or set(days) != set(DAYS):
        raise Hidden
    if any(not 0 <= count <= MOST_DAYS for count in days.values()):
        raise Refusal(_("Số ngày phải từ 0 đến %(most)s.") % {"most": MOST_DAYS}, _("Hãy sửa lại số ngày."))
    if len(sections) > MOST_SECTIONS or any(not str(row.get("title", "")).strip() for row in sections):
        raise Refusal(_("Mỗi phần phải có tên, nhiều nhất %(most)s phần.") % {"most": MOST_SECTIONS}, _("Hãy sửa lại các phần."))
