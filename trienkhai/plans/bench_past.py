"""Figures of past days: the board of a day and two days side by side, where six in ten works changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

from django.urls import reverse

from trienkhai.core import clock, measure
from trienkhai.plans import bench


def page(count: int, name: str, query: str = "") -> float:
    """Milliseconds of a page of the plan, whole, at the 95th percentile."""
    here = bench.world(count)
    ask = partial(bench.ask, bench.browser(here.leader), reverse(f"plans:{name}", args=[here.plan.pk]) + query)
    ask()
    return 1000 * measure.p95(ask)


def measured(count: int) -> Mapping[str, float]:
    """All figures of one size."""
    here = bench.world(count)
    first, task = clock.today() - dt.timedelta(days=7), here.plan.tasks.earliest("order").pk
    on = f"?tu={first}&ngay={first}&ky={here.present.pk}"
    return {
        f"plans.heat_map_{count}_units_ms": page(count, "heat-map", f"?ky={here.present.pk}"),
        f"plans.timeline_{count}_units_ms": page(count, "timeline"),
        f"plans.past_task_{count}_units_ms": page(count, "compare", f"{on}&nhiem-vu={task}"),
        f"plans.past_two_days_{count}_units_ms": page(count, "compare", on),
        f"plans.past_works_{count}_units_ms": page(count, "works-at", f"{on}&nhiem-vu={task}&tinh-trang=open_in_time"),
    }


def measure_past(wanted: Collection[str], count: int) -> Mapping[str, float]:
    """Those that are asked for."""
    return {name: value for name, value in measured(count).items() if name in wanted}
