"""What a benchmark is: figures with name, unit and target, and the function that measures them. A room keeps its own in `bench.py`."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TypedDict


class NotMeasured(Exception):  # noqa: N818 - an answer, not a fault
    """A figure cannot be taken here; the message says why."""


class Line(TypedDict):
    """A figure as `scripts/bench --json` prints it; `figure` and `met` are null when it was not measured."""

    name: str
    figure: float | None
    unit: str
    target: float
    met: bool | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is promised: at most its target, or at least it."""

    name: str
    unit: str
    target: float
    at_least: bool = False

    def line(self, value: float | None) -> Line:
        """The figure with what was measured."""
        met = None if value is None else value >= self.target if self.at_least else value <= self.target
        return {"name": self.name, "figure": None if value is None else shown(value), "unit": self.unit, "target": self.target, "met": met}


@dataclass(frozen=True, slots=True)
class Bench:
    """Figures that are measured together.

    `place` is where: a database of its own by engine ("sqlite", "postgresql"), or "" for none. `measure` gets the names that are wanted
    and returns name → value; it raises `NotMeasured` with the reason when it cannot.
    """

    place: str
    figures: tuple[Figure, ...]
    measure: Callable[[Collection[str]], Mapping[str, float]]


def shown(value: float) -> float:
    """Three significant digits: more would be noise."""
    return float(f"{value:.3g}")


def times(act: Callable[[], object], count: int) -> list[tuple[float, float]]:
    """(wall, processor) seconds of each of `count` runs, in the order of their wall time."""
    out = []
    for _n in range(count):
        wall, processor = perf_counter(), process_time()
        act()
        out.append((perf_counter() - wall, process_time() - processor))
    return sorted(out)


def p95(act: Callable[[], object], count: int = 40) -> float:
    """The wall seconds that 95 of 100 runs stay under."""
    found = times(act, count)
    return found[min(count - 1, -(-count * 95 // 100) - 1)][0]


def median(act: Callable[[], object], count: int = 3) -> float:
    """The middle wall seconds of `count` runs."""
    return statistics.median(wall for wall, _processor in times(act, count))
