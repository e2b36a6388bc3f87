"""A register's year in figures, over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from ninja import Field, Router, Schema

from trienkhai.accounts.requests import Official
from trienkhai.registers import selectors
from trienkhai.registers.selectors.totals import SumRow

router = Router(tags=["forms"])


class SumOut(Schema):
    """Lines of one step or unit: how many, how many late, sums by column key."""

    name: str
    lines: int
    late: int
    sums: dict[str, Decimal]


class TotalsOut(Schema):
    """A year by step and by unit."""

    year: int
    steps: list[SumOut]
    units: list[SumOut]
    whole: SumOut


def _sum(row: SumRow) -> SumOut:
    return SumOut(name=row.name, lines=row.n, late=row.late, sums=row.sums)


@router.get("/registers/{id:register_id}/totals", response=TotalsOut, summary="A register's year in figures, as far as you see its lines")
def get_register_totals(request: Official, register_id: int, year: Annotated[int | None, Field(ge=2000, le=2100)] = None) -> TotalsOut:
    """This year's unless another is named; the first hundred units."""
    page = selectors.totals_page(viewer=request.user, register_id=register_id, year=year)
    steps, units = [_sum(row) for row in page.steps], [_sum(row) for row in page.units]
    return TotalsOut(year=page.year, steps=steps, units=units, whole=_sum(page.whole))
