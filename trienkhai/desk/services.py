"""Handing out a whole list as a file: who took which is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trienkhai.core import journal, kept, lists
from trienkhai.core.errors import Hidden
from trienkhai.core.lists import Sheet
from trienkhai.core.words import name_verbs

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

name_verbs({"desk.list.taken": _("Tải danh sách")})


def take_list(*, actor: Person, page: str, numbers: Sequence[int], asked: Mapping[str, str], kind: str) -> Sheet:
    """The list that a page shows, whole; `Hidden` for a list or a kind of file that there is not, denied as the page is."""
    if kind not in lists.KINDS:
        raise Hidden
    found = kept.sheet_of(actor, page, numbers, asked)
    narrowed = {name: asked[name][:100] for name in kept.lists()[page].parameters if asked.get(name) and name != "q"}
    journal.record(actor, "desk.list.taken", None, page=page, numbers=list(numbers), kind=kind, asked=narrowed)
    return found
