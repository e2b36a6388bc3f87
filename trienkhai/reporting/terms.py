"""What a regime asks: name, rhythm, days, outline, as its owner says it. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.reporting.choices import CutOff, Method

DAYS: dict[str, int] = {"window_days": 15, "deadline_days": 5, "level_days": 3, "late_days": 10}
"""What a regime begins with until its owner says otherwise; no law sets these."""
MOST_DAYS = 120
MOST_SECTIONS = 12
MOST_STRETCHES = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What a regime asks. `stretches` are the (first, last) days of rounds that no calendar gives."""

    name: str
    frequency: str
    cutoff: str = CutOff.PERIOD_END
    method: str = Method.SYSTEM
    window_days: int = 15
    deadline_days: int = 5
    level_days: int = 3
    late_days: int = 10
    sections: list[dict[str, Any]] = field(default_factory=list)
    stretches: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    legal_basis: str = ""

    def stored(self) -> dict[str, Any]:
        """As a row holds it."""
        given = asdict(self)
        given["stretches"] = [[first.isoformat(), last.isoformat()] for first, last in self.stretches]
        return given | {"name": self.name.strip()[:250], "legal_basis": self.legal_basis.strip()[:250]}


def first_sections() -> list[dict[str, Any]]:
    """The free sections a regime begins with; difficulties come from their own register."""
    return [
        {"key": "s1", "title": _("Tình hình chung"), "required": False},
        {"key": "s2", "title": _("Bài học, cách làm hay"), "required": False},
        {"key": "s3", "title": _("Đề xuất, kiến nghị"), "required": False},
    ]
