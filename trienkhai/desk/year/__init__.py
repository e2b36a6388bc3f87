"""A province's year that never was: every kind of act through the services, the mass of reports by set statements, and its raw rows.

    made = simulate(seed=7, units=200, tasks=20, periods=12)
    with made.clock():                       # the moment at which the year ends
        assert proof.differences(made) == []  # every figure of every board against the raw rows

Tests, benches and whoever needs a body with a past use it; the same seed gives the same year.
"""

from trienkhai.desk.year.stage import Year
from trienkhai.desk.year.walk import simulate, steps

__all__ = ["Year", "simulate", "steps"]
