"""The list of all rules as Markdown, for the page of the developers' guide that a test holds in step."""

from __future__ import annotations

from vanban.checks import rules
from vanban.checks.base import Rule


def listing() -> str:
    """One table a family: id, level, name, legal reference."""
    families: dict[str, list[Rule]] = {}
    for rule in rules():
        families.setdefault(rule.id.partition(".")[0], []).append(rule)
    return "\n".join(line for family, members in families.items() for line in _table(family, members))


def _table(family: str, members: list[Rule]) -> list[str]:
    head = [f"### {family} ({len(members)})", "", "| rule | level | what it points at | basis |", "|---|---|---|---|"]
    return [*head, *(f"| `{rule.id}` | {rule.severity} | {rule.name} | {rule.reference()} |" for rule in members), ""]
