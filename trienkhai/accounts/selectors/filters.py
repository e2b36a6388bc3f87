"""Filters that people kept: those of a list, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from trienkhai.accounts.models import KeptFilter
from trienkhai.accounts.permissions import scope_of
from trienkhai.core import kept

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept filter. `gone` are parameters that its list no longer knows; `address` is empty when the list itself is gone."""

    row: KeptFilter
    label: str
    address: str
    gone: list[str]
    is_own: bool

    @property
    def owner(self) -> str:
        """Who shared it; empty for one's own."""
        return "" if self.is_own else str(self.row.person)


def kept_filters(*, viewer: Person, page: str = "", numbers: str = "") -> list[Shown]:
    """One's own and those shared with the units where one works; of one list when `page` is said. One query beyond the scope."""
    units = {held.unit_id for held in scope_of(viewer).holdings if held.behalf is None}
    rows = KeptFilter.objects.filter(Q(person=viewer) | Q(unit__in=units)).select_related("person", "unit")
    if page:
        rows = rows.filter(page=page, numbers=numbers)
    return [_shown(row, viewer) for row in rows.order_by("page", "name", "id")]


def _shown(row: KeptFilter, viewer: Person) -> Shown:
    narrowed, said = kept.lists().get(row.page), kept.known(row.page, row.asked)
    try:
        path = reverse(row.page, args=[int(number) for number in row.numbers.split(",") if number]) if narrowed else ""
    except NoReverseMatch:
        path = ""
    address = f"{path}?{urlencode(said, doseq=True)}" if path else ""
    label = str(narrowed.label) if narrowed and path else _("Danh sách không còn")
    return Shown(row, label, address, sorted(row.asked.keys() - said.keys()), row.person_id == viewer.pk)
