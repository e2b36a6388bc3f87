"""Which lists can be narrowed by their address, and by what: each room says so in its `filters.py`. A kept filter is held to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import autodiscover_modules

from trienkhai.core.errors import Hidden

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from trienkhai.accounts.models import Person
    from trienkhai.core.lists import Sheet


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A list (the name of its address), what it is called, and the parameters that narrow it.

    `sheet` gives the whole list to take away, for a viewer, the numbers of its address and its parameters as they were asked; a page that
    has no sheet is no table of rows, or offers its file itself.
    """

    page: str
    label: _StrPromise
    parameters: Sequence[str]
    sheet: Callable[[Person, Sequence[int], Mapping[str, str]], Sheet] | None = None


_LISTS: dict[str, Narrowed] = {}
LONGEST = 200


def register(*lists: Narrowed) -> None:
    """Name the lists of a room."""
    _LISTS.update((one.page, one) for one in lists)


@cache
def _discover() -> None:
    autodiscover_modules("filters")


def lists() -> dict[str, Narrowed]:
    """All of them by the name of their address."""
    _discover()
    return _LISTS


def sheet_of(viewer: Person, page: str, numbers: Sequence[int], asked: Mapping[str, str]) -> Sheet:
    """A whole list to take away; `Hidden` for one that there is not."""
    narrowed = lists().get(page)
    if narrowed is None or narrowed.sheet is None:
        raise Hidden
    try:
        reverse(page, args=numbers)
    except NoReverseMatch as error:
        raise Hidden from error
    return narrowed.sheet(viewer, numbers, {name: asked.get(name, "")[:LONGEST] for name in narrowed.parameters})


def known(page: str, asked: dict[str, list[str]]) -> dict[str, list[str]]:
    """What of an address's parameters narrows this list; empty ones and those of other things are left out."""
    narrowed = lists().get(page)
    names = narrowed.parameters if narrowed else ()
    said = {name: [value[:LONGEST] for value in asked.get(name, []) if value][:20] for name in names}
    return {name: values for name, values in said.items() if values}
