"""What a rule is: one class with its id, its legal reference, its words, and the check itself.

Every rule has two examples in `data/check_examples.json`: one that must fire and one that must not. A test runs them all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from vanban.checks.context import Context
from vanban.data.tables import table
from vanban.types import Finding, Severity


class Rule(ABC):
    """Something a careful reader of official documents looks at.

    `basis` is a key of `data/legal.json` and the place in it; `message` and `advice` are Vietnamese, with named places for facts.
    `scope` narrows the documents a rule is asked about: "any", "clean" (not scans, not damaged text layers), "typed" (neither scan nor
    PDF, whose spaces and line ends belong to the reader of the PDF), "docx" (form, from the bytes of the file).
    `dated` rules are silent on documents of a day when their basis was not in force.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    basis: ClassVar[tuple[str, str]]
    message: ClassVar[str]
    advice: ClassVar[str | None] = None
    scope: ClassVar[str] = "any"
    dated: ClassVar[bool] = False

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """The findings of this rule on one document, in any order."""

    def reference(self) -> str:
        """The legal reference as printed: the place, then the document."""
        key, place = self.basis
        title = table("legal")["basis"][key]["title"]
        return f"{place}, {title}" if place else str(title)

    def finding(self, start: int, end: int, suggest: str | None = None, **facts: object) -> Finding:
        """A finding of this rule; without a replacement of its own it carries the rule's advice."""
        advice = self.advice.format(**facts) if self.advice else None
        return Finding(self.id, self.severity, self.message.format(**facts), start, end, suggest or advice)

    def applies(self, context: Context) -> bool:
        """Whether the rule is asked about this document at all."""
        if self.scope == "clean" and context.doubtful:
            return False
        if self.scope == "typed" and (context.doubtful or context.is_pdf):
            return False
        if self.scope == "docx" and context.form is None:
            return False
        return not self.dated or context.in_force(self.basis[0])
