"""What differs between a plan's tasks and those of a later document, and two wordings word by word. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trienkhai.core.text import date, fold
from trienkhai.plans.answering import likeness, words
from trienkhai.plans.choices import DATED, AlterationKind, Duty, Schedule

Snap = dict[str, Any]
"""A task as it is compared: its fields, days as ISO text, whom it addresses as [duty, phrase] pairs."""

FIELDS = ("text", "product", "schedule", "due", "every", "starts_on", "more_dues")
DAYS = ("due", "starts_on")
SAME_KEY, ALIKE = 0.3, 0.5
"""From this likeness on two tasks are one: less is asked where both stand at the same place of the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """One difference. `task_id` is the plan's own task, None for one that is added."""

    kind: AlterationKind
    task_id: int | None
    before: Snap | None
    after: Snap | None


def snap(source: object, schedule: Mapping[str, Any], addressed: Iterable[tuple[str, str]]) -> Snap:
    """A task or proposal as it is compared."""
    said = {name: getattr(source, name) for name in ("key", "heading", "title", "text", "start", "end", "product")}
    empty: dict[str, Any] = {
        "schedule": str(Schedule.NONE),
        "schedule_text": "",
        "starts_on": None,
        "due": None,
        "every": "",
        "more_dues": [],
    }
    when = empty | {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in schedule.items()}
    return said | when | {"schedule": str(when["schedule"]), "addressed": sorted([str(duty), phrase] for duty, phrase in addressed)}


def fields_of(said: Snap) -> dict[str, Any]:
    """A snapshot as values of a task's fields, days as days."""
    kept = {name: value for name, value in said.items() if name not in {"key", "addressed"}}
    return kept | {name: dt.date.fromisoformat(kept[name]) if kept[name] else None for name in DAYS}


def is_steady(said: Snap) -> bool:
    """Work without a last day of its own."""
    return said["schedule"] not in DATED


def same(one: Snap, other: Snap) -> bool:
    """Whether nothing that binds anybody differs."""
    plain = [(" ".join(str(a[name] or "").split()), " ".join(str(b[name] or "").split())) for a, b in [(one, other)] for name in FIELDS]
    return all(left == right for left, right in plain) and one["addressed"] == other["addressed"]


def compare(old: Sequence[tuple[int, Snap]], new: Sequence[Snap], *, whole: bool) -> list[Found]:
    """What a later document changes; `whole` says that it stands for the whole plan, so that what it does not name is left out."""
    pairs = _pairs(old, new)
    taken = {at for at in pairs.values() if at is not None}
    out = []
    for task_id, before in old:
        at = pairs[task_id]
        if at is None and whole:
            out.append(Found(AlterationKind.REMOVED, task_id, before, None))
        elif at is not None and not same(before, new[at]):
            out.append(Found(AlterationKind.CHANGED, task_id, before, new[at]))
    return out + [Found(AlterationKind.ADDED, None, None, said) for at, said in enumerate(new) if at not in taken]


def _pairs(old: Sequence[tuple[int, Snap]], new: Sequence[Snap]) -> dict[int, int | None]:
    """Which task of the later document is which of the plan's: the surest pairs first, each once."""
    bags = [words(fold(said["text"])) for said in new]
    scored = []
    for task_id, before in old:
        own = words(fold(before["text"]))
        for at, said in enumerate(new):
            alike = likeness(own, bags[at])
            at_home = said["key"] == before["key"]
            if alike >= (SAME_KEY if at_home else ALIKE):
                scored.append((alike + 0.2 * at_home, task_id, at))
    pairs: dict[int, int | None] = {task_id: None for task_id, _said in old}
    used: set[int] = set()
    for _alike, task_id, at in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if pairs[task_id] is None and at not in used:
            pairs[task_id] = at
            used.add(at)
    return pairs


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words: kept, or standing on one side only."""

    words: str
    differs: bool


def beside(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Two wordings as runs of words, for showing side by side."""
    left, right = before.split(), after.split()
    out: tuple[list[Run], list[Run]] = ([], [])
    for verb, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for runs, part in ((out[0], left[i:j]), (out[1], right[k:m])):
            if part:
                runs.append(Run(" ".join(part), verb != "equal"))
    return out


def when_words(said: Snap) -> str:
    """When a task is to be done, in words."""
    days = [said["due"], *(row["due"] for row in said["more_dues"])]
    shown = ", ".join(date(dt.date.fromisoformat(day)) for day in days if day)
    label = str(Schedule(said["schedule"]).label)
    return " ".join(part for part in (label, shown, f"({said['schedule_text']})" if said["schedule_text"] else "") if part)


def whom_words(said: Snap) -> str:
    """Whom a task addresses, in words."""
    return "; ".join(f"{str(Duty(duty).label).lower()}: {phrase}" for duty, phrase in said["addressed"])
