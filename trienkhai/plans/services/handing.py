"""Handing out evidence: who took it is written down on the obligation it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trienkhai.core import journal
from trienkhai.plans.selectors import get_evidence

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.core.models import StoredFile


def hand_out_evidence(*, actor: Person, evidence_id: int) -> tuple[StoredFile, str]:
    """The stored file and its name; `Hidden` unless the obligation is open to this person."""
    row = get_evidence(viewer=actor, evidence_id=evidence_id)
    owed = row.progress.obligation
    journal.saw(actor, "plans.evidence.taken", owed, owed.unit_id, evidence=row.pk)
    return row.file, row.name
