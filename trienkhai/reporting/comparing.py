"""Two reports side by side, line by line; and one report's branches among themselves. Pure arithmetic over figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trienkhai.reporting.rollup import Figures


def done(figures: Figures) -> int:
    """Obligations done: dated ones on time or late, continuous ones shown done."""
    return figures.done_on_time + figures.done_late + figures.steady_done


def share(figures: Figures) -> Decimal | None:
    """What of the whole is done, in per cent to one place; None where there is nothing to do."""
    return round(Decimal(100 * done(figures)) / figures.total, 1) if figures.total else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line on both sides; a side that does not have it is None. `narrow` names it in a trace address."""

    name: str
    before: Figures | None
    after: Figures | None
    narrow_before: str = ""
    narrow_after: str = ""

    @property
    def done_before(self) -> int | None:
        """How many were done on the first side."""
        return done(self.before) if self.before else None

    @property
    def done_after(self) -> int | None:
        """How many were done on the second side."""
        return done(self.after) if self.after else None

    @property
    def share_before(self) -> Decimal | None:
        """The share done on the first side."""
        return share(self.before) if self.before else None

    @property
    def share_after(self) -> Decimal | None:
        """The share done on the second side."""
        return share(self.after) if self.after else None

    @property
    def change(self) -> Decimal | None:
        """Points of per cent from the first side to the second; None where one of both is missing."""
        one, other = self.share_before, self.share_after
        return other - one if one is not None and other is not None else None

    @property
    def fell(self) -> bool:
        """Whether less is done than before."""
        return self.change is not None and self.change < 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart: its line, how long it is (of 100), and what it says."""

    name: str
    y: int
    before: float
    after: float
    words: str


def bars(lines: Sequence[Line]) -> list[Bar]:
    """A pair of bars for each line, 34 units of height apart."""
    return [
        Bar(
            line.name,
            34 * at,
            float(line.share_before or 0),
            float(line.share_after or 0),
            f"{_words(line.share_before)} → {_words(line.share_after)}",
        )
        for at, line in enumerate(lines)
    ]


def _words(value: Decimal | None) -> str:
    return "–" if value is None else f"{value} %".replace(".", ",")
