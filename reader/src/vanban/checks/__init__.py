"""Checks: what a careful reader would point at. One class per rule; nothing is ever repaired."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from vanban.checks.base import Rule
from vanban.checks.context import Context
from vanban.types import Document, Finding

__all__ = ["Context", "Rule", "rules", "run"]

_FAMILIES = (
    "header",
    "numbering",
    "citations",
    "references",
    "dates",
    "numbers",
    "duties",
    "language",
    "orthography",
    "punctuation",
    "structure",
    "form_page",
    "form_parts",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, once, in the order of the families."""
    made: list[Rule] = []
    for family in _FAMILIES:
        module = import_module(f"vanban.checks.{family}")
        made += [
            thing()
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Rule) and thing.__module__ == module.__name__ and "id" in vars(thing)
        ]
    return tuple(made)


def run(document: Document, data: Callable[[], bytes] | None = None) -> tuple[Finding, ...]:
    """The findings of every rule, in reading order.

    Args:
        document: The reading.
        data: Gives the bytes of the file; asked only by rules about the form of a .docx.
    """
    context = Context(document, data)
    found = [finding for rule in rules() if rule.applies(context) for finding in rule.check(context)]
    return tuple(sorted(_once(found), key=lambda f: (f.start, f.end, f.rule)))


def _once(found: list[Finding]) -> list[Finding]:
    """One finding a place within a family: the first rule that speaks of it."""
    seen: set[tuple[str, int, int]] = set()
    out = []
    for finding in found:
        key = (finding.rule.partition(".")[0], finding.start, finding.end)
        if key not in seen or finding.start == finding.end:
            seen.add(key)
            out.append(finding)
    return out
