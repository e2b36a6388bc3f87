"""Path arithmetic: fixed-width hexadecimal segments, so that order and ranges agree on every engine and collation."""

from __future__ import annotations

WIDTH = 6
_AFTER_EVERY_DIGIT = "g"


def segment(unit_id: int) -> str:
    """The segment of one unit."""
    return f"{unit_id:0{WIDTH}x}"


def path_of(parent_path: str, unit_id: int) -> str:
    """The path of a unit under its parent."""
    return parent_path + segment(unit_id)


def subtree(path: str) -> tuple[str, str]:
    """Bounds of a subtree, the unit itself included: `low <= path < high`."""
    return path, path + _AFTER_EVERY_DIGIT


def ids(path: str) -> list[int]:
    """The units on a path from the top down, the last is the unit itself."""
    return [int(path[at : at + WIDTH], 16) for at in range(0, len(path), WIDTH)]


def contains(above: str, path: str) -> bool:
    """Whether `path` lies in the subtree of `above`."""
    return path.startswith(above)
