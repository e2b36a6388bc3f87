"""Rooms that keep something of a unit follow when it ends: they say beforehand what would happen, and do it in the same transaction.

A room registers in its `following.py`; units know none of them. An ended unit has one main heir, or none when it was closed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Ending:
    """Units that end on a day, each with the unit that carries on (None: nobody), and the decision it rests on."""

    on: dt.date
    reason: str
    heirs: dict[int, int | None]


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that would happen: how many of what, and what becomes of them. `stops` says that it must be settled first."""

    count: int
    what: str
    then: str
    stops: bool = False


class Follower(Protocol):
    """What a room registers."""

    def effects(self, ending: Ending) -> list[Effect]:
        """What would happen in the room; reads only. What does not occur is left out."""

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """Do it. Runs inside the change's transaction, after the units have changed."""


_FOLLOWERS: dict[str, Follower] = {}


def register(name: str, follower: Follower) -> None:
    """Name a room's follower."""
    _FOLLOWERS[name] = follower


def followers() -> list[Follower]:
    """All of them, from the ground up."""
    if not _FOLLOWERS:
        autodiscover_modules("following")
    return [_FOLLOWERS[name] for name in sorted(_FOLLOWERS)]
