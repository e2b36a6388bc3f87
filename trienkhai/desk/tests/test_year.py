"""A simulated province year: after every act, every figure of every board is what the raw rows say."""

from __future__ import annotations

import pytest

from trienkhai.desk.year import proof, steps
from trienkhai.plans.models import Obligation, Progress
from trienkhai.plans.verification import faults

pytestmark = [pytest.mark.django_db, pytest.mark.scale, pytest.mark.filterwarnings("ignore:No directory at")]


def test_every_figure_of_a_province_year_is_what_the_raw_rows_say() -> None:
    """200 units, 20 tasks, 12 months: mergers in July, late joiners, released units, extensions, returns, suspensions, nil reports."""
    for at, year in enumerate(steps(seed=7, units=200, tasks=20, periods=12), start=1):
        if at in {5, 13}:
            with year.clock():
                assert proof.differences(year, quick=at < 13) == []
    assert sum(year.writes.values()) >= 2_000
    assert len(year.writes) >= 20, "every kind of act"
    assert Obligation.objects.count() > 15_000
    assert Progress.objects.count() > 15_000
    assert list(faults()) == []
