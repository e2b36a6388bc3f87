"""Figures of rounds for `scripts/bench`: 2,000 units asked at once, and how complete they were over twelve periods. Nothing of it stays."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Mapping
from time import perf_counter

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Mod

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.core.measure import Bench, Figure
from trienkhai.periods import calendar
from trienkhai.reporting import selectors, services
from trienkhai.reporting.choices import SubmissionState
from trienkhai.reporting.models import Regime, Submission
from trienkhai.reporting.terms import Terms, first_sections
from trienkhai.units.choices import GroupKind
from trienkhai.units.models import UnitGroup

UNITS, PERIODS = 2_000, 12
OPEN, RECORD = "reporting.rounds_2000_open_s", "reporting.rounds_12_periods_ms"


def measure(wanted: Collection[str]) -> Mapping[str, float]:
    """The median of twelve openings, and of five looks at what they came to."""
    with transaction.atomic():
        root = make_province(UNITS + 1)
        viewer = Person.objects.filter(roles__role=Role.LEADER, roles__unit_id=root.id).earliest("pk")
        group = UnitGroup.objects.create(owner_id=root.id, name="Đo đợt báo cáo", rule_or_list=GroupKind.RULE, under_id=root.id)
        terms = Terms(name="Đo đợt báo cáo", frequency="month", sections=first_sections()).stored()
        since = clock.today() - dt.timedelta(days=31 * (PERIODS + 2))
        regime = Regime.objects.create(owner_id=root.id, reporters=group, valid_from=since, **terms)
        opened = [_open(regime, span.ends) for span in list(calendar.spans("month", since, clock.today()))[-PERIODS:]]
        _say(regime)
        looks = [_look(viewer, regime) for _n in range(5)]
        transaction.set_rollback(True)
    found = {OPEN: statistics.median(opened), RECORD: 1000 * statistics.median(looks)}
    return {name: found[name] for name in wanted}


def _open(regime: Regime, day: dt.date) -> float:
    """Seconds to open the month that ends on a day; the one before it stands already, but for the first."""
    began = perf_counter()
    made = services.open_due_rounds(day=day, regime_id=regime.pk)
    seconds = (perf_counter() - began) / max(len(made), 1)
    count = Submission.objects.filter(round__in=made).count()
    if count < UNITS * len(made):
        raise LookupError(f"{count} submissions instead of {UNITS}: the province that stands here is too small")
    return seconds


def _say(regime: Regime) -> None:
    """Nine in ten have sent, one in ten of those late."""
    rows = Submission.objects.filter(round__regime=regime).annotate(of=Mod("id", 10))
    rows.filter(of__lt=9).update(state=SubmissionState.ACCEPTED, first_sent_on=F("due"))
    rows.filter(of=0).update(first_sent_on=clock.today() + dt.timedelta(days=40))


def _look(viewer: Person, regime: Regime) -> float:
    began = perf_counter()
    found = selectors.over_time(viewer=viewer, regime_id=regime.pk)
    seconds = perf_counter() - began
    if len(found.periods) != PERIODS:
        raise LookupError(f"{len(found.periods)} periods")
    return seconds


BENCHES = (Bench("sqlite", (Figure(OPEN, "s", 1.0), Figure(RECORD, "ms", 100)), measure),)
