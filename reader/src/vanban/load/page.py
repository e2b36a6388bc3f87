"""One page as it lies: words with their places and the ruling lines, whether they come from a text layer or from character recognition."""

from __future__ import annotations

from dataclasses import dataclass, field

from vanban.late import late

PAGE_NUMBER = late(r"^[-–—\s]*(?:(?:trang|Trang|page|Page)\s*)?(?!(?:19|20)\d\d(?!\d))\d{1,4}(?:\s*[/|]\s*\d{1,4})?[-–—\s.]*$")
"""A line that holds nothing but the number of its page; a year alone is the end of a date."""

Box = tuple[float, float, float, float]
UNSURE = 0.6
"""Words recognised with less than this confidence are shown to whoever checks the reading."""


@dataclass(slots=True)
class Word:
    """Letters that stand together on one baseline; points from the top left of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    confidence: float | None = None
    bold: bool | None = None


@dataclass(slots=True)
class Line:
    """Words on one baseline with no wide gap between them."""

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    first_width: float
    confidence: float | None = None
    bold: bool | None = None
    unsure: tuple[tuple[int, int], ...] = ()
    """Where in `text` the words stand that were recognised with little confidence."""

    @property
    def top(self) -> float:
        """The upper edge of the letters, near enough for reading order."""
        return self.base - self.size * 0.8

    @property
    def middle(self) -> float:
        """The middle between the two ends."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Rule:
    """A straight ruling line, level or upright. `at` is its fixed coordinate, `begin` and `end` the other one."""

    level: bool
    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Page:
    """A page before any reading order."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    scanned: bool = False
