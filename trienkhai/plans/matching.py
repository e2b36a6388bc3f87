"""Which task above an own task may carry out: suggestions for a person to confirm, by the document cited and by similar words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from trienkhai.core.text import fold
from trienkhai.plans.answering import likeness, words

ENOUGH, ENOUGH_WHERE_CITED = 0.45, 0.3
"""From this likeness on a task is suggested; less is asked where the own document cites the plan above."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Above:
    """A task above as the comparison needs it."""

    task_id: int
    plan_id: int
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A task above that an own task may carry out, how alike they are in hundredths, and whether its plan is cited."""

    task_id: int
    alike: int
    is_cited: bool


def above(rows: Iterable[tuple[int, int, str]]) -> list[Above]:
    """Tasks above from (task, plan, text)."""
    return [Above(task_id, plan_id, words(fold(text))) for task_id, plan_id, text in rows]


def suggest(text: str, tasks: Sequence[Above], cited: Collection[int]) -> list[Suggestion]:
    """The tasks above most like a text, most alike first; none when nothing is like it enough."""
    own = words(fold(text))
    found = [Suggestion(row.task_id, round(100 * likeness(own, row.words)), row.plan_id in cited) for row in tasks]
    kept = [row for row in found if row.alike >= 100 * (ENOUGH_WHERE_CITED if row.is_cited else ENOUGH)]
    return sorted(kept, key=lambda row: (-row.alike, row.task_id))[:SHOWN]


def code_key(code: str) -> str:
    """One key for one document code ("128/KH-SGDĐT", "128 / KH-SGDĐT"); empty when there is none."""
    return fold(code).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Own:
    """An own task of a plan: what it carries out, whom it addresses and when."""

    task_id: int
    parents: frozenset[int]
    addressed: frozenset[tuple[str, int]]
    when: tuple[object, ...]


def overlapping(tasks: Sequence[Own]) -> set[tuple[int, int]]:
    """(task, parent) pairs where two own tasks carry out one task above for the same addressee at the same time."""
    out: set[tuple[int, int]] = set()
    for at, one in enumerate(tasks):
        for other in tasks[at + 1 :]:
            if one.when == other.when and one.addressed & other.addressed:
                out |= {(task.task_id, parent) for parent in one.parents & other.parents for task in (one, other)}
    return out
