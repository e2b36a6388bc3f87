"""Pages of rows whose number is known beforehand, so that nobody counts them."""

from __future__ import annotations

from typing import Any, Protocol

from django.core.paginator import Page, Paginator


class Rows(Protocol):
    """What can be cut: a query, or something that asks one for its slice."""

    def __getitem__(self, wanted: slice, /) -> Any: ...


class _Counted(Paginator[Any]):
    def __init__(self, rows: Rows, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)  # type: ignore[arg-type]
        self._total = total

    @property
    def count(self) -> int:
        return self._total


def page_of(rows: Rows, per_page: int, number: int, *, total: int) -> Page[Any]:
    """The page `number` (the nearest there is) of ordered rows, `total` of them."""
    return _Counted(rows, per_page, total).get_page(number)
