"""Saying what a unit phrase of a document means: the right is asked here, the binding is the units room's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from trienkhai.core import journal
from trienkhai.documents.models import Document
from trienkhai.documents.permissions import can_bind
from trienkhai.documents.selectors import get_document, phrase_page
from trienkhai.units import services as units

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.units.models import PhraseBinding


@transaction.atomic
def bind_phrase(
    *, actor: Person, document_id: int, phrase: str, group_id: int | None = None, unit_ids: Sequence[int] = (), leave_open: bool = False
) -> PhraseBinding:
    """Bind a phrase for the unit that owns the document; remembered for its next documents."""
    card = get_document(actor, document_id)
    can_bind(actor, card.unit_path).require()
    return units.bind_phrase(actor=actor, owner_id=card.unit_id, phrase=phrase, group_id=group_id, unit_ids=unit_ids, leave_open=leave_open)


@transaction.atomic
def bind_suggested(*, actor: Person, document_id: int) -> list[PhraseBinding]:
    """Take every suggestion of a document: a phrase that waits is bound to the group, else to the one unit, of its very name.

    Each binding has its own journal line and may be changed afterwards like any other; a phrase that was answered already stays as it is.
    """
    card = get_document(actor, document_id)
    can_bind(actor, card.unit_path).require()
    bound = [
        bind_phrase(
            actor=actor,
            document_id=document_id,
            phrase=row.phrase,
            group_id=row.suggestion[0] if row.suggestion else None,
            unit_ids=() if row.suggestion or row.same_unit is None else (row.same_unit[0],),
        )
        for row in phrase_page(actor, card).suggested
    ]
    if bound:
        journal.record(actor, "documents.phrases.suggested-bound", Document(pk=document_id), card.unit_id, count=len(bound))
    return bound
