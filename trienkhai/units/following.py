"""Rooms that keep something of a unit follow when it ends: they say beforehand what would happen, and do it in the same transaction.

A room registers in its `following.py`; units know none of them. An ended unit has one main heir, or none when it was closed. In the same
way rooms say where they use a group.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
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
    """One thing that would happen: how many of what, and what becomes of them. `stops` says that it must be settled first.

    `names` are some of them by name, where their names may be shown to whoever changes the structure.
    """

    count: int
    what: str
    then: str
    stops: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UseLine:
    """One place where a group is used: its words, and the name of its page with the id that the page takes."""

    words: str
    address: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """How many of what use a group. `holds` says that the group cannot go while they do; `lines` are those that the viewer may see."""

    count: int
    what: str
    lines: tuple[UseLine, ...] = ()
    holds: bool = True


class User(Protocol):
    """What a room registers that uses groups."""

    def __call__(self, viewer: Person, group_id: int) -> list[Use]:
        """Where the room uses the group; what does not occur is left out. A constant number of queries."""


class Follower(Protocol):
    """What a room registers."""

    def effects(self, ending: Ending) -> list[Effect]:
        """What would happen in the room; reads only. What does not occur is left out."""

    def follow(self, actor: Person | None, ending: Ending) -> None:
        """Do it. Runs inside the change's transaction, after the units have changed."""


_FOLLOWERS: dict[str, Follower] = {}
_USERS: dict[str, User] = {}


def register(name: str, follower: Follower) -> None:
    """Name a room's follower."""
    _FOLLOWERS[name] = follower


@cache
def _discover() -> None:
    """Once, also when one room's module was imported before."""
    autodiscover_modules("following")


def followers() -> list[Follower]:
    """All of them, from the ground up."""
    _discover()
    return [_FOLLOWERS[name] for name in sorted(_FOLLOWERS)]


def register_user(name: str, user: User) -> None:
    """Name how a room uses groups."""
    _USERS[name] = user


def users() -> list[User]:
    """All of them."""
    followers()
    return [_USERS[name] for name in sorted(_USERS)]
