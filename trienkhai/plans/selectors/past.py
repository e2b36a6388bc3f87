"""How obligations stood at the end of a past day, told by their steps: what came before the first later step, else what stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from trienkhai.core import clock
from trienkhai.plans.models import Change, Entry, Obligation


def stood(rows: Iterable[Obligation], day: dt.date) -> list[Obligation]:
    """The rows as they stood at the end of a day, not to be saved; those that came into being later are left out. Two queries."""
    end, found = clock.day_ends(day), list(rows)
    later = Change.objects.filter(obligation__in=[row.pk for row in found], at__gte=end).order_by("-id")
    steps = later.values_list("obligation_id", "was_state", "was_due", "was_done_on")
    first = {pk: (state, due, done_on) for pk, state, due, done_on in steps}
    entries = Entry.objects.filter(period__in={row.period_id for row in found}, at__gte=end)
    ranges = list(entries.values_list("period_id", "first_id", "last_id"))
    for row in found:
        row.state, row.due, row.done_on = first.get(row.pk, (row.state, row.due, row.done_on))
    return [row for row in found if not any(period == row.period_id and low <= row.pk <= high for period, low, high in ranges)]
