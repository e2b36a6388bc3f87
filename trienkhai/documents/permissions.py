"""Who sees documents, and who may bring, review and bind them. The verb table is `accounts.permissions.VERBS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.units import tree

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.verdict import Verdict

SEEING_VERBS = ("document.upload", "document.review", "board.see")


def visible_to(viewer: Person) -> Q:
    """The condition on Document rows that this person may see: those of units where they bring, review or oversee. No query."""
    scope = scope_of(viewer)
    allowed = Q(pk__in=[])
    for path, whole in {pair for verb in SEEING_VERBS for pair in scope.paths(verb)}:
        low, high = tree.subtree(path)
        here = Q(unit__placements__path__gte=low, unit__placements__path__lt=high) if whole else Q(unit__placements__path=path)
        allowed |= here & Q(unit__placements__valid_to__isnull=True)
    return allowed & Q(removed_at__isnull=True)


def can_upload(actor: Person, path: str) -> Verdict:
    """Whether this person may bring documents into the unit at `path`."""
    return may(actor, "document.upload", path)


def can_review(actor: Person, path: str) -> Verdict:
    """Whether this person may review the readings of the unit at `path`."""
    return may(actor, "document.review", path)


def can_bind(actor: Person, path: str) -> Verdict:
    """Whether this person may say what a phrase means to the unit at `path`."""
    return may(actor, "phrase.bind", path)
