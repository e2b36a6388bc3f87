"""What search finds of forms and registers: forms by name and columns, lines by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from trienkhai.accounts.permissions import reach_of
from trienkhai.core import searching
from trienkhai.core.searching import Entry
from trienkhai.registers.builtin import BY_KEY
from trienkhai.registers.models import Form, RegisterEntry
from trienkhai.units.selectors import last_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORM, ENTRY = "registers.form", "registers.registerentry"

searching.audience("forms", lambda viewer: reach_of(viewer, "form.define", "board.see"))
searching.audience("lines", lambda viewer: reach_of(viewer, "register.keep", "board.see"))
searching.kind(FORM, lambda found: reverse("registers:form", args=[found.ref]))
searching.kind(ENTRY, lambda found: reverse("registers:entry", args=[found.ref]))


@searching.source(FORM)
def _forms(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    rows = list(Form.objects.filter(pk__in=ids))
    paths = last_paths([row.owner_id for row in rows])
    for row in rows:
        yield row.pk, Entry(FORM, row.pk, paths[row.owner_id], "forms", row.title)


@searching.source(ENTRY)
def _lines(ids: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    """Lines as their words say; one that was taken out is not found."""
    rows = list(RegisterEntry.objects.filter(pk__in=ids, removed_at__isnull=True).select_related("register"))
    paths = last_paths([row.unit_id for row in rows])
    for row in rows:
        words = " ".join(value for value in row.values.values() if isinstance(value, str))
        yield row.pk, Entry(ENTRY, row.pk, paths[row.unit_id], "lines", BY_KEY[row.register.kind].title, words, row.day)
