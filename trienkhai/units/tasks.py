"""Background doors of this room."""

from __future__ import annotations

from trienkhai.core import jobs, searching
from trienkhai.units.selectors import last_paths


@jobs.register("units.search_follows")
def search_follows(*, unit_id: int) -> None:
    """What is found below a unit stands where its units now stand; safe to run twice."""
    path = last_paths([unit_id]).get(unit_id, "")
    searching.moved(path)
    places = searching.places_below(path)
    now = last_paths([int(place[-searching.SEGMENT :], 16) for place in places])
    for place in places:
        here = now[int(place[-searching.SEGMENT :], 16)]
        if here != place:
            searching.moved(here)
