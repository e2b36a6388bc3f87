"""Rounds: opened with each period of a plan, and by the calendar or the stretches of a regime that stands by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils.translation import gettext as _

from trienkhai.core import clock, journal
from trienkhai.periods import services as periods
from trienkhai.periods.models import ExpectedMember, Period
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import PlanPeriod
from trienkhai.reporting import cutoffs
from trienkhai.reporting.choices import WRITTEN, SubmissionAct, SubmissionState
from trienkhai.reporting.models import Regime, Round, Submission, SubmissionStep
from trienkhai.reporting.terms import Terms, first_sections
from trienkhai.units import selectors as units
from trienkhai.units import tree
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trienkhai.accounts.models import Person
    from trienkhai.periods.calendar import Span
    from trienkhai.plans.models import Plan


@dataclass(frozen=True, slots=True)
class _Opening:
    """A round to open: for what, from where branches are told, and who is expected (queries of `unit_id` and `path`, owner apart)."""

    regime: Regime
    period: Period
    owner_path: str
    purpose: str
    members: QuerySet[Any]
    held: PlanPeriod | None = None


def keep_regime(*, actor: Person | None, plan: Plan) -> Regime:
    """The present regime of an issued plan, made when it has none: its outline is the plan's tasks, its rhythm the plan's."""
    regime = Regime.objects.filter(plan=plan, valid_to__isnull=True).exclude(frequency__in=cutoffs.BY_HAND).first()
    if regime is not None:
        return regime
    basis = _("Kế hoạch số %(symbol)s") % {"symbol": f"{plan.number}/{plan.symbol}"} if plan.symbol else ""
    name = _("Báo cáo thực hiện: %(title)s") % {"title": plan.title}
    terms = Terms(name=name, frequency=plan.rhythm, sections=first_sections(), legal_basis=basis)
    since = min(plan.effective_on or clock.today(), clock.today())
    regime = Regime.objects.create(owner_id=plan.owner_id, plan=plan, valid_from=since, author=actor, **terms.stored())
    journal.record(actor, "reporting.regime.made", regime, plan.owner_id, plan=plan.pk)
    return regime


@transaction.atomic
def open_round(*, plan_period_id: int) -> Round | None:
    """Open the round of a plan's open period: who reports is frozen, each unit gets its submission with its own last day.

    Safe to run twice: units that entered the plan's period meanwhile are let in by dated entries, those excused from it let go. None
    while the period is not open or nobody below the owner is expected in it; the owner does not report to itself.
    """
    held = PlanPeriod.objects.select_for_update(of=("self",)).select_related("period", "plan").get(pk=plan_period_id)
    if held.expected_set_id is None or held.plan.state != PlanState.ISSUED:
        return None
    members = ExpectedMember.objects.filter(expected_set=held.expected_set_id, left_on__isnull=True).exclude(path=held.owner_path)
    known = Round.objects.select_related("regime", "expected_set").filter(held=held).first()
    if known is not None:
        _let_in(known, dict(members.values_list("path", "unit_id")))
        _let_go(known, ExpectedMember.objects.filter(expected_set=held.expected_set_id))
        return known
    if not members.exists():
        return None
    regime = keep_regime(actor=held.plan.issued_by, plan=held.plan)
    return _open(_Opening(regime, held.period, held.owner_path, f"round-{held.pk}", members.values("unit_id", "path"), held))


def open_due_rounds(*, day: dt.date, regime_id: int | None = None) -> list[Round]:
    """Open the rounds that have begun of all regimes that stand by themselves, or of this one. Catches up; safe to run twice."""
    rows = Regime.objects.filter(valid_to__isnull=True, valid_from__lte=day)
    rows = rows.filter(pk=regime_id) if regime_id else rows
    opened = []
    for pk in rows.exclude(plan__isnull=False, frequency__in=cutoffs.CALENDAR).order_by("pk").values_list("pk", flat=True):
        opened += _open_due(pk, day)
    return opened


@transaction.atomic
def _open_due(regime_id: int, day: dt.date) -> list[Round]:
    regime = Regime.objects.select_for_update(of=("self",)).select_related("plan", "reporters").get(pk=regime_id)
    owner_path = path_today(regime.owner_id)
    if owner_path is None or (regime.plan is not None and regime.plan.state != PlanState.ISSUED):
        return []
    began = Regime.objects.filter(series=regime.series).aggregate(first=Min("valid_from"))["first"]
    made = []
    for span in cutoffs.due_spans(regime, began, day):
        period = periods.keep_period(span)
        if Round.objects.filter(series=regime.series, period=period).exists():
            continue
        members = _members(regime, span).exclude(path=owner_path).order_by("path").values("unit_id", "path")
        if members:
            made.append(_open(_Opening(regime, period, owner_path, f"regime-{regime.series}", members)))
    return made


def _members(regime: Regime, span: Span) -> QuerySet[Any]:
    """Who reports: today's units of the group, or those that a plan's periods within the stretch expected."""
    if regime.plan_id is None:
        return units.members_of(regime.reporters)  # type: ignore[arg-type]
    within = {"period__starts__gte": span.starts, "period__ends__lte": span.ends}
    sets = PlanPeriod.objects.filter(plan=regime.plan_id, expected_set__isnull=False, **within).values("expected_set")
    expected = ExpectedMember.objects.filter(expected_set__in=sets, left_on__isnull=True)
    return units.on_day().filter(unit_id__in=expected.values("unit_id"))


def _open(new: _Opening) -> Round:
    regime = new.regime
    paths = dict(new.members.values_list("path", "unit_id"))
    placed = cutoffs.places(paths)
    days = cutoffs.days_of(regime, new.period.kind, new.period.ends, cutoffs.levels(placed), clock.today())
    frozen = periods.freeze(actor=None, period=new.period, purpose=new.purpose, members=new.members)
    made = Round.objects.create(
        regime=regime,
        series=regime.series,
        period=new.period,
        held=new.held,
        owner_path=new.owner_path,
        expected_set=frozen,
        data_from=cutoffs.data_from(new.period.kind, new.period.starts, regime.cutoff),
        opens_on=days.opens_on,
        cutoff=days.cutoff,
        deadline=days.deadline,
        locks_on=days.locks_on,
        sections=regime.sections,
        opened_at=clock.now(),
    )
    _expect(made, paths, placed)
    journal.record(None, "reporting.round.opened", made, regime.owner_id, period=new.period.pk, units=len(paths))
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


def _let_go(made: Round, members: QuerySet[ExpectedMember]) -> None:
    """Units excused from the plan's period need not send what they still write; those that came back write on."""
    present = members.filter(left_on__isnull=True).order_by()
    gone = dict(members.exclude(unit_id__in=present.values("unit_id")).order_by("id").values_list("unit_id", "leave_reason"))
    for row in Submission.objects.filter(round=made, unit_id__in=gone, state__in=WRITTEN).select_for_update().order_by("id"):
        reason = gone[row.unit_id]
        periods.release_member(actor=None, expected_set=made.expected_set, unit_id=row.unit_id, reason=reason)
        _move(row, SubmissionState.RELEASED, SubmissionAct.EXCUSED, reason)
    back = Submission.objects.filter(round=made, state=SubmissionState.RELEASED, unit_id__in=present.values("unit_id"))
    back = back.filter(unit_id__in=units.on_day().values("unit_id"))  # one that ended with everything done never left
    for row in back.select_for_update().order_by("id"):
        reason = present.filter(unit_id=row.unit_id).values_list("entry_reason", flat=True)[0] or _("Trở lại danh sách của kỳ")
        periods.add_members(actor=None, expected_set=made.expected_set, members={row.unit_id: row.path}, reason=reason)
        _move(row, SubmissionState.DRAFT, SubmissionAct.REENTERED, reason)


def _move(row: Submission, state: SubmissionState, act: SubmissionAct, reason: str) -> None:
    Submission.objects.filter(pk=row.pk).update(state=state, version=F("version") + 1)
    SubmissionStep.objects.create(submission=row, act=act, text=reason, at=clock.now())
    journal.record(None, f"reporting.submission.{act}", row, row.unit_id, round=row.round_id)
