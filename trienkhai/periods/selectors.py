"""Reading expected sets: how many were expected when a period opened, and how many are now."""

from __future__ import annotations

from dataclasses import dataclass

from trienkhai.periods.models import ExpectedMember, ExpectedSet


@dataclass(frozen=True, slots=True)
class Denominator:
    """Units expected at opening and at present."""

    opening: int
    present: int


def denominator(expected_set: ExpectedSet | None) -> Denominator | None:
    """Both denominators of a set; None for a period that has not opened. One query."""
    if expected_set is None:
        return None
    present = ExpectedMember.objects.filter(expected_set=expected_set, left_on__isnull=True).count()
    return Denominator(expected_set.opening_count, present)
