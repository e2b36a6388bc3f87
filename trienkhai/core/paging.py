"""Pages of rows whose number is known beforehand, so that nobody counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

if TYPE_CHECKING:
    from django.db.models import QuerySet


class _Counted(Paginator[Any]):
    def __init__(self, rows: QuerySet[Any], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @property
    def count(self) -> int:
        return self._total


def page_of(rows: QuerySet[Any], per_page: int, number: int, *, total: int) -> Page[Any]:
    """The page `number` (the nearest there is) of ordered rows, `total` of them."""
    return _Counted(rows, per_page, total).get_page(number)
