"""Saying what a unit phrase of a document means: the right is asked here, the binding is the units room's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from trienkhai.documents.permissions import can_bind
from trienkhai.documents.selectors import get_document
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
