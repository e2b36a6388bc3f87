"""When a unit comes to stand elsewhere, what is found below it follows."""

from __future__ import annotations

from trienkhai.core import jobs, searching


@searching.follower("units.unit", "units.unit.moved", "units.unit.merged", "units.unit.split", "units.structure.imported")
def _unit(unit_id: int) -> None:
    jobs.enqueue("units.search_follows", unit_id=unit_id)
