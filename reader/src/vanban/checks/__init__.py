"""Checks: what a careful reader would point at. One class per rule; nothing is ever repaired."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from itertools import groupby, islice

from vanban.checks.base import Rule
from vanban.checks.context import DOCX, Context
from vanban.types import Document, Finding

__all__ = ["MOST", "Context", "Rule", "by_id", "rules", "run"]

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
)
_OF_FORM = ("form_page", "form_parts")


_GRAVITY = ("error", "warning", "note")
MOST = 500
"""Findings of one rule on one document; more of the same say nothing new, and a file of one character must not fill the memory."""


def rules() -> tuple[Rule, ...]:
    """Every rule, once, in the order of the families."""
    return (*_rules(_FAMILIES), *_rules(_OF_FORM))


@cache
def _rules(families: tuple[str, ...]) -> tuple[Rule, ...]:
    made: list[Rule] = []
    for family in families:
        module = import_module(f"vanban.checks.{family}")
        made += [
            thing()
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Rule) and thing.__module__ == module.__name__ and "id" in vars(thing)
        ]
    return tuple(made)


@cache
def by_id() -> dict[str, Rule]:
    """Rules by their id, for those who show a finding with its name and legal reference."""
    return {rule.id: rule for rule in rules()}


def run(document: Document, data: Callable[[], bytes] | None = None) -> tuple[Finding, ...]:
    """The findings of every rule, in reading order.

    Args:
        document: The reading.
        data: Gives the bytes of the file; asked only by rules about the form of a .docx.
    """
    context = Context(document, data)
    asked = rules() if document.source.media_type == DOCX else _rules(_FAMILIES)  # rules of form are not even loaded for a text
    found: list[Finding] = []
    for _family, of_family in groupby(asked, key=lambda rule: type(rule).__module__):
        found += [finding for rule in of_family if rule.applies(context) for finding in islice(rule.check(context), MOST)]
        context.forget()
    return tuple(sorted(_once(found), key=lambda f: (f.start, f.end, f.rule)))


def _once(found: list[Finding]) -> list[Finding]:
    """One finding a place within a family: the gravest, and of like ones the first."""
    seen: set[tuple[str, int, int]] = set()
    out = []
    for finding in sorted(found, key=lambda f: _GRAVITY.index(f.severity)):
        key = (finding.rule.partition(".")[0], finding.start, finding.end)
        if key not in seen or finding.start == finding.end:
            seen.add(key)
            out.append(finding)
    return out
